"""The language of rule packs: its rules, one module each. A new rule is a module and a line here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from scoring.points import Scale, plain, writer

from . import (
    by_value,
    composite,
    milestone_years,
    no_points,
    per_fact,
    per_period,
    per_unit,
    sanctions,
    service_years,
    tenure,
)
from .groups import within
from .rule import Case, Earned, Item, RuleForm, Scorer

_FORMS: Sequence[RuleForm] = (
    service_years.FORM,
    per_fact.FORM,
    by_value.FORM,
    *per_period.FORMS,
    per_unit.FORM,
    milestone_years.FORM,
    tenure.FORM,
    sanctions.FORM,
    composite.FORM,
    *no_points.FORMS,
)
RULES: Mapping[str, RuleForm] = {form.name: form for form in _FORMS}
STATUS_LABELS: Mapping[str, str] = {
    "seen": "已查到", "confirmed": "已确认", "inferred": "推定",
    "not_found": "没有查到", "version_uncertain": "版本存疑",
}  # fmt: skip


def figures_of(item: Item) -> str:
    """The points of an item in one sentence that a clerk reads; says so where they are not known."""
    if item.rule is None:
        lacks = f"（{'、'.join(item.lacks)}）" if item.lacks else ""
        return f"{'没有查到' if lacks else STATUS_LABELS[item.status]}{lacks}，须由补充文件写明"
    said = RULES[item.rule_name].describe(item, item.rule)
    if item.cap is None:
        return said
    return said + (f"，最多 {plain(item.cap)}" if item.cap > 0 else f"，最多减 {plain(-item.cap)}")


def scorer_of(item: Item, scale: Scale) -> Scorer:
    """The function that turns the item's facts into lines, compiled once for a pack."""
    if item.rule is None:
        return _unknown(item)
    scorer = RULES[item.rule_name].make_scorer(item, item.rule, scale)
    if item.cap is None:
        return scorer
    most, write = scale.whole(item.cap), writer(scale.digits)
    return lambda case, mine: within(scorer(case, mine), most, write, "")


def _unknown(item: Item) -> Scorer:
    why = "没有查到分值" if item.status == "not_found" else "的分值版本存疑，尚未核实"
    if item.lacks:
        why = f"没有查到 {'、'.join(item.lacks)}"

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        case.need_figure(item, why, mine[0] if mine else None)
        return ()

    return score
