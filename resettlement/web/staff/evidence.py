"""`/staff/objections/…/evidence`: what was handed in with an objection, for those who work on it alone."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from resettlement import database
from resettlement.accounts.model import Role
from resettlement.errors import BadInputError, RefusedError
from resettlement.objections.evidence import evidence_file, file_evidence
from resettlement.records.scans import MOST_BYTES, SUFFIXES
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
from resettlement.web.staff.common import (
    CurrentForm,
    acting,
    current,
    done,
    download,
    file_of,
    text_of,
    typed_of,
)
from resettlement.web.staff.objections import PATH, objection_page


@post(
    "/objections/{number:int}/evidence",
    guards=[may_do("object")],
    sync_to_thread=True,
    request_max_body_size=2 * MOST_BYTES,  # what is a little too big is told so in its own page
)
def add_evidence(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    number: FromPath[int],
) -> AnyResponse:
    """Add a scan or photograph; an earlier one stays."""
    what, content = text_of(form, "what"), file_of(form, "evidence")
    try:
        acting(
            engine,
            lambda db, id_, at: file_evidence(db, id_, number, what, content, by=account.id, at=at),
        )
    except (BadInputError, RefusedError) as error:
        return objection_page(request, engine, account, number, typed_of(form), {}, error)
    return done(f"{PATH}/{number}", "evidence")


@get(
    "/objections/{number:int}/evidence/{file:int}",
    guards=[may(Role.CLERK, Role.REVIEWER, Role.SUPERVISOR)],
    sync_to_thread=True,
)
def one_evidence(engine: CurrentEngine, number: FromPath[int], file: FromPath[int]) -> AnyResponse:
    """One file, to be kept: never shown inside a page, never in any cache."""
    with database.reading(engine) as db:
        row = evidence_file(db, current(db).id, number, file)
    if row is None:
        raise NotFoundException
    return download(row.content, f"objection-{number}-{file}.{SUFFIXES[row.media_type]}", row.media_type)
