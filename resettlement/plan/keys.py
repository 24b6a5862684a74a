"""What may still be changed of a campaign that is open, and until when: one table, for the desk, the script
and docs/plan.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from resettlement.campaign.settings import KINDS, WITHOUT_PERIOD
from resettlement.records.model import CATEGORY_LABELS
from resettlement.selection.allocation.lot import ALGORITHMS
from resettlement.translation import gettext_noop as _


class Until(StrEnum):
    """Until when a key may be changed: until something public rests on it."""

    ALWAYS = "always"
    FIRST_NOTICE = "first_notice"
    OWN_NOTICE = "own_notice"
    SCORES = "scores"
    ANNOUNCED_ANEW = "announced_anew"
    SESSION = "session"
    LETTERS = "letters"


UNTIL = {
    Until.ALWAYS: _("随时可以改，改动之前已经张贴的不变"),
    Until.FIRST_NOTICE: _("张贴第一份公告之前"),
    Until.OWN_NOTICE: _("张贴这一种公告之前"),
    Until.SCORES: _("张贴评分名次公示之前"),
    Until.ANNOUNCED_ANEW: _("选岗会开场之前；公告已经张贴的，改后再张贴一次公告"),
    Until.SESSION: _("选岗会开场之前"),
    Until.LETTERS: _("开出第一份介绍信之前"),
}


@dataclass(frozen=True)
class Key:
    """`kind`: text, lines (a paragraph a line), day, instant, period, number, yes_no, count, days, figure,
    duties, or choice (one of `choices`).
    """

    label: str
    kind: str
    until: Until
    group: str
    choices: tuple[str, ...] = ()
    hint: str = ""
    required: bool = True


NOTICES = {
    "scores": _("评分名次公示"),
    "positions": _("岗位公示"),
    "correction": _("更正公示"),
    "announcement": _("选岗会公告"),
    "result": _("结果公示"),
}
NAMES, CONTACT, RECORDS = _("名称"), _("联系方式与异议"), _("档案复核")
WORDS, SESSION, DUTIES = _("公告的文号、标题、正文、公示期"), _("选岗会与志愿"), _("安置后的义务")
PLACEMENT = _("介绍信")
_PERIOD = _("如 5个工作日，或 7天")
_LINES = _("一行一段；没有就空着")
_RULES = _("一行一条；选岗规则由系统逐条写进公告，这里只写规则里没有的")
_LOT = _("须在公告之后才能知道，如当日当众摇出的号码")
_LETTERS = _("如 介字〔{year}〕{n}号；{n} 是开出的次序，{year} 是年份")
_WITHIN = _("从介绍信日期起算，由本局规定；空着就在开介绍信时填")
_WISHES = _("如 2021-11-24 17:00；空着就到选岗会开场为止")

_NOTICE_KEYS: Mapping[str, Key] = {
    f"notices.{kind}.{key}": Key(label, how, until, WORDS, hint=hint, required=required)
    for kind in KINDS
    for key, label, how, until, hint, required in (
        ("title", _("标题"), "text", Until.ALWAYS, "", False),
        ("paragraphs", _("正文"), "lines", Until.ALWAYS, _LINES, False),
        ("period", _("公示期"), "period", Until.OWN_NOTICE, _PERIOD, True),
    )
    if not (key == "period" and kind in WITHOUT_PERIOD)
}

KEYS: Mapping[str, Key] = {
    "title": Key(_("批次名称"), "text", Until.FIRST_NOTICE, NAMES),
    "issuer": Key(_("发布单位"), "text", Until.FIRST_NOTICE, NAMES),
    "contact.office": Key(_("联系科室"), "text", Until.ALWAYS, CONTACT),
    "contact.phone": Key(_("联系电话"), "text", Until.ALWAYS, CONTACT),
    "contact.address": Key(_("通信地址"), "text", Until.ALWAYS, CONTACT),
    "objections.guide": Key(_("怎样提出异议"), "text", Until.ALWAYS, CONTACT),
    "notices.number": Key(
        _("文号格式"), "number", Until.ALWAYS, WORDS, hint=_("如 运退公〔2021〕{n}号；{n} 是张贴的次序")
    ),
    **_NOTICE_KEYS,
    "session.on": Key(_("选岗会日期"), "day", Until.ANNOUNCED_ANEW, SESSION),
    "session.place": Key(_("选岗会地点"), "text", Until.ANNOUNCED_ANEW, SESSION),
    "session.roll_call": Key(_("点名时间"), "text", Until.ANNOUNCED_ANEW, SESSION, hint=_("如 8时30分")),
    "session.rules_in_words": Key(
        _("补充事项（公告里写的）"),
        "lines",
        Until.ANNOUNCED_ANEW,
        SESSION,
        hint=_RULES,
        required=False,
    ),
    "session.lot.algorithm": Key(_("抽签算法"), "choice", Until.ANNOUNCED_ANEW, SESSION, tuple(ALGORITHMS)),
    "session.lot.source": Key(
        _("抽签种子的来源"),
        "text",
        Until.ANNOUNCED_ANEW,
        SESSION,
        hint=_LOT,
    ),
    "session.lot.form": Key(
        _("抽签号码的形式"),
        "text",
        Until.ANNOUNCED_ANEW,
        SESSION,
        hint=_("几个号码、从几到几，写作“6个，01至33”；录入的号码按它核对"),
        required=False,
    ),
    "wishes_close_at": Key(
        _("志愿填报截止"),
        "instant",
        Until.SESSION,
        SESSION,
        hint=_WISHES,
        required=False,
    ),
    "records.reviews": Key(_("每份档案须几人复核"), "count", Until.SCORES, RECORDS, hint=_("1 至 3")),
    "records.confirmation": Key(_("公示前须人人签字确认"), "yes_no", Until.SCORES, RECORDS),
    "records.outlier": Key(
        _("总分偏离多少算异常"), "figure", Until.SCORES, RECORDS, hint=_("大于 0 的数，通常 10")
    ),
    **{
        f"duties.{category}": Key(label, "duties", Until.LETTERS, DUTIES, required=False)
        for category, label in CATEGORY_LABELS.items()
    },
    "letters.number": Key(_("介绍信文号格式"), "number", Until.LETTERS, PLACEMENT, hint=_LETTERS),
    "letters.report_within_days": Key(
        _("几日内报到"), "days", Until.LETTERS, PLACEMENT, hint=_WITHIN, required=False
    ),
}
"""Everything that `set KEY VALUE because …` takes; the number pattern counts for what is posted later."""
