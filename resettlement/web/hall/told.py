"""What went otherwise than usual in the hall: one line each with its reason, the same on every screen.

A pause stands while it lasts, an objection until it is answered, all else until three further turns have
ended. Only what the public log says.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from public_notices import event_words
from public_notices.wording import known, listed
from resettlement.journal.model import Entry
from resettlement.selection.session.events import EVENTS
from resettlement.selection.session.state import EndsTurn, Lasting
from resettlement.translation import gettext as _
from resettlement.web.hall.hall_state import Hall

TURNS = 3
"""A line goes once so many further turns have ended."""
IN_THE_LOG_S_WORDS = ("missed", "passed", "gave_up", "waived", "clock_adjusted")


def told(hall: Hall) -> tuple[str, ...]:
    """The lines that stand now, the newest first; what lasts still is above the others."""
    lasting = []
    if hall.why_paused:
        lasting.append(_("暂停的原因：%(reason)s", reason=hall.why_paused))
    if hall.unanswered:
        lasting.append(_("收到异议第 %(numbers)s 号，还没有答复。", numbers=hall.unanswered))
    return (*lasting, *_seats_changed(hall), *(() if hall.session.closed else _of_late(hall)))


def _seats_changed(hall: Hall) -> Iterator[str]:
    """Whoever comes later chooses from it: it stands until the end."""
    for entry in reversed(hall.entries):
        if entry.type == "seats_changed":
            yield event_words.session_event(entry.to_json(), lambda one: _person(hall, one), hall.post)


def _of_late(hall: Hall) -> Iterator[str]:
    stands = {entry.version for entry in hall.session.history}
    turns = 0
    for entry in reversed(hall.entries):
        if turns == TURNS:
            return
        if entry.type == "undone":
            yield _undone(hall, entry)
        elif entry.version in stands:
            if line := _line(hall, entry):
                yield line
            turns += issubclass(EVENTS[entry.type], EndsTurn)


def _line(hall: Hall, entry: Entry) -> str:
    if entry.type == "tie_settled":
        people = listed(_person(hall, one) for one in entry.payload["class"])
        how = known(event_words.METHODS, entry.payload["method"])
        return _("%(people)s 同分，%(how)s。", people=people, how=how)
    if entry.type in IN_THE_LOG_S_WORDS:
        return event_words.session_event(entry.to_json(), lambda one: _person(hall, one), hall.post)
    return ""


def _undone(hall: Hall, entry: Entry) -> str:
    picks = _taken_back(hall.entries, entry)
    reason = entry.payload["reason"]
    if not picks:
        return _("撤销了一步，两人确认。原因：%(reason)s。", reason=reason)
    whose = listed(f"{_person(hall, person)} {post}" for person, post in picks.items())
    return _("撤销，两人确认：%(picks)s 不再算数。原因：%(reason)s。", picks=whose, reason=reason)


def _taken_back(entries: tuple[Entry, ...], undo: Entry) -> Mapping[str, str]:
    """The picks that stood until this undo took them back: each person with their post."""
    stood: dict[int, Entry] = {}
    for entry in entries:
        if entry.type != "undone":
            stood[entry.version] = entry
            continue
        start = entry.payload["from_version"]
        revoked = [
            one for v, one in stood.items() if v >= start and not issubclass(EVENTS[one.type], Lasting)
        ]
        if entry.version == undo.version:
            return {
                one.payload["candidate"]: one.payload["position"] for one in revoked if one.type == "chosen"
            }
        for one in revoked:
            del stood[one.version]
    return {}


def _person(hall: Hall, candidate: str) -> str:
    return f"{candidate} {hall.masked(candidate)}".strip()
