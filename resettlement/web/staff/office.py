"""`/staff/office`: what the office said at set-up, put right by the administrator; what to do before there is
a campaign."""

from __future__ import annotations

from dataclasses import asdict

from litestar import get, post
from litestar.datastructures import FormMultiDict

from resettlement.accounts.model import Role
from resettlement.office.calendar import STREAM
from resettlement.office.service import office_of, set_office, suggested_folder
from resettlement.rights import may as may_command
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, NoCampaignError, Retry, or_show
from resettlement.web.security import AnyRequest, AnyResponse, account_or_none, may
from resettlement.web.setup import LABELS, addresses, office_from
from resettlement.web.staff.frame import done, show

PATH = "/staff/office"
ADMINISTRATOR = may(Role.ADMINISTRATOR)


def _form(desk: Desk, retry: Retry) -> AnyResponse:
    return show(
        desk,
        "office/office",
        retry,
        labels={name: looked_up(label) for name, label in LABELS.items()},
        addresses=addresses(desk.request),
    )


@get("/office", guards=[ADMINISTRATOR], sync_to_thread=True)
def office(desk: AtDesk) -> AnyResponse:
    """What was said last."""
    with desk.reading() as db:
        told = asdict(office_of(db))
        told["folder"] = told["folder"] or suggested_folder(db)
    return _form(desk, Retry(told))


@post("/office", guards=[ADMINISTRATOR], sync_to_thread=True)
@or_show(_form)
def keep_office(desk: AtDesk) -> AnyResponse:
    """Keep what was typed."""
    desk.write_to(STREAM, lambda db, at: set_office(db, office_from(desk.typed), by=desk.by, at=at))
    return done(PATH, "office")


def nothing_yet(request: AnyRequest, _error: NoCampaignError) -> AnyResponse:
    """Before there is a campaign every page of the desk leads to what comes next."""
    account = account_or_none(request)
    return show(
        Desk(request, FormMultiDict()),
        "office/begin",
        FIRST,
        200 if request.method == "GET" else 422,
        opens=account is not None and may_command(account.role, "open"),
        administers=account is not None and account.role is Role.ADMINISTRATOR,
    )
