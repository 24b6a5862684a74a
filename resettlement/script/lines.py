"""Reading `campaign.txt`: when, who, which command with which words, and the refusal a line expects."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from resettlement import clock
from resettlement.errors import BadInputError

_COMMENT = re.compile(r"(?:^|\s)#.*")
_REFUSED = re.compile(r"\s->\s*(\S+)\s*$")
_BECAUSE = re.compile(r"\sbecause\s+(.*)$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TIME = re.compile(r"\d{1,2}:\d{2}")
_USUAL = time(9)
_MINUTE = timedelta(minutes=1)
T = TypeVar("T")


class ScriptError(BadInputError):
    """A folder or a line that cannot be read: nothing was played."""

    code = "script.unreadable"


@dataclass(frozen=True)
class Line:
    """One line. `because` is "" where none is given; `refused` the code it expects, maybe ending in `.*`."""

    number: int
    at: datetime
    who: str
    command: str
    words: tuple[str, ...]
    because: str
    refused: str | None

    def expects(self, code: str) -> bool:
        """Whether this is the refusal that the line names."""
        if self.refused is None:
            return False
        if self.refused.endswith(".*"):
            return code.startswith(self.refused[:-1])
        return code == self.refused


def read_lines(text: str, commands: Collection[str]) -> tuple[Line, ...]:
    """Every line of a script. Raises ScriptError naming the line that cannot be read."""
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), 1):
        content = _COMMENT.sub("", raw).rstrip()
        if content.strip():
            lines.append(_line(number, content, lines[-1].at if lines else None, commands))
    return tuple(lines)


def _line(number: int, content: str, before: datetime | None, commands: Collection[str]) -> Line:
    content, refused = _cut(_REFUSED, " " + content)
    content, because = _cut(_BECAUSE, content)
    words = content.split()
    at = _moment(number, words, before)
    if before is not None and at < before:
        raise _bad(number, f"{at:%Y-%m-%d %H:%M} 早于上一行的 {before:%Y-%m-%d %H:%M}；时间只能往后走")
    if len(words) < 2:
        raise _bad(number, "应依次写明日期、时间、账号、命令，例如“2021-10-18 17:00 clerk post scores”")
    who, *rest = words
    command = _command(number, rest, commands)
    return Line(number, at, who, command, tuple(rest[len(command.split()) :]), because or "", refused)


def _cut(pattern: re.Pattern[str], content: str) -> tuple[str, str | None]:
    found = pattern.search(content)
    return (content[: found.start()], found[1].strip()) if found else (content, None)


def _moment(number: int, words: list[str], before: datetime | None) -> datetime:
    """The line's moment; day and time are taken off the words."""
    day = _taken(number, words, _DAY, date.fromisoformat)
    clock_time = _taken(number, words, _TIME, lambda word: time.fromisoformat(word.zfill(5)))
    if day is None and before is None:
        raise _bad(number, "第一行应以日期开头，例如 2021-09-13")
    if clock_time is not None:
        return datetime.combine(day or _day_of(before), clock_time, clock.CHINA)
    if day is not None and (before is None or day != before.date()):
        return datetime.combine(day, _USUAL, clock.CHINA)
    assert before is not None
    return before + _MINUTE


def _day_of(before: datetime | None) -> date:
    assert before is not None
    return before.date()


def _taken(number: int, words: list[str], pattern: re.Pattern[str], read: Callable[[str], T]) -> T | None:
    """The first word read, where it has that form."""
    if not words or not pattern.fullmatch(words[0]):
        return None
    word = words.pop(0)
    try:
        return read(word)
    except ValueError as error:
        raise _bad(number, f"没有“{word}”这个日期或时间") from error


def _command(number: int, words: Iterable[str], commands: Collection[str]) -> str:
    """The command that the words begin with: two words (`import records`) before one (`post`)."""
    given = list(words)
    for length in (2, 1):
        name = " ".join(given[:length])
        if name in commands:
            return name
    raise _bad(number, f"不认识的命令“{' '.join(given[:2])}”；可用的命令列在 docs/script.md")


def _bad(number: int, wrong: str) -> ScriptError:
    return ScriptError(f"campaign.txt:{number}：{wrong}。", line=number)


def moment(text: str) -> datetime:
    """`DATE` or `DATE TIME` as an instant. Raises ScriptError."""
    day, _, hour = text.strip().partition(" ")
    try:
        at = time.fromisoformat(hour.strip().zfill(5)) if hour.strip() else time()
        return datetime.combine(date.fromisoformat(day), at, clock.CHINA)
    except ValueError as error:
        raise ScriptError(f"“{text}”不是日期和时间，应写成 2021-10-18 或 2021-10-18 17:00。") from error


def accounts_named(lines: Iterable[Line]) -> Iterator[str]:
    """Every word of the script that may be an account: who gives a line, its witnesses and seconds."""
    for line in lines:
        yield line.who
        if "witnesses" in line.words:
            yield from line.words[line.words.index("witnesses") + 1 :]
        if "second" in line.words:
            yield from line.words[line.words.index("second") + 1 :][:1]
