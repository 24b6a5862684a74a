"""The key of a lot against the form that the announcement gave, and its witnesses: kept and broken."""

from __future__ import annotations

import pytest

from tests.unit.verifier.replaying import broken, hall, only

FORMED = {"algorithm": "sha256", "source": "当众摇出的号码", "form": "6个，01至33"}


@pytest.mark.parametrize("key", ["05.11.16.20.28.33./", "01.02.03.04.05.06./"])
def test_a_key_of_the_form_announced_is_right(key: str) -> None:
    assert broken(hall(lot=FORMED).draw(key)) == []


@pytest.mark.parametrize(
    "key",
    [
        "05.11.16.20.28./",
        "05.11.16.20.28.33.34./",
        "05.11.16.20.28.34./",
        "00.11.16.20.28.33./",
        "11.05.16.20.28.33./",
        "05.05.16.20.28.33./",
        "5.11.16.20.28.33./",
        "05.11.16.20.28.33.",
        "05.11.16.20.28.33./1./",
        "DICE/",
    ],
)
def test_a_key_of_another_form_is_found(key: str) -> None:
    assert only(hall(lot=FORMED).draw(key)).sentence == (
        "记录第 2 条（抽签）：抽签号码不合公告的形式（6个，01至33）。"
    )


def test_where_no_form_was_announced_any_key_is_taken() -> None:
    assert broken(hall().draw("DICE/")) == []


def test_a_form_that_cannot_be_read_is_a_fault_of_the_opening() -> None:
    assert broken(hall(lot={**FORMED, "form": "六个"}).draw()) == [("S1", None)]


def test_who_enters_the_lot_is_no_witness_since_the_second_edition() -> None:
    drawn = {"key": "1.2./", "witnesses": ["host", "notary"], "no_picture": "未带相机"}
    assert broken(hall().add("lot_drawn", **drawn)) == []
    assert only(hall(edition=2).add("lot_drawn", **drawn)).property == "S7"


@pytest.mark.parametrize(
    ("more", "numbers"),
    [
        ({"picture": "a" * 64}, []),
        ({"no_picture": "未带相机"}, []),
        ({}, ["S7"]),
        ({"picture": "a" * 64, "no_picture": "未带相机"}, ["S7"]),
        ({"picture": "abc"}, ["S2"]),
    ],
)
def test_a_picture_is_kept_or_it_is_said_why_there_is_none(more: dict[str, str], numbers: list[str]) -> None:
    drawn = {"key": "1.2./", "witnesses": ["supervisor", "notary"]}
    log = hall(edition=2).add("lot_drawn", **drawn, **more)
    assert [number for number, _person in broken(log)] == numbers
