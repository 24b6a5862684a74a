"""A post is chosen: live, a seat held since a tie, or by filed wishes.

Rules: docs/session-log.md, "Choosing".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from resettlement.errors import BadInputError, RefusedError
from resettlement.positions.feasibility import someone_loses
from resettlement.selection.session.choosing import at_table, commits_to, deadline
from resettlement.selection.session.command import Command, Filed, Form, given
from resettlement.selection.session.events.gave_up import GaveUp
from resettlement.selection.session.events.standby import refuse_unchecked
from resettlement.selection.session.events.waived import Waived
from resettlement.selection.session.state import EndsTurn, Event, Ids, Opened, Recorded, Session
from resettlement.selection.session.turns import leave, without
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Chosen(EndsTurn):
    position: str
    basis: str
    proxy: bool
    warned: Ids
    opened: Opened | None = None

    def evolve(self, session: Session, entry: Recorded) -> Session:
        chosen = {**session.chosen, self.candidate: self.position}
        held = without(session.held, self.candidate)
        return leave(replace(session, chosen=chosen, held=held), entry.at)


@dataclass(frozen=True)
class Choose(Command):
    """`despite_warning`: the operator was shown who could be left with nothing, and goes on."""

    candidate: str
    position: str
    despite_warning: bool = False

    name, arguments, does = "choose", "PERSON POSITION [despite-warning]", "选定"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        candidate, position = self.candidate, self.position
        table = at_table(session, candidate)
        if table.takes_filed_wish:
            raise RefusedError(
                "selection.takes_filed_wish",
                _("按规则 %(who)s 应按已填报的志愿取岗，不能现场选。", who=candidate),
            )
        refuse_unchecked(session, table)
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
        if warned and (enforced or not self.despite_warning):
            raise _leaves_nothing(candidate, position, warned, enforced)
        basis = "tie" if candidate in session.held else "live"
        return Chosen(candidate, position, basis, table.proxy, warned)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        return cls(words[0], words[1], "despite-warning" in words)

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        if not given(form, "position"):
            raise BadInputError(_("还没有选岗位。请输入岗位编号，或从列表中选一个。"))
        return cls(given(form, "candidate"), given(form, "position"), form.get("despite_warning") == "yes")


@dataclass(frozen=True)
class ChooseFiledWish(Command):
    """The first wish with a seat left, for somebody to whom the rules give it; None: they filed nothing."""

    candidate: str
    opened: Opened | None

    name, arguments, does = "filed-wish", "PERSON", "按填报的志愿"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        candidate, opened = self.candidate, self.opened
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

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        return cls(words[0], filed(words[0]))


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


def first_free(session: Session, candidate: str, opened: Opened) -> str | None:
    """The first of their wishes with a seat left; then, if they accept any, of the others as posted."""
    free = session.open_to(candidate)
    wished = next((position for position in opened["wishes"] if position in free), None)
    if wished is None and opened["accepts_any"]:
        return free[0] if free else None
    return wished


def picks(session: Session) -> tuple[tuple[int, Recorded, Chosen], ...]:
    """The picks that count, in order, with their running number; one that was waived keeps its own.

    A later session of a campaign counts on: no number is given twice.
    """
    found: dict[str, tuple[int, Recorded, Chosen]] = {}
    number = session.opened.after["picks"] if session.opened.after else 0
    for entry in session.history:
        match entry.event:
            case Chosen(candidate) as pick:
                number += 1
                found[candidate] = (number, entry, pick)
            case Waived(candidate):
                del found[candidate]
            case _:
                pass
    return tuple(sorted(found.values(), key=lambda pick: pick[0]))
