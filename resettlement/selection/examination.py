"""A session's whole log walked through once more by the second path, property by property."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from public_notices.log_views import revoked_versions
from public_notices.verifier import PROPERTIES, Difference, check_entries
from resettlement.journal.model import Entry

SESSION_PROPERTIES = tuple(number for number in PROPERTIES if number.startswith("S"))
HASH = re.compile("[0-9a-f]{64}")
EVERYTHING_RESTS_ON = {"S1", "S2"}
"""Where one of these is broken the walk may have ended there: nothing is said of the others."""


@dataclass(frozen=True)
class Finding:
    """What came of one property; `checked` False: the log could not be followed far enough to say."""

    number: str
    wrong: tuple[str, ...]
    checked: bool

    @property
    def holds(self) -> bool:
        return self.checked and not self.wrong


@dataclass(frozen=True)
class LoggedPick:
    """A pick as the log has it; `order` its running number, None where it was undone.

    One that was `waived` keeps its number and counts no longer.
    """

    version: int
    candidate: str
    position: str
    order: int | None
    waived: bool

    @property
    def counts(self) -> bool:
        return self.order is not None and not self.waived


@dataclass(frozen=True)
class Tally:
    """How often something happened, undone or not; `picks` are those that count."""

    picks: int
    undos: int
    pauses: int
    lots: int
    warnings: int


@dataclass(frozen=True)
class Examination:
    """What the second path says of a log; `chain`: where entries do not hang together."""

    findings: tuple[Finding, ...]
    chain: tuple[str, ...]
    tally: Tally
    count: int
    head: str
    began_at: str
    ended_at: str
    closed: bool
    fingerprint: str

    @property
    def holds(self) -> bool:
        """Whether the session is over and every property holds."""
        return self.closed and not self.chain and all(one.holds for one in self.findings)


def examine(entries: Sequence[Entry]) -> Examination:
    """Check a log of at least one entry, closed or not; a broken one gives findings, no error."""
    differences = check_entries([entry.to_json() for entry in entries])
    last = entries[-1]
    closed, fingerprint = last.type == "closed", str(last.payload.get("fingerprint", ""))
    return Examination(
        findings=_findings(differences),
        chain=tuple(one.sentence for one in differences if one.property not in SESSION_PROPERTIES),
        tally=_tally(entries),
        count=last.version,
        head=last.hash,
        began_at=entries[0].at,
        ended_at=last.at,
        closed=closed,
        fingerprint=fingerprint if closed and HASH.fullmatch(fingerprint) else "",
    )


def logged_picks(entries: Sequence[Entry]) -> tuple[LoggedPick, ...]:
    """Every pick of a log, undone ones too, read off the entries alone: of a log that is wrong as well."""
    whole = (entry for entry in entries if entry.type != "undone" or "from_version" in entry.payload)
    revoked = revoked_versions(entry.to_json() for entry in whole)
    standing = [entry for entry in entries if entry.version not in revoked]
    given_up = {}  # who gave back a post, and when last
    for entry in standing:
        if entry.type == "waived":
            given_up[_text_of(entry, "candidate")] = entry.version
    before = entries[0].payload.get("after", {}).get("picks", 0) if entries else 0
    chosen = (entry for entry in standing if entry.type == "chosen")
    orders = {entry.version: n for n, entry in enumerate(chosen, before + 1)}
    return tuple(
        LoggedPick(
            entry.version,
            _text_of(entry, "candidate"),
            _text_of(entry, "position"),
            orders.get(entry.version),
            given_up.get(_text_of(entry, "candidate"), 0) > entry.version,
        )
        for entry in entries
        if entry.type == "chosen"
    )


def _text_of(entry: Entry, name: str) -> str:
    return str(entry.payload.get(name, ""))


def _findings(differences: Sequence[Difference]) -> tuple[Finding, ...]:
    broken = {one.property for one in differences}
    followed = not broken & EVERYTHING_RESTS_ON and broken <= set(SESSION_PROPERTIES)
    return tuple(
        Finding(
            number,
            tuple(one.sentence for one in differences if one.property == number),
            checked=followed or number in broken,
        )
        for number in SESSION_PROPERTIES
    )


def _tally(entries: Sequence[Entry]) -> Tally:
    happened = Counter(entry.type for entry in entries)
    chosen = [entry for entry in entries if entry.type == "chosen"]
    return Tally(
        picks=sum(pick.counts for pick in logged_picks(entries)),
        undos=happened["undone"],
        pauses=happened["paused"],
        lots=happened["lot_drawn"],
        warnings=sum(bool(entry.payload.get("warned")) for entry in chosen),
    )
