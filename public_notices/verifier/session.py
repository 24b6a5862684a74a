"""Every event of a session judged again: was it allowed, and is it what the rules give?"""

from collections.abc import Callable

from .chain import chain_differences, digest
from .choosing import judge_choice, judge_giving_up
from .events import event_fault, opening_faults
from .hall import LASTING, hall_after, standing_events
from .judging import Judge, line_of_entry
from .lot import keeps_form
from .numbered import CannotComputeError, Difference, Json
from .placing import Placement
from .rounds import judge_round, judge_waiver, who_could_gain, why_no_round
from .settling import tie_differences
from .turns import (
    judge_adjusting,
    judge_arrival,
    judge_barring,
    judge_call,
    judge_miss,
    judge_pass,
    judge_proxy,
    judge_standby_check,
)

WHILE_PAUSED = ("resumed", "undone", "arrived", "standby_checked", "post_barred", "seats_changed")
READING_FAULTS = (
    CannotComputeError,
    KeyError,
    TypeError,
    ValueError,
    AttributeError,
    IndexError,
    ArithmeticError,
)


def check_entries(entries: list[Json]) -> list[Difference]:
    """Everything wrong with a session's log so far, closed or not: its chain first, then each event."""
    return Watch().take(entries) if entries else replay_differences(entries)


def replay_differences(entries: list[Json]) -> list[Difference]:
    """The events judged one after another, the chain taken for granted; empty where all is well."""
    if not entries:
        return [Difference("S1", None, None, "", "", "选岗会记录是空的。")]
    replay = Replay(entries[0])
    for entry in entries[1:]:
        if replay.stopped:
            break
        replay.take(entry)
    return replay.found


class Replay(Judge):
    """One walk through a log. After an event that cannot even be read it stops; otherwise it goes on."""

    def __init__(self, opening: Json) -> None:
        super().__init__(opening)
        faults = opening_faults(opening)
        if faults:
            self.found += [Difference("S1", None, line_of_entry(opening), "", "", one) for one in faults]
            self.stopped = True
            return
        self.start()

    def take(self, entry: Json) -> None:
        """Judges the next event, then lets it happen."""
        try:
            fault = event_fault(entry)
            if fault is not None:
                self.say("S2", entry, None, fault)
                self.stopped = True
                return
            self.judge(entry)
            self.entries.append(entry)
            if entry["type"] == "undone":
                self.undo(entry)
            else:
                self.hall.apply(entry)
            if entry["type"] == "post_barred":
                self.placement = Placement(self.hall.eligible)
        except READING_FAULTS as fault_found:
            self.say("S2", entry, person_of(entry), f"这一条无法执行（{fault_found}）")
            self.stopped = True

    def judge(self, entry: Json) -> None:
        kind, hall = entry["type"], self.hall
        if hall.closed:
            self.say("S2", entry, None, "选岗会已经结束，其后不应再有记录")
        elif hall.paused_at is not None and kind not in WHILE_PAUSED:
            self.say("S2", entry, None, "会议暂停中，只能继续、撤销、点名或候场核验")
        JUDGES[kind](self, entry, entry["payload"])

    def undo(self, entry: Json) -> None:
        start = entry["payload"]["from_version"]
        for one in self.entries:
            if one["version"] >= start and one["type"] not in (*LASTING, "undone"):
                self.revoked.add(one["version"])
        self.hall = hall_after(self.entries)


class Watch:
    """The second path beside a session that goes on: each entry is taken once, when it is new."""

    def __init__(self) -> None:
        self.replay: Replay | None = None
        self.last: Json | None = None

    def take(self, entries: list[Json]) -> list[Difference]:
        """What is wrong with the next entries, and with those before them; the chain goes before the events.

        Nothing further is to be taken after a difference: the entries may have been judged in part.
        """
        broken = chain_differences(entries, after=self.last)
        if broken:
            return broken
        for entry in entries:
            self.last = entry
            if self.replay is None:
                self.replay = Replay(entry)
            elif not self.replay.stopped:
                self.replay.take(entry)
        return self.replay.found if self.replay else []


def person_of(entry: Json) -> str | None:
    """Whom an event is about, where it names one."""
    candidate = entry["payload"].get("candidate")
    return candidate if isinstance(candidate, str) else None


def judge_again(judge: Judge, entry: Json, payload: Json) -> None:
    judge.say("S1", entry, None, "选岗会只能开一次")
    judge.stopped = True


