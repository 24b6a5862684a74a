"""Reading a finished paper back: every text a reader, a search engine or a screen reader can get out of it.

Written for the publish gate, so that what is checked is the file that is posted and not what it was made
from. A PDF's page text is taken by its structure tree (the papers are tagged), block by block: a paragraph,
a table cell, a heading; so a number set in two fonts is one number, and two neighbouring cells are two. Then
come page margins, document information, metadata, alternative texts, links and embedded files.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from io import BytesIO
from typing import Any

import pikepdf

_INLINE = {"/Span", "/Link", "/NonStruct", "/Lbl", "/Reference", "/Quote", "/Code"}
_SPOKEN_ATTRIBUTES = {
    "title",
    "alt",
    "aria-label",
    "href",
    "src",
    "content",
    "value",
    "placeholder",
    "summary",
}
_INLINE_TAGS = {"a", "b", "i", "em", "strong", "span", "small", "code", "abbr", "sub", "sup", "wbr", "mark"}


@dataclass(frozen=True)
class Reading:
    """Texts found, each with the place it was found in; ``pictures`` counts images nobody can read back."""

    blocks: tuple[tuple[str, str], ...]
    pictures: int = 0

    def joined(self, *, without_blanks: bool = False) -> str:
        """All of it as one text, block after block."""
        text = "\n".join(text for _, text in self.blocks)
        return re.sub(r"\s", "", text) if without_blanks else text


def read_pdf(pdf: bytes) -> Reading:
    """Everything readable in a PDF. Raises pikepdf.PdfError where the file is damaged."""
    with pikepdf.open(BytesIO(pdf)) as document:
        blocks = [*_pages(document), *_strings(document), *_metadata(document), *_embedded(document)]
        pictures = sum(
            1
            for item in document.objects
            if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
        )
    return Reading(tuple(blocks), pictures)


def read_html(html: str) -> Reading:
    """The texts of a page: blocks of running text, comments, and attributes that are shown or read aloud."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    parser.end_block()
    return Reading(tuple(parser.blocks))


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[tuple[str, str]] = []
        self._running: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE_TAGS:
            self.end_block()
        for name, value in attrs:
            if value and (name in _SPOKEN_ATTRIBUTES or name.startswith("data-")):
                self.blocks.append((f"<{tag} {name}>", value))

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE_TAGS:
            self.end_block()

    def handle_data(self, data: str) -> None:
        self._running.append(data)

    def handle_comment(self, data: str) -> None:
        self.blocks.append(("注释", data))

    def end_block(self) -> None:
        text = "".join(self._running).strip()
        self._running.clear()
        if text:
            self.blocks.append(("网页正文", text))


@dataclass
class _PageText:
    """Text of one page by marked-content id, and what stands outside any (page numbers, margins)."""

    marked: dict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    loose: list[str] = field(default_factory=list)


