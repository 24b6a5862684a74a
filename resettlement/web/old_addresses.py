"""Where an address without a campaign leads: those on papers and slips printed before there were several."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import parse_qs

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from resettlement import clock, database
from resettlement.campaign.stages import State, stages
from resettlement.campaign.tables import Campaign
from resettlement.progress import progress
from resettlement.publication.register import notice_name
from resettlement.publication.tables import Notice
from resettlement.records.tables import Candidate
from resettlement.rights import Role
from resettlement.web.cache_key import NEWEST_FIRST
from resettlement.web.campaign_list import ListedCampaign, list_campaigns
from resettlement.web.staff.overview import TASKS

DESKS = re.compile(r"/(?:staff|hall(?!/projector))(?=[/?]|$)")
"""What only the signed-in see; the big screen is everybody's."""

IN_THE_HALL = {Role.HOST, Role.SUPERVISOR, Role.NOTARY}
_PERSON = re.compile(r"(?:/en)?/people/([^/]+?)(?:\.html)?|/staff/records/([^/]+)(?:/.*)?")
_NOTICE = re.compile(r"(?:/en)?/notices/([^/]+?)(?:\.html|\.pdf)?")


class Campaigns:
    """The campaigns of a database by their addresses."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._known: set[str] = set()

    def knows(self, campaign_id: str) -> bool:
        """Whether there is such a campaign. None is ever removed: who was seen once is there for good."""
        if campaign_id not in self._known:
            with database.reading(self._engine) as db:
                if db.get(Campaign, campaign_id) is not None:
                    self._known.add(campaign_id)
        return campaign_id in self._known

    def every(self) -> tuple[str, ...]:
        """All of them, the newest first."""
        with database.reading(self._engine) as db:
            return tuple(db.exec(select(Campaign.id).order_by(*NEWEST_FIRST)))

    def meant(self, path: str, query: str, role: Role | None) -> str | None:
        """The campaign that an old address means; None where there is none at all.

        That of the person or notice it names where only one campaign has them; for somebody at a desk that
        where their work waits; else the one that is in session, or the newest.
        """
        with database.reading(self._engine) as db:
            every = list_campaigns(db, clock.now().date())
            named = _named(db, path, query)
            if len(named) == 1:
                return named[0]
            if role is not None and (waiting := _with_work(db, role, every)):
                return waiting
            return _in_session(every) or (every[0].id if every else None)


def _in_session(every: tuple[ListedCampaign, ...]) -> str | None:
    return next((one.id for one in every if one.in_session), None)


def _named(db: Session, path: str, query: str) -> list[str]:
    """The campaigns that have the person or the notice of an address."""
    asked = parse_qs(query)
    if person := _PERSON.fullmatch(path):
        return _with(db, person[1] or person[2])
    if notice := _NOTICE.fullmatch(path):
        return _posting(db, notice[1])
    return _with(db, *asked.get("candidate", asked.get("who", [])))


def _with(db: Session, *codes: str) -> list[str]:
    wanted = [code.strip().upper() for code in codes]
    return list(db.exec(select(Candidate.campaign_id).where(col(Candidate.code).in_(wanted)).distinct()))


def _posting(db: Session, name: str) -> list[str]:
    rows = db.exec(select(Notice.campaign_id, Notice.number))
    return sorted({campaign_id for campaign_id, number in rows if notice_name(number) == name})


def _with_work(db: Session, role: Role, every: Iterable[ListedCampaign]) -> str | None:
    """The campaign that comes to a task of this role soonest, the newest of equals; None where none does.

    For those who sit in the hall one that is in session counts before.
    """
    going = [one for one in every if not one.finished]
    if role in IN_THE_HALL and (held := next((one.id for one in going if one.in_session), None)):
        return held
    far = {one.id: away for one in going if (away := _stages_away(db, one.id, role)) is not None}
    return min(far, key=far.__getitem__, default=None)


def _stages_away(db: Session, campaign_id: str, role: Role) -> int | None:
    """How many stages after the current one the first task of this role comes; None where there is none."""
    found = stages(progress(db, campaign_id, clock.now().date()))
    now = next((at for at, stage in enumerate(found) if stage.state is State.CURRENT), len(found))
    tasks = (
        at for at, stage in enumerate(found) if any(role in TASKS[lack.task].roles for lack in stage.missing)
    )
    return next((abs(at - now) for at in tasks), None)
