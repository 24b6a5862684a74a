"""Records checked against the archive by people who did not enter them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.accounts.service import persons
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.records import tables
from resettlement.records.policy import policy
from resettlement.records.rows import log, refuse_unknown, set_columns
from resettlement.translation import gettext as _


def review(
    session: Session, campaign_id: str, *, by: str, at: datetime, codes: Sequence[str] | None = None
) -> int:
    """Another person has checked the records against the archive; `codes`: only these. How many were.

    Where the campaign demands several reviews, each is another person's, and the last one makes the record
    count. Raises RefusedError `records.same_person` when whoever uses the account `by` entered or reviewed
    one of them.
    """
    lock(session, stream_of(campaign_id))
    refuse_unknown(session, campaign_id, codes or ())
    waiting = _waiting(session, campaign_id, codes)
    known = persons(session)
    person = known.get(by, by)
    done = {code: [known.get(one, one) for one in who] for code, who in reviews(session, campaign_id).items()}
    if own := [code for code, entered_by in waiting if known.get(entered_by, entered_by) == person]:
        said = _("%(codes)s 由 %(by)s 本人录入，不能由本人复核。请换另一位工作人员复核。",
                 codes="、".join(own), by=by)  # fmt: skip
        raise RefusedError("records.same_person", said, candidates=own, by=by)
    chosen = [code for code, _entered in waiting if person not in done.get(code, ())]
    if waiting and not chosen:
        reviewed = [code for code, _entered in waiting]
        said = _("%(codes)s 由 %(by)s 本人复核过，不能由本人再次复核。请换另一位工作人员复核。",
                 codes="、".join(reviewed), by=by)  # fmt: skip
        raise RefusedError("records.same_person", said, candidates=reviewed, by=by)
    rounds: dict[int, list[str]] = defaultdict(list)
    for code in chosen:
        rounds[len(done.get(code, ())) + 1].append(code)
    for number, ready in sorted(rounds.items()):
        _keep_reviews(session, campaign_id, ready, number, by, at)
    return len(chosen)


def _waiting(session: Session, campaign_id: str, codes: Sequence[str] | None) -> list[tuple[str, str]]:
    """Who still has to be reviewed, and who entered their record; of all, not those sent back to entry."""
    of = tables.Candidate
    rows = session.exec(
        select(of.code, of.entered_by, of.returned_at).where(
            of.campaign_id == campaign_id, col(of.reviewed_by).is_(None), col(of.removed_at).is_(None)
        )
    ).all()
    return [
        (code, entered_by)
        for code, entered_by, returned_at in sorted(rows)
        if (returned_at is None if codes is None else code in codes)
    ]


def left_over(session: Session, campaign_id: str, by: str) -> str:
    """Whose records :func:`review` of all leaves, and why; "" where it leaves nobody's."""
    known, done = persons(session), reviews(session, campaign_id)
    mine = [code for code, who in done.items() if known.get(by, by) in {known.get(one, one) for one in who}]
    to_review = {code for code, _entered in _waiting(session, campaign_id, None)}
    here = (tables.Candidate.campaign_id == campaign_id, col(tables.Candidate.removed_at).is_(None))
    returned = select(tables.Candidate.code).where(*here, col(tables.Candidate.returned_at).is_not(None))
    back, again = sorted(session.exec(returned)), sorted(to_review.intersection(mine))
    said = []
    if back:
        who = {"n": len(back), "codes": "、".join(back)}
        said.append(_("退回录入、改正之后才能复核的有 %(n)s 人：%(codes)s", **who))
    if again:
        who = {"n": len(again), "codes": "、".join(again)}
        said.append(_("您复核过、还须另一人再复核的有 %(n)s 人：%(codes)s", **who))
    return "；".join(said)


def _keep_reviews(
    session: Session, campaign_id: str, codes: list[str], number: int, by: str, at: datetime
) -> None:
    """One more review of each; the last one demanded makes the records count."""
    written = clock.written(at)
    session.add_all(
        tables.RecordReview(campaign_id=campaign_id, candidate=code, number=number, by=by, at=written)
        for code in codes
    )
    session.flush()
    if number < policy(session, campaign_id).reviews:
        log(session, campaign_id, "review_passed", {"candidates": codes, "review": number}, by, at)
        return
    set_columns(session, campaign_id, codes, reviewed_by=by, reviewed_at=written, returned_at=None)
    log(session, campaign_id, "records_reviewed", {"candidates": codes}, by, at)


def reviews(session: Session, campaign_id: str) -> dict[str, list[str]]:
    """Who reviewed each record as it stands, one after another, by code."""
    review, done = tables.RecordReview, defaultdict(list)
    rows = session.exec(
        select(review.candidate, review.by)
        .where(review.campaign_id == campaign_id)
        .order_by(col(review.number))
    )
    for code, by in rows.all():
        done[code].append(by)
    return dict(done)
