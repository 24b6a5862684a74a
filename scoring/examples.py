"""The worked examples inside a pack, run: the law's own arithmetic as a test of the pack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from .engine import score
from .errors import RecordsError
from .items.rule import Item
from .items.service_years import PART_YEARS, ServiceYears
from .pack.shape import Pack
from .points import plain
from .records import Record, parse_record
from .sheet import ScoreSheet


@dataclass(frozen=True, slots=True)
class ExampleOutcome:
    """One example; `problem` is "" if the pack gives what the example says."""

    name: str
    problem: str


def run_examples(pack: Pack) -> tuple[ExampleOutcome, ...]:
    """Every example of the pack, scored without the pack's overlay but with the example's own settings."""
    return tuple(
        ExampleOutcome(str(row["name"]), _problem(number, row, pack))
        for number, row in enumerate(pack.examples, 1)
    )


def _problem(number: int, row: Mapping[str, Any], pack: Pack) -> str:
    try:
        sheet = score([record_of(row, f"算例{number}")], _with_local(pack, row.get("overlay", {})))[0]
    except RecordsError as error:
        return _refusal(row, error)
    if "refused" in row:
        return f"应拒绝计分（{row['refused']}），实际得 {sheet.total} 分"
    return _difference(row, sheet)


def record_of(row: Mapping[str, Any], candidate: str) -> Record:
    """The record of an example. Raises RecordsError if it is not as RECORDS.json has it."""
    return parse_record(_as_json(row["record"]), candidate)


def _refusal(row: Mapping[str, Any], error: RecordsError) -> str:
    if "refused" not in row:
        return f"不应拒绝：{error}"
    return "" if row["refused"] in str(error) else f"拒绝的理由里应有“{row['refused']}”，实际是：{error}"


def _difference(row: Mapping[str, Any], sheet: ScoreSheet) -> str:
    if sheet.exempt != ("exempt" in row) or sheet.barred != ("barred" in row):
        found = "免予计分" if sheet.exempt else "不列入排名" if sheet.barred else "参加计分"
        return f"结果应与算例所写一致，实际是：{found}"
    if "total" not in row:
        return ""
    wanted = {item: Decimal(points) for item, points in row["points"].items()}
    found_points = _points_by_item(sheet)
    for item in {**wanted, **found_points}:
        if wanted.get(item) != found_points.get(item):
            return f"{item} 应为 {_shown(wanted.get(item))}，实际 {_shown(found_points.get(item))}"
    if Decimal(sheet.total) != Decimal(row["total"]):
        return f"总分应为 {plain(Decimal(row['total']))}，实际 {sheet.total}"
    return ""


def _points_by_item(sheet: ScoreSheet) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for line in sheet.lines:
        found[line.item] = found.get(line.item, Decimal(0)) + Decimal(line.points)
    return found


def _shown(points: Decimal | None) -> str:
    return "没有这一行" if points is None else plain(points)


def _with_local(pack: Pack, local: Mapping[str, Any]) -> Pack:
    if not local:
        return pack
    items = tuple(_with_part_years(item, local) for item in pack.items)
    return replace(pack, items=items, tie_chain=tuple(local.get("tie_chain", pack.tie_chain)))


def _with_part_years(item: Item, local: Mapping[str, Any]) -> Item:
    given = {key: value for key, value in local.items() if key in PART_YEARS}
    if not given or not isinstance(item.rule, ServiceYears):
        return item
    under, exactly, over = (
        Decimal(given[key]) if key in given else part
        for key, part in zip(PART_YEARS, item.rule.part_years, strict=True)
    )
    rule = replace(item.rule, part_years=(under, exactly, over))
    return replace(item, rule=rule, raw={**item.raw, **given})


def _as_json(value: Any) -> Any:
    """A record written in TOML as RECORDS.json would have it: days as text."""
    match value:
        case date():
            return value.isoformat()
        case dict():
            return {key: _as_json(one) for key, one in value.items()}
        case list():
            return [_as_json(one) for one in value]
        case _:
            return value
