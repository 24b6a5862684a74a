"""decide(session, command): which event a command makes, or which rule it breaks.

What is true of every command stands here; the rules of each stand with it, in `events/`. A refusal carries a
stable code and the remedy.
"""

from __future__ import annotations

from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.command import Command
from resettlement.selection.session.state import Event, Session
from resettlement.translation import gettext as _


def decide(session: Session, command: Command, at: datetime, by: str) -> Event:
    """The event this command makes now, by this account. Raises RefusedError (`selection.…`)."""
    if session.closed:
        raise RefusedError(
            "selection.closed",
            _("选岗会已经结束，不能再作任何操作。选定查实无效的，由监督人在“选岗结果”页作废，另作更正公示。"),
        )
    if session.paused_at and not command.while_paused:
        raise RefusedError("selection.paused", _("选岗会已暂停。请先恢复，再继续操作。"))
    return command.decide(session, at, by)
