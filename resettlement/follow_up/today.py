"""A caller's day: who is still to be called, who has been, who comes next. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from resettlement.follow_up.due import CallRow
from resettlement.follow_up.model import QUESTIONS, Answer, Topic


@dataclass(frozen=True)
class Wanted:
    """What the caller narrowed the list to; empty fields narrow nothing. `text` is part of code, name, unit
    or telephone number; `campaign` an id."""

    text: str = ""
    unit: str = ""
    topic: Topic | None = None
    overdue: bool = False
    campaign: str = ""

    def keeps(self, row: CallRow, on: date, words: str) -> bool:
        """Does this person belong in the narrowed list? `words` is what can be searched about them."""
        return (
            self.text.casefold() in words.casefold()
            and self.unit in ("", row.unit)
            and self.campaign in ("", row.campaign_id)
            and (self.topic is None or self.topic in topics(row, on))
            and (row.overdue_days > 0 or not self.overdue)
        )


@dataclass(frozen=True)
class Day:
    """Everybody, in the list's order: to be called still; called or visited today; nothing to do today."""

    waiting: tuple[CallRow, ...]
    done: tuple[CallRow, ...]
    others: tuple[CallRow, ...]


def topics(row: CallRow, on: date) -> frozenset[Topic]:
    """What a call to this person will be about: duties that are due, and troubles they told of."""
    due = {duty.topic for duty in row.duties if duty.is_due(on)}
    told = {t for t in QUESTIONS if row.last and row.last.answers[t] is Answer.TROUBLE}
    return frozenset(due | told)


def day(rows: Sequence[CallRow], on: date) -> Day:
    """Who was called today is done for today, even when nothing was agreed: tomorrow they are back."""
    done = tuple(row for row in rows if _held(row, on))
    return Day(
        waiting=tuple(row for row in rows if row.reasons and not _held(row, on)),
        done=done,
        others=tuple(row for row in rows if not row.reasons and not _held(row, on)),
    )


def narrowed(
    rows: Sequence[CallRow], wanted: Wanted, on: date, words: Mapping[tuple[str, str], str]
) -> list[CallRow]:
    """The rows that `wanted` keeps, in their order; `words` by key."""
    return [row for row in rows if wanted.keeps(row, on, words[row.key])]


def next_after(waiting: Sequence[CallRow], key: tuple[str, str]) -> tuple[str, str] | None:
    """Whom to call after this one: the next below them, at the end the first of the list; None when nobody
    else waits."""
    keys = [row.key for row in waiting]
    place = keys.index(key) if key in keys else -1
    return next((other for other in keys[place + 1 :] + keys[: max(place, 0)] if other != key), None)


def _held(row: CallRow, on: date) -> bool:
    return row.last is not None and row.last.held_on == on
