"""What came after the first session: picks found void, posts assigned, further sessions."""

from collections import Counter
from dataclasses import dataclass, field

from .bundle import Bundle
from .chain import digest, instant, short_form
from .hall import Hall, hall_after
from .numbered import Difference, Json, difference
from .session import picks_of

LATER = "session_"  # log.json: session, then session_2, session_3 …
ASSIGNED = "assigned"
CHANGES = ("pick_annulled", "position_assigned")


def withdrawn_notices(bundle: Bundle) -> set[str]:
    """The numbers of the notices that numbered ones have withdrawn: they count as never posted."""
    notices = [one["content"] for one in bundle["notices"]["notices"]]
    return {one["withdraws"] for one in notices if one.get("kind") == "withdrawal"}


def later_logs(bundle: Bundle) -> list[list[Json]]:
    """The logs of the sessions after the first, in order."""
    names = [name for name in bundle["log"] if name.startswith(LATER)]
    return [bundle["log"][name] for name in sorted(names, key=lambda name: int(name.removeprefix(LATER)))]


def logs_of_sessions(bundle: Bundle) -> list[list[Json]]:
    """Every session's log that is there, the first one first."""
    return [entries for entries in (bundle["log"]["session"], *later_logs(bundle)) if entries]


def seat_changes(entries: list[Json]) -> list[Json]:
    """The seats changed in a session; no undo takes that back."""
    return [entry["payload"] for entry in entries if entry["type"] == "seats_changed"]


def seats_at(bundle: Bundle, notice: Json) -> list[tuple[str, int]]:
    """Each post of positions.json with its seats as they were when a notice was posted: sessions may have
    changed some by then.
    """
    posted = next(
        (
            instant(entry["at"])
            for entry in bundle["log"]["campaign"]
            if entry["type"] == "notice_posted" and entry["payload"]["number"] == notice["number"]
        ),
        None,
    )
    seats = {post["id"]: post["seats"] for post in bundle["positions"]["positions"]}
    for entry in (entry for log in logs_of_sessions(bundle) for entry in log):
        at = instant(entry["at"])
        if entry["type"] == "seats_changed" and posted is not None and at is not None and at <= posted:
            seats[entry["payload"]["position"]] += entry["payload"]["now"] - entry["payload"]["before"]
    return list(seats.items())


