"""What an upheld objection came to: the facts entered for it, the new score, every standing that moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock, read
from resettlement.objections.model import Outcome
from resettlement.objections.service import committed, objection
from resettlement.records.lookup import changes_of
from resettlement.records.tables import FactChange
from resettlement.standing.changes import SheetChange, sheet_change
from resettlement.standing.model import StandingRow
from resettlement.standing.service import rows_of, sheets_of, standings
from resettlement.standing.tables import StandingVersion
from resettlement.standing.trial import Move, moved_between
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Effect:
    """`facts`: what was entered for it; `sheet`: line by line, None where no line changed; `moved`: everybody
    whose standing or total is another now, the person concerned among them.
    """

    before: int
    after: int
    facts: tuple[FactChange, ...]
    sheet: SheetChange | None
    moved: tuple[Move, ...]


def carry_out(
    session: Session, campaign_id: str, number: int, *, by: str, at: datetime, reason: str = ""
) -> Effect:
    """Bind an upheld objection to the standing that was scored for it, once the record was put right.

    The standing before is the newest one at the ruling, however often everybody was scored since. With a
    `reason` it is done although the person's sheet is the same: what was wrong stood elsewhere.

    Raises RefusedError `objections.not_upheld`, `.already_carried_out`, and `.not_scored_anew` while the
    person's sheet is the one they had at the ruling and no reason is given.
    """
    lock(session, stream_of(campaign_id))
    row = objection(session, campaign_id, number, anew=True)
    if row.outcome != Outcome.UPHELD.value:
        raise RefusedError(
            "objections.not_upheld", _("第 %(number)s 号异议没有裁定成立，不涉及重新评分。", number=number)
        )
    if row.standing_after is not None:
        raise RefusedError(
            "objections.already_carried_out", _("第 %(number)s 号异议已经按裁定重新评分。", number=number)
        )
    before, after = _around(session, campaign_id, number)
    if not reason.strip() and _sheet_version(before, row.candidate) == _sheet_version(after, row.candidate):
        raise RefusedError(
            "objections.not_scored_anew",
            _(
                "%(candidate)s 的评分表还没有新的一版。请先补录或更正事项、复核，再重新评分；"
                "评分不必改的，请写明改了什么。",
                candidate=row.candidate,
            ),
        )
    row.standing_before, row.standing_after = before.version, after.version
    session.add(row)
    payload: dict[str, object] = {"number": number, "before": before.version, "standing": after.version}
    if reason.strip():
        payload["reason"] = committed(session, row, "carried_out", reason.strip())
    append(session, stream_of(campaign_id), [Draft("objection_carried_out", payload)], by=by, at=at)
    return _between(session, campaign_id, number, row.candidate, before, after)


def _around(session: Session, campaign_id: str, number: int) -> tuple[StandingVersion, StandingVersion]:
    """The standing that was the newest when the objection was ruled on, and the newest now."""
    versions = {version.version: version for version in standings(session, campaign_id)}
    scored = 0
    for entry in read(session, stream_of(campaign_id)):
        if entry.type == "scored":
            scored = entry.payload["standing"]
        if entry.type == "objection_ruled" and entry.payload["number"] == number:
            break
    if not versions:
        raise RefusedError("objections.not_scored_anew", _("还没有评分，不能登记按裁定重新评分。请先评分。"))
    return versions[max(scored, 1)], versions[max(versions)]


def effect(session: Session, campaign_id: str, number: int) -> Effect | None:
    """What an objection came to; None before it was carried out."""
    row = objection(session, campaign_id, number)
    versions = {version.version: version for version in standings(session, campaign_id)}
    if row.standing_before is None or row.standing_after is None:
        return None
    old, new = versions[row.standing_before], versions[row.standing_after]
    return _between(session, campaign_id, number, row.candidate, old, new)


def _between(
    session: Session,
    campaign_id: str,
    number: int,
    candidate: str,
    old: StandingVersion,
    new: StandingVersion,
) -> Effect:
    sheets = {sheet.version: sheet for sheet in sheets_of(session, campaign_id, candidate)}
    was, now = _sheet_version(old, candidate), _sheet_version(new, candidate)
    entered = [one for one in changes_of(session, campaign_id, candidate) if one.objection == number]
    change = sheet_change(sheets[was], sheets[now]) if was in sheets and now in sheets else None
    return Effect(old.version, new.version, tuple(entered), change, tuple(moved_between(old, new)))


def _sheet_version(version: StandingVersion, candidate: str) -> int | None:
    rows: list[StandingRow] = [row for group in rows_of(version).values() for row in group]
    return next((row.sheet_version for row in rows if row.candidate == candidate), None)
