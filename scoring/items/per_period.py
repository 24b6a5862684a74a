"""Points a whole day, month or year of periods (per_day, per_month, per_year)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import pairwise
from typing import Literal, NamedTuple

from scoring import checks
from scoring.dates import Period, length, merged, whole_months
from scoring.points import Scale, writer
from scoring.sheet import ScoreLine, joined

from . import tables
from .rule import WITH_PERIOD, Case, Earned, Item, Raw, Rule, RuleForm, Scorer, WrittenItem, remembered

Each = Literal["day", "month", "year"]
Stay = tuple[Period, str]
_EACH = {"day": "天", "month": "月", "year": "满一年"}


@dataclass(frozen=True, slots=True)
class PerPeriod(Rule):
    """Points a whole day, month or year. Without `attribute` the single figure stands under the empty value.

    A stay earns if it is part of a run of `unbroken_months`, or if all stays together make `months_in_all`.
    With `month_from_days`, so many days beyond the whole months of a stay count as one more.
    """

    each: Each
    attribute: str | None
    points: Mapping[str, Decimal]
    unbroken_months: int = 0
    months_in_all: int | None = None
    month_from_days: int | None = None


class Counted(NamedTuple):
    """Whole days, months or years that earn, and whether a stay too short was left out."""

    quantity: int
    short: bool


def build(each: Each, row: Raw) -> PerPeriod:
    points = row["points"]
    attribute = row["attribute"] if isinstance(points, dict) else None
    unbroken, in_all = row.get("unbroken_months", 0), row.get("months_in_all")
    return PerPeriod(
        each, attribute, tables.points_by_value(points), unbroken, in_all, row.get("month_from_days")
    )


def check(item: WrittenItem) -> None:
    tables.check_attribute(item)
    if isinstance(item.row.get("points"), dict) and "attribute" not in item.row:
        item.wrong("missing_key", (), "按取值给分，缺少“attribute”", "请补上 attribute = …")


def describe(item: Item, rule: PerPeriod) -> str:
    rest = f"；零头满 {rule.month_from_days} 天的算一个月" if rule.month_from_days else ""
    return f"{_threshold(rule)}每{_EACH[rule.each]} {tables.points_in_words(item, rule.points)}{rest}"


def _threshold(rule: PerPeriod) -> str:
    least = [f"连续满 {rule.unbroken_months} 个月"] if rule.unbroken_months else []
    least += [f"累计满 {rule.months_in_all} 个月"] if rule.months_in_all else []
    return f"{'或'.join(least)}起，" if least else ""


def make_scorer(item: Item, rule: PerPeriod, scale: Scale) -> Scorer:
    """A line for each value present, whole days, months or years at its rate."""
    table = tables.heads_and_points(item, rule.points, scale)
    write = writer(scale.digits)
    least = [f"连续不满 {rule.unbroken_months} 个月"] if rule.unbroken_months else []
    least += [f"累计不满 {rule.months_in_all} 个月"] if rule.months_in_all else []
    too_short = f"有一段{'、'.join(least)}，不计"

    @remembered
    def line(value: str, mine: tuple[int, ...], counted: Counted) -> Earned:
        head, rate = table[value]
        points = counted.quantity * rate
        note = joined((too_short, head.basis)) if counted.short else head.basis
        return points, ScoreLine(head, str(counted.quantity), write(points), mine, note)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        if len(mine) == 1 and (value := tables.only_value(case, rule.attribute, mine)) in table:
            return (line(value, mine, _counted_once(case, rule, mine[0])),)
        found = tables.found_values(case, rule.attribute, mine)
        if not tables.all_known(case, item, rule.attribute, found, table):
            return ()
        counted = _counted_by_value(case, item, rule, found)
        if counted is None:
            return ()
        return [line(value, found[value], counted[value]) for value in tables.in_order(found, table)]

    return score


def _counted_once(case: Case, rule: PerPeriod, index: int) -> Counted:
    """What a single stay earns: it is its own run, and all there is."""
    period = case.period(index)
    months = whole_months(*period)
    if _too_short(rule, months, months):
        return Counted(0, True)
    plain = rule.each == "month" and rule.month_from_days is None
    return Counted(months if plain else _quantity(rule, [period]), False)


def _counted_by_value(
    case: Case, item: Item, rule: PerPeriod, found: Mapping[str, tuple[int, ...]]
) -> dict[str, Counted] | None:
    """What earns for each value.

    None if periods of two values overlap: then the record is refused, since one person is in one place.
    """
    stays = sorted(
        (period, value) for value, mine in found.items() for period in merged(map(case.period, mine))
    )
    for (one, value), (other, other_value) in pairwise(stays):
        if other.start < one.to:
            why = f"里“{value}”（{one.start} 起）与“{other_value}”（{other.start} 起）两段时间重叠"
            remedy = "同一时间只能在一处，请核对档案后更正起止日期"
            case.refuse("overlap", item, why, remedy, found[other_value][0])
            return None
    return _earning(rule, stays, found)


def _earning(
    rule: PerPeriod, stays: Sequence[Stay], found: Mapping[str, tuple[int, ...]]
) -> dict[str, Counted]:
    in_all = sum([whole_months(*period) for period, _ in stays])
    earning: dict[str, list[Period]] = {value: [] for value in found}
    left_out: set[str] = set()
    for run in _runs(stays):
        short = _too_short(rule, whole_months(run[0][0].start, run[-1][0].to), in_all)
        for period, value in run:
            if short:
                left_out.add(value)
            else:
                earning[value].append(period)
    return {value: Counted(_quantity(rule, periods), value in left_out) for value, periods in earning.items()}


def _too_short(rule: PerPeriod, run: int, in_all: int) -> bool:
    """Whether a run of so many months, of so many in all, earns nothing."""
    if rule.months_in_all is None:
        return run < rule.unbroken_months
    return in_all < rule.months_in_all and not 0 < rule.unbroken_months <= run


def _quantity(rule: PerPeriod, periods: Sequence[Period]) -> int:
    if rule.each == "day":
        return sum([(period.to - period.start).days for period in periods])
    if rule.month_from_days is not None:
        lengths = [length(*period) for period in periods]
        return sum([months + (days >= rule.month_from_days) for months, days in lengths])
    months = sum([whole_months(*period) for period in periods])
    return months // 12 if rule.each == "year" else months


def _runs(stays: Sequence[Stay]) -> list[list[Stay]]:
    """Stays that follow one another without a day between, of any value."""
    runs: list[list[Stay]] = []
    for stay in stays:
        if runs and runs[-1][-1][0].to == stay[0].start:
            runs[-1].append(stay)
        else:
            runs.append([stay])
    return runs


_FIGURES = {
    "points": checks.number_or_table, "unbroken_months": checks.whole, "months_in_all": checks.whole,
    "cap": checks.positive,
}  # fmt: skip


def _form(name: str, unit: str, each: Each, figures: Mapping[str, checks.Check]) -> RuleForm:
    return RuleForm(
        name, unit, partial(build, each), describe, make_scorer,
        structure={"attribute": checks.text}, figures=figures, required=("points",), only_for=WITH_PERIOD,
        check=check,
    )  # fmt: skip


FORMS = (
    _form("per_day", "天", "day", _FIGURES),
    _form("per_month", "月", "month", {**_FIGURES, "month_from_days": checks.up_to_31}),
    _form("per_year", "年", "year", _FIGURES),
)
