"""The signed agreements: which picks have one filed, and the scans, for the desks of the hall alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import get, post
from litestar.di import Provide
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlalchemy import Engine

from public_notices.wording import moment
from resettlement import database
from resettlement.campaign.tables import Campaign
from resettlement.errors import ResettlementError
from resettlement.journal.service import act
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
from resettlement.web.hall.papers import DESK
from resettlement.web.rendering import find_campaign, page, refused
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine
from resettlement.web.staff.common import CurrentForm, download, file_of, form_of, text_of

PATH = "/hall/signed"
LIST, ONE = "hall/signed.html", "hall/signed_one.html"


@dataclass(frozen=True)
class _Papers:
    """The picks of the real session, and whom and what they name; `rehearsing`: the hall shows another."""

    campaign: Campaign
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


@get(f"{PATH}/{{version:int}}", guards=[DESK], sync_to_thread=True)
def one(request: AnyRequest, engine: CurrentEngine, version: FromPath[int]) -> AnyResponse:
    """The scans of the pick in entry `version`, and the form to file one."""
    return page(request, ONE, **_of(engine, version))


@post(
    f"{PATH}/{{version:int}}",
    guards=[DESK],
    sync_to_thread=True,
    dependencies={"form": Provide(form_of)},
    request_max_body_size=2 * MOST_BYTES,  # what is a little too big is told so in its own page
)
def file_one(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    version: FromPath[int],
    form: CurrentForm,
) -> AnyResponse:
    """File a scan; an earlier one stays and is no longer the one shown first."""
    shown, session_id = _of(engine, version), text_of(form, "session")
    try:
        act(
            engine,
            stream_of(session_id),
            lambda db, at: file_agreement(
                db, session_id, version, file_of(form, "scan"), by=account.id, at=at
            ),
        )
    except ResettlementError as error:
        return refused(request, ONE, error, **shown)
    return Redirect(f"{PATH}/{version}", status_code=303)


@get(f"{PATH}/{{version:int}}/{{number:int}}", guards=[DESK], sync_to_thread=True)
def scan_file(
    request: AnyRequest, engine: CurrentEngine, version: FromPath[int], number: FromPath[int]
) -> AnyResponse:
    """One scan, to be kept as a file: never shown inside a page, never in any cache."""
    try:
        with database.reading(engine) as db:
            campaign = find_campaign(db)
            row = scan(db, campaign.id, version, number) if campaign else None
    except ResettlementError as error:
        return refused(request, ONE, error, **_of(engine, version))
    if row is None:
        raise NotFoundException
    name = f"agreement-{version}-{row.candidate}-{number}.{SUFFIXES[row.media_type]}"
    return download(row.content, name, row.media_type)


def _read(engine: Engine) -> _Papers | None:
    """None before there is a campaign."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        if campaign is None:
            return None
        posts = {post.id: f"{post.id} {post.unit}·{post.title}" for post in positions(db, campaign.id)}
        rehearsing = rehearsal.on_screen(db, campaign.id) != campaign.id
        return _Papers(campaign, signings(db, campaign.id), names(db, campaign.id), posts, rehearsing)


def _of(engine: Engine, version: int) -> dict[str, Any]:
    found = _read(engine)
    one = [signing for signing in found.picks if signing.pick.version == version] if found else []
    if found is None or not one:
        raise NotFoundException
    return {**_shown(found), "pick": one[0].pick, "scans": one[0].scans}


def _shown(of: _Papers) -> dict[str, Any]:
    return {
        "of": of,
        "campaign": of.campaign,
        "when": moment,
        "size": lambda size: f"{size / MEGABYTE:.1f} MB",
    }


handlers: list[HTTPRouteHandler] = [signed, one, file_one, scan_file]
