"""An undo, and what it takes back, shown before a second person agrees.

Rules: docs/session-log.md, "Undo".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Self

from resettlement.errors import RefusedError
from resettlement.selection.session.command import Command, Filed, Form, given, number_of, refuse_alone
from resettlement.selection.session.events.called import Called
from resettlement.selection.session.events.chosen import Chosen
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import (
    REASON,
    EndsTurn,
    Event,
    Ids,
    InATurn,
    Lasting,
    Recorded,
    Session,
    SessionOpened,
    replay,
)
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Undone(Event):
    from_version: int
    reason: str
    second: str

    typed = REASON
    stands = False

    def evolve(self, session: Session, entry: Recorded) -> Session:
        kept = (
            one
            for one in session.history
            if one.version < self.from_version or isinstance(one.event, Lasting)
        )
        return replay(kept)


@dataclass(frozen=True)
class Undo(Command):
    from_version: int
    reason: str
    second: str

    name, arguments, does = "undo", "PERSON second ACCOUNT REASON", "撤销到这次选定之前"
    while_paused = True

    @property
    def confirmed_by(self) -> str:
        return self.second

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_alone(self.second, by)
        stands = {entry.version: entry for entry in session.history}
        entry = stands.get(self.from_version)
        if entry is None or isinstance(entry.event, SessionOpened):
            raise RefusedError(
                "selection.cannot_undo",
                _("第 %(number)s 条不能撤销：不存在、已撤销，或是开场记录。", number=self.from_version),
            )
        return Undone(goes_back_to(session, self.from_version), require_reason(self.reason), self.second)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        """`undo S04 second supervisor reason`: back to before this person's pick."""
        at = words.index("second")
        picks = [
            e.version
            for e in session.history
            if isinstance(e.event, Chosen) and e.event.candidate == words[0]
        ]
        return cls(picks[-1], " ".join(words[at + 2 :]), words[at + 1])

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        return cls(number_of(form, "from_version"), given(form, "reason"), second)


@dataclass(frozen=True)
class Preview:
    """Everything that would stand no more: the entries, the picks among them, and who is called again.

    `at_table`: who then stands at the table, called before; their clock runs on from that call.
    """

    revoked: tuple[Recorded, ...]
    picks: tuple[tuple[str, str], ...]
    asked_again: Ids
    at_table: Ids


def preview(session: Session, version: int) -> Preview:
    """What undoing the entry `version`, which stands, would take back. A lot that was drawn stays drawn."""
    start = goes_back_to(session, version)
    revoked = tuple(e for e in session.history if e.version >= start and not isinstance(e.event, Lasting))
    called = [entry.event.candidate for entry in revoked if isinstance(entry.event, Called)]
    picks = [entry.event for entry in revoked if isinstance(entry.event, Chosen)]
    stands = {entry.version for entry in revoked}
    after = replay(e for e in session.history if e.version not in stands)
    return Preview(
        revoked,
        tuple((pick.candidate, pick.position) for pick in picks),
        tuple(dict.fromkeys(called)),
        tuple(one.candidate for one in after.at_table),
    )


def goes_back_to(session: Session, version: int) -> int:
    """Undoing within a turn goes back to its call: whoever is asked again has all their time.

    Not where somebody else's turn has ended since that call: their pick stays out of it.
    """
    event = next(e.event for e in session.history if e.version == version)
    if not isinstance(event, InATurn):
        return version
    before = [e for e in session.history if e.version <= version]
    call = max(
        e.version for e in before if isinstance(e.event, Called) and e.event.candidate == event.candidate
    )
    since = (e.event for e in before if e.version > call)
    of_others = any(isinstance(e, EndsTurn) and e.candidate != event.candidate for e in since)
    return version if of_others else call
