"""`python -m public_notices.catalogues`: what the pages say, and which of it no catalogue has in English yet.

Each room has a catalogue of its own, `templates/locale/en/LC_MESSAGES/ROOM.po`. What a room says is every
`_("…")` of its templates and modules, every `{% trans %}`, and every Chinese constant of its modules that are
not WORDS_OF_WORKBOOKS. The command adds new sentences with an empty translation, takes out what is said no
more, and lists what is left to translate.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po
from jinja2 import nodes

from public_notices.environment import TEMPLATES, environment
from public_notices.translation import CATALOGUES, ENGLISH

ROOT = TEMPLATES.parent
ROOMS: dict[str, tuple[str, ...]] = {
    "frame": ("templates/errors", "templates/help", "resettlement/web/app.py"),
    "public": (
        "templates/components",
        "templates/public",
        "resettlement/posting/objecting.py",
        "resettlement/web/home.py",
        "resettlement/web/public.py",
        "resettlement/web/side_by_side.py",
        "resettlement/web/wish_fields.py",
        "resettlement/web/wishing.py",
    ),
    "hall": (
        "templates/hall",
        "resettlement/journal/service.py",
        "resettlement/posting/hall.py",
        "resettlement/posting/signed_papers.py",
        "resettlement/selection/choosing.py",
        "resettlement/selection/decide.py",
        "resettlement/selection/rehearsal/drill.py",
        "resettlement/selection/overlay.py",
        "resettlement/selection/proxies.py",
        "resettlement/selection/reasons.py",
        "resettlement/selection/rehearsal/service.py",
        "resettlement/selection/rounds.py",
        "resettlement/selection/rules.py",
        "resettlement/selection/service.py",
        "resettlement/selection/standby.py",
        "resettlement/selection/supervision.py",
        "resettlement/selection/ties.py",
        "resettlement/web/hall/choices.py",
        "resettlement/web/hall/closing.py",
        "resettlement/web/hall/control.py",
        "resettlement/web/hall/fault_words.py",
        "resettlement/web/hall/faults.py",
        "resettlement/web/hall/forms.py",
        "resettlement/web/hall/rehearsal.py",
        "resettlement/web/hall/report.py",
        "resettlement/web/hall/scans.py",
        "resettlement/web/hall/screens.py",
        "resettlement/web/hall/standby.py",
        "resettlement/web/hall/view.py",
    ),
    "staff": (
        "templates/staff",
        "resettlement/campaign/figures.py",
        "resettlement/campaign/service.py",
        "resettlement/campaign/stages.py",
        "resettlement/positions/again.py",
        "resettlement/positions/service.py",
        "resettlement/posting/bundle.py",
        "resettlement/posting/drafting.py",
        "resettlement/posting/publication.py",
        "resettlement/posting/publishable.py",
        "resettlement/posting/service.py",
        "resettlement/posting/versions.py",
        "resettlement/selection/wishes/codes.py",
        "resettlement/selection/wishes/times.py",
        "resettlement/selection/wishes/service.py",
        "resettlement/web/rendering.py",
        "resettlement/web/staff/accounts.py",
        "resettlement/web/staff/clock_page.py",
        "resettlement/web/staff/common.py",
        "resettlement/web/staff/differences.py",
        "resettlement/web/staff/drafts.py",
        "resettlement/web/staff/facts.py",
        "resettlement/web/staff/findings.py",
        "resettlement/web/staff/imports.py",
        "resettlement/web/staff/letters.py",
        "resettlement/web/staff/log.py",
        "resettlement/web/staff/notices.py",
        "resettlement/web/staff/objections.py",
        "resettlement/web/staff/overview.py",
        "resettlement/web/staff/positions.py",
        "resettlement/web/staff/profiles.py",
        "resettlement/web/staff/records.py",
        "resettlement/web/staff/result.py",
        "resettlement/web/staff/rule_fields.py",
        "resettlement/web/staff/rules.py",
        "resettlement/web/staff/rules_compare.py",
        "resettlement/web/staff/rules_fill.py",
        "resettlement/web/staff/session.py",
        "resettlement/web/staff/standing.py",
        "resettlement/web/staff/wishes.py",
        "resettlement/web/staff/wordings.py",
        "resettlement/web/staff/decisions.py",
        "resettlement/web/staff/prints.py",
    ),
    "office": (
        "resettlement/office",
        "resettlement/plan",
        "templates/office",
        "resettlement/web/setup.py",
        "resettlement/web/staff/campaign_changes.py",
        "resettlement/web/staff/campaigns.py",
        "resettlement/web/staff/office.py",
        "resettlement/web/staff/workdays.py",
        "resettlement/texts.py",
        "resettlement/workdays.py",
    ),
    "callers": (
        "templates/callers",
        "resettlement/follow_up/commands.py",
        "resettlement/follow_up/corrections.py",
        "resettlement/follow_up/due.py",
        "resettlement/follow_up/duties.py",
        "resettlement/follow_up/letter_rules.py",
        "resettlement/follow_up/letters.py",
        "resettlement/follow_up/model.py",
        "resettlement/follow_up/rules_in_force.py",
        "resettlement/follow_up/service.py",
        "resettlement/follow_up/unit_issues.py",
        "resettlement/web/callers/corrections.py",
        "resettlement/web/callers/days.py",
        "resettlement/web/callers/desk.py",
        "resettlement/web/callers/events.py",
        "resettlement/web/callers/forms.py",
        "resettlement/web/callers/issues.py",
        "resettlement/web/callers/said.py",
    ),
    "accounts": (
        "templates/accounts",
        "resettlement/accounts/model.py",
        "resettlement/accounts/service.py",
        "resettlement/web/accounts.py",
    ),
    "refusals": (
        "resettlement/objections",
        "resettlement/positions/model.py",
        "resettlement/positions/workbook.py",
        "resettlement/posting/release.py",
        "resettlement/posting/rule_figures.py",
        "resettlement/records/again.py",
        "resettlement/records/cells.py",
        "resettlement/records/changes.py",
        "resettlement/records/checks.py",
        "resettlement/records/checking.py",
        "resettlement/records/decisions.py",
        "resettlement/records/freezing.py",
        "resettlement/records/gate.py",
        "resettlement/standing/signing.py",
        "resettlement/records/hand_entry.py",
        "resettlement/records/identity.py",
        "resettlement/records/lookup.py",
        "resettlement/records/model.py",
        "resettlement/records/one_sheet.py",
        "resettlement/records/reviewing.py",
        "resettlement/records/rows.py",
        "resettlement/records/scans.py",
        "resettlement/records/service.py",
        "resettlement/records/sheet.py",
        "resettlement/records/workbook.py",
        "resettlement/selection/wishes/form.py",
        "resettlement/standing/findings.py",
        "resettlement/standing/lint.py",
        "resettlement/standing/needed.py",
        "resettlement/standing/release.py",
        "resettlement/standing/service.py",
        "resettlement/standing/signing.py",
        "scoring/kinds.py",
    ),
    "words": (
        "public_notices/event_words.py",
        "public_notices/log_views.py",
        "public_notices/page_views.py",
        "public_notices/person_views.py",
        "public_notices/rule_words.py",
        "public_notices/standing_views.py",
        "public_notices/wording.py",
    ),
}
"""Where the sentences of each catalogue stand: folders of templates and modules."""

WORDS_OF_WORKBOOKS = frozenset(
    {
        "resettlement/office/holiday_text.py",
        "resettlement/plan/values.py",
        "resettlement/positions/workbook.py",
        "resettlement/records/again.py",
        "resettlement/records/cells.py",
        "resettlement/records/checks.py",
        "resettlement/records/hand_entry.py",
        "resettlement/records/lookup.py",
        "resettlement/records/one_sheet.py",
        "resettlement/records/sheet.py",
        "resettlement/records/workbook.py",
        "resettlement/selection/wishes/form.py",
    }
)
"""Modules full of column names, spellings and words of forms, which are Chinese in every language: only what
they ask the catalogue for is a sentence of the pages."""

EXTRACTOR = {"trimmed": "true", "newstyle_gettext": "true", "trim_blocks": "true", "lstrip_blocks": "true"}


@dataclass(frozen=True)
class Unmarked:
    """Chinese that a page would show in every language, because nothing asks the catalogue for it."""

    path: str
    line: int
    text: str


def said(room: str) -> set[str]:
    """The sentences of a room; the first form where a sentence has two."""
    return {message for path in _files(room) for message in _messages(path)}


def unmarked(room: str) -> list[Unmarked]:
    """Chinese in a room's templates outside `_` and `trans`, and in f-strings of its modules.

    `"文号"|string` is a name in the data, not something said.
    """
    found = []
    for path in _files(room):
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


def renewed(room: str, language: str = ENGLISH) -> Catalog:
    """The catalogue with every sentence of the room and no other, translations kept."""
    old, new = catalogue(room, language), Catalog(locale=language)
    known = {_first(message): message for message in old if message.id}
    for path in _files(room):
        for message, plural in _messages(path).items():
            kept = known.get(message)
            new.add(plural or message, kept.string if kept else "")
    return new


def _catalogue_path(room: str, language: str) -> Path:
    return CATALOGUES / language / "LC_MESSAGES" / f"{room}.po"


def _files(room: str) -> Iterator[Path]:
    for name in ROOMS[room]:
        path = ROOT / name
        yield from sorted((*path.rglob("*.html"), *path.rglob("*.py"))) if path.is_dir() else [path]


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
    """What a module asks for, and its other Chinese unless that is words of workbooks and papers."""
    asked = set(_asked_in_python(path))
    apart = path.relative_to(ROOT).as_posix() in WORDS_OF_WORKBOOKS
    for _, text in _python_constants(path):
        if text in asked or (_is_chinese(text) and not apart):
            yield text


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
            if _is_chinese(text):
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
    for room in ROOMS:
        new = renewed(room)
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
