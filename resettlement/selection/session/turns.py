"""How somebody comes to the table and leaves it: what several events do to the queues."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from resettlement.selection.session.state import AtTable, Queue, Session


def first_at_table(session: Session) -> AtTable:
    """Whoever chooses now, in a log that was decided: there is somebody."""
    assert session.table is not None
    return session.table


def first_group(session: Session) -> int:
    """The group whose turn it is."""
    return next(number for number, queue in enumerate(session.queues) if queue)


def with_queue(session: Session, group: int, queue: Queue) -> Session:
    """The same with another queue of a group."""
    queues = (*session.queues[:group], queue, *session.queues[group + 1 :])
    return replace(session, queues=queues)


def leave(session: Session, at: datetime) -> Session:
    """The table is free for whoever was called ahead, if anybody was."""
    if not session.ahead:
        return replace(session, table=None)
    first, *others = session.ahead
    if session.opened.settings["call_ahead"]["clock"] == "first":
        first = replace(first, since=at, extra=timedelta())
    return replace(session, table=first, ahead=tuple(others))


def follow(session: Session, consequence: str, how: str, at: datetime) -> Session:
    """What comes of missing, passing or giving up, for whoever is first at the table."""
    table = first_at_table(session)
    if consequence == "first_free_wish":
        return replace(session, table=replace(table, takes_filed_wish=True))
    if consequence == "given_up":
        return _go_without(session, table.candidate, how, at)
    group = len(session.queues) - 1 if consequence == "what_is_left" else table.group
    queue = session.queues[group]
    at_the_end = consequence in ("last_of_list", "what_is_left")
    place = len(queue) if at_the_end else _behind(queue, int(consequence.split(":")[1]))
    after = with_queue(session, group, (*queue[:place], (table.candidate,), *queue[place:]))
    return leave(after, at)


def _go_without(session: Session, candidate: str, how: str, at: datetime) -> Session:
    stranded = session.stranded if session.open_to(candidate) else session.stranded | {candidate}
    without_post = {**session.without_post, candidate: how}
    held = without(session.held, candidate)
    return leave(replace(session, held=held, without_post=without_post, stranded=stranded), at)


def _behind(queue: Queue, people: int) -> int:
    """The place behind the next `people` people; a class that is not settled is never split."""
    counted = 0
    for place, entry in enumerate(queue, 1):
        counted += len(entry)
        if counted >= people:
            return place
    return len(queue)


def without(mapping: Mapping[str, str], key: str) -> dict[str, str]:
    """The mapping without one key."""
    return {name: value for name, value in mapping.items() if name != key}
