"""Write the sample's workbooks: `python -m resettlement.sample.make [FOLDER]`. Same source, same bytes."""

from __future__ import annotations

import sys
from pathlib import Path

from resettlement.positions.workbook import POSITIONS as POSITIONS_FORM
from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.workbook import FACTS, PEOPLE
from resettlement.sample import folder
from resettlement.sample.offers import POSITIONS, WISHES
from resettlement.sample.people import OFFICERS, SERGEANTS
from resettlement.selection.wishes.form import WISHES as WISHES_FORM

FICTIONAL = "示例批次：江州市、运河区以及表中的人员、单位、文号全部虚构"


def workbooks() -> dict[str, bytes]:
    """The three workbooks by file name."""
    everybody = OFFICERS + SERGEANTS
    people = [one.row for one in everybody]
    facts = [fact for one in everybody for fact in one.facts]
    return {
        "records.xlsx": workbook_bytes(
            [
                Filled(PEOPLE, people, ("江州市运河区2021年度退役军人安置档案表（人员）", FICTIONAL)),
                Filled(FACTS, facts, ("江州市运河区2021年度退役军人安置档案表（事项）", FICTIONAL)),
            ]
        ),
        "positions.xlsx": workbook_bytes(
            [Filled(POSITIONS_FORM, POSITIONS, ("江州市运河区2021年度退役军人安置岗位表", FICTIONAL))]
        ),
        "wishes.xlsx": workbook_bytes(
            [Filled(WISHES_FORM, WISHES, ("江州市运河区2021年度选岗志愿登记表", FICTIONAL))]
        ),
    }


def main(target: Path) -> None:
    """Write them into a folder."""
    for name, content in workbooks().items():
        (target / name).write_bytes(content)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else folder())