@dataclass
class Standing:
    """Who holds which post after some entries of the campaign's log; `apply` takes the next one."""

    first: Hall
    sessions: list[list[Json]]
    seats: dict[str, int]
    held: dict[str, Json] = field(default_factory=dict)
    void: dict[str, set[str]] = field(default_factory=dict)
    numbers: int = 0
    recorded: int = 0
    changed: bool = False
    found: list[Difference] = field(default_factory=list)

    def left(self) -> dict[str, int]:
        """Seats that nobody holds, in posted order."""
        taken = Counter(one["position"] for one in self.held.values())
        return {post: seats - taken[post] for post, seats in self.seats.items()}

    def without_post(self, group: int) -> list[str]:
        """Those of a group who hold none, in the order of the first session."""
        return [one for one in self.first.order_of_group(group) if one not in self.held]

    def may_take(self, person: str) -> list[str]:
        """The posts of a person without those that were found void for them, in posted order."""
        void = self.void.get(person, set())
        return [post for post in self.first.eligible.get(person, []) if post not in void]

    def assignment(self) -> dict[str, str | None]:
        people = self.first.group_of
        return {one: self.held[one]["position"] if one in self.held else None for one in people}

    def say(self, entry: Json, person: str | None, sentence: str) -> None:
        line = f"年度记录第 {entry['version']} 条"
        self.found.append(Difference("B8", person, line, "", "", f"{line}：{sentence}。"))

    def apply(self, entry: Json) -> None:
        kind, payload = entry["type"], entry["payload"]
        if kind == "session_recorded":
            self.record(entry)
        elif kind in CHANGES:
            if not self.recorded:
                self.say(entry, payload["candidate"], "选岗会的结果还没有登记，没有可以改动的")
            self.changed = True
            (self.annul if kind == "pick_annulled" else self.assign)(entry)

    def record(self, entry: Json) -> None:
        """The next session's picks count from here on."""
        if self.recorded == len(self.sessions):
            self.say(entry, None, "登记的选岗会没有公布记录")
            return
        entries = self.sessions[self.recorded]
        self.recorded += 1
        self.changed = self.changed or self.recorded > 1
        stream = entries[0]["stream"]
        if stream != f"session/{entry['payload']['session']}":
            self.say(entry, None, f"登记的不是记录 {stream}")
        if self.recorded > 1:
            for change in seat_changes(entries):
                self.seats[change["position"]] += change["now"] - change["before"]
        for pick in picks_of(entries):
            self.held[pick["candidate"]] = {**pick, "stream": stream}
            self.numbers = max(self.numbers, pick["order"])

    def annul(self, entry: Json) -> None:
        person, position = entry["payload"]["candidate"], entry["payload"]["position"]
        held = self.held.pop(person, None)
        if held is None or held["position"] != position:
            self.say(entry, person, f"{person} 当时没有岗位 {position}，不能作废")
        self.void.setdefault(person, set()).add(position)

    def assign(self, entry: Json) -> None:
        person, position = entry["payload"]["candidate"], entry["payload"]["position"]
        if not self.first.settings.get("assigned_by_office"):
            self.say(entry, person, "规则没有写明由组织指定岗位")
        if person in self.held:
            self.say(entry, person, f"{person} 已有岗位，不能再指定")
        if self.left().get(position, 0) < 1:
            self.say(entry, person, f"岗位 {position} 没有剩余名额")
        if position not in self.may_take(person):
            self.say(entry, person, f"{person} 不符合岗位 {position} 的条件")
        self.numbers += 1
        self.held[person] = {
            "order": self.numbers, "candidate": person, "position": position, "basis": ASSIGNED,
            "stream": entry["stream"], "version": entry["version"],
        }  # fmt: skip


def standing_at(bundle: Bundle, head: str | None = None) -> Standing:
    """Who holds what at the end of the campaign's log, or after its entry with the hash `head`."""
    first = hall_after(bundle["log"]["session"])
    standing = Standing(first, logs_of_sessions(bundle), dict(first.seats))
    for entry in bundle["log"]["campaign"]:
        standing.apply(entry)
        if entry["hash"] == head:
            break
    return standing


def afterwards_of(standing: Standing) -> Json | None:
    """`afterwards` of result.json; None where nothing came after the first session."""
    if not standing.changed:
        return None
    assignment = standing.assignment()
    last = standing.sessions[standing.recorded - 1][-1]
    full = digest(assignment)
    return {
        "assignment": assignment,
        "picks": sorted(standing.held.values(), key=lambda one: one["order"]),
        "log": {
            "stream": last["stream"], "head": last["hash"],
            "short": short_form(last["hash"]), "count": last["version"],
        },
        "fingerprint": {"full": full, "short": short_form(full)},
    }  # fmt: skip


def standing_result(bundle: Bundle, notice: str | None = None) -> Json:
    """result.json with what stands in the place of what the first session gave: now, or as a notice was
    posted.
    """
    result = bundle["result"]
    posted = [
        entry["hash"]
        for entry in bundle["log"]["campaign"]
        if entry["type"] == "notice_posted" and entry["payload"]["number"] == notice
    ]
    return {**result, **(afterwards_of(standing_at(bundle, posted[0] if posted else None)) or {})}


def unposted_changes(bundle: Bundle) -> list[Difference]:
    """In a folder: nothing changed the result after it was posted last."""
    log = bundle["log"]["campaign"]
    told = [
        at
        for at, entry in enumerate(log)
        if entry["type"] == "notice_posted"
        and entry["payload"]["kind"] == "result"
        and entry["payload"]["number"] not in withdrawn_notices(bundle)
    ]
    return [
        Difference(
            "B8", entry["payload"].get("candidate"), None, "", "",
            f"年度记录第 {entry['version']} 条改动了结果，没有编号的更正公示。",
        )
        for entry in log[told[-1] + 1 if told else 0 :]
        if bundle.folder is not None and entry["type"] in (*CHANGES, "session_recorded")
    ]  # fmt: skip