def judge_lot(judge: Judge, entry: Json, payload: Json) -> None:
    if judge.lot_drawn:
        judge.say("S7", entry, None, "已经抽过签，不能再抽")
    if len(set(payload["witnesses"])) < 2:
        judge.say("S7", entry, None, "抽签应有两名以上见证人")
    elif judge.hall.edition > 1 and len(set(payload["witnesses"]) - {entry["by"]}) < 2:
        judge.say("S7", entry, None, "抽签的见证人不能是操作者本人")
    if judge.hall.edition > 1 and (payload.get("picture") is None) is (payload.get("no_picture") is None):
        judge.say("S7", entry, None, "抽签应留存照片，或写明为什么没有")
    form = judge.hall.opened["lot"].get("form")
    if form and not keeps_form(payload["key"], form):
        judge.say("S7", entry, None, f"抽签号码不合公告的形式（{form}）")
    judge.lot_drawn = True


def judge_tie(judge: Judge, entry: Json, payload: Json) -> None:
    if judge.hall.first is not None:
        judge.say("S7", entry, None, f"{judge.hall.first.candidate} 还在选岗席上，不能定后面的先后")
    judge.found += tie_differences(judge.hall, payload, line_of_entry(entry))


def judge_pause(judge: Judge, entry: Json, payload: Json) -> None:
    """Pausing twice is refused in `Replay.judge` already."""


def judge_resuming(judge: Judge, entry: Json, payload: Json) -> None:
    if judge.hall.paused_at is None:
        judge.say("S2", entry, None, "会议没有暂停，无从继续")


def judge_seats(judge: Judge, entry: Json, payload: Json) -> None:
    """Only while paused, from what there was, and never below what was chosen, is held or kept."""
    hall, position = judge.hall, payload["position"]
    if hall.paused_at is None:
        judge.say("S2", entry, None, "会议没有暂停，名额不能变动")
    judge.compare("S4", entry, None, (hall.seats[position], payload["before"]), f"岗位 {position} 原有的名额")
    given = hall.seats[position] - hall.left[position] if hall.round_of[position] <= hall.round else 0
    if payload["now"] < given or payload["now"] == payload["before"]:
        judge.say("S4", entry, None, f"岗位 {position} 已有 {given} 个名额选定或预留，名额不能这样变动")


def judge_undo(judge: Judge, entry: Json, payload: Json) -> None:
    start = payload["from_version"]
    target = judge.entries[start - 1] if 2 <= start <= len(judge.entries) else None
    if target is None or target["type"] == "undone" or start in judge.revoked:
        judge.say("S9", entry, None, f"第 {start} 条不能撤销")
        if target is None:
            raise CannotComputeError(f"没有第 {start} 条")
    if payload["second"] == entry["by"]:
        judge.say("S9", entry, None, "撤销须有第二人同意，不能是操作者本人")


def judge_closing(judge: Judge, entry: Json, payload: Json) -> None:
    hall = judge.hall
    if hall.first is not None or hall.next_block() is not None:
        who = hall.first.candidate if hall.first else "、".join(hall.next_block() or ())
        judge.say("S2", entry, None, f"{who} 还没有选岗，不能结束")
    elif why_no_round(hall) is None:
        person = who_could_gain(hall)[0]
        judge.say("S12", entry, person, "应参加第二轮选岗，第二轮还没有开始，不能结束")
    expected, printed = hall.result(), payload["assignment"]
    for person in sorted(set(expected) | set(printed)):
        pair = (expected.get(person, "名单外"), printed.get(person, "未列入"))
        judge.compare("S11", entry, person, pair, "收尾名单中的岗位")
    if digest(printed) != payload["fingerprint"]:
        judge.say("S11", entry, None, "收尾名单与结果指纹不符")


JUDGES: dict[str, Callable[[Judge, Json, Json], None]] = {
    "session_opened": judge_again,
    "lot_drawn": judge_lot,
    "tie_settled": judge_tie,
    "arrived": judge_arrival,
    "standby_checked": judge_standby_check,
    "post_barred": judge_barring,
    "called": judge_call,
    "clock_adjusted": judge_adjusting,
    "proxy_admitted": judge_proxy,
    "chosen": judge_choice,
    "missed": judge_miss,
    "passed": judge_pass,
    "gave_up": judge_giving_up,
    "waived": judge_waiver,
    "round_begun": judge_round,
    "seats_changed": judge_seats,
    "paused": judge_pause,
    "resumed": judge_resuming,
    "undone": judge_undo,
    "closed": judge_closing,
}


def picks_of(entries: list[Json]) -> list[Json]:
    """The choices that count, as result.json lists them: a pick given back keeps its running number alone."""
    picks: list[Json] = []
    order = (entries[0]["payload"].get("after") or {}).get("picks", 0)
    for entry in standing_events(entries):
        payload = entry["payload"]
        if entry["type"] == "waived":
            picks = [one for one in picks if one["candidate"] != payload["candidate"]]
        if entry["type"] != "chosen":
            continue
        order += 1
        picks.append(
            {
                "order": order,
                "candidate": payload["candidate"],
                "position": payload["position"],
                "basis": payload["basis"],
                "version": entry["version"],
            }
        )
    return picks
