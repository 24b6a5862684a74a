"""A tie (同分同名次) settled in the hall: first whether it matters at all, then by the rules of the place.

Methods and their order: docs/session-log.md, "Ties".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from resettlement.errors import RefusedError
from resettlement.selection.allocation.allocate import settle_class
from resettlement.selection.allocation.lot import draw
from resettlement.selection.session.choosing import commits_to, refuse_taken_table
from resettlement.selection.session.command import Command, Filed
from resettlement.selection.session.state import Event, Ids, Opened, Recorded, Session
from resettlement.selection.session.turns import first_group, with_queue
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class TieSettled(Event):
    class_: Ids
    method: str
    order: Ids
    assignment: Mapping[str, str | None] | None
    mattered: bool
    opened: Mapping[str, Opened] | None = None

    def evolve(self, session: Session, entry: Recorded) -> Session:
        group = first_group(session)
        members = tuple((person,) for person in self.order)
        held = {person: post for person, post in (self.assignment or {}).items() if post is not None}
        after = replace(
            session,
            held={**session.held, **held},
            settled={**session.settled, self.class_: self.order},
        )
        return with_queue(after, group, members + session.queues[group][1:])


@dataclass(frozen=True)
class SettleTie(Command):
    """`opened`: the wishes of those of the class who filed any."""

    opened: Mapping[str, Opened]

    name, does = "settle-tie", "同名次的先后按规则确定"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_taken_table(session)
        class_, opened = session.next_in_turn, self.opened
        if len(class_) < 2:
            raise RefusedError("selection.no_tie", _("下一位没有同分同名次的人，不需要处理并列。"))
        for person in class_:
            if person in opened and not commits_to(
                opened[person], session.opened.wish_commitments.get(person)
            ):
                raise RefusedError(
                    "selection.wishes_altered",
                    _("%(who)s 的志愿与会前公布的封存码不符，不能启用。", who=person),
                    candidate=person,
                )
        return settle(session, class_, {person: opened[person] for person in class_ if person in opened})

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        wishes = {person: filed(person) for person in session.next_in_turn}
        return cls({person: wish for person, wish in wishes.items() if wish is not None})


def settle(session: Session, class_: Ids, opened: Mapping[str, Opened]) -> TieSettled:
    """How the class that is next is settled. Raises RefusedError `selection.lot_not_drawn`."""
    members = tuple(sorted(class_))
    if session.opened.settings["tie_method"] == "wishes" and len(opened) == len(members):
        return _by_wishes(session, members, opened)
    if is_indifferent(session, members):
        return TieSettled(members, "indifferent", members, None, mattered=False)
    return TieSettled(members, "lot", _order(session, members), None, mattered=True)


def is_indifferent(session: Session, members: Ids) -> bool:
    """Whether every post that two of them may still take has seats for all of them who may take it."""
    left = session.seats_left
    takers = {
        post: sum(post in session.opened.eligible[member] for member in members)
        for post, seats in left.items()
        if seats > 0
    }
    return all(number < 2 or number <= left[post] for post, number in takers.items())


def _by_wishes(session: Session, members: Ids, opened: Mapping[str, Opened]) -> TieSettled:
    """A wish for a post that its person may not take any more, as after a correction, is passed over."""
    lot, may_take = session.lot, session.opened.eligible
    order = members if lot is None else draw(lot, members, session.opened.lot["algorithm"])
    settled = settle_class(
        members,
        {member: [one for one in opened[member]["wishes"] if one in may_take[member]] for member in members},
        [member for member in members if opened[member]["accepts_any"]],
        session.seats_left,
        may_take,
        [position["id"] for position in session.opened.positions],
        order,
    )
    if settled.mattered and lot is None:
        raise _not_drawn(members)
    assignment = {member: settled.assignment[member] for member in members}
    return TieSettled(members, "wishes", order, assignment, settled.mattered, opened)


def _order(session: Session, members: Ids) -> Ids:
    if (lot := session.lot) is None:
        raise _not_drawn(members)
    return draw(lot, members, session.opened.lot["algorithm"])


def _not_drawn(members: Ids) -> RefusedError:
    return RefusedError(
        "selection.lot_not_drawn",
        _(
            "%(names)s 的先后会影响结果，须先抽签。请按公告的来源产生抽签数，经两人见证后录入。",
            names="、".join(members),
        ),
        people=members,
    )
