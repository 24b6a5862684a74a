"""`/staff/log`, `/staff/session/events`: the campaign's log and the session's, entry by entry, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from litestar import get
from sqlmodel import Session

from public_notices.event_words import campaign_event, session_event
from resettlement import database
from resettlement.campaign.service import stream_of
from resettlement.journal.model import Entry, short
from resettlement.journal.service import read
from resettlement.positions.service import positions
from resettlement.records.service import names
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import in_chinese
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine
from resettlement.web.staff.common import LOOK, current, exported, show
from resettlement.web.staff.lists import Column, Listing, listing

LEAD = "每一步都记一条，一条扣着一条，不能改也不能删。这里写编号，不写内容和理由。"
TABS = (("/staff/log", "批次日志"), ("/staff/session/events", "选岗会日志"))
COLUMNS = (
    Column("version", "序号", number=True),
    Column("at", "时间"),
    Column("by", "经手"),
    Column("text", "事由"),
    Column("head", "日志头"),
)


@get("/log", guards=[LOOK], sync_to_thread=True)
def campaign_log(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Everything that was done in the campaign."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _campaign(request, db, campaign.id)
    return show(request, "list", campaign=campaign, listing=of, lead=LEAD, back="", tabs=TABS)


@get("/log.xlsx", guards=[LOOK], sync_to_thread=True)
def campaign_log_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same as a workbook."""
    with database.reading(engine) as db:
        return exported(in_chinese(_campaign)(request, db, current(db).id))


@get("/session/events", guards=[LOOK], sync_to_thread=True)
def session_log(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Everything that happened in the hall."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _session(request, db, campaign.id)
    return show(request, "list", campaign=campaign, listing=of, lead=LEAD, back="", tabs=TABS)


@get("/session/events.xlsx", guards=[LOOK], sync_to_thread=True)
def session_log_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same as a workbook."""
    with database.reading(engine) as db:
        return exported(in_chinese(_session)(request, db, current(db).id))


def _campaign(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    entries = read(db, stream_of(campaign_id))
    told = {entry.version: campaign_event(entry.to_json()) for entry in entries}
    return listing(request, "批次日志", "/staff/log", COLUMNS, _rows(entries, told))


def _session(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    entries = read(db, session_stream(campaign_id))
    who = {code: f"{code} {name}" for code, name in names(db, campaign_id).items()}
    posts = {one.id: f"{one.id} {one.unit}·{one.title}" for one in positions(db, campaign_id)}
    told = {
        entry.version: session_event(
            entry.to_json(), lambda id_: who.get(id_, id_), lambda id_: posts.get(id_, id_)
        )
        for entry in entries
    }
    return listing(request, "选岗会日志", "/staff/session/events", COLUMNS, _rows(entries, told))


def _rows(entries: Iterable[Entry], told: Mapping[int, str]) -> list[dict[str, Any]]:
    """The newest first."""
    rows = [
        {
            "version": entry.version,
            "at": entry.at[:19].replace("T", " "),
            "by": entry.by,
            "text": told[entry.version],
            "head": short(entry.hash),
        }
        for entry in entries
    ]
    return rows[::-1]
