"""The state of a selection session, read from its events (docs/session-log.md)."""

from collections import Counter
from datetime import datetime, timedelta

from .chain import instant
from .numbered import CannotComputeError, Json

Block = tuple[str, ...]  # one person, or a tied class that is not settled yet


class Hall:
    """Who waits, who is at the table, which seats are left; `apply` lets an event happen, judging nothing."""

    def __init__(self, opened: Json) -> None:
        self.opened: Json = opened
        self.settings: Json = opened["settings"]
        self.queues: list[list[Block]] = [
            [tuple(members) for members in group["classes"]] for group in opened["groups"]
        ]
        self.group_of = {one: at for at, queue in enumerate(self.queues) for block in queue for one in block}
        self.queues.append([])  # those who take what is left once every group has been served
        self.eligible: dict[str, list[str]] = opened["eligible"]
        self.left: dict[str, int] = {post["id"]: post["seats"] for post in opened["positions"]}
        self.held: dict[str, str] = {}
        self.picks: dict[str, Json] = {}
        self.misses: Counter[str] = Counter()
        self.passes: Counter[str] = Counter()
        self.table: str | None = None
        self.called_at: datetime | None = None
        self.proxy = False
        self.wish_due = False
        self.paused_at: datetime | None = None
        self.paused_for = timedelta(0)
        self.lot_key: str | None = None
        self.closed = False

    def next_block(self) -> Block | None:
        """Who is next in turn: one person, or a class that has to be settled first."""
        return next((queue[0] for queue in self.queues if queue), None)

    def batch_time(self, candidate: str) -> datetime | None:
        """The time before which a person is not called: that of the last batch that his place has reached.

        Places are counted as the session opened; equals share the place of the first of them.
        """
        batches, before = self.settings.get("batches") or [], 0
        group = next(
            group for group in self.opened["groups"] if any(candidate in one for one in group["classes"])
        )
        for members in group["classes"]:
            if candidate in members:
                break
            before += len(members)
        own = {one["from"]: one["at"] for one in batches if one["category"] == group["category"]}
        reached = [start for start in own if start <= before + 1]
        return instant(own[max(reached)]) if reached else None

    def waiting(self) -> list[str]:
        """Everybody still in a queue, the person at the table left out."""
        return [one for queue in self.queues for block in queue for one in block]

    def result(self) -> dict[str, str | None]:
        """Everybody with the position he chose, or None."""
        return {one: self.picks[one]["position"] if one in self.picks else None for one in self.group_of}

    def apply(self, entry: Json) -> None:
        handler = HANDLERS.get(entry["type"])
        if handler is None:
            raise CannotComputeError(f"不认识的记录类型 {entry['type']}")
        handler(self, entry["payload"], entry)

    def called(self, payload: Json, entry: Json) -> None:
        self.remove(payload["candidate"])
        self.table = payload["candidate"]
        self.called_at = instant(entry["at"])
        self.proxy = self.wish_due = False
        self.paused_for = timedelta(0)

    def remove(self, candidate: str) -> None:
        """Takes a person out of the queue, wherever he stands."""
        queue = self.queues[self.group_of[candidate]]
        for at, block in enumerate(queue):
            if candidate in block:
                rest = tuple(one for one in block if one != candidate)
                queue[at : at + 1] = [rest] if rest else []
                return

    def leave_table(self) -> None:
        self.table, self.called_at, self.wish_due, self.proxy = None, None, False, False

    def chosen(self, payload: Json, entry: Json) -> None:
        candidate, position = payload["candidate"], payload["position"]
        if self.table != candidate:
            self.remove(candidate)
        self.release(candidate)
        self.left[position] -= 1
        self.picks[candidate] = {"position": position, "basis": payload["basis"], "version": entry["version"]}
        self.leave_table()

    def release(self, candidate: str) -> None:
        """The seat held for a person is no longer held."""
        position = self.held.pop(candidate, None)
        if position is not None:
            self.left[position] += 1

    def missed(self, payload: Json, entry: Json) -> None:
        self.misses[payload["candidate"]] += 1
        self.follow(payload["candidate"], payload["consequence"])

    def passed(self, payload: Json, entry: Json) -> None:
        self.passes[payload["candidate"]] += 1
        self.follow(payload["candidate"], payload["consequence"])

    def follow(self, candidate: str, consequence: str) -> None:
        """The consequence of a miss or a pass."""
        if consequence == "first_free_wish":
            self.wish_due = True
            return
        queue = self.queues[self.group_of[candidate]]
        self.leave_table()
        if consequence == "last_of_list":
            queue.append((candidate,))
        elif consequence == "what_is_left":
            self.group_of[candidate] = len(self.queues) - 1
            self.queues[-1].append((candidate,))
        elif consequence.startswith("after:"):
            queue.insert(place_behind(queue, int(consequence[6:])), (candidate,))
        elif consequence == "given_up":
            self.release(candidate)
        else:
            raise CannotComputeError(f"不认识的处理方式 {consequence}")

    def gave_up(self, payload: Json, entry: Json) -> None:
        self.release(payload["candidate"])
        self.leave_table()

    def tie_settled(self, payload: Json, entry: Json) -> None:
        members = set(payload["class"])
        queue = self.queues[self.group_of[payload["class"][0]]]
        at = next((at for at, block in enumerate(queue) if set(block) == members), None)
        if at is None:
            raise CannotComputeError("这些人不是一组待定先后的同名次人员")
        queue[at : at + 1] = [(one,) for one in payload["order"]]
        for candidate, position in (payload.get("assignment") or {}).items():
            if position is not None:
                self.held[candidate] = position
                self.left[position] -= 1

    def lot_drawn(self, payload: Json, entry: Json) -> None:
        self.lot_key = payload["key"]

    def proxy_admitted(self, payload: Json, entry: Json) -> None:
        self.proxy = True

    def paused(self, payload: Json, entry: Json) -> None:
        self.paused_at = instant(entry["at"])

    def resumed(self, payload: Json, entry: Json) -> None:
        at = instant(entry["at"])
        if self.paused_at is not None and at is not None:
            self.paused_for += at - self.paused_at
        self.paused_at = None

    def ended(self, payload: Json, entry: Json) -> None:
        self.closed = True


HANDLERS = {
    "called": Hall.called,
    "chosen": Hall.chosen,
    "missed": Hall.missed,
    "passed": Hall.passed,
    "gave_up": Hall.gave_up,
    "tie_settled": Hall.tie_settled,
    "lot_drawn": Hall.lot_drawn,
    "proxy_admitted": Hall.proxy_admitted,
    "paused": Hall.paused,
    "resumed": Hall.resumed,
    "closed": Hall.ended,
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
        standing = [one for one in standing if one["version"] < start or one["type"] == "lot_drawn"]
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
