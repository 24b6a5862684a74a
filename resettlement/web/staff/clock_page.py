"""`/staff/clock`: a clock that ran ahead and was set right, said by two people."""

from __future__ import annotations

from litestar import get, post
from litestar.datastructures import FormMultiDict
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts.service import vouched
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.journal.service import CLOCK, act, ends_of_catching_up
from resettlement.office.set_right import ahead_until, set_clock_right
from resettlement.rights import COMMANDS
from resettlement.translation import gettext as _
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may, may_do
from resettlement.web.staff.common import CurrentForm, done, show, text_of, typed_of

PATH = "/staff/clock"
SETTERS = may(*COMMANDS["set-clock-right"])
LABELS = {"reason": "原因", "second": "另一人的登录账号", "password": "另一人的密码"}


@get("/clock", guards=[SETTERS], sync_to_thread=True)
def clock_page(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """What time it is here, what the last entry says, and the form where the two do not fit."""
    return _page(request, engine, {})


@post("/clock", guards=[may_do("set-clock-right")], sync_to_thread=True)
def set_right(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Two people say that the clock ran ahead and is right now."""
    try:
        second, reason = _second(request, engine, form), text_of(form, "reason")
        act(
            engine,
            CLOCK,
            lambda db, at: set_clock_right(db, reason, second=second, by=account.id, at=at),
        )
    except (RefusedError, BadInputError) as error:
        typed = {name: said for name, said in typed_of(form).items() if name != "password"}
        return _page(request, engine, typed, error)
    return done(PATH, "clock")


def _second(request: AnyRequest, engine: Engine, form: FormMultiDict) -> str:
    account, password = text_of(form, "second"), form.get("password")
    if not account or not isinstance(password, str):
        raise RefusedError("clock.second_person", _("请由另一人输入自己的账号和密码，共同确认。"))
    address = request.client.host if request.client else ""
    return vouched(engine, account, password, address=address, at=clock.now()).id


def _page(
    request: AnyRequest, engine: Engine, typed: dict[str, str], error: ResettlementError | None = None
) -> AnyResponse:
    now = clock.now()
    with database.reading(engine) as db:
        ahead, said = ahead_until(db, now), ends_of_catching_up(db)
    return show(
        request,
        "clock",
        status_of(error) if error else 200,
        now=f"{now:%Y-%m-%d %H:%M:%S}",
        ahead=f"{ahead.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}" if ahead else "",
        catching_up=f"{said.astimezone(clock.CHINA):%Y-%m-%d %H:%M:%S}" if said and said > now else "",
        typed=typed,
        labels=LABELS,
        errors=[error.message] if error else [],
    )
