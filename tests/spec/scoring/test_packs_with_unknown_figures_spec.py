"""Packs whose figures are not all known: refused as they are, scored once an overlay gives the figure.

Every overlay here is invented for the test and says so; so is everybody scored.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from scoring import (
    Fact,
    Record,
    RecordsError,
    ScoreSheet,
    load_pack,
    pack_from_text,
    parse_records,
    score,
    shipped_packs,
)
from scoring.examples import record_of
from tests.properties.scoring_invented import filled

HEAD = 'by = "某区（虚构）"\ndocument = "为测试而虚构的数字"\non = 2019-05-01\n'
INVENTED_TENURE = (
    'overlays = "officers-heilongjiang-2019"\n' + HEAD + '[[items]]\nid = "tenure"\nat_years = 3\n'
)
INVENTED_WEIGHTS = (
    f'overlays = "officers-zhangqiu-2011"\n{HEAD}[[items]]\nid = "exam"\n'
    "exam_weight = 0.3\narchive_weight = 0.7\narchive_best = 100\ndecimals = 2\n"
)


def sheets_of(
    pack_id: str, overlay: str | None, *people: list[dict[str, Any]], **dates: str
) -> list[ScoreSheet]:
    rows = [
        {"candidate": f"P{number}（虚构）", "category": "officer", "facts": facts, **dates}
        for number, facts in enumerate(people)
    ]
    pack = pack_from_text(load_pack(pack_id).text, overlay)
    return list(score(parse_records({"records": rows}), pack))


def merit(grade: str = "third_class_merit", **more: Any) -> dict[str, Any]:
    return {"kind": "award", "grade": grade, "on": "2010-07-01", **more}


HEILONGJIANG = {"enlisted_on": "1995-09-01", "discharged_on": "2019-06-01"}
REGIMENT = {"kind": "post", "level": "正团职", "from": "2012-03-01"}


CHIEF = {"kind": "special_duty", "duty": "chief", "from": "2012-03-01", "to": "2019-05-31"}
REMOVAL = {"kind": "sanction", "authority": "military", "grade": "removal", "on": "2010-01-01"}


def heilongjiang(*facts: dict[str, Any]) -> dict[str, str]:
    (sheet,) = sheets_of("officers-heilongjiang-2019", INVENTED_TENURE, [REGIMENT, *facts], **HEILONGJIANG)
    return {line.item: line.points for line in sheet.lines}


@pytest.mark.parametrize(
    ("sentence", "facts", "item", "points"),
    [
        ("1995年入伍、2019年转业：24年，每年1分", [], "svc", "24"),
        ("正团职任职满最低年限3分", [], "tenure", "3"),
        ("主官7年：7分", [CHIEF], "chief", "7"),
        ("三等功一次5分", [merit()], "m3", "5"),
        ("三等功两次8分", [merit()] * 2, "m3", "8"),
        ("三等功四次仍10分", [merit()] * 4, "m3", "10"),
        ("师级奖励一次3分", [merit("commendation", conferred_by="division")], "div_award", "3"),
        ("军级奖励10分", [merit("commendation", conferred_by="theatre")], "army_award", "10"),
        ("荣誉称号40分", [merit("honorary_title")], "honor", "40"),
        ("撤职减10分", [REMOVAL], "deductions", "-10"),
    ],
)  # fmt: skip
def test_heilongjiang_regiment_once_the_least_years_in_post_are_given(
    sentence: str, facts: list[dict[str, Any]], item: str, points: str
) -> None:
    assert heilongjiang(*facts)[item] == points


def test_heilongjiang_regiment_without_the_least_years_in_post_is_refused() -> None:
    with pytest.raises(RecordsError) as refused:
        sheets_of("officers-heilongjiang-2019", None, [REGIMENT], **HEILONGJIANG)
    said = str(refused.value)
    assert all(part in said for part in ("officers-heilongjiang-2019", "tenure", "团职 任职满最低年限"))


def test_zhangqiu_weighs_exam_and_archive_once_the_weights_are_given() -> None:
    dates = {"enlisted_on": "1996-12-01", "discharged_on": "2011-12-01"}
    exams = [{"kind": "exam", "subject": "笔试", "mark": mark} for mark in ("60", "90")]
    people = [[exams[0], merit("first_class_merit")], [exams[1]]]
    first, second = sheets_of("officers-zhangqiu-2011", INVENTED_WEIGHTS, *people, **dates)
    assert [(line.item, line.points) for line in first.lines] == [("exam", "18"), ("archive", "70")]
    assert [(line.item, line.points) for line in second.lines] == [("exam", "27"), ("archive", "30")]
    assert (first.standing, second.standing) == (1, 2)


def test_zhangqiu_without_weights_scores_the_archive_alone_and_refuses_an_exam() -> None:
    dates = {"enlisted_on": "1996-12-01", "discharged_on": "2011-12-01"}
    (sheet,) = sheets_of("officers-zhangqiu-2011", None, [merit("first_class_merit")], **dates)
    assert sheet.total == "35"
    with pytest.raises(RecordsError, match="计分项 exam（"):
        sheets_of(
            "officers-zhangqiu-2011", None, [{"kind": "exam", "subject": "笔试", "mark": "60"}], **dates
        )


def example(pack_id: str, item_id: str) -> Record:
    """The record of the pack's own example that is refused for this item."""
    said = (item_id, f"计分项 {item_id}（")
    return record_of(
        next(row for row in load_pack(pack_id).examples if row.get("refused") in said), "P（虚构）"
    )


UNKNOWN = [
    (pack_id, item.id)
    for pack_id in shipped_packs()
    for item in load_pack(pack_id).items
    if item.rule is None
]
EXAM = Fact("exam", {"subject": "笔试", "mark": "70"})


@pytest.mark.parametrize(("pack_id", "item_id"), UNKNOWN)
def test_what_is_refused_for_an_unknown_figure_scores_once_an_invented_one_is_given(
    pack_id: str, item_id: str
) -> None:
    record = example(pack_id, item_id)
    with pytest.raises(RecordsError) as refused:
        score([record], load_pack(pack_id))
    item = load_pack(pack_id).item(item_id)
    assert all(part in str(refused.value) for part in (pack_id, item_id, item.section or ""))
    pack = filled(pack_id)
    if pack_id == "officers-zhangqiu-2011" and item_id != "exam":  # with weights everybody needs a mark
        record = record._replace(facts=(*record.facts, EXAM))
    (sheet,) = score([record], pack)
    lines = [line for one in sheet.lines for line in (one.parts or (one,)) if line.status == "confirmed"]
    assert any(Decimal(line.points) for line in lines)
    assert all("虚构" in line.note for line in lines)
    assert pack.overlay is not None
    assert pack.digest != load_pack(pack_id).digest
