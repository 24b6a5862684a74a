"""The web application: the live site of a database, a published folder, or both.

Each module of MODULES holds the routes of one audience, or gathers them in `handlers`; in `lifespan` stands
what runs beside them. Every route declares who may (resettlement.web.security). Headers are set in
`before_send`, so that errors carry them too.
"""

from __future__ import annotations

import asyncio
import logging
import os
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from litestar import Litestar, Request, Response, Router, route
from litestar.datastructures import State
from litestar.di import Provide
from litestar.enums import HttpMethod, MediaType
from litestar.exceptions import HTTPException, NotAuthorizedException, PermissionDeniedException
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect
from sqlalchemy import Engine

from public_notices.environment import environment
from resettlement import database, translation
from resettlement.campaign import demonstration
from resettlement.errors import ResettlementError
from resettlement.web import accounts
from resettlement.web.addresses import OF_THE_SITE, asked, at, here, linked, parted
from resettlement.web.desk import NoCampaignError, desk_of, handlers_in
from resettlement.web.language import language_of, speak_as_asked
from resettlement.web.old_addresses import DESKS, Campaigns
from resettlement.web.published import PublicSite
from resettlement.web.rendering import status_of
from resettlement.web.response_cache import ResponseCache, answer
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    account_of,
    add_headers,
    anyone,
    current_account,
    local_path,
)
from resettlement.web.setup import lead_there
from resettlement.web.staff.office import nothing_yet
from resettlement.web.static_site import folder_of, read_file

LOG = logging.getLogger(__name__)
MODULES = (
    "setup",
    "accounts",
    "language",
    "demonstration",
    "home",
    "handbook",
    "public",
    "wishing",
    "staff",
    "hall",
    "callers",
    "feed",
)
BELOW = {"staff": "/staff"}
"""Where the addresses of a module begin, if they do not say it themselves."""

SITE_VARIABLE = "RESETTLEMENT_SITE"
LIVE_VARIABLE = "RESETTLEMENT_LIVE"
READ = (HttpMethod.GET, HttpMethod.HEAD)
HOME = {"/": "/campaigns", "/en": "/en/campaigns", "/en/": "/en/campaigns"}
MAX_BODY = 20_000_000
ERRORS = {
    400: ("没有看懂这次提交", "提交的内容不完整。请回到上一页重新填写。"),
    401: ("请先登录", "登录已结束，这一步没有保存。请登录后再做一次。"),
    403: ("不能做这一步", "您的账号没有这一项权限。如需办理，请联系系统管理员。"),
    404: ("没有这一页", "地址可能写错了，或者这份资料还没有公布。请从首页重新查找。"),
    405: ("不能这样访问", "这个地址不接受这种访问方式。请从首页重新查找。"),
    409: ("有人先动过了", "您打开这一页之后，别人已经改动。请回到上一页，刷新后再做一次。"),
    410: ("已经不在这里", "这份资料已撤下或换了地方。请从首页重新查找。"),
    413: ("文件太大", "一次最多提交 20 MB。请拆成几个文件，或去掉其中的图片。"),
    415: ("这种文件收不了", "请按页面上写的格式提交，例如 .xlsx 工作簿。"),
    422: ("有一处填写不对", "请回到上一页，核对填写的内容后再提交。"),
    429: ("请稍后再试", "短时间内提交的次数太多。请稍后再试。"),
}
FROM_ELSEWHERE = ("这一步没有保存", "页面放得太久，或不是从本站打开的。请回到原来的页面，刷新后再做一次。")
MISUNDERSTOOD = ("这一步没有完成", "这次访问没有被接受。请回到上一页重试，或从首页重新查找。")
FAILED = ("暂时打不开", "服务器出了问题，请稍后再试。资料本身不受影响。")


class Site(Litestar):
    """In front of the router: the campaign is taken off the address, and old addresses are led on.

    A desk's old address is led on for the signed-in alone, who have work in one campaign or another.
    """

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        campaigns: Campaigns | None = self.state.campaigns
        if scope["type"] != "http" or campaigns is None:
            return await super().__call__(scope, receive, send)
        campaign_id, path = parted(scope["path"])
        if campaign_id is None:
            if onward := await self._onward(scope, campaigns):
                return await self._lead(onward, scope, send)
        elif await asyncio.to_thread(campaigns.knows, campaign_id):
            with at(campaign_id):
                scope["path"] = path
                return await super().__call__(scope, receive, send)
        return await super().__call__(scope, receive, send)

    async def _onward(self, scope: Any, campaigns: Campaigns) -> str | None:
        """The campaign that an address without one means; None for what all campaigns share."""
        path, role = scope["path"], None
        if path in HOME:
            return await asyncio.to_thread(self._home, campaigns, scope)
        if OF_THE_SITE.match(path):
            return None
        if DESKS.match(path):
            scope.setdefault("state", {})
            account = await account_of(Request(scope | {"litestar_app": self}))
            if account is None:
                return None
            role = account.role
        return await asyncio.to_thread(campaigns.meant, path, scope["query_string"].decode("latin-1"), role)

    def _home(self, campaigns: Campaigns, scope: Any) -> str | None:
        """The site's own home lists the campaigns; where there is but one, it leads there."""
        every = campaigns.every()
        if len(every) > 1:
            scope["path"] = HOME[scope["path"]]
        return every[0] if len(every) == 1 else None

    async def _lead(self, campaign_id: str, scope: Any, send: Any) -> None:
        """303 for what is read; 307 for a form, so that nothing typed is lost."""
        query = scope["query_string"]
        with at(campaign_id):
            place = here(quote(scope["path"])).encode() + (b"?" + query if query else b"")
        status = 303 if scope["method"] in ("GET", "HEAD") else 307
        headers = [(b"location", place), (b"content-length", b"0")]
        start = {"type": "http.response.start", "status": status, "headers": headers}
        await add_headers(start, scope)  # type: ignore[arg-type]
        await send(start)
        await send({"type": "http.response.body", "body": b""})


