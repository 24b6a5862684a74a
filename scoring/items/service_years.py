"""Years of service: brackets, part-years, time that does not count (service_years)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from scoring import checks
from scoring.dates import Length, counted_service, length
from scoring.points import Scale, plain, scaled, writer
from scoring.sheet import ScoreLine, joined

from .rule import UNKNOWN, Case, Earned, Item, Raw, Rule, RuleForm, Scorer, remembered

PART_YEARS = ("under_six_months", "exactly_six_months", "over_six_months")
_PARTS = ("不满六个月", "恰好满六个月", "超过六个月")
_PARTS_IN_SHORT = ("不满六个月", "恰好六个月", "超过六个月")


@dataclass(frozen=True, slots=True)
class Bracket:
    """Years up to and including `through` (None: all further years) at `points` a year."""

    id: str
    label: str
    points: Decimal
    through: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceYears(Rule):
    """Points per year of service by bracket. `part_years` say what a part-year under, of exactly and over
    six months counts, in years; None where no text covers it. Service is counted from the day of enlistment,
    or with `from_year` from 1 January of that year; to the day of discharge, or to `to_day` (month and day,
    included) of the year of discharge."""

    brackets: tuple[Bracket, ...]
    part_years: tuple[Decimal | None, Decimal | None, Decimal | None]
    from_year: bool = False
    to_day: tuple[int, int] | None = None


def build(row: Raw) -> ServiceYears:
    under, exactly, over = (None if row[key] == UNKNOWN else Decimal(row[key]) for key in PART_YEARS)
    last = row.get("counted_to")
    return ServiceYears(
        brackets=tuple(_bracket(one) for one in row["brackets"]),
        part_years=(under, exactly, over),
        from_year="counted_from" in row,
        to_day=(int(last[:2]), int(last[3:])) if last else None,
    )


def _bracket(row: Raw) -> Bracket:
    return Bracket(row["id"], row["label"], Decimal(row["points"]), row.get("through"))


def check_brackets(value: Any) -> str:
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return '应为分段的列表，如 [{id = "a", label = "12年以内", through = 12, points = 3}, …]'
    wrong = next(filter(None, map(_bracket_fault, value)), "")
    return wrong or _order_fault([one.get("through") for one in value])


def _bracket_fault(value: Mapping[str, Any]) -> str:
    keys = {"id": checks.text, "label": checks.text, "points": checks.number, "through": checks.whole}
    for key in value:
        if key not in keys:
            return f"分段里没有 {key} 这一键，可用：id、label、through、points"
    for key, check in keys.items():
        if key == "through" and key not in value:
            continue
        if wrong := check(value.get(key)):
            return f"分段的 {key} {wrong}"
    return ""


def _order_fault(ends: list[Any]) -> str:
    inner = ends[:-1]
    if None in inner or ends[-1] is not None:
        return "各段都要有 through，只有最后一段不写（表示以后各年）"
    return "" if inner == sorted(set(inner)) else "各段的 through 应从小到大"


def describe(item: Item, rule: ServiceYears) -> str:
    steps = "；".join(f"{one.label}：每年 {plain(one.points)}" for one in rule.brackets)
    parts = [
        f"{name}{'未定' if part is None else f'按 {plain(part)} 年'}"
        for name, part in zip(_PARTS_IN_SHORT, rule.part_years, strict=True)
    ]
    span = "从入伍当年1月1日起" if rule.from_year else ""
    span += f"计算到退役当年{rule.to_day[0]}月{rule.to_day[1]}日" if rule.to_day else ""
    return f"{steps}；{span + '；' if span else ''}零头{'，'.join(parts)}"


def make_scorer(item: Item, rule: ServiceYears, scale: Scale) -> Scorer:
    """Lines for years of service by bracket, part-years counted as the rule says."""
    whole_year = 10**scale.parts
    parts = [None if one is None else scaled(one, scale.parts) for one in rule.part_years]
    base = item.head()
    steps = [
        (
            replace(base, item=one.id, label=one.label),
            None if one.through is None else one.through * whole_year,
            scaled(one.points, scale.points),
        )
        for one in rule.brackets
    ]
    write, write_years = writer(scale.digits), writer(scale.parts)

    @remembered
    def lines(served: Length, mine: tuple[int, ...]) -> tuple[Earned, ...]:
        years, months = divmod(served.months, 12)
        part = _part_of(months, served.days)
        left = years * whole_year + (0 if part is None else parts[part] or 0)
        note = joined((f"计算服役 {years} 年 {months} 个月 {served.days} 天", base.basis))
        found: list[Earned] = []
        start = 0
        for head, end, rate in steps:
            here = left - start if end is None else min(left, end) - start
            if here > 0 or not found:
                points, facts = here * rate, () if found else mine
                found.append((points, ScoreLine(head, write_years(here), write(points), facts, note)))
            if end is None or left <= end:
                break
            start = end
        return tuple(found)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        served = _served(case, rule, mine)
        part = _part_of(served.months % 12, served.days)
        if part is not None and parts[part] is None:
            why = f"没有说明零头{_PARTS[part]}时怎样计算"
            remedy = f"请在补充文件（--overlay）里设定 {PART_YEARS[part]}，并写明依据"
            case.refuse(PART_YEARS[part], item, why, remedy)
        return lines(served, mine)

    return score


def _part_of(months: int, days: int) -> int | None:
    """Which of PART_YEARS the months and days beyond full years are; None if there are none."""
    if (months, days) == (0, 0):
        return None
    return 0 if months < 6 else 1 if (months, days) == (6, 0) else 2


def _served(case: Case, rule: ServiceYears, mine: tuple[int, ...]) -> Length:
    start, end = case.record.enlisted_on, case.record.discharged_on
    if rule.from_year:
        start = start.replace(month=1, day=1)
    if rule.to_day:
        end = max(start, date(end.year, *rule.to_day) + timedelta(days=1))
    return counted_service(start, end, [case.period(index) for index in mine]) if mine else length(start, end)


FORM = RuleForm(
    "service_years", "年", build, describe, make_scorer,
    structure={"counted_from": checks.one_of("enlistment_year"), "counted_to": checks.month_day},
    figures={
        "brackets": check_brackets, **dict.fromkeys(PART_YEARS, checks.part_of_year), "cap": checks.positive,
    },
    required=("brackets", *PART_YEARS),
    sometimes=PART_YEARS,
    factors=PART_YEARS,
    only_for=("not_counted".__eq__, 'facts 只写 [{kind = "not_counted"}]'),
    only_one="服役年限只能有一项，用 brackets 分段",
    without_facts=True,
)  # fmt: skip
