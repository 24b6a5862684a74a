"""A paper of sections as plain text for the archive. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from unicodedata import east_asian_width

from public_notices.typesetting import numeral
from public_notices.wording import day


def as_text(content: Mapping[str, Any]) -> str:
    """The same as plain text: a line for each paragraph, tables in columns."""
    lines = [content["title"], f"编号：{content['number']}", content["issuer"], content["internal"]]
    lines += ["示例：人物、单位均为虚构"] if content["fictional"] else []
    for number, section in enumerate(content["sections"], 1):
        lines += ["", f"{numeral(number)}、{section['title']}", *section["lines"]]
        if section["table"]:
            lines += _columns([section["table"]["columns"], *section["table"]["rows"]])
    lines += [
        "",
        *(f"{signer}（签名）：＿＿＿＿＿＿＿＿　　　年　　月　　日" for signer in content["signers"]),
    ]
    return "\n".join([*lines, "", f"{day(content['issued_on'])}制作", ""])


def _columns(rows: Sequence[Sequence[str]]) -> list[str]:
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    padded = (
        (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True)) for row in rows
    )
    return ["  ".join(row).rstrip() for row in padded]


def _width(text: str) -> int:
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)
