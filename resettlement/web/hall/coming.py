"""What comes before the hall opens, as announced: when and where, who is first, by which rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from public_notices import rule_words
from public_notices.wording import listed, shown_day
from resettlement import clock, database
from resettlement.campaign.service import campaign
from resettlement.publication.register import announced, posted_names
from resettlement.selection.session.rules import parse_rules
from resettlement.standing.model import classes
from resettlement.standing.service import newest_standing, rows_of
from resettlement.web.hall.hall_state import Hall, milliseconds, said

Said = tuple[str, str]


@dataclass(frozen=True)
class Group:
    """A category that chooses: how many, the best of it (several where they stand equal), its batches."""

    label: str
    count: int
    first: tuple[Said, ...]
    batches: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Coming:
    """The session as it was announced. `begins`: when the roll is called first and each batch starts."""

    day: str
    roll_call: str
    place: str
    groups: tuple[Group, ...]
    rules: tuple[Said, ...]
    begins: tuple[datetime, ...]

    def next_begin(self, at: datetime) -> int | None:
        """The next of `begins`, as browsers count; None when all are over."""
        return next((milliseconds(one) for one in self.begins if one > at), None)


def coming(engine: Engine, campaign_id: str) -> Coming | None:
    """None before a session is announced."""
    with database.reading(engine) as db:
        told, standing = announced(db, campaign_id), newest_standing(db, campaign_id)
        if told is None or standing is None:
            return None
        rules = _rules(db, campaign_id)
        names, rows = posted_names(db, campaign_id), rows_of(standing)
    best = {category: next(iter(classes(own)), ()) for category, own in rows.items()}
    session = told["session"]
    groups = tuple(
        Group(
            one["label"],
            one["count"],
            tuple((person, names.get(person, "")) for person in best.get(one["category"], ())),
            _batches(rules, one["category"]),
        )
        for one in session["order"]
    )
    return Coming(
        shown_day(session["date"]), session["roll_call"], session["place"], groups,
        _few(rules), _begins(rules, session),
    )  # fmt: skip


def waits_until(hall: Hall, at: datetime) -> int | None:
    """When the batch of whoever is next begins, as browsers count; None where they may be called now."""
    following = hall.board.following
    one = hall.roll.get(following[0][0]) if following and hall.board.phase in ("calling", "tied") else None
    ahead = one is not None and one.begins is not None and one.begins > at
    return milliseconds(one.begins) if one is not None and one.begins is not None and ahead else None


def _few(rules: Mapping[str, Any]) -> tuple[Said, ...]:
    """The rules in a few lines: neighbours that say the same are one."""
    every = (*rule_words.sentences(rules)[:2], *rule_words.for_candidates(rules))
    runs = groupby(every, key=itemgetter(1))
    return tuple((listed(about for about, _rule in run), rule) for rule, run in runs)


def _rules(db: Session, campaign_id: str) -> Mapping[str, Any]:
    return parse_rules(campaign(db, campaign_id).session_rules.encode(), "session rules").settings


def _batches(rules: Mapping[str, Any], category: str) -> tuple[tuple[int, str], ...]:
    own = (one for one in _set(rules) if one["category"] == category)
    return tuple((int(one["from"]), said(datetime.fromisoformat(one["at"]))) for one in own)


def _begins(rules: Mapping[str, Any], session: Mapping[str, str]) -> tuple[datetime, ...]:
    found = [datetime.fromisoformat(one["at"]) for one in _set(rules)]
    try:
        at = time.fromisoformat(session["roll_call"])
    except ValueError:  # said in words
        return tuple(sorted(found))
    day = datetime.fromisoformat(session["date"])
    return tuple(sorted([*found, datetime.combine(day, at, clock.CHINA)]))


def _set(rules: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    batches = rules.get("batches", ())
    return list(batches) if not isinstance(batches, str) else []
