"""Who holds which post now: what the sessions gave, less what was found void, and what the office assigned.

Read off the campaign's log from its `session_recorded` on; before that there is no result to change.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlmodel import Session as Database

from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.journal.model import Entry
from resettlement.journal.service import newest_of, read
from resettlement.selection.service import current, load, stream_of
from resettlement.selection.session.events.chosen import picks
from resettlement.selection.session.state import Session, SessionOpened

ASSIGNED = "assigned"
"""The basis (方式) of a post that the office assigned."""


@dataclass(frozen=True)
class Held:
    """A post that somebody holds. `order`: its running number; `stream`, `version`: what gave it to them."""

    order: int
    candidate: str
    position: str
    basis: str
    stream: str
    version: int


@dataclass(frozen=True)
class Outcome:
    """What came of a campaign's sessions, so far.

    `first` is the opening of the first session: its people, posts and who may take which hold throughout;
    `seats` how many each post has by now.
    `order`: everybody of it, group by group. `numbers`: how many running numbers were given. `sessions`:
    those recorded. `void`: the posts that were found void, by person: they do not take the same one again.
    """

    first: SessionOpened
    order: tuple[tuple[str, ...], ...]
    seats: Mapping[str, int]
    held: Mapping[str, Held] = field(default_factory=dict)
    numbers: int = 0
    sessions: tuple[str, ...] = ()
    void: Mapping[str, frozenset[str]] = field(default_factory=dict)
    changed: bool = False
    """Whether the result is another than the first session's."""

    @property
    def without_post(self) -> frozenset[str]:
        return frozenset(person for group in self.order for person in group if person not in self.held)

    @property
    def assignment(self) -> dict[str, str | None]:
        """Everybody with the post they hold, or None."""
        return {
            person: self.held[person].position if person in self.held else None
            for group in self.order
            for person in group
        }

    @property
    def seats_left(self) -> dict[str, int]:
        """Seats of each position, in posted order, that nobody holds."""
        taken = Counter(one.position for one in self.held.values())
        return {post: seats - taken[post] for post, seats in self.seats.items()}

    def open_to(self, candidate: str) -> tuple[str, ...]:
        """The posts that they may take and that have a seat left, in posted order."""
        left, void = self.seats_left, self.void.get(candidate, frozenset())
        return tuple(post for post in self.first.eligible[candidate] if left[post] > 0 and post not in void)


def outcome(db: Database, campaign_id: str) -> Outcome:
    """What stands now. Raises RefusedError `selection.not_open` before there was a session."""
    session = load(db, campaign_id)
    order = tuple(session.order_of(n) for n in range(len(session.opened.groups)))
    found = Outcome(session.opened, order, _seats(session))
    for entry in read(db, campaign_stream(campaign_id)):
        match entry.type:
            case "session_recorded":
                found = _recorded(db, found, entry.payload["session"])
            case "pick_annulled":
                found = _annulled(found, entry.payload["candidate"])
            case "position_assigned":
                found = _assigned(found, entry)
            case _:
                pass
    return found


def is_recorded(db: Database, campaign_id: str) -> bool:
    """Whether there was a session and the one opened last is in the campaign's log."""
    last = newest_of(db, campaign_stream(campaign_id), "session_recorded")
    return last is not None and last.payload["session"] == current(db, campaign_id)


def _recorded(db: Database, found: Outcome, session_id: str) -> Outcome:
    session = load(db, session_id)
    given = {
        pick.candidate: Held(
            order, pick.candidate, pick.position, pick.basis, stream_of(session_id), entry.version
        )
        for order, entry, pick in picks(session)
    }
    opened = {post["id"]: post["seats"] for post in session.opened.positions}
    more = {post: now - opened[post] for post, now in _seats(session).items()} if found.sessions else {}
    return replace(
        found,
        seats={post: seats + more.get(post, 0) for post, seats in found.seats.items()},
        held={**found.held, **given},
        numbers=max([found.numbers, *(one.order for one in given.values())]),
        sessions=(*found.sessions, session_id),
        changed=bool(found.sessions),
    )


def _seats(session: Session) -> dict[str, int]:
    return {post["id"]: session.seats_of(post["id"]) for post in session.opened.positions}


def _annulled(found: Outcome, candidate: str) -> Outcome:
    held = dict(found.held)
    position = held.pop(candidate).position
    void = {**found.void, candidate: found.void.get(candidate, frozenset()) | {position}}
    return replace(found, held=held, void=void, changed=True)


def _assigned(found: Outcome, entry: Entry) -> Outcome:
    candidate, number = entry.payload["candidate"], found.numbers + 1
    given = Held(number, candidate, entry.payload["position"], ASSIGNED, entry.stream, entry.version)
    return replace(found, held={**found.held, candidate: given}, numbers=number, changed=True)
