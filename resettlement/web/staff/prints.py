"""`/staff/records/sheets.zip`: everybody's score sheet to be printed, checked and signed (本人确认)."""

from __future__ import annotations

from litestar import get

from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.errors import RefusedError
from resettlement.papers.score_sheets import packed, sheets_to_sign
from resettlement.translation import gettext as _
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff.common import current, download
from resettlement.web.staff.records import list_page

ZIP = "application/zip"


@get("/records/sheets.zip", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
def score_sheets(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """One PDF a person. They are set outside the transaction: a hundred take half a minute."""
    try:
        with database.reading(engine) as db:
            contents = sheets_to_sign(db, current(db).id, issued_on=clock.now().date())
    except RefusedError as error:
        return list_page(request, engine, account, error)
    return download(packed(contents), _("量化评分表.zip"), ZIP)
