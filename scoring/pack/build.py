"""From a pack's checked data to frozen values."""

from __future__ import annotations

from decimal import Decimal

from scoring.items import RULES
from scoring.items.groups import ChapterCap, Group
from scoring.items.rule import UNKNOWN, UNKNOWN_STATUSES, Item, Raw

from .claims import patterns_of
from .shape import Overlay, Pack, Table


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
    form, cap = RULES[row["rule"]], row.get("cap")
    lacks = tuple(key for key in form.figures if row.get(key) == UNKNOWN and key not in form.sometimes)
    known = row["status"] not in UNKNOWN_STATUSES and not lacks
    return Item(
        id=row["id"],
        label=row["label"],
        chapter=row["chapter"],
        rule_name=form.name,
        rule=form.build(row) if known else None,
        patterns=patterns_of(row),
        status=row["status"],
        source=row.get("source", source),
        article=row.get("article"),
        section=row.get("section"),
        unit=row.get("unit", form.unit),
        note=row.get("note", ""),
        labels=row.get("labels", {}),
        reads=row.get("reads", False),
        raw={key: row[key] for key in (*form.structure, *form.figures) if key in row},
        cap=Decimal(cap) if known and cap is not None and not isinstance(cap, str) else None,
        table=row.get("table"),
        lacks=lacks,
        confirmed_by=row.get("confirmed_by", ""),
    )
