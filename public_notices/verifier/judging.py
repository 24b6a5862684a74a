"""What judging an event needs: the hall before it, and how a difference is said."""

from .hall import Hall
from .numbered import Difference, Json, difference
from .placing import Placement

EVENT_NAMES = {
    "session_opened": "开会",
    "lot_drawn": "抽签",
    "tie_settled": "同名次定先后",
    "arrived": "到场",
    "standby_checked": "候场核验",
    "post_barred": "岗位对本人关闭或开放",
    "called": "叫号",
    "clock_adjusted": "调整计时",
    "proxy_admitted": "核准委托",
    "chosen": "选定",
    "missed": "过号",
    "passed": "暂缓",
    "gave_up": "放弃",
    "waived": "退岗",
    "round_begun": "第二轮开始",
    "seats_changed": "名额变动",
    "paused": "暂停",
    "resumed": "继续",
    "undone": "撤销",
    "closed": "结束",
}


class Judge:
    """The hall as the events so far left it, and everything found wrong with them."""

    def __init__(self, opening: Json) -> None:
        self.found: list[Difference] = []
        self.entries = [opening]
        self.revoked: set[int] = set()
        self.lot_drawn = False
        self.stopped = False

    def start(self) -> None:
        """Opens the hall, once the opening is known to be readable."""
        self.hall = Hall(self.entries[0]["payload"])
        self.placement = Placement(self.hall.eligible)

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

    def first_at_table(self, entry: Json) -> bool:
        """Whether it is the turn of the person the event names; a person called ahead has to wait."""
        candidate, first = entry["payload"]["candidate"], self.hall.first
        if first is not None and first.candidate == candidate:
            return True
        who = first.candidate if first else "无人"
        self.say("S4", entry, candidate, f"在选岗席上的是 {who}，不是 {candidate}")
        return False


def line_of_entry(entry: Json) -> str:
    """How an entry is called in a sentence."""
    kind = entry.get("type")
    return f"第 {entry.get('version')} 条（{EVENT_NAMES.get(str(kind), kind)}）"
