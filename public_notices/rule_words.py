"""The session rules of a place as people read them, from the values of its rule file (docs/session-log.md).

Nothing is said of what a place does not have; what nobody has settled yet is said to be open. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from itertools import groupby
from operator import itemgetter
from typing import Any

from public_notices.wording import AUDIENCES, LEFT_BY, MISSED, consequence, ended, joined, known, listed
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese, looked_up, ngettext

Rules = Mapping[str, Any]
Said = tuple[str, str]
"""What it is about, and the rule."""
UNKNOWN = "unknown"
_SPACED = re.compile(r"(?<=[^\x00-\x7f]) (?=\d)|(?<=\d) (?=[^\x00-\x7f])")
"""The gap between figures and characters that a screen has and a paper has not."""
CHINA = timezone(timedelta(hours=8))

TIES = {"wishes": "按各人事先密封的志愿统一分配", "lot": "按抽签次序现场选岗"}
TIE_ORDERS = {
    "wishes": "名次并列的，各人都填报了志愿时，按各人事先密封的志愿统一分配，结果因先后而不同的，"
    "以抽签定先后；有人没有填报时，各人能选的岗位名额都够用的不抽签，不够用的以抽签定先后。",
    "lot": "名次并列的，各人能选的岗位名额都够用时不抽签，不够用的以抽签定先后。",
    UNKNOWN: "名次并列时怎样定先后，待定。",
}
GUARANTEES = {
    "off": "不提示后面的人是否还有岗可选",
    "warn": "选后会使别人无岗可选的，当场提示",
    "enforce": "选后会使别人无岗可选的，不能选",
}
FREED = {
    "kept": "选定后又放弃的岗位，本次选岗会不再给别人",
    "highest_waiting": "选定后又放弃的岗位退回，由仍在等候的人中次序最前的先选",
}
RESTARTS = {"top": "从次序最前的人重新开始", "after_last": "从上一轮最后选定的人之后接着往下"}
CLOCKS = {
    "called": "他的时限从叫号起算",
    "first": "他的时限从轮到他选起算",
    UNKNOWN: "他的时限从何时起算，待定",
}


def sentences(rules: Rules) -> tuple[Said, ...]:
    """Everything the rules say."""
    missed = [(looked_up(label), _missed(rules["missed"][reason])) for reason, label in MISSED.items()]
    return (
        (_("选岗时限"), _or_open(rules["minutes_to_choose"], lambda n: _("%(n)s 分钟", n=n))),
        (_("同分"), _one_of(TIES, rules["tie_method"])),
        *missed,
        (_("本轮暂不选"), _passed(rules["passed"])),
        (_("委托他人"), proxy(rules["proxy"])),
        (_("保底提示"), _one_of(GUARANTEES, rules["guarantee"])),
        *more(rules),
    )


@in_chinese
def printed(rules: Rules) -> list[str]:
    """The same for the announcement: a sentence each, neighbours with the same rule in one."""
    runs = [
        (said, [label for label, _said in run]) for said, run in groupby(sentences(rules), key=itemgetter(1))
    ]
    return [_SPACED.sub("", f"{listed(labels)}：{_full(said)}") for said, labels in runs]


@in_chinese
def tie_order(rules: Rules) -> str:
    """Who of equals is first, as the announcement says it."""
    return looked_up(TIE_ORDERS[rules["tie_method"]])


def for_candidates(rules: Rules) -> tuple[Said, ...]:
    """What somebody needs to know before they come to the hall, each rule a full sentence."""
    told = [
        (looked_up(MISSED[reason]), _or_open(rule["first"], consequence))
        for reason, rule in rules["missed"].items()
    ]
    if rules["passed"]["times"]:
        told.append((_("本轮先不选"), _or_open(rules["passed"]["then"], consequence)))
    if rules["proxy"]["allowed"]:
        told.append((_("委托别人来"), proxy(rules["proxy"])))
    return tuple((about, _full(rule)) for about, rule in (*told, *more(rules)))


def _full(rule: str) -> str:
    return rule if rule.endswith(("。", ".")) else ended(rule)


def more(rules: Rules) -> tuple[Said, ...]:
    """What only some places have: batches, standby, calling ahead, lists, freed posts, a second round."""
    return tuple(_more(rules))


def _more(rules: Rules) -> Iterator[Said]:
    if rules.get("seconds_warning"):
        yield _("时间提醒"), _or_open(rules["seconds_warning"], _warning)
    if rules.get("batches"):
        yield _("分批"), _or_open(rules["batches"], _batches)
    if "standby" in rules:
        yield _("点名"), _or_open(rules["standby"]["roll_call"], _roll_call)
        yield _("备选区核对"), _or_open(rules["standby"]["check"], _check)
    if "call_ahead" in rules:
        yield _("提前叫号"), _call_ahead(rules["call_ahead"])
    if rules.get("lists", "shared") != "shared":
        yield _("岗位表"), _or_open(rules["lists"], lambda _v: _("各类人员分列岗位，只在本类的岗位里选"))
    if "freed_post" in rules:
        yield _("选定后放弃"), _one_of(FREED, rules["freed_post"])
    if "assigned_by_office" in rules:
        yield _("组织指定"), _or_open(rules["assigned_by_office"], _assigned)
    if "second_round" in rules:
        yield _("第二轮"), second_round(rules["second_round"])
    if rules.get("not_supported"):
        yield _("须另行安排"), joined(looked_up(one) for one in rules["not_supported"])


def proxy(rule: Rules) -> str:
    """Whether somebody may send another, with which papers, and how long before they must ask."""
    if rule["allowed"] in (UNKNOWN, False):
        return _or_open(rule["allowed"], lambda _no: _("不可以"))
    papers = _or_open(rule["papers"], lambda papers: _("可以，须交验%(papers)s", papers=listed(papers)))
    if not (days := rule.get("days_ahead")):
        return papers
    asked = _or_open(days, lambda n: ngettext("须提前 %(num)s 日申请", "须提前 %(num)s 日申请", n))
    return joined([ended(papers), ended(asked)])


def second_round(rule: Rules) -> str:
    """Who is asked again, from whom on, and what opens for it."""
    who = _or_open(rule["who"], lambda who: listed(looked_up(LEFT_BY[one]) for one in who))
    restart = _one_of(RESTARTS, rule["restart"])
    told = [_("%(who)s，都叫过一遍以后再选一轮，%(restart)s。", who=who, restart=restart)]
    if rule.get("opens") == "coordinated":
        told.append(_("区级统筹岗位到第二轮才开放。"))
    return joined(told)


def _or_open(value: Any, say: Any) -> str:
    return _("待定") if value == UNKNOWN else str(say(value))


def _one_of(words: Mapping[str, str], value: str) -> str:
    return _or_open(value, lambda value: looked_up(words[value]))


def _missed(rule: Rules) -> str:
    first, again = (_or_open(rule[time], consequence) for time in ("first", "again"))
    return _("第一次：%(first)s；再次：%(again)s", first=first, again=again)


def _passed(rule: Rules) -> str:
    if rule["times"] == UNKNOWN:
        return _("待定")
    return _("可以 %(n)s 次，%(then)s", n=rule["times"], then=_or_open(rule["then"], consequence))


def _warning(seconds: int) -> str:
    return ngettext(
        "剩 %(num)s 秒起，各屏幕的时钟变色，并写明“时间快到了”",
        "剩 %(num)s 秒起，各屏幕的时钟变色，并写明“时间快到了”",
        seconds,
    )


def _batches(batches: Any) -> str:
    return joined(ended(_batch(one)) for one in batches)


def _batch(one: Rules) -> str:
    at = datetime.fromisoformat(one["at"]).astimezone(CHINA)
    values = {"who": known(AUDIENCES, one["category"]), "place": one["from"], "time": f"{at:%Y-%m-%d %H:%M}"}
    return _("%(who)s第 %(place)s 名起，%(time)s 开始叫号", **values)


def _roll_call(minutes: int) -> str:
    return ngettext("叫号前 %(num)s 分钟在备选区点名", "叫号前 %(num)s 分钟在备选区点名", minutes)


def _check(demanded: bool) -> str:
    if demanded:
        return _("先在备选区核对身份和资格，没有通过的不能选岗")
    return _("核对身份和资格只作记录，不影响选岗")


def _assigned(allowed: bool) -> str:
    if allowed:
        return _("会后仍没有岗位的，可由组织从剩余岗位里指定")
    return _("会后不由组织指定岗位")


def _call_ahead(rule: Rules) -> str:
    return _(
        "前一人叫号满 %(minutes)s 分钟，可以再叫后面的人到选岗席旁等候，至多 %(people)s 人；%(clock)s",
        minutes=_or_open(rule["minutes"], str),
        people=_or_open(rule["people"], str),
        clock=looked_up(CLOCKS[rule["clock"]]),
    )
