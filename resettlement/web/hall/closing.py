"""After the session: every numbered property checked anew and printed; the supervisor certifies (签认)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from litestar import Response, get, post
from litestar.enums import RequestEncodingType
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import Body
from litestar.response import Redirect
from sqlalchemy import Engine
from sqlmodel import Session as Database

from public_notices.verifier import PROPERTIES, TITLES
from public_notices.wording import moment
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.errors import ResettlementError
from resettlement.hall.opening import day_changed
from resettlement.journal.model import Entry, short
from resettlement.journal.service import read
from resettlement.papers import contents as papers
from resettlement.papers.signed import Signing, signings
from resettlement.selection import supervision
from resettlement.selection.examination import Examination, examine
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import stream_of
from resettlement.translation import ENGLISH, in_chinese, language
from resettlement.web.hall.forms import Form, given, session_of
from resettlement.web.hall.papers import marked, paper_pdf, printed
from resettlement.web.rendering import find_campaign, page, refused
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do

PATH = "/hall/closing"
TEMPLATE = "hall/closing.html"
LOOKERS = may(Role.SUPERVISOR, Role.NOTARY, Role.HOST, Role.ADMINISTRATOR)
CERTIFIERS = may(Role.SUPERVISOR)
FormData = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]


@dataclass(frozen=True)
class Closing:
    """A session, read whole from the database and checked for this one answer: nothing here is kept."""

    campaign: Campaign
    session: str
    found: Examination
    signed: Sequence[Signing]
    ruling: Entry | None
    day_changed: Mapping[str, Any] | None

    @property
    def rehearsal(self) -> bool:
        return is_rehearsal(self.session)

    @property
    def counting(self) -> list[Signing]:
        return [one for one in self.signed if one.pick.counts]

    @property
    def missing(self) -> list[Signing]:
        return [one for one in self.signed if one.missing]


@get(PATH, guards=[LOOKERS], sync_to_thread=True)
def closing(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """What the second path says of the whole log, what happened, which agreements are not filed yet."""
    found = _read(engine)
    return page(request, TEMPLATE, **_shown(found)) if found else page(request, "hall/none.html")


@get(f"{PATH}/paper", guards=[LOOKERS], sync_to_thread=True)
def paper(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The certificate, ready for the printer."""
    found = _closed(engine)
    return printed(request, {f"{PATH}/pdf": _certificate(found)}, rehearsal=found.rehearsal, back=PATH)


@get(f"{PATH}/pdf", guards=[LOOKERS], sync_to_thread=True)
def pdf(engine: CurrentEngine) -> Response[bytes]:
    """The same as PDF, on A4."""
    return paper_pdf(_certificate(_closed(engine)))


@post(f"{PATH}/certify", guards=[may_do("certify")], sync_to_thread=True)
def certify(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, data: FormData
) -> AnyResponse:
    """The supervisor certifies what the page shows; it is checked once more as he does."""

    def rule(db: Database, session_id: str) -> None:
        supervision.certify(db, session_id, by=account.id, at=clock.now())

    return _ruled(request, engine, data, rule)


@post(f"{PATH}/refuse", guards=[may_do("refuse-certificate")], sync_to_thread=True)
def refuse(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, data: FormData
) -> AnyResponse:
    """The supervisor says why not."""

    def rule(db: Database, session_id: str) -> None:
        reason = given(data, "reason")
        supervision.refuse_certificate(db, session_id, reason, by=account.id, at=clock.now())

    return _ruled(request, engine, data, rule)


def _ruled(
    request: AnyRequest, engine: Engine, form: Form, rule: Callable[[Database, str], None]
) -> AnyResponse:
    try:
        with database.transaction(engine) as db:
            _campaign, shown = session_of(db, form)
            rule(db, shown)
    except ResettlementError as error:
        found = _read(engine)
        if found is None:
            return refused(request, "hall/none.html", error)
        return refused(request, TEMPLATE, error, **{**_shown(found), "form": form})
    return Redirect(PATH, status_code=303)


def _read(engine: Engine) -> Closing | None:
    """None while the hall shows no session."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        if campaign is None:
            return None
        session_id = rehearsal.on_screen(db, campaign.id)
        entries = read(db, stream_of(session_id))
        if not entries:
            return None
        said = supervision.ruling(db, session_id)
        other = None if is_rehearsal(session_id) else day_changed(db, campaign.id)
        return Closing(campaign, session_id, examine(entries), signings(db, session_id), said, other)


def _closed(engine: Engine) -> Closing:
    found = _read(engine)
    if found is None or not found.found.closed:
        raise NotFoundException
    return found


@in_chinese
def _certificate(of: Closing) -> dict[str, Any]:
    row = of.campaign
    campaign = {"issuer": row.issuer, "fictional": row.fictional, "year": row.year}
    signed = {
        "filed": len(of.counting) - len(of.missing),
        "missing": [{"order": one.pick.order, "candidate": one.pick.candidate} for one in of.missing],
    }
    ruling = of.ruling.to_json() if of.ruling else None
    today = clock.now().date().isoformat()
    return marked(of.rehearsal, papers.certificate(campaign, of.found, signed, ruling, today, of.day_changed))


def _shown(of: Closing) -> dict[str, Any]:
    said = PROPERTIES if language() == ENGLISH else TITLES
    return {
        "of": of,
        "found": of.found,
        "findings": [(one, said[one.number]) for one in of.found.findings],
        "campaign": of.campaign,
        "short": short,
        "when": moment,
        "form": {},
    }


handlers: list[HTTPRouteHandler] = [closing, paper, pdf, certify, refuse]
