"""What `demo` may replace: a folder that it made itself and in which nothing else lies."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from resettlement.errors import BadInputError

MARK = "made-from"
LIVE = ("bundle/", "resettlement.db")
"""What changes while the demonstration is served: the public folder, and the database with its side files."""
_NAMED = 3


def mark(folder: Path, sources: str) -> None:
    """Write down what the folder was made from, and every file that was made."""
    made = {path: _digest(folder / path) for path in _files(folder)}
    told = json.dumps({"sources": sources, "made": made}, ensure_ascii=False, indent=1)
    (folder / MARK).write_text(told, encoding="utf-8")


def is_current(folder: Path, sources: str) -> bool:
    """Whether the folder was made from exactly these sources."""
    return _marked(folder).get("sources") == sources


def refuse_others(folder: Path) -> None:
    """Raises BadInputError where something lies there that `demo` did not make: it would be lost."""
    if not folder.is_symlink() and not folder.exists():
        return
    if strange := list(_strange(folder)):
        named = "、".join(strange[:_NAMED]) + ("等" if len(strange) > _NAMED else "")
        raise BadInputError(
            f"目录 {folder} 里有不是演示程序做的东西（{named}），什么也没有删除，也没有写入。"
            "请把它移走或改名，再启动演示。"
        )


def _strange(folder: Path) -> Iterator[str]:
    if folder.is_symlink() or not folder.is_dir():
        yield folder.name
        return
    made = _marked(folder).get("made")
    for path in _files(folder):
        its_own = path == MARK or path.startswith(LIVE)
        if not isinstance(made, dict) or not (its_own or made.get(path) == _digest(folder / path)):
            yield path


def _marked(folder: Path) -> dict[str, object]:
    try:
        told = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _files(folder: Path) -> list[str]:
    """Everything in it that is no folder, links too, by its path from there."""
    found = (path for path in folder.rglob("*") if path.is_symlink() or not path.is_dir())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def _digest(file: Path) -> str:
    """The SHA-256 of a file; of what is none, nothing that a file could have."""
    return hashlib.sha256(file.read_bytes()).hexdigest() if file.is_file() and not file.is_symlink() else ""
