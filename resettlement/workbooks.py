"""The three workbooks that an office fills: what each is called, how it is read, what its template holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlmodel import Session

from resettlement.positions.service import checked as checked_positions
from resettlement.positions.workbook import POSITIONS, read_positions
from resettlement.records import examples
from resettlement.records.forms import Filled
from resettlement.records.import_checks import checked
from resettlement.records.model import Preview
from resettlement.records.sheet import Form
from resettlement.records.workbook import FACTS, PEOPLE, read_records
from resettlement.selection.wishes.form import WISHES, read_wishes
from resettlement.selection.wishes.service import checked as checked_wishes

_HOW = "红底的列必填；鼠标停在列名上看填写说明；第一列为“示例”的行不读取。填好后用 resettlement import 检查。"


@dataclass(frozen=True)
class Sort:
    """One sort of workbook: what it is called, how it is read, and what its template holds."""

    label: str
    read: Callable[[Path | bytes], Preview[Any]]
    sheets: tuple[Filled, ...]
    check: Callable[[Session, str, Preview[Any], date], Preview[Any]]
    """Adds what a campaign finds wrong, as the import would; raises what it would raise of the whole. The day
    is that on which ages are counted.
    """


def _example(form: Form, row: Mapping[str, Any], title: str) -> Filled:
    return Filled(form, (row,), (f"{title}。{_HOW}",))


SORTS: Mapping[str, Sort] = {
    "records": Sort(
        "档案表",
        read_records,
        (
            _example(PEOPLE, examples.PERSON, "退役军人安置档案表（人员）：每人一行"),
            _example(FACTS, examples.FACT, "退役军人安置档案表（事项）：每件事一行，编号与“人员”表一致"),
        ),
        lambda db, campaign_id, found, on: checked(db, campaign_id, found),
    ),
    "positions": Sort(
        "岗位表",
        read_positions,
        (_example(POSITIONS, examples.POSITION, "安置岗位表：每个岗位一行"),),
        lambda db, campaign_id, found, on: checked_positions(db, campaign_id, found),
    ),
    "wishes": Sort(
        "志愿表", read_wishes, (_example(WISHES, examples.WISH, "选岗志愿登记表：每人一行"),), checked_wishes
    ),
}
