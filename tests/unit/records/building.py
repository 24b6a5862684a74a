"""Workbooks as an office might fill them, made cell by cell. Everybody here is fictional (虚构)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

from resettlement.records.identity import check_digit

Cells = Mapping[str, Any]
CREATED = datetime(2021, 9, 1)  # noqa: DTZ001

PERSON_COLUMNS = (
    "编号", "姓名", "性别", "身份证号", "出生日期", "类别", "入伍日期", "退役日期", "学历", "专业",
    "政治面貌", "证书", "回避单位", "联系电话",
)  # fmt: skip
FACT_COLUMNS = (
    "编号", "事项", "类别", "等级", "内容", "授予机关", "集体", "名次", "天数", "分数", "起", "止", "日期",
    "证明材料", "文号", "页码", "事由",
)  # fmt: skip
POSITION_COLUMNS = (
    "岗位编号", "接收单位", "单位类别", "岗位名称", "岗位性质", "名额", "是否区级统筹", "面向", "性别",
    "年龄上限", "年龄计算日", "学历下限", "专业", "政治面貌", "证书", "编制核定数", "现有人数", "备注",
)  # fmt: skip
WISH_COLUMNS = ("编号", *(f"志愿{number}" for number in range(1, 11)), "服从调剂", "填报时间")


def id_number(born: str, sequence: str = "001", region: str = "990000") -> str:
    """A number with a right check digit; its region was never assigned."""
    first = f"{region}{born.replace('-', '')}{sequence}"
    return first + check_digit(first)


def person(code: str = "S01", **changed: Any) -> dict[str, Any]:
    """A sound row of 人员; each code has an ID number of its own."""
    born = str(changed.get("出生日期", "1987-03-02"))
    odd = f"{int(code[1:]) * 2 + 1:03}"
    row = {
        "编号": code, "姓名": "虚构甲", "性别": "男", "身份证号": id_number("1987-03-02", odd),
        "出生日期": born, "类别": "士官", "入伍日期": "2005-12-01", "退役日期": "2021-12-01",
        "学历": "大专", "政治面貌": "群众",
    }  # fmt: skip
    return row | changed


def fact(code: str = "S01", **changed: Any) -> dict[str, Any]:
    """A sound row of 事项: a third-class merit, if nothing else is said."""
    merit = {"事项": "奖励", "等级": "三等功", "日期": "2012-07-01"}
    row = {"编号": code, "证明材料": "个人奖励登记（报告）表"}
    return row | (changed if "事项" in changed else merit | changed)


def position(code: str = "P01", **changed: Any) -> dict[str, Any]:
    """A sound row of 岗位."""
    row = {
        "岗位编号": code, "接收单位": "虚构中心", "单位类别": "事业单位", "岗位名称": "综合管理",
        "岗位性质": "事业", "名额": 1, "是否区级统筹": "是", "面向": "不限",
    }  # fmt: skip
    return row | changed


def wish(code: str = "S01", *positions: str, **changed: Any) -> dict[str, Any]:
    """A sound row of 志愿."""
    listed = {f"志愿{number}": one for number, one in enumerate(positions, 1)}
    return {"编号": code, **listed, "服从调剂": "否", "填报时间": "2021-12-10 15:30"} | changed


def sheet(columns: Sequence[str], rows: Sequence[Cells], titles: Sequence[str] = ()) -> list[list[Any]]:
    """Rows of cells: titles, header, rows by column name."""
    above = [[title] for title in titles]
    return [*above, list(columns), *([row.get(column) for column in columns] for row in rows)]


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], merged: Mapping[str, str] | None = None) -> bytes:
    """An .xlsx of plain cells; `merged` names one range to merge in a sheet ("B5:B6")."""
    target = BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.set_properties({"created": CREATED})  # the same cells, the same bytes
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for at in [(merged or {}).get(name)]:
                if at:
                    page.merge_range(at, "")
            for row, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    _put(page, row, column, cell, day)
    return target.getvalue()


def _put(page: Any, row: int, column: int, cell: Any, day: Any) -> None:
    match cell:
        case None:
            pass
        case datetime() | date():
            page.write_datetime(row, column, cell, day)
        case str():
            page.write_string(row, column, cell)
        case _:
            page.write_number(row, column, cell)


def records(people: Sequence[Cells], facts: Sequence[Cells] = (), **more: Any) -> bytes:
    """A records workbook whose headers stand in row 1."""
    sheets = {"人员": sheet(PERSON_COLUMNS, people), "事项": sheet(FACT_COLUMNS, facts)}
    return workbook(sheets, **more)


def positions(rows: Sequence[Cells]) -> bytes:
    """A positions workbook."""
    return workbook({"岗位": sheet(POSITION_COLUMNS, rows)})


def wishes(rows: Sequence[Cells]) -> bytes:
    """A wishes workbook."""
    return workbook({"志愿": sheet(WISH_COLUMNS, rows)})
