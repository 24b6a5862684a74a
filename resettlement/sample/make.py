"""Write the sample's workbooks: `python -m resettlement.sample.make [FOLDER]`. Same source, same bytes."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from resettlement.positions.workbook import POSITIONS as POSITIONS_FORM
from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.layout import Form
from resettlement.records.workbook import FACTS, PEOPLE
from resettlement.sample import folder
from resettlement.sample.later import OFFICERS_2022, POSITIONS_2022, SOLDIERS_2022, WISHES_2022
from resettlement.sample.offers import POSITIONS, WISHES
from resettlement.sample.people import OFFICERS, SERGEANTS, Someone
from resettlement.selection.wishes.form import WISHES as WISHES_FORM

FICTIONAL = "示例批次：江州市、运河区以及表中的人员、单位、文号全部虚构"


def workbooks() -> dict[str, bytes]:
    """The workbooks by their place in the sample's folder."""
    year, later = "2021年度退役军人", "2022年度"
    return {
        "records.xlsx": _records(OFFICERS + SERGEANTS, year),
        "positions.xlsx": _one(POSITIONS_FORM, POSITIONS, f"{year}安置岗位表"),
        "wishes.xlsx": _one(WISHES_FORM, WISHES, "2021年度选岗志愿登记表"),
        "officers_2022/records.xlsx": _records(OFFICERS_2022, f"{later}军转干部"),
        "officers_2022/positions.xlsx": _one(POSITIONS_FORM, POSITIONS_2022, f"{later}军转干部安置岗位表"),
        "officers_2022/wishes.xlsx": _one(WISHES_FORM, WISHES_2022, f"{later}选岗志愿登记表"),
        "soldiers_2022/records.xlsx": _records(SOLDIERS_2022, f"{later}退役士兵"),
    }


def _records(everybody: Sequence[Someone], title: str) -> bytes:
    people = [one.row for one in everybody]
    facts = [fact for one in everybody for fact in one.facts]
    return workbook_bytes(
        [
            Filled(PEOPLE, people, (f"江州市运河区{title}安置档案表（人员）", FICTIONAL)),
            Filled(FACTS, facts, (f"江州市运河区{title}安置档案表（事项）", FICTIONAL)),
        ]
    )


def _one(form: Form, rows: Sequence[Mapping[str, Any]], title: str) -> bytes:
    return workbook_bytes([Filled(form, rows, (f"江州市运河区{title}", FICTIONAL))])


def main(target: Path) -> None:
    """Write them into a folder."""
    for name, content in workbooks().items():
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        (target / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else folder())
