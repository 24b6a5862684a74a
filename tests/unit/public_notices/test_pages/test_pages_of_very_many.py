"""A standing of hundreds or thousands: no page too large to open on a phone, and everybody is found."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from public_notices.page_views import BundleView
from public_notices.pages import FINDER, MOST_CHANGES, render_pages
from public_notices.standing_views import ROWS_A_PAGE

Data = dict[str, dict[str, Any]]
CHAPTERS = "".join(f'chapter_{n} = "第{n}项服役表现计分"\n' for n in range(6))
LARGEST = 100_000


def crowd(data: Data, people: int, *, moved: int = 0) -> Data:
    """The sample with so many sergeants, each with points in six chapters; so many stood elsewhere before."""
    pack = next(p for p in data["rules"]["packs"] if p["id"] == "soldiers-2018")
    pack["pack"] = pack["pack"].replace("[chapters]\n", f"[chapters]\n{CHAPTERS}")
    example = next(s for s in data["sheets"]["sheets"] if s["candidate"] == "S02")
    ids = [f"T{n:05}" for n in range(1, people + 1)]
    data["sheets"]["sheets"] += [example | {"candidate": id_, "name": "欧阳*明"} for id_ in ids]
    rows: list[dict[str, Any]] = [
        {
            "candidate": id_, "name": "欧阳*明", "standing": place, "total": "101.55", "exempt": False,
            "columns": {f"chapter_{n}": "16.75" for n in range(6)}, "sheet_version": 1, "tie": None,
        }
        for place, id_ in enumerate(ids, 1)
    ]  # fmt: skip
    first, last = data["standing"]["versions"]
    last["groups"][1]["rows"] = rows
    first["groups"][1]["rows"] = [
        row | {"standing": row["standing"] + 1} if row["standing"] <= moved else row for row in rows
    ]
    data["log"]["session"] = []
    del data["result"]
    return data


def shown(html: str) -> list[str]:
    return re.findall(r'<tr id="(T\d+)">', html)


def test_two_hundred_people_stand_on_one_page_under_a_hundred_kilobytes(data: Data) -> None:
    pages = render_pages(crowd(data, 200, moved=200))
    for path in ("standing.html", "en/standing.html"):
        assert len(pages[path].encode()) < LARGEST
        assert len(shown(pages[path])) == 200
    assert FINDER not in pages


def test_six_hundred_stand_on_pages_of_their_category_in_order_that_lead_to_each_other(data: Data) -> None:
    pages = render_pages(crowd(data, 600, moved=600))
    parts = [pages[f"standing/2-{number}.html"] for number in range(1, 4)]
    assert [id_ for part in parts for id_ in shown(part)] == [f"T{n:05}" for n in range(1, 601)]
    assert re.findall(r'href="(standing/[^"]+)"', pages["standing.html"]) == [
        "standing/1-1.html", *(f"standing/2-{number}.html" for number in range(1, 4))
    ]  # fmt: skip
    assert '../standing/2-3.html">3</a>' in parts[1]
    assert max(len(page.encode()) for page in pages.values()) < LARGEST


def test_the_find_box_of_the_bundle_knows_everybody_though_no_page_lists_them_all(data: Data) -> None:
    pages = render_pages(crowd(data, 600))
    listed = json.loads(pages[FINDER].partition("=")[2].rstrip(";\n"))
    assert [name for name in listed if name[0].startswith("T")] == [
        [f"T{n:05}", "欧阳*明"] for n in range(1, 601)
    ]
    assert '<script src="people.js" defer>' in pages["standing.html"]
    assert '<script src="../people.js" defer>' in pages["en/standing.html"]


def test_of_very_many_changes_the_page_lists_some_and_counts_the_rest(data: Data) -> None:
    html = render_pages(crowd(data, 200, moved=100))["standing.html"]
    history = html.partition('id="history"')[2]
    assert len(re.findall(r"people/T\d+\.html#changes", history)) == MOST_CHANGES
    assert f"另有 {100 - MOST_CHANGES} 人名次有变化" in history


@pytest.mark.parametrize("people", [ROWS_A_PAGE - 8, ROWS_A_PAGE - 7])
def test_one_page_holds_as_many_as_it_may(data: Data, people: int) -> None:
    view = BundleView(crowd(data, people))  # and eight officers
    assert bool(view.standing_parts) == (people + 8 > ROWS_A_PAGE)


def test_a_whole_number_finds_its_owner_and_part_of_it_everybody_with_it(data: Data) -> None:
    view = BundleView(crowd(data, 12))
    assert [row.candidate for row in view.found(" t00001 ")] == ["T00001"]
    assert [row.candidate for row in view.found("t0001")] == ["T00010", "T00011", "T00012"]
    assert len(view.found("欧阳")) == 12
    assert view.found("没有") == ()
