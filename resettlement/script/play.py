"""Playing a campaign's script into a database: each line under its account, at its moment, or refused."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from public_notices.errors import NoticeError
from resettlement import clock
from resettlement.errors import RefusedError, ResettlementError
from resettlement.plan.reading import Plan, read_plan
from resettlement.rights import PUBLIC, may
from resettlement.script.commands import COMMANDS
from resettlement.script.lines import Line, ScriptError, read_lines
from resettlement.script.state import Play, Say, role_of
from resettlement.translation import gettext as _
from scoring.errors import ScoringError

OF_THE_HALL = frozenset(name for name, command in COMMANDS.items() if command.address.startswith("/hall/"))
UNEXPECTED = "expected-refusal"
"""The code of a line that was taken and should have been refused."""


class LineFailedError(Exception):
    """A line was refused that should not be, or taken that should be refused. Nothing of it was kept."""

    def __init__(self, line: Line, code: str, sentence: str) -> None:
        self.line, self.code, self.sentence = line, code, "；".join(sentence.split("\n"))
        super().__init__(f"campaign.txt:{line.number}: {code}: {self.sentence}")


def played(folder: Path) -> tuple[Plan, tuple[Line, ...]]:
    """The plan and the script of a folder. Raises ScriptError or BadInputError where they cannot be read."""
    plan = read_plan(folder)
    try:
        text = (folder / "campaign.txt").read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ScriptError(f"{folder / 'campaign.txt'}：读不出来。应为 UTF-8 编码的文本文件。") from error
    return plan, read_lines(text, COMMANDS)


def play(
    folder: Path, out: Path, engine: Engine, say: Say = lambda _: None, *, until: datetime | None = None
) -> Play:
    """Play a folder's script, up to `until`. Raises LineFailedError, ScriptError, BadInputError."""
    plan, lines = played(folder)
    stopped = [line for line in lines if until is None or line.at < until]
    state = Play(folder, out, engine, plan, say)
    try:
        if stopped:
            clock.stand_at(stopped[0].at)
            state.enrol(stopped)
        for line in stopped:
            clock.stand_at(line.at)
            carry_out(state, line)
    finally:
        clock.stand_at(None)
    return state


def carry_out(state: Play, line: Line) -> None:
    """One line; a refusal must be the one it expects."""
    try:
        _refuse(state, line)
        COMMANDS[line.command].run(state, line)
    except ScriptError:
        raise
    except (ResettlementError, NoticeError, ScoringError) as refusal:
        code, said = getattr(refusal, "code", "refused"), str(refusal)
        if not line.expects(code):
            raise LineFailedError(line, code, said) from refusal
        state.say(f"  {line.at:%Y-%m-%d %H:%M} {line.command}：被拒绝，如所料（{code}）")
        return
    if line.command not in OF_THE_HALL:
        state.say(f"{line.at:%Y-%m-%d} {line.who} {' '.join((line.command, *line.words))[:60]}")
    if line.refused:
        raise LineFailedError(line, UNEXPECTED, f"这一行应被拒绝（{line.refused}），却被接受了。")


def _refuse(state: Play, line: Line) -> None:
    """Who may not give the command: the same table of rights as behind the desks."""
    role = PUBLIC if line.who == PUBLIC else role_of(line.who)
    if role is None:
        said = _("没有账号“%(account)s”，请核对。", account=line.who)
        raise RefusedError("accounts.unknown", said, account=line.who)
    if not may(role, line.command):
        raise RefusedError(
            "rights.not_allowed",
            _("%(account)s 没有“%(command)s”这一项权限。", account=line.who, command=line.command),
        )
