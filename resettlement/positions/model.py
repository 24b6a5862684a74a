"""Positions (岗位) on offer, what they require, and the reason for each "no"."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from public_notices.wording import listed
from resettlement.records.model import (
    CATEGORIES,
    CATEGORY_LABELS,
    EDUCATION_LEVELS,
    PARTY_MEMBER,
    PROBATIONARY_MEMBER,
    Person,
)
from resettlement.translation import gettext as _
from resettlement.translation import looked_up

POSITION_KINDS = ("行政", "参公", "事业", "国企")
UNIT_KINDS = ("机关", "参公单位", "事业单位", "国有企业")
EVERY_CATEGORY = tuple(CATEGORIES.values())

# What a post may ask of a person's politics, and whom it then takes.
POLITICAL_REQUIREMENTS = {
    "中共党员": frozenset({PARTY_MEMBER}),
    "中共党员（含预备党员）": frozenset({PARTY_MEMBER, PROBATIONARY_MEMBER}),
}


@dataclass(frozen=True)
class ReceivingUnit:
    """A unit that takes people in. `establishment`: posts approved for it; `staff`: people it has on them."""

    name: str
    kind: str
    establishment: int | None = None
    staff: int | None = None

    @property
    def free(self) -> int | None:
        """How many posts of the establishment are free; None where it was not given."""
        return None if self.establishment is None else self.establishment - (self.staff or 0)


@dataclass(frozen=True)
class Requirements:
    """What a post requires; None or empty: nothing. `age_on` is the day on which the age is counted."""

    sex: str | None = None
    age_at_most: int | None = None
    age_on: date | None = None
    education_at_least: str | None = None
    majors: tuple[str, ...] = ()
    political: str | None = None
    certificates: tuple[str, ...] = ()

    def sentences(self) -> tuple[str, ...]:
        """The requirements in a fixed order: in Chinese where they are posted, on a page in its language."""
        least = self.education_at_least
        said = (
            self.sex and _("限%(sex)s性", sex=looked_up(self.sex)),
            self._age(),
            least and _("%(education)s及以上学历", education=looked_up(least)),
            self.majors and _("专业：%(majors)s", majors=listed(self.majors)),
            self.political and looked_up(self.political),
            self.certificates and _("持有%(certificates)s", certificates=listed(self.certificates)),
        )
        return tuple(sentence for sentence in said if sentence)

    def _age(self) -> str:
        if self.age_at_most is None:
            return ""
        if self.age_on is None:
            return _("%(age)s周岁以下", age=self.age_at_most)
        return _("%(age)s周岁以下（截至%(day)s）", age=self.age_at_most, day=self.age_on)


@dataclass(frozen=True)
class Position:
    """One post on the list for `seats` people; `coordinated`: pooled across the district (区级统筹)."""

    id: str
    unit: str
    unit_kind: str
    title: str
    kind: str
    seats: int
    coordinated: bool
    open_to: tuple[str, ...] = EVERY_CATEGORY
    requirements: Requirements = field(default_factory=Requirements)
    note: str | None = None


@dataclass(frozen=True)
class Offer:
    """A post as a unit offers it, with what the staffing office must know of the unit."""

    position: Position
    unit: ReceivingUnit


@dataclass(frozen=True)
class Reason:
    """Why somebody may not take a post. `code` is stable."""

    code: str
    sentence: str


def age(born_on: date, on: date) -> int:
    """Full years on a day (周岁); the birthday counts. Born on 29 February: 1 March in common years."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def eligibility(person: Person, position: Position, on: date) -> tuple[Reason, ...]:
    """Why a person may not take a position; empty: they may. `on`: day of the age where the post names none.

    All reasons are given, not only the first, so that nobody comes back twice.
    """
    checks = (
        _open_to(person, position),
        _sex(person, position.requirements),
        _age(person, position.requirements, on),
        _education(person, position.requirements),
        _major(person, position.requirements),
        _politics(person, position.requirements),
        _certificates(person, position.requirements),
        _avoidance(person, position),
    )
    return tuple(reason for reason in checks if reason)


def _open_to(person: Person, position: Position) -> Reason | None:
    if person.category in position.open_to:
        return None
    wanted = listed(looked_up(CATEGORY_LABELS[one]) for one in position.open_to)
    own = looked_up(CATEGORY_LABELS[person.category])
    return Reason("category", _("岗位面向%(wanted)s，本人是%(own)s", wanted=wanted, own=own))


def _sex(person: Person, required: Requirements) -> Reason | None:
    if required.sex in (None, person.profile.sex):
        return None
    wanted, own = looked_up(str(required.sex)), looked_up(person.profile.sex)
    return Reason("sex", _("岗位限%(wanted)s性，本人为%(own)s性", wanted=wanted, own=own))


def _age(person: Person, required: Requirements, on: date) -> Reason | None:
    if required.age_at_most is None:
        return None
    day = required.age_on or on
    years = age(person.profile.born_on, day)
    if years <= required.age_at_most:
        return None
    told = {"most": required.age_at_most, "day": day, "years": years}
    return Reason("age", _("年龄超过上限%(most)s周岁（截至%(day)s已%(years)s周岁）", **told))


def _education(person: Person, required: Requirements) -> Reason | None:
    least = required.education_at_least
    if least is None or EDUCATION_LEVELS[person.profile.education] >= EDUCATION_LEVELS[least]:
        return None
    told = {"least": looked_up(least), "own": looked_up(person.profile.education)}
    return Reason("education", _("岗位要求%(least)s及以上学历，本人为%(own)s", **told))


def _major(person: Person, required: Requirements) -> Reason | None:
    if not required.majors or person.profile.major in required.majors:
        return None
    own = person.profile.major or _("未填")
    wanted = listed(required.majors)
    return Reason("major", _("岗位要求专业为%(wanted)s，本人为%(own)s", wanted=wanted, own=own))


def _politics(person: Person, required: Requirements) -> Reason | None:
    status = person.profile.political_status
    if required.political is None or status in POLITICAL_REQUIREMENTS[required.political]:
        return None
    told = {"wanted": looked_up(required.political), "own": looked_up(status)}
    return Reason("political_status", _("岗位要求%(wanted)s，本人为%(own)s", **told))


def _certificates(person: Person, required: Requirements) -> Reason | None:
    lacking = [one for one in required.certificates if one not in person.profile.certificates]
    if not lacking:
        return None
    return Reason("certificate", _("岗位要求持有%(lacking)s，本人没有登记", lacking=listed(lacking)))


def _avoidance(person: Person, position: Position) -> Reason | None:
    if position.unit not in person.profile.avoid_units:
        return None
    return Reason("avoidance", _("本人登记应回避%(unit)s", unit=position.unit))
