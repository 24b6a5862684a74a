"""Who reads English is refused in English, whichever part of the house refuses; what it quotes stays.

What is made of the same findings for others, and what is kept, is Chinese all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import openpyxl
import pytest

from tests.unit.web_staff.office import Desk, hidden, summary
from tests.unit.web_staff.test_from_notices_to_the_bundle import draft, preview
from tests.unit.web_staff.test_records_in_the_browser import with_cell

Enter = Callable[[str], Desk]
FACT = {"事项": "奖励", "等级": "三等功", "日期": "2012-07-01", "证明材料": "登记表", "reason": "checked"}
REFUSED: tuple[tuple[str, str, dict[str, str], str], ...] = (
    ("clerk", "/staff/standing/score", {"reason": "x"}, "have not been reviewed"),
    ("clerk", "/staff/records/X99/facts", FACT | {"index": ""}, "no number X99"),
    ("clerk", "/staff/records/O01/facts", FACT | {"index": "77"}, "no fact 77"),
    ("clerk", "/staff/records/O01/facts", FACT | {"日期": "2012"}, "no date"),
    ("clerk", "/staff/records/O01/facts", FACT | {"等级": "特等功"}, "not one of the choices"),
    ("clerk", "/staff/records/O01/facts", FACT | {"名次": "一"}, "does not use this field"),
    ("clerk", "/staff/records/O01/facts", {"reason": "x"}, "Choose the kind of fact"),
    ("clerk", "/staff/records/O01/profile", {"reason": "x"}, "must be filled in"),
)
QUOTED = re.compile(
    "奖励|特等功|三等功|二等功|一等功|嘉奖|荣誉称号|八一勋章|人员|类别|等级|日期|授予机关|集体|事由|、"
)


def chinese(text: str) -> list[str]:
    """What is left of it in Chinese beside quoted columns, words and names."""
    return re.findall("[\u4e00-\u9fff，。；]+", QUOTED.sub("", text))


@pytest.fixture
def imported(clerk: Desk) -> Desk:
    clerk.bring_in("records")
    return clerk


@pytest.mark.parametrize(("account", "path", "form", "wanted"), REFUSED)
def test_a_refusal_speaks_english_to_who_reads_english(
    imported: Desk, desk: Enter, account: str, path: str, form: dict[str, str], wanted: str
) -> None:
    desk(account).client.cookies.set("language", "en")
    answer = desk(account).send(path, form)
    assert answer.status_code in (404, 409, 422)
    said = summary(answer.text)
    assert wanted in said
    assert chinese(said) == []


def test_a_list_with_an_open_finding_is_refused_in_english_with_the_finding(
    clerk: Desk, reviewer: Desk
) -> None:
    shown = clerk.upload("records", with_cell("records", "事项", "N4", None)).text
    clerk.send("/staff/import/records/commit", {"digest": hidden(shown, "digest")})
    reviewer.send("/staff/records/review")
    clerk.send("/staff/standing/score", {"reason": "首次评分"})
    clerk.client.cookies.set("language", "en")
    refused = clerk.send("/staff/notices/post", preview(clerk, draft("scores", "样公〔2021〕1号")))
    said = summary(refused.text)
    assert "still open" in said
    assert "has no evidence" in said
    assert chinese(said) == []
    (path,) = re.findall(r'href="(/staff/findings/\w+)"', clerk.get("/staff/findings").text)
    decided = {"verdict": "overruled", "reason": "asked the archive"}
    assert clerk.send(path, decided).status_code == 303
    assert reviewer.send(path, decided).status_code == 303  # who reads Chinese decides on the same finding
    assert (
        clerk.send("/staff/notices/post", preview(clerk, draft("scores", "样公〔2021〕1号"))).status_code
        == 303
    )


def test_problems_of_a_workbook_are_english_on_the_page_and_chinese_in_the_marked_workbook(
    clerk: Desk,
) -> None:
    content = with_cell("records", "人员", "F4", "元帅")
    in_chinese = downloads(clerk, clerk.upload("records", content).text)
    clerk.client.cookies.set("language", "en")
    page = clerk.upload("records", content).text
    assert "is not one of the choices" in page
    assert downloads(clerk, page) == in_chinese
    assert any("不在可选项之内" in text for text in in_chinese)
    assert "is no Excel workbook" in summary(clerk.upload("records", b"no workbook").text)


def downloads(desk: Desk, page: str) -> list[str]:
    """Every text and comment of the marked workbook and of the list of findings."""
    path = re.findall(r'href="(/staff/import/records/\w+)/marked.xlsx"', page)[0]
    books = [
        openpyxl.load_workbook(BytesIO(desk.get(f"{path}/{name}.xlsx").content))
        for name in ("marked", "findings")
    ]
    cells = [cell for book in books for sheet in book for row in sheet.iter_rows() for cell in row]
    return [f"{cell.value}|{cell.comment.text if cell.comment else ''}" for cell in cells]
