"""开场之前：大屏幕和手机上写明时间、地点、谁第一位、规则，以及离开始还有多久。"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from resettlement import clock
from resettlement.selection.session.rules import load_rules
from resettlement.standing.tables import StandingVersion
from resettlement.web.hall import coming
from tests.browsing import browsing
from tests.unit.web_hall.hall_building import Desk, open_sample_hall
from tests.unit.web_hall.test_hall_said import text

SCREENS = ["/hall/projector", "/board"]
ROW = {"total": "90", "exempt": False, "sheet_version": 1, "tie": None}


@pytest.fixture
def announced(before: Engine, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    """The evening before: the session of tomorrow is announced."""
    day = clock.now().astimezone(clock.CHINA) + timedelta(hours=1)
    told = {
        "session": {
            "date": f"{day:%Y-%m-%d}", "roll_call": f"{day:%H:%M}", "place": "区会议中心一楼（虚构）",
            "order": [
                {"category": "officer", "label": "转业军官", "count": 2},
                {"category": "sergeant", "label": "退役军士", "count": 3},
            ],
        }
    }  # fmt: skip
    rows = {"officer": (("O01", 1), ("O03", 2)), "sergeant": (("S06", 1), ("S07", 1), ("S02", 3))}
    groups = [
        {"category": name, "rows": [{"candidate": one, "standing": at, **ROW} for one, at in people]}
        for name, people in rows.items()
    ]
    standing = StandingVersion(campaign_id="2021-empty", version=1, groups=json.dumps(groups))
    names = {"O01": "陆*岳", "S06": "丁*", "S07": "邵*风"}
    monkeypatch.setattr(coming, "announced", lambda _db, _id: told)
    monkeypatch.setattr(coming, "newest_standing", lambda _db, _id: standing)
    monkeypatch.setattr(coming, "_rules", lambda _db, _id: load_rules("default").settings)
    monkeypatch.setattr(coming, "posted_names", lambda _db, _id: names)
    with browsing(before) as client:
        yield Desk(before, client)


@pytest.mark.parametrize("path", SCREENS)
def test_place_time_who_is_first_and_the_rules_are_said(announced: Desk, path: str) -> None:
    page = text(announced, path)
    assert "尚未开场" in page
    assert "区会议中心一楼（虚构）" in page
    assert re.search(r"\d{4}年\d+月\d+日 \d\d:\d\d 点名", page)
    assert "转业军官，2 人，按名次依次选岗" in page
    assert re.search("第一位：? O01 陆.岳", page)
    assert re.search("同分的第一位：? S06 丁. ?、 ?S07 邵.风", page)
    assert "选岗时限" in page


def test_the_big_screen_leads_phones_to_the_board_and_counts_down(announced: Desk) -> None:
    page = announced.get("/hall/projector").text
    assert "<svg" in page
    assert "/board" in page
    (until,) = re.findall(r'data-until="(\d+)"', page)
    left = int(until) / 1000 - clock.now().timestamp()
    assert 3480 < left <= 3600


@pytest.mark.parametrize("path", ["/hall/projector", "/board", "/en/board"])
def test_without_an_announcement_they_say_that_it_has_not_begun(before: Engine, path: str) -> None:
    with browsing(before) as client:
        page = text(Desk(before, client), path)
    assert "尚未开场" in page or "not opened yet" in page
    assert "点名" not in page


def test_while_the_next_batch_is_waited_for_the_big_screen_counts_down_to_it(before: Engine) -> None:
    at = clock.now() + timedelta(minutes=42)
    open_sample_hall(before, batches=[{"category": "officer", "from": 1, "at": at.isoformat()}])
    with browsing(before) as client:
        page = Desk(before, client).get("/hall/projector").text
    assert f'data-until="{int(at.timestamp() * 1000)}"' in page
    assert f"这一批 {at.astimezone(clock.CHINA):%Y-%m-%d %H:%M} 开始" in page


def test_once_it_may_be_called_nothing_is_counted_down(before: Engine) -> None:
    at = clock.now() - timedelta(minutes=2)
    open_sample_hall(before, batches=[{"category": "officer", "from": 1, "at": at.isoformat()}])
    with browsing(before) as client:
        assert "data-until" not in Desk(before, client).get("/hall/projector").text
