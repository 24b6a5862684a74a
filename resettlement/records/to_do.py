"""Whose record waits for whose work."""

from __future__ import annotations

from sqlmodel import Session, col, select

from resettlement.accounts.service import persons
from resettlement.records.reviewing import reviews
from resettlement.records.tables import Candidate
from resettlement.rights import Role


def waiting_for(session: Session, campaign_id: str, account: str, role: str) -> list[str]:
    """The codes, in order, of the records that this account has something to do with now.

    For the reviewer: those to review that neither they nor the same person under another account entered or
    reviewed, and that were not sent back. For the clerk: those sent back, and those to be signed.
    """
    of = Candidate
    here = select(of).where(of.campaign_id == campaign_id, col(of.removed_at).is_(None))
    rows = session.exec(here.order_by(col(of.code))).all()
    if role != Role.REVIEWER:
        unsigned = [row for row in rows if row.reviewed_by and not row.confirmed_on and not row.refused_on]
        return sorted({row.code for row in (*unsigned, *(row for row in rows if row.returned_at))})
    known, done = persons(session), reviews(session, campaign_id)
    me = known.get(account, account)
    return [
        row.code
        for row in rows
        if not row.reviewed_by
        and not row.returned_at
        and me not in {known.get(one, one) for one in (row.entered_by, *done.get(row.code, ()))}
    ]
