"""The wishes workbook: wishes in order, each once, for posts one may take."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from resettlement import clock
from resettlement.errors import BadInputError
from resettlement.selection.wishes.form import against, read_wishes
from tests.unit.records.building import position, positions, wish, wishes


def problems(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p.cell, p.wrong) for p in read_wishes(wishes(rows)).problems]


def test_wishes_are_read_in_their_order() -> None:
    [filed] = read_wishes(wishes([wish("s07", "p03", "P01", 服从调剂="是")])).rows
    assert (filed.candidate, filed.wishes, filed.accepts_any) == ("S07", ("P03", "P01"), True)
    assert filed.filed_at == datetime(2021, 12, 10, 15, 30, tzinfo=clock.CHINA)


def test_a_post_wished_for_twice_is_named_with_both_cells() -> None:
    assert problems(wish("S01", "P01", "P02", "P01")) == [("D2", "P01 已填在 B2")]


def test_a_gap_before_a_wish_is_refused_because_it_may_be_a_slip() -> None:
    assert problems(wish("S01", "P01", 志愿3="P02")) == [("D2", "前面有空着的志愿")]


def test_a_person_with_two_rows_is_refused() -> None:
    assert problems(wish("S01", "P01"), wish("S02", "P01"), wish("S01", "P02")) == [
        ("A4", "S01 在 A2 已有一行")
    ]


def test_without_wishes_one_must_at_least_accept_any() -> None:
    assert problems(wish("S01")) == [("B2", "没有志愿，也不服从调剂")]
    assert problems(wish("S01", 服从调剂="是")) == []


@pytest.mark.parametrize(("column", "cell"), [("编号", "A2"), ("服从调剂", "L2"), ("填报时间", "M2")])
def test_what_is_required_is_named_by_its_cell(column: str, cell: str) -> None:
    assert problems(wish("S01", "P01") | {column: None}) == [(cell, "没有填写")]


def test_wishes_are_held_against_the_people_and_posts_of_the_campaign() -> None:
    preview = read_wishes(wishes([wish("S01", "P01", "P02", "P99"), wish("S77", "P01"), wish("S02", "P02")]))
    found = against(preview, {"S01": ["P01"], "S02": ["P01", "P02"]})
    assert [(problem.cell, problem.record) for problem in found] == [
        ("C2", "S01"),
        ("D2", "S01"),
        ("A3", "S77"),
    ]
    assert "不符合该岗位的条件" in found[0].wrong
    assert "没有这个岗位" in found[1].wrong


def test_a_positions_workbook_is_no_wishes_workbook() -> None:
    with pytest.raises(BadInputError, match="这不是志愿表"):
        read_wishes(positions([position()]))
