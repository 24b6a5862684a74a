"""The small office of the scripts: `python -m tests.campaigns._office.make`. Same source, same bytes.

Eight people of the sample (fictional) with its posts: O06 and O07 are equal after the whole chain, and so are
S06 and S07.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from resettlement.positions.workbook import POSITIONS as POSITIONS_FORM
from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.workbook import FACTS, PEOPLE
from resettlement.sample.offers import POSITIONS, WISHES
from resettlement.sample.people import OFFICERS, SERGEANTS
from resettlement.selection.wishes.form import WISHES as WISHES_FORM

HERE = Path(__file__).parent
FICTIONAL = "虚构：表中的人员、单位、文号均不存在"
CODES = ("O02", "O03", "O06", "O07", "S05", "S06", "S07", "S09")
POSTS = ("P01", "P02", "P05", "P06", "P07", "P09", "P10", "P13", "P14", "P25")


def workbooks() -> dict[str, bytes]:
    """The workbooks by file name; `positions_more.xlsx` has one post more and one seat less."""
    everybody = [one for one in OFFICERS + SERGEANTS if one.row["code"] in CODES]
    offered = [post for post in POSITIONS if post["id"] in POSTS]
    more = [post for post in POSITIONS if post["id"] in (*POSTS, "P17")]
    more = [post | ({"seats": 1} if post["id"] == "P13" else {}) for post in more]
    wishes = [_wishes(wish) for wish in WISHES if wish["code"] in CODES]
    return {
        "records.xlsx": workbook_bytes(
            [
                Filled(PEOPLE, [one.row for one in everybody], (FICTIONAL,)),
                Filled(FACTS, [fact for one in everybody for fact in one.facts], (FICTIONAL,)),
            ]
        ),
        "positions.xlsx": workbook_bytes([Filled(POSITIONS_FORM, offered, (FICTIONAL,))]),
        "positions_more.xlsx": workbook_bytes([Filled(POSITIONS_FORM, more, (FICTIONAL,))]),
        "wishes.xlsx": workbook_bytes([Filled(WISHES_FORM, wishes, (FICTIONAL,))]),
    }


def _wishes(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of wishes with those of its posts that this office has."""
    listed = [row[f"wish{n}"] for n in range(1, 6) if row.get(f"wish{n}") in POSTS]
    named = {f"wish{n}": post for n, post in enumerate(listed, 1)}
    return {"code": row["code"], **named, "accepts_any": "是", "filed_at": row["filed_at"]}


if __name__ == "__main__":
    for name, content in workbooks().items():
        (HERE / name).write_bytes(content)