def afterwards_differences(bundle: Bundle) -> list[Difference]:
    """result.json tells what stands as the logs give it, and every change was allowed."""
    standing = standing_at(bundle)
    found, ours, theirs = standing.found, afterwards_of(standing), bundle["result"].get("afterwards")
    if ours == theirs:
        return found
    if ours is None or theirs is None:
        wanted, printed = ("没有" if one is None else "有" for one in (ours, theirs))
        return [*found, difference("B8", None, "result.json", wanted, printed, "选岗会之后的变动")]
    for person in sorted({*ours["assignment"], *theirs["assignment"]}):
        one, other = ours["assignment"].get(person), theirs["assignment"].get(person)
        if one != other:
            found.append(difference("B8", person, "result.json", one, other, "变动之后的岗位"))
    if ours["assignment"] == theirs["assignment"]:
        odd = next(key for key in ("picks", "log", "fingerprint", "") if ours.get(key) != theirs.get(key))
        pair = ours.get(odd), theirs.get(odd)
        found.append(difference("B8", None, "result.json", *pair, f"变动之后的 {odd}"))
    return found


def later_opening_differences(bundle: Bundle, number: int, entries: list[Json]) -> list[Difference]:
    """A further session (`number` from 2) is for those without a post, with the seats that nobody held.

    Everything else is as the first was opened; while it lasts nothing else changes the result.
    """
    opening, before = entries[0]["payload"], logs_of_sessions(bundle)[number - 2]
    first = bundle["log"]["session"][0]["payload"]
    standing = standing_at(bundle, opening["campaign_head"])
    last = before[-1]
    people = [standing.without_post(group) for group in range(len(first["groups"]))]
    left, everybody = standing.left(), [one for group in people for one in group]
    sealed = first["wish_commitments"]
    expected: Json = {
        **{key: first.get(key) for key in ("campaign", "rules", "settings", "lot", "frozen", "edition")},
        "session": f"{first['session']}/{number}",
        "groups": [
            {"category": of["category"], "classes": [[one] for one in group]}
            for of, group in zip(first["groups"], people, strict=True)
        ],
        "positions": [
            {key: post[key] for key in post if key != "round"} | {"seats": left[post["id"]]}
            for post in first["positions"]
        ],
        "eligible": {one: standing.may_take(one) for one in everybody},
        "wish_commitments": {one: sealed[one] for one in everybody if one in sealed},
        "after": {
            "stream": last["stream"], "head": last["hash"], "count": last["version"],
            "picks": standing.numbers,
        },
    }  # fmt: skip
    line = f"第 {number} 场第 1 条（开会）"
    found = [
        difference("B7", None, line, expected[key], opening.get(key), f"开会时写下的 {key}")
        for key in expected
        if opening.get(key) != expected[key]
    ]
    if standing.recorded != number - 1:
        found.append(Difference("B7", None, line, "", "", f"{line}：上一场的结果还没有登记。"))
    return found + changes_meanwhile(bundle, number, opening["campaign_head"])


def changes_meanwhile(bundle: Bundle, number: int, head: str) -> list[Difference]:
    """Between the opening of a further session and its recording nothing else changes the result."""
    log = bundle["log"]["campaign"]
    opened = next((at for at, entry in enumerate(log) if entry["hash"] == head), len(log))
    recorded = [at for at, entry in enumerate(log) if entry["type"] == "session_recorded"]
    until = recorded[number - 1] if len(recorded) >= number else len(log)
    return [
        Difference(
            "B8", entry["payload"]["candidate"], None, "", "",
            f"年度记录第 {entry['version']} 条：第 {number} 场选岗会还没有登记，结果不应变动。",
        )
        for entry in log[opened + 1 : until]
        if entry["type"] in CHANGES
    ]  # fmt: skip
