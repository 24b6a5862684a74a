"""Placement letters (介绍信): issued once a person, numbered, and with them the follow-up begins.

A letter is kept as its content, and every print is made from that: the same content gives the same bytes, so
nothing slow happens in the transaction that issues it. A wrong letter is replaced by one with a new number.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from public_notices.content import content_sha256
from resettlement import clock
from resettlement.campaign.service import campaign
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.follow_up.duties import recompute
from resettlement.follow_up.letter_rules import Days, days_of, free_numbers, released_result
from resettlement.follow_up.service import Placement, day_of, followed, open_follow_up, stream_of
from resettlement.follow_up.tables import FollowUp, PlacementLetter
from resettlement.journal.model import Draft, canonical
from resettlement.journal.service import append, lock, newest_by_type
from resettlement.papers import contents as papers
from resettlement.positions.model import Position
from resettlement.positions.service import positions
from resettlement.publication.public_documents import standing_result
from resettlement.publication.register import Posted
from resettlement.records.model import Person
from resettlement.records.service import people
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese

NUMBERS = "letters"
"""Giving a number waits here: numbers are the office's, not one campaign's."""
Content = dict[str, Any]


@dataclass(frozen=True)
class Placed:
    """Somebody the result gives a post, and their letter; `changed` where the letter names another post."""

    person: Person
    position: Position
    letter: PlacementLetter | None

    @property
    def changed(self) -> bool:
        return self.letter is not None and self.letter.position != self.position.id


def letters(
    db: Session,
    campaign_id: str,
    codes: Sequence[str] | None,
    letter_on: date | None = None,
    report_by: date | None = None,
    *,
    by: str,
    at: datetime,
    received_on: date | None = None,
) -> tuple[PlacementLetter, ...]:
    """The letters of some, or of everybody placed; those without one get one and are followed up from now on.

    `letter_on` is today unless told; `report_by` counts from it as the plan says (`[letters]
    report_within_days`), for no law is known to. Raises RefusedError `letters.not_recorded`,
    `letters.result_not_posted`, `letters.period_open`, `letters.objections_open`, `letters.not_placed`,
    `letters.no_report_by`, `letters.report_by_early`, `letters.not_yet`, `letters.number_pattern`.
    """
    of = _locked(db, campaign_id)
    result_notice = released_result(db, campaign_id, day_of(at))
    wanted = _wanted(placed(db, campaign_id), codes)
    new = [one for one in wanted if one.letter is None]
    if new:
        days = days_of(of, letter_on, report_by, received_on, result_notice, day_of(at))
        made = _issue(db, of, new, days, result_notice, by, at)
        _begin(db, campaign_id, new, days, by, at)
        return tuple(made.get(one.person.code) or one.letter for one in wanted)  # type: ignore[misc]
    return tuple(one.letter for one in wanted if one.letter is not None)


def correct_letter(
    db: Session,
    campaign_id: str,
    candidate: str,
    letter_on: date | None = None,
    report_by: date | None = None,
    *,
    reason: str,
    by: str,
    at: datetime,
) -> PlacementLetter:
    """Replace somebody's letter by one with a new number, as person, post and days are now; the duties run
    from its days. What is not told stays as the old letter says.

    Raises RefusedError `letters.none_to_correct`, `letters.no_reason`, and what `letters` raises.
    """
    of = _locked(db, campaign_id)
    result_notice = released_result(db, campaign_id, day_of(at))
    (one,) = _wanted(placed(db, campaign_id), [candidate])
    if one.letter is None:
        raise RefusedError(
            "letters.none_to_correct",
            _("%(candidate)s 还没有介绍信，不用更正，请直接开具。", candidate=candidate),
            candidate=candidate,
        )
    if not reason.strip():
        raise RefusedError("letters.no_reason", _("请写明为什么更正介绍信。"))
    letter_on, report_by = letter_on or one.letter.letter_on, report_by or one.letter.report_by_on
    days = days_of(of, letter_on, report_by, None, result_notice, day_of(at))
    made = _issue(db, of, [one], days, result_notice, by, at, reason.strip())[candidate]
    row = followed(db, campaign_id, candidate)
    row.position, row.unit = one.position.id, one.position.unit
    row.letter_on, row.report_by_on = days.letter_on, days.report_by
    db.add(row)
    db.flush()
    recompute(db, row)
    return made


def placed(db: Session, campaign_id: str) -> tuple[Placed, ...]:
    """Everybody whom the result as it stands gives a post, by number; nobody before it was recorded."""
    if "session_recorded" not in newest_by_type(db, campaign_stream(campaign_id)):
        return ()
    posts = {position.id: position for position in positions(db, campaign_id)}
    persons = {person.code: person for person in people(db, campaign_id)}
    issued = standing_letters(db, campaign_id)
    assignment = standing_result(db, campaign_id)["assignment"]
    return tuple(
        Placed(persons[code], posts[post], issued.get(code))
        for code, post in sorted(assignment.items())
        if post is not None
    )


def standing_letters(db: Session, campaign_id: str) -> dict[str, PlacementLetter]:
    """Everybody's letter by candidate: the newest, for a correction takes the place of the one before."""
    query = select(PlacementLetter).where(PlacementLetter.campaign_id == campaign_id)
    return {row.candidate: row for row in db.exec(query.order_by(col(PlacementLetter.sequence)))}


