"""`/staff/office`: what the office said at set-up, put right by the administrator; what to do before there is
a campaign."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from litestar import get, post

from resettlement import database
from resettlement.accounts.model import Role
from resettlement.errors import BadInputError
from resettlement.journal.service import act
from resettlement.office.calendar import STREAM
from resettlement.office.service import office_of, set_office, suggested_folder
from resettlement.rights import may as may_command
from resettlement.translation import looked_up
from resettlement.web.security import (
    AnyRequest,
    AnyResponse,
    CurrentAccount,
    CurrentEngine,
    account_or_none,
    may,
)
from resettlement.web.setup import LABELS, addresses, office_from
from resettlement.web.staff.common import CurrentForm, NoCampaignError, done, show, typed_of

PATH = "/staff/office"
ADMINISTRATOR = may(Role.ADMINISTRATOR)


@get("/office", guards=[ADMINISTRATOR], sync_to_thread=True)
def office(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """What was said last."""
    with database.reading(engine) as db:
        told = asdict(office_of(db))
        told["folder"] = told["folder"] or suggested_folder(db)
    return _form(request, told)


@post("/office", guards=[ADMINISTRATOR], sync_to_thread=True)
def keep_office(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Keep what was typed."""
    typed = typed_of(form)
    try:
        act(engine, STREAM, lambda db, at: set_office(db, office_from(typed), by=account.id, at=at))
    except BadInputError as error:
        return _form(request, typed, error.arguments.get("faults"))
    return done(PATH, "office")


def nothing_yet(request: AnyRequest, _error: NoCampaignError) -> AnyResponse:
    """Before there is a campaign every page of the desk leads to what comes next."""
    account = account_or_none(request)
    return show(
        request,
        "office/begin",
        200 if request.method == "GET" else 422,
        opens=account is not None and may_command(account.role, "open"),
        administers=account is not None and account.role is Role.ADMINISTRATOR,
    )


def _form(request: AnyRequest, typed: Mapping[str, str], problems: object = None) -> AnyResponse:
    return show(
        request,
        "office/office",
        typed=typed,
        problems=problems or {},
        labels={name: looked_up(label) for name, label in LABELS.items()},
        addresses=addresses(request),
    )
