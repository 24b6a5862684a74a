"""Who is at the table and until when, and whether opened wishes are those that were filed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from resettlement.errors import RefusedError
from resettlement.journal.model import digest
from resettlement.selection.session.state import AtTable, Opened, Session
from resettlement.translation import gettext as _


def at_table(session: Session, candidate: str) -> AtTable:
    """The first at the table. RefusedError where that is nobody, or somebody else."""
    table = session.table
    if table is None:
        raise RefusedError(
            "selection.nobody_called",
            _("现在没有人在选岗席，不能为 %(who)s 操作。请先叫号。", who=candidate),
        )
    if table.candidate != candidate:
        raise RefusedError(
            "selection.not_your_turn",
            _(
                "现在轮到 %(expected)s，不是 %(found)s。请核对编号。",
                expected=table.candidate,
                found=candidate,
            ),
            expected=table.candidate,
            found=candidate,
        )
    return table


def refuse_filed_wish_due(table: AtTable) -> None:
    """RefusedError `selection.takes_filed_wish` for somebody who must take a post by filed wishes."""
    if table.takes_filed_wish:
        raise RefusedError(
            "selection.takes_filed_wish",
            _("%(who)s 应按已填报的志愿取岗；没有填报的，登记为放弃本轮。", who=table.candidate),
        )


def refuse_taken_table(session: Session) -> None:
    """RefusedError `selection.table_taken` where somebody is choosing."""
    if session.table is not None:
        who = session.table.candidate
        raise RefusedError(
            "selection.table_taken", _("%(who)s 正在选岗，尚未选定。请先完成 %(who)s 的选岗。", who=who)
        )


def commits_to(opened: Opened, commitment: str | None) -> bool:
    """Whether opened wishes are those of the commitment published before the session."""
    return digest(_plain(opened)) == commitment


def deadline(table: AtTable, settings: Mapping[str, Any]) -> datetime:
    """The last instant at which whoever is at the table may choose, while the session runs."""
    return table.since + table.extra + timedelta(minutes=settings["minutes_to_choose"])


def _plain(opened: Opened) -> dict[str, Any]:
    return {**opened, "wishes": list(opened["wishes"])}
