"""The state of a selection session, read from its events (docs/session-log.md)."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from .chain import instant
from .numbered import CannotComputeError, Json

Block = tuple[str, ...]  # one person, or a tied class that is not settled yet
LASTING = ("lot_drawn", "arrived", "standby_checked", "post_barred", "seats_changed")  # no undo revokes them


@dataclass
class Turn:
    """Somebody's stay at the table. The clock runs `since`; `paused` is what had been paused by then."""

    candidate: str
    since: datetime | None
    paused: timedelta
    added: timedelta = timedelta(0)
    proxy: bool = False
    wish_due: bool = False


@dataclass(frozen=True)
class Ending:
    """How somebody's turn ended without a post; `nothing_open`: no post was open to them then."""

    by: str
    nothing_open: bool


class Hall:
    """Who waits, who is at the table, which seats are left; `apply` lets an event happen, judging nothing."""

    def __init__(self, opened: Json) -> None:
        self.opened: Json = opened
        self.settings: Json = opened["settings"]
        self.edition = opened.get("edition") or 1
        self.queues: list[list[Block]] = [
            [tuple(members) for members in group["classes"]] for group in opened["groups"]
        ]
        self.group_of = {one: at for at, queue in enumerate(self.queues) for block in queue for one in block}
        self.queue_of = dict(self.group_of)
        self.queues.append([])  # those who take what is left once every group has been served
        self.settled: dict[Block, list[str]] = {}
        self.eligible: dict[str, list[str]] = dict(opened["eligible"])
        self.barred: set[tuple[str, str]] = set()
        self.round = 1
        self.round_of: dict[str, int] = {post["id"]: post.get("round") or 1 for post in opened["positions"]}
        self.left: dict[str, int] = {post["id"]: 0 for post in opened["positions"]}
        self.seats: dict[str, int] = {post["id"]: post["seats"] for post in opened["positions"]}
        self.open_posts(1)
        self.held: dict[str, str] = {}
        self.picks: dict[str, Json] = {}
        self.last_choice: dict[int, str] = {}
        self.ended: dict[str, Ending] = {}
        self.arrived: set[str] = set()
        self.checked: dict[str, bool] = {}
        self.refusers: dict[str, set[str]] = {}
        self.misses: Counter[str] = Counter()
        self.passes: Counter[str] = Counter()
        self.table: list[Turn] = []
        self.last_call: datetime | None = None
        self.paused_at: datetime | None = None
        self.paused_for = timedelta(0)
        self.lot_key: str | None = None
        self.closed = False

    @property
    def first(self) -> Turn | None:
        """Whose turn it is at the table; those behind them were called ahead."""
        return self.table[0] if self.table else None

    @property
    def wish_due(self) -> bool:
        """Whether the first at the table is to have their first free wish."""
        return bool(self.table) and self.table[0].wish_due

    def next_block(self) -> Block | None:
        """Who is next in turn: one person, or a class that has to be settled first."""
        return next((queue[0] for queue in self.queues if queue), None)

    def batch_time(self, candidate: str) -> datetime | None:
        """The time before which a person is not called: that of the last batch that their place has reached.

        Places are counted as the session opened; equals share the place of the first of them. Whoever takes
        part in a second round was called before, so that a batch never holds them up there.
        """
        batches, before = self.settings.get("batches") or [], 0
        group = self.opened["groups"][self.group_of[candidate]]
        for members in group["classes"]:
            if candidate in members:
                break
            before += len(members)
        own = {one["from"]: one["at"] for one in batches if one["category"] == group["category"]}
        reached = [start for start in own if start <= before + 1]
        return instant(own[max(reached)]) if reached else None

    def waiting(self) -> list[str]:
        """Everybody still in a queue or called ahead, the first at the table left out."""
        ahead = [turn.candidate for turn in self.table[1:]]
        return ahead + [one for queue in self.queues for block in queue for one in block]

    def is_present(self, candidate: str) -> bool:
        """Whether a person is in a queue or at the table."""
        return any(candidate == turn.candidate for turn in self.table) or candidate in self.waiting()

    def open_to(self, candidate: str) -> list[str]:
        """The posts a person could choose if it were their turn now."""
        if candidate in self.held:
            return [self.held[candidate]]
        return [post for post in self.eligible[candidate] if self.left[post] > 0]

    def result(self) -> dict[str, str | None]:
        """Everybody with the position they chose, or None."""
        return {one: self.picks[one]["position"] if one in self.picks else None for one in self.group_of}

    def order_of_group(self, group: int) -> list[str]:
        """Everybody of a group: its classes, each in the order it was settled in."""
        classes = [tuple(sorted(members)) for members in self.opened["groups"][group]["classes"]]
        return [one for members in classes for one in self.settled.get(members, members)]

    def open_posts(self, number: int) -> None:
        """The posts of a round have their seats to give from now on."""
        for post in self.opened["positions"]:
            if self.round_of[post["id"]] == number:
                self.left[post["id"]] += self.seats[post["id"]]

    def apply(self, entry: Json) -> None:
        handler = HANDLERS.get(entry["type"])
        if handler is None:
            raise CannotComputeError(f"不认识的记录类型 {entry['type']}")
        handler(self, entry["payload"], entry)

    def called(self, payload: Json, entry: Json) -> None:
        self.leave(payload["candidate"], entry)
        at = self.last_call = instant(entry["at"])
        self.table.append(Turn(payload["candidate"], at, self.paused_for))

    def leave(self, candidate: str, entry: Json) -> None:
        """Takes a person away from the table or out of their queue."""
        for at, turn in enumerate(self.table):
            if turn.candidate == candidate:
                del self.table[at]
                if at == 0:
                    self.begin_turn(entry)
                return
        queue = self.queues[self.queue_of[candidate]]
        for at, block in enumerate(queue):
            if candidate in block:
                rest = tuple(one for one in block if one != candidate)
                queue[at : at + 1] = [rest] if rest else []
                return

    def begin_turn(self, entry: Json) -> None:
        """The person called ahead is the first now; where the rules say so, their clock begins."""
        if self.table and (self.settings.get("call_ahead") or {}).get("clock") == "first":
            self.table[0].since, self.table[0].paused = instant(entry["at"]), self.paused_for

    def turn_of(self, candidate: str) -> Turn:
        found = next((turn for turn in self.table if turn.candidate == candidate), None)
        if found is None:
            raise CannotComputeError(f"{candidate} 不在选岗席上")
        return found

    def chosen(self, payload: Json, entry: Json) -> None:
        candidate, position = payload["candidate"], payload["position"]
        self.leave(candidate, entry)
        self.release(candidate)
        self.left[position] -= 1
        self.picks[candidate] = {"position": position, "basis": payload["basis"], "version": entry["version"]}
        self.last_choice[self.group_of[candidate]] = candidate

    def release(self, candidate: str) -> None:
        """The seat held for a person is no longer held."""
        position = self.held.pop(candidate, None)
        if position is not None:
            self.left[position] += 1

    def missed(self, payload: Json, entry: Json) -> None:
        self.misses[payload["candidate"]] += 1
        self.follow(payload, entry)

    def passed(self, payload: Json, entry: Json) -> None:
        self.passes[payload["candidate"]] += 1
        self.follow(payload, entry)

    def follow(self, payload: Json, entry: Json) -> None:
        """The consequence of a miss or a pass."""
        candidate, consequence = payload["candidate"], payload["consequence"]
        if consequence == "first_free_wish":
            self.turn_of(candidate).wish_due = True
            return
        self.leave(candidate, entry)
        queue = self.queues[self.queue_of[candidate]]
        if consequence == "last_of_list":
            queue.append((candidate,))
        elif consequence == "what_is_left":
            self.queue_of[candidate] = len(self.queues) - 1
            self.queues[-1].append((candidate,))
        elif consequence.startswith("after:"):
            queue.insert(place_behind(queue, int(consequence[6:])), (candidate,))
        elif consequence == "given_up":
            self.end_turn(candidate, entry["type"])
        else:
            raise CannotComputeError(f"不认识的处理方式 {consequence}")

    def gave_up(self, payload: Json, entry: Json) -> None:
        self.leave(payload["candidate"], entry)
        self.end_turn(payload["candidate"], "gave_up")

    def end_turn(self, candidate: str, by: str) -> None:
        self.ended[candidate] = Ending(by, not self.open_to(candidate))
        self.release(candidate)

    def waived(self, payload: Json, entry: Json) -> None:
        """A post given back; where it is free again, those who found nothing open and fit it wait for it."""
        candidate, position = payload["candidate"], payload["position"]
        del self.picks[candidate]
        self.ended[candidate] = Ending("waived", nothing_open=False)
        if self.settings.get("freed_post") != "highest_waiting":
            return
        self.left[position] += 1
        self.come_free(position)

    def come_free(self, position: str) -> None:
        """Those whose turn ended with nothing open to them, and who fit it, wait for it."""
        back = {one for one, end in self.ended.items() if end.nothing_open and position in self.eligible[one]}
        for group, queue in enumerate(self.queues[:-1]):
            queue[:0] = self.put_back([one for one in self.order_of_group(group) if one in back], group)

    def seats_changed(self, payload: Json, entry: Json) -> None:
        position, more = payload["position"], payload["now"] - payload["before"]
        self.seats[position] += more
        if self.round_of[position] <= self.round:
            self.left[position] += more
        if more > 0:
            self.come_free(position)

    def put_back(self, people: list[str], group: int) -> list[Block]:
        """These people wait again, one by one, in their group's own queue."""
        for one in people:
            self.queue_of[one] = group
            self.ended.pop(one, None)
        return [(one,) for one in people]

    def round_begun(self, payload: Json, entry: Json) -> None:
        self.round = payload["round"]
        self.open_posts(self.round)
        for group, people in enumerate(payload["queues"]):
            self.queues[group] += self.put_back(people, group)

    def tie_settled(self, payload: Json, entry: Json) -> None:
        members = set(payload["class"])
        queue = self.queues[self.queue_of[payload["class"][0]]]
        at = next((at for at, block in enumerate(queue) if set(block) == members), None)
        if at is None:
            raise CannotComputeError("这些人不是一组待定先后的同名次人员")
        queue[at : at + 1] = [(one,) for one in payload["order"]]
        self.settled[tuple(sorted(members))] = payload["order"]
        for candidate, position in (payload.get("assignment") or {}).items():
            if position is not None:
                self.held[candidate] = position
                self.left[position] -= 1

    def lot_drawn(self, payload: Json, entry: Json) -> None:
        self.lot_key = payload["key"]

    def came(self, payload: Json, entry: Json) -> None:
        self.arrived.add(payload["candidate"])

    def standby_checked(self, payload: Json, entry: Json) -> None:
        candidate = payload["candidate"]
        self.checked[candidate] = payload["passed"]
        if payload["passed"]:
            self.refusers.pop(candidate, None)
        else:
            self.refusers.setdefault(candidate, set()).add(entry["by"])

    def post_barred(self, payload: Json, entry: Json) -> None:
        """A post closed to a person, or opened again: their posts stand in posted order."""
        candidate, position = payload["candidate"], payload["position"]
        if payload["barred"]:
            self.barred.add((candidate, position))
            self.eligible[candidate] = [one for one in self.eligible[candidate] if one != position]
            return
        self.barred.discard((candidate, position))
        own = {*self.eligible[candidate], position}
        self.eligible[candidate] = [post["id"] for post in self.opened["positions"] if post["id"] in own]

    def clock_adjusted(self, payload: Json, entry: Json) -> None:
        self.turn_of(payload["candidate"]).added += timedelta(seconds=payload["seconds"])

    def proxy_admitted(self, payload: Json, entry: Json) -> None:
        self.turn_of(payload["candidate"]).proxy = True

    def paused(self, payload: Json, entry: Json) -> None:
        self.paused_at = instant(entry["at"])

    def resumed(self, payload: Json, entry: Json) -> None:
        at = instant(entry["at"])
        if self.paused_at is not None and at is not None:
            self.paused_for += at - self.paused_at
        self.paused_at = None

    def ended_session(self, payload: Json, entry: Json) -> None:
        self.closed = True


