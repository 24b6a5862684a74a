"""A second round (第二轮), and posts that come free after they were chosen. Pure.

Rules: docs/session-log.md, "A freed post" and "Second round".
"""

from __future__ import annotations

from resettlement.errors import RefusedError
from resettlement.selection.session.events import Chosen, Ids, RoundBegun, Waived
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import Session
from resettlement.translation import gettext as _


def waived(session: Session, candidate: str, reason: str) -> Waived:
    """Somebody gives back the post he has chosen. Raises RefusedError."""
    if "freed_post" not in session.opened.settings:
        raise RefusedError(
            "selection.no_rule_for_waiving",
            _("本场规则没有写明选定后放弃的岗位如何处理，不能在会上登记。请按当地办法另行办理。"),
        )
    position = session.chosen.get(candidate)
    if position is None:
        raise RefusedError(
            "selection.nothing_to_waive", _("%(who)s 没有选定岗位，无从放弃。请核对编号。", who=candidate)
        )
    return Waived(candidate, position, require_reason(reason))


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


def begun(session: Session) -> RoundBegun:
    """The queues of the second round, each from the restart point that the rules state."""
    people = set(taking_part(session))
    after_last = session.opened.settings["second_round"]["restart"] == "after_last"
    queues = []
    for group in range(len(session.opened.groups)):
        order = session.order_of(group)
        start = _behind_the_last(session, order) if after_last else 0
        queues.append(tuple(one for one in (*order[start:], *order[:start]) if one in people))
    return RoundBegun(2, tuple(queues))


def _behind_the_last(session: Session, order: Ids) -> int:
    """The place behind whoever of these chose last, by the log; the top where nobody did.

    Who gave his post back later was served all the same: the round goes on behind him.
    """
    chose = [e.event.candidate for e in session.history if isinstance(e.event, Chosen)]
    served = [candidate for candidate in chose if candidate in order]
    return order.index(served[-1]) + 1 if served else 0
