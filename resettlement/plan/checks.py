"""What a plan must say, and what is wrong with one: by key, so that a form can lead to its field. Pure.

docs/plan.md explains every key. A key written `categories.0.pack` is the pack of the first category.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from resettlement.campaign.settings import KINDS, WITHOUT_PERIOD
from resettlement.errors import BadInputError
from resettlement.follow_up.rules import shipped
from resettlement.records.model import CATEGORY_LABELS
from resettlement.records.policy import policy_of
from resettlement.selection.allocation.lot import ALGORITHMS, is_form
from resettlement.translation import gettext as _

REQUIRED: Mapping[str, type] = {
    "id": str, "title": str, "district": str, "year": int, "issuer": str, "fictional": bool,
    "session_rules": str, "contact.office": str, "contact.phone": str, "contact.address": str,
    "objections.guide": str, "categories": list,
}  # fmt: skip
OPTIONAL: Mapping[str, type] = {
    "session_overlay": str, "wishes_close_at": datetime, "notices": dict, "notices.number": str,
    "session": dict, "session.on": date, "session.place": str, "session.roll_call": str,
    "session.rules_in_words": list, "session.lot": dict, "session.lot.algorithm": str,
    "session.lot.source": str, "session.lot.form": str, "duties": dict, "letters": dict,
    "letters.number": str, "letters.report_within_days": int, "records": dict, "people": dict,
    "days": dict, "objection": dict,
}  # fmt: skip
CATEGORY: Mapping[str, type] = {"id": str, "label": str, "pack": str}
TABLES: Mapping[str, frozenset[str]] = {
    "": frozenset(key.split(".")[0] for key in (*REQUIRED, *OPTIONAL)),
    "contact": frozenset({"office", "phone", "address"}),
    "objections": frozenset({"guide"}),
    "notices": frozenset({"number", *KINDS}),
    "session": frozenset({"on", "place", "roll_call", "rules_in_words", "lot"}),
    "session.lot": frozenset({"algorithm", "source", "form"}),
    "letters": frozenset({"number", "report_within_days"}),
}
"""Which keys a table may have; the others check their own."""
PERIODS = {"workdays": 60, "days": 90}
"""What a notice's time may be counted in, and how much of it nobody means any more."""
MOST_WITHIN = 365
"""Days from a placement letter to the last one for reporting in."""
_ID = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


def check(table: Mapping[str, Any], name: str) -> None:
    """Raises BadInputError naming the file and everything that is wrong with the plan; `faults` by key."""
    if wrong := faults(table):
        told = "；".join(f"{shown(key)}{why}" for key, why in wrong.items())
        raise BadInputError(_("%(file)s：%(wrong)s。", file=name, wrong=told), faults=wrong)


def check_categories(table: Mapping[str, Any]) -> None:
    """The same of its categories alone."""
    if wrong := dict(_categories(table)):
        told = "；".join(f"{shown(key)}{why}" for key, why in wrong.items())
        raise BadInputError(f"{told}。", faults=wrong)