HANDLERS = {
    "arrived": Hall.came,
    "standby_checked": Hall.standby_checked,
    "post_barred": Hall.post_barred,
    "called": Hall.called,
    "clock_adjusted": Hall.clock_adjusted,
    "chosen": Hall.chosen,
    "missed": Hall.missed,
    "passed": Hall.passed,
    "gave_up": Hall.gave_up,
    "waived": Hall.waived,
    "round_begun": Hall.round_begun,
    "seats_changed": Hall.seats_changed,
    "tie_settled": Hall.tie_settled,
    "lot_drawn": Hall.lot_drawn,
    "proxy_admitted": Hall.proxy_admitted,
    "paused": Hall.paused,
    "resumed": Hall.resumed,
    "closed": Hall.ended_session,
}


def place_behind(queue: list[Block], people: int) -> int:
    """Where to stand to be behind the next so many people; a tied class is never split."""
    passed = 0
    for at, block in enumerate(queue):
        if passed >= people:
            return at
        passed += len(block)
    return len(queue)


def standing_events(entries: list[Json]) -> list[Json]:
    """The events that no undo has revoked, undos left out; the first is the opening."""
    standing: list[Json] = []
    for entry in entries:
        if entry["type"] != "undone":
            standing.append(entry)
            continue
        start = entry["payload"]["from_version"]
        standing = [one for one in standing if one["version"] < start or one["type"] in LASTING]
    return standing


def hall_after(entries: list[Json]) -> Hall:
    """The hall after these entries, undos heeded, nothing judged."""
    standing = standing_events(entries)
    hall = Hall(standing[0]["payload"])
    for entry in standing[1:]:
        hall.apply(entry)
    return hall


def replay_assignment(entries: list[Json]) -> dict[str, str | None]:
    """Person → position chosen or None, for everybody of the session, from the log alone."""
    return hall_after(entries).result()
