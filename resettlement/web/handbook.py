"""`/help`: the office's handbook (docs/handbook.zh.md), one page with an anchor for each part.

It is written in a small part of Markdown: headings, lists, tables, pictures, bold and code, and before each
part its anchor, `<a id="…"></a>`. A wheel carries it beside this module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path

from litestar import Response, route
from litestar.enums import HttpMethod
from litestar.exceptions import HTTPException
from litestar.params import FromPath
from markupsafe import Markup, escape

from resettlement.web.rendering import page
from resettlement.web.security import AnyRequest, AnyResponse, anyone

READ = (HttpMethod.GET, HttpMethod.HEAD)
NAME, PICTURES = "handbook.zh.md", "pictures/handbook"
_INLINE = (
    (
        re.compile(r"!\[([^]]*)]\(pictures/handbook/([\w-]+\.png)\)"),
        r'<img src="/help/\2" alt="\1" loading="lazy">',
    ),
    (re.compile(r"\*\*(.+?)\*\*"), r"<strong>\1</strong>"),
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
)  # fmt: skip
_ANCHOR = re.compile(r'<a id="([a-z]+)"></a>')
_HEADING = re.compile(r"(#{1,3}) (.+)")
_ITEM = re.compile(r"\d+\. ")


def folder() -> Path:
    """Where the handbook is: beside this module in a wheel, else among the documents."""
    beside = Path(__file__).with_name("handbook_files")
    return beside if beside.is_dir() else Path(__file__).parents[2] / "docs"


@cache
def article() -> Markup:
    """The handbook as HTML."""
    text = (folder() / NAME).read_text(encoding="utf-8")
    return Markup("\n".join(_blocks(text)))  # noqa: S704 - every line was escaped


def _blocks(text: str) -> Iterator[str]:
    anchor = ""
    for block in re.split(r"\n(?=#)|(?<=</a>)\n|\n\n+", text.strip()):
        if found := _ANCHOR.fullmatch(block.strip()):
            anchor = f' id="{found[1]}"'
        elif found := _HEADING.fullmatch(block.strip()):
            yield f"<h{len(found[1])}{anchor}>{_inline(found[2])}</h{len(found[1])}>"
            anchor = ""
        else:
            yield from _body(block.strip().split("\n"))


def _body(lines: list[str]) -> Iterator[str]:
    for kind, group in groupby(lines, _kind):
        run = list(group)
        if kind == "table":
            yield _table(run)
        elif kind == "list":
            yield "<ol>" + "".join(f"<li>{_inline(_ITEM.sub('', line, 1))}</li>" for line in run) + "</ol>"
        else:
            yield f"<p>{''.join(map(_inline, run))}</p>"


def _kind(line: str) -> str:
    return "table" if line.startswith("|") else "list" if _ITEM.match(line) else "words"


def _table(lines: list[str]) -> str:
    head, _rule, *rows = ([_inline(cell.strip()) for cell in line.strip("|").split("|")] for line in lines)
    titles = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    return f'<table class="table"><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>'


def _inline(text: str) -> str:
    said = re.sub(r"%\(\w+\)[sd]", "…", str(escape(text)))
    for pattern, html in _INLINE:
        said = pattern.sub(html, said)
    return said


@route("/help", http_method=READ, guards=[anyone], sync_to_thread=True)
def handbook(request: AnyRequest) -> AnyResponse:
    """The whole of it: one page, to be searched and printed."""
    return page(request, "help/handbook.html", article=article())


@route("/help/{name:str}", http_method=READ, guards=[anyone], sync_to_thread=True)
def picture(name: FromPath[str]) -> AnyResponse:
    """A picture of the handbook."""
    file = folder() / PICTURES / name
    if not re.fullmatch(r"[\w-]+\.png", name) or not file.is_file():
        raise HTTPException(status_code=404)
    return Response(file.read_bytes(), media_type="image/png")
