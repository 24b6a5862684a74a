"""After the session: every numbered property checked again and printed; the supervisor certifies (签认)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from litestar import Response, get, post
from litestar.exceptions import NotFoundException
from litestar.response import Redirect
from sqlalchemy import Engine

from public_notices.verifier import PROPERTIES, TITLES
from public_notices.wording import moment
from resettlement import clock, database, handed_over
from resettlement.accounts.model import Role
from resettlement.campaign.tables import Campaign
from resettlement.hall.opening import day_changed
from resettlement.journal.model import Entry, short
from resettlement.journal.service import read
from resettlement.objections.model import OPEN
from resettlement.objections.service import of_the_session
from resettlement.objections.tables import Objection
from resettlement.papers import contents as papers
from resettlement.papers.plain_text import as_text
from resettlement.papers.signed import Signing, signings, tally
from resettlement.selection import supervision
from resettlement.selection.examination import Examination, examine
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import stream_of
from resettlement.translation import ENGLISH, in_chinese, language
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.hall.forms import in_session
from resettlement.web.hall.papers import marked, paper_pdf, printed
from resettlement.web.rendering import find_campaign, page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, may, may_do

PATH = "/hall/closing"
TEMPLATE = "hall/closing.html"
LOOKERS = may(Role.SUPERVISOR, Role.NOTARY, Role.HOST, Role.ADMINISTRATOR)
PRINTERS = may_do("print")


@dataclass(frozen=True)
class Closing:
    """A session, read whole from the database and checked for this one answer: nothing here is kept."""

    campaign: Campaign
    session: str
    found: Examination
    signed: Sequence[Signing]
    ruling: Entry | None
    day_changed: Mapping[str, Any] | None
    objections: Sequence[Objection]

    @property
    def rehearsal(self) -> bool:
        return is_rehearsal(self.session)

    @property
    def unanswered(self) -> list[int]:
        return [one.number for one in self.objections if one.status in OPEN]

    @property
    def counting(self) -> list[Signing]:
        return [one for one in self.signed if one.pick.counts]

    @property
    def missing(self) -> list[Signing]:
        return [one for one in self.signed if one.missing]


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    found = _read(desk.engine)
    template, shown = (TEMPLATE, _shown(found)) if found else ("hall/none.html", {})
    return page(desk.request, template, retry.status, errors=retry.errors, **{**shown, "form": retry.typed})


@get(PATH, guards=[LOOKERS], sync_to_thread=True)
def closing(desk: AtDesk) -> AnyResponse:
    """What the second path says of the whole log, what happened, which agreements are not filed yet."""
    return _page(desk)


@get(f"{PATH}/paper", guards=[LOOKERS], sync_to_thread=True)
def paper(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The certificate, ready for the printer."""
    found = _closed(engine)
    return printed(request, {f"{PATH}/pdf": _certificate(found)}, rehearsal=found.rehearsal, back=PATH)


@get(f"{PATH}/pdf", guards=[LOOKERS], sync_to_thread=True)
def pdf(engine: CurrentEngine) -> Response[bytes]:
    """The same as PDF, on A4."""
    return paper_pdf(_certificate(_closed(engine)))


@get(f"{PATH}/minutes", guards=[PRINTERS], sync_to_thread=True)
def minutes(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The minutes with full names, ready for the printer."""
    content = _minutes(engine)
    sheets = {f"{PATH}/minutes/pdf": content}
    return printed(request, sheets, rehearsal="rehearsal" in content, back=PATH)


@get(f"{PATH}/minutes/pdf", guards=[PRINTERS], sync_to_thread=True)
def minutes_pdf(engine: CurrentEngine) -> Response[bytes]:
    """The same as PDF, on A4."""
    return paper_pdf(_minutes(engine))


@get(f"{PATH}/minutes/text", guards=[PRINTERS], sync_to_thread=True)
def minutes_text(engine: CurrentEngine) -> Response[str]:
    """The same as plain text for the archive."""
    content = _minutes(engine)
    kept = f'attachment; filename="minutes-{content["number"]}.txt"'
    headers = {"content-disposition": kept, "cache-control": "no-store"}
    return Response(as_text(content), media_type="text/plain", headers=headers)


@post(f"{PATH}/certify", guards=[may_do("certify")], sync_to_thread=True)
@or_show(_page)
def certify(desk: AtDesk) -> AnyResponse:
    """The supervisor certifies what the page shows; it is checked once more at that moment."""
    in_session(desk, lambda db, shown: supervision.certify(db, shown, by=desk.by, at=clock.now()))
    return Redirect(PATH, status_code=303)


@post(f"{PATH}/refuse", guards=[may_do("refuse-certificate")], sync_to_thread=True)
@or_show(_page)
def refuse(desk: AtDesk) -> AnyResponse:
    """The supervisor says why not."""
    reason, refuse_it = desk.text("reason"), supervision.refuse_certificate
    in_session(desk, lambda db, shown: refuse_it(db, shown, reason, by=desk.by, at=clock.now()))
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
        invented = is_rehearsal(session_id)
        other = None if invented else day_changed(db, campaign.id)
        objections = [] if invented else of_the_session(db, campaign.id)
        signed = signings(db, session_id)
        return Closing(campaign, session_id, examine(entries), signed, said, other, objections)


def _closed(engine: Engine) -> Closing:
    found = _read(engine)
    if found is None or not found.found.closed:
        raise NotFoundException
    return found


@in_chinese
def _certificate(of: Closing) -> dict[str, Any]:
    row = of.campaign
    campaign = {"issuer": row.issuer, "fictional": row.fictional, "year": row.year}
    ruling = of.ruling.to_json() if of.ruling else None
    today = clock.now().date().isoformat()
    signed = tally(of.signed)
    content = papers.certificate(campaign, of.found, signed, ruling, today, of.day_changed, of.objections)
    return marked(of.rehearsal, content)


def _minutes(engine: Engine) -> dict[str, Any]:
    of = _closed(engine)
    with database.reading(engine) as db:
        return marked(of.rehearsal, dict(handed_over.minutes(db, of.campaign.id, of.session)))


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