def create_app(engine: Engine | None = None, site: Path | None = None) -> Litestar:
    """The live site on `engine`; the files of the published folder `site`, which may be published again."""
    handlers: list[Any] = [healthz]
    lifespan: list[Any] = []
    if engine is not None:
        for name in MODULES:
            module = import_module(f"resettlement.web.{name}")
            found = getattr(module, "handlers", None) or handlers_in(module)
            handlers.append(Router(BELOW.get(name, "/"), route_handlers=found))
            lifespan += getattr(module, "lifespan", [])
    if site is not None:
        handlers.append(_published(["/{path:path}"] if engine else ["/", "/{path:path}"]))
    return Site(
        # One router: litestar 2.25 wraps a `sync_to_thread` handler again when another is added to its path.
        [Router("/", route_handlers=handlers)],
        state=served(engine, site),
        lifespan=lifespan,
        dependencies={
            "engine": Provide(_engine, sync_to_thread=False),
            "account": Provide(current_account, sync_to_thread=False),
            "desk": Provide(desk_of),
        },
        before_request=_before,
        before_send=[add_headers],
        exception_handlers={
            NotAuthorizedException: _to_sign_in,
            NoCampaignError: nothing_yet,
            ResettlementError: _refusal_page,
            HTTPException: _error_page,
            Exception: _error_page,
        },
        request_max_body_size=MAX_BODY,
        openapi_config=None,
    )


async def _before(request: AnyRequest) -> AnyResponse | None:
    """Every answer speaks as asked; an empty database leads to set-up."""
    await speak_as_asked(request)
    return await lead_there(request)


def served(engine: Engine | None, site: Path | None) -> State:
    """What an application serves, and all that its handlers know of it."""
    return State(
        {
            "engine": engine,
            "site": site,
            "public_site": PublicSite(engine) if engine else None,
            "responses": ResponseCache(engine) if engine else None,
            "campaigns": Campaigns(engine) if engine else None,
            "begun": False,
        }
    )


def from_environment() -> Litestar:
    """For a server that wants a factory: RESETTLEMENT_LIVE is a database URL, RESETTLEMENT_SITE a folder."""
    url, site = os.environ.get(LIVE_VARIABLE), os.environ.get(SITE_VARIABLE)
    engine = database.connect(url) if url else None
    if engine is not None:
        demonstration.keep(engine)
    return create_app(engine, Path(site) if site else None)


@route("/healthz", http_method=READ, guards=[anyone], sync_to_thread=False, media_type=MediaType.TEXT)
def healthz() -> str:
    """Answers as soon as requests are served."""
    return "ok\n"


def _engine(request: AnyRequest) -> Engine:
    engine: Engine = request.app.state.engine
    return engine


def _published(paths: list[str]) -> HTTPRouteHandler:
    # Not `sync_to_thread`: litestar 2.25 wraps a handler of two paths twice and then awaits it once.
    @route(paths, http_method=READ, guards=[anyone])
    async def published(request: Request[Any, Any, Any]) -> AnyResponse:
        site = folder_of(request.app.state.site, asked())
        file = await asyncio.to_thread(read_file, site, request.scope["path"])
        if file is None:
            raise HTTPException(status_code=404)
        return answer(request, file)

    return published


def _to_sign_in(request: AnyRequest, error: NotAuthorizedException) -> AnyResponse:
    """A page that needs an account leads to the sign-in and back; a form that was sent waits meanwhile."""
    query = request.url.query
    place = here(quote(request.scope["path"])) + (f"?{query}" if query else "")
    if request.method == "GET" and "text/html" in request.headers.get("accept", ""):
        return Redirect(f"/sign-in?to={quote(place)}", status_code=303)
    if held := request.scope["state"].get("held"):
        translation.speak(language_of(request))
        return accounts.sign_in_again(request, place, held)
    return _error_page(request, error)


def _refusal_page(request: AnyRequest, error: ResettlementError) -> AnyResponse:
    """A rule that was broken where the handler did not show it in its own page."""
    status = status_of(error)
    if status == 500:
        return _error_page(request, error)
    return _page(status, "这一步没有完成", error.message)


def _error_page(request: AnyRequest, error: Exception) -> AnyResponse:
    status = error.status_code if isinstance(error, HTTPException) else 500
    translation.speak(language_of(request))  # no route was found, so nothing has asked yet
    if status == 500:
        LOG.error("a request failed", exc_info=error)  # for the office; the reader sees none of it
    if isinstance(error, PermissionDeniedException) and error.detail == "csrf":
        return _page(status, *FROM_ELSEWHERE)
    otherwise = FAILED if status >= 500 else MISUNDERSTOOD
    return _page(status, *ERRORS.get(status, otherwise), sign_in=_sign_in(request) if status == 401 else "")


def _sign_in(request: AnyRequest) -> str:
    """The sign-in that leads back: to the page asked for, or to that on which the form stood."""
    sent_from = urlsplit(request.headers.get("referer", ""))
    back = here(quote(request.scope["path"])) if request.method == "GET" else local_path(sent_from.path)
    return f"/sign-in?to={quote(back)}"


def _page(status: int, title: str, text: str, *, sign_in: str = "") -> AnyResponse:
    page = environment().get_template("errors/page.html").render(title=title, text=text, sign_in=sign_in)
    return Response(linked(page), status_code=status, media_type=MediaType.HTML)
