"""`/staff/wordings`: wordings of public texts that only look like a name, let through by the supervisor."""

from __future__ import annotations

from litestar import get, post

from resettlement import database
from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import act
from resettlement.records import gate
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import LOOK, CurrentForm, current, done, missing, show, text_of, typed_of

PATH = "/staff/wordings"


@get("/wordings", guards=[LOOK], sync_to_thread=True)
def wordings(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """What was permitted, why and by whom; for the supervisor the form for one more."""
    return _page(request, engine, {}, {})


@post("/wordings", guards=[may_do("permit")], sync_to_thread=True)
def permit(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Let one more wording through every gate."""
    problems: dict[str, str] = {}
    missing(form, problems, wording="请写明准许哪个字样，如 高明中学", reason="请写明为什么准许这个字样")
    if problems:
        return _page(request, engine, typed_of(form), problems)
    with database.reading(engine) as db:
        campaign_id = current(db).id
    said = text_of(form, "wording"), text_of(form, "reason")
    try:
        act(
            engine,
            stream_of(campaign_id),
            lambda db, at: gate.permit_wording(db, campaign_id, *said, by=account.id, at=at),
        )
    except RefusedError as error:
        return _page(request, engine, typed_of(form), {}, error)
    return done(PATH, "permitted")


def _page(
    request: AnyRequest,
    engine: CurrentEngine,
    typed: dict[str, str],
    problems: dict[str, str],
    error: RefusedError | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        known = gate.wordings(db, campaign.id)
    return show(
        request,
        "wordings",
        status_of(error) if error else 200,
        campaign=campaign,
        known=known,
        typed=typed,
        problems=problems,
        labels={"wording": "字样", "reason": "理由"},
        errors=[error.message] if error else [],
    )
