"""`/staff/log`, `/staff/session/events`: the campaign's log and the session's, entry by entry, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session

from public_notices.event_words import campaign_event, session_event
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.journal.model import Entry, short
from resettlement.journal.service import read
from resettlement.positions.service import positions
from resettlement.records.service import names
from resettlement.selection.service import sessions
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import in_chinese
from resettlement.web.desk import Desk
from resettlement.web.staff.list_pages import list_at
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


def _campaign(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    entries = read(db, stream_of(campaign.id))
    told = {entry.version: campaign_event(entry.to_json()) for entry in entries}
    return listing(desk, "批次日志", "/staff/log", COLUMNS, _rows(entries, told))


def _session(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    who = {code: f"{code} {name}" for code, name in names(db, campaign.id).items()}
    posts = {one.id: f"{one.id} {one.unit}·{one.title}" for one in positions(db, campaign.id)}
    rows: list[dict[str, Any]] = []
    for number, session_id in enumerate(sessions(db, campaign.id), 1):
        entries = read(db, session_stream(session_id))
        told = {
            entry.version: session_event(
                entry.to_json(), lambda id_: who.get(id_, id_), lambda id_: posts.get(id_, id_)
            )
            for entry in entries
        }
        own = _rows(entries, told)
        rows = ([{**row, "version": f"{number}-{row['version']}"} for row in own] if rows else own) + rows
    return listing(desk, "选岗会日志", "/staff/session/events", COLUMNS, rows)


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


campaign_log, campaign_log_workbook = list_at(
    "/log", _campaign, lead=LEAD, tabs=TABS, export=in_chinese(_campaign)
)
session_log, session_log_workbook = list_at(
    "/session/events", _session, lead=LEAD, tabs=TABS, export=in_chinese(_session)
)
