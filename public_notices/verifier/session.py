"""Every event of a session judged again: was it allowed, and is it what the rules give?"""

from datetime import date, timedelta

from .chain import chain_differences, digest, instant
from .events import event_fault, opening_faults
from .hall import Hall, hall_after, standing_events
from .numbered import CannotComputeError, Difference, Json, difference
from .placing import Placement, too_few_seats
from .settling import tie_differences

EVENT_NAMES = {
    "session_opened": "开会",
    "lot_drawn": "抽签",
    "tie_settled": "同名次定先后",
    "called": "叫号",
    "proxy_admitted": "核准委托",
    "chosen": "选定",
    "missed": "过号",
    "passed": "暂缓",
    "gave_up": "放弃",
    "paused": "暂停",
    "resumed": "继续",
    "undone": "撤销",
    "closed": "结束",
}
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
    broken = chain_differences(entries)
    return broken or replay_differences(entries)


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


class Replay:
    """One walk through a log. After an event that cannot even be read it stops; otherwise it goes on."""

    def __init__(self, opening: Json) -> None:
        self.found: list[Difference] = []
        self.entries = [opening]
        self.stopped = False
        faults = opening_faults(opening)
        if faults:
            self.found += [Difference("S1", None, line_of_entry(opening), "", "", one) for one in faults]
            self.stopped = True
            return
        self.hall = Hall(opening["payload"])
        self.placement = Placement(self.hall.eligible)
        self.revoked: set[int] = set()
        self.lot_drawn = False

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
        except READING_FAULTS as fault_found:
            self.say("S2", entry, None, f"这一条无法执行（{fault_found}）")
            self.stopped = True

    def say(self, number: str, entry: Json, person: str | None, what: str) -> None:
        line = line_of_entry(entry)
        who = f"{person}，" if person else ""
        self.found.append(Difference(number, person, line, "", "", f"{who}记录{line}：{what}。"))

    def compare(
        self, number: str, entry: Json, person: str | None, pair: tuple[object, object], what: str
    ) -> None:
        """Records a difference when the pair (expected, found) is not equal."""
        if pair[0] != pair[1] or type(pair[0]) is not type(pair[1]):
            self.found.append(difference(number, person, line_of_entry(entry), pair[0], pair[1], what))

    def judge(self, entry: Json) -> None:
        kind, hall = entry["type"], self.hall
        if hall.closed:
            self.say("S2", entry, None, "选岗会已经结束，其后不应再有记录")
        elif hall.paused_at is not None and kind not in ("resumed", "undone"):
            self.say("S2", entry, None, "会议暂停中，只能继续或撤销")
        JUDGES[kind](self, entry, entry["payload"])

    def undo(self, entry: Json) -> None:
        start = entry["payload"]["from_version"]
        for one in self.entries:
            if one["version"] >= start and one["type"] not in ("lot_drawn", "undone"):
                self.revoked.add(one["version"])
        self.hall = hall_after(self.entries)

    def at_table(self, entry: Json) -> bool:
        """Whether the person the event names is at the table."""
        candidate = entry["payload"]["candidate"]
        if self.hall.table == candidate:
            return True
        self.say("S4", entry, candidate, f"在选岗席上的是 {self.hall.table or '无人'}，不是 {candidate}")
        return False

    def judge_again(self, entry: Json, payload: Json) -> None:
        self.say("S1", entry, None, "选岗会只能开一次")
        self.stopped = True

    def judge_lot(self, entry: Json, payload: Json) -> None:
        if self.lot_drawn:
            self.say("S7", entry, None, "已经抽过签，不能再抽")
        if len(set(payload["witnesses"])) < 2:
            self.say("S7", entry, None, "抽签应有两名以上见证人")
        self.lot_drawn = True

    def judge_tie(self, entry: Json, payload: Json) -> None:
        if self.hall.table is not None:
            self.say("S7", entry, None, f"{self.hall.table} 还在选岗席上，不能定后面的先后")
        self.found += tie_differences(self.hall, payload, line_of_entry(entry))

    def judge_call(self, entry: Json, payload: Json) -> None:
        candidate, block = payload["candidate"], self.hall.next_block()
        if self.hall.table is not None:
            self.say("S3", entry, candidate, f"{self.hall.table} 还在选岗席上，不能叫下一位")
        if block is not None and len(block) > 1 and candidate in block:
            self.say("S3", entry, candidate, f"{'、'.join(block)} 同名次，先后还没有定，不能叫号")
        elif block != (candidate,):
            expected = "、".join(block) if block else "无人"
            self.compare("S3", entry, candidate, (expected, candidate), "轮到的人")
        if candidate not in self.hall.group_of:
            raise CannotComputeError(f"名单中没有 {candidate}")
        at, begins = instant(entry["at"]), self.hall.batch_time(candidate)
        if begins is not None and at is not None and at < begins:
            self.say("S3", entry, candidate, f"所在的批次 {begins.isoformat()} 才开始，不能叫号")

    def judge_proxy(self, entry: Json, payload: Json) -> None:
        rule = self.hall.settings["proxy"]
        if not self.at_table(entry):
            return
        if not rule["allowed"] or self.hall.wish_due:
            self.say("S2", entry, payload["candidate"], "此时不能由他人代选")
        self.compare("S2", entry, payload["candidate"], (rule["papers"], payload["papers"]), "代选所需材料")
        days, asked, at = rule.get("days_ahead") or 0, payload.get("requested_on"), instant(entry["at"])
        if days == 0 and asked is not None:
            self.say("S2", entry, payload["candidate"], "规则没有要求提前申请，不应记申请日期")
        elif days and at and (asked is None or (at.date() - date.fromisoformat(asked)).days < days):
            self.say("S2", entry, payload["candidate"], f"代选没有提前 {days} 日申请")

    def judge_choice(self, entry: Json, payload: Json) -> None:
        hall, candidate, position = self.hall, payload["candidate"], payload["position"]
        self.at_table(entry)
        if candidate in hall.picks:
            self.say("S4", entry, candidate, f"已经选定 {hall.picks[candidate]['position']}，不能再选")
        if position not in hall.eligible[candidate]:
            self.say("S4", entry, candidate, f"不符合岗位 {position} 的条件")
        if hall.held.get(candidate) != position and hall.left[position] <= 0:
            self.say("S4", entry, candidate, f"岗位 {position} 已没有名额")
        self.judge_basis(entry, payload)
        self.judge_proxy_choice(entry, payload)
        self.judge_clock(entry, payload)
        self.judge_warning(entry, payload)

    def judge_basis(self, entry: Json, payload: Json) -> None:
        hall, candidate = self.hall, payload["candidate"]
        held = hall.held.get(candidate)
        expected = "tie" if held is not None else "filed_wish" if hall.wish_due else "live"
        self.compare("S6", entry, candidate, (expected, payload["basis"]), "选岗依据")
        if held is not None:
            self.compare("S6", entry, candidate, (held, payload["position"]), "为他预留的岗位")
        if payload["basis"] != "filed_wish":
            if payload.get("opened") is not None:
                self.say("S6", entry, candidate, "现场选岗不应公开所填志愿")
            return
        opened = payload.get("opened")
        if opened is None or digest(opened) != hall.opened["wish_commitments"].get(candidate):
            self.say("S6", entry, candidate, "公开的志愿与事先封存的不一致")
            return
        wishes = wish_list(hall, candidate, opened)
        first = next((one for one in wishes if hall.left[one] > 0), None)
        self.compare("S6", entry, candidate, (first, payload["position"]), "志愿中第一个还有名额的岗位")

    def judge_proxy_choice(self, entry: Json, payload: Json) -> None:
        hall, candidate = self.hall, payload["candidate"]
        if payload["proxy"] != hall.proxy and (payload["proxy"] or payload["basis"] != "filed_wish"):
            self.compare("S2", entry, candidate, (hall.proxy, payload["proxy"]), "是否由他人代选")

    def judge_clock(self, entry: Json, payload: Json) -> None:
        hall, at = self.hall, instant(entry["at"])
        if hall.wish_due or payload["basis"] == "filed_wish" or hall.called_at is None or at is None:
            return
        allowed = timedelta(minutes=hall.settings["minutes_to_choose"])
        used = at - hall.called_at - hall.paused_for
        if used > allowed:
            minutes, seconds = divmod(int(used.total_seconds()), 60)
            limit = hall.settings["minutes_to_choose"]
            what = f"叫号后 {minutes} 分 {seconds} 秒才选定，规定时间是 {limit} 分钟"
            self.say("S5", entry, payload["candidate"], what)

    def judge_warning(self, entry: Json, payload: Json) -> None:
        """Warned of is exactly a choice that leaves more people without a post than another choice would."""
        hall, candidate, warned = self.hall, payload["candidate"], payload["warned"]
        if hall.settings["guarantee"] == "off" or payload["basis"] != "live":
            self.compare("S10", entry, candidate, ([], warned), "提醒名单")
            return
        people = [one for one in hall.waiting() if one not in hall.held]
        if not self.leaves_somebody_out(people, candidate, payload["position"]):
            self.compare("S10", entry, candidate, ([], warned), "提醒名单")
            return
        if hall.settings["guarantee"] == "enforce":
            self.say("S10", entry, candidate, "这一选择会使后面的人无岗可选，规则不允许")
        left = {**hall.left, payload["position"]: hall.left[payload["position"]] - 1}
        known = warned == sorted(set(warned)) and set(warned) <= set(people)
        if not (warned and known and too_few_seats(warned, hall.eligible, left)):
            self.say("S10", entry, candidate, "这一选择会使后面的人无岗可选，提醒名单应写明是哪些人")

    def leaves_somebody_out(self, people: list[str], candidate: str, position: str) -> bool:
        hall = self.hall
        if hall.left[position] <= 0:
            return False
        self.placement.renew(people, hall.left)
        if self.placement.can_spare(position):
            return False
        others = [one for one in hall.eligible[candidate] if one != position and hall.left[one] > 0]
        return any(self.placement.can_spare(one) for one in others)

    def judge_miss(self, entry: Json, payload: Json) -> None:
        hall, candidate = self.hall, payload["candidate"]
        self.refuse_if_wish_due(entry)
        if self.at_table(entry):
            rule = hall.settings["missed"][payload["reason"]]
            expected = rule["again"] if hall.misses[candidate] else rule["first"]
            self.compare("S8", entry, candidate, (expected, payload["consequence"]), "过号的处理")

    def judge_pass(self, entry: Json, payload: Json) -> None:
        hall, candidate, rule = self.hall, payload["candidate"], self.hall.settings["passed"]
        self.refuse_if_wish_due(entry)
        if self.at_table(entry):
            if hall.passes[candidate] >= rule["times"]:
                self.say("S8", entry, candidate, f"暂缓最多 {rule['times']} 次，已经用完")
            self.compare("S8", entry, candidate, (rule["then"], payload["consequence"]), "暂缓的处理")

    def refuse_if_wish_due(self, entry: Json) -> None:
        if self.hall.wish_due:
            self.say("S8", entry, entry["payload"]["candidate"], "应按所填志愿办理或放弃，不能再过号或暂缓")

    def judge_giving_up(self, entry: Json, payload: Json) -> None:
        hall, candidate = self.hall, payload["candidate"]
        self.at_table(entry)
        opened = payload.get("opened")
        if hall.wish_due and candidate in hall.held:
            self.say("S6", entry, candidate, f"为他预留了 {hall.held[candidate]}，应予选定")
        elif hall.wish_due and opened is not None:
            if digest(opened) != hall.opened["wish_commitments"].get(candidate):
                self.say("S6", entry, candidate, "公开的志愿与事先封存的不一致")
            elif any(hall.left[one] > 0 for one in wish_list(hall, candidate, opened)):
                self.say("S6", entry, candidate, "所填志愿中还有名额，不应按放弃处理")

    def judge_pause(self, entry: Json, payload: Json) -> None:
        """Pausing twice is refused in `judge` already."""

    def judge_resuming(self, entry: Json, payload: Json) -> None:
        if self.hall.paused_at is None:
            self.say("S2", entry, None, "会议没有暂停，无从继续")

    def judge_undo(self, entry: Json, payload: Json) -> None:
        start = payload["from_version"]
        target = self.entries[start - 1] if 2 <= start <= len(self.entries) else None
        if target is None or target["type"] == "undone" or start in self.revoked:
            self.say("S9", entry, None, f"第 {start} 条不能撤销")
            if target is None:
                raise CannotComputeError(f"没有第 {start} 条")
        if payload["second"] == entry["by"]:
            self.say("S9", entry, None, "撤销须有第二人同意，不能是操作者本人")

    def judge_closing(self, entry: Json, payload: Json) -> None:
        hall = self.hall
        if hall.table is not None or hall.next_block() is not None:
            who = hall.table or "、".join(hall.next_block() or ())
            self.say("S2", entry, None, f"{who} 还没有选岗，不能结束")
        expected, printed = hall.result(), payload["assignment"]
        for person in sorted(set(expected) | set(printed)):
            pair = (expected.get(person, "名单外"), printed.get(person, "未列入"))
            self.compare("S11", entry, person, pair, "收尾名单中的岗位")
        if digest(printed) != payload["fingerprint"]:
            self.say("S11", entry, None, "收尾名单与结果指纹不符")


