"""What can be wrong with records or a pack, said so that a clerk can mend it."""

from __future__ import annotations

import errno
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing to mend: where it is, what is wrong, what would be right.

    `code` is stable; `record` is the candidate's id, `fact` counts from 0 as in the file, `line` from 1;
    `item` is the pack's item that lacks a figure.
    """

    code: str
    place: str
    problem: str
    remedy: str
    record: str | None = None
    fact: int | None = None
    field: str | None = None
    line: int | None = None
    item: str | None = None

    def __str__(self) -> str:
        return f"{self.place}：{self.problem}。{self.remedy}。"


class ScoringError(Exception):
    """Base of everything this package refuses. `faults` holds each reason."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class RecordsError(ScoringError):
    """Records that are not as agreed, or that need a figure the pack does not have."""


class PackError(ScoringError):
    """A rule pack or an overlay that cannot be used."""


def why_unreadable(error: OSError) -> str:
    """Why the system would not read or write a file, in words; what is rarer comes in the system's own."""
    match error:
        case FileNotFoundError():
            return "没有这个文件"
        case IsADirectoryError():
            return "这是文件夹，不是文件"
        case PermissionError():
            return "没有权限"
        case NotADirectoryError():
            return "路径中间的一段不是文件夹"
        case FileExistsError():
            return "同名的文件已经存在"
        case OSError(errno=errno.ENOSPC):
            return "磁盘已满"
        case OSError(errno=errno.EROFS):
            return "磁盘只能读，不能写"
        case _:
            return str(error.strerror)
