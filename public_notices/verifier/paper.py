"""A notice's page against its content: its tables have the rows of the content, and no others."""

from html.parser import HTMLParser

from .numbered import Difference, Json

ROW_KEYS = {
    "positions": ("id", "unit", "seats"),
    "result": ("order", "candidate", "name", "position", "unit"),
}


class Tables(HTMLParser):
    """Collects the rows of all tables as lists of cell texts, header rows left out."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[list[str]] = []
        self.text: list[str] = []
        self.in_cell = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag == "td" and self.rows:
            self.rows[-1].append("")
            self.in_cell = True

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "tr"):
            self.in_cell = False

    def handle_data(self, data: str) -> None:
        self.text.append(data)
        if self.in_cell:
            self.rows[-1][-1] += data.strip()


def page_differences(number: str, content: Json, html: str) -> list[Difference]:
    """Rows of the content missing from the page, and rows of the page that name somebody otherwise."""
    tables = Tables()
    tables.feed(html)
    tables.close()
    rows = [row for row in tables.rows if row]
    wanted = rows_wanted(content)
    found = [
        Difference(
            "B4", None, number, "、".join(row), "没有", f"{number} 的网页里没有这一行：{'、'.join(row)}。"
        )
        for row in wanted
        if not any(in_order(row, cells) for cells in rows)
    ]
    if wanted and len(rows) != len(wanted):
        what = f"{number} 的网页有 {len(rows)} 行，内容只有 {len(wanted)} 行。"
        found.append(Difference("B4", None, number, str(len(wanted)), str(len(rows)), what))
    text = "".join("".join(tables.text).split())
    named = [str(content.get(key)) for key in ("number", "title")]
    missing = [one for one in named if "".join(one.split()) not in text]
    return found + [
        Difference("B4", None, number, one, "", f"{number} 的网页没有写明 {one}。") for one in missing
    ]


def in_order(wanted: list[str], cells: list[str]) -> bool:
    """Whether all wanted texts are cells of the row, in this order."""
    rest = iter(cells)
    return all(one in rest for one in wanted)


def rows_wanted(content: Json) -> list[list[str]]:
    """The cells that a notice of this kind must show, row by row."""
    kind = content.get("kind")
    if kind == "scores":
        return [score_row(group, row) for group in content["groups"] for row in group["rows"]]
    if kind == "correction":
        keys = ("candidate", "name", "line", "old", "new", "total_old", "total_new")
        changed = [[str(row[key]) for key in keys] for row in content["changed"]]
        moved = [[cell(row[key]) for key in ("candidate", "name", "old", "new")] for row in content["moved"]]
        return changed + moved
    if kind in ROW_KEYS:
        return [[str(row[key]) for key in ROW_KEYS[kind]] for row in content["rows"]]
    return []


def score_row(group: Json, row: Json) -> list[str]:
    subtotals = [row["subtotals"].get(column["id"], "0") for column in group["columns"]]
    return [cell(row["standing"]), row["candidate"], row["name"], *subtotals, row["total"]]


def cell(value: object) -> str:
    return "—" if value is None else str(value)
