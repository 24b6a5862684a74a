"""The numbered properties, and what a broken one looks like.

The same words stand in docs/properties.md; a test compares them.
"""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]

PROPERTIES = {
    "B1": "Every file is as listed in the manifest; "
    "none is missing, and none in data/ or notices/ is unlisted.",
    "B2": "Both chains hold: versions without gap, times not going back, each previous and hash; "
    "heads and counts as in the result, and as on paper when given.",
    "B3": "The session was opened on exactly the published files; "
    "nobody may take a post that was closed to them; "
    "the digests of packs, overlays and session rules are those of their texts, "
    "and sheets and groups name the same ones.",
    "B4": "Every notice posted is there, and its content, its documents and its entry in the log agree.",
    "B5": "Every line that published facts determine is right, and each total is the sum of its lines.",
    "B6": "Everybody is in the standing once, where totals and the tie chain put them; "
    "only numbered corrections change it.",
    "B7": "The session, replayed, allows every event and gives every pick.",
    "B8": "The result is that of the log, and what changed it afterwards was allowed and posted.",
    "S1": "The log is opened once, first, and names everybody, every position and every rule it needs.",
    "S2": "Every event is of a known kind, complete, and allowed at that moment; nothing follows the end.",
    "S3": "Whoever is called is the next in turn and their batch has begun; "
    "nobody else is at the table, unless the rules call people ahead.",
    "S4": "Whoever chooses is first at the table, checked where the rules check, "
    "eligible for the position, and a seat of it is left.",
    "S5": "A live choice comes within the time to choose and the seconds added to it, pauses left out.",
    "S6": "A held seat goes to the person it is held for; a filed wish is the first one with a seat left, "
    "as committed to before.",
    "S7": "Ties are settled by the method the rules give, with the lot and the assignment recomputed.",
    "S8": "A miss or a pass has the consequence the rules give.",
    "S9": "An undo names an event that stands, a reason and a second person.",
    "S10": "A choice that leaves somebody with nothing is warned of, and only such a choice.",
    "S11": "The closing names everybody with the position they chose, and carries the fingerprint of that.",
    "S12": "A post given back goes where the rules say; "
    "a second round is held when it is due, with those who take part, in their order.",
}

TITLES = {
    "B1": "文件齐全，未被改动",
    "B2": "两份记录首尾相连，没有删改",
    "B3": "选岗会依据的就是公布的文件",
    "B4": "公示公告与记录一致",
    "B5": "每个人的分数重新算过",
    "B6": "名次重新排过",
    "B7": "选岗会逐条重走一遍",
    "B8": "结果与记录一致",
    "S1": "选岗会记录的开头完整",
    "S2": "每一条记录在当时都是允许的",
    "S3": "按顺序叫号",
    "S4": "所选岗位符合条件、尚有名额",
    "S5": "在规定时间内选定",
    "S6": "预留名额与所填志愿照办",
    "S7": "同名次的先后按规则确定",
    "S8": "过号、暂缓的处理符合规则",
    "S9": "撤销有理由、有第二人",
    "S10": "该提醒的提醒了",
    "S11": "收尾名单与各人所选一致",
    "S12": "退岗和第二轮按规则办理",
}


@dataclass(frozen=True)
class Difference:
    """One place where the second computation and what was published part.

    `property` is a key of PROPERTIES; `person` a candidate number or None; `line` the score line, log entry
    or file concerned, or None; `expected` and `found` are short texts; `sentence` says it all in Chinese.
    """

    property: str
    person: str | None
    line: str | None
    expected: str
    found: str
    sentence: str


class CannotComputeError(Exception):
    """What was handed in cannot be computed; the message is a Chinese sentence saying why."""


def shown(value: object) -> str:
    """A value as it is put into a sentence."""
    if value is None:
        return "无"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, (list, tuple)):
        return "、".join(shown(one) for one in value) or "无"
    return str(value)


def difference(
    number: str, person: str | None, line: str | None, expected: object, found: object, what: str
) -> Difference:
    """`what` names the thing compared; the sentence is put together here, always in the same form."""
    where = "".join([person or "", "，" if person and line else "", line or ""])
    sentence = f"{where}：{what}应为 {shown(expected)}，公布的是 {shown(found)}。"
    return Difference(number, person, line, shown(expected), shown(found), sentence)
