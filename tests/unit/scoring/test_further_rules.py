"""Further rules of the pack language one at a time, on invented figures, worked out by hand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scoring import (
    Pack,
    RecordsError,
    ScoreSheet,
    load_pack,
    missing_evidence,
    pack_from_text,
    parse_records,
    score,
    tie_values,
)
from scoring.items import figures_of
from tests.unit.scoring.conftest import whole_text

ScoreOf = Callable[..., ScoreSheet]
PackOf = Callable[..., Pack]
Person = Callable[..., dict[str, Any]]
Line = tuple[str, str]
"""Quantity and points."""


def item(rule: str, facts: str, rest: str, item_id: str = "it") -> str:
    return (
        f'[[items]]\nid = "{item_id}"\nlabel = "{item_id} 项"\nchapter = "all"\nrule = "{rule}"\n'
        f'facts = [{facts}]\nstatus = "seen"\n{rest}\n'
    )


def lines(sheet: ScoreSheet, item_id: str = "it") -> list[tuple[str | None, str, str]]:
    return [(line.value, line.quantity, line.points) for line in sheet.lines if line.item == item_id]


def merit(grade: str) -> dict[str, str]:
    return {"kind": "award", "grade": grade, "on": "2012-01-01"}


def stay(start: str, to: str, area: str = "hardship") -> dict[str, str]:
    return {"kind": "area", "area": area, "from": start, "to": to}


def post(level: str, start: str, to: str | None = None) -> dict[str, str]:
    return {"kind": "post", "level": level, "from": start} | ({"to": to} if to else {})


def sanction(grade: str, cause: str | None = None, authority: str = "military") -> dict[str, str]:
    fact = {"kind": "sanction", "authority": authority, "grade": grade, "on": "2012-01-01"}
    return fact | ({"cause": cause} if cause else {})


GRADES = 'attribute = "grade"\nchoose = "highest"\n'
TABLE = "points = { first_class_merit = 20, second_class_merit = 8, third_class_merit = 3 }\n"
FIRST, SECOND, THIRD = (merit(f"{step}_class_merit") for step in ("first", "second", "third"))


@pytest.mark.parametrize(
    ("figures", "first", "second", "third"),
    [
        ("how_many = 2", ("1", "20"), ("1", "8"), ("0", "0")),
        ("share_of_rest = 0.5", ("1", "20"), ("0", "8"), ("0", "1.5")),
        ("how_many = 3\nshare_of_rest = 0.1", ("1", "20"), ("2", "16"), ("0", "0.3")),
    ],
)
def test_the_few_highest_count_and_each_further_one_for_a_share(
    score_of: ScoreOf, figures: str, first: Line, second: Line, third: Line
) -> None:
    sheet = score_of(
        item("by_value", '{ kind = "award" }', GRADES + TABLE + figures), THIRD, SECOND, FIRST, SECOND
    )
    grades = ("first_class_merit", "second_class_merit", "third_class_merit")
    assert lines(sheet) == [(grade, *one) for grade, one in zip(grades, (first, second, third), strict=True)]


def test_lines_of_an_item_take_what_is_left_of_its_cap(score_of: ScoreOf) -> None:
    rest = 'attribute = "grade"\nchoose = "each"\ncap = 25\n' + TABLE
    sheet = score_of(item("by_value", '{ kind = "award" }', rest), FIRST, SECOND, THIRD)
    assert [points for _, _, points in lines(sheet)] == ["20", "5", "0"]
    assert "合计 31，按上限 25 计" in sheet.lines[1].note


def test_a_cap_below_nothing_bounds_what_is_taken_away(score_of: ScoreOf) -> None:
    sheet = score_of(item("per_fact", '{ kind = "file_fraud" }', "points = -2\ncap = -3"), *[FRAUD] * 2)
    assert lines(sheet) == [(None, "2", "-3")]
    assert "最多减 3" in sheet.lines[0].note


FRAUD = {"kind": "file_fraud", "on": "2012-01-01"}


def test_the_items_of_a_chapter_share_its_caps(person: Person) -> None:
    caps = '[[chapter_caps]]\nchapter = "all"\npoints = 10\n[[chapter_caps]]\nchapter = "all"\npoints = -1\n'
    items = item("per_fact", '{ kind = "state_allowance" }', "points = 7", "one")
    items += item("per_fact", '{ kind = "child_of_martyr" }', "points = 6", "two")
    items += item("per_fact", '{ kind = "file_fraud" }', "points = -4", "minus")
    pack = pack_from_text(whole_text(items) + caps)
    record = person({"kind": "state_allowance"}, {"kind": "child_of_martyr"}, FRAUD)
    (sheet,) = score(parse_records({"records": [record]}), pack)
    assert [line.points for line in sheet.lines] == ["7", "3", "-1"]
    assert sheet.total == "9"


@pytest.mark.parametrize(
    ("rule", "start", "to", "quantity", "points"),
    [
        ("per_day", "2012-02-01", "2012-03-02", "30", "15"),
        ("per_month", "2012-02-01", "2013-03-31", "13", "6.5"),
        ("per_year", "2012-02-01", "2014-01-31", "1", "0.5"),
        ("per_year", "2012-02-01", "2014-02-01", "2", "1"),
    ],
)
def test_time_earns_by_whole_days_months_or_years(
    score_of: ScoreOf, rule: str, start: str, to: str, quantity: str, points: str
) -> None:
    assert lines(score_of(item(rule, '{ kind = "area" }', "points = 0.5"), stay(start, to))) == [
        (None, quantity, points)
    ]


EITHER = "points = 1\nunbroken_months = 6\nmonths_in_all = 8"


@pytest.mark.parametrize(
    ("stays", "quantity"),
    [
        ([("2012-01-01", "2012-07-01")], "6"),
        ([("2012-01-01", "2012-05-01"), ("2013-01-01", "2013-04-01")], "0"),
        ([("2012-01-01", "2012-05-01"), ("2013-01-01", "2013-05-01")], "8"),
        ([("2012-01-01", "2012-07-01"), ("2013-01-01", "2013-02-01")], "6"),
    ],
)
def test_time_earns_if_long_without_a_break_or_long_in_all(
    score_of: ScoreOf, stays: list[tuple[str, str]], quantity: str
) -> None:
    facts = [stay(*span) for span in stays]
    assert lines(score_of(item("per_month", '{ kind = "area" }', EITHER), *facts))[0][1] == quantity


def test_with_a_least_time_in_all_alone_no_single_stay_is_enough(score_of: ScoreOf) -> None:
    figures = item("per_month", '{ kind = "area" }', "points = 1\nmonths_in_all = 12")
    assert lines(score_of(figures, stay("2012-01-01", "2012-12-01"))) == [(None, "0", "0")]
    assert lines(score_of(figures, stay("2012-01-01", "2013-01-01"))) == [(None, "12", "12")]


@pytest.mark.parametrize(("to", "quantity"), [("2013-01-15", "12"), ("2013-01-16", "13")])
def test_days_beyond_whole_months_may_count_as_one_more(score_of: ScoreOf, to: str, quantity: str) -> None:
    figures = item("per_month", '{ kind = "area" }', "points = 1\nunbroken_months = 12\nmonth_from_days = 15")
    assert lines(score_of(figures, stay("2012-01-01", to)))[0][1] == quantity
    assert lines(score_of(figures, stay("2012-01-01", "2012-12-31")))[0][1] == "0"


EARLIER = post("正连职", "2010-01-01", "2012-01-01")
TENURE = item(
    "tenure",
    '{ kind = "post" }',
    'attribute = "level"\nat_years = 3\npoints = { "正营职" = 2, "正连职" = 1 }',
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([post("正营职", "2018-12-01")], ("正营职", "3", "2")),
        ([post("正营职", "2018-12-02")], ("正营职", "2", "0")),
        ([post("正营职", "2015-01-01"), post("正连职", "2010-01-01", "2015-01-01")], ("正营职", "6", "2")),
        ([EARLIER, post("正连职", "2012-01-01", "2013-06-01")], ("正连职", "3", "1")),
        ([EARLIER, post("正连职", "2012-01-02", "2013-06-01")], ("正连职", "1", "0")),
    ],
    ids=["to the day", "a day short", "the last post alone", "one after the other", "with a day between"],
)  # fmt: skip
def test_time_in_the_present_post_runs_from_its_unbroken_start_to_its_end_or_the_discharge(
    score_of: ScoreOf, facts: list[dict[str, str]], expected: tuple[str, str, str]
) -> None:
    assert lines(score_of(TENURE, *facts)) == [expected]


def test_years_of_tenure_that_are_not_known_are_needed_from_one_full_year_on(score_of: ScoreOf) -> None:
    unknown = TENURE.replace("at_years = 3", 'at_years = "unknown"')
    assert lines(score_of(unknown, post("正营职", "2020-12-02"))) == [("正营职", "0", "0")]
    with pytest.raises(RecordsError, match="at_years"):
        score_of(unknown, post("正营职", "2020-12-01"))


HEAVIER = item(
    "sanctions",
    '{ kind = "sanction" }',
    'same_cause = "heavier"\npoints = { "military.warning" = -1, "military.demerit" = -3 }',
)


def test_of_one_cause_punished_twice_the_heavier_sanction_counts(score_of: ScoreOf) -> None:
    sheet = score_of(HEAVIER, sanction("warning", "甲"), sanction("demerit", "甲"), sanction("warning"))
    assert lines(sheet) == [(None, "2", "-4")]
    again = score_of(HEAVIER, sanction("warning", "甲"), sanction("warning", "甲"))
    assert lines(again) == [(None, "1", "-1")]


YEARS = """
brackets = [{ id = "years", label = "年", points = 1 }]
under_six_months = 0
exactly_six_months = 0
over_six_months = 0
"""


@pytest.mark.parametrize(
    ("keys", "quantity"),
    [
        ("", "11"),
        ('counted_from = "enlistment_year"', "12"),
        ('counted_to = "03-31"', "12"),
        ('counted_from = "enlistment_year"\ncounted_to = "12-31"', "13"),
    ],
)
def test_service_may_be_counted_from_the_first_year_and_to_a_day_of_the_last(
    score_of: ScoreOf, keys: str, quantity: str
) -> None:
    figures = item("service_years", '{ kind = "not_counted" }', f"{YEARS}\n{keys}")
    served = {"enlisted_on": "2009-02-01", "discharged_on": "2021-01-31"}
    assert [line.quantity for line in score_of(figures, **served).lines] == [quantity]


WEIGHED = item("per_fact", '{ kind = "award" }', "points = 10", "merit") + item(
    "composite",
    '{ kind = "exam" }',
    "exam_weight = 0.3\narchive_weight = 0.7\narchive_best = 100\ndecimals = 2",
)


def exam(mark: str) -> dict[str, str]:
    return {"kind": "exam", "subject": "笔试", "mark": mark}


def test_exam_and_archive_are_weighted_and_the_best_archive_of_the_batch_counts_as_a_hundred(
    pack_of: PackOf, person: Person
) -> None:
    rows = [
        person(exam("80.5"), *[THIRD] * 3, candidate="甲"),
        person(*[THIRD] * 2, exam("90"), candidate="乙"),
        person(exam("100"), candidate="丙"),
    ]
    sheets = score(parse_records({"records": rows}), pack_of(WEIGHED))
    assert [sheet.total for sheet in sheets] == ["94.15", "73.67", "30"]
    found = [[(line.item, line.quantity, line.points, line.facts) for line in one.lines] for one in sheets]
    assert found[1] == [("it", "90", "27", (2,)), ("archive", "20", "46.67", (0, 1))]
    assert [(part.item, part.points) for part in sheets[1].lines[1].parts] == [("merit", "20")]
    assert sheets[1].to_json()["lines"][1]["parts"][0]["item"] == "merit"
    assert [sheet.standing for sheet in sheets] == [1, 2, 3]


def test_no_mark_is_above_the_full_mark(score_of: ScoreOf) -> None:
    full = WEIGHED.replace("exam_weight", "exam_max = 100\nexam_weight")
    assert score_of(full, exam("100")).total == "30"
    with pytest.raises(RecordsError, match="满分 100，而这项成绩是 865"):
        score_of(full, exam("865"))


@pytest.mark.parametrize("facts", [[], [exam("80"), exam("90")]])
def test_where_an_exam_is_weighted_everybody_has_exactly_one(
    score_of: ScoreOf, facts: list[dict[str, str]]
) -> None:
    with pytest.raises(RecordsError, match="要有一项考试成绩"):
        score_of(WEIGHED, *facts)


TABLES = """
[[tables]]
id = "low"
label = "连职"
posts = ["排职", "正连职"]
[[tables]]
id = "high"
label = "营职"
posts = ["正营职"]
"""


def test_a_table_is_chosen_by_the_last_post(person: Person) -> None:
    low = item("per_fact", '{ kind = "state_allowance" }', 'points = 1\ntable = "low"', "few")
    high = item("per_fact", '{ kind = "state_allowance" }', 'points = 5\ntable = "high"', "many")
    pack = pack_from_text(whole_text(TABLES + low + high))
    allowance = {"kind": "state_allowance"}
    first, then = post("正连职", "2010-01-01"), post("正营职", "2015-01-01")

    def points(*facts: dict[str, str]) -> list[tuple[str, str]]:
        (sheet,) = score(parse_records({"records": [person(allowance, *facts)]}), pack)
        return [(line.item, line.points) for line in sheet.lines if 0 in line.facts]

    assert points(then, first) == [("many", "5")]
    assert points(first) == [("few", "1")]
    for unclear in ([], [post("正团职", "2016-01-01")], [first, post("正营职", "2010-01-01")]):
        with pytest.raises(RecordsError, match="分表计分"):
            points(*unclear)


OVERLAY = """
overlays = "invented"
by = "某局（虚构）"
document = "方案（虚构）"
on = 2021-01-01
"""


def test_ties_may_be_settled_by_points_of_a_chapter_and_by_the_day_of_appointment(
    pack_of: PackOf, person: Person
) -> None:
    items = item("per_fact", '{ kind = "state_allowance" }', "points = 1", "one")
    items += item("per_fact", '{ kind = "child_of_martyr" }', "points = 1", "two").replace(
        'chapter = "all"', 'chapter = "second"'
    )
    text = whole_text(items).replace('all = "全部"', 'all = "全部"\nsecond = "第二"')
    pack = pack_from_text(text, OVERLAY + 'tie_chain = ["points.second", "earlier_appointed"]')
    rows = [
        person({"kind": "state_allowance"}, post("排职", "2012-01-01"), candidate="甲"),
        person({"kind": "child_of_martyr"}, post("排职", "2015-01-01"), candidate="乙"),
        person({"kind": "state_allowance"}, post("排职", "2011-01-01"), candidate="丙"),
    ]
    records = parse_records({"records": rows})
    assert [sheet.standing for sheet in score(records, pack)] == [3, 1, 2]
    assert tie_values(records[1], pack) == ("1", "2015-01-01")
    with pytest.raises(RecordsError, match="没有职务"):
        score(parse_records({"records": [rows[0], {**rows[2], "facts": rows[2]["facts"][:1]}]}), pack)


def test_a_single_figure_that_is_not_known_refuses_and_an_overlay_fills_it(person: Person) -> None:
    text = whole_text(item("per_fact", '{ kind = "state_allowance" }', 'points = "unknown"'))
    records = parse_records({"records": [person({"kind": "state_allowance"})]})
    with pytest.raises(RecordsError, match="没有查到 points"):
        score(records, pack_from_text(text))
    overlay = OVERLAY + '[[items]]\nid = "it"\npoints = 4\n'
    (sheet,) = score(records, pack_from_text(text, overlay))
    assert (sheet.total, sheet.lines[0].status) == ("4", "confirmed")
    assert "某局（虚构）" in sheet.lines[0].note


def test_evidence_a_pack_demands_is_missed_by_name_and_no_score_needs_it(person: Person) -> None:
    pack = load_pack("soldiers-2018")
    facts = [{"kind": "combat", "days": 3}, {"kind": "combat", "days": 3, "evidence": "作战命令"}]
    (record,) = parse_records({"records": [person(*facts, category="sergeant")]})
    (fault,) = missing_evidence(record, pack)
    assert (fault.record, fault.fact, fault.code) == ("P1", 0, "scoring.no_evidence")
    assert "作战命令" in fault.remedy
    assert score([record], pack)[0].total == "39"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (WEIGHED, "考试成绩 × 0.3 ＋ 考核成绩 × 0.7 × 100 ÷ 本批最高；四舍五入到 2 位小数"),
        (TENURE, "任现职满3 年 正营职 2，正连职 1"),
        (item("per_year", '{ kind = "area" }', "points = 1\ncap = 8"), "每满一年 1，最多 8"),
        (item("per_month", '{ kind = "area" }', EITHER), "连续满 6 个月或累计满 8 个月起，每月 1"),
        (item("by_value", '{ kind = "award" }', GRADES + TABLE + "share_of_rest = 0.5"), "其余按 0.5 倍计"),
        (HEAVIER, "同一事由只减最重的一种"),
        (item("per_fact", '{ kind = "award" }', 'points = "unknown"'), "没有查到（points），须由补充文件"),
    ],
)  # fmt: skip
def test_figures_are_said_in_words(pack_of: PackOf, text: str, said: str) -> None:
    assert said in figures_of(pack_of(text).item("it"))
