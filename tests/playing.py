"""Campaigns played from their scripts, up to a line, for the tests that begin in the middle of one."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine

from resettlement import clock
from resettlement.script.commands import COMMANDS
from resettlement.script.lines import Line, read_lines
from resettlement.script.play import carry_out, played
from resettlement.script.state import Play


def play_before(
    engine: Engine, folder: Path, stop: str, *, out: Path | None = None, objection: bool = True
) -> Play:
    """Play a folder's script up to the first line that says `stop`, such as `post scores`.

    Without the `objection` everything is left out from it to the correction that it leads to.
    """
    plan, lines = played(folder)
    state = Play(folder, out or Path(str(engine.url.database)).parent, engine, plan)
    wanted = [
        line for line in lines if objection or not (line.refused or _of_objection(line, lines))
    ]  # what is refused on the sample's way need not be on a shorter one
    end = next(n for n, line in enumerate(wanted) if _said(line).startswith(stop))
    return go_on(state, wanted[:end])


def go_on(state: Play, lines: list[Line] | tuple[Line, ...]) -> Play:
    """Carry out more lines."""
    try:
        clock.stand_at(lines[0].at)
        state.enrol(lines)
        for line in lines:
            clock.stand_at(line.at)
            carry_out(state, line)
    finally:
        clock.stand_at(None)
    return state


def say(state: Play, text: str) -> Play:
    """Carry out lines that are given as text."""
    return go_on(state, read_lines(text, COMMANDS))


def _said(line: Line) -> str:
    return " ".join((line.command, *line.words))


def _of_objection(line: Line, lines: tuple[Line, ...]) -> bool:
    first = next(one.number for one in lines if one.command == "object")
    last = next(one.number for one in lines if _said(one) == "post correction")
    return first <= line.number <= last