def _pages(document: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    texts = {page.obj.objgen: _page_text(page) for page in document.pages}
    tree = document.Root.get("/StructTreeRoot")
    if tree is not None:
        yield from (("正文", text) for text in _structure(tree, None, texts) if text.strip())
    for number, page in enumerate(document.pages, start=1):
        text = texts[page.obj.objgen]
        left = [*text.loose, *("".join(runs) for runs in text.marked.values())]
        yield from ((f"第{number}页页边", run) for run in left if run.strip())


def _page_text(page: pikepdf.Page) -> _PageText:
    text, stack, font = _PageText(), [], {}
    fonts = {name: _to_unicode(resource) for name, resource in page.resources.get("/Font", {}).items()}
    for instruction in pikepdf.parse_content_stream(page):
        operands: Any = instruction.operands
        match str(instruction.operator):
            case "BDC" | "BMC":
                properties = operands[1] if len(operands) > 1 else None
                stack.append(_mcid(properties))
            case "EMC":
                stack.pop()
            case "Tf":
                font = fonts.get(str(operands[0]), {})
            case "Tj" | "TJ" | "'" | '"':
                run = _decode(operands[-1], font)
                mcid = next((mcid for mcid in reversed(stack) if mcid is not None), None)
                (text.loose if mcid is None else text.marked[mcid]).append(run)
            case _:
                pass
    return text


def _mcid(properties: Any) -> int | None:
    return (
        int(properties["/MCID"])
        if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties
        else None
    )


def _decode(shown: Any, font: dict[int, str]) -> str:
    pieces = shown if isinstance(shown, pikepdf.Array) else [shown]
    raw = b"".join(bytes(piece) for piece in pieces if isinstance(piece, pikepdf.String))
    codes = (int.from_bytes(raw[at : at + 2], "big") for at in range(0, len(raw), 2))
    return "".join(font.get(code, "\ufffd") for code in codes)


def _to_unicode(font: Any) -> dict[int, str]:
    """The ToUnicode map of a composite font (ISO 32000-1, 9.10.3): two-byte code to text."""
    if "/ToUnicode" not in font:
        return {}
    cmap = font["/ToUnicode"].read_bytes().decode("ascii", "replace")
    mapped: dict[int, str] = {}
    for section in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", section):
            mapped[int(code, 16)] = bytes.fromhex(text).decode("utf-16-be", "replace")
    for section in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.S):
        for first, last, text in re.findall(r"<(\w+)>\s*<(\w+)>\s*<(\w+)>", section):
            start = int(text, 16)
            for offset in range(int(last, 16) - int(first, 16) + 1):
                mapped[int(first, 16) + offset] = chr(start + offset)
    return mapped


def _structure(element: Any, page: Any, texts: dict[Any, _PageText]) -> Iterator[str]:
    """The texts of the structure tree's blocks in reading order; used text is taken out of ``texts``."""
    running = ""
    for kid, kid_page in _kids(element, page):
        if isinstance(kid, int):
            running += "".join(texts[kid_page.objgen].marked.pop(kid, []))
            continue
        inner = list(_structure(kid, kid_page, texts))
        if kid.get("/S") in _INLINE and len(inner) <= 1:
            running += "".join(inner)
            continue
        if running:
            yield running
            running = ""
        yield from inner
    if running:
        yield running


def _kids(element: Any, page: Any) -> Iterator[tuple[Any, Any]]:
    """Children with the page they stand on; marked-content references as plain numbers."""
    page = element.get("/Pg", page)
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            yield int(kid), page
        elif kid.get("/Type") == "/MCR":
            yield int(kid["/MCID"]), kid.get("/Pg", page)
        elif kid.get("/Type") != "/OBJR":
            yield kid, kid.get("/Pg", page)


def _strings(document: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Every string in every dictionary: titles, alternative texts, links, notes, file names."""
    for item in document.objects:
        if isinstance(item, pikepdf.Dictionary | pikepdf.Stream):
            yield from _strings_of(item)
    yield from _strings_of(document.trailer.get("/Info", pikepdf.Dictionary()))


def _strings_of(holder: Any) -> Iterator[tuple[str, str]]:
    for key, value in holder.items():
        if isinstance(value, pikepdf.String) and key not in {"/CheckSum", "/ID"}:
            yield f"文件属性 {key}", str(value)
        elif isinstance(value, pikepdf.Dictionary) and not value.is_indirect:
            yield from _strings_of(value)


def _metadata(document: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    if "/Metadata" in document.Root:
        xml = document.Root["/Metadata"].read_bytes().decode("utf-8", "replace")
        yield from (("元数据", text) for text in re.split(r"<[^>]*>", xml) if text.strip())


def _embedded(document: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    for name, attachment in document.attachments.items():
        data = attachment.get_file().read_bytes()
        try:
            content = json.loads(data)
        except ValueError:
            yield f"附件 {name}", data.decode("utf-8", "replace")
        else:
            yield from ((f"附件 {name}", text) for text in json_texts(content))


def json_texts(value: Any) -> Iterator[str]:
    """Every key and leaf of a JSON value as text, each by itself."""
    match value:
        case dict():
            for key, inner in value.items():
                yield str(key)
                yield from json_texts(inner)
        case list():
            for inner in value:
                yield from json_texts(inner)
        case None | bool():
            return
        case _:
            yield str(value)
