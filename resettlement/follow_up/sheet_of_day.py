"""A campaign's call sheet as of a day, from what is stored: one way for the desk and the script."""

from __future__ import annotations

from datetime import date

from sqlmodel import Session

from resettlement.campaign.service import campaign
from resettlement.follow_up.call_sheet import SheetPerson, call_sheet
from resettlement.follow_up.service import call_rows
from resettlement.positions.service import positions
from resettlement.records.service import names, phones
from resettlement.translation import in_chinese


@in_chinese
def sheet_of_day(db: Session, campaign_id: str, on: date) -> bytes:
    """The workbook (`call_sheet.call_sheet`) of everybody followed up in a campaign."""
    rows = call_rows(db, campaign_id, on)
    called, numbers = names(db, campaign_id), phones(db, campaign_id)
    titles = {position.id: position.title for position in positions(db, campaign_id)}
    people = {
        row.candidate: SheetPerson(
            called[row.candidate], numbers.get(row.candidate) or "", row.unit, titles[row.position]
        )
        for row in rows
    }
    return call_sheet(rows, on, campaign(db, campaign_id), people)
