"""A session as a readable script: one line for each command, with its time and who gave it.

    09:00 host draw-lot 3.5.1.6./ witnesses supervisor notary
    09:02 host call S04
    09:03 host choose S04 P12
    09:03 host choose S04 P12 -> selection.no_seat

An arrow names the refusal that the line expects. Used by the sample session and by rehearsals.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from resettlement import clock
from resettlement.errors import BadInputError
from resettlement.selection.session.command import Command, Filed
from resettlement.selection.session.events import COMMANDS
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


def command_of(line: Line, session: Session, filed: Filed) -> Command:
    """The command a line gives; `filed` hands out a person's filed wishes, or None."""
    name, *rest = line.words
    kind = COMMANDS.get(name)
    if kind is None:
        raise BadInputError(f"脚本第 {line.number} 行：不认识的命令“{name}”。可用：{'、'.join(COMMANDS)}。")
    try:
        return kind.from_words(rest, session, filed)
    except (IndexError, ValueError) as error:
        raise BadInputError(
            f"脚本第 {line.number} 行：“{' '.join(line.words)}”缺少内容或写法不对。"
        ) from error
