"""The words the public pages use for what the data files say: labels, days, and every event as a sentence.

Only ids, masked names and posts go in, so only they can come out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

ACCOUNTS = {
    "host": "主持人",
    "clerk": "经办人",
    "reviewer": "复核人",
    "office": "编制部门",
    "supervisor": "监督人",
    "notary": "公证员",
    "system": "系统",
    "admin": "管理员",
    "administrator": "管理员",
    "candidate": "本人",
    "staffing_office": "编制部门",
    "staffing": "编制部门",
    "witness": "见证人",
    "public": "网上提交",
}
AUDIENCES = {"officer": "军官", "sergeant": "士官", "conscript": "义务兵"}
BASES = {"live": "现场选岗", "tie": "同分统一分配", "filed_wish": "按填报志愿"}
BASIS_MEANINGS = {
    "live": "轮到本人时，在会场当面选定。",
    "tie": "与他人同分，按各自事先密封的志愿统一分配，再到会场确认。",
    "filed_wish": "本人不在场，按其事先密封的志愿依次取第一个仍有名额的岗位。",
}
NOTICE_KINDS = {
    "scores": "评分公示",
    "positions": "岗位公示",
    "announcement": "选岗会公告",
    "result": "结果公示",
    "correction": "更正公示",
}
MISSED = {
    "absent": "未到场",
    "late": "迟到",
    "over_time": "超过规定时间",
    "left_room": "离开会场",
    "refused": "拒绝选岗",
}
TIE_KEYS = {"longer_service": "服役时间", "older": "出生日期", "earlier_enlisted": "入伍日期"}
TIE_RULES = {"longer_service": "长者在前", "older": "年长者在前", "earlier_enlisted": "早者在前"}
OUTCOMES = {"upheld": "成立，予以更正", "rejected": "不成立，维持原评分"}
METHODS = {
    "wishes": "按各人事先密封的志愿统一分配",
    "lot": "按抽签次序现场选岗",
    "indifferent": "各人能选的岗位名额都够用，先后不影响结果，按编号次序现场选岗",
}
CAMPAIGN_EVENTS = {
    "campaign_opened": "安置批次启动",
    "records_imported": "档案信息录入",
    "positions_imported": "岗位信息录入",
    "record_changed": "补录、更正档案信息",
    "wishes_filed": "选岗志愿密封存档",
    "records_reviewed": "档案信息复核",
    "scores_confirmed": "本人签字确认评分",
    "standing_frozen": "名次确定，不再变动",
    "session_recorded": "选岗会记录存档",
    "published": "公开全部资料",
}

Name = Callable[[str], str]
Payload = Mapping[str, Any]


def account(id_: str) -> str:
    """Who did it, as an office; accounts are never names of persons."""
    return ACCOUNTS.get(id_, id_)


def day(text: str) -> str:
    """`2021-11-22` as 2021年11月22日."""
    year, month, day_ = text[:10].split("-")
    return f"{int(year)}年{int(month)}月{int(day_)}日"


def clock(at: str) -> str:
    """The time of day of an instant, to the second where seconds are not zero."""
    instant = datetime.fromisoformat(at)
    return instant.strftime("%H:%M:%S" if instant.second else "%H:%M")


def period(value: Payload | None) -> str:
    """A notice's period, first and last day; nothing for one that is not open to objection."""
    return f"{day(value['from'])}至{day(value['to'])}" if value else ""


def service(value: Payload) -> str:
    """Counted service: 16年3个月12天; parts of zero are left out."""
    parts = [(value["years"], "年"), (value["months"], "个月"), (value["days"], "天")]
    return "".join(f"{n}{unit}" for n, unit in parts if n) or "0年"


def tie_value(key: str, value: str) -> str:
    """One value of the tie chain as people say it: counted service ``16-00-00`` (年, 月, 天), or a day."""
    if key == "longer_service":
        return service(dict(zip(("years", "months", "days"), map(int, value.split("-")), strict=True)))
    return day(value)


def consequence(value: str) -> str:
    """What the session rules make of a missed or passed turn."""
    match value.split(":"):
        case ["last_of_list"]:
            return "排到本组最后"
        case ["after", count]:
            return f"顺延到其后 {count} 人之后"
        case ["given_up"]:
            return "视为放弃本次选岗"
        case ["first_free_wish"]:
            return "以其事先密封的志愿代选"
        case _:
            return value


