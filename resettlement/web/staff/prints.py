"""`/staff/records/sheets.zip`: everybody's score sheet to be printed, checked and signed (本人确认)."""

from __future__ import annotations

from litestar import get

from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.papers.score_sheets import packed, sheets_to_sign
from resettlement.translation import gettext as _
from resettlement.web.desk import AtDesk, current, or_show
from resettlement.web.rendering import download
from resettlement.web.security import AnyResponse, may
from resettlement.web.staff.records import list_page

ZIP = "application/zip"


@get("/records/sheets.zip", guards=[may(Role.CLERK, Role.REVIEWER)], sync_to_thread=True)
@or_show(list_page)
def score_sheets(desk: AtDesk) -> AnyResponse:
    """One PDF a person. They are set outside the transaction: a hundred take half a minute."""
    with desk.reading() as db:
        contents = sheets_to_sign(db, current(db).id, issued_on=clock.now().date())
    return download(packed(contents), _("量化评分表.zip"), ZIP)
