"""The positions workbook: sheet 岗位, one row a post, checked against the establishment of its unit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Any

from resettlement.errors import BadInputError
from resettlement.positions.model import (
    EVERY_CATEGORY,
    POLITICAL_REQUIREMENTS,
    POSITION_KINDS,
    UNIT_KINDS,
    Offer,
    Position,
    ReceivingUnit,
    Requirements,
)
from resettlement.records import cells
from resettlement.records.model import CATEGORIES, EDUCATION_LEVELS, SEXES, Preview
from resettlement.records.sheet import Column, FilledRow, Form, Workbook, open_workbook
from resettlement.records.workbook import EDUCATION_ALIASES
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later

ANY = "不限"


def _categories(cell: object) -> tuple[str, ...]:
    named = cells.several(cell)
    if named == (ANY,):
        return EVERY_CATEGORY
    one = cells.one_of({**CATEGORIES, ANY: ""})
    chosen = {one(word) for word in named}
    if "" in chosen:
        raise cells.CellError(
            _("“%(any)s”不能与其他选项同写", any=ANY), _("只填 %(any)s，或列出可报的人员类别", any=ANY)
        )
    return tuple(category for category in EVERY_CATEGORY if category in chosen)


def _some(cell: object) -> tuple[str, ...]:
    return tuple(word for word in cells.several(cell) if word != ANY)


def _seats(cell: object) -> int:
    seats = cells.whole(cell)
    if seats < 1:
        raise cells.CellError(_("名额是 0"), _("至少 1 个；不再提供的岗位请整行删去"))
    return seats


def _unless_any(read: cells.Reader) -> cells.Reader:
    return lambda cell: None if cells.label(cell) == ANY else read(cell)


POSITIONS = Form("岗位", (
    Column("岗位编号", "id", cells.code, True, later("如 P01；不得重复。行的先后就是公布的先后"), width=10),
    Column("接收单位", "unit", cells.label, True, later("单位全称"), width=26),
    Column("单位类别", "unit_kind", cells.word_of(UNIT_KINDS), True, later("从下拉框中选"), UNIT_KINDS, 11),
    Column("岗位名称", "title", cells.text, True, later("如 综合管理"), width=20),
    Column("岗位性质", "kind", cells.word_of(POSITION_KINDS), True, later("从下拉框中选"),
           POSITION_KINDS, 10),
    Column("名额", "seats", _seats, True, later("整数，至少 1"), width=7),
    Column("是否区级统筹", "coordinated", cells.flag, True, later("是 或 否"), ("是", "否"), 13),
    Column("面向", "open_to", _categories, True, later("军官、士官、义务兵，多个用顿号分开；或 不限"),
           (*CATEGORIES, "军官、士官", ANY), 12),
    Column("性别", "sex", _unless_any(cells.word_of(SEXES)), note="不填为不限",
           choices=(*SEXES, ANY), width=7),
    Column("年龄上限", "age_at_most", _unless_any(cells.whole), note="周岁，如 35；不填为不限", width=9),
    Column("年龄计算日", "age_on", cells.day, note="填了年龄上限就必填：年龄算到哪一天",
           width=13, as_text=True),
    Column("学历下限", "education_at_least", _unless_any(cells.word_of(EDUCATION_LEVELS, EDUCATION_ALIASES)),
           note="不填为不限", choices=(*EDUCATION_LEVELS, ANY), width=9),
    Column("专业", "majors", _some, note="多个用顿号分开，符合其一即可；不填为不限", width=24),
    Column("政治面貌", "political", _unless_any(cells.word_of(POLITICAL_REQUIREMENTS)), note="不填为不限",
           choices=(*POLITICAL_REQUIREMENTS, ANY), width=20),
    Column("证书", "certificates", _some, note="多项用顿号分开，须全部持有；不填为不限", width=18),
    Column("编制核定数", "establishment", cells.whole, note="该单位核定编制；没有编制的单位不填", width=11),
    Column("现有人数", "staff", cells.whole, note="该单位现有在编人数；填了编制核定数就必填", width=10),
    Column("备注", "note", cells.text, note="随岗位表公布", width=24),
))  # fmt: skip


def read_positions(source: Path | bytes) -> Preview[Offer]:
    """Read a positions workbook and check it against each unit's establishment. Nothing is written.

    Raises BadInputError when the file is no workbook, or another one than a positions workbook.
    """
    workbook = open_workbook(source)
    if POSITIONS.sheet not in workbook.sheets:
        raise BadInputError(
            _(
                "%(file)s：这不是岗位表，没有“%(sheet)s”这张表（现有：%(sheets)s）。"
                "请使用 resettlement template positions 生成的模板。",
                file=workbook.name,
                sheet=POSITIONS.sheet,
                sheets="、".join(workbook.sheets),
            )
        )
    rows = workbook.rows(POSITIONS)
    _once_each(workbook, rows)
    _complete(workbook, rows)
    _approved(workbook, rows)
    places = {row.values["id"]: row for row in rows if row.sound}
    offers = tuple(map(_offer, filter(attrgetter("sound"), rows)))
    return Preview(offers, tuple(workbook.findings), workbook.digest, places=places)


def _offer(row: FilledRow) -> Offer:
    value = row.values
    unit = ReceivingUnit(value["unit"], value["unit_kind"], value.get("establishment"), value.get("staff"))
    requirements = Requirements(
        value.get("sex"), value.get("age_at_most"), value.get("age_on"), value.get("education_at_least"),
        value.get("majors", ()), value.get("political"), value.get("certificates", ()),
    )  # fmt: skip
    position = Position(
        value["id"], unit.name, unit.kind, value["title"], value["kind"], value["seats"],
        value["coordinated"], value["open_to"], requirements, value.get("note"),
    )  # fmt: skip
    return Offer(position, unit)


def _once_each(workbook: Workbook, rows: Sequence[FilledRow]) -> None:
    known: dict[str, FilledRow] = {}
    for row in rows:
        named = row.values.get("id")
        if named and (other := known.setdefault(named, row)) is not row:
            wrong = _("岗位编号 %(id)s 已在 %(cell)s 用过", id=named, cell=other.where("id"))
            workbook.findings.append(row.problem("id", wrong, _("每个岗位一个编号")))


def _complete(workbook: Workbook, rows: Sequence[FilledRow]) -> None:
    """Fields that need each other."""
    for row in rows:
        for given, needed, why in (
            ("age_at_most", "age_on", _("写明年龄算到哪一天，如 2021-10-31")),
            ("establishment", "staff", _("填该单位现有在编人数，没有人填 0")),
        ):
            if row.values.get(given) is not None and row.values.get(needed) is None and row.sound:
                wrong = _("填了“%(column)s”，这一列却是空的", column=row.form.column(given).label)
                workbook.findings.append(row.problem(needed, wrong, why))


def _approved(workbook: Workbook, rows: Sequence[FilledRow]) -> None:
    """Whether each unit says the same of itself in all its rows, and has the posts it offers."""
    of_unit: dict[str, list[FilledRow]] = defaultdict(list)
    for row in rows:
        if row.sound:
            of_unit[row.values["unit"]].append(row)
    for unit, own in of_unit.items():
        workbook.findings += [
            row.problem(
                named,
                _("%(unit)s在 %(cell)s 填的不一样", unit=unit, cell=own[0].where(named)),
                _("同一单位各行填写一致"),
            )
            for row in own[1:]
            for named in ("unit_kind", "establishment", "staff")
            if row.values.get(named) != own[0].values.get(named)
        ]
        _within_establishment(workbook, unit, own)


def _within_establishment(workbook: Workbook, unit: str, rows: Sequence[FilledRow]) -> None:
    values: Mapping[str, Any] = rows[0].values
    free = ReceivingUnit(unit, values["unit_kind"], values.get("establishment"), values.get("staff")).free
    seats = sum(row.values["seats"] for row in rows)
    if free is not None and seats > free:
        wrong = _("%(unit)s共提供 %(seats)s 个名额，空编只有 %(free)s 个",
                  unit=unit, seats=seats, free=max(free, 0))  # fmt: skip
        workbook.findings.append(rows[-1].problem("seats", wrong, _("减少名额，或先报编办核增编制")))
