"""The small office of the scripts: `python -m tests.campaigns._office.make`. Same source, same bytes.

Eight people of the sample (fictional) with its posts: O06 and O07 are equal after the whole chain, and so are
S06 and S07.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from resettlement.positions.workbook import POSITIONS as POSITIONS_FORM
from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.workbook import FACTS, PEOPLE
from resettlement.sample.offers import POSITIONS, WISHES
from resettlement.sample.people import OFFICERS, SERGEANTS, Someone
from resettlement.selection.wishes.form import WISHES as WISHES_FORM

HERE = Path(__file__).parent
FICTIONAL = "虚构：表中的人员、单位、文号均不存在"
CODES = ("O02", "O03", "O06", "O07", "S05", "S06", "S07", "S09")
POSTS = ("P01", "P02", "P05", "P06", "P07", "P09", "P10", "P13", "P14", "P25")
NAMED = {"P10": "运河区唐书珩事迹馆"}
"""A unit that bears the name of one of the people, O07."""


def workbooks() -> dict[str, bytes]:
    """The workbooks by file name; `positions_more.xlsx` has one post more and one seat less,
    `positions_added.xlsx` that post alone.
    """
    everybody = [one for one in OFFICERS + SERGEANTS if one.row["code"] in CODES]
    offered = [post for post in POSITIONS if post["id"] in POSTS]
    more = [post for post in POSITIONS if post["id"] in (*POSTS, "P17")]
    more = [post | ({"seats": 1} if post["id"] == "P13" else {}) for post in more]
    wishes = [_wishes(wish) for wish in WISHES if wish["code"] in CODES]
    return {
        "records.xlsx": _records(everybody),
        **_other_records(everybody),
        "positions.xlsx": _positions(offered),
        "positions_more.xlsx": _positions(more),
        "positions_added.xlsx": _positions([post for post in POSITIONS if post["id"] == "P17"]),
        "positions_named.xlsx": _positions(
            [post | {"unit": NAMED.get(post["id"], post["unit"])} for post in offered]
        ),
        "wishes.xlsx": workbook_bytes([Filled(WISHES_FORM, wishes, (FICTIONAL,))]),
    }


def _other_records(everybody: Sequence[Someone]) -> dict[str, bytes]:
    """Workbooks with one slip each; one has sergeants and conscripts instead of officers."""
    by_code = {one.row["code"]: one for one in everybody}
    s08 = next(one for one in SERGEANTS if one.row["code"] == "S08")
    last, half = by_code["S09"], {key: by_code["S05"].row[key] for key in ("enlisted_on", "discharged_on")}
    corrected = [_with(one, education="高中") if one is last else one for one in everybody]
    drafted = [_with(by_code[code], category="义务兵", **half) for code in ("S06", "S07")]
    return {
        "records_corrected.xlsx": _records([*corrected, s08]),
        "records_twice.xlsx": _records([*everybody, _with(last, code="S19")]),
        "records_again_as_S19.xlsx": _records([_with(last, code="S19")]),
        "records_named_as_a_word.xlsx": _records(
            [_with(one, name="成立") if one is last else one for one in everybody]
        ),
        "records_odd_numbers.xlsx": _records(
            [_with(by_code["S05"], code="S/05?X#Y"), _with(last, code="../S09")]
        ),
        "records_pasted.xlsx": _records([_with(one, code=f"{one.row['code']}\u200b") for one in everybody]),
        "records_conscripts.xlsx": _records([by_code["S05"], last, *drafted]),
    }


def _with(one: Someone, **changed: str) -> Someone:
    """Somebody with other things in their row; their facts go with their number."""
    row = {**one.row, **changed}
    return Someone(row, tuple({**fact, "code": row["code"]} for fact in one.facts))


def _records(people: Sequence[Someone]) -> bytes:
    facts = [fact for one in people for fact in one.facts]
    sheets = [(PEOPLE, [one.row for one in people]), (FACTS, facts)]
    return workbook_bytes([Filled(form, rows, (FICTIONAL,)) for form, rows in sheets])


def _positions(offered: Sequence[Mapping[str, Any]]) -> bytes:
    return workbook_bytes([Filled(POSITIONS_FORM, offered, (FICTIONAL,))])


def _wishes(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of wishes with those of its posts that this office has."""
    listed = [row[f"wish{n}"] for n in range(1, 6) if row.get(f"wish{n}") in POSTS]
    named = {f"wish{n}": post for n, post in enumerate(listed, 1)}
    return {"code": row["code"], **named, "accepts_any": "是", "filed_at": row["filed_at"]}


if __name__ == "__main__":
    for name, content in workbooks().items():
        (HERE / name).write_bytes(content)
