"""One request to a desk: who works there, on which database, with which form; and forms that come back.

A handler takes a `Desk`, does what was asked and says where to go on. What is refused, or wrong with the
form, it raises: `or_show` answers with the page on which it is mended, with all that was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from functools import wraps
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import ParamSpec, TypeAlias, TypeVar

from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from sqlalchemy import Engine
from sqlmodel import Session

from public_notices.errors import NoticeError
from resettlement import clock, database
from resettlement.accounts.model import Account
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError, DifferenceError, ResettlementError
from resettlement.journal.service import act, lock
from resettlement.translation import gettext as _
from resettlement.web.rendering import find_campaign, status_of
from resettlement.web.security import AnyRequest, AnyResponse, current_account
from resettlement.web.sent_form import SentForm
from scoring import ScoringError

P = ParamSpec("P")
T = TypeVar("T")
Refusal: TypeAlias = ResettlementError | NoticeError | ScoringError


class NoCampaignError(BadInputError):
    """A page that works on a campaign was opened before there is one; the answer leads to what comes next."""


class Desk(SentForm):
    """What a handler works with."""

    def __init__(self, request: AnyRequest, form: FormMultiDict) -> None:
        super().__init__(form)
        self.request = request

    @property
    def engine(self) -> Engine:
        engine: Engine = self.request.app.state.engine
        return engine

    @property
    def account(self) -> Account:
        """Whom the guard let in."""
        return current_account(self.request)

    @property
    def by(self) -> str:
        """The account's id, as logs say who did something."""
        return self.account.id

    @property
    def address(self) -> str:
        """Where the request came from, by which attempts at a password are counted."""
        return self.request.client.host if self.request.client else ""

    def reading(self) -> AbstractContextManager[Session]:
        """The database as it is, to be read."""
        return database.reading(self.engine)

    def write(self, f: Callable[[Session, str, datetime], T]) -> T:
        """Write to the campaign that the site works on: `f(db, campaign_id, at)`, as `journal.act` does."""
        with database.transaction(self.engine) as db:
            return f(db, *locked(db))

    def write_to(self, stream: str, f: Callable[[Session, datetime], T]) -> T:
        """Write to another stream: `f(db, at)`."""
        return act(self.engine, stream, f)

    def query(self, name: str) -> str:
        """What the address says behind its question mark; "" for nothing."""
        return str(self.request.query_params.get(name, ""))


AtDesk: TypeAlias = NamedDependency[Desk]
"""How a handler asks for its desk."""


async def desk_of(request: AnyRequest) -> Desk:
    """The desk of a request; what was sent is read before the handler's thread begins."""
    return Desk(request, await request.form())


@dataclass(frozen=True)
class Retry:
    """A page that comes back: what was typed, and what is wrong, by field or as a whole."""

    typed: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    error: Refusal | None = None

    @property
    def status(self) -> int:
        if isinstance(self.error, ResettlementError) and not isinstance(self.error, DifferenceError):
            return status_of(self.error)
        return 422 if self.error or self.problems else 200

    @property
    def errors(self) -> list[str]:
        """What is wrong as a whole, a sentence a line."""
        if self.error is None or self.problems:
            return []
        if isinstance(self.error, ScoringError):
            return [str(fault) for fault in self.error.faults]
        said = self.error.message if isinstance(self.error, ResettlementError) else str(self.error)
        return [line for line in said.split("\n") if line]


FIRST = Retry()
"""A page that is opened."""


def or_show(
    page: Callable[..., AnyResponse],
) -> Callable[[Callable[P, AnyResponse]], Callable[P, AnyResponse]]:
    """For a handler: what it refuses is shown on `page`, which takes what the handler takes, and `retry`."""

    def guarded(handler: Callable[P, AnyResponse]) -> Callable[P, AnyResponse]:
        @wraps(handler)
        def answered(*args: P.args, **kwargs: P.kwargs) -> AnyResponse:
            try:
                return handler(*args, **kwargs)
            except (ResettlementError, NoticeError, ScoringError) as error:
                return page(*args, **kwargs, retry=retry_of(kwargs["desk"], error))

        return answered

    return guarded


def retry_of(desk: object, error: Refusal) -> Retry:
    """What was typed with what was refused."""
    assert isinstance(desk, Desk)
    fields = error.arguments.get("fields") if isinstance(error, BadInputError) else None
    return Retry(desk.typed, fields if isinstance(fields, Mapping) else {}, error)


def current(db: Session) -> Campaign:
    """The campaign that the site works on. Raises NoCampaignError while there is none."""
    campaign = find_campaign(db)
    if campaign is None:
        raise NoCampaignError(
            _("还没有建立安置批次。请编制岗位人员或系统管理员在“安置批次”页（/staff/campaigns）建立。")
        )
    return campaign


def locked(db: Session) -> tuple[str, datetime]:
    """The campaign that the site works on, locked, and the clock as it is once its turn has come."""
    campaign_id = current(db).id
    lock(db, stream_of(campaign_id))
    return campaign_id, clock.now()


def handlers_in(module: ModuleType) -> list[HTTPRouteHandler]:
    """Every handler that stands in a module, or, for a folder, in the modules there."""
    if not hasattr(module, "__path__"):
        return [one for one in vars(module).values() if isinstance(one, HTTPRouteHandler)]
    names = [found.name for found in iter_modules(module.__path__, f"{module.__name__}.")]
    return [one for name in names for one in handlers_in(import_module(name))]
