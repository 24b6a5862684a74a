"""The answer of the command as the contract writes it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from .pack import Pack
from .sheet import LineHead, ScoreLine, ScoreSheet


def result_json(pack: Pack, sheets: Sequence[ScoreSheet]) -> dict[str, Any]:
    """Pack and sheets; `overlay` names who set what the pack leaves open, or is null."""
    return {"pack": _pack_json(pack), "sheets": [sheet.to_json() for sheet in sheets]}


def result_text(pack: Pack, sheets: Sequence[ScoreSheet]) -> str:
    """`result_json` as JSON text, a sheet a row. What many lines have in common is written once."""
    write = _LineTexts().line
    rows = [
        f'{{"candidate":{_quoted(one.candidate)},"total":"{one.total}","standing":{_null(one.standing)},'
        f'"exempt":{_flag(one.exempt)},"barred":{_flag(one.barred)},'
        f'"lines":[{",".join([write(line) for line in one.lines])}]}}'
        for one in sheets
    ]
    head = json.dumps(_pack_json(pack), ensure_ascii=False)
    return "".join(['{"pack":', head, ',\n"sheets":[\n', ",\n".join(rows), "\n]}"])


def _pack_json(pack: Pack) -> dict[str, Any]:
    overlay = pack.overlay
    return {
        "id": pack.id,
        "title": pack.title,
        "digest": pack.digest,
        "overlay": overlay and {
            "by": overlay.by, "document": overlay.document, "on": overlay.on.isoformat(),
            "digest": overlay.digest,
        },
    }  # fmt: skip


_quoted = json.JSONEncoder(ensure_ascii=False).encode


def _null(value: int | None) -> str:
    return "null" if value is None else str(value)


def _flag(value: bool) -> str:
    return "true" if value else "false"


class _LineTexts:
    """JSON texts of lines; the scorers hand out the same line for many people, so each is made once.

    Lines and heads are told apart by identity, which is safe while the sheets that hold them are written.
    """

    def __init__(self) -> None:
        self.lines: dict[int, str] = {}
        self.heads: dict[int, tuple[str, str, str]] = {}

    def line(self, line: ScoreLine) -> str:
        text = self.lines.get(id(line))
        if text is None:
            text = self.lines[id(line)] = self._text(line)
        return text

    def _text(self, line: ScoreLine) -> str:
        before, between, after = self.heads.get(id(line.head)) or self._head(line.head)
        facts = ",".join(map(str, line.facts))
        parts = f',"parts":[{",".join(map(self.line, line.parts))}]' if line.parts else ""
        return (
            f"{before}{line.quantity}{between}{line.points}{after}"
            f'[{facts}],"note":{_quoted(line.note)}{parts}}}'
        )

    def _head(self, head: LineHead) -> tuple[str, str, str]:
        item, label, chapter, unit = map(_quoted, (head.item, head.label, head.chapter, head.unit))
        law = {"article": head.article, "source": head.source, "status": head.status, "value": head.value}
        found = (
            f'{{"item":{item},"label":{label},"chapter":{chapter},"quantity":"',
            f'","unit":{unit},"points":"',
            f'",{_quoted(law)[1:-1]},"facts":',
        )
        self.heads[id(head)] = found
        return found
