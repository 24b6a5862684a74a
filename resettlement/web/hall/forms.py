"""From a form of the control page to a command of the session."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from sqlmodel import Session as Database

from resettlement import database
from resettlement.errors import BadInputError, ConflictError, RefusedError
from resettlement.journal.service import lock
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.invented import is_rehearsal, wishes_of
from resettlement.selection.service import stream_of
from resettlement.selection.session.events import (
    AdjustClock,
    AdmitProxy,
    BeginRound,
    Call,
    Choose,
    ChooseFiledWish,
    Close,
    Command,
    DrawLot,
    GiveUp,
    Miss,
    Opened,
    Pass,
    Pause,
    Resume,
    SettleTie,
    Undo,
    Waive,
)
from resettlement.selection.session.state import Session
from resettlement.selection.wishes import service as wishes
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.desk import Desk
from resettlement.web.rendering import find_campaign

Form = Mapping[str, str]
T = TypeVar("T")
Filed = Callable[[str], Opened | None]
"""Hands out a person's filed wishes; None where he filed none."""


def command_of(name: str, form: Form, session: Session, filed: Filed, second: str) -> Command:
    """The command of a form; `second` is the account that confirmed an undo with its password.

    Raises BadInputError for a command that is not known or a form that lacks a field.
    """
    make = COMMANDS.get(name)
    if make is None:
        raise BadInputError(_("没有“%(name)s”这项操作。请回到控制台重新操作。", name=name))
    return make(form, session, filed, second)


def expected_of(form: Form) -> int:
    """The version of the board that the operator saw. Raises BadInputError without it."""
    return number_of(form, "expected")


def number_of(form: Form, field: str) -> int:
    """A whole number of a form. Raises BadInputError naming the field."""
    typed = given(form, field)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        label = looked_up(LABELS.get(field, field))
        raise BadInputError(_("提交的内容不完整（%(field)s）。请回到控制台重新操作。", field=label))
    return int(typed)


def session_of(db: Database, form: Form) -> tuple[str, str]:
    """The campaign, and the session that the hall shows, locked: whoever had to wait for another reads the
    clock and the log after him.

    Raises RefusedError where there is no campaign, and ConflictError for a form of another session: a
    rehearsal that has ended or begun since.
    """
    campaign = find_campaign(db)
    if campaign is None:
        raise RefusedError("selection.not_open", _("选岗会还没有开场。"))
    shown = rehearsal.on_screen(db, campaign.id)
    if given(form, "session") != shown:
        raise ConflictError(_("您打开这一页之后，演练已经开始或结束。请看清现在是哪一场，再操作。"))
    lock(db, stream_of(shown))
    return campaign.id, shown


def in_session(desk: Desk, f: Callable[[Database, str], T]) -> T:
    """Write to the session that the hall shows: `f(db, session_id)`, as `session_of` finds it."""
    with database.transaction(desk.engine) as db:
        return f(db, session_of(db, desk.fields)[1])


def given(form: Form, field: str) -> str:
    """What was typed, without blanks around it."""
    return form.get(field, "").strip()


def several(form: Form, prefix: str) -> tuple[str, ...]:
    """The filled fields `prefix-…`, in their order."""
    return tuple(given(form, name) for name in form if name.startswith(f"{prefix}-") and given(form, name))


def filed_in(db: Database, campaign_id: str, session: Session) -> Filed:
    """Hands out the wishes that the campaign keeps, for those who committed to some."""

    def filed(candidate: str) -> Opened | None:
        if candidate not in session.opened.wish_commitments:
            return None
        if is_rehearsal(session.opened.session):
            return wishes_of(candidate, session.opened.eligible[candidate])
        return wishes.opened(db, campaign_id, candidate)

    return filed


LOT_KEY = re.compile(r"(?:(?:[0-9]+\.)+/|[A-Z][0-9A-Z]*\.?/)+")
"""Numbers each with a point, or a word in capitals; a slash after each source (RFC 3797 section 4.1)."""

LABELS = {
    "expected": "看板序号",
    "from_version": "要撤销的记录",
    "version": "要联签的记录",
}


def _settle(_form: Form, session: Session, filed: Filed, _second: str) -> SettleTie:
    opened = {person: filed(person) for person in session.next_in_turn}
    return SettleTie({person: wish for person, wish in opened.items() if wish is not None})


def _choose(form: Form, *_rest: Any) -> Choose:
    if not given(form, "position"):
        raise BadInputError(_("还没有选岗位。请输入岗位编号，或从列表中选一个。"))
    return Choose(given(form, "candidate"), given(form, "position"), form.get("despite_warning") == "yes")


def _filed_wish(form: Form, _session: Session, filed: Filed, _second: str) -> ChooseFiledWish:
    candidate = given(form, "candidate")
    return ChooseFiledWish(candidate, filed(candidate))


def _draw_lot(form: Form, *_rest: Any) -> DrawLot:
    """A lot is never revoked: what cannot be one is turned back before it is in the log."""
    key = given(form, "key")
    if key and not LOT_KEY.fullmatch(key):
        raise BadInputError(
            _("抽签结果“%(key)s”的写法不对：每个数字后加点，一组后加斜杠，例如 05.11.16.20.28.33./", key=key)
        )
    return DrawLot(key, several(form, "witness"))


def _miss(form: Form, *_rest: Any) -> Miss:
    if not given(form, "reason"):
        raise BadInputError(_("还没有选过号的原因。请在未到、迟到、超时等原因中选一个。"))
    return Miss(given(form, "candidate"), given(form, "reason"))


def _adjust_clock(form: Form, *_rest: Any) -> AdjustClock:
    if not all(re.fullmatch("[0-9]{0,4}", given(form, field)) for field in ("minutes", "seconds")):
        raise BadInputError(_("补时的分钟和秒应为整数，例如 2 分 30 秒。"))
    typed = {field: int(given(form, field)) for field in ("minutes", "seconds") if given(form, field)}
    seconds = 60 * typed.get("minutes", 0) + typed.get("seconds", 0)
    return AdjustClock(given(form, "candidate"), seconds, given(form, "reason"))


def _close(form: Form, *_rest: Any) -> Close:
    if form.get("sure") != "yes":
        raise BadInputError(_("结束以后不能再作任何操作。确定结束的，请先勾选“确定结束”。"))
    return Close()


COMMANDS: dict[str, Callable[[Form, Session, Filed, str], Command]] = {
    "draw-lot": _draw_lot,
    "settle-tie": _settle,
    "call": lambda form, *_: Call(given(form, "candidate") or None),
    "proxy": lambda form, *_: AdmitProxy(
        given(form, "candidate"), several(form, "paper"), given(form, "requested_on")
    ),
    "choose": _choose,
    "filed-wish": _filed_wish,
    "adjust-clock": _adjust_clock,
    "waive": lambda form, *_: Waive(given(form, "candidate"), given(form, "reason")),
    "begin-round": lambda *_: BeginRound(),
    "miss": _miss,
    "pass": lambda form, *_: Pass(given(form, "candidate")),
    "give-up": lambda form, *_: GiveUp(given(form, "candidate")),
    "pause": lambda form, *_: Pause(given(form, "reason")),
    "resume": lambda *_: Resume(),
    "undo": lambda form, _session, _filed, second: Undo(
        number_of(form, "from_version"), given(form, "reason"), second
    ),
    "close": _close,
}
