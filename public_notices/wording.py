"""The words the public pages use for what the data files say: labels, days, lists.

Only ids, masked names and posts go in, so only they can come out. The labels are Chinese, as papers and data
need them; a page looks them up (`|spoken`). The functions speak the page's language; `day` is for print.
"""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from resettlement.translation import CHINESE, in_chinese, language, looked_up, ngettext
from resettlement.translation import gettext as _

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
BASES = {
    "live": "现场选岗",
    "tie": "同分统一分配",
    "filed_wish": "按填报志愿",
    "assigned": "组织指定",
}
BASIS_MEANINGS = {
    "live": "轮到本人时，在会场当面选定。",
    "tie": "与他人同分，按各自事先密封的志愿统一分配，再到会场确认。",
    "filed_wish": "本人不在场，按其事先密封的志愿依次取第一个仍有名额的岗位。",
    "assigned": "没有到会或没有选定的，会后按规则由组织从剩余岗位里指定。",
}
NOTICE_KINDS = {
    "scores": "评分公示",
    "positions": "岗位公示",
    "announcement": "选岗会公告",
    "result": "结果公示",
    "correction": "更正公示",
    "withdrawal": "撤回公告",
}
MISSED = {
    "absent": "未到场",
    "late": "迟到",
    "over_time": "超过规定时间",
    "left_room": "离开会场",
    "refused": "拒绝选岗",
}
LEFT_BY = {
    "gave_up": "本次不选岗的",
    "missed": "未到、迟到、超时等视为放弃的",
    "passed": "暂缓后视为放弃的",
    "waived": "选定后又放弃的",
}
"""Those without a post, by how their turn ended, as the rules of a second round name them."""
TIE_KEYS = {"longer_service": "服役时间", "older": "出生日期", "earlier_enlisted": "入伍日期"}
TIE_RULES = {"longer_service": "长者在前", "older": "年长者在前", "earlier_enlisted": "早者在前"}
OUTCOMES = {"upheld": "成立，予以更正", "rejected": "不成立，维持原评分"}
KNOWN = (
    *("军官", "军转干部", "士官", "义务兵"),
    *("行政", "参公", "事业", "国企", "机关", "参公单位", "事业单位", "国有企业"),
    *("管理", "专业技术", "工勤", "工勤技能", "公务员", "职员"),
    *("年", "个月", "月", "天", "次", "项", "级", "分"),
)
"""Words that stand in the data of most campaigns and are said in English where a page knows them."""

Payload = Mapping[str, Any]

_LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}


def account(id_: str) -> str:
    """Who did it, as an office; accounts are never names of persons."""
    return known(ACCOUNTS, id_)


def known(words: Mapping[str, str], key: str) -> str:
    """What one of the tables above calls it, in the language spoken; the key where it has no word."""
    return looked_up(words.get(key, key))


def shown_day(text: str) -> str:
    """`2021-11-22` as a page says it: 2021年11月22日, 22 November 2021."""
    return format_date(date.fromisoformat(text[:10]), "long", locale=_LOCALES[language()])


@in_chinese
def day(text: str) -> str:
    """`2021-11-22` as papers have it in every language: 2021年11月22日."""
    return shown_day(text)


def clock(at: str) -> str:
    """The time of day of an instant, to the second where seconds are not zero."""
    instant = datetime.fromisoformat(at)
    return instant.strftime("%H:%M:%S" if instant.second else "%H:%M")


def moment(at: str) -> str:
    """An instant with its day, to the second."""
    return f"{shown_day(at)} {clock(at)}"


def short_hash(full: str) -> str:
    """The first 40 bits of a hash as printed and read aloud: ``XXXX-XXXX`` in RFC 4648 base32."""
    text = base64.b32encode(bytes.fromhex(full)).decode()[:8]
    return f"{text[:4]}-{text[4:]}"


def period(value: Payload | None) -> str:
    """A notice's period, first and last day; nothing for one that is not open to objection."""
    if not value:
        return ""
    return _("%(first)s至%(last)s", first=shown_day(value["from"]), last=shown_day(value["to"]))


def service(value: Payload) -> str:
    """Counted service: 16年3个月12天; parts of zero are left out."""
    years, months, days = value["years"], value["months"], value["days"]
    parts = [
        ngettext("%(num)s年", "%(num)s年", years) if years else "",
        ngettext("%(num)s个月", "%(num)s个月", months) if months else "",
        ngettext("%(num)s天", "%(num)s天", days) if days else "",
    ]
    return joined(parts) or _("0年")


def tie_value(key: str, value: str) -> str:
    """One value of the tie chain as people say it: counted service ``16-00-00`` (年, 月, 天), or a day."""
    if key == "longer_service":
        return service(dict(zip(("years", "months", "days"), map(int, value.split("-")), strict=True)))
    return shown_day(value)


def duration(seconds: int) -> str:
    """A length of time as people say it: 2分30秒; parts of zero are left out."""
    minutes, rest = divmod(seconds, 60)
    parts = [
        ngettext("%(num)s分", "%(num)s分", minutes) if minutes else "",
        ngettext("%(num)s秒", "%(num)s秒", rest) if rest or not minutes else "",
    ]
    return joined(parts)


def consequence(value: str) -> str:
    """What the session rules make of a missed or passed turn."""
    match value.split(":"):
        case ["last_of_list"]:
            return _("排到本组最后")
        case ["what_is_left"]:
            return _("所有人选完后选剩余岗位")
        case ["after", count]:
            return ngettext("顺延到其后 %(num)s 人之后", "顺延到其后 %(num)s 人之后", int(count))
        case ["given_up"]:
            return _("视为放弃本次选岗")
        case ["first_free_wish"]:
            return _("以其事先密封的志愿代选")
        case _:
            return value


def listed(words: Iterable[str]) -> str:
    """甲、乙、丙; in English with commas."""
    return ("、" if language() == CHINESE else ", ").join(words)


def parted(words: Iterable[str]) -> str:
    """甲；乙；丙; in English with semicolons."""
    return ("；" if language() == CHINESE else "; ").join(words)


def ended(text: str) -> str:
    """The words as a sentence of their own."""
    return text + ("。" if language() == CHINESE else ".")


def joined(sentences: Iterable[str]) -> str:
    """Sentences one after another; only English parts them by a space."""
    return ("" if language() == CHINESE else " ").join(filter(None, sentences))
