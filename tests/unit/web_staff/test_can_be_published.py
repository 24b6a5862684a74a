"""The overview says at every stage whether what is public could be published, and if not, why."""

from __future__ import annotations

from sqlmodel import select

from resettlement import clock, database
from resettlement.campaign.service import stream_of
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.records.tables import Candidate
from tests.unit.web_staff.office import ID, Desk


def test_the_overview_says_whether_what_is_public_could_be_published(scored: Desk) -> None:
    assert "能否公布：能" in scored.get("/staff").text
    with database.transaction(scored.engine) as db:
        name = db.exec(select(Candidate.name).where(Candidate.code == "S02")).one()
        note = Draft("noted", {"reason": f"{name}来电"})
        append(db, stream_of(ID), [note], by="clerk", at=clock.now())
    page = scored.get("/staff").text
    assert "能否公布：不能" in page
    assert "姓名没有遮去" in page
    assert name not in page
