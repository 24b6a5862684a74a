"""Reading a records workbook of 10,000 rows beside calamine's bare read of the same sheets.

Everybody here is invented. The bare read gives the cells as they stand; ours finds the header, names columns,
turns every spelling into a value and keeps where it stood; then with all checks: ID numbers, dates, facts,
rare characters, the scoring engine's own. Time is the processor's, so that a busy machine changes nothing.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from typing import Any

from python_calamine import CalamineWorkbook

from resettlement.records.forms import Filled, workbook_bytes
from resettlement.records.identity import check_digit
from resettlement.records.sheet import open_workbook
from resettlement.records.workbook import FACTS, PEOPLE, read_records

ROUNDS = 5
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
_GIVEN = "明华强军伟勇志刚建国平安永康䶮𬭎"
_MAJORS = ("机电一体化", "计算机应用", "汽车运用与维修", "法学", "会计", None)


@dataclass(frozen=True)
class Row:
    what: str
    seconds: float
    peer: str
    peer_seconds: float | None
    aim: str


def run() -> Iterator[Row]:
    """One workbook of 1,000 people with nine facts each, one of 10,000 people with none."""
    for name, content in (
        ("1,000 people, 9,000 facts", workbook(1000, 9)),
        ("10,000 people", workbook(10_000, 0)),
    ):
        assert read_records(content).problems == ()
        bare = best(lambda content=content: read_bare(content))
        peer = "calamine, cells alone"
        rows = best(lambda content=content: read_rows(content))
        yield Row(f"records workbook, {name}: read and put in order", rows, peer, bare, "at most 2×")
        checked = best(lambda content=content: read_records(content))
        yield Row(f"records workbook, {name}: with every check", checked, peer, bare, "at most 8×")


def best(step: Callable[[], object]) -> float:
    """The least processor time of several rounds."""
    taken = []
    for _ in range(ROUNDS):
        gc.collect()
        start = time.process_time()
        step()
        taken.append(time.process_time() - start)
    return min(taken)


def read_bare(content: bytes) -> list[list[list[Any]]]:
    """Both sheets as lists of cells."""
    book = CalamineWorkbook.from_filelike(BytesIO(content))
    return [book.get_sheet_by_name(form.sheet).to_python(skip_empty_area=False) for form in (PEOPLE, FACTS)]


def read_rows(content: bytes) -> list[Any]:
    """Both sheets as rows of values with their places."""
    book = open_workbook(content)
    return [book.rows(form) for form in (PEOPLE, FACTS)]


def workbook(people: int, facts: int) -> bytes:
    """The template, filled for so many people of so many facts each."""
    chance = random.Random(7)
    rows = [_person(chance, number) for number in range(people)]
    held = [_fact(chance, row["code"], number) for row in rows for number in range(facts)]
    return workbook_bytes(
        [Filled(PEOPLE, rows, ("某某区档案表", "")), Filled(FACTS, held, ("某某区档案表", ""))]
    )


def _person(chance: random.Random, number: int) -> dict[str, Any]:
    born = date(1980, 1, 1) + timedelta(days=chance.randrange(1500))
    first = f"{320000 + number // 450:06}{born:%Y%m%d}{number % 450 * 2 + 1:03}"
    enlisted = date(2001, 1, 1) + timedelta(days=chance.randrange(2500))
    return {
        "code": f"S{number:05}", "sex": "男", "id_number": first + check_digit(first), "born_on": f"{born}",
        "name": chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2)), "category": "士官",
        "enlisted_on": f"{enlisted}", "discharged_on": "2021-12-01", "phone": f"0000{number:07}",
        "education": chance.choice(("高中", "大专", "本科")), "major": chance.choice(_MAJORS),
        "political_status": chance.choice(("群众", "中共党员")),
        "certificates": chance.choice((None, "电工证")),
    }  # fmt: skip


def _fact(chance: random.Random, code: str, number: int) -> dict[str, Any]:
    on = date(2010, 1, 1) + timedelta(days=chance.randrange(4000))
    grade = chance.choice(("嘉奖", "三等功", "二等功"))
    return {
        "code": code, "kind": "奖励", "等级": grade, "日期": f"{on}", "evidence": "个人奖励登记（报告）表",
        "document_number": f"某通〔{on.year}〕{chance.randrange(200)}号", "page": str(10 + number),
    }  # fmt: skip


if __name__ == "__main__":
    for row in run():
        assert row.peer_seconds is not None
        ratio = row.seconds / row.peer_seconds
        print(f"{row.what}: {row.seconds:.3f} s, bare {row.peer_seconds:.3f} s, {ratio:.2f}×")
