"""The posts as the operator is offered them for the person at the table, and the one that was typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resettlement.positions.model import Position, eligibility
from resettlement.translation import gettext as _
from resettlement.web.hall.hall_state import Hall, as_typed, typed_forms


@dataclass(frozen=True)
class Choice:
    """A post as it is offered to the person at the table; `reasons` empty: they may choose it."""

    position: Position
    left: int
    reasons: tuple[str, ...]

    @property
    def open(self) -> bool:
        return not self.reasons

    @property
    def words(self) -> str:
        """What it is found by: its number as it may be typed, unit, title, kind."""
        post, forms = self.position, " ".join(typed_forms(self.position.id))
        return f"{forms} {post.unit} {post.title} {post.kind}".casefold()


def choices(hall: Hall) -> tuple[Choice, ...]:
    """Every post, in posted order, for the person at the table."""
    table = hall.session.table
    if table is None:
        return ()
    left, open_to = hall.session.seats_left, set(hall.session.open_to(table.candidate))
    return tuple(
        Choice(one, left[one.id], () if one.id in open_to else _why_not(hall, table.candidate, one))
        for one in hall.positions
        if one.id in left
    )


def _why_not(hall: Hall, candidate: str, position: Position) -> tuple[str, ...]:
    held = hall.session.held.get(candidate)
    if held is not None:
        return (_("并列已按志愿分配为 %(post)s", post=held),)
    reasons = []
    if position.id not in hall.session.opened.eligible[candidate]:
        found = () if hall.rehearsal else eligibility(hall.persons[candidate], position, hall.held_on)
        reasons = [reason.sentence for reason in found]
        if position.id in hall.closed.get(candidate, ()):
            reasons.append(_("经复核，不对本人开放"))
        reasons = reasons or [_("不在开场时锁定的可选岗位之内")]
    if hall.session.seats_left[position.id] < 1:
        reasons.append(_("第二轮才开放") if position.id in hall.later else _("名额已满"))
    return tuple(reasons)


def matching(choices: Iterable[Choice], words: str) -> tuple[Choice, ...]:
    """The choices whose number, unit, title or kind has every word that was typed."""
    wanted = as_typed(words).split()
    return tuple(one for one in choices if all(word in one.words for word in wanted))


def meant(choices: Sequence[Choice], words: str) -> Choice | None:
    """The one open choice that was typed: by its number (the figures are enough), or as the only match."""
    typed = as_typed(words)
    exact = [one for one in choices if typed in typed_forms(one.position.id)]
    found = [one for one in exact or matching(choices, words) if one.open]
    return found[0] if typed and len(found) == 1 else None
