"""Slip (选岗回执) and agreement (选岗协议) of a pick, ready for the printer as soon as it is confirmed.

The page opens at once and prints from the browser; the PDF for the archive is made by a process of its own,
so that the clocks of the hall never wait for it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any

from litestar import Response, get
from litestar.enums import MediaType
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from markupsafe import Markup
from sqlalchemy import Engine

from public_notices.documents import document_pdf, notice_body_html
from resettlement import database
from resettlement.accounts.model import Role
from resettlement.follow_up.clauses import clauses
from resettlement.follow_up.rules_in_force import rules_for
from resettlement.papers import contents as papers
from resettlement.papers.taking import taking
from resettlement.publication.public_documents import head_at
from resettlement.publication.register import announced
from resettlement.rights import COMMANDS
from resettlement.selection.session.board import Pick
from resettlement.translation import in_chinese
from resettlement.web.hall.hall_state import Hall, read_hall, read_real_hall, read_session
from resettlement.web.hall.turns import GivenBack, given_back
from resettlement.web.rendering import page, rendered
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, current_account, may_do

PRINTERS = COMMANDS["print"]
DESK = may_do("print")
BACK = {Role.SUPERVISOR: "/hall/supervisor", Role.CLERK: "/staff/result"}
"""Where somebody goes on once the papers are printed; the operator calls the next."""
REHEARSAL = "演练 REHEARSAL"
NO_LONGER = "（不再有效）"
Content = dict[str, Any]


@get("/hall/papers/{version:int}", guards=[DESK], sync_to_thread=True)
def both(request: AnyRequest, engine: CurrentEngine, version: FromPath[int]) -> AnyResponse:
    """Slip and agreement of the pick in entry `version` of the log, to be printed at once."""
    return _page(request, _picked(request, engine, version), _slip, _agreement)


@get("/hall/slip/{version:int}", guards=[DESK], sync_to_thread=True)
def slip(request: AnyRequest, engine: CurrentEngine, version: FromPath[int]) -> AnyResponse:
    """The slip of the pick in entry `version` of the log."""
    return _page(request, _picked(request, engine, version), _slip)


@get("/hall/slip/{version:int}/pdf", guards=[DESK], sync_to_thread=True)
def slip_pdf(request: AnyRequest, engine: CurrentEngine, version: FromPath[int]) -> Response[bytes]:
    """The same as PDF, on A6."""
    return paper_pdf(_slip(_picked(request, engine, version)))


@get("/hall/agreement/{version:int}", guards=[DESK], sync_to_thread=True)
def agreement(request: AnyRequest, engine: CurrentEngine, version: FromPath[int]) -> AnyResponse:
    """The agreement of the pick in entry `version` of the log."""
    return _page(request, _picked(request, engine, version), _agreement)


@get("/hall/agreement/{version:int}/pdf", guards=[DESK], sync_to_thread=True)
def agreement_pdf(request: AnyRequest, engine: CurrentEngine, version: FromPath[int]) -> Response[bytes]:
    """The same as PDF, on A4."""
    return paper_pdf(_agreement(_picked(request, engine, version)))


@dataclass(frozen=True)
class _Picked:
    """A pick, and what the papers take from it; `void` once it was waived."""

    engine: Engine
    hall: Hall
    pick: Pick
    void: GivenBack | None = None

    @property
    def campaign(self) -> Content:
        row = self.hall.campaign
        return {"issuer": row.issuer, "fictional": row.fictional, "year": row.year}

    @property
    def position(self) -> Content:
        post = self.hall.posts[self.pick.position]
        kept = {key: getattr(post, key) for key in ("id", "unit", "unit_kind", "title", "kind")}
        return {**kept, "requirements": list(post.requirements.sentences())}

    @property
    def entry(self) -> Content:
        return self.hall.entries[self.pick.version - 1].to_json()

    @property
    def numbered(self) -> Content:
        return {"order": self.pick.order, "candidate": self.pick.candidate}


def _picked(request: AnyRequest, engine: Engine, version: int) -> _Picked:
    """The pick on the hall's screens; a clerk comes from the result, which no rehearsal has.

    `?session=` names a session that is over, for its papers printed later.
    """
    clerk = current_account(request).role is Role.CLERK
    if (named := request.query_params.get("session")) is not None:
        hall = read_session(engine, named)
    else:
        hall = read_real_hall(engine) if clerk else read_hall(engine)
    if hall is None:
        raise NotFoundException
    found = [_Picked(engine, hall, pick) for pick in hall.picks]
    found += [_Picked(engine, hall, void.pick, void) for void in given_back(hall)]
    picked = next((one for one in found if one.pick.version == version), None)
    if picked is None:
        raise NotFoundException
    return picked


@in_chinese
def _slip(of: _Picked) -> Content:
    name = of.hall.name(of.pick.candidate)
    made = papers.slip(of.campaign, of.numbered, name, of.position, of.entry, head_at(of.entry))
    return _voided(of, marked(of.hall.rehearsal, made))


@in_chinese
def _agreement(of: _Picked) -> Content:
    person = of.hall.persons[of.pick.candidate]
    who = {"id": person.code, "name": person.name, "category": person.category}
    rules = rules_for(of.hall.campaign, person.category, of.hall.held_on)
    session = {"date": of.hall.held_on.isoformat(), "place": _place(of.engine, of.hall)}
    made = papers.agreement(
        of.campaign, of.numbered, who, of.position, session, head_at(of.entry), clauses(rules),
        taking(of.hall.entries, of.pick.version),
    )  # fmt: skip
    return _voided(of, marked(of.hall.rehearsal, made))


def _voided(of: _Picked, content: Content) -> Content:
    """A paper of a pick that was waived says so in its title, and keeps its number."""
    return {**content, "title": f"{content['title']}{NO_LONGER}"} if of.void else content


def marked(rehearsal: bool, content: Content) -> Content:
    """A paper of a rehearsal says so wherever a real one names the office."""
    if not rehearsal:
        return content
    return {
        **content,
        "title": f"{REHEARSAL} {content['title']}",
        "issuer": f"{REHEARSAL}，不作任何依据",
        "number": f"REHEARSAL-{content['number']}",
        "rehearsal": True,
    }


def _place(engine: Engine, hall: Hall) -> str:
    """Where the session is held, as it was announced; else the office itself."""
    with database.reading(engine) as db:
        told = announced(db, hall.campaign.id)
    return str(told["session"]["place"]) if told else hall.campaign.contact_address


def _page(request: AnyRequest, of: _Picked, *makers: Callable[[_Picked], Content]) -> AnyResponse:
    if of.hall.fault is not None and of.hall.fault.fault == "printer_jam":
        return page(request, "hall/fault.html", hall=of.hall, form={}, version=of.pick.version)
    contents = [make(of) for make in makers]
    asked = f"?{request.url.query}" if request.url.query else ""
    sheets = {f"/hall/{content['kind']}/{of.pick.version}/pdf{asked}": content for content in contents}
    back = BACK.get(current_account(request).role, "/hall/control#call")
    return printed(request, sheets, rehearsal=of.hall.rehearsal, back=back, pick=of.pick, void=of.void)


def printed(
    request: AnyRequest,
    sheets: Mapping[str, Content],
    *,
    rehearsal: bool,
    back: str,
    pick: Pick | None = None,
    void: GivenBack | None = None,
) -> AnyResponse:
    """Papers ready for the printer, each by the address of its PDF.

    `pick` where they are of one pick, `void` once it was given back.
    """
    shown = [_sheet(content, pdf) for pdf, content in sheets.items()]
    text = rendered(
        request, "hall/paper.html", papers=shown, rehearsal=rehearsal, back=back, pick=pick, void=void
    )
    for sheet in shown:  # put in last: nothing of a paper is touched by the language of the page around it
        text = text.replace(sheet["place"], sheet["body"])
    return Response(text, media_type=MediaType.HTML)


@in_chinese
def _sheet(content: Content, pdf: str) -> Content:
    body = re.sub(r' style="[^"]*"', "", notice_body_html(content))
    kind = content["kind"]
    place = Markup("<!-- {} -->").format(kind)
    return {"kind": kind, "title": content["title"], "place": place, "body": body, "pdf": pdf}


def paper_pdf(content: Content) -> Response[bytes]:
    """The PDF for the archive."""
    # A fresh process: a fork of one that holds threads is not safe, and none is left over when we are killed.
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        pdf = pool.submit(document_pdf, content).result()
    name = f"{content['kind']}-{content['number']}.pdf"
    headers = {"content-disposition": f'inline; filename="{name}"', "cache-control": "no-store"}
    return Response(pdf, media_type="application/pdf", headers=headers)
