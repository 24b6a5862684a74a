"""`python -m tests.catalogues`: what the pages say, and which of it no catalogue has in English yet.

Each room has a catalogue of its own, `templates/locale/en/LC_MESSAGES/ROOM.po`: a room is a folder of
templates, of `resettlement` or of `resettlement/web`, by its name; what lies beside them is of the folder it
lies in. What a room says is every `_("…")` of its templates and modules, every `{% trans %}`, every constant
marked by `later("…")`, and every Chinese constant of its SPEAKING modules. The command adds new sentences
with an empty translation, takes out what is said no more, and lists what is left to translate.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

from public_notices.environment import TEMPLATES, environment
from resettlement.translation import CATALOGUES, ENGLISH

ROOT = TEMPLATES.parent
SPEAKING = (
    "public_notices/*_words.py",
    "public_notices/*_views.py",
    "public_notices/wording.py",
    "resettlement/*/model.py",
    "resettlement/web/*.py",
    "resettlement/web/*/*.py",
    "scoring/kinds.py",
)
"""Modules whose every Chinese constant is a label or a sentence of a page."""

CHINESE_ALONE = (
    "templates/notices/*",  # papers
    "resettlement/papers/score_sheets.py",
    "resettlement/web/hall/papers.py",
    "resettlement/campaign/demonstration.py",  # the terminal
    "resettlement/script/*.py",
    "resettlement/script/*/*.py",
    "resettlement/web/server.py",
)
"""Where Chinese may stand that no page says."""

FILES = (".pdf", ".xlsx")
EXTRACTOR = {"trimmed": "true", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}


@dataclass(frozen=True)
class Unmarked:
    """Chinese that a page would show in every language, because nothing asks the catalogue for it."""

    path: str
    line: int
    text: str


def rooms() -> list[str]:
    """The rooms that say anything, by name."""
    return sorted({_room(path) for path in _files() if any(_messages(path))})


def said(room: str) -> set[str]:
    """The sentences of a room; the first form where a sentence has two."""
    return {message for path in _files_of(room) for message in _messages(path)}


def unmarked(room: str) -> list[Unmarked]:
    """Chinese in a room's templates outside `_` and `trans`, and in f-strings of its modules.

    `"文号"|string` is a name in the data, not something said.
    """
    found = []
    for path in _files_of(room):
        if _is(path, CHINESE_ALONE) or not _may_speak(path):
            continue
        lines = _unmarked_in_python(path) if path.suffix == ".py" else _unmarked_in_template(path)
        found += [Unmarked(path.relative_to(ROOT).as_posix(), line, text) for line, text in lines]
    return found


def catalogue(room: str, language: str = ENGLISH) -> Catalog:
    """The room's catalogue as it stands; an empty one where there is none yet."""
    path = _catalogue_path(room, language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def renewed(room: str, known: Mapping[str, Message], language: str = ENGLISH) -> Catalog:
    """The catalogue with every sentence of the room and no other; what is `known` keeps its translation."""
    new = Catalog(locale=language)
    for path in _files_of(room):
        for message, plural in _messages(path).items():
            kept = known.get(message)
            new.add(plural or message, kept.string if kept else "")
    return new


def _catalogue_path(room: str, language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"{room}.po"


def _room(path: Path) -> str:
    parts = path.relative_to(ROOT).parts[:-1]
    inner = [part for part in parts if part not in ("resettlement", "web", "templates")]
    return inner[0] if inner else parts[-1]


@cache
def _files() -> tuple[Path, ...]:
    modules = (
        path
        for folder in ("resettlement", "public_notices", "scoring")
        for path in (ROOT / folder).rglob("*.py")
    )
    return (*sorted(TEMPLATES.rglob("*.html")), *sorted(modules))


def _files_of(room: str) -> Iterator[Path]:
    return (path for path in _files() if _room(path) == room)


def _may_speak(path: Path) -> bool:
    return path.suffix == ".html" or _is(path, SPEAKING) or any(_messages(path))


def _is(path: Path, patterns: tuple[str, ...]) -> bool:
    return any(path.relative_to(ROOT).match(pattern) for pattern in patterns)


def _messages(path: Path) -> dict[str, tuple[str, str] | None]:
    """Each sentence of a file, with both forms where it has two."""
    if path.suffix == ".py":
        plurals = dict(_python_plurals(path))
        return {text: plurals.get(text) for text in _python_sentences(path)}
    found: dict[str, tuple[str, str] | None] = {}
    for _, message, _, _ in extract_from_file("jinja2", path, options=EXTRACTOR):
        if isinstance(message, str):
            found.setdefault(message, None)
        else:
            found[str(message[0])] = (str(message[0]), str(message[1]))
    return found


def _python_constants(path: Path) -> Iterator[tuple[int, str]]:
    """Text constants of a module: no docstrings, no parts of f-strings."""
    tree = ast.parse(path.read_bytes())
    apart = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    apart |= {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.lineno, node.value


def _python_sentences(path: Path) -> Iterator[str]:
    """What a module asks for or marks, and every Chinese constant of one that speaks."""
    yield from _asked_in_python(path)
    if _is(path, SPEAKING):
        yield from (text for _, text in _python_constants(path) if _is_chinese(text))


def _asked_in_python(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Call(
                func=ast.Name(id="_" | "ngettext" | "later"), args=[ast.Constant(value=str(text)), *_]
            ):
                yield text
            case _:
                pass


def _python_plurals(path: Path) -> Iterator[tuple[str, tuple[str, str]]]:
    """Both forms of what a module says by `ngettext`, by the first."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        match node:
            case ast.Call(
                func=ast.Name(id="ngettext"),
                args=[ast.Constant(value=str(one)), ast.Constant(value=str(many)), *_],
            ):
                yield one, (one, many)
            case _:
                pass


def _unmarked_in_python(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.JoinedStr):
            text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
            if _is_chinese(text) and not text.endswith(FILES):
                yield node.lineno, text


def _unmarked_in_template(path: Path) -> Iterator[tuple[int, str]]:
    # `trans` blocks become calls of gettext when parsed, so what is left over speaks Chinese in any language.
    tree = environment().parse(path.read_text(encoding="utf-8"))
    asked = {
        id(part) for call in tree.find_all(nodes.Call) if _asks(call) for part in call.find_all(nodes.Const)
    }
    asked |= {id(named.node) for named in tree.find_all(nodes.Filter) if named.name == "string"}
    for data in tree.find_all(nodes.TemplateData):
        if _is_chinese(data.data):
            yield data.lineno, data.data.strip()
    for const in tree.find_all(nodes.Const):
        if id(const) not in asked and isinstance(const.value, str) and _is_chinese(const.value):
            yield const.lineno, const.value
    for call in tree.find_all(nodes.Call):
        if _asks(call) and not all(isinstance(part, nodes.Const) for part in call.args[:1]):
            yield call.lineno, "_(…) 里只能写明文；变量里的标签用 |spoken"


def _asks(call: nodes.Call) -> bool:
    return isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def _first(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def main() -> int:
    """Renew every catalogue; 1 while something is left to translate or to mark."""
    left = 0
    files = sorted((CATALOGUES / ENGLISH / "LC_MESSAGES").glob("*.po"))
    old = [message for file in files for message in catalogue(file.stem) if message.id]
    known = {_first(message): message for message in old}
    for file in files:
        file.unlink()  # a room may have gone, its sentences into others
    for room in rooms():
        new = renewed(room, known)
        with _catalogue_path(room, ENGLISH).open("wb") as file:
            write_po(file, new, width=0, no_location=True, omit_header=True, sort_output=True)
        for fault in unmarked(room):
            sys.stdout.write(f"{fault.path}:{fault.line}: {fault.text}\n")
        empty = [_first(message) for message in new if message.id and not _translated(message)]
        sys.stdout.writelines(f"{room}.po: {text}\n" for text in empty)
        left += len(empty) + len(unmarked(room))
    return 1 if left else 0


def _translated(message: Message) -> bool:
    forms = (message.string,) if isinstance(message.string, str) else message.string or ()
    return bool(forms) and all(forms)


if __name__ == "__main__":
    sys.exit(main())
