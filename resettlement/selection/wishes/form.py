"""The wishes workbook (志愿表): wishes in order, each once, for posts one may take."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from resettlement.errors import BadInputError
from resettlement.records import cells
from resettlement.records.model import Preview, Problem
from resettlement.records.sheet import Column, FilledRow, Form, open_workbook
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later

MOST = 10
_NUMERALS = "一二三四五六七八九十"
_WISH = "志愿"

WISHES = Form("志愿", (
    Column("编号", "code", cells.code, True, later("候选人编号，如 S07"), width=8),
    *(Column(f"{_WISH}{number}", f"wish{number}", cells.code, note="如 P01；从志愿1起依次填写", width=8,
             aliases=(_WISH + _NUMERALS[number - 1], "第" + _NUMERALS[number - 1] + _WISH))
      for number in range(1, MOST + 1)),
    Column("服从调剂", "accepts_any", cells.flag, True, later("是：志愿选完时也接受其他可报岗位"),
           ("是", "否"), 10),
    Column("填报时间", "filed_at", cells.instant, True, later("如 2021-12-10 15:30"), width=18, as_text=True),
))  # fmt: skip


@dataclass(frozen=True)
class Wishes:
    """One person's wishes, first wish first; `row` is where they stood in the workbook."""

    candidate: str
    wishes: tuple[str, ...]
    accepts_any: bool
    filed_at: datetime
    row: FilledRow


def read_wishes(source: Path | bytes) -> Preview[Wishes]:
    """Read a wishes workbook. Nothing is written.

    Raises BadInputError when the file is no workbook, or another one than a wishes workbook.
    """
    workbook = open_workbook(source)
    if WISHES.sheet not in workbook.sheets:
        raise BadInputError(
            _(
                "%(file)s：这不是志愿表，没有“%(sheet)s”这张表（现有：%(sheets)s）。"
                "请使用 resettlement template wishes 生成的模板。",
                file=workbook.name,
                sheet=WISHES.sheet,
                sheets="、".join(workbook.sheets),
            )
        )
    rows = workbook.rows(WISHES)
    known: dict[str, FilledRow] = {}
    for row in rows:
        code = row.values.get("code")
        if code and (other := known.setdefault(code, row)) is not row:
            wrong = _("%(code)s 在 %(cell)s 已有一行", code=code, cell=other.where("code"))
            workbook.findings.append(row.problem("code", wrong, _("每人一行，保留最后填报的一份")))
        workbook.findings += _order_problems(row)
    wishes = tuple(_wishes(row) for row in rows if row.sound)
    return Preview(wishes, tuple(workbook.findings), workbook.digest)


def _order_problems(row: FilledRow) -> list[Problem]:
    """A wish named twice, a gap before a wish, or nothing wished for at all."""
    given = [(field, row.values.get(field)) for field in _FIELDS]
    seen: dict[str, str] = {}
    found = []
    for place, (field, wish) in enumerate(given):
        if wish is None:
            continue
        if wish in seen:
            wrong = _("%(wish)s 已填在 %(cell)s", wish=wish, cell=seen[wish])
            found.append(row.problem(field, wrong, _("每个岗位只填一次，空出的往前移")))
        elif any(earlier is None for _field, earlier in given[:place]):
            found.append(row.problem(field, _("前面有空着的志愿"), _("从志愿1起依次填写，中间不留空")))
        seen.setdefault(wish, row.where(field))
    if not seen and row.values.get("accepts_any") is False:
        right = _("至少填一个志愿；不填报的请删去此行")
        found.append(row.problem("wish1", _("没有志愿，也不服从调剂"), right))
    return found


_FIELDS = tuple(f"wish{number}" for number in range(1, MOST + 1))


def _wishes(row: FilledRow) -> Wishes:
    wished = tuple(row.values[field] for field in _FIELDS if field in row.values)
    return Wishes(row.values["code"], wished, row.values["accepts_any"], row.values["filed_at"], row)


def against(preview: Preview[Wishes], may_take: Mapping[str, Sequence[str]]) -> tuple[Problem, ...]:
    """What does not fit the campaign's people and positions, by cell; `may_take`: `positions.eligible`."""
    offered = {position for ids in may_take.values() for position in ids}
    found = []
    for filed in preview.rows:
        if filed.candidate not in may_take:
            wrong = _("本批次没有编号 %(code)s", code=filed.candidate)
            found.append(filed.row.problem("code", wrong, _("核对编号")))
            continue
        for field, wish in zip(_FIELDS, filed.wishes, strict=False):
            if wish not in may_take[filed.candidate]:
                known = (
                    _("不符合该岗位的条件") if wish in offered else _("岗位表里没有这个岗位，或无人符合条件")
                )
                told = {"candidate": filed.candidate, "wish": wish, "why": known}
                wrong = _("%(candidate)s 不能选 %(wish)s：%(why)s", **told)
                found.append(filed.row.problem(field, wrong, _("核对岗位编号和报名条件")))
    return tuple(found)
