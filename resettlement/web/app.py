"""The web application: for now it serves a published folder, as any web server could.

Security headers are set in `before_send`, so that errors carry them too; there are no cookies and no state.
"""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any

from litestar import Litestar, Request, Response, route
from litestar.datastructures import MutableScopeHeaders
from litestar.enums import HttpMethod, MediaType
from litestar.exceptions import HTTPException
from litestar.types import Message, Scope

from public_notices.environment import environment
from resettlement.web.static_site import matches, read_file

SITE_VARIABLE = "RESETTLEMENT_SITE"
READ = (HttpMethod.GET, HttpMethod.HEAD)
HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
ERRORS = {
    404: ("没有这一页", "地址可能写错了，或者这份资料还没有公布。请从首页重新查找。"),
    405: ("不能这样访问", "这里的页面只供查看。请从首页重新查找。"),
}
FAILED = ("暂时打不开", "服务器出了问题，请稍后再试。资料本身不受影响。")


def create_app(site: Path) -> Litestar:
    """Serve the published folder `site`; it may be published anew while it is served."""

    # Not `sync_to_thread`: litestar 2.25 wraps a handler of two paths twice and then awaits it once.
    @route(["/", "/{path:path}"], http_method=READ)
    async def published(request: Request[Any, Any, Any]) -> Response[bytes]:
        known = request.headers.get("if-none-match")
        return await asyncio.to_thread(_send, site, request.scope["path"], known)

    return Litestar(
        [healthz, published],
        before_send=[_add_headers],
        exception_handlers={HTTPException: _error_page, Exception: _error_page},
        openapi_config=None,
    )


def from_environment() -> Litestar:
    """For a server that wants a factory: the folder named by RESETTLEMENT_SITE."""
    return create_app(Path(os.environ[SITE_VARIABLE]))


@route("/healthz", http_method=READ, sync_to_thread=False, media_type=MediaType.TEXT)
def healthz() -> str:
    """Answers as soon as requests are served."""
    return "ok\n"


def _send(site: Path, path: str, if_none_match: str | None) -> Response[bytes]:
    file = read_file(site, path)
    if file is None:
        raise HTTPException(status_code=404)
    headers = {"etag": file.etag, "cache-control": "no-cache"}
    if matches(file.etag, if_none_match):
        return Response(b"", status_code=304, headers=headers)
    return Response(file.content, media_type=file.content_type, headers=headers)


async def _add_headers(message: Message, scope: Scope) -> None:
    if message["type"] == "http.response.start":
        headers = MutableScopeHeaders.from_message(message)
        for name, value in HEADERS.items():
            headers[name] = value


def _error_page(request: Request[Any, Any, Any], error: Exception) -> Response[str]:
    status = error.status_code if isinstance(error, HTTPException) else 500
    title, text = ERRORS.get(status, FAILED)
    page = environment().get_template("errors/page.html").render(title=title, text=text)
    return Response(
        page, status_code=status, media_type=MediaType.HTML, headers={"cache-control": "no-store"}
    )