def session_event(entry: Payload, person: Name, post: Name) -> str:
    """One entry of the session as a sentence. `person` and `post` turn ids into words."""
    payload = entry["payload"]
    match entry["type"]:
        case "session_opened":
            return _opened(payload)
        case "lot_drawn":
            return f"抽签。号码 {payload['key']}，{_people(payload['witnesses'], account)}见证。"
        case "tie_settled":
            return _tie(payload, person, post)
        case "called":
            return f"请 {person(payload['candidate'])} 选岗。"
        case "proxy_admitted":
            return f"{person(payload['candidate'])} 的受托人代为选岗，已验{_listed(payload['papers'])}。"
        case "chosen":
            return _chosen(payload, person, post)
        case "undone":
            return (
                f"撤回第 {payload['from_version']} 条起的操作。原因：{payload['reason']}。"
                f"由{account(entry['by'])}与{account(payload['second'])}两人共同确认。"
            )
        case "closed":
            placed = sum(position is not None for position in payload["assignment"].values())
            return f"选岗会结束，{placed} 人选定岗位。"
        case type_:
            return _short_event(type_, payload, person)


def _short_event(type_: str, payload: Payload, person: Name) -> str:
    match type_:
        case "missed":
            reason = MISSED.get(payload["reason"], payload["reason"])
            return f"{person(payload['candidate'])} {reason}，按规则{consequence(payload['consequence'])}。"
        case "passed":
            return f"{person(payload['candidate'])} 本轮暂不选，{consequence(payload['consequence'])}。"
        case "gave_up":
            return f"{person(payload['candidate'])} 本次不选岗（不等于放弃安排工作待遇）。"
        case "paused":
            return f"暂停，停止计时。原因：{payload['reason']}。"
        case "resumed":
            return "恢复，继续计时。"
        case _:
            return type_


def _opened(payload: Payload) -> str:
    people, posts = len(payload["eligible"]), len(payload["positions"])
    return f"选岗会开始。共 {people} 人、{posts} 个岗位；公示过的名次、岗位、规则在此锁定。"


def _chosen(payload: Payload, person: Name, post: Name) -> str:
    proxy = "（受托人代选）" if payload["proxy"] else ""
    warned = payload["warned"]
    note = f"已当场提示：此后 {_people(warned, person)} 可能无岗可选。" if warned else ""
    chosen = f"{person(payload['candidate'])} 选定 {post(payload['position'])}{proxy}。"
    wishes = f"当场启封志愿：{_wishes(payload['opened'])}。" if payload.get("opened") else ""
    return f"{chosen}{BASES[payload['basis']]}。{wishes}{note}"


def _tie(payload: Payload, person: Name, post: Name) -> str:
    people = _people(payload["class"], person)
    text = f"{people} 同分，{METHODS.get(payload['method'], payload['method'])}。"
    if payload["mattered"]:
        text += f"抽签次序：{_people(payload['order'], person)}。"
    if not payload["assignment"]:
        return text
    wishes = "；".join(f"{person(p)} {_wishes(payload['opened'][p])}" for p in sorted(payload["opened"]))
    given = "；".join(
        f"{person(p)} {post(x) if x else '无岗'}" for p, x in sorted(payload["assignment"].items())
    )
    return f"{text}当场启封志愿：{wishes}。分配：{given}。"


def _wishes(opened: Payload) -> str:
    accepts = ["服从调剂"] if opened["accepts_any"] else []
    return _listed([*opened["wishes"], *accepts])


def _people(ids: list[str], name: Name) -> str:
    return _listed([name(id_) for id_ in ids])


def _listed(words: list[str]) -> str:
    return "、".join(words)


def campaign_event(entry: Payload) -> str:
    """One entry of the campaign's log as a sentence."""
    payload = entry["payload"]
    match entry["type"]:
        case "notice_posted":
            return f"张贴{NOTICE_KINDS.get(payload['kind'], '公示')}：{payload['number']}。"
        case "scored":
            return f"量化评分（第 {payload['standing']} 版），并由第二套程序复算一致。"
        case "objection_filed":
            return f"收到第 {payload['number']} 号书面异议。"
        case "objection_ruled":
            outcome = OUTCOMES.get(payload["outcome"], payload["outcome"])
            return f"答复第 {payload['number']} 号异议：{outcome}。"
        case type_:
            people = payload.get("candidates", ())
            count = f"（{len(people)} 人）" if people else ""
            return f"{CAMPAIGN_EVENTS.get(str(type_), str(type_))}{count}。"
