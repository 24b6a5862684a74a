"""What everybody may see without an account: the bundle's pages as they stand now, and the objection form.

No route here looks at a cookie or sets one. A page is sent as ready bytes under a tag of its content.
"""

from __future__ import annotations

from typing import Any

from litestar import post, route
from litestar.enums import HttpMethod, MediaType
from litestar.exceptions import HTTPException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Response
from sqlalchemy import Engine

from public_notices import wording
from public_notices.pages import ASSETS, PAGES
from resettlement import clock, database, translation
from resettlement.accounts import attempts
from resettlement.campaign.service import stream_of
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import act
from resettlement.notices import objecting
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web import published
from resettlement.web.addresses import linked
from resettlement.web.published import PublicSite, State
from resettlement.web.rendering import LiveLinks, rendered, status_of, templates
from resettlement.web.response_cache import Prepared, answer, answer_cached, prepare
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, anyone
from resettlement.web.sent_form import Form
from resettlement.web.static_site import read_file

READ = (HttpMethod.GET, HttpMethod.HEAD)
FOLDERS = ("people", "standing", "notices")
MOST_FOUND = 100
OBJECTIONS_AN_HOUR = 5
"""Of one address, counted for all servers of the office together."""


def _page_handler(name: str, language: str) -> HTTPRouteHandler:
    @route(LiveLinks(language).page(name), http_method=READ, guards=[anyone])
    async def shown(request: AnyRequest) -> AnyResponse:
        return await answer_cached(request, lambda: _page(request, name))

    return shown


def _page(request: AnyRequest, name: str) -> Prepared:
    state = _site(request).state()
    if state is None and name == "index":
        return prepare(rendered(request, "public/no_campaign.html", campaign=None).encode(), "html")
    return _existing(state).page(f"{name}.html")


def _folder_handler(folder: str, language: str) -> HTTPRouteHandler:
    """The pages that stand in a folder: one for each person, part of the standing, or notice."""

    @route(f"{LiveLinks(language).html(folder + '/')}{{file:str}}", http_method=READ, guards=[anyone])
    async def shown(request: AnyRequest, file: FromPath[str]) -> AnyResponse:
        return await answer_cached(request, lambda: _in_folder(_site(request), folder, file))

    return shown


def _in_folder(site: PublicSite, folder: str, file: str) -> Prepared:
    state = _existing(site.state())
    if folder == "notices" and file.endswith(".pdf"):
        return published.notice_pdf(site.engine, state.key[0], file.removesuffix(".pdf"))
    return state.page(f"{folder}/{file}")


def _find_handler(language: str) -> HTTPRouteHandler:
    @route(LiveLinks(language).page("find"), http_method=READ, guards=[anyone], sync_to_thread=True)
    def find(request: AnyRequest, who: FromQuery[str] = "") -> AnyResponse:
        """The person whose number or masked name was typed; where several fit, their names."""
        state = _existing(_site(request).state())
        found = state.view.found(who) if who.strip() else ()
        if len(found) == 1:
            page = LiveLinks(translation.language()).html(f"people/{found[0].candidate}.html")
            return Redirect(page, status_code=303)
        shown: dict[str, Any] = {
            "path": "find",
            "current": "standing",
            "asked": who,
            "found": found,
            "most": MOST_FOUND,
        }
        return _rendered("public/find.html", state, 200, **shown)

    return find


@route("/data/{file:str}", http_method=READ, guards=[anyone])
async def data_file(request: AnyRequest, file: FromPath[str]) -> AnyResponse:
    """One of the bundle's data files."""
    name = file.removesuffix(".json")
    return await answer_cached(request, lambda: _existing(_site(request).state()).data_file(name))


