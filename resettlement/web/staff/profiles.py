"""`/staff/records/…/profile`: what the record says of a person is put right, with the reason."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from resettlement.accounts.model import Role
from resettlement.records import changes, lookup
from resettlement.records.hand_entry import PROFILE, read_profile, typed_profile
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import done, show


def _page(desk: Desk, code: str, retry: Retry = FIRST) -> AnyResponse:
    return show(
        desk,
        "profile",
        retry,
        code=code,
        columns=PROFILE,
        choices={one.field: [(word, looked_up(word)) for word in one.choices] for one in PROFILE},
        labels={"reason": "改动理由"},
    )


@get("/records/{code:str}/profile", guards=[may(Role.CLERK)], sync_to_thread=True)
def profile_form(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """The person's own fields as they stand."""
    with desk.reading() as db:
        typed = typed_profile(lookup.person_row(db, current(db).id, code))
    return _page(desk, code, Retry(typed))


@post("/records/{code:str}/profile", guards=[may_do("set-person")], sync_to_thread=True)
@or_show(_page)
def correct_profile(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """Write the fields that differ; the record falls back to entry."""
    reason = desk.text("reason")
    values, problems = read_profile(desk.typed)
    desk.problems |= problems
    desk.require(reason="请写明为什么改动，例如 与身份证原件核对后更正")
    desk.check()
    desk.write(
        lambda db, id_, at: changes.correct_profile(db, id_, code, values, by=desk.by, at=at, reason=reason),
    )
    return done(f"/staff/records/{code}", "profile")
