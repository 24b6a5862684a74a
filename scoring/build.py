"""From a pack's checked data to frozen values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

from .pack import (
    PART_YEARS,
    UNKNOWN_STATUSES,
    Bar,
    Bracket,
    ByValue,
    ChapterCap,
    Composite,
    Exempt,
    Group,
    Item,
    MilestoneYears,
    Nothing,
    Overlay,
    Pack,
    Pattern,
    PerFact,
    PerPeriod,
    PerUnit,
    Rule,
    Sanctions,
    ServiceYears,
    Table,
    Tenure,
)
from .pack_coverage import allowed_values
from .pack_shapes import DEFAULT_UNITS, RULE_SHAPES, UNKNOWN

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
        chapter_caps=tuple(
            ChapterCap(row["chapter"], Decimal(row["points"]), row.get("note", ""))
            for row in data.get("chapter_caps", ())
        ),
        tables=tuple(Table(row["id"], row["label"], tuple(row["posts"])) for row in data.get("tables", ())),
        evidence=dict(data.get("evidence", {})),
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
    lacks = lacking(row)
    known = row["status"] not in UNKNOWN_STATUSES and not lacks
    cap = row.get("cap")
    return Item(
        id=row["id"],
        label=row["label"],
        chapter=row["chapter"],
        rule_name=row["rule"],
        rule=_RULES[row["rule"]](row) if known else None,
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
        cap=Decimal(cap) if known and cap is not None and cap != "next_heavier" else None,
        table=row.get("table"),
        lacks=lacks,
        confirmed_by=row.get("confirmed_by", ""),
    )


def lacking(row: Raw) -> tuple[str, ...]:
    """Figures written as unknown that every fact of the item needs. Part-years and the years of tenure are
    needed by some people only."""
    figures = RULE_SHAPES[row["rule"]].figures
    sometimes = ("at_years",) if row["rule"] == "tenure" else PART_YEARS
    return tuple(key for key in figures if row.get(key) == UNKNOWN and key not in sometimes)


def _pattern(row: Raw) -> Pattern:
    return Pattern(row["kind"], {name: allowed_values(one) for name, one in row.items() if name != "kind"})


def _service_years(row: Raw) -> Rule:
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


def _per_fact(row: Raw) -> Rule:
    return PerFact(
        first=Decimal(row.get("points", row.get("first", 0))),
        each_later=Decimal(row.get("points", row.get("each_later", 0))),
        by_count=_decimals(row.get("by_count", ())),
        once=row.get("once", False),
    )


def _decimals(values: Sequence[Any]) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


def _table(points: Raw) -> Mapping[str, Decimal]:
    return {key: Decimal(value) for key, value in points.items()}


def _table_or_one(points: Any) -> Mapping[str, Decimal]:
    return _table(points) if isinstance(points, dict) else {"": Decimal(points)}


def _by_value(row: Raw) -> Rule:
    share = Decimal(row.get("share_of_rest", 0))
    return ByValue(row["attribute"], _table(row["points"]), row["choose"], row.get("how_many", 1), share)


def _per_period(each: Literal["day", "month", "year"]) -> Callable[[Raw], Rule]:
    def build(row: Raw) -> Rule:
        points = row["points"]
        attribute = row["attribute"] if isinstance(points, dict) else None
        unbroken, in_all = row.get("unbroken_months", 0), row.get("months_in_all")
        return PerPeriod(each, attribute, _table_or_one(points), unbroken, in_all, row.get("month_from_days"))

    return build


def _per_unit(row: Raw) -> Rule:
    return PerUnit(row["attribute"], Decimal(row["points"]))


def _milestone_years(row: Raw) -> Rule:
    return MilestoneYears(
        row["at_years"], Decimal(row["points"]), Decimal(row["per_year_before"]), Decimal(row["each_further"])
    )


def _tenure(row: Raw) -> Rule:
    at_years = None if row["at_years"] == UNKNOWN else row["at_years"]
    return Tenure(row["attribute"], at_years, _table_or_one(row["points"]))


def _sanctions(row: Raw) -> Rule:
    return Sanctions(_table(row["points"]), row.get("same_cause"), row.get("cap") == "next_heavier")


def _composite(row: Raw) -> Rule:
    best, most = (Decimal(row[key]) if key in row else None for key in ("archive_best", "exam_max"))
    exam, archive = Decimal(row["exam_weight"]), Decimal(row["archive_weight"])
    return Composite(exam, archive, row["decimals"], best, most)


_RULES: Mapping[str, Callable[[Raw], Rule]] = {
    "service_years": _service_years,
    "per_fact": _per_fact,
    "by_value": _by_value,
    "per_day": _per_period("day"),
    "per_month": _per_period("month"),
    "per_year": _per_period("year"),
    "per_unit": _per_unit,
    "milestone_years": _milestone_years,
    "tenure": _tenure,
    "sanctions": _sanctions,
    "composite": _composite,
    "exempt": lambda _: Exempt(),
    "bar": lambda _: Bar(),
    "nothing": lambda row: Nothing(row["reason"]),
}
