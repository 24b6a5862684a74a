"""A wrong position list is replaced by its differences; one that hangs is posted anew."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from resettlement import database
from resettlement.selection.wishes.service import touched
from tests.campaigns.runner import OFFICE
from tests.unit.web_staff.office import ID, Desk, hidden, summary
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


def test_a_list_on_which_wishes_were_filed_is_replaced_and_who_wished_what_changed_is_told(
    scored: Desk, desk: Enter
) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    wanted = agreed(staffing, corrected())
    scored.bring_in("wishes")
    told = "请告知本人，截止以前可以改填"
    assert staffing.send(COMMIT, wanted).status_code == 303
    assert told not in scored.get("/staff/wishes").text  # nobody wished the post that got more seats
    assert staffing.send("/staff/positions/seats", SEATS | {"seats": "0"}).status_code == 303
    assert told in scored.get("/staff/wishes").text
    with database.reading(scored.engine) as db:
        found = touched(db, ID)
    assert (len(found), set(found.values())) == (3, {("P08",)})


SEATS = {"seats_position": "P08", "seats": "1", "seats_because": "接收单位编制收回"}


@pytest.mark.usefixtures("scored")
def test_seats_are_cut_and_a_post_withdrawn_with_a_reason_that_is_public(desk: Enter) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    before = staffing.get("/staff/positions").text
    assert 'value="P08"' in before
    assert staffing.send("/staff/positions/seats", SEATS | {"seats": "7"}).status_code == 303
    assert staffing.log[-1] == "seats_changed"
    gone = {"withdrawn_position": "P08", "withdrawn_because": "接收单位机构撤并"}
    assert staffing.send("/staff/positions/withdraw", gone).status_code == 303
    assert staffing.log[-1] == "position_withdrawn"
    assert 'value="P08"' not in staffing.get("/staff/positions").text
    log = staffing.get("/staff/log").text
    assert "改为 7 个。原因：接收单位编制收回" in log
    assert "岗位 P08 撤回。原因：接收单位机构撤并" in log


@pytest.mark.usefixtures("scored")
@pytest.mark.parametrize(
    ("changed", "said"),
    [({"seats_position": ""}, "请选择岗位"), ({"seats": "两个"}, "请填改后的名额"),
     ({"seats_because": ""}, "请写明理由"), ({"seats_because": "见13812345678"}, "岗位变动的理由")],
)  # fmt: skip
def test_a_change_that_lacks_something_is_refused_and_kept(
    desk: Enter, changed: dict[str, str], said: str
) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    answer = staffing.send("/staff/positions/seats", SEATS | changed)
    assert answer.status_code == 422
    assert said in answer.text
    assert (SEATS | changed)["seats"] in answer.text
    assert staffing.log[-1] == "positions_imported"


@pytest.mark.usefixtures("scored")
def test_posts_are_added_from_a_workbook_behind_the_list(desk: Enter) -> None:
    staffing = desk("staffing")
    staffing.bring_in("positions")
    gone = {"withdrawn_position": "P17", "withdrawn_because": "先撤后加"}
    assert staffing.send("/staff/positions/withdraw", gone).status_code == 303
    file = (OFFICE / "positions_added.xlsx").read_bytes()
    form = {"added_because": "区里新增统筹岗位"}
    assert staffing.send("/staff/positions/add", form).status_code == 422
    sent = staffing.send("/staff/positions/add", form, file)
    assert sent.status_code == 303, sent.text
    assert staffing.log[-1] == "positions_added"
    again = staffing.send("/staff/positions/add", form, file)
    assert "已经在岗位表里：P17" in again.text


@pytest.mark.usefixtures("scored")
def test_the_staffing_office_alone_changes_posts(clerk: Desk) -> None:
    assert clerk.send("/staff/positions/seats", SEATS).status_code == 403
