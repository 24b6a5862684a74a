"""Which figures that a pack leaves open the people of a campaign need: found by scoring them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session

import scoring
from resettlement.campaign.tables import Category
from resettlement.records.service import records_for_scoring
from resettlement.translation import gettext as _
from scoring.pack.shape import LOCAL_KEYS


@dataclass(frozen=True)
class Need:
    """Who needs it, by code; `values`: which values of a table of points, as its keys are written."""

    people: tuple[str, ...]
    values: tuple[str, ...]


def needed(db: Session, category: Category) -> Mapping[str, Need]:
    """By item or local setting; {} where nobody needs anything. What else is wrong is not said here."""
    records = records_for_scoring(db, category.campaign_id, category.id)
    pack = scoring.pack_from_text(category.pack_text, category.overlay_text)
    try:
        scoring.score(scoring.parse_records({"records": records}), pack)
    except scoring.RecordsError as error:
        return _by_item(error.faults, {one["candidate"]: one["facts"] for one in records}, pack)
    return {}


def _by_item(
    faults: tuple[scoring.Fault, ...], facts: Mapping[str, list[dict[str, object]]], pack: scoring.Pack
) -> Mapping[str, Need]:
    people: dict[str, dict[str, None]] = {}
    values: dict[str, dict[str, None]] = {}
    for fault in faults:
        what = _lacking(fault)
        if what is None or fault.record is None:
            continue
        people.setdefault(what, {})[fault.record] = None
        if what not in LOCAL_KEYS:
            found = _values(pack, what, facts[fault.record])
            values.setdefault(what, {}).update(dict.fromkeys(found))
    return {what: Need(tuple(who), tuple(values.get(what, ()))) for what, who in people.items()}


def _lacking(fault: scoring.Fault) -> str | None:
    """The item or local setting whose figure is lacking; None for anything else that is wrong."""
    code = fault.code.removeprefix("scoring.")
    return code if code in LOCAL_KEYS else fault.item if code == "unknown_figure" else None


def unscorable(error: scoring.ScoringError) -> str:
    """What is wrong with whose record, and what to do: a figure that is lacking is filled in at the desk."""
    lacks = [_lacking(one) is not None for one in error.faults]
    told = (
        f"{one.place}：{one.problem}" if lack else str(one)
        for one, lack in zip(error.faults, lacks, strict=True)
    )
    said = _("不能评分：%(faults)s", faults="；".join(told))
    if not any(lacks):
        return said
    return f"{said}。{_('缺的数值请在规则页（/staff/rules）补充，由另一人核对之后再评分。')}"


def _values(pack: scoring.Pack, item_id: str, facts: list[dict[str, object]]) -> list[str]:
    """The values of the item's table that a person's facts have."""
    item = pack.item(item_id)
    kinds = {pattern.kind for pattern in item.patterns}
    mine = [fact for fact in facts if fact["kind"] in kinds]
    if item.rule_name == "sanctions":
        return [f"{fact['authority']}.{fact['grade']}" for fact in mine]
    name = item.raw.get("attribute")
    return [str(fact[name]) for fact in mine if name in fact]
