"""`/staff/rules/compare`: the campaign's reviewed people under another rule: who would move, by which lines.

Nothing is stored: what was uploaded travels in the page's own fields, as far as the workbook needs it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from litestar import get, post

import scoring
from resettlement.campaign.figures import category_of
from resettlement.campaign.service import categories
from resettlement.campaign.tables import Category
from resettlement.errors import BadInputError
from resettlement.records.service import people, records_for_scoring, unreviewed
from resettlement.texts import decoded
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse
from resettlement.web.staff.frame import LOOK, show
from resettlement.web.staff.list_pages import exported
from resettlement.web.staff.lists import Column, listing
from scoring.errors import Fault
from scoring.pack.load import pack_path, read_text
from scoring.sheet import ScoreSheet

PATH = "/staff/rules/compare"
SAME = "same"
PACK, OVERLAY = "规则包", "补充文件"
MOST_BYTES = 1_000_000
COLUMNS = (
    Column("candidate", "编号"),
    Column("name", "姓名"),
    Column("old_standing", "原名次", number=True, said=True),
    Column("new_standing", "新名次", number=True, said=True),
    Column("old_total", "原总分", number=True, said=True),
    Column("new_total", "新总分", number=True, said=True),
    Column("lines", "差在哪几行"),
)


@dataclass(frozen=True)
class Asked:
    """The other rule as it was asked for; texts are "" where none was given."""

    category: str
    pack: str
    pack_text: str
    overlay_text: str


def _page(desk: Desk, retry: Retry = FIRST, **found: Any) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        groups = [(row.id, looked_up(row.label)) for row in categories(db, campaign.id)]
    shipped = [(one, scoring.load_pack(one).title) for one in scoring.shipped_packs()]
    chosen = {"category": desk.text("category") or groups[0][0], "pack": desk.text("pack") or SAME}
    return show(
        desk,
        "rules_compare",
        retry,
        campaign=campaign,
        groups=groups,
        packs=[(SAME, _("现在的规则包")), *((id_, " ".join((title, id_))) for id_, title in shipped)],
        typed=chosen,
        columns=COLUMNS,
        **{"found": None, **found},
    )


@get("/rules/compare", guards=[LOOK], sync_to_thread=True)
def compare_form(desk: AtDesk) -> AnyResponse:
    """Which people, and by which other rule."""
    return _page(desk)


@post("/rules/compare", guards=[LOOK], sync_to_thread=True)
@or_show(_page)
def compare(desk: AtDesk) -> AnyResponse:
    """Who would move."""
    asked = _asked(desk)
    found, names, waiting = _compared(desk, asked)
    return _page(desk, found=found, asked=asked, waiting=waiting, rows=_rows(found, names))


@post("/rules/compare.xlsx", guards=[LOOK], sync_to_thread=True)
@or_show(_page)
def compare_workbook(desk: AtDesk) -> AnyResponse:
    """The same table as a workbook."""
    found, names, __ = _compared(desk, _asked(desk))
    return exported(listing(desk, "换规则比较", PATH, COLUMNS, _rows(found, names)))


def _asked(desk: Desk) -> Asked:
    """What was uploaded, or, for the workbook, what the page carries of it."""
    return Asked(
        desk.text("category"),
        desk.text("pack") or SAME,
        *(
            _text(desk, name, place)
            for name, place in (("pack_file", "规则包"), ("overlay_file", "补充文件"))
        ),
    )


def _text(desk: Desk, name: str, place: str) -> str:
    """Bytes as they are: the digest is over them."""
    carried = desk.form.get(name)
    if isinstance(carried, str):
        return carried.replace("\r\n", "\n")
    content = desk.file(name)
    if len(content) > MOST_BYTES:
        fault = Fault("pack.too_large", place, _("文件超过 1 MB"), _("请选规则包或补充文件（.toml）"))
        raise scoring.PackError([fault])
    try:
        return decoded(content, place)
    except BadInputError:
        fault = Fault("pack.not_utf8", place, _("文件不是 UTF-8 文字"), _("请另存为 UTF-8 编码"))
        raise scoring.PackError([fault]) from None


def _compared(desk: Desk, asked: Asked) -> tuple[scoring.Comparison, Mapping[str, str], int]:
    """The comparison, names by candidate, and how many are left out because nobody reviewed them yet."""
    with desk.reading() as db:
        campaign = current(db)
        row = category_of(db, campaign.id, asked.category)
        names = {one.code: one.name for one in people(db, campaign.id)}
        waiting = set(unreviewed(db, campaign.id))
        everybody = records_for_scoring(db, campaign.id, row.id)
    records = [record for record in everybody if record["candidate"] not in waiting]
    now = scoring.pack_from_text(row.pack_text, row.overlay_text)
    found = scoring.compare(scoring.parse_records({"records": records}), now, _other(row, now, asked))
    return found, names, len(everybody) - len(records)


def _other(row: Category, now: scoring.Pack, asked: Asked) -> scoring.Pack:
    """The other rule; a version of the same pack goes with the present overlay unless one was given."""
    if asked.pack_text:
        text = asked.pack_text
    elif asked.pack in scoring.shipped_packs():
        text = read_text(pack_path(asked.pack), PACK)
    else:
        text = row.pack_text
    overlay = asked.overlay_text or None
    if overlay is None and scoring.pack_from_text(text).id == now.id:
        overlay = row.overlay_text
    return scoring.pack_from_text(text, overlay)


def _rows(found: scoring.Comparison, names: Mapping[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "candidate": one.candidate,
            "name": names.get(one.candidate, ""),
            "old_standing": _place(one.before),
            "new_standing": _place(one.after),
            "old_total": _total(one.before),
            "new_total": _total(one.after),
            "moved": one.moved,
            "lines": "；".join(
                " ".join((line.label, line.before or "0", "→", line.after or "0")) for line in one.lines
            ),
        }
        for one in found.changed
    ]


def _place(sheet: ScoreSheet) -> str:
    return "不列入" if sheet.barred else str(sheet.standing)


def _total(sheet: ScoreSheet) -> str:
    return "免予计分" if sheet.exempt else "—" if sheet.barred else sheet.total
