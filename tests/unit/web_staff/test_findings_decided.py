"""What looks odd is mended, or let pass by two people who say why."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.unit.web_staff.office import Desk, hidden, summary
from tests.unit.web_staff.test_from_notices_to_the_bundle import draft, preview
from tests.unit.web_staff.test_records_in_the_browser import with_cell

Enter = Callable[[str], Desk]


@pytest.fixture
def odd(clerk: Desk, reviewer: Desk) -> Desk:
    """The first fact of the workbook has no document to prove it."""
    shown = clerk.upload("records", with_cell("records", "事项", "N4", None)).text
    assert clerk.send("/staff/import/records/commit", {"digest": hidden(shown, "digest")}).status_code == 303
    assert reviewer.send("/staff/records/review").status_code == 303
    assert clerk.send("/staff/standing/score", {"reason": "首次评分"}).status_code == 303
    return clerk


def test_two_people_let_a_finding_pass_and_only_then_the_scores_are_posted(odd: Desk, desk: Enter) -> None:
    assert "缺证明材料" in odd.get("/staff/records/O01").text
    found = re.findall(r'href="(/staff/findings/\w+)"', odd.get("/staff/findings").text)
    assert len(found) == 1
    (path,) = found
    refused = odd.send("/staff/notices/post", preview(odd, draft("scores", "样公〔2021〕1号")))
    assert "疑点" in summary(refused.text)
    assert "请选择" in summary(odd.send(path, {"reason": "已核对"}).text)
    said = {"verdict": "overruled", "reason": "原件在省军区，已电话核实"}
    assert odd.send(path, said).status_code == 303
    assert "一人已核定" in odd.get("/staff/findings").text
    assert "另一位" in summary(odd.send(path, said).text)
    assert desk("reviewer").send(path, said).status_code == 303
    assert "电话核实" in odd.get(path).text
    posting = preview(odd, draft("scores", "样公〔2021〕1号"))
    assert odd.send("/staff/notices/post", posting).status_code == 303
