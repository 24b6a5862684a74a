"""People, their facts, and what an import found: frozen values and pure rules.

A record (记录) is a person's dates plus a list of facts, as CONTRACT RECORDS.json; the rule packs alone say
which facts earn what.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Generic, Protocol, TypeVar

from resettlement.records.layout import Layout
from scoring import kinds

PARTY_MEMBER = "中共党员"
PROBATIONARY_MEMBER = "中共预备党员"
POLITICAL_STATUSES = (PARTY_MEMBER, PROBATIONARY_MEMBER, "共青团员", "群众")

SEXES = ("男", "女")

CATEGORY_LABELS = kinds.CATEGORIES
CATEGORIES = {label: category for category, label in CATEGORY_LABELS.items()}

# Secondary schools of either sort stand on one step: a post that asks for 高中 also takes 中专.
EDUCATION_LEVELS = {"初中": 1, "高中": 2, "中专": 2, "大专": 3, "本科": 4, "硕士": 5, "博士": 6}


@dataclass(frozen=True)
class Profile:
    """What a post may require of a person, and nothing else about them."""

    sex: str
    born_on: date
    education: str
    major: str | None
    political_status: str
    certificates: tuple[str, ...] = ()
    avoid_units: tuple[str, ...] = ()


@dataclass(frozen=True)
class Person:
    """A candidate as the session and the notices need them."""

    code: str
    name: str
    category: str
    profile: Profile


@dataclass(frozen=True)
class Fact:
    """One thing in a person's archive and its proof; `attributes` as CONTRACT RECORDS.json names them."""

    kind: str
    attributes: Mapping[str, Any] = field(default_factory=dict)
    evidence: str | None = None
    document_number: str | None = None
    page: str | None = None
    document_on: date | None = None

    def to_json(self) -> dict[str, Any]:
        """The fact as in RECORDS.json; number, day and page of the document stay with the office."""
        proof = {"evidence": self.evidence} if self.evidence else {}
        return {"kind": self.kind, **self.attributes, **proof}


@dataclass(frozen=True)
class Record:
    """All that a workbook says about a person. Service runs up to, not including, `discharged_on`."""

    person: Person
    id_number: str
    enlisted_on: date
    discharged_on: date
    phone: str | None = None
    facts: tuple[Fact, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The record as in CONTRACT RECORDS.json."""
        return {
            "candidate": self.person.code,
            "category": self.person.category,
            "born_on": self.person.profile.born_on.isoformat(),
            "enlisted_on": self.enlisted_on.isoformat(),
            "discharged_on": self.discharged_on.isoformat(),
            "facts": [fact.to_json() for fact in self.facts],
        }


@dataclass(frozen=True)
class Problem:
    """Something in one cell that is not as agreed. A hint (`hint=True`) does not stop the import."""

    sheet: str
    cell: str
    field: str
    wrong: str
    right: str
    record: str = ""
    hint: bool = False


class Place(Protocol):
    """Where a row stands in its workbook."""

    def problem(self, named: str, wrong: str, right: str, *, hint: bool = False) -> Problem:
        """A problem in the cell of one of its fields."""
        ...


Row = TypeVar("Row")


@dataclass(frozen=True)
class Preview(Generic[Row]):
    """What a workbook would bring in. `digest` is the SHA-256 of the file; nothing has been written yet.

    `layouts` say how each sheet was understood, so that somebody can correct it; `places` where each row
    stands, by the id it begins with.
    """

    rows: tuple[Row, ...]
    findings: tuple[Problem, ...]
    digest: str
    layouts: tuple[Layout, ...] = ()
    places: Mapping[str, Place] = field(default_factory=dict)

    def with_findings(self, further: Iterable[Problem]) -> Preview[Row]:
        """The same with what else was found."""
        return replace(self, findings=(*self.findings, *further))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What must be put right before anything is written."""
        return tuple(finding for finding in self.findings if not finding.hint)

    @property
    def hints(self) -> tuple[Problem, ...]:
        """What somebody should look at; the import may go on."""
        return tuple(finding for finding in self.findings if finding.hint)