@route("/bundle.zip", http_method=READ, guards=[anyone])
async def whole_bundle(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The public bundle to take home and check."""
    return await answer_cached(request, lambda: _existing(_site(request).state()).bundle(engine))


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
    def objection_form(
        request: AnyRequest, engine: CurrentEngine, candidate: FromQuery[str] = ""
    ) -> AnyResponse:
        """The form, while a notice is open; else when and where to turn. A person's page gives the number."""
        state = _existing(_site(request).state())
        return _form(engine, state, objecting.typed({"candidate": candidate}))

    return objection_form


def _objection_filed(language: str) -> HTTPRouteHandler:
    @post(LiveLinks(language).page("object"), guards=[anyone], sync_to_thread=True)
    def file_objection(request: AnyRequest, engine: CurrentEngine, data: Form) -> AnyResponse:
        """File the objection and show its number."""
        return _file(request, engine, data)

    return file_objection


def _file(request: AnyRequest, engine: Engine, data: dict[str, str]) -> AnyResponse:
    state, typed = _existing(_site(request).state()), objecting.typed(data)
    if problems := objecting.problems(typed, _sheets(state)):
        return _form(engine, state, typed, problems, 422)
    if not _admitted(engine, request.client.host if request.client else ""):
        return _form(
            engine, state, typed, {"text": _("一小时内提交的次数太多，请稍后再试，或当面提出。")}, 429
        )
    try:
        receipt = act(
            engine,
            stream_of(state.key[0]),
            lambda db, at: objecting.file_online(db, state.key[0], typed, at=at),
        )
    except (BadInputError, RefusedError) as error:
        wrong = {str(error.arguments.get("field", "text")): error.message}
        return _form(engine, state, typed, wrong, status_of(error))
    return _rendered(
        "public/objection_receipt.html", state, 201, path="object", current="object", receipt=receipt
    )


def _admitted(engine: Engine, address: str) -> bool:
    limits = {"address": OBJECTIONS_AN_HOUR}
    with database.transaction(engine) as db:
        return attempts.counted(
            db, "objections/online", f"objections/{address}", clock.now(), limits, window=attempts.LONGEST
        )


def _form(
    engine: Engine,
    state: State,
    typed: dict[str, str],
    problems: dict[str, str] | None = None,
    status: int = 200,
) -> AnyResponse:
    with database.reading(engine) as db:
        notices = objecting.open_notices(db, state.key[0], clock.now().date())
    sheet = _sheets(state).get(typed["candidate"])
    lines = objecting.lines_of(sheet) if sheet else []
    shown: dict[str, Any] = {
        "typed": typed | {"notice": typed["notice"] or (notices[0].number if notices else "")},
        "problems": problems or {},
        "notices": [(notice.number, _labelled(notice)) for notice in notices],
        "items": [(item, looked_up(item)) for item in objecting.ITEMS],
        "filers": [(filer, looked_up(label)) for filer, label in objecting.FILERS.items()],
        "lines": [("", _("没有特别指哪一行")), *((line, line) for line in lines)],
        "max_text": objecting.MAX_TEXT,
    }
    return _rendered("public/object.html", state, status, path="object", current="object", **shown)


def _labelled(notice: objecting.OpenNotice) -> str:
    return _(
        "%(number)s %(title)s（公示期至 %(day)s）",
        number=notice.number,
        title=notice.title,
        day=wording.shown_day(notice.period.last_on.isoformat()),
    )


def _sheets(state: State) -> dict[str, Any]:
    """The posted sheets by candidate."""
    return {candidate: row.sheet for candidate, (row, group) in state.view.everybody.items()}


def _rendered(template: str, state: State, status: int, **context: Any) -> AnyResponse:
    text = translation.voiced(
        templates()
        .get_template(template)
        .render(
            view=state.view,
            campaign=state.view.campaign,
            links=LiveLinks(translation.language()),
            pages=PAGES,
            words=wording,
            **context,
        )
    )
    text = linked(text)
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
    *(_folder_handler(folder, language) for folder in FOLDERS for language in translation.LANGUAGES),
    *(_find_handler(language) for language in translation.LANGUAGES),
    *(_objection_form(language) for language in translation.LANGUAGES),
    *(_objection_filed(language) for language in translation.LANGUAGES),
    data_file,
    verifier,
    whole_bundle,
    asset,
]
