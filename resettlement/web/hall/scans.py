"""The signed agreements: which picks have one filed, and the scans, for the desks of the hall alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine

from public_notices.wording import moment
from resettlement import database
from resettlement.campaign.tables import Campaign
from resettlement.papers.lot_pictures import picture
from resettlement.papers.signed import (
    MOST_BYTES,
    SUFFIXES,
    Signing,
    file_agreement,
    scan,
    signings,
    stream_of,
)
from resettlement.positions.service import positions
from resettlement.records.scans import MEGABYTE
from resettlement.records.service import names
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.service import current, read_log
from resettlement.selection.session.events.lot_drawn import LotDrawn
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.hall.papers import DESK
from resettlement.web.rendering import download, find_campaign, page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine

PATH = "/hall/signed"
LIST, ONE = "hall/signed.html", "hall/signed_one.html"


@dataclass(frozen=True)
class _Papers:
    """The picks of the session opened last, whom and what they name; `rehearsing`: the hall shows another."""

    campaign: Campaign
    session: str
    picks: tuple[Signing, ...]
    names: Mapping[str, str]
    posts: Mapping[str, str]
    rehearsing: bool

    def matching(self, q: str) -> list[Signing]:
        """By number of the person or the pick, by name or post; all without words."""
        wanted = q.casefold().split()
        return [one for one in self.picks if all(self._has(one, word) for word in wanted)]

    def _has(self, one: Signing, word: str) -> bool:
        pick = one.pick
        text = f"{pick.candidate} {self.names.get(pick.candidate, '')} {pick.position}".casefold()
        return word in text or word == str(pick.order)


@get(PATH, guards=[DESK], sync_to_thread=True)
def signed(request: AnyRequest, engine: CurrentEngine, q: FromQuery[str] = "") -> AnyResponse:
    """Every pick with its scan, or that it is missing."""
    found = _read(engine)
    if found is None:
        return page(request, "hall/none.html")
    return page(request, LIST, **_shown(found), q=q, rows=found.matching(q[:60]))


def _one(desk: Desk, version: int, retry: Retry = FIRST, **_file: int) -> AnyResponse:
    found = _read(desk.engine)
    one = next((one for one in found.picks if one.pick.version == version), None) if found else None
    if found is None or one is None:
        raise NotFoundException
    shown = {**_shown(found), "pick": one.pick, "scans": one.scans}
    return page(desk.request, ONE, retry.status, errors=retry.errors, **shown)


@get(f"{PATH}/{{version:int}}", guards=[DESK], sync_to_thread=True)
def one(desk: AtDesk, version: FromPath[int]) -> AnyResponse:
    """The scans of the pick in entry `version`, and the form to file one."""
    return _one(desk, version)


@post(
    f"{PATH}/{{version:int}}",
    guards=[DESK],
    sync_to_thread=True,
    request_max_body_size=2 * MOST_BYTES,  # what is a little too big is told so in its own page
)
@or_show(_one)
def file_one(desk: AtDesk, version: FromPath[int]) -> AnyResponse:
    """File a scan; an earlier one stays and is no longer the one shown first."""
    session_id, content = desk.text("session"), desk.file("scan")
    desk.write_to(
        stream_of(session_id),
        lambda db, at: file_agreement(db, session_id, version, content, by=desk.by, at=at),
    )
    return Redirect(f"{PATH}/{version}", status_code=303)


@get(f"{PATH}/{{version:int}}/{{number:int}}", guards=[DESK], sync_to_thread=True)
@or_show(_one)
def scan_file(desk: AtDesk, version: FromPath[int], number: FromPath[int]) -> AnyResponse:
    """One scan, to be kept as a file: never shown inside a page, never in any cache."""
    with desk.reading() as db:
        campaign = find_campaign(db)
        row = scan(db, current(db, campaign.id), version, number) if campaign else None
    if row is None:
        raise NotFoundException
    name = f"agreement-{version}-{row.candidate}-{number}.{SUFFIXES[row.media_type]}"
    return download(row.content, name, row.media_type)


@get(f"{PATH}/lot", guards=[DESK], sync_to_thread=True)
@or_show(lambda desk, retry=FIRST: page(desk.request, "hall/none.html", retry.status, errors=retry.errors))
def lot_picture(desk: AtDesk) -> AnyResponse:
    """The picture of the lot of the session opened last, to be kept as a file."""
    with desk.reading() as db:
        campaign = find_campaign(db)
        session_id = current(db, campaign.id) if campaign else ""
        log = read_log(db, session_id) if campaign else None
        drawn = [e.event for e in log.session.history if isinstance(e.event, LotDrawn)] if log else []
        row = picture(db, session_id, drawn[0].picture) if drawn else None
    if row is None:
        raise NotFoundException
    return download(row.content, f"lot.{SUFFIXES[row.media_type]}", row.media_type)


def _read(engine: Engine) -> _Papers | None:
    """None before there is a campaign."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        if campaign is None:
            return None
        posts = {post.id: f"{post.id} {post.unit}·{post.title}" for post in positions(db, campaign.id)}
        session_id = current(db, campaign.id)
        rehearsing = rehearsal.on_screen(db, campaign.id) != session_id
        picks = signings(db, session_id)
        return _Papers(campaign, session_id, picks, names(db, campaign.id), posts, rehearsing)


def _shown(of: _Papers) -> dict[str, Any]:
    return {
        "of": of,
        "campaign": of.campaign,
        "when": moment,
        "size": lambda size: f"{size / MEGABYTE:.1f} MB",
    }
