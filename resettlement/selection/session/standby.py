"""The standby zone (备选区): roll call, and check of identity and eligibility ahead of the call. Pure.

Rules: docs/session-log.md, "Standby".
"""

from __future__ import annotations

from resettlement.errors import RefusedError
from resettlement.selection.session.events import Arrived, CheckStandby, StandbyChecked
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import AtTable, Session
from resettlement.translation import gettext as _


def arrived(session: Session, candidate: str) -> Arrived:
    """Somebody answers the roll call. Raises RefusedError."""
    _still_to_choose(session, candidate)
    if candidate in session.arrived:
        raise RefusedError("selection.arrived", _("%(who)s 已经登记到场。", who=candidate))
    return Arrived(candidate)


def checked(session: Session, command: CheckStandby) -> StandbyChecked:
    """What the check of somebody who has arrived showed. Raises RefusedError."""
    candidate = command.candidate
    _still_to_choose(session, candidate)
    if candidate not in session.arrived:
        raise RefusedError(
            "selection.not_arrived", _("%(who)s 还没有登记到场。请先点名，再核对。", who=candidate)
        )
    return StandbyChecked(candidate, command.passed, "" if command.passed else require_reason(command.reason))


def is_checked(session: Session, table: AtTable) -> bool:
    """Whether nothing more has to be checked before this person, or his proxy, may choose."""
    demanded = session.opened.settings.get("standby", {}).get("check", False)
    return not demanded or table.proxy or session.checked.get(table.candidate, False)


def refuse_unchecked(session: Session, table: AtTable) -> None:
    """RefusedError `selection.not_checked` where the rules demand a check that has not passed."""
    if not is_checked(session, table):
        raise RefusedError(
            "selection.not_checked",
            _("%(who)s 还没有通过备选区核对，不能选岗。请先核对身份和资格并登记。", who=table.candidate),
        )


def _still_to_choose(session: Session, candidate: str) -> None:
    at_table = session.table is not None and session.table.candidate == candidate
    if not at_table and candidate not in session.waiting:
        raise RefusedError(
            "selection.not_waiting", _("%(who)s 不在等候选岗的人之中。请核对编号。", who=candidate)
        )
