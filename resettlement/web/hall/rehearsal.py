"""Starting and ending a rehearsal (演练) from the control page."""

from __future__ import annotations

import secrets

from litestar import post
from litestar.response import Redirect

from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.hall.opening import rehearse
from resettlement.journal.service import lock
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.session.command import several
from resettlement.translation import gettext as _
from resettlement.web.desk import AtDesk, or_show
from resettlement.web.feed import nudge
from resettlement.web.hall.control import refused_board
from resettlement.web.rendering import find_campaign
from resettlement.web.security import AnyResponse, may_do

HOSTS = may_do("rehearse")


@post("/hall/rehearsal/start", guards=[HOSTS], sync_to_thread=True)
@or_show(refused_board)
def start(desk: AtDesk) -> AnyResponse:
    """Begin one on the campaign as it stands now, with the faults that were ticked; the screens follow."""
    with database.transaction(desk.engine) as db:
        campaign = find_campaign(db)
        if campaign is None:
            raise RefusedError("selection.not_open", _("还没有安置批次，没有什么可以演练。"))
        lock(db, rehearsal.register_of(campaign.id))
        at = clock.now()
        begun = rehearse(db, campaign.id, by=desk.by, at=at)
        seed = secrets.token_hex(16)  # nobody knows when a fault will come
        drill.plan(db, begun, several(desk.fields, "fault"), seed=seed, by=desk.by, at=at)
    nudge(desk.request.app)
    return Redirect("/hall/control", status_code=303)


@post("/hall/rehearsal/end", guards=[HOSTS], sync_to_thread=True)
def end(desk: AtDesk) -> AnyResponse:
    """End it and read its report; every screen shows again how things really stand."""
    onward = "/hall/control"
    with database.transaction(desk.engine) as db:
        campaign = find_campaign(db)
        if campaign:
            lock(db, rehearsal.register_of(campaign.id))  # of two who end it, the second finds none
        if campaign and rehearsal.running(db, campaign.id):
            rehearsal.end(db, campaign.id, by=desk.by, at=clock.now())
            onward = f"/hall/rehearsals/{rehearsal.held(db, campaign.id)}"
    nudge(desk.request.app)
    return Redirect(onward, status_code=303)
