"""A session as a readable script: one line for each command, with its time and who gave it.

    09:00 host draw-lot 3.5.1.6./ witnesses supervisor notary
    09:02 host call S04
    09:03 host choose S04 P12
    09:03 host choose S04 P12 -> selection.no_seat

An arrow names the refusal that the line expects. Used by the sample session and by rehearsals.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time

from resettlement import clock
from resettlement.errors import BadInputError
from resettlement.selection.session.events import (
    AdjustClock,
    AdmitProxy,
    Arrive,
    BeginRound,
    Call,
    CheckStandby,
    Choose,
    ChooseFiledWish,
    Chosen,
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


@dataclass(frozen=True)
class Line:
    """One line: when, who, the words of the command, and the refusal it expects (or None)."""

    number: int
    at: datetime
    by: str
    words: tuple[str, ...]
    refused: str | None


def read_script(text: str, day: datetime) -> Iterator[Line]:
    """The lines of a script on the given day. Raises BadInputError naming the line."""
    for number, raw in enumerate(text.splitlines(), 1):
        content, _, refused = raw.partition("#")[0].partition("->")
        words = content.split()
        if not words:
            continue
        try:
            at = datetime.combine(day.date(), time.fromisoformat(words[0]), clock.CHINA)
        except ValueError as error:
            raise BadInputError(f"脚本第 {number} 行：应以时间开头，例如“09:05 host call S04”。") from error
        if len(words) < 3:
            raise BadInputError(f"脚本第 {number} 行：应依次写明时间、操作账号、命令。")
        yield Line(number, at, words[1], tuple(words[2:]), refused.strip() or None)


def command_of(line: Line, session: Session, opened: Callable[[str], Opened | None]) -> Command:
    """The command a line gives; `opened` hands out a person's filed wishes, or None."""
    name, *rest = line.words
    make = _COMMANDS.get(name)
    if make is None:
        raise BadInputError(f"脚本第 {line.number} 行：不认识的命令“{name}”。可用：{'、'.join(_COMMANDS)}。")
    try:
        return make(rest, session, opened)
    except (IndexError, ValueError) as error:
        raise BadInputError(
            f"脚本第 {line.number} 行：“{' '.join(line.words)}”缺少内容或写法不对。"
        ) from error


_Maker = Callable[[Sequence[str], Session, Callable[[str], Opened | None]], Command]


def _undo(rest: Sequence[str], session: Session, _: object) -> Command:
    """`undo S04 second supervisor reason`: back to before this person's pick."""
    candidate, second = rest[0], rest[rest.index("second") + 1]
    picks = [
        e.version for e in session.history if isinstance(e.event, Chosen) and e.event.candidate == candidate
    ]
    return Undo(picks[-1], " ".join(rest[rest.index("second") + 2 :]), second)


def _settle(_rest: Sequence[str], session: Session, opened: Callable[[str], Opened | None]) -> Command:
    wishes = {person: opened(person) for person in session.next_in_turn}
    return SettleTie({person: wish for person, wish in wishes.items() if wish is not None})


_COMMANDS: dict[str, _Maker] = {
    "draw-lot": lambda rest, *_: DrawLot(rest[0], tuple(rest[rest.index("witnesses") + 1 :])),
    "settle-tie": _settle,
    "call": lambda rest, *_: Call(rest[0]),
    "proxy": lambda rest, session, _: AdmitProxy(
        rest[0], tuple(session.opened.settings["proxy"]["papers"]), rest[1] if len(rest) > 1 else ""
    ),
    "arrive": lambda rest, *_: Arrive(rest[0]),
    "check": lambda rest, *_: CheckStandby(rest[0], rest[1] == "passed", " ".join(rest[2:])),
    "adjust-clock": lambda rest, *_: AdjustClock(rest[0], int(rest[1]), " ".join(rest[2:])),
    "waive": lambda rest, *_: Waive(rest[0], " ".join(rest[1:])),
    "begin-round": lambda *_: BeginRound(),
    "choose": lambda rest, *_: Choose(rest[0], rest[1], despite_warning="despite-warning" in rest),
    "filed-wish": lambda rest, _, opened: ChooseFiledWish(rest[0], opened(rest[0])),
    "miss": lambda rest, *_: Miss(rest[0], rest[1]),
    "pass": lambda rest, *_: Pass(rest[0]),
    "give-up": lambda rest, *_: GiveUp(rest[0]),
    "pause": lambda rest, *_: Pause(" ".join(rest)),
    "resume": lambda *_: Resume(),
    "undo": _undo,
    "close": lambda *_: Close(),
}
