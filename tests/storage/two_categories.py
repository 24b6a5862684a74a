"""Sergeants and conscripts (虚构) scored by one pack, each by figures of their own; walked by the services.

Everybody is posted, frozen, announced; the hall opens; whoever is called takes the first post left.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

import scoring
from resettlement import clock
from resettlement.campaign.service import open_campaign, stream_of
from resettlement.campaign.tables import Campaign, Category
from resettlement.database import transaction
from resettlement.hall.opening import open_hall
from resettlement.hall.recording import record_session
from resettlement.notices import contents
from resettlement.notices.contents import Heading
from resettlement.notices.freezing import freeze_standing
from resettlement.notices.posting import Prepared, post
from resettlement.positions.service import import_positions
from resettlement.positions.workbook import read_positions
from resettlement.publication import public_documents
from resettlement.records.changes import add_fact
from resettlement.records.model import Fact
from resettlement.records.service import import_records, review
from resettlement.records.workbook import read_records
from resettlement.selection.service import execute, load
from resettlement.selection.session.events import Call, Choose, Close
from resettlement.selection.session.rules import load_rules
from resettlement.selection.supervision import certify
from resettlement.standing.service import score
from tests.notices.forging import pdf_with
from tests.unit.records.building import fact, person, position, positions, records

ID = "2021-two"
DAY = date(2021, 12, 18)
SHORT = {"入伍日期": "2009-12-01", "退役日期": "2021-06-01", "类别": "义务兵"}
PEOPLE = [
    person("S01", 姓名="丁𬭎"), person("S02", 姓名="韩䶮"), person("S03", 姓名="江小虹"),
    person("C04", 姓名="石大川", **SHORT), person("C05", 姓名="苗青青", **SHORT),
    person("C06", 姓名="白振邦", **SHORT),
]  # fmt: skip
FACTS = [fact("S01"), fact("S02", 等级="嘉奖", 日期="2013-07-01"), fact("C04", 日期="2013-07-02"),
         fact("C05", 等级="嘉奖", 日期="2013-07-03")]  # fmt: skip
OVERLAY = """overlays = "soldiers-2018"
by = "虚构区退役军人事务局"
document = "虚构区工作方案（虚构）"
on = 2021-09-10
exactly_six_months = {}
"""
RULES = load_rules("default").settings
LOT = {"algorithm": "sha256", "source": "当众摇出的号码"}


def on(day: int, hour: int = 9, minute: int = 0, month: int = 10) -> datetime:
    return datetime(2021, month, day, hour, minute, tzinfo=clock.CHINA)


def opened(engine: Engine) -> None:
    """Opened, entered, reviewed and scored: two categories on one pack, half a year counted otherwise."""
    row = Campaign(
        id=ID, title="虚构区2021年度安置", district="虚构区", year=2021, issuer="虚构区退役军人事务局",
        fictional=True, opened_on=date(2021, 9, 13), contact_office="安置科", contact_phone="0000-0000000",
        contact_address="虚构路0号", objection_guide="书面提出", session_rules=load_rules("default").text,
        salt_key="5a" * 32,
    )  # fmt: skip
    pack = scoring.load_pack("soldiers-2018")
    figures = {"sergeant": ("士官", "1"), "conscript": ("义务兵", "0.5")}
    categories = [
        Category(
            campaign_id=ID, id=id_, label=label, place=place, pack_text=pack.text,
            overlay_text=OVERLAY.format(half),
        )
        for place, (id_, (label, half)) in enumerate(figures.items())
    ]  # fmt: skip
    offers = [position(f"P{n:02}", 接收单位="虚构中心" if n % 2 else "虚构所", 名额=2) for n in range(1, 5)]
    with transaction(engine) as db:
        open_campaign(db, row, categories, by="staffing", at=on(1))
        import_records(db, ID, read_records(records(PEOPLE, FACTS)), by="clerk", at=on(2))
        import_positions(db, ID, read_positions(positions(offers)), by="staffing", at=on(2))
        review(db, ID, by="reviewer", at=on(3))
        score(db, ID, reason="首次评分", by="clerk", at=on(4))


def score_again(engine: Engine, candidate: str, day: int) -> None:
    """One commendation more (嘉奖), reviewed, everybody scored anew."""
    found = Fact("award", {"grade": "commendation", "on": f"2012-05-{day:02}"}, "个人奖励登记（报告）表")
    with transaction(engine) as db:
        add_fact(db, ID, candidate, found, reason="漏录", by="clerk", at=on(day))
        review(db, ID, by="reviewer", at=on(day))
        score(db, ID, reason="补录嘉奖", by="clerk", at=on(day, 10))


def posted(engine: Engine, kind: str, number: int, at: datetime, period: bool = True) -> None:
    """Entered in the register with just enough of a paper to carry its content."""
    until = (at.date() + timedelta(days=7)).isoformat()
    hangs = {"from": at.date().isoformat(), "to": until, "workdays": 5} if period else None
    heading = Heading(f"虚公〔2021〕{number}号", "公示", at.date(), hangs, ("现予公示。",))
    with transaction(engine) as db:
        content = _content(db, kind, heading)
        post(db, ID, Prepared(content, pdf_with(content)), by="clerk", at=at)


def _content(db: Session, kind: str, heading: Heading) -> dict[str, Any]:
    documents = public_documents.drafted(db, ID)
    match kind:
        case "correction":
            return contents.correction(heading, documents, corrects="虚公〔2021〕1号", reason="补录")
        case "announcement":
            told = {"date": DAY.isoformat(), "place": "礼堂", "roll_call": "8时30分"}
            heads = [public_documents.head(db, stream_of(ID))]
            return contents.announcement(
                heading, documents, session=told, lot=LOT, rules=RULES, further_rules=["按名次"], heads=heads
            )
        case "result":
            return contents.result(heading, documents, public_documents.result(db, ID))
        case "positions":
            return contents.positions(heading, documents)
        case _:
            return contents.scores(heading, documents)


def announced(engine: Engine) -> None:
    """Scores and positions on the wall, their periods over, the standing frozen, the session announced."""
    posted(engine, "scores", 1, on(18))
    posted(engine, "positions", 2, on(18, 10))
    with transaction(engine) as db:
        freeze_standing(db, ID, by="supervisor", at=on(27))
    posted(engine, "announcement", 3, on(8, month=11), period=False)


def hall_open(engine: Engine) -> None:
    with transaction(engine) as db:
        open_hall(db, ID, by="host", at=on(18, month=12))


def next_chooses(engine: Engine, minute: int) -> bool:
    """Whoever is next takes the first post with a seat left; False when everybody has had their turn."""
    at = on(18, 10, minute, month=12)
    with transaction(engine) as db:
        if not load(db, ID).next_in_turn:
            return False
        execute(db, ID, Call(), by="host", at=at)
        session = load(db, ID)
        who = session.at_table[0].candidate
        choice = Choose(who, session.open_to(who)[0], despite_warning=True)
        execute(db, ID, choice, by="host", at=at + timedelta(seconds=30))
    return True


def closed_and_recorded(engine: Engine) -> None:
    with transaction(engine) as db:
        execute(db, ID, Close(), by="host", at=on(18, 11, month=12))
        certify(db, ID, by="supervisor", at=on(18, 12, month=12))
        record_session(db, ID, by="supervisor", at=on(18, 13, month=12))
