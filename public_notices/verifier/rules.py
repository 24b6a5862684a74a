"""What each `rule` of a pack gives for the facts of one item (docs/rule-packs.md, "Items")."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from .calendar_days import counted_service, merged, whole_months
from .lines import ZERO, Line, Work, exact, figure, last_facts, line_of, period_of, unknown, value_at
from .numbered import Json
from .packs import UNKNOWN_STATUSES
from .rates import per_period, tenure
from .weighing import exam

PARTS = ("under_six_months", "exactly_six_months", "over_six_months")


def lines_of(work: Work, item: Json) -> list[Line]:
    """All lines of one item for one person."""
    indexes = work.owned[item["id"]]
    if not indexes and not (item["rule"] == "service_years" or weighs(item)):
        return []
    if item.get("status") in UNKNOWN_STATUSES:
        raise unknown(work, item, "分值尚不明确，须由地方补充规则写明")
    if item["rule"] not in RULES:
        raise unknown(work, item, f"不认识的算法 {item['rule']}")
    for key, value in item.items():
        if value == "unknown" and key not in (*PARTS, "at_years"):
            raise unknown(work, item, f"没有查到 {key}")
    return limited(item, RULES[item["rule"]](work, item, indexes))


def limited(item: Json, lines: list[Line]) -> list[Line]:
    """The lines of one item within its cap, if it has one that is a number."""
    cap = item.get("cap")
    return lines if cap is None or isinstance(cap, str) else within_cap(lines, exact(cap))


def within_cap(lines: list[Line], cap: Decimal) -> list[Line]:
    """Line after line takes what is left of the cap; lines of the other sign are left alone."""
    left, result = abs(cap), []
    for line in lines:
        if line.points * cap > 0:
            taken = min(abs(line.points), left)
            left -= taken
            line = replace(line, points=taken if cap > 0 else -taken)
        result.append(line)
    return result


def weighs(item: Json) -> bool:
    """Whether this item makes everybody's score a weighted one."""
    known = item.get("status") not in UNKNOWN_STATUSES and "unknown" not in item.values()
    return bool(item["rule"] == "composite" and known)


def service_years(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    return bracket_lines(item, indexes, counted_years(work, item))


def bracket_lines(item: Json, indexes: list[int], left: Decimal) -> list[Line]:
    """Years bracket after bracket; those no year falls in are left out, but for the first."""
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
    if "counted_from" in item or "counted_to" in item:
        years, months, days = service_within(work, item)
    if (months, days) == (0, 0):
        return Decimal(years)
    if months < 6:
        key = "under_six_months"
    else:
        key = "exactly_six_months" if (months, days) == (6, 0) else "over_six_months"
    if item.get(key, "unknown") == "unknown":
        raise unknown(work, item, f"{key} 没有规定")
    return years + exact(item[key])


def service_within(work: Work, item: Json) -> tuple[int, int, int]:
    """Service from 1 January of the first year, or up to a day of the last one, as the item says."""
    if work.enlisted is None or work.discharged is None:
        raise unknown(work, item, "没有公布入伍和退役日期，不能重算")
    start, end = work.enlisted, work.discharged
    if item.get("counted_from") == "enlistment_year":
        start = date(start.year, 1, 1)
    if "counted_to" in item:
        month, day = item["counted_to"].split("-")
        end = max(start, date(end.year, int(month), int(day)) + timedelta(days=1))
    left_out = [index for index, fact in work.facts.items() if fact.get("kind") == "not_counted"]
    return counted_service(start, end, [period_of(work, index) for index in left_out])


def per_fact(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    count = sum(1 for index in indexes if index not in work.silenced)
    if item.get("once"):
        count = min(count, 1)
    return [line_of(item, count, amount_for(work, item, count), indexes)]


def amount_for(work: Work, item: Json, count: int) -> Decimal:
    """Points of `count` facts: by count, first and later, or so much each."""
    if count == 0:
        return ZERO
    if "by_count" in item:
        return exact(item["by_count"][min(count, len(item["by_count"])) - 1])
    if "first" in item:
        return exact(item["first"]) + (count - 1) * figure(work, item, "each_later")
    return count * figure(work, item, "points")


def by_value(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    table = item.get("points", {})
    if item["choose"] == "last":
        chosen = value_at(work, item, last_facts(work, item, indexes)[0])
        return [line_of(item, 1, exact(table[chosen]), indexes, chosen)]
    held = {index: value_at(work, item, index) for index in indexes}
    if "how_many" in item or "share_of_rest" in item:
        return few_highest(item, held)
    if item["choose"] == "highest":
        order = list(table)
        chosen = max(held.values(), key=lambda value: (exact(table[value]), -order.index(value)))
        return [line_of(item, 1, exact(table[chosen]), indexes, chosen)]
    lines = []
    for value in (one for one in table if one in held.values()):
        mine = [index for index in indexes if held[index] == value]
        lines.append(line_of(item, len(mine), len(mine) * exact(table[value]), mine, value))
    return lines


def few_highest(item: Json, held: dict[int, str]) -> list[Line]:
    """The highest few facts in full, each further one at its share; a line for each value."""
    table, most = item["points"], item.get("how_many", 1)
    share = exact(item.get("share_of_rest", 0))
    order = list(table)
    ranked = sorted(held, key=lambda index: (-exact(table[held[index]]), order.index(held[index]), index))
    full = set(ranked[:most])
    lines = []
    for value in (one for one in table if one in held.values()):
        mine = [index for index in held if held[index] == value]
        count = sum(1 for index in mine if index in full)
        points = exact(table[value]) * (count + share * (len(mine) - count))
        lines.append(line_of(item, count, points, mine, value))
    return lines


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


def punished_harder(work: Work, item: Json, index: int, indexes: list[int]) -> bool:
    """Whether another sanction for the same cause is heavier, or as heavy and named before."""

    def weight(one: int) -> tuple[Decimal, int]:
        fact = work.facts[one]
        return exact(item["points"][f"{fact.get('authority')}.{fact.get('grade')}"]), one

    cause = work.facts[index].get("cause")
    if cause is None:
        return False
    return any(work.facts[one].get("cause") == cause and weight(one) < weight(index) for one in indexes)


def punished_elsewhere(work: Work, item: Json, index: int, indexes: list[int]) -> bool:
    """Whether the authority named by `same_cause` has punished the same cause already."""
    authority, fact = item.get("same_cause"), work.facts[index]
    if authority == "heavier":
        return punished_harder(work, item, index, indexes)
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
    "per_day": per_period,
    "per_month": per_period,
    "per_year": per_period,
    "per_unit": per_unit,
    "milestone_years": milestone_years,
    "tenure": tenure,
    "sanctions": sanctions,
    "composite": exam,
    "nothing": nothing,
    "exempt": nothing,
    "bar": nothing,
}
