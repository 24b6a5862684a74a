"""A rule pack as frozen values: what docs/rule-packs.md says, checked and typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Literal

UNKNOWN_STATUSES = ("not_found", "version_uncertain")
STATUSES = ("seen", "inferred", *UNKNOWN_STATUSES)
TIE_KEYS: Mapping[str, str] = {
    "longer_service": "计算服役时间长者在前",
    "older": "年龄大者在前",
    "earlier_enlisted": "入伍早者在前",
}


@dataclass(frozen=True, slots=True)
class Bracket:
    """Years up to and including `through` (None: all further years) at `points` a year."""

    id: str
    label: str
    points: Decimal
    through: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceYears:
    """Points per year of service by bracket. The three numbers say what a part-year counts, in years;
    `exactly_six_months` is None where no text covers it."""

    brackets: tuple[Bracket, ...]
    under_six_months: Decimal
    exactly_six_months: Decimal | None
    over_six_months: Decimal


@dataclass(frozen=True, slots=True)
class PerFact:
    """The first fact and each later one, or a total by their number; at most `cap`; with `once` only one."""

    first: Decimal
    each_later: Decimal
    by_count: tuple[Decimal, ...] = ()
    cap: Decimal | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class ByValue:
    """A figure for each value of an attribute; which of the facts count."""

    attribute: str
    points: Mapping[str, Decimal]
    choose: Literal["highest", "last", "each"]


@dataclass(frozen=True, slots=True)
class PerMonth:
    """Points a whole month. Without `attribute` the single figure stands under the empty value."""

    attribute: str | None
    points: Mapping[str, Decimal]
    unbroken_months: int = 0


@dataclass(frozen=True, slots=True)
class PerUnit:
    """Points a unit of a whole-number attribute."""

    attribute: str
    points: Decimal


@dataclass(frozen=True, slots=True)
class MilestoneYears:
    """A sum at a number of full years, a rate before it and one after."""

    at_years: int
    points: Decimal
    per_year_before: Decimal
    each_further: Decimal


@dataclass(frozen=True, slots=True)
class Sanctions:
    """Deductions by "authority.grade"; one cause punished twice; the cap of the next heavier one."""

    points: Mapping[str, Decimal]
    same_cause: str | None = None
    capped: bool = False


@dataclass(frozen=True, slots=True)
class Exempt:
    """Not scored, before all others."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Not admitted."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """Earns nothing, for a reason."""

    reason: str


Rule = (
    ServiceYears
    | PerFact
    | ByValue
    | PerMonth
    | PerUnit
    | MilestoneYears
    | Sanctions
    | Exempt
    | Bar
    | Nothing
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of fact and, for some of its attributes, the values it may have (as text)."""

    kind: str
    allowed: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a rule (计分项). `rule` is None while its figures are unknown.

    `raw` keeps the figures as written, for showing; `confirmed_by` says who confirmed them from what.
    """

    id: str
    label: str
    chapter: str
    rule: Rule | None
    patterns: tuple[Pattern, ...]
    status: str
    source: str
    article: str | None
    section: str | None
    unit: str
    note: str
    labels: Mapping[str, str]
    reads: bool
    raw: Mapping[str, Any]
    confirmed_by: str = ""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Who set what the pack leaves open, from which document, on which day."""

    by: str
    document: str
    on: date


@dataclass(frozen=True, slots=True)
class Group:
    """Items that are settled together, and why."""

    items: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, eq=False)
class Pack:
    """One scoring rule. `digest` is the SHA-256 of the pack's bytes followed by the overlay's."""

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
