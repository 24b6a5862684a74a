"""The home page: every campaign of the office, the newest first, with what is open in it now."""

from __future__ import annotations

from dataclasses import dataclass

from litestar import route
from litestar.enums import HttpMethod
from litestar.handlers import HTTPRouteHandler

from public_notices import wording
from resettlement import clock, database, translation
from resettlement.selection.wishes.times import times
from resettlement.translation import gettext as _
from resettlement.web.addresses import at
from resettlement.web.campaign_list import ListedCampaign, list_campaigns
from resettlement.web.rendering import LiveLinks, rendered
from resettlement.web.response_cache import Prepared, answer_cached, prepare
from resettlement.web.security import AnyRequest, AnyResponse, anyone

READ = (HttpMethod.GET, HttpMethod.HEAD)


@dataclass(frozen=True)
class Door:
    """A campaign of the list: where it is, and what one can do there now (address, label)."""

    of: ListedCampaign
    address: str
    now: tuple[tuple[str, str], ...]


def _home_of(language: str) -> HTTPRouteHandler:
    @route(LiveLinks(language).home, http_method=READ, guards=[anyone])
    async def home(request: AnyRequest) -> AnyResponse:
        """The list for everybody: the same bytes until somebody writes to the journal, or a day ends."""
        return await answer_cached(request, lambda: _page(request))

    return home


def _page(request: AnyRequest) -> Prepared:
    now = clock.now()
    with database.reading(request.app.state.engine) as db:
        doors = [_door(one, times(db, one.id).is_open(now)) for one in list_campaigns(db, now.date())]
    return prepare(rendered(request, "public/campaigns.html", doors=doors, campaign=None).encode(), "html")


def _door(one: ListedCampaign, wishing: bool) -> Door:
    with at(one.id):
        links = LiveLinks(translation.language())
        now = []
        if one.in_session:
            now.append((links.page("board"), _("选岗会正在进行：看现场看板")))
        if wishing:
            now.append((links.page("wishes"), _("可以填报志愿")))
        if one.object_until:
            until = wording.shown_day(one.object_until.isoformat())
            now.append((links.page("object"), _("可以提出异议，到 %(day)s 为止", day=until)))
        if "result" in one.posted:
            now.append((links.page("result"), _("看选岗结果")))
            now.append((links.file("bundle.zip"), _("下载公开包，自己核对")))
        return Door(one, links.page("index"), tuple(now))


handlers: list[HTTPRouteHandler] = [_home_of(language) for language in translation.LANGUAGES]
