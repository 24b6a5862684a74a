"""Everything a screen of the hall shows, read in one transaction."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from threading import Lock
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlmodel import Session as Database

from public_notices import event_words, log_views
from public_notices.masking import masked_name
from public_notices.wording import account, listed
from resettlement import clock, database, translation
from resettlement.campaign.tables import Campaign
from resettlement.journal.model import Entry, short
from resettlement.objections.service import unanswered
from resettlement.positions.bars import closed_posts
from resettlement.positions.model import Position
from resettlement.positions.service import positions
from resettlement.records.model import Person
from resettlement.records.service import people
from resettlement.selection import asking, supervision
from resettlement.selection.asking import Asked
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.faults import Practice, open_fault
from resettlement.selection.rehearsal.invented import is_rehearsal, people_of
from resettlement.selection.service import current, read_log, sessions
from resettlement.selection.session.board import Board, Pick, Place, board, picks, places, seconds_left
from resettlement.selection.session.events import EVENTS
from resettlement.selection.session.events.pauses import Paused
from resettlement.selection.session.events.undone import preview
from resettlement.selection.session.roll_call import Present, is_asked, roll
from resettlement.selection.session.state import Lasting, OfStandbyZone, Session
from resettlement.web.cache_key import Key, read_key
from resettlement.web.rendering import LiveLinks, find_campaign, site_address
from resettlement.web.security import AnyRequest


@dataclass(frozen=True)
class Clock:
    """The clock of the person at the table: `until` when, or what was left when it was stopped (`m:ss`).

    `warning`: from so many seconds on it is shown as running out, 0 where the rules have no warning;
    `state`: whether it is `short` or `over` as it is read.
    """

    deadline: int
    until: str
    stopped: str | None
    warning: int
    state: str


@dataclass(frozen=True)
class Undoing:
    """What an undo from `version` on takes back: each step, whose picks, who is called again in turn.

    `at_table`: who stands at the table after it, with the clock of their call.
    """

    version: int
    steps: tuple[log_views.Event, ...]
    picks: tuple[tuple[str, str], ...]
    asked_again: tuple[str, ...]
    at_table: tuple[str, ...]


@dataclass(frozen=True)
class Hall:
    """A session as its log tells it, with the people and posts that it names by number."""

    campaign: Campaign
    entries: tuple[Entry, ...]
    session: Session
    positions: tuple[Position, ...]
    persons: Mapping[str, Person]
    signatures: tuple[Entry, ...] = ()
    seen: int = 0
    """What the screens' feed counts (`rehearsal.seen`)."""
    notes: tuple[Entry, ...] = ()
    """What was noted beside a rehearsal (`drill.notes`); nothing beside a real session."""
    unanswered: str = ""
    """The numbers of the objections that somebody waits to be answered; none beside a rehearsal."""
    to_confirm: Asked | None = None
    """What somebody asks a second person to confirm, while it waits."""
    closed: Mapping[str, Collection[str]] = field(default_factory=dict)
    """The posts that a reviewer closed to somebody before the opening, by person; none beside a rehearsal."""

    @property
    def id(self) -> str:
        """The session's id: that of the campaign, of a later session, or of a rehearsal."""
        return self.session.opened.session

    @property
    def rehearsal(self) -> bool:
        """Whether all of it is a rehearsal with invented people."""
        return is_rehearsal(self.id)

    @cached_property
    def fault(self) -> Practice | None:
        """The fault that the team of a rehearsal is dealing with."""
        return open_fault(self.entries, self.notes)

    @property
    def phone_page(self) -> str:
        """The name of its page for phones; a rehearsal has one of its own, so that nobody mistakes it."""
        return "rehearsal" if self.rehearsal else "board"

    @cached_property
    def board(self) -> Board:
        return board(self.session, self.positions)

    @cached_property
    def posts(self) -> dict[str, Position]:
        return {position.id: position for position in self.positions}

    @cached_property
    def places(self) -> dict[str, Place]:
        return places(self.session)

    @cached_property
    def lot_pictured(self) -> bool:
        """Whether the real session's lot was drawn with a picture of it."""
        return not self.rehearsal and any(entry.payload.get("picture") for entry in self.entries[1:])

    def account(self, id_: str) -> str:
        """An account in words."""
        return account(id_)

    @property
    def in_charge(self) -> tuple[str, str]:
        """Whose account gave the last step of the hall's table, and when, in words."""
        last = self.entries[self.moved - 1]
        return account(last.by), said(clock.read(last.at))[11:]

    def refused_by(self, candidate: str) -> str:
        """In words, who entered that this person did not pass the check."""
        return listed(map(account, self.roll[candidate].refused_by))

    def begins(self, candidate: str) -> str:
        """When the batch of this person begins, by the office's clock; empty where none counts."""
        one = self.roll.get(candidate)
        return said(one.begins) if one else ""

    def roll_call(self, candidate: str) -> str:
        """When their batch answers the roll call; the same."""
        one = self.roll.get(candidate)
        return said(one.roll_call) if one else ""

    @property
    def clock(self) -> Clock | None:
        """None while nobody is at the table. `deadline` in milliseconds, as browsers count."""
        now, stopped = self.board.now, self.board.paused_at
        if now is None:
            return None
        warning = self.session.opened.settings.get("seconds_warning", 0)
        left = seconds_left(self.board, clock.now()) or 0
        shown = f"{left // 60}:{left % 60:02d}" if stopped else None
        state = "over" if left == 0 else "short" if left <= warning else ""
        return Clock(milliseconds(now.deadline), f"{now.deadline:%H:%M:%S}", shown, warning, state)

    @property
    def moved(self) -> int:
        """The last entry that changed anybody's turn: who comes to the standby zone changes no form."""
        return max(
            entry.version for entry in self.entries if not issubclass(EVENTS[entry.type], OfStandbyZone)
        )

    @cached_property
    def roll(self) -> dict[str, Present]:
        """Everybody still to choose, in turn, with who has come and who was checked."""
        return {one.candidate: one for one in roll(self.session)}

    @property
    def checking(self) -> bool:
        """Whether nobody chooses before being checked in the standby zone."""
        return bool(self.session.opened.settings.get("standby", {}).get("check"))

    @property
    def roll_called(self) -> bool:
        """Whether the roll is called in this hall, so that who is not marked has not come."""
        return self.checking or bool(self.session.arrived)

    def asked(self) -> tuple[Present, ...]:
        """Those whom the screens ask to the standby zone now."""
        return tuple(one for one in self.roll.values() if is_asked(self.session, one, clock.now()))

    @cached_property
    def later(self) -> dict[str, int]:
        """Seats of the posts that open in a later round, by post."""
        return {
            position["id"]: position["seats"]
            for position in self.session.opened.positions
            if position.get("round", 1) > self.session.round
        }

    @property
    def why_paused(self) -> str:
        """The reason of the pause that lasts; empty while the session runs."""
        reasons = [one.event.reason for one in self.session.history if isinstance(one.event, Paused)]
        return reasons[-1] if self.session.paused_at and reasons else ""

    @property
    def picks(self) -> tuple[Pick, ...]:
        return picks(self.session)

    @property
    def head(self) -> str:
        """The head of the log as people read it aloud."""
        return short(self.entries[-1].hash)

    @property
    def held_on(self) -> date:
        """The day of the session, on which ages are counted."""
        return clock.read(self.entries[0].at).date()

    @property
    def shown_campaign(self) -> dict[str, Any]:
        """The campaign as the public pages' frame names it."""
        return shown_campaign(self.campaign)

    def words(self, candidate: str) -> str:
        """What a person is found by: their number as it may be typed, and their name."""
        return " ".join((candidate, *typed_forms(candidate)[1:], self.name(candidate)))

    def name(self, candidate: str) -> str:
        """The full name, for the desks of the hall alone."""
        person = self.persons.get(candidate)
        return person.name if person else ""

    def masked(self, candidate: str) -> str:
        """The name as everybody may see it."""
        return masked_name(self.name(candidate)) if candidate in self.persons else ""

    def events(self, name: Callable[[str], str]) -> tuple[log_views.Event, ...]:
        """Every entry in words, the newest first; `name` decides whose name is shown how."""
        entries = [entry.to_json() for entry in self.entries]
        revoked = log_views.revoked_versions(entries)

        def person(id_: str) -> str:
            return f"{id_} {name(id_)}".strip()

        return tuple(
            log_views.event(
                entry, event_words.session_event(entry, person, self.post), entry["version"] in revoked
            )
            for entry in reversed(entries)
        )

    def post(self, id_: str) -> str:
        """A post in words."""
        position = self.posts.get(id_)
        return f"{id_} {position.unit}·{position.title}" if position else id_

    def undoable(self) -> tuple[tuple[int, str], ...]:
        """What can be taken back, the newest first, in words."""
        stands = {entry.version for entry in self.session.history[1:]}
        return tuple(
            (event.version, f"{event.time} {event.text}")
            for event in self.events(self.name)
            if event.version in stands and not issubclass(EVENTS[event.type], Lasting)
        )

    def undo(self, version: int) -> Undoing | None:
        """What undoing from this entry on would take back, in words; None where it cannot be undone."""
        if version not in {entry for entry, _text in self.undoable()}:
            return None
        found = preview(self.session, version)
        revoked = {entry.version for entry in found.revoked}
        steps = tuple(event for event in reversed(self.events(self.name)) if event.version in revoked)
        return Undoing(version, steps, found.picks, found.asked_again, found.at_table)


