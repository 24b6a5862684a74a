"""`/staff/clock`: a clock that ran ahead and was set right, said by two people."""

from __future__ import annotations

from litestar import get, post

from resettlement import clock
from resettlement.accounts.service import vouched
from resettlement.errors import RefusedError
from resettlement.journal.service import CLOCK, ends_of_catching_up
from resettlement.office.set_right import ahead_until, set_clock_right
from resettlement.rights import COMMANDS
from resettlement.translation import gettext as _
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, or_show
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import done, show

PATH = "/staff/clock"
SETTERS = may(*COMMANDS["set-clock-right"])
LABELS = {"reason": "原因", "second": "另一人的登录账号", "password": "另一人的密码"}


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    now = clock.now()
    with desk.reading() as db:
        ahead, said = ahead_until(db, now), ends_of_catching_up(db)
    return show(
        desk,
        "clock",
        retry,
        now=f"{now:%Y-%m-%d %H:%M:%S}",
        ahead=f"{ahead.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}" if ahead else "",
        catching_up=f"{said.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}" if said and said > now else "",
        labels=LABELS,
    )


@get("/clock", guards=[SETTERS], sync_to_thread=True)
def clock_page(desk: AtDesk) -> AnyResponse:
    """What time it is here, what the last entry says, and the form where the two do not fit."""
    return _page(desk)


@post("/clock", guards=[may_do("set-clock-right")], sync_to_thread=True)
@or_show(_page)
def set_right(desk: AtDesk) -> AnyResponse:
    """Two people say that the clock ran ahead and is right now."""
    second, reason = _second(desk), desk.text("reason")
    desk.write_to(CLOCK, lambda db, at: set_clock_right(db, reason, second=second, by=desk.by, at=at))
    return done(PATH, "clock")


def _second(desk: Desk) -> str:
    account, password = desk.text("second"), desk.as_sent("password")
    if not account or "password" not in desk.form:
        raise RefusedError("clock.second_person", _("请由另一人输入自己的账号和密码，共同确认。"))
    return vouched(desk.engine, account, password, address=desk.address, at=clock.now()).id
