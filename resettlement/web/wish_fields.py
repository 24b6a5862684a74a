"""The form for wishes, the same on the phone and at the desk: what it offers, what was typed, the faults."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from resettlement import clock
from resettlement.positions.bars import closed, decisions
from resettlement.positions.model import Position
from resettlement.positions.service import eligible, positions
from resettlement.publication import register
from resettlement.selection.wishes.form import MOST
from resettlement.selection.wishes.service import faults
from resettlement.translation import gettext as _
from resettlement.translation import ngettext

FIELDS = tuple(f"wish{number}" for number in range(1, MOST + 1))
ANY = "accepts_any"
MOST_LISTED = 40
"""Beyond so many posts a list in every field would be too long to load and to scroll: their ids are typed."""


@dataclass(frozen=True)
class Offered:
    """The posts one person may wish for, in posted order."""

    posts: Sequence[Position]
    closed: Sequence[tuple[str, str]] = ()
    """The posts that a reviewer closed to this person, in words, with why."""

    @property
    def fields(self) -> Sequence[str]:
        return FIELDS[: min(MOST, len(self.posts))]

    @property
    def choices(self) -> Sequence[tuple[str, str]]:
        """What a field lets one choose from: id and words."""
        return [(post.id, in_words(post)) for post in self.posts]

    @property
    def listed(self) -> bool:
        return len(self.posts) <= MOST_LISTED

    def read_back(self, wishes: Sequence[str]) -> Sequence[str]:
        """The wishes in words, in their order; an id that is no post's as it is."""
        words = dict(self.choices)
        return [words.get(wish, wish) for wish in wishes]


def offered(db: Session, campaign_id: str, candidate: str) -> Offered:
    """What `candidate` may wish for."""
    may_take = set(eligible(db, campaign_id, held_on(db, campaign_id)).get(candidate, ()))
    listed, shut = positions(db, campaign_id), closed(decisions(db, campaign_id, candidate))
    return Offered(
        [post for post in listed if post.id in may_take],
        [(in_words(post), shut[post.id].reason) for post in listed if post.id in shut],
    )


def held_on(db: Session, campaign_id: str) -> date:
    """The day on which ages are counted: the announced day of the session, today while there is none."""
    told = register.announced(db, campaign_id)
    return date.fromisoformat(told["session"]["date"]) if told else clock.now().date()


def in_words(post: Position) -> str:
    """A post as a list of choices names it."""
    return ngettext(
        "%(id)s %(unit)s %(title)s（%(num)s 个名额）",
        "%(id)s %(unit)s %(title)s（%(num)s 个名额）",
        post.seats,
        id=post.id,
        unit=post.unit,
        title=post.title,
    )


def typed_of(form: Mapping[str, Any]) -> dict[str, str]:
    """The fields as they were sent."""
    return {name: plain(form.get(name, "")) for name in FIELDS} | {ANY: str(form.get(ANY, ""))}


def plain(typed: object) -> str:
    """A number as typed on any keyboard, as it is printed: capitals, no blanks, nothing full-width."""
    return unicodedata.normalize("NFKC", str(typed)[:60]).strip().upper()


def wished(typed: Mapping[str, str]) -> list[str]:
    """The wishes in their order; a field left empty between two is passed over."""
    return [typed[name] for name in FIELDS if typed.get(name)]


def filled(wishes: Sequence[str], accepts_any: bool) -> dict[str, str]:
    """The fields that say this."""
    return dict(zip(FIELDS, wishes, strict=False)) | {ANY: "yes" if accepts_any else "no"}


def read_back(offer: Offered, typed: Mapping[str, str]) -> dict[str, Any]:
    """What was typed, in words, to be compared; and the fields that say it, to be sent once more."""
    wishes = wished(typed)
    return {
        "wishes": offer.read_back(wishes),
        "accepts_any": dict(any_choices())[typed[ANY]],
        "fields": filled(wishes, typed[ANY] == "yes"),
    }


def problems(typed: Mapping[str, str], offer: Offered) -> dict[str, str]:
    """What is wrong, by field."""
    used = [name for name in FIELDS if typed.get(name)] or list(FIELDS[:1])
    wrong = faults(wished(typed), typed.get(ANY) == "yes", [post.id for post in offer.posts])
    found = {used[min(number, len(used)) - 1]: said for number, said in wrong}
    if typed.get(ANY) not in {"yes", "no"}:
        found[ANY] = _("请选择是否服从调剂。")
    return found


def labels() -> dict[str, str]:
    """What each field is called."""
    numbered = {name: _("第 %(n)s 志愿", n=number) for number, name in enumerate(FIELDS, 1)}
    return numbered | {ANY: _("是否服从调剂")}


def shown(offer: Offered, typed: Mapping[str, str], wrong: Mapping[str, str]) -> dict[str, Any]:
    """What the fields' template asks for."""
    return {
        "offer": offer,
        "typed": typed,
        "problems": wrong,
        "any_choices": any_choices(),
        "labels": labels(),
    }


def any_choices() -> list[tuple[str, str]]:
    """服从调剂 in words."""
    return [
        ("yes", _("服从：上面的志愿都没有名额时，也接受我能选的其他岗位")),
        ("no", _("不服从：上面的志愿都没有名额时，我不要其他岗位")),
    ]
