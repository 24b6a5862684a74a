"""A plan from a folder, from a file, or from what somebody sent: its TOML, and the files that it names."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any

import scoring
from resettlement.errors import BadInputError
from resettlement.plan.checks import check, said
from resettlement.selection.session.rules import shipped_rules
from resettlement.texts import decoded
from resettlement.translation import gettext as _
from scoring.errors import why_unreadable

FILE = "campaign.toml"


@dataclass(frozen=True)
class Plan:
    """What a campaign is to be. `files`: the texts of packs, overlays and session rules by the name that the
    table gives them; what comes with the software is named by its id and has none.
    """

    table: Mapping[str, Any]
    files: Mapping[str, str] = field(default_factory=dict)
    name: str = FILE

    @property
    def id(self) -> str:
        return str(self.table["id"])


def read_plan(path: Path) -> Plan:
    """The plan in a folder (its campaign.toml) or in a file, with the files beside it.

    Raises BadInputError naming file and key.
    """
    file = path / FILE if path.is_dir() else path
    table = read_toml(_text(file), file.name)
    check(table, str(file))
    files = {name: _text(file.parent / name) for name in named(table)}
    return Plan(table, files, file.name)


def plan_of(text: str, files: Mapping[str, str], name: str = FILE) -> Plan:
    """The same from texts. Raises BadInputError for what is wrong, and for a named file that is lacking."""
    table = read_toml(text, name)
    check(table, name)
    if lacking := [one for one in named(table) if one not in files]:
        raise BadInputError(
            _("%(file)s 里写了 %(lacking)s，没有一起交来。", file=name, lacking="、".join(lacking)),
            faults={"files": "、".join(lacking)},
        )
    return Plan(table, {one: files[one] for one in named(table)}, name)


def read_toml(text: str, name: str) -> dict[str, Any]:
    """The table of a TOML text, its numbers exact. Raises BadInputError naming the file."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            _("%(file)s：读不出来（%(error)s）。应为 UTF-8 编码的 TOML 方案文件。", file=name, error=error)
        ) from error


def named(table: Mapping[str, Any]) -> tuple[str, ...]:
    """The files that a plan names, each once. Raises BadInputError for one that does not lie beside it."""
    return tuple(dict.fromkeys(_named(table)))


def _named(table: Mapping[str, Any]) -> Iterator[str]:
    for path, shipped in (("session_rules", shipped_rules()), ("session_overlay", ())):
        yield from _file(said(table, path), shipped)
    for category in said(table, "categories") or ():
        yield from _file(said(category, "pack"), scoring.shipped_packs())
        yield from _file(said(category, "overlay"), ())


def _file(name: Any, shipped: tuple[str, ...]) -> Iterator[str]:
    if not isinstance(name, str) or not name or name in shipped:
        return
    if len(PurePosixPath(name).parts) != 1 or "\\" in name or not name.endswith(".toml"):
        known = "、".join(shipped) or "—"
        raise BadInputError(
            _("方案里的“%(name)s”应为与方案放在一起的 .toml 文件名，或自带的规则：%(known)s。",
              name=name, known=known)
        )  # fmt: skip
    yield name


def _text(file: Path) -> str:
    """The text of a file as it is written: overlays and packs are digested byte by byte."""
    try:
        return decoded(file.read_bytes(), file.name)
    except OSError as error:
        raise BadInputError(
            _("%(file)s：读不出来（%(why)s）。请核对路径和权限。", file=file, why=why_unreadable(error))
        ) from error
