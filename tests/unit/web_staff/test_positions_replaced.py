"""A wrong position list is replaced by its differences; one that hangs is posted anew."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.web_staff.office import Desk, hidden, summary
from tests.unit.web_staff.test_from_notices_to_the_bundle import draft, preview
from tests.unit.web_staff.test_records_in_the_browser import with_cell

Enter = Callable[[str], Desk]
COMMIT = "/staff/import/positions/commit"


def corrected() -> bytes:
    """The sample's list with two seats more for the first post."""
    return with_cell("positions", "岗位", "F4", 2)


def agreed(staffing: Desk, content: bytes) -> dict[str, str]:
    shown = staffing.upload("positions", content).text
    return {name: hidden(shown, name) for name in ("digest", "agreed")}


def test_the_difference_is_shown_and_the_list_replaced(desk: Enter) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    shown = staffing.upload("positions", corrected()).text
    assert "与现在的有什么不同" in shown
    assert 'name="correction"' not in shown
    assert staffing.send(COMMIT, agreed(staffing, corrected())).status_code == 303
    assert staffing.log.count("positions_imported") == 2
    same = staffing.upload("positions", corrected()).text
    assert "没有不同" in same


def test_what_was_agreed_to_must_still_be_the_difference(desk: Enter) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    refused = staffing.send(COMMIT, agreed(staffing, corrected()) | {"agreed": "0" * 64})
    assert refused.status_code == 409
    assert "重新核对" in summary(refused.text)


def test_once_posted_it_is_posted_anew(scored: Desk, desk: Enter) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    scored.send("/staff/notices/post", preview(scored, draft("positions", "样公〔2021〕2号")))
    wanted = agreed(staffing, corrected())
    assert "须再做一次岗位公示" in staffing.upload("positions", corrected()).text
    assert staffing.send(COMMIT, wanted).status_code == 303
    assert "岗位表更换之后还没有重新公示" in scored.get("/staff").text
    form = scored.get("/staff/notices/new?kind=positions").text
    assert "样公〔2021〕2号公示的岗位表有改动" in form
    anew = scored.send("/staff/notices/post", preview(scored, draft("positions", "样公〔2021〕6号")))
    assert anew.status_code == 303
    assert "还没有重新公示" not in scored.get("/staff").text
    again = scored.send("/staff/notices/new", draft("positions", "样公〔2021〕7号"))
    assert "已经公示过" in summary(again.text)


def test_a_list_on_which_wishes_were_filed_is_not_replaced(scored: Desk, desk: Enter) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    wanted = agreed(staffing, corrected())
    scored.bring_in("wishes")
    assert "志愿" in summary(staffing.send(COMMIT, wanted).text)
