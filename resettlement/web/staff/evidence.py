"""`/staff/objections/…/evidence`: what was handed in with an objection, for those who work on it alone."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath

from resettlement.accounts.model import Role
from resettlement.objections.evidence import evidence_file, file_evidence
from resettlement.records.scans import MOST_BYTES, SUFFIXES
from resettlement.web.desk import AtDesk, current, or_show
from resettlement.web.rendering import download
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import done
from resettlement.web.staff.objections import PATH, objection_page


@post(
    "/objections/{number:int}/evidence",
    guards=[may_do("object")],
    sync_to_thread=True,
    request_max_body_size=2 * MOST_BYTES,  # what is a little too big is told so in its own page
)
@or_show(objection_page)
def add_evidence(desk: AtDesk, number: FromPath[int]) -> AnyResponse:
    """Add a scan or photograph; an earlier one stays."""
    what, content = desk.text("what"), desk.file("evidence")
    desk.write(
        lambda db, id_, at: file_evidence(db, id_, number, what, content, by=desk.by, at=at),
    )
    return done(f"{PATH}/{number}", "evidence")


@get(
    "/objections/{number:int}/evidence/{file:int}",
    guards=[may(Role.CLERK, Role.REVIEWER, Role.SUPERVISOR)],
    sync_to_thread=True,
)
def one_evidence(desk: AtDesk, number: FromPath[int], file: FromPath[int]) -> AnyResponse:
    """One file, to be kept: never shown inside a page, never in any cache."""
    with desk.reading() as db:
        row = evidence_file(db, current(db).id, number, file)
    if row is None:
        raise NotFoundException
    return download(row.content, f"objection-{number}-{file}.{SUFFIXES[row.media_type]}", row.media_type)
