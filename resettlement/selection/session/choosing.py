"""What somebody at the table may choose, and until when: live, a seat held for him, or by filed wishes. Pure.

Rules: docs/session-log.md, "Choosing".
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from resettlement.errors import RefusedError
from resettlement.journal.model import digest
from resettlement.positions.feasibility import someone_loses
from resettlement.selection.session import standby
from resettlement.selection.session.events import Choose, Chosen, Event, GaveUp, Opened
from resettlement.selection.session.state import AtTable, Session
from resettlement.translation import gettext as _


def chosen(session: Session, command: Choose, at: datetime) -> Event:
    """The choice of whoever is first at the table. Raises RefusedError."""
    candidate, position = command.candidate, command.position
    table = at_table(session, candidate)
    if table.takes_filed_wish:
        raise RefusedError(
            "selection.takes_filed_wish",
            _("按规则 %(who)s 应按已填报的志愿取岗，不能现场选。", who=candidate),
        )
    standby.refuse_unchecked(session, table)
    _may_take(session, candidate, position)
    last = deadline(table, session.opened.settings)
    if at > last:
        raise RefusedError(
            "selection.over_time",
            _(
                "%(who)s 的选岗时间已到（%(time)s）。请按“超时”登记；确有原因的，请写明原因补时。",
                who=candidate,
                time=f"{last:%H:%M:%S}",
            ),
        )
    warned = _warned(session, candidate, position)
    enforced = session.opened.settings["guarantee"] == "enforce"
    if warned and (enforced or not command.despite_warning):
        raise _leaves_nothing(candidate, position, warned, enforced)
    basis = "tie" if candidate in session.held else "live"
    return Chosen(candidate, position, basis, table.proxy, warned)


def _may_take(session: Session, candidate: str, position: str) -> None:
    if position not in {known["id"] for known in session.opened.positions}:
        raise RefusedError(
            "selection.no_such_position", _("岗位表里没有 %(post)s。请核对岗位编号。", post=position)
        )
    held = session.held.get(candidate)
    if held is not None and position != held:
        raise RefusedError(
            "selection.tie_decided",
            _("%(who)s 的并列已按志愿分配为 %(post)s，只能选 %(post)s 或者放弃。", who=candidate, post=held),
        )
    if position not in session.opened.eligible[candidate]:
        raise RefusedError(
            "selection.not_eligible",
            _("%(who)s 不符合 %(post)s 的条件。请另选。", who=candidate, post=position),
        )
    if held is None and session.seats_left[position] < 1:
        raise RefusedError(
            "selection.no_seat", _("%(post)s 已没有名额。请另选。", post=position), position=position
        )


def _warned(session: Session, candidate: str, position: str) -> tuple[str, ...]:
    """Those waiting who could be left with nothing; people with a held seat are safe and left out."""
    if session.opened.settings["guarantee"] == "off" or candidate in session.held:
        return ()
    waiting = [person for person in session.waiting if person not in session.held]
    lacks = someone_loses(waiting, session.seats_left, session.opened.eligible, candidate, position)
    return tuple(sorted(person for shortage in lacks for person in shortage.people))


def _leaves_nothing(candidate: str, position: str, warned: tuple[str, ...], enforced: bool) -> RefusedError:
    values = {"who": candidate, "post": position, "names": "、".join(warned)}
    return RefusedError(
        "selection.leaves_someone_with_nothing",
        _(
            "%(who)s 若选 %(post)s，后面的 %(names)s 将没有可选的岗位。本场规则不允许这样选，请另选。",
            **values,
        )
        if enforced
        else _(
            "%(who)s 若选 %(post)s，后面的 %(names)s 将没有可选的岗位。请向本人说明；仍要选的，请再次确认。",
            **values,
        ),
        candidate=candidate,
        position=position,
        people=warned,
    )


def chosen_by_filed_wish(session: Session, candidate: str, opened: Opened | None) -> Event:
    """What his filed wishes give somebody to whom the rules give that, or nothing. Raises RefusedError."""
    table = at_table(session, candidate)
    if not table.takes_filed_wish:
        raise RefusedError(
            "selection.must_choose_live",
            _("%(who)s 应现场选岗，不能启用已填报的志愿。", who=candidate),
        )
    commitment = session.opened.wish_commitments.get(candidate)
    if opened is None:
        if commitment is not None:
            raise RefusedError(
                "selection.wishes_not_opened", _("%(who)s 填报过志愿，请先启用其志愿。", who=candidate)
            )
        return GaveUp(candidate)
    if not commits_to(opened, commitment):
        raise RefusedError(
            "selection.wishes_altered",
            _("%(who)s 的志愿与会前公布的封存码不符，不能启用。", who=candidate),
        )
    position = first_free(session, candidate, opened)
    if position is None:
        return GaveUp(candidate, opened)
    basis = "tie" if candidate in session.held else "filed_wish"
    return Chosen(candidate, position, basis, table.proxy, (), opened if basis == "filed_wish" else None)


def first_free(session: Session, candidate: str, opened: Opened) -> str | None:
    """The first of his wishes with a seat left; then, if he accepts any, of his other posts as posted."""
    free = session.open_to(candidate)
    wished = next((position for position in opened["wishes"] if position in free), None)
    if wished is None and opened["accepts_any"]:
        return free[0] if free else None
    return wished


def commits_to(opened: Opened, commitment: str | None) -> bool:
    """Whether opened wishes are those of the commitment published before the session."""
    return digest(_plain(opened)) == commitment


def deadline(table: AtTable, settings: Mapping[str, Any]) -> datetime:
    """The last instant at which whoever is at the table may choose, while the session runs."""
    return table.since + table.extra + timedelta(minutes=settings["minutes_to_choose"])


def _plain(opened: Opened) -> dict[str, Any]:
    return {**opened, "wishes": list(opened["wishes"])}


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
    """RefusedError `selection.takes_filed_wish` for somebody who must take a post by his filed wishes."""
    if table.takes_filed_wish:
        raise RefusedError(
            "selection.takes_filed_wish",
            _("%(who)s 应按已填报的志愿取岗；没有填报的，登记为放弃本轮。", who=table.candidate),
        )
