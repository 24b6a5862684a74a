"""Who may take which post, and the reason for each "no", as it is told to the person."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.positions.model import Position, Requirements, age, eligibility
from resettlement.records.model import Person, Profile
from resettlement.translation import speaking

ON = date(2021, 10, 31)

SERGEANT = Person(
    "S01", "虚构甲", "sergeant",
    Profile("男", date(1985, 10, 31), "大专", "机电一体化", "中共预备党员",
            ("机动车驾驶证A2",), ("虚构图书馆",)),
)  # fmt: skip


def post(
    unit: str = "虚构中心", open_to: tuple[str, ...] = ("officer", "sergeant"), **required: Any
) -> Position:
    requirements = Requirements(**required)
    return Position("P01", unit, "事业单位", "综合管理", "事业", 1, True, open_to, requirements)


def told(position: Position, **profile: Any) -> list[tuple[str, str]]:
    person = replace(SERGEANT, profile=replace(SERGEANT.profile, **profile))
    return [(reason.code, reason.sentence) for reason in eligibility(person, position, ON)]


def test_a_post_that_requires_nothing_is_open_to_everybody_it_is_meant_for() -> None:
    assert told(post()) == []


def test_a_post_for_officers_is_closed_to_a_sergeant() -> None:
    assert told(post(open_to=("officer",))) == [("category", "岗位面向军官，本人是士官")]


def test_a_post_for_women_is_closed_to_a_man() -> None:
    assert told(post(sex="女")) == [("sex", "岗位限女性，本人为男性")]
    assert told(post(sex="男")) == []


def test_on_the_birthday_itself_one_is_a_year_older() -> None:
    assert told(post(age_at_most=35)) == [("age", "年龄超过上限35周岁（截至2021-10-31已36周岁）")]


def test_the_day_before_the_birthday_one_is_not() -> None:
    assert told(post(age_at_most=35), born_on=date(1985, 11, 1)) == []


def test_the_age_is_counted_on_the_day_the_post_names() -> None:
    assert told(post(age_at_most=35, age_on=date(2021, 10, 30))) == []
    assert told(post(age_at_most=34, age_on=date(2021, 9, 1))) == [
        ("age", "年龄超过上限34周岁（截至2021-09-01已35周岁）")
    ]


def test_a_higher_education_than_required_is_good_a_lower_is_not() -> None:
    assert told(post(education_at_least="大专")) == []
    assert told(post(education_at_least="高中")) == []
    assert told(post(education_at_least="本科")) == [("education", "岗位要求本科及以上学历，本人为大专")]


def test_the_two_sorts_of_secondary_school_stand_on_one_step() -> None:
    assert told(post(education_at_least="高中"), education="中专") == []
    assert told(post(education_at_least="中专"), education="高中") == []


def test_one_of_the_majors_is_enough() -> None:
    assert told(post(majors=("档案学", "机电一体化"))) == []
    assert told(post(majors=("档案学", "历史学"))) == [
        ("major", "岗位要求专业为档案学、历史学，本人为机电一体化")
    ]
    assert told(post(majors=("档案学",)), major=None) == [("major", "岗位要求专业为档案学，本人为未填")]


@pytest.mark.parametrize(
    ("required", "status", "may"),
    [
        ("中共党员", "中共党员", True), ("中共党员", "中共预备党员", False), ("中共党员", "群众", False),
        ("中共党员（含预备党员）", "中共党员", True), ("中共党员（含预备党员）", "中共预备党员", True),
        ("中共党员（含预备党员）", "共青团员", False),
    ],
)  # fmt: skip
def test_probationary_members_count_only_where_the_post_says_so(
    required: str, status: str, may: bool
) -> None:
    expected = [] if may else [("political_status", f"岗位要求{required}，本人为{status}")]
    assert told(post(political=required), political_status=status) == expected


def test_every_certificate_is_needed_and_those_that_are_lacking_are_named() -> None:
    assert told(post(certificates=("机动车驾驶证A2",))) == []
    assert told(post(certificates=("机动车驾驶证A2", "电工证", "焊工证"))) == [
        ("certificate", "岗位要求持有电工证、焊工证，本人没有登记")
    ]


def test_a_unit_one_must_keep_away_from_is_closed() -> None:
    assert told(post("虚构图书馆")) == [("avoidance", "本人登记应回避虚构图书馆")]


def test_all_reasons_are_given_so_that_nobody_comes_back_twice() -> None:
    position = post("虚构图书馆", ("officer",), sex="女", age_at_most=30, education_at_least="本科",
                    majors=("档案学",), political="中共党员", certificates=("电工证",))  # fmt: skip
    assert [code for code, _ in told(position)] == [
        "category", "sex", "age", "education", "major", "political_status", "certificate", "avoidance",
    ]  # fmt: skip


def test_a_page_in_english_gives_the_same_reasons_but_for_names_of_majors_certificates_and_units() -> None:
    required = {"sex": "女", "age_at_most": 30, "education_at_least": "硕士", "majors": ("林学",)}
    everything = post("虚构图书馆", ("officer",), political="中共党员", certificates=("电工证",), **required)
    with speaking("en"):
        english, asked = told(everything), everything.requirements.sentences()
    assert [code for code, _ in english] == [code for code, _ in told(everything)]
    said = " ".join([*asked, *(sentence for _, sentence in english)])
    assert not re.search("[\u4e00-\u9fff]", re.sub("林学|机电一体化|电工证|虚构图书馆", "", said))


def test_the_requirements_are_posted_in_the_same_words_whatever_was_filled_in() -> None:
    required = Requirements(
        "男", 35, date(2021, 10, 31), "大专", ("档案学", "历史学"), "中共党员", ("电工证",)
    )
    assert required.sentences() == (
        "限男性", "35周岁以下（截至2021-10-31）", "大专及以上学历", "专业：档案学、历史学",
        "中共党员", "持有电工证",
    )  # fmt: skip
    assert Requirements().sentences() == ()


@given(st.dates(date(1950, 1, 1), date(2000, 12, 31)), st.dates(date(2000, 12, 31), date(2030, 12, 31)))
def test_age_grows_by_one_a_year_and_never_between_birthdays(born: date, on: date) -> None:
    years = age(born, on)
    assert years >= 0
    assert born.replace(year=born.year + years, day=min(born.day, 28)) <= on
    assert age(born, on.replace(year=on.year + 1, day=min(on.day, 28))) in (years, years + 1)


def test_who_was_born_on_29_february_is_a_year_older_on_1_march() -> None:
    born = date(1988, 2, 29)
    assert [age(born, day) for day in (date(2021, 2, 28), date(2021, 3, 1), date(2024, 2, 29))] == [
        32,
        33,
        36,
    ]
