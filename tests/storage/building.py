"""What storage tests put into a database. Everybody here is fictional (虚构)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.tables import Campaign, Category
from resettlement.journal.model import Draft, Entry
from resettlement.journal.service import append
from resettlement.positions.tables import Position, ReceivingUnit
from resettlement.records.tables import Candidate

CAMPAIGN = "2021-test"
ROOT = Path(__file__).parents[2]
"""Where a program that a test starts finds the packages."""
NINE = datetime(2021, 12, 18, 9, 0, 0, tzinfo=clock.CHINA)


def write(
    session: Session, stream: str, *numbers: int, at: datetime = NINE, **more: Any
) -> tuple[Entry, ...]:
    """Append one `noted` entry a number."""
    return append(session, stream, [Draft("noted", {"n": n}) for n in numbers], by="clerk", at=at, **more)


def assert_chained(entries: Sequence[Entry]) -> None:
    """The chain as docs/session-log.md says it, computed here without the code under test."""
    previous = "0" * 64
    for version, entry in enumerate(entries, 1):
        body = {name: value for name, value in entry.to_json().items() if name != "hash"}
        text = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        assert entry.version == version
        assert entry.previous == previous
        assert entry.hash == hashlib.sha256(text.encode()).hexdigest()
        previous = entry.hash


def add_campaign(session: Session) -> Campaign:
    """A campaign with a category of each kind, three people (O1, S1, S2) and two posts (P1, P2)."""
    campaign = Campaign(
        id=CAMPAIGN,
        title="虚构区2021年度安置",
        district="虚构区",
        year=2021,
        issuer="虚构区退役军人事务局",
        fictional=True,
        opened_on=date(2021, 9, 1),
        contact_office="安置科",
        contact_phone="000-0000000",
        contact_address="虚构路1号",
        objection_guide="书面提出",
        session_rules="",
        salt_key="5a" * 32,
    )
    session.add(campaign)
    session.flush()
    session.add_all(
        Category(campaign_id=CAMPAIGN, id=category, label=category, place=place, pack_text="")
        for place, category in enumerate(("officer", "sergeant"), 1)
    )
    session.add(ReceivingUnit(campaign_id=CAMPAIGN, name="虚构单位", kind="事业单位"))
    session.flush()
    session.add_all(
        Position(
            campaign_id=CAMPAIGN, id=f"P{place}", place=place, unit="虚构单位", title="职员", kind="事业",
            seats=1, coordinated=False, open_to="[]", majors="[]", certificates="[]",
        )
        for place in (1, 2)
    )  # fmt: skip
    session.add_all(
        _candidate(code, category, n)
        for n, (code, category) in enumerate((("O1", "officer"), ("S1", "sergeant"), ("S2", "sergeant")))
    )
    session.flush()
    return campaign


def _candidate(code: str, category: str, n: int) -> Candidate:
    return Candidate(
        campaign_id=CAMPAIGN, code=code, category=category, name=f"虚构{code}", sex="男",
        id_number=f"{n:018}", born_on=date(1985, 1, 1), enlisted_on=date(2003, 12, 1),
        discharged_on=date(2021, 12, 1), education="大专", political_status="党员",
        certificates="[]", avoid_units="[]", entered_by="clerk",
    )  # fmt: skip


def later(minutes: int) -> datetime:
    """So many minutes after nine."""
    return NINE + timedelta(minutes=minutes)
