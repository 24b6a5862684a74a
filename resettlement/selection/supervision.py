"""What the supervisor (纪检监督) signs of a session: on a stream of its own, beside that of the hall.

During the session they co-sign the log as far as they saw it. After it they certify the whole of it, once
the second path has walked through it anew and found every numbered property (docs/properties.md); or
they refuse to, with a reason, which stands until they certify.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlmodel import Session

from resettlement.accounts.service import persons
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append, lock, read
from resettlement.selection.examination import SESSION_PROPERTIES, examine
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import gettext as _


def stream_of(session_id: str) -> str:
    """The journal's stream of what supervisors sign."""
    return f"supervision/{session_id}"


def co_sign(db: Session, session_id: str, version: int, *, by: str, at: datetime) -> Entry:
    """Sign the session's log up to and with entry `version`, the last that the supervisor saw.

    Raises RefusedError `supervision.no_such_entry`, `supervision.own_session` for who wrote any of it, and
    for what they signed already, under this account or another, `supervision.signed`.
    """
    stream = stream_of(session_id)
    lock(db, stream)
    seen = next(iter(read(db, session_stream(session_id), after=version - 1)), None) if version > 0 else None
    if seen is None:
        raise RefusedError(
            "supervision.no_such_entry", _("日志里没有第 %(number)s 条，请刷新后再联签。", number=version)
        )
    known = persons(db)
    _refuse_own(
        known, read(db, session_stream(session_id))[:version], by,
        _("您在这场选岗会上有过操作，不能自己联签。请没有参与操作的监督人员联签。"),
    )  # fmt: skip
    signed = [one for one in signatures(db, session_id) if one.payload["version"] >= version]
    if any(known.get(one.by, one.by) == known.get(by, by) for one in signed):
        raise RefusedError(
            "supervision.signed", _("您已经联签到第 %(number)s 条或更后面，不必再签。", number=version)
        )
    payload = {"version": version, "head": seen.hash}
    return append(db, stream, [Draft("co_signed", payload)], by=by, at=at)[-1]


def signatures(db: Session, session_id: str) -> tuple[Entry, ...]:
    """How far the log was co-signed, oldest first."""
    return tuple(entry for entry in read(db, stream_of(session_id)) if entry.type == "co_signed")


def certify(db: Session, session_id: str, *, by: str, at: datetime) -> Entry:
    """Certify a closed session: its log read from the database and checked here and now, whole.

    Raises RefusedError `supervision.rehearsal`, `supervision.not_closed`, `supervision.own_session` for who
    wrote any of it, `supervision.certified` the second time, and `supervision.differs` naming the
    properties that do not hold.
    """
    lock(db, stream_of(session_id))
    entries = _closed_log(db, session_id)
    _refuse_own(
        persons(db), entries, by,
        _("您在这场选岗会上有过操作，不能自己签认。请没有参与操作的监督人员签认。"),
    )  # fmt: skip
    found = examine(entries)
    if not found.holds:
        wrong = "B2" if found.chain else "、".join(one.number for one in found.findings if not one.holds)
        raise RefusedError(
            "supervision.differs",
            _("第二套程序没有核对通过（%(wrong)s），不能签认。请按页面上写明的条目查清。", wrong=wrong),
        )
    payload = {
        "version": found.count,
        "head": found.head,
        "fingerprint": found.fingerprint,
        "properties": list(SESSION_PROPERTIES),
    }
    return append(db, stream_of(session_id), [Draft("certified", payload)], by=by, at=at)[-1]


def refuse_certificate(db: Session, session_id: str, reason: str, *, by: str, at: datetime) -> Entry:
    """Write down why a closed session is not certified; its result cannot be recorded until it is.

    Raises BadInputError without a reason and RefusedError as `certify` does.
    """
    lock(db, stream_of(session_id))
    _closed_log(db, session_id)
    if not reason.strip():
        raise BadInputError(_("不予签认要写明理由：哪一条、哪里不对、要怎样办。"))
    refusal = Draft("certification_refused", {"reason": reason.strip()})
    return append(db, stream_of(session_id), [refusal], by=by, at=at)[-1]


def ruling(db: Session, session_id: str) -> Entry | None:
    """What was said last of the whole session: `certified` or `certification_refused`; None so far."""
    rulings = [one for one in read(db, stream_of(session_id)) if one.type != "co_signed"]
    return rulings[-1] if rulings else None


def is_certified(db: Session, session_id: str, head: str, fingerprint: str) -> bool:
    """Whether exactly this head with this result was certified."""
    last = ruling(db, session_id)
    certified = last.payload if last and last.type == "certified" else {}
    return (certified.get("head"), certified.get("fingerprint")) == (head, fingerprint)


def _refuse_own(known: Mapping[str, str], entries: Iterable[Entry], by: str, sentence: str) -> None:
    """Nobody vouches for what they did themselves, whichever of their accounts they did it with."""
    if any(known.get(entry.by, entry.by) == known.get(by, by) for entry in entries):
        raise RefusedError("supervision.own_session", sentence)


def _closed_log(db: Session, session_id: str) -> tuple[Entry, ...]:
    """The log of a session that can be ruled on now."""
    if is_rehearsal(session_id):
        raise RefusedError("supervision.rehearsal", _("这是演练：核对给您看，不作签认。"))
    entries = read(db, session_stream(session_id))
    if not entries or entries[-1].type != "closed":
        raise RefusedError("supervision.not_closed", _("选岗会还没有结束，结束以后才能签认。"))
    last = ruling(db, session_id)
    if last and last.type == "certified" and last.payload["head"] == entries[-1].hash:
        raise RefusedError("supervision.certified", _("这场选岗会已经签认过，不能再签，也不能收回。"))
    return entries
