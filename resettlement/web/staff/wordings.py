"""`/staff/wordings`: wordings of public texts that only look like a name, let through by the supervisor."""

from __future__ import annotations

from litestar import get, post

from resettlement.records import gate
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import LOOK, done, show

PATH = "/staff/wordings"


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        known = gate.wordings(db, campaign.id)
    return show(
        desk,
        "wordings",
        retry,
        campaign=campaign,
        known=known,
        labels={"wording": "字样", "reason": "理由"},
    )


@get("/wordings", guards=[LOOK], sync_to_thread=True)
def wordings(desk: AtDesk) -> AnyResponse:
    """What was permitted, why and by whom; for the supervisor the form for one more."""
    return _page(desk)


@post("/wordings", guards=[may_do("permit")], sync_to_thread=True)
@or_show(_page)
def permit(desk: AtDesk) -> AnyResponse:
    """Let one more wording through every gate."""
    desk.require(wording="请写明准许哪个字样，如 高明中学", reason="请写明为什么准许这个字样")
    desk.check()
    said = desk.text("wording"), desk.text("reason")
    desk.write(lambda db, id_, at: gate.permit_wording(db, id_, *said, by=desk.by, at=at))
    return done(PATH, "permitted")
