"""A notice's page against its content: its tables have the rows of the content, cell by cell."""

import re
import unicodedata
from html.parser import HTMLParser

from .numbered import Difference, Json

Cell = tuple[str, ...]  # the texts a cell may have; none means that any will do
ANY: Cell = ()
COORDINATED = "区级统筹"
TAG = re.compile(r"<(?:!doctype html|/?[a-z][a-z0-9]*(?:\s[^<>]*)?)>", re.IGNORECASE)


class Tables(HTMLParser):
    """Collects the rows of all tables as lists of cell texts, header rows left out, and all text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.cells: list[list[list[str]]] = []  # rows of cells of pieces of text
        self.text: list[str] = []
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.cells.append([])
        elif tag == "td" and self.cells:
            self.cells[-1].append([])
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "tr"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.in_cell:
            self.cells[-1][-1].append(data)

    def rows(self) -> list[list[str]]:
        return [[plain_text("".join(pieces)) for pieces in row] for row in self.cells if row]


class Folding(dict[int, str]):
    """Code point → its compatible form; one by one, so that long runs of marks cost no more than others."""

    def __missing__(self, code: int) -> str:
        self[code] = unicodedata.normalize("NFKC", chr(code))
        return self[code]


FOLDED = Folding()


def plain_text(text: object) -> str:
    """A text without spaces, full and half width made one: typesetting may choose between them."""
    return "".join(str(text).translate(FOLDED).split())


def page_differences(number: str, content: Json, html: str) -> list[Difference]:
    """Rows that differ, the first of them named, and texts of the content that the page does not have."""
    if "<" in TAG.sub("", html):  # left open, it could keep the parser busy for hours
        what = f"{number} 的网页里有不成标签的“<”，不是公布时的写法。"
        return [Difference("B4", None, number, "", "", what)]
    tables = Tables()
    tables.feed(html)
    tables.close()
    rows = tables.rows()
    wanted = rows_wanted(content)
    found = []
    if wanted and len(rows) != len(wanted):
        what = f"{number} 的网页有 {len(rows)} 行，内容有 {len(wanted)} 行。"
        found.append(Difference("B4", None, number, str(len(wanted)), str(len(rows)), what))
    for row, printed_row in zip(wanted, rows, strict=False):
        if not fits_row(row, printed_row):
            printed = "、".join(printed_row)
            what = f"{number} 的网页有一行与登记的内容不同：{printed}。"
            found.append(
                Difference("B4", None, number, "、".join("或".join(one) for one in row), printed, what)
            )
    text = plain_text("".join(tables.text))
    missing = [one for one in words_of(content) if plain_text(one) not in text]
    return found + [
        Difference("B4", None, number, one, "", f"{number} 的网页没有“{one}”。") for one in missing
    ]


def fits_row(wanted: list[Cell], printed: list[str]) -> bool:
    """Whether a row has exactly the wanted cells; one more, for a remark, where the last may be anything."""
    if len(printed) != len(wanted) and not (wanted[-1] is ANY and len(printed) == len(wanted) - 1):
        return False
    return all(not allowed or cell in allowed for allowed, cell in zip(wanted, printed, strict=False))


def words_of(content: Json) -> list[str]:
    """Texts that a page of this content must have as they are."""
    words = [content.get("number"), content.get("title"), *content.get("paragraphs", [])]
    contact = content.get("contact") or {}
    words += [content.get("reason"), *(contact.get(key) for key in ("office", "phone", "address"))]
    words.append(contact.get("objection") if content.get("period") else None)
    return [str(one) for one in words if one]


def rows_wanted(content: Json) -> list[list[Cell]]:
    """The cells that a notice of this kind shows, row by row (templates/notices)."""
    kind = content.get("kind")
    if kind == "scores":
        return [score_row(group, row) for group in content["groups"] for row in group["rows"]]
    if kind == "correction":
        keys = ("candidate", "name", "line", "old", "new", "total_old", "total_new")
        moved = [
            [*cells(row, "candidate", "name"), ANY, *cells(row, "old", "new")] for row in content["moved"]
        ]
        return [cells(row, *keys) for row in content["changed"]] + moved
    if kind == "result":
        names = ("order", "candidate", "name", "position", "unit", "title")
        return [[*cells(row, *names), ANY] for row in content["rows"]]
    if kind == "announcement":
        return [[ANY, *cells(row, "count", "short", "head")] for row in content["heads"]]
    return [position_row(row) for row in content["rows"]] if kind == "positions" else []


def cells(row: Json, *keys: str) -> list[Cell]:
    return [(plain_text("—" if row[key] is None else row[key]),) for key in keys]


def score_row(group: Json, row: Json) -> list[Cell]:
    subtotals: list[Cell] = [
        (plain_text(row["subtotals"].get(column["id"], "0")),) for column in group["columns"]
    ]
    return [*cells(row, "standing", "candidate", "name"), *subtotals, *cells(row, "total"), ANY]


def position_row(row: Json) -> list[Cell]:
    title = plain_text(row["title"])
    needs = plain_text(row["requirements"]) or "不限"
    needs += f"{plain_text('备注：')}{plain_text(row['note'])}" if "note" in row else ""
    titles: Cell = (f"{title}({COORDINATED})",) if row["coordinated"] else (title,)
    return [*cells(row, "id", "unit", "unit_kind"), titles, *cells(row, "kind", "seats"), ANY, (needs,)]
