"""Posts while the session is on: what the public log says is left, and who took them once it is over."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from public_notices.page_views import BundleView
from public_notices.pages import render_page, render_pages
from public_notices.position_views import held_seats
from resettlement.web.rendering import LiveLinks

Data = dict[str, dict[str, Any]]


def until(data: Data, last: int) -> BundleView:
    """The session as it stood after this entry."""
    data["log"]["session"] = data["log"]["session"][:last]
    del data["result"]
    return BundleView(data)


def left(view: BundleView) -> dict[str, int]:
    return {row.position["id"]: row.left for group in view.position_groups for row in group.rows}


def chosen(data: Data) -> list[dict[str, Any]]:
    return [entry for entry in data["log"]["session"] if entry["type"] == "chosen"]


def test_before_the_session_every_seat_is_left(data: Data) -> None:
    view = until(data, 0)
    assert not view.session_on
    assert left(view) == {p["id"]: p["seats"] for p in data["positions"]["positions"]}


def test_each_choice_takes_a_seat_of_its_post(data: Data) -> None:
    first = chosen(data)[0]
    view = until(data, first["version"])
    post = first["payload"]["position"]
    assert view.session_on
    assert view.left == view.seats - 1
    assert left(view)[post] == view.positions[post]["seats"] - 1


def test_what_was_taken_back_is_free_again(data: Data) -> None:
    undone = next(entry for entry in data["log"]["session"] if entry["type"] == "undone")
    taken_back = data["log"]["session"][undone["payload"]["from_version"] - 1]
    view = until(data, undone["version"])
    assert taken_back["type"] == "chosen"
    assert left(view)[taken_back["payload"]["position"]] == 1
    assert taken_back["payload"]["candidate"] not in view.choices


def test_a_seat_that_wishes_gave_to_somebody_of_a_tie_is_nobody_elses(data: Data) -> None:
    tie = next(entry for entry in data["log"]["session"] if entry["type"] == "tie_settled")
    before = dict(
        left(
            BundleView(
                data | {"log": data["log"] | {"session": data["log"]["session"][: tie["version"] - 1]}}
            )
        )
    )
    after = left(until(data, tie["version"]))
    assert {post for post in before if after[post] < before[post]} == set(
        tie["payload"]["assignment"].values()
    )


def test_a_seat_is_held_until_he_chooses_gives_up_or_is_taken_to_have() -> None:
    def entry(type_: str, **payload: Any) -> dict[str, Any]:
        return {"type": type_, "payload": payload}

    tie = entry("tie_settled", assignment={"S1": "P1", "S2": "P2", "S3": None})
    assert held_seats([tie]) == {"P1": 1, "P2": 1}
    assert held_seats([tie, entry("chosen", candidate="S1", position="P1")]) == {"P2": 1}
    assert held_seats([tie, entry("gave_up", candidate="S1")]) == {"P2": 1}
    assert held_seats([tie, entry("missed", candidate="S1", consequence="given_up")]) == {"P2": 1}
    assert held_seats([tie, entry("passed", candidate="S1", consequence="after:3")]) == {"P1": 1, "P2": 1}
    assert held_seats([entry("tie_settled", assignment=None)]) == {}


def test_while_the_session_is_on_the_page_says_what_is_left_and_not_yet_who(data: Data) -> None:
    first = chosen(data)[0]
    html = render_page("positions", until(data, first["version"]), LiveLinks())
    said = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    assert "选岗会正在进行，还剩 22 个名额。" in said
    assert "已选完" in said
    assert "选定的人" not in said
    assert 'href="/board"' in html


def test_after_it_the_page_says_who_took_each_post(data: Data) -> None:
    html = render_pages(data)["positions.html"]
    assert "选定的人" in html
    assert 'href="people/O01.html">O01</a>' in html
