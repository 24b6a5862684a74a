"""A second round (第二轮) for those who are left. Rules: docs/session-log.md, "Second round"."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.choosing import refuse_taken_table
from resettlement.selection.session.command import Command
from resettlement.selection.session.events.chosen import Chosen
from resettlement.selection.session.state import NOBODY, Event, Ids, Recorded, Session
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class RoundBegun(Event):
    """`queues`: for each group, those who take part, in turn."""

    round: int
    queues: tuple[Ids, ...]

    def evolve(self, session: Session, entry: Recorded) -> Session:
        people = {person for queue in self.queues for person in queue}
        without_post = {person: how for person, how in session.without_post.items() if person not in people}
        return replace(
            session,
            round=self.round,
            queues=(*(tuple((one,) for one in queue) for queue in self.queues), NOBODY),
            without_post=without_post,
            stranded=session.stranded - people,
        )


@dataclass(frozen=True)
class BeginRound(Command):
    name, does = "begin-round", "开始第二轮"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_taken_table(session)
        if session.next_in_turn or not is_due(session):
            raise RefusedError(
                "selection.no_round_due",
                _("现在不能开始第二轮：规则没有第二轮、还有人没有叫到，或者没有人能在第二轮选到岗位。"),
            )
        return RoundBegun(2, queues(session))


def taking_part(session: Session) -> Ids:
    """Those who take part in the second round, group by group, each group in its order."""
    rule = session.opened.settings.get("second_round")
    if rule is None or session.round > 1:
        return ()
    groups = range(len(session.opened.groups))
    return tuple(
        one
        for group in groups
        for one in session.order_of(group)
        if session.without_post.get(one) in rule["who"]
    )


def is_due(session: Session) -> bool:
    """Whether the second round must be held before the session is closed."""
    left = session.seats_in(2)
    eligible = session.opened.eligible
    return any(left[post] > 0 for person in taking_part(session) for post in eligible[person])


def queues(session: Session) -> tuple[Ids, ...]:
    """The queues of the second round, each from the restart point that the rules state."""
    people = set(taking_part(session))
    after_last = session.opened.settings["second_round"]["restart"] == "after_last"
    found = []
    for group in range(len(session.opened.groups)):
        order = session.order_of(group)
        start = _behind_the_last(session, order) if after_last else 0
        found.append(tuple(one for one in (*order[start:], *order[:start]) if one in people))
    return tuple(found)


def _behind_the_last(session: Session, order: Ids) -> int:
    """The place behind whoever of these chose last, by the log; the top where nobody did.

    Who gave their post back later was served all the same: the round goes on behind them.
    """
    chose = [e.event.candidate for e in session.history if isinstance(e.event, Chosen)]
    served = [candidate for candidate in chose if candidate in order]
    return order.index(served[-1]) + 1 if served else 0
