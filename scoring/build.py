"""From a pack's checked data to frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from .pack import (
    UNKNOWN_STATUSES,
    Bar,
    Bracket,
    ByValue,
    Exempt,
    Group,
    Item,
    MilestoneYears,
    Nothing,
    Overlay,
    Pack,
    Pattern,
    PerFact,
    PerMonth,
    PerUnit,
    Rule,
    Sanctions,
    ServiceYears,
)
from .pack_coverage import allowed_values
from .pack_shapes import DEFAULT_UNITS, RULE_SHAPES

Raw = Mapping[str, Any]


def build_pack(data: Raw, digest: str, text: str, overlay_text: str | None, overlay: Overlay | None) -> Pack:
    """The pack from data that `check_pack` found no fault in."""
    applies = data.get("applies", {})
    return Pack(
        id=data["id"],
        title=data["title"],
        issuers=tuple(data["issuers"]),
        source=data["source"],
        categories=tuple(data["categories"]),
        chapters=dict(data["chapters"]),
        tie_chain=tuple(data.get("tie_chain", ())),
        local=tuple(data.get("local", ())),
        discharged_from=applies.get("discharged_from"),
        discharged_before=applies.get("discharged_before"),
        items=tuple(_item(row, data["source"]) for row in data["items"]),
        one_per_cause=_groups(data, "one_per_cause"),
        may_not_overlap=_groups(data, "may_not_overlap"),
        only_highest=_groups(data, "only_highest"),
        examples=tuple(data.get("examples", ())),
        digest=digest,
        text=text,
        overlay_text=overlay_text,
        overlay=overlay,
    )


def _groups(data: Raw, name: str) -> tuple[Group, ...]:
    return tuple(Group(tuple(row["items"]), row.get("note", "")) for row in data.get(name, ()))


def _item(row: Raw, source: str) -> Item:
    shape = RULE_SHAPES[row["rule"]]
    return Item(
        id=row["id"],
        label=row["label"],
        chapter=row["chapter"],
        rule=None if row["status"] in UNKNOWN_STATUSES else _RULES[row["rule"]](row),
        patterns=tuple(map(_pattern, row["facts"])),
        status=row["status"],
        source=row.get("source", source),
        article=row.get("article"),
        section=row.get("section"),
        unit=row.get("unit", DEFAULT_UNITS[row["rule"]]),
        note=row.get("note", ""),
        labels=row.get("labels", {}),
        reads=row.get("reads", False),
        raw={key: row[key] for key in (*shape.structure, *shape.figures) if key in row},
        confirmed_by=row.get("confirmed_by", ""),
    )


def _pattern(row: Raw) -> Pattern:
    return Pattern(row["kind"], {name: allowed_values(one) for name, one in row.items() if name != "kind"})


def _service_years(row: Raw) -> Rule:
    exactly = row["exactly_six_months"]
    return ServiceYears(
        brackets=tuple(_bracket(one) for one in row["brackets"]),
        under_six_months=Decimal(row["under_six_months"]),
        exactly_six_months=None if exactly == "unknown" else Decimal(exactly),
        over_six_months=Decimal(row["over_six_months"]),
    )


def _bracket(row: Raw) -> Bracket:
    return Bracket(row["id"], row["label"], Decimal(row["points"]), row.get("through"))


def _per_fact(row: Raw) -> Rule:
    return PerFact(
        first=Decimal(row.get("points", row.get("first", 0))),
        each_later=Decimal(row.get("points", row.get("each_later", 0))),
        by_count=_decimals(row.get("by_count", ())),
        cap=Decimal(row["cap"]) if "cap" in row else None,
        once=row.get("once", False),
    )


def _decimals(values: Sequence[Any]) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


def _table(points: Raw) -> Mapping[str, Decimal]:
    return {key: Decimal(value) for key, value in points.items()}


def _by_value(row: Raw) -> Rule:
    return ByValue(row["attribute"], _table(row["points"]), row["choose"])


def _per_month(row: Raw) -> Rule:
    points, unbroken = row["points"], row.get("unbroken_months", 0)
    if isinstance(points, dict):
        return PerMonth(row["attribute"], _table(points), unbroken)
    return PerMonth(None, {"": Decimal(points)}, unbroken)


def _per_unit(row: Raw) -> Rule:
    return PerUnit(row["attribute"], Decimal(row["points"]))


def _milestone_years(row: Raw) -> Rule:
    return MilestoneYears(
        row["at_years"], Decimal(row["points"]), Decimal(row["per_year_before"]), Decimal(row["each_further"])
    )


def _sanctions(row: Raw) -> Rule:
    return Sanctions(_table(row["points"]), row.get("same_cause"), "cap" in row)


_RULES: Mapping[str, Callable[[Raw], Rule]] = {
    "service_years": _service_years,
    "per_fact": _per_fact,
    "by_value": _by_value,
    "per_month": _per_month,
    "per_unit": _per_unit,
    "milestone_years": _milestone_years,
    "sanctions": _sanctions,
    "exempt": lambda _: Exempt(),
    "bar": lambda _: Bar(),
    "nothing": lambda row: Nothing(row["reason"]),
}
