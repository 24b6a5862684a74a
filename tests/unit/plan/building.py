"""The sample's plan, to be changed."""

from __future__ import annotations

import re
from datetime import datetime
from functools import cache

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.tables import Campaign
from resettlement.plan.opening import open_plan
from resettlement.plan.reading import Plan, plan_of, read_plan
from resettlement.sample import folder

ID = "yunhe-2021"
AT = datetime(2021, 9, 13, 9, tzinfo=clock.CHINA)


@cache
def sample() -> Plan:
    """As it is shipped."""
    return read_plan(folder())


def text() -> str:
    """Its TOML."""
    return (folder() / "campaign.toml").read_text(encoding="utf-8")


def changed(*pairs: tuple[str, str], more: str = "") -> Plan:
    """The sample's plan with one text in the place of another, and more at its end."""
    told = text()
    for old, new in pairs:
        assert re.search(re.escape(old), told), old
        told = told.replace(old, new)
    return plan_of(told + more, sample().files)


def opened(db: Session, plan: Plan | None = None) -> Campaign:
    """Its campaign, opened."""
    return open_plan(db, plan or sample(), by="staffing", at=AT)
