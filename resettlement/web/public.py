"""What everybody may see without an account: the bundle's pages as they stand now, and the objection form.

No route here looks at a cookie or sets one. A page is sent as ready bytes under a tag of its content.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any

from litestar import post, route
from litestar.enums import HttpMethod, MediaType, RequestEncodingType
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body, FromPath
from litestar.response import Response
from sqlalchemy import Engine

from public_notices import translation, wording
from public_notices.pages import ASSETS, PAGES
from resettlement import clock, database
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.web import objecting, published
from resettlement.web.limits import RateLimit
from resettlement.web.published import PublicSite, State
from resettlement.web.ready import Ready, answer, kept, ready
from resettlement.web.rendering import LiveLinks, rendered, status_of, templates
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, anyone
from resettlement.web.static_site import read_file

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
READ = (HttpMethod.GET, HttpMethod.HEAD)
TOO_MANY = "objections.too_many"
OBJECTIONS = RateLimit(5, timedelta(hours=1))


def _page_handler(name: str, language: str) -> HTTPRouteHandler:
    @route(LiveLinks(language).page(name), http_method=READ, guards=[anyone])
    async def shown(request: AnyRequest) -> AnyResponse:
        return await kept(request, lambda: _page(request, name))

    return shown


def _page(request: AnyRequest, name: str) -> Ready:
    state = _site(request).state()
    if state is None and name == "index":
        return ready(rendered(request, "public/no_campaign.html", campaign=None).encode(), "html")
    return _existing(state).page(name)


@route("/notices/{file:str}", http_method=READ, guards=[anyone])
async def notice(request: AnyRequest, file: FromPath[str]) -> AnyResponse:
    """A notice as a page (`.html`) or the PDF that was posted."""
    return await kept(request, lambda: _notice(_site(request), *file.rsplit(".", 1)))


def _notice(site: PublicSite, name: str, suffix: str = "") -> Ready:
    state = _existing(site.state())
    match suffix:
        case "html":
            return state.notice(name)
        case "pdf":
            return published.notice_pdf(site.engine, state.key[0], name)
        case _:
            raise HTTPException(status_code=404)


@route("/en/notices/{file:str}", http_method=READ, guards=[anyone])
async def notice_in_english(request: AnyRequest, file: FromPath[str]) -> AnyResponse:
    """The page of a notice as Chinese as it was posted, with what stands around it in English."""
    name = file.removesuffix(".html")
    return await kept(request, lambda: _existing(_site(request).state()).notice(name))


@route("/data/{file:str}", http_method=READ, guards=[anyone])
async def data_file(request: AnyRequest, file: FromPath[str]) -> AnyResponse:
    """One of the bundle's data files."""
    name = file.removesuffix(".json")
    return await kept(request, lambda: _existing(_site(request).state()).data_file(name))


@route("/bundle.zip", http_method=READ, guards=[anyone])
async def whole_bundle(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The public bundle to take home and check."""
    return await kept(request, lambda: _existing(_site(request).state()).bundle(engine))


@route("/verify.py", http_method=READ, guards=[anyone], sync_to_thread=True)
def verifier(request: AnyRequest) -> AnyResponse:
    """The program with which anybody checks the bundle."""
    return answer(request, published.verifier())


@route("/assets/{name:str}", http_method=READ, guards=[anyone], sync_to_thread=True)
def asset(request: AnyRequest, name: FromPath[str]) -> AnyResponse:
    """Style sheets, scripts and pictures."""
    file = read_file(ASSETS, name)
    if file is None:
        raise HTTPException(status_code=404)
    return answer(request, file)


def _objection_form(language: str) -> HTTPRouteHandler:
    @route(LiveLinks(language).page("object"), http_method=READ, guards=[anyone], sync_to_thread=True)
    def objection_form(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
        """The form, while a notice is open; else when and where to turn."""
        return _form(request, engine, _existing(_site(request).state()))

    return objection_form


def _objection_filed(language: str) -> HTTPRouteHandler:
    @post(LiveLinks(language).page("object"), guards=[anyone], sync_to_thread=True)
    def file_objection(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
        """File the objection and show its number."""
        return _file(request, engine, data)

    return file_objection


def _file(request: AnyRequest, engine: Engine, data: dict[str, str]) -> AnyResponse:
    state, now = _existing(_site(request).state()), clock.now()
    try:
        typed = objecting.read(data, state.view.names)
        if not OBJECTIONS.admits(request.client.host if request.client else "", now):
            raise RefusedError(TOO_MANY, "一小时内提交的次数太多，请稍后再试，或当面提出。")
        receipt = objecting.file(engine, state.key[0], typed, at=now)
    except (BadInputError, RefusedError) as error:
        return _form(request, engine, state, data, error)
    return _rendered("public/objection_receipt.html", state, 201, receipt=receipt)


def _form(
    request: AnyRequest,
    engine: CurrentEngine,
    state: State,
    typed: dict[str, str] | None = None,
    error: ResettlementError | None = None,
) -> AnyResponse:
    with database.transaction(engine) as db:
        notices = objecting.open_notices(db, state.key[0], clock.now().date())
    return _rendered(
        "public/object.html",
        state,
        _status(error),
        notices=notices,
        typed=typed or {},
        field=error.arguments.get("field", "text") if error else "",
        error=error.message if error else "",
        items=objecting.ITEMS,
        filers=objecting.FILERS,
        max_text=objecting.MAX_TEXT,
    )


def _status(error: ResettlementError | None) -> int:
    if error is None:
        return 200
    return 429 if error.code == TOO_MANY else status_of(error)


def _rendered(template: str, state: State, status: int, **context: Any) -> AnyResponse:
    text = translation.voiced(
        templates()
        .get_template(template)
        .render(
            view=state.view,
            campaign=state.view.campaign,
            links=LiveLinks(translation.language()),
            path="object",
            pages=PAGES,
            words=wording,
            current="object",
            **context,
        )
    )
    return Response(text, status_code=status, media_type=MediaType.HTML)


def _site(request: AnyRequest) -> PublicSite:
    site: PublicSite = request.app.state.public_site
    return site


def _existing(state: State | None) -> State:
    if state is None:
        raise HTTPException(status_code=404)
    return state


handlers: list[HTTPRouteHandler] = [
    *(_page_handler(name, language) for name in PAGES for language in translation.LANGUAGES),
    *(_objection_form(language) for language in translation.LANGUAGES),
    *(_objection_filed(language) for language in translation.LANGUAGES),
    notice,
    notice_in_english,
    data_file,
    verifier,
    whole_bundle,
    asset,
]
