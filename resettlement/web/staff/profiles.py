"""`/staff/records/…/profile`: what is written of a person himself is put right, with the reason."""

from __future__ import annotations

from litestar import get, post
from litestar.params import FromPath

from resettlement import database
from resettlement.accounts.model import Role
from resettlement.errors import RefusedError, ResettlementError
from resettlement.records import changes, lookup
from resettlement.records.hand_entry import PROFILE, read_profile, typed_profile
from resettlement.translation import looked_up
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
from resettlement.web.staff.common import CurrentForm, acting, current, done, show, text_of, typed_of


@get("/records/{code:str}/profile", guards=[may(Role.CLERK)], sync_to_thread=True)
def profile_form(request: AnyRequest, engine: CurrentEngine, code: FromPath[str]) -> AnyResponse:
    """The person's own fields as they stand."""
    with database.reading(engine) as db:
        typed = typed_profile(lookup.person_row(db, current(db).id, code))
    return _page(request, code, typed, {})


@post("/records/{code:str}/profile", guards=[may_do("set-person")], sync_to_thread=True)
def correct_profile(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """Write the fields that differ; the record falls back to entry."""
    typed, reason = typed_of(form), text_of(form, "reason")
    values, problems = read_profile(typed)
    if not reason:
        problems["reason"] = "请写明为什么改动，例如 与身份证原件核对后更正"
    if problems:
        return _page(request, code, typed, problems)
    try:
        acting(
            engine,
            lambda db, id_, at: changes.correct_profile(
                db, id_, code, values, by=account.id, at=at, reason=reason
            ),
        )
    except RefusedError as error:
        return _page(request, code, typed, {}, error)
    return done(f"/staff/records/{code}", "profile")


def _page(
    request: AnyRequest,
    code: str,
    typed: dict[str, str],
    problems: dict[str, str],
    error: ResettlementError | None = None,
) -> AnyResponse:
    return show(
        request,
        "profile",
        status_of(error) if error else 200,
        code=code,
        typed=typed,
        problems=problems,
        columns=PROFILE,
        choices={one.field: [(word, looked_up(word)) for word in one.choices] for one in PROFILE},
        labels={"reason": "改动理由"},
        errors=[error.message] if error else [],
    )
