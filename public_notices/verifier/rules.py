"""What each `rule` of a pack gives for the facts of one item (docs/rule-packs.md, "Items")."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from itertools import pairwise

from .calendar_days import Period, day_of, length, merged, overlap, whole_months
from .numbered import CannotComputeError, Json
from .packs import UNKNOWN_STATUSES

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One recomputed line of a score sheet."""

    item: str
    value: str | None
    chapter: str
    quantity: Decimal
    points: Decimal
    facts: tuple[int, ...]


@dataclass(frozen=True)
class Work:
    """What the rules read: facts by index, their owners, the service, and facts that count for nothing."""

    pack: str
    facts: dict[int, Json]
    owned: dict[str, list[int]]
    service: tuple[int, int, int]
    discharged: date | None = None
    silenced: frozenset[int] = field(default_factory=frozenset)


def exact(number: object) -> Decimal:
    """A figure of the pack as an exact decimal."""
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        raise CannotComputeError(f"分值应为数字，现为 {number}")
    return Decimal(number)


def figure(work: Work, item: Json, key: str) -> Decimal:
    if key not in item:
        raise unknown(work, item, f"缺少 {key}")
    return exact(item[key])


def unknown(work: Work, item: Json, what: str) -> CannotComputeError:
    section = item.get("section") or item.get("label")
    return CannotComputeError(f"规则 {work.pack} 计分项 {item['id']}（{section}）：{what}")


def line_of(
    item: Json, quantity: Decimal | int, points: Decimal, facts: list[int], value: str | None = None
) -> Line:
    return Line(item["id"], value, item.get("chapter", ""), Decimal(quantity), points, tuple(sorted(facts)))


def lines_of(work: Work, item: Json) -> list[Line]:
    """All lines of one item for one person."""
    indexes = work.owned[item["id"]]
    if not indexes and item["rule"] != "service_years":
        return []
    if item.get("status") in UNKNOWN_STATUSES:
        raise unknown(work, item, "分值尚不明确，须由地方补充规则写明")
    if item["rule"] not in RULES:
        raise unknown(work, item, f"不认识的算法 {item['rule']}")
    return RULES[item["rule"]](work, item, indexes)


