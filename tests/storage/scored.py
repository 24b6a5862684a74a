"""A campaign of three sergeants who are scored by the real rule. Everybody here is fictional (虚构)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

import scoring
from resettlement import clock
from resettlement.campaign.service import open_campaign
from resettlement.campaign.tables import Campaign, Category
from resettlement.database import transaction
from resettlement.notices import contents
from resettlement.notices.contents import Heading
from resettlement.notices.posting import Prepared, post
from resettlement.publication import public_documents
from resettlement.publication.tables import Notice
from resettlement.records.service import import_records, review
from resettlement.records.workbook import read_records
from resettlement.selection.session.rules import load_rules
from resettlement.standing.service import score
from tests.unit.records.building import fact, person, records

ID = "2021-scored"
AT = datetime(2021, 10, 18, 9, tzinfo=clock.CHINA)
TODAY = AT.date()
PERIOD = {"from": "2021-10-18", "to": "2021-10-25", "workdays": 5}
PEOPLE = [person("S01", 姓名="丁𬭎"), person("S02", 姓名="韩䶮"), person("S03")]
FACTS = [fact("S01"), fact("S01", 等级="嘉奖", 日期="2013-07-01"), fact("S02")]


def open_scored(engine: Engine, facts: Sequence[Mapping[str, Any]] = FACTS) -> None:
    """Opened, entered by the clerk, reviewed by another, scored."""
    row = Campaign(
        id=ID, title="虚构区2021年度安置", district="虚构区", year=2021, issuer="虚构区退役军人事务局",
        fictional=True, opened_on=date(2021, 9, 13), contact_office="安置科", contact_phone="0000-0000000",
        contact_address="虚构路0号", objection_guide="书面提出", session_rules=load_rules("default").text,
        salt_key="5a" * 32,
    )  # fmt: skip
    pack = scoring.load_pack("soldiers-2018")
    sergeants = Category(campaign_id=ID, id="sergeant", label="士官", place=0, pack_text=pack.text)
    with transaction(engine) as db:
        open_campaign(db, row, [sergeants], by="staffing", at=AT)
        import_records(db, ID, read_records(records(PEOPLE, facts)), by="clerk", at=AT)
        review(db, ID, by="reviewer", at=AT)
        score(db, ID, reason="首次评分", by="clerk", at=AT)


def content_of(db: Session, kind: str = "scores", number: str = "虚公〔2021〕1号") -> dict[str, Any]:
    """What a list of the newest standing says."""
    heading = Heading(number, "公示", TODAY, PERIOD, ("现予公示。",))
    documents = public_documents.drafted(db, ID)
    if kind == "scores":
        return contents.scores(heading, documents)
    return contents.correction(heading, documents, corrects="虚公〔2021〕1号", reason="更正")


def posted(db: Session, content: dict[str, Any]) -> Notice:
    """Entered in the register without the paper being set."""
    return post(db, ID, Prepared(content, b"%PDF-"), by="clerk", at=AT)
