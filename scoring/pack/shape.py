"""A rule pack as frozen values: what docs/rule-packs.md says, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from scoring.items.groups import ChapterCap, Group
from scoring.items.rule import Item
from scoring.items.service_years import PART_YEARS

TIE_KEYS: Mapping[str, str] = {
    "longer_service": "计算服役时间长者在前",
    "older": "年龄大者在前",
    "earlier_enlisted": "入伍早者在前",
    "earlier_appointed": "任现职早者在前",
}
POINTS_KEY = "points."
"""Before a chapter's id in a tie chain: more points in that chapter come first."""
LOCAL_KEYS = ("tie_chain", *PART_YEARS)
"""What a pack may leave to overlays."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Who set what the pack leaves open, from which document, on which day. `digest` is the SHA-256 of the
    overlay's own bytes."""

    by: str
    document: str
    on: date
    digest: str

    def to_json(self) -> dict[str, str]:
        return {"by": self.by, "document": self.document, "on": self.on.isoformat(), "digest": self.digest}


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the rule for people whose last post is one of `posts`."""

    id: str
    label: str
    posts: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Pack:
    """One scoring rule. `digest` is the SHA-256 of the pack's bytes followed by the overlay's.

    `evidence`: kinds of fact that need a document before they may be posted, and which one.
    """

    id: str
    title: str
    issuers: tuple[str, ...]
    source: str
    categories: tuple[str, ...]
    chapters: Mapping[str, str]
    tie_chain: tuple[str, ...]
    local: tuple[str, ...]
    discharged_from: date | None
    discharged_before: date | None
    items: tuple[Item, ...]
    one_per_cause: tuple[Group, ...]
    may_not_overlap: tuple[Group, ...]
    only_highest: tuple[Group, ...]
    chapter_caps: tuple[ChapterCap, ...]
    tables: tuple[Table, ...]
    evidence: Mapping[str, str]
    examples: tuple[Mapping[str, Any], ...]
    digest: str
    text: str
    overlay_text: str | None = None
    overlay: Overlay | None = None

    def item(self, item_id: str) -> Item:
        """The item with this id; KeyError if there is none."""
        for item in self.items:
            if item.id == item_id:
                return item
        raise KeyError(item_id)

    def to_json(self) -> dict[str, Any]:
        """What an answer says about its pack; `overlay` names who set what it leaves open, or is null."""
        overlay = self.overlay and self.overlay.to_json()
        return {"id": self.id, "title": self.title, "digest": self.digest, "overlay": overlay}