def wish_list(hall: Hall, candidate: str, opened: Json) -> list[str]:
    """Posts in the order a person asked for: his wishes, then his others where he accepts any."""
    wishes = [one for one in opened["wishes"] if one in hall.eligible[candidate]]
    if not opened["accepts_any"]:
        return wishes
    posted = [post["id"] for post in hall.opened["positions"]]
    return wishes + [one for one in posted if one in hall.eligible[candidate] and one not in wishes]


def line_of_entry(entry: Json) -> str:
    """How an entry is called in a sentence."""
    kind = entry.get("type")
    return f"第 {entry.get('version')} 条（{EVENT_NAMES.get(str(kind), kind)}）"


JUDGES = {
    "session_opened": Replay.judge_again,
    "lot_drawn": Replay.judge_lot,
    "tie_settled": Replay.judge_tie,
    "called": Replay.judge_call,
    "proxy_admitted": Replay.judge_proxy,
    "chosen": Replay.judge_choice,
    "missed": Replay.judge_miss,
    "passed": Replay.judge_pass,
    "gave_up": Replay.judge_giving_up,
    "paused": Replay.judge_pause,
    "resumed": Replay.judge_resuming,
    "undone": Replay.judge_undo,
    "closed": Replay.judge_closing,
}


def picks_of(entries: list[Json]) -> list[Json]:
    """The choices that stand, in the order of their entries, as result.json lists them."""
    chosen = [entry for entry in standing_events(entries) if entry["type"] == "chosen"]
    return [
        {
            "order": order,
            "candidate": entry["payload"]["candidate"],
            "position": entry["payload"]["position"],
            "basis": entry["payload"]["basis"],
            "version": entry["version"],
        }
        for order, entry in enumerate(chosen, 1)
    ]
