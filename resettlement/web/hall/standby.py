"""The standby zone (备选区): roll call and check ahead of the call, by several people at once.

Their forms carry no version of the board: who comes and who is checked changes nobody's turn
(docs/session-log.md, "Standby"), and what somebody else has entered already is not entered twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from sqlmodel import Session as Database

from public_notices import rule_words
from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.selection import asking
from resettlement.selection.barring import bar, unbar
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import execute, load
from resettlement.selection.session.command import Command, Form, given
from resettlement.selection.session.events.standby import Arrive, CheckStandby
from resettlement.selection.session.roll_call import Present
from resettlement.selection.session.state import Session
from resettlement.translation import gettext as _
from resettlement.web.desk import AtDesk, Desk, Retry, locked, or_show
from resettlement.web.feed import nudge
from resettlement.web.hall.forms import in_session, session_of
from resettlement.web.hall.hall_state import Hall, as_typed, read_hall, said, typed_forms
from resettlement.web.hall.vouching import second_person
from resettlement.web.rendering import page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, may_do

DOORKEEPERS = may_do("arrive", "check")
COMMANDS = ("arrive", "check")
PATH = "/hall/standby"


@get(PATH, guards=[DOORKEEPERS], sync_to_thread=True)
def standby(
    request: AnyRequest, engine: CurrentEngine, q: FromQuery[str] = "", show: FromQuery[str] = ""
) -> AnyResponse:
    """Everybody still to choose, in turn; `q` searches by number or name, `show` is one of the filters."""
    hall = read_hall(engine)
    if hall is None:
        return page(request, "hall/none.html")
    return page(request, "hall/standby.html", **_shown(hall, q, show, {}))


def _list(desk: Desk, command: str, retry: Retry) -> AnyResponse:
    hall = read_hall(desk.engine)
    if hall is None:
        return page(desk.request, "hall/none.html", retry.status, errors=retry.errors)
    shown = _shown(hall, desk.text("candidate"), desk.text("show"), retry.typed)
    return page(desk.request, "hall/standby.html", retry.status, errors=retry.errors, **shown)


@post(f"{PATH}/{{command:str}}", guards=[DOORKEEPERS], sync_to_thread=True)
@or_show(_list)
def act(desk: AtDesk, command: FromPath[str]) -> AnyResponse:
    """Mark somebody as come, or as checked; who is checked has come."""
    if command not in COMMANDS:
        raise NotFoundException
    lifts = command == "check" and desk.text("lift")
    if lifts and desk.text("ask"):
        made = CheckStandby(desk.text("candidate"), passed=True)
        in_session(desk, lambda db, shown: asking.ask(db, shown, made, by=desk.by, at=clock.now()))
        nudge(desk.request.app)
        return Redirect(_back(command, desk.fields), status_code=303)
    second = second_person(desk) if lifts else ""
    in_session(desk, lambda db, shown: _carry_out(db, shown, desk, command, second))
    nudge(desk.request.app)
    return Redirect(_back(command, desk.fields), status_code=303)


@get(f"{PATH}/{{command:str}}", guards=[DOORKEEPERS], sync_to_thread=False)
def back(command: FromPath[str]) -> AnyResponse:
    """Reloading a refused form leads to the list."""
    return Redirect(PATH, status_code=303)


@post("/hall/bar", guards=[may_do("bar", "unbar")], sync_to_thread=True)
@or_show(lambda desk, retry: _list(desk, "bar", retry))
def bar_post(desk: AtDesk) -> AnyResponse:
    """Close a single post to somebody who waits, or open it again; a rehearsal has none of it."""
    candidate, position = desk.text("candidate"), desk.text("position")
    decide = unbar if desk.text("open") else bar
    with database.transaction(desk.engine) as db:
        campaign_id, at = locked(db)
        _campaign, shown = session_of(db, desk.fields)
        if is_rehearsal(shown):
            raise RefusedError("selection.not_open", _("演练中不关闭岗位。"))
        decide(db, campaign_id, candidate, position, desk.text("because"), by=desk.by, at=at)
    nudge(desk.request.app)
    return Redirect(f"{PATH}?{urlencode({'q': candidate, 'show': desk.text('show')})}", status_code=303)


def _carry_out(db: Database, shown: str, desk: Desk, command: str, second: str) -> None:
    for made in _commands(command, desk.fields, load(db, shown), second):
        execute(db, shown, made, by=desk.by, at=clock.now())


def _commands(command: str, form: Form, session: Session, second: str) -> Iterator[Command]:
    """What is still to be entered: two people at two tables may tick the same name."""
    candidate, passed = given(form, "candidate"), given(form, "passed") == "yes"
    if candidate not in session.arrived:
        yield Arrive(candidate)
    if command == "check" and not (passed and session.checked.get(candidate)):
        yield CheckStandby(candidate, passed, given(form, "reason"), second)


def _back(command: str, form: Form) -> str:
    """On with the same person until they are checked, then to the list."""
    if given(form, "back") == "control":
        return "/hall/control"
    kept = {"show": given(form, "show"), "q": given(form, "q") if command == "arrive" else ""}
    query = urlencode({name: value for name, value in kept.items() if value})
    return f"{PATH}?{query}" if query else PATH


def _shown(hall: Hall, q: str, show: str, form: Form) -> dict[str, Any]:
    people = tuple(hall.roll.values())
    found = _found(hall, people, q)
    one = found[0] if q.strip() and len(found) == 1 else None
    groups = _groups(people)
    labels = {"": _("全部"), "expected": _("未到"), "arrived": _("已到未核对"), "checked": _("已核对")}
    show = show if show in labels else ""
    return {
        "hall": hall,
        "board": hall.board,
        "campaign": hall.campaign,
        "q": q,
        "show": show,
        "form": {name: value for name, value in form.items() if name in ("reason", "second", "because")},
        "one": one,
        "barred": sorted(post for who, post in hall.session.barred if one and who == one.candidate),
        "posts": hall.session.opened.eligible[one.candidate] if one else (),
        "rows": [row for row in found if row in groups[show]],
        "filters": [(name, label, len(groups[name])) for name, label in labels.items()],
        "rules": _rules(hall),
        "proxy": rule_words.proxy(hall.session.opened.settings["proxy"]).rstrip("。."),
        "place": _place,
        "said": _clock,
    }


def _groups(people: Sequence[Present]) -> dict[str, tuple[Present, ...]]:
    return {
        "": tuple(people),
        "expected": tuple(one for one in people if not one.arrived),
        "arrived": tuple(one for one in people if one.arrived and not one.checked),
        "checked": tuple(one for one in people if one.checked),
    }


def _found(hall: Hall, people: Sequence[Present], q: str) -> tuple[Present, ...]:
    """Whose number was typed (the figures are enough); else whose number or name has it in it."""
    typed = as_typed(q)
    if not typed:
        return tuple(people)
    exact = [one for one in people if typed in typed_forms(one.candidate)]
    words = [one for one in people if typed in hall.words(one.candidate).casefold()]
    return tuple(exact or words)


def _place(one: Present) -> str:
    if one.place == 0:
        return _("在选岗席")
    return _("已叫到席旁") if one.called else _("第 %(place)s 位", place=one.place)


def _clock(instant: datetime) -> str:
    """The time of day, with the day where that is another one."""
    today, told = said(clock.now())[:10], said(instant)
    return told.removeprefix(f"{today} ")


def _rules(hall: Hall) -> tuple[rule_words.Said, ...]:
    """What the rules of the place say of the standby zone."""
    settings = hall.session.opened.settings
    about = {key: settings[key] for key in ("batches", "standby") if key in settings}
    if hall.session.round > 1:
        about.pop("batches", None)
    return rule_words.more(about)