def issued(db: Session, campaign_id: str, sequence: int) -> PlacementLetter | None:
    """One letter, replaced or not."""
    return db.get(PlacementLetter, (campaign_id, sequence))


def content_of(row: PlacementLetter) -> Content:
    """What a letter says, for `public_notices.documents.print_job`."""
    content: Content = json.loads(row.content)
    return content


def _locked(db: Session, campaign_id: str) -> Campaign:
    lock(db, campaign_stream(campaign_id))  # the result stays as it is while letters are made from it
    lock(db, stream_of(campaign_id))
    lock(db, NUMBERS)
    return campaign(db, campaign_id)


def _wanted(everybody: Sequence[Placed], codes: Sequence[str] | None) -> list[Placed]:
    by_code = {one.person.code: one for one in everybody}
    if codes is None:
        return list(everybody)
    if strangers := [code for code in codes if code not in by_code]:
        raise RefusedError(
            "letters.not_placed",
            _("%(candidates)s 没有安置到岗位，不能开介绍信。请核对编号。", candidates="、".join(strangers)),
            candidates=strangers,
        )
    return [by_code[code] for code in dict.fromkeys(codes)]


@in_chinese
def _issue(
    db: Session,
    of: Campaign,
    wanted: Sequence[Placed],
    days: Days,
    notice: Posted,
    by: str,
    at: datetime,
    reason: str | None = None,
) -> dict[str, PlacementLetter]:
    """Number, write down and journal a letter for each; with a reason, in the place of the one before."""
    sequence = len(
        db.exec(select(PlacementLetter.sequence).where(PlacementLetter.campaign_id == of.id)).all()
    )
    made = {}
    for one, number in zip(wanted, free_numbers(db, of, days.letter_on.year), strict=False):
        sequence += 1
        row = _row(of, one, number, days, notice)
        row.sequence, row.issued_by, row.issued_at = sequence, by, clock.written(at)
        row.replaces, row.reason = one.letter.sequence if one.letter else None, reason
        db.add(row)
        made[row.candidate] = row
    db.flush()
    drafts = [Draft("placement_letter_issued", _told(row)) for row in made.values()]
    append(db, stream_of(of.id), drafts, by=by, at=at)
    return made


def _row(of: Campaign, one: Placed, number: str, days: Days, notice: Posted) -> PlacementLetter:
    content = papers.letter(
        _office(of),
        number,
        {"id": one.person.code, "name": one.person.name, "category": one.person.category},
        {"id": one.position.id, "unit": one.position.unit, "title": one.position.title},
        (days.letter_on, days.report_by),
        {"number": notice.number, "closes_on": notice.closes_on.isoformat() if notice.closes_on else None},
        one.letter.number if one.letter else None,
    )
    return PlacementLetter(
        campaign_id=of.id,
        sequence=0,
        number=number,
        candidate=one.person.code,
        position=one.position.id,
        letter_on=days.letter_on,
        report_by_on=days.report_by,
        content=canonical(content),
        data_sha256=content_sha256(content),
        issued_by="",
        issued_at="",
    )


def _office(of: Campaign) -> Content:
    contact = {"office": of.contact_office, "phone": of.contact_phone, "address": of.contact_address}
    return {"issuer": of.issuer, "fictional": of.fictional, "year": of.year, "contact": contact}


def _told(row: PlacementLetter) -> Mapping[str, Any]:
    """For the journal: ids, days and the digest of what the paper says."""
    told = {
        "number": row.number,
        "candidate": row.candidate,
        "position": row.position,
        "letter_on": row.letter_on.isoformat(),
        "report_by_on": row.report_by_on.isoformat(),
        "data_sha256": row.data_sha256,
    }
    return told | ({"replaces": row.replaces, "reason": row.reason} if row.replaces else {})


def _begin(db: Session, campaign_id: str, new: Sequence[Placed], days: Days, by: str, at: datetime) -> None:
    """Follow up exactly those who got their first letter."""
    placements = [
        Placement(one.person.code, one.person.category, one.position.id, one.position.unit)
        for one in new
        if db.get(FollowUp, (campaign_id, one.person.code)) is None
    ]
    if not placements:
        return
    received = {one.candidate: days.received_on for one in placements} if days.received_on else {}
    open_follow_up(
        db,
        campaign_id,
        placements,
        days.letter_on,
        by=by,
        at=at,
        report_by_on=days.report_by,
        received_on=received,
    )
