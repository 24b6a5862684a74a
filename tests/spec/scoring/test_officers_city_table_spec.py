"""军转干部考核记分表, sentence by sentence. Everybody here is invented."""

from __future__ import annotations

from typing import Any

import pytest

from scoring import RecordsError, load_pack, parse_records, score

PACK = load_pack("officers-city-table")


def sheet_of(*facts: dict[str, Any]) -> Any:
    record = {
        "candidate": "A01（虚构）",
        "category": "officer",
        "enlisted_on": "2003-09-01",
        "discharged_on": "2021-09-01",
        "facts": list(facts),
    }
    return score(parse_records({"records": [record]}), PACK)[0]


def points_of(*facts: dict[str, Any]) -> dict[str, str]:
    return {line.item: line.points for line in sheet_of(*facts).lines}


def merit(grade: str, setting: str = "peacetime", **more: Any) -> dict[str, Any]:
    return {"kind": "award", "grade": grade, "setting": setting, "on": "2015-05-01", **more}


def sanction(authority: str, grade: str, **more: Any) -> dict[str, Any]:
    return {"kind": "sanction", "authority": authority, "grade": grade, "on": "2012-01-01", **more}


POSTS = {
    "技7级": "16", "技8级": "13", "技9级": "11", "正营职": "8", "技10级": "8", "副营职": "6", "技11级": "6",
    "正连职": "3", "技12级": "3", "副连职": "1", "技13级": "1", "排职": "0", "技14级": "0",
}  # fmt: skip


@pytest.mark.parametrize(("level", "points"), POSTS.items())
def test_post_points(level: str, points: str) -> None:
    assert points_of({"kind": "post", "level": level, "from": "2015-01-01"}) == {"post": points}


@pytest.mark.parametrize("level", ["副团职", "正团职"])
def test_regimental_posts_have_no_figure(level: str) -> None:
    with pytest.raises(RecordsError, match=f"post.*{level}"):
        sheet_of({"kind": "post", "level": level, "from": "2015-01-01"})


MERITS = [
    ("二等功每次8分", [merit("second_class_merit")] * 2, {"m2": "16"}),
    ("战时三等功按平时二等功", [merit("third_class_merit", "wartime")], {"m2": "8"}),
    ("三等功第一次2分", [merit("third_class_merit")], {"m3": "2"}),
    ("三等功以后每次1分", [merit("third_class_merit")] * 3, {"m3": "4"}),
    ("三等功最多5分", [merit("third_class_merit")] * 9, {"m3": "5"}),
    ("集体立功不计分", [merit("second_class_merit", collective=True)], {"collective_award": "0"}),
    ("嘉奖表中未列", [merit("commendation")], {"commendation": "0"}),
    (
        "同一事由只计最高一次",
        [merit("third_class_merit", cause="甲"), merit("second_class_merit", cause="甲")],
        {"m2": "8", "m3": "0"},
    ),
]


@pytest.mark.parametrize(("sentence", "facts", "points"), MERITS, ids=[case[0] for case in MERITS])
def test_merit_points(sentence: str, facts: list[dict[str, Any]], points: dict[str, str]) -> None:
    assert points_of(*facts) == points


@pytest.mark.parametrize(
    "fact",
    [
        merit("first_class_merit"),
        merit("honorary_title"),
        merit("august_first_medal"),
        merit("second_class_merit", "wartime"),
        merit("third_class_merit", "non_war_operation"),
    ],
)
def test_merits_the_table_has_no_figure_for_refuse_the_record(fact: dict[str, Any]) -> None:
    with pytest.raises(RecordsError, match="other_merit"):
        sheet_of(fact)


HARD = [
    ("9年：每年0.5", [("area", "2004-01-01", "2013-01-01")], "4.5"),
    ("满10年5分", [("area", "2004-01-01", "2014-01-01")], "5"),
    ("以后每满1年加0.5分", [("ship", "2004-01-01", "2017-06-01")], "6.5"),
    ("不重叠的可以相加", [("area", "2004-01-01", "2009-01-01"), ("flight", "2010-01-01", "2015-01-01")], "5"),
    (
        "重叠的只算一次",
        [("area", "2004-01-01", "2012-01-01"), ("submarine", "2008-01-01", "2013-01-01")],
        "4.5",
    ),
    (
        "零碎的月份先相加再算整年",
        [("area", "2004-01-01", "2004-09-01"), ("ship", "2006-01-01", "2006-05-01")],
        "0.5",
    ),
]


@pytest.mark.parametrize(("sentence", "periods", "points"), HARD, ids=[case[0] for case in HARD])
def test_hard_service(sentence: str, periods: list[tuple[str, str, str]], points: str) -> None:
    facts = [
        {"kind": "area", "area": "hardship", "from": start, "to": to}
        if what == "area"
        else {"kind": "special_duty", "duty": what, "from": start, "to": to}
        for what, start, to in periods
    ]
    assert points_of(*facts) == {"hard": points}


DEDUCTIONS = [
    ("党内警告减2分", [sanction("party", "warning")], "-2"),
    ("党内严重警告减4分", [sanction("party", "serious_warning")], "-4"),
    ("行政警告减2分", [sanction("military", "warning")], "-2"),
    ("行政严重警告减4分", [sanction("military", "serious_warning")], "-4"),
    ("行政记过减6分", [sanction("military", "demerit")], "-6"),
    ("累计减分不超过重一档", [sanction("military", "warning")] * 3, "-4"),
    (
        "警告加严重警告共6分，不超过记过的6分",
        [sanction("party", "warning"), sanction("party", "serious_warning")],
        "-6",
    ),
    (
        "同一事由用党内的",
        [sanction("party", "warning", cause="甲"), sanction("military", "demerit", cause="甲")],
        "-2",
    ),
]


@pytest.mark.parametrize(("sentence", "facts", "points"), DEDUCTIONS, ids=[case[0] for case in DEDUCTIONS])
def test_deductions(sentence: str, facts: list[dict[str, Any]], points: str) -> None:
    assert points_of(*facts) == {"deductions": points}


@pytest.mark.parametrize(
    ("authority", "grade"),
    [
        ("party", "removal"),
        ("party", "probation_in_party"),
        ("party", "expulsion"),
        ("military", "major_demerit"),
        ("military", "demotion"),
        ("military", "removal"),
        ("military", "expulsion"),
    ],
)
def test_heavier_sanctions_bar_from_the_list(authority: str, grade: str) -> None:
    sheet = sheet_of(sanction(authority, grade))
    assert (sheet.barred, sheet.standing, sheet.total) == (True, None, "0")