def shown_campaign(row: Campaign) -> dict[str, Any]:
    """A campaign as the public pages' frame names it."""
    contact = {"office": row.contact_office, "phone": row.contact_phone, "address": row.contact_address}
    return {"title": row.title, "issuer": row.issuer, "fictional": row.fictional, "contact": contact}


@dataclass(frozen=True)
class _Halls:
    """What there is to show: the real session, and what the hall's screens show, which may be a rehearsal."""

    real: Hall | None
    screen: Hall | None


_kept: WeakKeyDictionary[Engine, dict[str, tuple[Key, _Halls]]] = WeakKeyDictionary()
_making = Lock()


def read_hall(engine: Engine) -> Hall | None:
    """What the hall's own screens show of a campaign: its session, or a rehearsal that is running.

    None while neither has been opened. Kept until anybody writes anything to the journal: a hall full of
    phones asks for the same at once.
    """
    return _halls(engine).screen


def read_real_hall(engine: Engine) -> Hall | None:
    """The session opened last, for the public's pages, which never show a rehearsal."""
    return _halls(engine).real


def read_session(engine: Engine, session_id: str) -> Hall | None:
    """One of a campaign's sessions, over long since perhaps; None for any other id."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        if campaign is None or session_id not in sessions(db, campaign.id):
            return None
        return _hall(db, campaign, session_id)


def _halls(engine: Engine) -> _Halls:
    with database.reading(engine) as db:
        key = read_key(db)
    if key is None:
        return _Halls(None, None)
    if (found := _of(engine, key)) is None:
        with _making:  # a crowd waits for one to read it
            if (found := _of(engine, key)) is None:
                found = _read(engine)
    return found


def _of(engine: Engine, key: Key) -> _Halls | None:
    kept = _kept.get(engine, {}).get(key[0])
    return kept[1] if kept and kept[0] == key else None


def _read(engine: Engine) -> _Halls:
    with database.reading(engine) as db:
        key, campaign = read_key(db), find_campaign(db)
        if key is None or campaign is None:
            return _Halls(None, None)
        shown, newest = rehearsal.on_screen(db, campaign.id), current(db, campaign.id)
        real = _hall(db, campaign, newest)
        halls = _Halls(real, real if shown == newest else _hall(db, campaign, shown))
    _kept.setdefault(engine, {})[key[0]] = (key, halls)
    return halls


def _hall(db: Database, campaign: Campaign, session_id: str) -> Hall | None:
    log = read_log(db, session_id)
    if log is None:
        return None
    return Hall(
        campaign,
        log.entries,
        log.session,
        tuple(positions(db, campaign.id)),
        people_of(log.session.opened)
        if is_rehearsal(session_id)
        else {person.code: person for person in people(db, campaign.id)},
        supervision.signatures(db, session_id),
        rehearsal.seen(db, campaign.id),
        drill.notes(db, session_id),
        "" if is_rehearsal(session_id) else unanswered(db, campaign.id),
        asking.waiting(db, session_id),
        {} if is_rehearsal(session_id) else closed_posts(db, campaign.id),
    )


def said(instant: datetime | None) -> str:
    """An instant by the office's clock; empty for none."""
    return f"{instant.astimezone(clock.CHINA):%Y-%m-%d %H:%M}" if instant else ""


def milliseconds(instant: datetime) -> int:
    """An instant as a browser counts it."""
    return int(instant.timestamp() * 1000)


def typed_forms(id_: str) -> tuple[str, ...]:
    """P07 as it may be typed: p07, p7, or fastest 7; candidates in the same way."""
    whole = id_.casefold()
    letters = whole.rstrip("0123456789")
    figures = whole.removeprefix(letters).lstrip("0")
    return (whole, letters + figures, figures) if figures else (whole,)


def as_typed(words: str) -> str:
    """What was typed on any keyboard, full-width too, as it is compared."""
    return unicodedata.normalize("NFKC", words).strip().casefold()


def board_address(request: AnyRequest, hall: Hall) -> str:
    """Where the QR code leads: the phone page at the address that phones can reach."""
    return site_address(request) + LiveLinks(translation.language()).page(hall.phone_page)
