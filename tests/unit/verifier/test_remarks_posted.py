"""备注随岗位表公布：与公布的岗位数据不同的，第二套程序指出；没有公布过备注的旧公告仍然通过。"""

from __future__ import annotations

from typing import Any

from public_notices.verifier.bundle import Bundle
from public_notices.verifier.check_contents import posted_position_differences
from public_notices.verifier.paper import position_row
from resettlement.publication.posted_rows import position_of_row, position_rows

POST = {
    "id": "P01", "unit": "样例单位", "unit_kind": "事业", "title": "设备管理", "kind": "事业", "seats": 1,
    "coordinated": False, "open_to": ["sergeant"], "requirements": ["中共党员"], "note": "需值夜班",
}  # fmt: skip
PLAIN = {**POST, "id": "P02", "note": None}
POSITIONS = {"positions": [POST, PLAIN]}


def differences(rows: list[dict[str, Any]]) -> list[str]:
    bundle = Bundle(None, {}, {}, {"positions": POSITIONS, "log": {"campaign": [], "session": []}})
    found = posted_position_differences(bundle, {"number": "1号", "rows": rows})
    return [one.property for one in found]


def test_the_posted_row_bears_the_remark_and_gives_it_back() -> None:
    rows = position_rows(POSITIONS)
    assert [row.get("note") for row in rows] == ["需值夜班", None]
    assert [position_of_row(row) for row in rows] == POSITIONS["positions"]
    assert differences(rows) == []


def test_a_remark_that_was_altered_or_left_out_is_found() -> None:
    first, second = position_rows(POSITIONS)
    assert differences([{**first, "note": "无夜班"}, second]) == ["B7"]
    assert differences([first, {**second, "note": "另加"}]) == ["B7"]


def test_a_notice_of_the_time_when_no_remarks_were_posted_still_holds() -> None:
    first, second = position_rows(POSITIONS)
    assert differences([{key: value for key, value in first.items() if key != "note"}, second]) == []


def test_the_page_is_read_with_the_remark_behind_the_requirements() -> None:
    first, second = (position_row(row)[-1] for row in position_rows(POSITIONS))
    assert first == ("中共党员备注:需值夜班",)
    assert second == ("中共党员",)
