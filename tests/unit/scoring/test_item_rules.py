"""One rule of the pack language at a time, on invented figures."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from scoring import RecordsError, ScoreSheet

ScoreOf = Callable[..., ScoreSheet]


def item(rule: str, facts: str, rest: str, item_id: str = "it", status: str = "seen") -> str:
    return (
        f'[[items]]\nid = "{item_id}"\nlabel = "{item_id} 项"\nchapter = "all"\nrule = "{rule}"\n'
        f'facts = [{facts}]\nstatus = "{status}"\n{rest}\n'
    )


def merit(grade: str = "third_class_merit", cause: str | None = None, **more: object) -> dict[str, object]:
    fact = {"kind": "award", "grade": grade, "on": "2012-01-01", **more}
    return fact if cause is None else {**fact, "cause": cause}


def area(start: str, to: str, class_: str | None = "1", name: str = "hardship") -> dict[str, object]:
    fact = {"kind": "area", "area": name, "from": start, "to": to}
    return fact if class_ is None else {**fact, "class": class_}


def sanction(authority: str, grade: str, cause: str | None = None) -> dict[str, object]:
    fact = {"kind": "sanction", "authority": authority, "grade": grade, "on": "2012-01-01"}
    return fact if cause is None else {**fact, "cause": cause}


def lines(sheet: ScoreSheet) -> list[tuple[str, str, str, tuple[int, ...]]]:
    return [(line.item, line.quantity, line.points, line.facts) for line in sheet.lines]


AWARDS = '{ kind = "award" }'
AREAS = '{ kind = "area" }'
SANCTIONS = '{ kind = "sanction" }'
POSTS = '{ kind = "post" }'


@pytest.mark.parametrize(
    ("figures", "count", "points"),
    [
        ("points = 0.05", 3, "0.15"),
        ("first = 2\neach_later = 1", 1, "2"),
        ("first = 2\neach_later = 1", 3, "4"),
        ("first = 2\neach_later = 1\ncap = 3.5", 3, "3.5"),
        ("by_count = [5, 8, 10]", 2, "8"),
        ("by_count = [5, 8, 10]", 7, "10"),
        ("points = 30\nonce = true", 2, "30"),
    ],
)
def test_facts_earn_each_or_first_and_later_or_by_count_up_to_the_cap(
    score_of: ScoreOf, figures: str, count: int, points: str
) -> None:
    sheet = score_of(item("per_fact", AWARDS, figures), *[merit()] * count)
    assert sheet.total == points
    assert sheet.lines[0].facts == tuple(range(count))


def test_a_fact_belongs_to_the_first_item_that_it_fits(score_of: ScoreOf) -> None:
    items = item("nothing", '{ kind = "award", collective = true }', 'reason = "集体不计"', "collective")
    items += item("per_fact", AWARDS, "points = 2")
    sheet = score_of(items, merit(collective=True), merit())
    assert lines(sheet) == [("collective", "1", "0", (0,)), ("it", "1", "2", (1,))]


def test_an_item_that_reads_sees_facts_of_others_and_claims_none(score_of: ScoreOf) -> None:
    items = item("per_fact", AWARDS, "points = 1\nreads = true", "bonus") + item(
        "per_fact", AWARDS, "points = 2"
    )
    assert lines(score_of(items, merit())) == [("bonus", "1", "1", (0,)), ("it", "1", "2", (0,))]


ONE_CAUSE = '[[one_per_cause]]\nitems = ["m2", "m3"]\n'
M2_M3 = (
    item("per_fact", '{ kind = "award", grade = "second_class_merit" }', "points = 8", "m2")
    + item("per_fact", AWARDS, "first = 2\neach_later = 1", "m3")
    + ONE_CAUSE
)


def test_of_one_cause_only_the_heaviest_counts(score_of: ScoreOf) -> None:
    sheet = score_of(M2_M3, merit(cause="flood"), merit("second_class_merit", "flood"), merit(cause="fire"))
    assert lines(sheet) == [("m2", "1", "8", (1,)), ("m3", "1", "2", (0, 2))]
    assert sheet.lines[1].note == "其中 1 次与“m2 项”同一事由，只计一次"


def test_of_one_cause_within_one_item_one_fact_counts(score_of: ScoreOf) -> None:
    sheet = score_of(M2_M3, merit(cause="flood"), merit(cause="flood"))
    assert lines(sheet) == [("m3", "1", "2", (0, 1))]
    assert sheet.lines[0].note == "其中 1 次与本项另一次同一事由，只计一次"


def test_facts_without_a_cause_never_silence_each_other(score_of: ScoreOf) -> None:
    assert score_of(M2_M3, merit(), merit()).total == "3"


SERVICE = item(
    "service_years",
    '{ kind = "not_counted" }',
    'brackets = [{ id = "low", label = "前", through = 12, points = 3 },'
    '{ id = "high", label = "后", points = 4 }]\n'
    "under_six_months = 0.5\nexactly_six_months = 0.5\nover_six_months = 1",
)


@pytest.mark.parametrize(
    ("discharged_on", "expected"),
    [
        ("2009-12-01", [("low", "0", "0")]),
        ("2009-12-02", [("low", "0.5", "1.5")]),
        ("2021-12-01", [("low", "12", "36")]),
        ("2021-06-01", [("low", "11.5", "34.5")]),
        ("2021-06-02", [("low", "12", "36")]),
        ("2021-12-02", [("low", "12", "36"), ("high", "0.5", "2")]),
        ("2023-06-02", [("low", "12", "36"), ("high", "2", "8")]),
    ],
)
def test_years_fall_into_brackets_and_part_years_count_as_the_rule_says(
    score_of: ScoreOf, discharged_on: str, expected: list[tuple[str, str, str]]
) -> None:
    sheet = score_of(SERVICE, discharged_on=discharged_on)
    assert [line[:3] for line in lines(sheet)] == expected


def test_time_not_counted_stands_in_the_first_line_of_service(score_of: ScoreOf) -> None:
    sheet = score_of(SERVICE, {"kind": "not_counted", "from": "2010-01-01", "to": "2012-01-01"})
    assert lines(sheet) == [("low", "10", "30", (0,))]


VALUES = 'attribute = "level"\npoints = { "排职" = 1, "正连职" = 3, "技12级" = 3 }\nchoose = '


def post(level: str, start: str) -> dict[str, object]:
    return {"kind": "post", "level": level, "from": start}


def test_the_highest_value_counts_once_and_the_others_stand_in_its_line(score_of: ScoreOf) -> None:
    facts = [post("正连职", "2010-01-01"), post("排职", "2015-01-01"), post("技12级", "2016-01-01")]
    sheet = score_of(item("by_value", POSTS, VALUES + '"highest"'), *facts)
    assert lines(sheet) == [("it", "1", "3", (0, 1, 2))]
    assert sheet.lines[0].value == "正连职"


def test_the_last_value_counts_even_if_lower(score_of: ScoreOf) -> None:
    facts = [post("排职", "2015-01-01"), post("正连职", "2010-01-01")]
    assert score_of(item("by_value", POSTS, VALUES + '"last"'), *facts).total == "1"


def test_two_different_last_values_refuse_the_record(score_of: ScoreOf) -> None:
    with pytest.raises(RecordsError, match="两种不同"):
        score_of(
            item("by_value", POSTS, VALUES + '"last"'),
            post("排职", "2015-01-01"),
            post("正连职", "2015-01-01"),
        )


def test_each_value_earns_by_its_count_in_the_order_of_the_table(score_of: ScoreOf) -> None:
    facts = [post("正连职", "2010-01-01"), post("排职", "2009-01-01"), post("正连职", "2012-01-01")]
    sheet = score_of(item("by_value", POSTS, VALUES + '"each"'), *facts)
    assert lines(sheet) == [("it", "1", "1", (1,)), ("it", "2", "6", (0, 2))]


@pytest.mark.parametrize(("choose", "refused"), [("highest", True), ("each", True), ("last", False)])
def test_a_value_without_figure_refuses_unless_only_the_last_one_counts(
    score_of: ScoreOf, choose: str, refused: bool
) -> None:
    facts = [post("副营职", "2010-01-01"), post("排职", "2012-01-01")]
    items = item("by_value", POSTS, f'{VALUES}"{choose}"\nsection = "第三节"')
    if not refused:
        assert score_of(items, *facts).total == "1"
        return
    with pytest.raises(RecordsError) as raised:
        score_of(items, *facts)
    (fault,) = raised.value.faults
    assert fault.fact == 0
    for named in ("invented", "it", "第三节", "副营职"):
        assert named in str(fault)


MONTHS = 'attribute = "class"\npoints = { 1 = 0.05, 2 = 0.1 }\nunbroken_months = 12'


def months(score_of: ScoreOf, *facts: dict[str, object], figures: str = MONTHS) -> ScoreSheet:
    return score_of(item("per_month", AREAS, figures), *facts)


def test_whole_months_earn_by_class(score_of: ScoreOf) -> None:
    assert lines(months(score_of, area("2010-01-01", "2011-01-31"))) == [("it", "12", "0.6", (0,))]


def test_eleven_months_are_no_unbroken_year_and_the_fact_still_has_its_line(score_of: ScoreOf) -> None:
    sheet = months(score_of, area("2010-01-01", "2010-12-31"))
    assert lines(sheet) == [("it", "0", "0", (0,))]
    assert "不满 12 个月" in sheet.lines[0].note


def test_classes_that_follow_each_other_make_one_unbroken_time(score_of: ScoreOf) -> None:
    sheet = months(score_of, area("2010-07-01", "2011-02-01", "2"), area("2010-01-01", "2010-07-01"))
    assert lines(sheet) == [("it", "6", "0.3", (1,)), ("it", "7", "0.7", (0,))]


def test_a_day_between_breaks_the_time(score_of: ScoreOf) -> None:
    sheet = months(score_of, area("2010-07-02", "2011-02-01", "2"), area("2010-01-01", "2010-07-01"))
    assert sheet.total == "0"


def test_a_short_time_stands_in_the_line_of_its_class_if_that_earns_elsewhere(score_of: ScoreOf) -> None:
    sheet = months(score_of, area("2010-01-01", "2011-01-01"), area("2015-01-01", "2015-03-01"))
    assert lines(sheet) == [("it", "12", "0.6", (0, 1))]


def test_overlapping_times_of_one_class_are_merged(score_of: ScoreOf) -> None:
    assert months(score_of, area("2010-01-01", "2011-01-01"), area("2010-06-01", "2011-07-01")).total == "0.9"


def test_overlapping_times_of_two_classes_refuse_the_record(score_of: ScoreOf) -> None:
    with pytest.raises(RecordsError, match="重叠"):
        months(score_of, area("2010-01-01", "2011-01-01"), area("2010-12-31", "2012-01-01", "2"))


def test_months_are_counted_for_each_merged_time_and_then_added(score_of: ScoreOf) -> None:
    # 12 months 20 days and 12 months 20 days are 24 months, not 25
    sheet = months(score_of, area("2010-01-01", "2011-01-21"), area("2012-01-01", "2013-01-21"))
    assert sheet.lines[0].quantity == "24"


@pytest.mark.parametrize("class_", [None, "3"])
def test_a_class_left_out_or_without_figure_refuses_the_record(score_of: ScoreOf, class_: str | None) -> None:
    with pytest.raises(RecordsError, match="class"):
        months(score_of, area("2010-01-01", "2010-02-01", class_))


def test_one_figure_a_month_needs_no_class(score_of: ScoreOf) -> None:
    sheet = months(
        score_of,
        area("2010-01-01", "2010-03-01"),
        area("2010-02-01", "2010-05-01", "2"),
        figures="points = 0.2",
    )
    assert lines(sheet) == [("it", "4", "0.8", (0, 1))]
    assert sheet.lines[0].value is None


APART = (
    item("per_month", '{ kind = "area", area = "hardship" }', "points = 1", "hard")
    + item("per_month", '{ kind = "area", area = "island" }', "points = 1", "isle")
    + item("per_month", AREAS, "points = 1", "rest_areas")
    + '[[may_not_overlap]]\nitems = ["hard", "isle"]\nnote = "规则未说明"\n'
)


def test_periods_of_two_items_that_share_a_day_refuse_the_record(score_of: ScoreOf) -> None:
    with pytest.raises(RecordsError, match=r"isle.*hard.*重叠"):
        score_of(APART, area("2010-01-01", "2011-01-01"), area("2010-12-31", "2011-06-01", name="island"))


def test_periods_that_meet_or_lie_within_one_item_are_no_overlap(score_of: ScoreOf) -> None:
    facts = [
        area("2010-01-01", "2011-01-01"),
        area("2010-05-01", "2010-09-01"),
        area("2011-01-01", "2011-07-01", name="island"),
        area("2010-01-01", "2011-01-01", name="desert"),
    ]
    assert score_of(APART, *facts).total == "30"


def test_an_empty_period_overlaps_nothing_and_has_a_line(score_of: ScoreOf) -> None:
    sheet = score_of(APART, area("2010-01-01", "2011-01-01"), area("2010-06-01", "2010-06-01", name="island"))
    assert lines(sheet) == [("hard", "12", "12", (0,)), ("isle", "0", "0", (1,))]


def test_a_long_period_hides_no_overlap_behind_a_short_one(score_of: ScoreOf) -> None:
    facts = [
        area("2010-01-01", "2015-01-01"),
        area("2010-02-01", "2010-03-01"),
        area("2014-01-01", "2014-02-01", name="island"),
    ]
    with pytest.raises(RecordsError, match="重叠"):
        score_of(APART, *facts)


@pytest.mark.parametrize(("years", "points"), [(0, "0"), (9, "4.5"), (10, "5"), (12, "6")])
def test_a_milestone_has_a_rate_before_it_and_one_after(score_of: ScoreOf, years: int, points: str) -> None:
    figures = "at_years = 10\npoints = 5\nper_year_before = 0.5\neach_further = 0.5"
    sheet = score_of(item("milestone_years", AREAS, figures), area("2000-01-01", f"{2000 + years}-12-31"))
    assert (sheet.total, sheet.lines[0].quantity) == (points, str(years))


def test_units_are_added(score_of: ScoreOf) -> None:
    figures = 'attribute = "days"\npoints = 0.5'
    days = [{"kind": "combat", "days": 3}, {"kind": "combat", "days": 4}]
    assert lines(score_of(item("per_unit", '{ kind = "combat" }', figures), *days)) == [
        ("it", "7", "3.5", (0, 1))
    ]


LADDER = (
    'points = { "party.warning" = -2, "party.serious_warning" = -4, "military.warning" = -2, '
    '"military.demerit" = -6 }\nsame_cause = "party"\ncap = "next_heavier"'
)


@pytest.mark.parametrize(
    ("sanctions", "points", "counting"),
    [
        ([("party", "warning")], "-2", "1"),
        ([("party", "warning")] * 2, "-4", "2"),
        ([("party", "warning")] * 3, "-4", "3"),
        ([("party", "serious_warning"), ("military", "warning")], "-6", "2"),
        ([("party", "serious_warning")] * 2, "-6", "2"),
        ([("military", "demerit")] * 2, "-12", "2"),
        ([("military", "demerit", "x"), ("party", "warning", "x")], "-2", "1"),
        ([("military", "demerit", "x"), ("party", "warning", "y")], "-8", "2"),
        ([("military", "warning"), ("party", "warning")], "-4", "2"),
    ],
)
def test_sanctions_add_up_to_the_next_heavier_and_one_cause_counts_once(
    score_of: ScoreOf, sanctions: list[tuple[str, ...]], points: str, counting: str
) -> None:
    sheet = score_of(item("sanctions", SANCTIONS, LADDER), *(sanction(*one) for one in sanctions))
    assert lines(sheet) == [("it", counting, points, tuple(range(len(sanctions))))]


def test_a_sanction_without_figure_refuses_even_if_its_cause_is_punished_twice(score_of: ScoreOf) -> None:
    with pytest.raises(RecordsError, match=r"military\.removal"):
        score_of(
            item("sanctions", SANCTIONS, LADDER),
            sanction("party", "warning", "x"),
            sanction("military", "removal", "x"),
        )


SPECIAL = (
    item("exempt", '{ kind = "award", grade = "august_first_medal" }', "", "free")
    + item("bar", '{ kind = "sanction", grade = "expulsion" }', "", "bar")
    + item("per_fact", AWARDS, "", "unknown", status="not_found")
    + item("nothing", SANCTIONS, 'reason = "不计"', "others")
)


def test_an_exempt_person_is_not_scored_and_no_figure_is_needed(score_of: ScoreOf) -> None:
    sheet = score_of(SPECIAL, merit(), sanction("party", "expulsion"), merit("august_first_medal"))
    assert lines(sheet) == [("free", "1", "0", (2,)), ("not_scored", "2", "0", (0, 1))]
    assert (sheet.total, sheet.exempt, sheet.barred, sheet.standing) == ("0", True, False, 1)


def test_a_barred_person_has_no_standing(score_of: ScoreOf) -> None:
    sheet = score_of(SPECIAL, sanction("party", "expulsion"))
    assert lines(sheet) == [("bar", "1", "0", (0,))]
    assert (sheet.total, sheet.exempt, sheet.barred, sheet.standing) == ("0", False, True, None)


@pytest.mark.parametrize("status", ["not_found", "version_uncertain"])
def test_a_fact_of_an_item_that_is_not_known_refuses_the_record(score_of: ScoreOf, status: str) -> None:
    with pytest.raises(RecordsError) as raised:
        score_of(item("per_fact", AWARDS, 'points = 3\nsection = "第二节"', status=status), merit())
    assert all(word in str(raised.value) for word in ("invented", "it", "第二节", "--overlay"))


RIVALS = (
    item(
        "by_value",
        '{ kind = "disability", cause = "combat" }',
        'attribute = "grade"\nchoose = "highest"\npoints = { 5 = 50, 8 = 20 }',
        "war",
    )
    + item(
        "by_value",
        '{ kind = "disability", cause = "duty" }',
        'attribute = "grade"\nchoose = "highest"\npoints = { 5 = 40, 8 = 20 }',
        "duty",
    )
    + item("nothing", '{ kind = "disability" }', 'reason = "不计"', "ill")
    + '[[only_highest]]\nitems = ["war", "duty"]\n'
)


@pytest.mark.parametrize(
    ("war", "duty", "expected"),
    [(8, 5, [("war", "0", "0"), ("duty", "1", "40")]), (8, 8, [("war", "1", "20"), ("duty", "0", "0")])],
)
def test_of_items_that_compete_only_the_highest_earns(
    score_of: ScoreOf, war: int, duty: int, expected: list[tuple[str, str, str]]
) -> None:
    facts = [
        {"kind": "disability", "cause": "duty", "grade": duty},
        {"kind": "disability", "cause": "combat", "grade": war},
    ]
    sheet = score_of(RIVALS, *facts)
    assert [line[:3] for line in lines(sheet)] == expected
    counted, outdone = sorted(sheet.lines, key=lambda line: line.points == "0")
    assert outdone.note == f"与“{counted.item} 项”只计一项，取高者"
