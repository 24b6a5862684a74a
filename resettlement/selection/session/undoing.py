"""What an undo takes back, told before a second person agrees to it. Pure; docs/session-log.md, "Undo"."""

from __future__ import annotations

from dataclasses import dataclass

from resettlement.selection.session.events import IN_A_TURN, LASTING, TURN_ENDS, Called, Chosen, Ids
from resettlement.selection.session.state import Recorded, Session, replay


@dataclass(frozen=True)
class Preview:
    """Everything that would stand no more: the entries, the picks among them, and who is called again.

    `at_table`: who then stands at the table, called before; his clock runs on from that call.
    """

    revoked: tuple[Recorded, ...]
    picks: tuple[tuple[str, str], ...]
    asked_again: Ids
    at_table: Ids


def preview(session: Session, version: int) -> Preview:
    """What undoing the entry `version`, which stands, would take back. A lot that was drawn stays drawn."""
    start = goes_back_to(session, version)
    revoked = tuple(e for e in session.history if e.version >= start and not isinstance(e.event, LASTING))
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
    """Undoing within a turn goes back to its call: whoever is asked again has all his time.

    Not where somebody else's turn has ended since that call: his pick stays out of it.
    """
    event = next(e.event for e in session.history if e.version == version)
    if not isinstance(event, IN_A_TURN):
        return version
    before = [e for e in session.history if e.version <= version]
    call = max(
        e.version for e in before if isinstance(e.event, Called) and e.event.candidate == event.candidate
    )
    since = (e.event for e in before if e.version > call)
    of_others = any(isinstance(e, TURN_ENDS) and e.candidate != event.candidate for e in since)
    return version if of_others else call
