"""From a template and what it is to show to an answer.

Every page made here has `account` (or None), `csrf_token`, `campaign` (the row of the one asked for, or
None), `path`, `own_address`, `beside`, `help`, `errors`, `links` and `desks` besides what its handler gives.
Pages of the desks extend `components/desk.html`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import quote

import jinja2
from babel.dates import format_date
from litestar import Response
from litestar.enums import MediaType
from sqlalchemy import Engine
from sqlmodel import Session, select

from public_notices.environment import environment
from public_notices.pages import page_path
from resettlement import clock, database, translation
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import (
    BadInputError,
    ConflictError,
    RefusedError,
    ResettlementError,
    StorageError,
)
from resettlement.office.service import public_address
from resettlement.web.addresses import asked, here, linked
from resettlement.web.cache_key import NEWEST_FIRST
from resettlement.web.campaign_list import ListedCampaign, list_campaigns
from resettlement.web.help_parts import part_of
from resettlement.web.security import AnyRequest, AnyResponse, account_or_none, csrf_token

STATUS: tuple[tuple[type[ResettlementError], int], ...] = (
    (ConflictError, 409),
    (RefusedError, 422),
    (BadInputError, 422),
    (StorageError, 503),
)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DESKS = {
    "/staff": ("工作台", {Role.CLERK, Role.REVIEWER, Role.STAFFING, Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "/staff/session": ("开场", {Role.HOST}),
    "/hall/control": ("选岗控制台", {Role.HOST, Role.ADMINISTRATOR}),
    "/hall/standby": ("备选区", {Role.HOST, Role.CLERK, Role.REVIEWER, Role.ADMINISTRATOR}),
    "/hall/supervisor": ("监督席", {Role.SUPERVISOR, Role.ADMINISTRATOR}),
    "/hall/closing": ("核对与签认", {Role.NOTARY}),
    "/callers": ("回访", {Role.CALLER, Role.ADMINISTRATOR}),
}


@dataclass(frozen=True)
class LiveLinks:
    """Where things are on the live site (public_notices.pages.Links); English pages are under `/en`."""

    language: str = translation.CHINESE
    live: bool = True

    def page(self, name: str) -> str:
        return _address(name, self.language)

    def html(self, path: str) -> str:
        return _address(path, self.language)

    def switched(self, path: str) -> str:
        return _address(path, translation.other_than(self.language))

    def asset(self, name: str) -> str:
        return f"/assets/{name}"

    def file(self, path: str) -> str:
        return here(f"/{quote(path)}")

    @property
    def home(self) -> str:
        """The list of all campaigns."""
        return _address("campaigns", self.language)


def _address(path: str, language: str) -> str:
    """`index.html` is the home page, the other pages stand without their suffix, those in folders with it."""
    name = path if "/" in path else path.removesuffix(".html").replace("index", "")
    return here(quote(f"/{page_path(name, language)}"))


def page(request: AnyRequest, template: str, /, status: int = 200, **context: object) -> AnyResponse:
    """A page as an answer; call it in the handler's thread, outside any transaction."""
    text = rendered(request, template, **context)
    return Response(text, status_code=status, media_type=MediaType.HTML)


def download(content: bytes, name: str, media_type: str) -> AnyResponse:
    """A file to keep, under a name that may be Chinese (RFC 6266)."""
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media_type, headers={"content-disposition": disposition})


def refused(
    request: AnyRequest, template: str, error: ResettlementError, /, **context: object
) -> AnyResponse:
    """The same page once more with what is wrong on top (`errors`); give back in `context` what was typed.

    409 for ConflictError: the board has changed; 422 for a refusal; 503 where the database cannot write.
    """
    return page(request, template, status=status_of(error), errors=[error.message], **context)


def rendered(request: AnyRequest, template: str, /, **context: object) -> str:
    """The HTML of a page or of a fragment."""
    account = account_or_none(request)
    usual: dict[str, object] = {
        "account": account,
        "csrf_token": csrf_token(request),
        "path": request.scope["path"],
        "own_address": here(quote(request.scope["path"])),
        "errors": [],
        "beside": (),
        "help": part_of(request.scope["path"]),
        "links": LiveLinks(translation.language()),
        "desks": [(url, label) for url, (label, roles) in DESKS.items() if account and account.role in roles],
    }
    if "campaign" not in context:
        usual["campaign"] = read_campaign(request.app.state.get("engine"))
    if account or asked() is None:
        usual["beside"] = every = _beside(request.app.state.get("engine"))
        if asked() is None and len(every) > 1:
            usual["campaign"] = None  # what all campaigns share is of none of them
    return linked(translation.voiced(templates().get_template(template).render(**{**usual, **context})))


def _beside(engine: Engine | None) -> tuple[ListedCampaign, ...]:
    if engine is None:
        return ()
    with database.reading(engine) as db:
        return list_campaigns(db, clock.now().date())


def site_address(request: AnyRequest) -> str:
    """Where phones reach the site, for what is printed or shown on the big screen; links follow behind it.

    As the office has said, else as it was opened here.
    """
    with database.reading(request.app.state.engine) as db:
        return public_address(db) or str(request.base_url).rstrip("/")


def status_of(error: ResettlementError) -> int:
    """The HTTP status of an error that a person can mend; 500 for what nobody at a desk can."""
    return next((status for kind, status in STATUS if isinstance(error, kind)), 500)


_DEMONSTRATION = (
    "演示时钟只用于虚构的示例，而数据库里已有真实的批次。没有写入任何内容。"
    "请停止演示程序，改用 resettlement serve 启动。"
)


def read_campaign(engine: Engine | None) -> Campaign | None:
    """The campaign whose address was asked for; where none was, the one opened last."""
    if engine is None:
        return None
    with database.reading(engine) as db:
        return find_campaign(db)


def find_campaign(db: Session) -> Campaign | None:
    """The same inside a transaction.

    Raises StorageError where a real campaign was opened beside a demonstration that runs already: nothing
    about real people may be dated by its clock (resettlement.campaign.demonstration).
    """
    query = select(Campaign).order_by(*NEWEST_FIRST).limit(1)
    if campaign_id := asked():
        query = query.where(Campaign.id == campaign_id)
    found = db.exec(query).first()
    if found and not found.fictional and clock.demonstrated_since():
        raise StorageError("clock.demonstration", _DEMONSTRATION)
    return found


def _demonstrated_day() -> str:
    """The day that a demonstration's clock shows, for the banner of a sample; "" where none runs."""
    if clock.demonstrated_since() is None:
        return ""
    locale = "en_GB" if translation.language() == translation.ENGLISH else "zh"
    return format_date(clock.now().date(), "long", locale=locale)


environment().globals["demonstrated_day"] = _demonstrated_day  # for the public pages too


@cache
def templates() -> jinja2.Environment:
    """The strict environment of the notices."""
    return environment().overlay()
