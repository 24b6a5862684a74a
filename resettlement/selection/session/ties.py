"""Settling a tie (同分同名次) in the hall: first whether it matters at all, then by the rules of the place.

Methods and their order: docs/session-log.md, "Ties".
"""

from __future__ import annotations

from collections.abc import Mapping

from resettlement.errors import RefusedError
from resettlement.selection.allocation.allocate import settle_class
from resettlement.selection.allocation.lot import draw
from resettlement.selection.session.events import Ids, LotDrawn, Opened, TieSettled
from resettlement.selection.session.state import Session
from resettlement.translation import gettext as _


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
    order = members if lot is None else draw(lot.key, members, session.opened.lot["algorithm"])
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
    lot: LotDrawn | None = session.lot
    if lot is None:
        raise _not_drawn(members)
    return draw(lot.key, members, session.opened.lot["algorithm"])


def _not_drawn(members: Ids) -> RefusedError:
    return RefusedError(
        "selection.lot_not_drawn",
        _(
            "%(names)s 的先后会影响结果，须先抽签。请按公告的来源产生抽签数，经两人见证后录入。",
            names="、".join(members),
        ),
        people=members,
    )
