"""The desk for wishes: codes and their slips, what came on paper, who filed; never what. All fictional."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from python_calamine import CalamineWorkbook

from resettlement import clock, database
from resettlement.campaign.service import campaign
from resettlement.errors import RefusedError
from resettlement.journal.service import read
from resettlement.sample import folder
from resettlement.selection.wishes.codes import codes, issue_codes
from resettlement.selection.wishes.service import How, file_one, filings, opened
from resettlement.standing.service import freeze, newest_standing
from tests.unit.records.building import wish, wishes
from tests.unit.web_staff.office import ID, Desk, hidden, summary

Enter = Callable[[str], Desk]
PATH = "/staff/wishes"
WISHES = ("P08", "P09")


@pytest.fixture
def open_desk(scored: Desk, desk: Enter) -> Desk:
    """Posts are in and the standing is frozen; the clerk at his desk."""
    desk("staffing").bring_in("positions")
    with database.transaction(scored.engine) as db:
        newest = newest_standing(db, ID)
        assert newest
        freeze(db, newest, by="supervisor", at=clock.now())
    return scored


def by_phone(clerk: Desk, *posts: str) -> None:
    with database.transaction(clerk.engine) as db:
        file_one(
            db, ID, "S03", posts, False, how=How.PHONE, on=clock.now().date(), by="public", at=clock.now()
        )


def printed(clerk: Desk) -> dict[str, str]:
    with database.transaction(clerk.engine) as db:
        return {code.candidate: code.text for code in codes(db, ID)}


def test_everybody_gets_one_code_and_a_slip_of_his_own(open_desk: Desk) -> None:
    assert open_desk.send(f"{PATH}/codes").status_code == 303
    assert open_desk.send(f"{PATH}/codes").status_code == 303  # nobody is left
    page = open_desk.get(f"{PATH}/slips").text
    known = printed(open_desk)
    assert len(known) == 19
    assert page.count('class="wish-slip"') == 19
    assert all(text in page for text in known.values())
    assert open_desk.log.count("wish_code_issued") == 19
    own = open_desk.get(f"{PATH}/slips?who=S03").text
    assert re.findall(r'wish-slip__code">([^<]+)<', own) == [known["S03"]]


def test_slips_whose_address_no_phone_can_open_say_so_before_they_are_printed(
    open_desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_desk.send(f"{PATH}/codes")
    assert "只有本机能打开" in open_desk.get(f"{PATH}/slips").text
    monkeypatch.setenv("RESETTLEMENT_PUBLIC_ADDRESS", "https://posts.example.cn")
    assert "只有本机能打开" not in open_desk.get(f"{PATH}/slips").text


def test_a_lost_code_is_replaced_and_the_journal_says_so(open_desk: Desk) -> None:
    open_desk.send(f"{PATH}/codes")
    lost = printed(open_desk)["S03"]
    assert open_desk.send(f"{PATH}/S03/code").status_code == 303
    assert printed(open_desk)["S03"] != lost
    with database.transaction(open_desk.engine) as db:
        entry = read(db, f"campaign/{ID}")[-1]
    assert (entry.by, entry.payload) == ("clerk", {"candidate": "S03", "issue": 2})


def test_codes_are_seen_by_the_clerk_alone(open_desk: Desk, desk: Enter) -> None:
    open_desk.send(f"{PATH}/codes")
    code = printed(open_desk)["S03"]
    for account in ("reviewer", "staffing", "supervisor", "administrator"):
        other = desk(account)
        assert other.get(f"{PATH}/slips").status_code == 403
        assert other.send(f"{PATH}/S03/code").status_code == 403
        for path in (PATH, f"{PATH}/S03"):
            page = other.get(path)
            assert page.status_code == 200
            assert code not in page.text
    assert code not in open_desk.get(f"{PATH}/S03").text


def test_a_slip_is_chinese_whoever_prints_it(open_desk: Desk) -> None:
    open_desk.send(f"{PATH}/codes")
    chinese = open_desk.get(f"{PATH}/slips?who=S03").text
    open_desk.client.post("/language", data={"to": "en", "back": "/staff"})
    english = open_desk.get(f"{PATH}/slips?who=S03").text
    assert "Slips with filing codes" in english
    slips = [re.sub(r"<[^>]+>", "", page[page.index('class="wish-slips"') :]) for page in (chinese, english)]
    assert slips[0] == slips[1]
    assert "旧码随即作废" in slips[0]


def test_wishes_on_paper_are_read_back_and_then_sealed(open_desk: Desk) -> None:
    fields = dict(zip(("wish1", "wish2"), WISHES, strict=True)) | {"accepts_any": "yes"}
    shown = open_desk.send(f"{PATH}/S03", {**fields, "step": "review"}).text
    assert re.findall(r"<li>(P\d+)", shown) == list(WISHES)
    with database.transaction(open_desk.engine) as db:
        assert filings(db, ID) == {}
    assert open_desk.send(f"{PATH}/S03", {**fields, "step": "file"}).status_code == 303
    with database.transaction(open_desk.engine) as db:
        (filed,) = filings(db, ID)["S03"]
        assert opened(db, ID, "S03")["wishes"] == list(WISHES)
    assert (filed.how, filed.entered_by, filed.revision) == (How.PAPER, "clerk", 1)
    assert open_desk.log[-1] == "wish_filed"


def test_no_page_of_the_desk_shows_what_was_wished_for(open_desk: Desk, desk: Enter) -> None:
    """Each post stands in every list of choices; none is chosen, and nowhere else is one named."""
    by_phone(open_desk, *WISHES)
    for who in (open_desk, desk("reviewer"), desk("administrator")):
        for path in (PATH, f"{PATH}/S03", "/staff/session", "/staff", "/staff/log"):
            page = re.sub(r"<select.*?</select>", "", who.get(path).text, flags=re.S)
            assert not any(post in page for post in WISHES), path
        assert not re.search(r'value="P\d+" selected', who.get(f"{PATH}/S03").text)
    assert "手机" in open_desk.get(PATH).text
    book = CalamineWorkbook.from_filelike(BytesIO(open_desk.get(f"{PATH}.xlsx").content))
    cells = str(book.get_sheet_by_index(0).to_python())
    assert "手机" in cells
    assert not any(post in cells for post in WISHES)


def test_a_post_he_may_not_take_is_refused_by_name(open_desk: Desk) -> None:
    answer = open_desk.send(f"{PATH}/S03", {"wish1": "P99", "accepts_any": "no", "step": "file"})
    assert answer.status_code == 422
    assert "P99 不在可以选的岗位里" in summary(answer.text)


def test_after_the_last_instant_paper_is_refused_too(open_desk: Desk) -> None:
    with database.transaction(open_desk.engine) as db:
        campaign(db, ID).wishes_close_at = "2021-11-24T17:00:00+08:00"
    answer = open_desk.send(f"{PATH}/S03", {"wish1": "P08", "accepts_any": "no", "step": "file"})
    assert "2021-11-24 17:00 截止" in summary(answer.text)
    assert "<select" not in open_desk.get(f"{PATH}/S03").text


def test_a_workbook_that_changes_filed_wishes_names_the_people_and_asks(open_desk: Desk) -> None:
    by_phone(open_desk, *WISHES)
    shown = open_desk.upload("wishes", wishes([wish("S03", "P10"), wish("S04", "P08")])).text
    assert "S03" in shown
    assert "第 1 次" in shown
    assert "新增 1 行：S04" in shown
    assert "P09" not in shown
    digest = {"digest": hidden(shown, "digest")}
    unseen = open_desk.send("/staff/import/wishes/commit", digest)
    assert "S03" in summary(unseen.text)
    agreed = {**digest, "agreed": hidden(shown, "agreed")}
    assert open_desk.send("/staff/import/wishes/commit", agreed).status_code == 303
    with database.transaction(open_desk.engine) as db:
        assert opened(db, ID, "S03")["wishes"] == ["P10"]
        assert [one.how for one in filings(db, ID)["S03"]] == [How.PHONE, How.WORKBOOK]


def test_the_same_workbook_once_more_changes_nothing(open_desk: Desk) -> None:
    open_desk.bring_in("wishes")
    again = open_desk.upload("wishes", (folder() / "wishes.xlsx").read_bytes()).text
    assert "没有不同" in again
    assert 'name="agreed"' not in again


def test_a_person_who_is_not_there_has_no_page(open_desk: Desk) -> None:
    assert open_desk.get(f"{PATH}/S99").status_code == 404
    assert open_desk.send(f"{PATH}/S99/code").status_code == 404
    with database.transaction(open_desk.engine) as db:
        issue_codes(db, ID, ["S03"], by="clerk", at=clock.now())
    assert open_desk.get(f"{PATH}/slips?who=S99").status_code == 404


BAR = {"barred_position": "P08", "barred_because": "须回避该单位"}


def test_a_post_closed_to_somebody_leaves_what_they_may_file_and_opens_again(
    open_desk: Desk, desk: Enter
) -> None:
    by_phone(open_desk, *WISHES)
    reviewer = desk("reviewer")
    page = "/staff/records/S03"
    assert 'value="P08"' in reviewer.get(page).text
    assert reviewer.send(f"{page}/bar", BAR).status_code == 303
    assert open_desk.log[-1] == "position_barred"
    shown = reviewer.get(page).text
    assert "须回避该单位" in shown
    assert "须回避该单位" in open_desk.get(f"{PATH}/S03").text
    assert "P08" not in re.findall(r'<option value="(P\d+)"', open_desk.get(f"{PATH}/S03").text)
    with pytest.raises(RefusedError, match="P08"):
        by_phone(open_desk, *WISHES)
    lift = {"unbarred_position": "P08", "unbarred_because": "关系已查明，不须回避"}
    assert reviewer.send(f"{page}/unbar", lift).status_code == 303
    assert open_desk.log[-1] == "position_unbarred"
    assert "关系已查明" in reviewer.get(page).text
    by_phone(open_desk, "P08")