def faults(table: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong with a plan, by key; {} for nothing. The texts of rules are checked at opening."""
    found = {key: why for key, kind in REQUIRED.items() if (why := _lacking(table, key, kind))}
    for key, kind in OPTIONAL.items():
        if (value := said(table, key)) is not None and (why := _is_not(value, kind)):
            found[key] = why
    for part in (_ids, _categories, _notices, _session, _duties, _letters, _records, _unknown):
        for key, why in part(table):
            found.setdefault(key, why)
    return found


def said(table: Any, path: str) -> Any:
    """What a plan says at a dotted key; None for nothing."""
    for part in path.split("."):
        if isinstance(table, list) and part.isdecimal() and int(part) < len(table):
            table = table[int(part)]
        else:
            table = table.get(part) if isinstance(table, Mapping) else None
    return table


def shown(key: str) -> str:
    """A key as the file has it, before what is wrong with it: `第 2 个 [[categories]] 的 pack `."""
    if matched := re.fullmatch(r"categories\.(\d+)\.(\w+)", key):
        return _("第 %(n)s 个 [[categories]] 的 %(key)s ", n=int(matched[1]) + 1, key=matched[2])
    return "" if key == "records" else f"{key} "


def _lacking(table: Mapping[str, Any], key: str, kind: type) -> str:
    value = said(table, key)
    return _is_not(value, kind, lacking=value in (None, "", []))


def _is_not(value: Any, kind: type, *, lacking: bool = False) -> str:
    if type(value) is kind and not lacking:
        return ""
    wanted = {
        str: _("文字"), int: _("整数"), bool: _(" true 或 false"), list: _("表"), dict: _("表"),
        date: _("日期，如 2021-11-25"),
        datetime: _("日期和时刻，如 2021-11-24T17:00:00"),
    }[kind]  # fmt: skip
    return _("应有，且为%(wanted)s", wanted=wanted)


def _ids(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    id_, year = table.get("id"), table.get("year")
    if isinstance(id_, str) and not _ID.fullmatch(id_):
        yield "id", _("应为 2 到 40 个小写字母、数字或连字符，如 yunhe-2021：它是网址的一部分")
    if type(year) is int and not 1950 <= year <= 2200:
        yield "year", _("应为四位年份，如 2021")


def _categories(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    listed = table.get("categories")
    seen: set[str] = set()
    for n, one in enumerate(listed if isinstance(listed, list) else []):
        at = f"categories.{n}"
        if not isinstance(one, Mapping):
            yield at, _("应为一张表，写作 [[categories]]")
            continue
        yield from (
            (f"{at}.{key}", why) for key, kind in CATEGORY.items() if (why := _lacking(one, key, kind))
        )
        yield from _keys(one, frozenset({*CATEGORY, "overlay"}), f"{at}.")
        if "overlay" in one and (why := _is_not(one["overlay"], str)):
            yield f"{at}.overlay", why
        id_ = one.get("id")
        if isinstance(id_, str) and id_ and id_ not in CATEGORY_LABELS:
            known = "、".join(f"{key}（{_(label)}）" for key, label in CATEGORY_LABELS.items())
            yield f"{at}.id", _("应为 %(known)s 之一，现为 %(id)s", known=known, id=id_)
        if isinstance(id_, str) and id_ in seen:
            yield f"{at}.id", _("%(id)s 写了两次，每个类别只能有一个", id=id_)
        seen.add(str(id_))


def _notices(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    number = said(table, "notices.number")
    if isinstance(number, str) and "{n}" not in number:
        yield "notices.number", _("应含 {n}，例如 运退公〔2021〕{n}号：每份公告各有一个文号")
    for kind in KINDS:
        if (texts := said(table, f"notices.{kind}")) is None:
            continue
        at = f"notices.{kind}"
        if not isinstance(texts, Mapping):
            yield at, _("应为一张表，写作 [notices.%(kind)s]", kind=kind)
            continue
        yield from _keys(texts, frozenset({"title", "paragraphs", "period"}), f"{at}.")
        if "title" in texts and (why := _is_not(texts["title"], str)):
            yield f"{at}.title", why
        if "paragraphs" in texts and not _texts(texts["paragraphs"]):
            yield f"{at}.paragraphs", _('应为一段一段的文字，写作 ["…", "…"]')
        if "period" in texts and not (kind not in WITHOUT_PERIOD and is_period(texts["period"])):
            yield f"{at}.period", _("应写作 { workdays = 5 }（工作日）或 { days = 7 }（天）")


def is_period(value: Any) -> bool:
    """Whether it says how long a notice hangs: `{workdays: 5}` or `{days: 7}`."""
    if not isinstance(value, Mapping) or len(value) != 1:
        return False
    ((unit, n),) = value.items()
    return unit in PERIODS and type(n) is int and 1 <= n <= PERIODS[unit]


def _session(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    words, algorithm = said(table, "session.rules_in_words"), said(table, "session.lot.algorithm")
    if isinstance(words, list) and not _texts(words):
        yield "session.rules_in_words", _('应为一条一条的文字，写作 ["…", "…"]')
    if isinstance(algorithm, str) and algorithm not in ALGORITHMS:
        yield "session.lot.algorithm", _("应为 %(words)s 之一", words="、".join(ALGORITHMS))
    if isinstance(form := said(table, "session.lot.form"), str) and form and not is_form(form):
        yield "session.lot.form", _("应写明几个号码、从几到几，写作“6个，01至33”")


def _duties(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    known = {rules.id: rules for rules in shipped()}
    duties = table.get("duties")
    for category, id_ in (duties if isinstance(duties, Mapping) else {}).items():
        if id_ not in known or category not in known[id_].categories:
            fit = "、".join(rules.id for rules in known.values() if category in rules.categories)
            yield f"duties.{category}", _("应为 %(known)s 之一", known=fit or "—")


def _letters(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    number, within = said(table, "letters.number"), said(table, "letters.report_within_days")
    if isinstance(number, str) and "{n}" not in number:
        yield "letters.number", _("应含 {n}，例如 介字〔2021〕{n}号：每份介绍信各有一个文号")
    if type(within) is int and not is_within(within):
        yield "letters.report_within_days", _("应为天数，1 至 %(most)s", most=MOST_WITHIN)


def is_within(days: int) -> bool:
    """Whether somebody could be given so many days to report in."""
    return 1 <= days <= MOST_WITHIN


def _records(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    try:
        policy_of(table.get("records", {}))
    except BadInputError as error:
        yield "records", error.message.removesuffix("。")


def _unknown(table: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for path, known in TABLES.items():
        found = said(table, path) if path else table
        if isinstance(found, Mapping):
            yield from _keys(found, known, f"{path}." if path else "")


def _keys(table: Mapping[str, Any], known: Iterable[str], at: str) -> Iterator[tuple[str, str]]:
    for key in table:
        if key not in known:
            yield (
                f"{at}{key}",
                _("不认识这一项，请删去，或改成 %(known)s 之一", known="、".join(sorted(known))),
            )


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one.strip() for one in value)
