"""Starting and ending a rehearsal (演练) from the control page."""

from __future__ import annotations

from litestar import post
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from public_notices.translation import gettext as _
from resettlement import clock, database
from resettlement.accounts.model import Role
from resettlement.errors import RefusedError, ResettlementError
from resettlement.posting.hall import rehearse
from resettlement.selection import rehearsal
from resettlement.web.feed import nudge
from resettlement.web.hall.control import refused_board
from resettlement.web.rendering import newest
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may

HOSTS = may(Role.HOST, Role.ADMINISTRATOR)


@post("/hall/rehearsal/start", guards=[HOSTS], sync_to_thread=True)
def start(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """Begin one on the campaign as it stands now; the screens of the hall follow."""
    try:
        with database.transaction(engine) as db:
            campaign = newest(db)
            if campaign is None:
                raise RefusedError("selection.not_open", _("还没有安置批次，没有什么可以演练。"))
            rehearse(db, campaign.id, by=account.id, at=clock.now())
    except ResettlementError as error:
        return refused_board(request, engine, error)
    nudge(request.app)
    return Redirect("/hall/control", status_code=303)


@post("/hall/rehearsal/end", guards=[HOSTS], sync_to_thread=True)
def end(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """End it; every screen shows again how things really stand."""
    with database.transaction(engine) as db:
        if campaign := newest(db):
            rehearsal.end(db, campaign.id, by=account.id, at=clock.now())
    nudge(request.app)
    return Redirect("/hall/control", status_code=303)


handlers: list[HTTPRouteHandler] = [start, end]
