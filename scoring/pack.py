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
    "earlier_appointed": "任现职早者在前",
}
POINTS_KEY = "points."
"""Before a chapter's id in a tie chain: whoever has more points in that chapter comes first."""
PART_YEARS = ("under_six_months", "exactly_six_months", "over_six_months")
LOCAL_KEYS = ("tie_chain", *PART_YEARS)
"""What a pack may leave to overlays."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """Years up to and including `through` (None: all further years) at `points` a year."""

    id: str
    label: str
    points: Decimal
    through: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceYears:
    """Points per year of service by bracket. `part_years` say what a part-year under, of exactly and over
    six months counts, in years; None where no text covers it. Service is counted from the day of enlistment,
    or with `from_year` from 1 January of that year; to the day of discharge, or to `to_day` (month and day,
    included) of the year of discharge."""

    brackets: tuple[Bracket, ...]
    part_years: tuple[Decimal | None, Decimal | None, Decimal | None]
    from_year: bool = False
    to_day: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class PerFact:
    """The first fact and each later one, or a total by their number; with `once` only one."""

    first: Decimal
    each_later: Decimal
    by_count: tuple[Decimal, ...] = ()
    once: bool = False


@dataclass(frozen=True, slots=True)
class ByValue:
    """A figure for each value of an attribute. `choose` says which of the facts count: with "highest" the
    `how_many` highest, and each further one for `share_of_rest` of its figure."""

    attribute: str
    points: Mapping[str, Decimal]
    choose: Literal["highest", "last", "each"]
    how_many: int = 1
    share_of_rest: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class PerPeriod:
    """Points a whole day, month or year. Without `attribute` the single figure stands under the empty value.

    A stay earns if it is part of a run of `unbroken_months`, or if all stays together make `months_in_all`.
    With `month_from_days`, so many days beyond the whole months of a stay count as one more.
    """

    each: Literal["day", "month", "year"]
    attribute: str | None
    points: Mapping[str, Decimal]
    unbroken_months: int = 0
    months_in_all: int | None = None
    month_from_days: int | None = None


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
class Tenure:
    """A sum once the last value of an attribute has been held for a number of full years (None: not known;
    whoever held it for less than one needs no number). A single figure stands under the empty value."""

    attribute: str
    at_years: int | None
    points: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Sanctions:
    """Deductions by "authority.grade". Of one cause punished twice the authority named by `same_cause`
    counts, or with "heavier" the heavier one. `next_heavier`: no lower than the next heavier figure."""

    points: Mapping[str, Decimal]
    same_cause: str | None = None
    next_heavier: bool = False


@dataclass(frozen=True, slots=True)
class Composite:
    """Weighted marks: `exam` × the exam's mark + `archive` × the sum of all other items, rounded half up to
    `decimals`. With `archive_best` the best sum of the batch counts as that, the others in proportion. No
    mark is above `exam_max`."""

    exam: Decimal
    archive: Decimal
    decimals: int
    archive_best: Decimal | None = None
    exam_max: Decimal | None = None


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
    | PerPeriod
    | PerUnit
    | MilestoneYears
    | Tenure
    | Sanctions
    | Composite
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
    """One item of a rule (计分项). `rule` is None while figures it needs are unknown: `lacks` names them if
    only some are. `cap` bounds what the item earns (or, below 0, takes away); `table` is the id of the table
    it belongs to, None if it is for everybody.

    `raw` keeps the figures as written, for showing; `confirmed_by` says who confirmed them from what.
    """

    id: str
    label: str
    chapter: str
    rule_name: str
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
    cap: Decimal | None = None
    table: str | None = None
    lacks: tuple[str, ...] = ()
    confirmed_by: str = ""


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
class Group:
    """Items that are settled together, and why."""

    items: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A part of the rule for people whose last post is one of `posts`."""

    id: str
    label: str
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChapterCap:
    """What the items of a chapter may earn together (or, below 0, take away)."""

    chapter: str
    points: Decimal
    note: str = ""


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