def service_years(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    left = counted_years(work, item)
    below = ZERO
    lines: list[Line] = []
    for bracket in item["brackets"]:
        through = exact(bracket["through"]) if "through" in bracket else None
        width = left if through is None else min(left, through - below)
        if width > 0 or not lines:
            chapter = item.get("chapter", "")
            facts = () if lines else tuple(indexes)
            lines.append(Line(bracket["id"], None, chapter, width, width * exact(bracket["points"]), facts))
        left -= width
        below = through if through is not None else below
    return lines


def counted_years(work: Work, item: Json) -> Decimal:
    """Full years and what the part-year counts."""
    years, months, days = work.service
    if (months, days) == (0, 0):
        return Decimal(years)
    if months < 6:
        key = "under_six_months"
    else:
        key = "exactly_six_months" if (months, days) == (6, 0) else "over_six_months"
    if item.get(key, "unknown") == "unknown":
        raise unknown(work, item, f"{key} 没有规定")
    return years + exact(item[key])


def per_fact(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    count = sum(1 for index in indexes if index not in work.silenced)
    if item.get("once"):
        count = min(count, 1)
    points = amount_for(work, item, count)
    if "cap" in item:
        points = min(points, exact(item["cap"]))
    return [line_of(item, count, points, indexes)]


def amount_for(work: Work, item: Json, count: int) -> Decimal:
    """Points of `count` facts: by count, first and later, or so much each."""
    if count == 0:
        return ZERO
    if "by_count" in item:
        return exact(item["by_count"][min(count, len(item["by_count"])) - 1])
    if "first" in item:
        return exact(item["first"]) + (count - 1) * figure(work, item, "each_later")
    return count * figure(work, item, "points")


def value_at(work: Work, item: Json, index: int) -> str:
    """The value a fact has in the item's table; one that the table lacks is refused."""
    value = work.facts[index].get(item["attribute"])
    if value is None or str(value) not in item["points"]:
        raise unknown(work, item, f"第 {index + 1} 条事实的 {item['attribute']} 为 {value}，表中没有这一档")
    return str(value)


def by_value(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    table = item.get("points", {})
    if item["choose"] == "last":
        chosen = last_value(work, item, indexes)
        return [line_of(item, 1, exact(table[chosen]), indexes, chosen)]
    held = {index: value_at(work, item, index) for index in indexes}
    if item["choose"] == "highest":
        order = list(table)
        chosen = max(held.values(), key=lambda value: (exact(table[value]), -order.index(value)))
        return [line_of(item, 1, exact(table[chosen]), indexes, chosen)]
    lines = []
    for value in (one for one in table if one in held.values()):
        mine = [index for index in indexes if held[index] == value]
        lines.append(line_of(item, len(mine), len(mine) * exact(table[value]), mine, value))
    return lines


def last_value(work: Work, item: Json, indexes: list[int]) -> str:
    starts = {index: day_of(work.facts[index].get("from")) for index in indexes}
    latest = max(starts.values())
    values = {value_at(work, item, index) for index in indexes if starts[index] == latest}
    if len(values) > 1:
        raise unknown(work, item, f"{latest} 同日有两个不同的值")
    return values.pop()


def period_of(work: Work, index: int) -> Period:
    """A fact's period; one still going on ends with the service."""
    fact = work.facts[index]
    end = fact.get("to")
    if end is None and work.discharged is not None:
        return day_of(fact.get("from")), max(work.discharged, day_of(fact.get("from")))
    return day_of(fact.get("from")), day_of(end)


def per_month(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    table = item.get("points")
    keys: dict[int, str | None] = dict.fromkeys(indexes)
    if isinstance(table, dict):
        keys = {index: value_at(work, item, index) for index in indexes}
    values: list[str | None] = (
        [one for one in table if one in keys.values()] if isinstance(table, dict) else [None]
    )
    spans = {value: merged([period_of(work, i) for i in indexes if keys[i] == value]) for value in values}
    earning = earning_periods(work, item, spans)
    lines = []
    for value in values:
        rate = exact(table[value]) if isinstance(table, dict) else figure(work, item, "points")
        months = sum(whole_months(period) for period in spans[value] if period in earning)
        mine = [index for index in indexes if keys[index] == value]
        lines.append(line_of(item, months, months * rate, mine, value))
    return lines


def earning_periods(work: Work, item: Json, spans: dict[str | None, list[Period]]) -> set[Period]:
    """Periods in runs long enough; periods of two values that overlap are refused."""
    ordered = sorted(period for periods in spans.values() for period in periods)
    for one, other in pairwise(ordered):
        if overlap(one, other):
            raise unknown(work, item, f"{other[0]} 起的时段与另一档重叠")
    runs: list[list[Period]] = []
    for period in ordered:
        if runs and runs[-1][-1][1] == period[0]:
            runs[-1].append(period)
        else:
            runs.append([period])
    least = item.get("unbroken_months", 0)
    return {one for run in runs if length(run[0][0], run[-1][1])[0] >= least for one in run}


def per_unit(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    units = sum(int(work.facts[index][item["attribute"]]) for index in indexes)
    return [line_of(item, units, units * figure(work, item, "points"), indexes)]


def milestone_years(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    periods = merged([period_of(work, index) for index in indexes])
    years = sum(whole_months(period) for period in periods) // 12
    return [line_of(item, years, milestone(work, item, Decimal(years)), indexes)]


def milestone(work: Work, item: Json, years: Decimal) -> Decimal:
    at_years = figure(work, item, "at_years")
    if years < at_years:
        return years * figure(work, item, "per_year_before")
    return figure(work, item, "points") + (years - at_years) * figure(work, item, "each_further")


def sanctions(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    table = item.get("points", {})
    figures: dict[int, Decimal] = {}
    for index in indexes:
        fact = work.facts[index]
        name = f"{fact.get('authority')}.{fact.get('grade')}"
        if name not in table:
            raise unknown(work, item, f"第 {index + 1} 条处分 {name} 没有分值")
        figures[index] = exact(table[name])
    counted = [figures[index] for index in indexes if not punished_elsewhere(work, item, index, indexes)]
    points = sum(counted, ZERO)
    if counted and item.get("cap") == "next_heavier":
        heavier = [step for step in map(exact, table.values()) if step < min(counted)]
        points = max(points, max(heavier)) if heavier else points
    return [line_of(item, len(counted), points, indexes)]


def punished_elsewhere(work: Work, item: Json, index: int, indexes: list[int]) -> bool:
    """Whether the authority named by `same_cause` has punished the same cause already."""
    authority, fact = item.get("same_cause"), work.facts[index]
    if authority is None or fact.get("authority") == authority or fact.get("cause") is None:
        return False
    others = (work.facts[other] for other in indexes)
    return any(one.get("authority") == authority and one.get("cause") == fact["cause"] for one in others)


def nothing(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    return [line_of(item, len(indexes), ZERO, indexes)]


RULES: dict[str, Callable[[Work, Json, list[int]], list[Line]]] = {
    "service_years": service_years,
    "per_fact": per_fact,
    "by_value": by_value,
    "per_month": per_month,
    "per_unit": per_unit,
    "milestone_years": milestone_years,
    "sanctions": sanctions,
    "nothing": nothing,
    "exempt": nothing,
    "bar": nothing,
}
