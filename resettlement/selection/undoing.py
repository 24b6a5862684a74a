"""What an undo takes back, told before a second person agrees to it. Pure; docs/session-log.md, "Undo"."""

from __future__ import annotations

from dataclasses import dataclass

from resettlement.selection.events import Called, Chosen, Ids, LotDrawn
from resettlement.selection.session import Recorded, Session


@dataclass(frozen=True)
class Preview:
    """Everything that would stand no more: the entries, the picks among them, and who is called again."""

    revoked: tuple[Recorded, ...]
    picks: tuple[tuple[str, str], ...]
    asked_again: Ids


def preview(session: Session, version: int) -> Preview:
    """What undoing the entry `version`, which stands, would take back. A lot that was drawn stays drawn."""
    start = goes_back_to(session, version)
    revoked = tuple(e for e in session.history if e.version >= start and not isinstance(e.event, LotDrawn))
    called = [entry.event.candidate for entry in revoked if isinstance(entry.event, Called)]
    picks = [entry.event for entry in revoked if isinstance(entry.event, Chosen)]
    return Preview(
        revoked,
        tuple((pick.candidate, pick.position) for pick in picks),
        tuple(dict.fromkeys(called)),
    )


def goes_back_to(session: Session, version: int) -> int:
    """Undoing within a turn goes back to its call: whoever is asked again has all his time."""
    entry = next(e for e in session.history if e.version == version)
    candidate = getattr(entry.event, "candidate", None)
    calls = [
        e.version
        for e in session.history
        if e.version <= version and isinstance(e.event, Called) and e.event.candidate == candidate
    ]
    return calls[-1] if calls else version
