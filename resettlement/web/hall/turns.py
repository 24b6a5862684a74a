"""What the hall's screens tell beside the queue: a post given back, a second round, the pace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from public_notices import rule_words
from resettlement import clock
from resettlement.positions.feasibility import Shortage, someone_loses
from resettlement.selection.session.board import Pick, Place
from resettlement.selection.session.events.chosen import Chosen
from resettlement.selection.session.events.lot_drawn import key_fault
from resettlement.selection.session.events.pauses import Paused, Resumed
from resettlement.selection.session.events.round_begun import is_due, queues
from resettlement.selection.session.events.waived import Waived
from resettlement.selection.session.state import EndsTurn, Ids, Recorded, Session, evolve
from resettlement.web.hall.hall_state import Hall

FEWEST_TURNS = 2
"""Fewer turns than these say nothing of a session's pace."""


@dataclass(frozen=True)
class Waiving:
    """What comes of it when somebody gives back their post: who stands first, and what is left of it."""

    candidate: str
    position: str
    left: int
    following: Ids
    round_due: bool


@dataclass(frozen=True)
class SecondRound:
    """Who is asked in a second round that is due, each group from where the rules restart it, and why."""

    queues: tuple[Ids, ...]
    rule: str


@dataclass(frozen=True)
class Drawing:
    """A lot's key as it was typed: its numbers, a row for each source, to be read back; or its `fault`."""

    key: str
    sources: tuple[Ids, ...]
    fault: str


@dataclass(frozen=True)
class GivenBack:
    """A pick that was waived, with the number it keeps; `version` and `at` of the entry that waived it."""

    pick: Pick
    version: int
    at: datetime


def given_back(hall: Hall) -> tuple[GivenBack, ...]:
    """Every pick that was waived, in the order in which they were."""
    made: dict[str, Pick] = {}
    order, found = 0, []
    for entry in hall.session.history:
        match entry.event:
            case Chosen(candidate, position):
                order += 1
                made[candidate] = Pick(order, candidate, position, entry.version, entry.at)
            case Waived(candidate):
                found.append(GivenBack(made.pop(candidate), entry.version, entry.at))
            case _:
                pass
    return tuple(found)


def may_waive(hall: Hall) -> bool:
    """Whether a post may be given back now: by the rules, with nobody at the table."""
    session = hall.session
    free = hall.board.phase not in ("closed", "paused") and session.table is None
    return free and bool(session.chosen) and "freed_post" in session.opened.settings


def waiving(hall: Hall, candidate: str) -> Waiving | None:
    """What a waiver would bring; None where there is nothing to give back."""
    session = hall.session
    position = session.chosen.get(candidate)
    if position is None or not may_waive(hall):
        return None
    event = Waived(candidate, position, "")
    after = evolve(session, Recorded(session.version + 1, clock.now(), "", event))
    left = after.seats_left[position]
    return Waiving(candidate, position, left, after.next_in_turn, is_due(after))


def second_round(hall: Hall) -> SecondRound | None:
    """None while no second round is due."""
    if hall.board.phase != "second_round":
        return None
    rule = rule_words.second_round(hall.session.opened.settings["second_round"])
    return SecondRound(tuple(queue for queue in queues(hall.session) if queue), rule)


def drawing(hall: Hall, key: str) -> Drawing | None:
    """What is read back before it is entered; None without a key, and where none can be entered now."""
    if not key or hall.session.lot is not None or hall.board.phase in ("closed", "paused"):
        return None
    sources = (source.strip(".").split(".") for source in key.strip("/").split("/"))
    return Drawing(key, tuple(map(tuple, sources)), key_fault(hall.session, key))


@dataclass(frozen=True)
class Expected:
    """About when somebody's turn comes (`time`), by what a turn of this session took of late (`minutes`)."""

    minutes: int
    time: str


def expected(hall: Hall, place: Place, at: datetime) -> Expected | None:
    """None before a few turns have ended, in a pause, and for who waits no more or stands at the table."""
    pace = _pace(hall.session)
    if pace is None or not place.ahead or hall.session.paused_at:
        return None
    ended, seconds = pace
    when = max(at, ended + place.ahead * timedelta(seconds=seconds))
    one = hall.roll.get(place.candidate)
    if one is not None and one.begins is not None:
        when = max(when, one.begins)
    minutes = max(1, round(seconds / 60))
    return Expected(minutes, f"{when.astimezone(clock.CHINA):%H:%M}")


def _pace(session: Session) -> tuple[datetime, float] | None:
    """When the last turn ended, and the median of what the last ten took, pauses left out."""
    last, paused, stopped, took = session.history[0].at, timedelta(), None, []
    for entry in session.history[1:]:
        match entry.event:
            case Paused():
                stopped = entry.at
            case Resumed() if stopped is not None:
                paused += entry.at - stopped
            case EndsTurn():
                took.append((entry.at - last - paused).total_seconds())
                last, paused = entry.at, timedelta()
            case _:
                pass
    took = took[1:]  # the first waited for everybody to sit down
    return (last, median(took[-10:])) if len(took) >= FEWEST_TURNS else None


def shortage(hall: Hall, position: str) -> Shortage | None:
    """Who of those waiting would share too few seats if whoever is at the table took this post."""
    session = hall.session
    if session.table is None:
        return None
    waiting = [person for person in session.waiting if person not in session.held]
    chooser, eligible = session.table.candidate, session.opened.eligible
    return next(iter(someone_loses(waiting, session.seats_left, eligible, chooser, position)), None)


def left_out(hall: Hall) -> Ids:
    """Everybody who would end without a post if the session were closed now."""
    return tuple(person for person, post in hall.session.assignment.items() if post is None)
