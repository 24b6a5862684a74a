"""A plan is read whole: what is wrong with it is named by key, and no file but those beside it is opened."""

from __future__ import annotations

import pytest

from resettlement.errors import BadInputError
from resettlement.plan.checks import faults
from resettlement.plan.reading import plan_of

from .building import changed, sample, text

OFFICER = '[[categories]]\nid = "officer"'


def test_the_files_that_a_plan_names_come_with_it() -> None:
    assert sorted(sample().files) == ["officers.toml", "sergeants.toml"]


def test_a_plan_sent_without_a_file_that_it_names_is_refused_by_the_name() -> None:
    with pytest.raises(BadInputError, match=r"sergeants\.toml，没有一起交来"):
        plan_of(text(), {"officers.toml": sample().files["officers.toml"]})


@pytest.mark.parametrize(
    "name", ["../officers.toml", "/etc/passwd", "a/b.toml", "..\\\\x.toml", "officers.txt"]
)
def test_a_plan_names_no_file_that_does_not_lie_beside_it(name: str) -> None:
    with pytest.raises(BadInputError, match="应为与方案放在一起"):
        changed(('overlay = "officers.toml"', f'overlay = "{name}"'))


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("id", 'id = "yunhe-2021"', 'id = "运河/2021"'),
        ("year", "year = 2021", "year = 21"),
        ("contact.phone", "phone = ", "telephone = "),
        ("contact.telephone", "phone = ", "telephone = "),
        ("categories.0.id", OFFICER, OFFICER.replace("officer", "cadre")),
        ("categories.0.id", OFFICER, OFFICER.replace("officer", "sergeant")),
        ("categories.0.packs", OFFICER, f'{OFFICER}\npacks = "x"'),
        ("heading", 'id = "yunhe-2021"', 'id = "yunhe-2021"\nheading = "x"'),
    ],
)
def test_what_is_wrong_is_named_by_its_key(key: str, old: str, new: str) -> None:
    with pytest.raises(BadInputError) as refused:
        changed((old, new))
    named = refused.value.arguments["faults"]
    assert key in named or (key == "categories.0.id" and "categories.1.id" in named)  # type: ignore[operator]


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("notices.number", {"notices": {"number": "运退公〔2021〕1号"}}),
        ("notices.scores.period", {"notices": {"scores": {"period": {"weeks": 1}}}}),
        ("notices.scores.period", {"notices": {"scores": {"period": {"workdays": 0}}}}),
        ("notices.announcement.period", {"notices": {"announcement": {"period": {"days": 5}}}}),
        ("notices.results", {"notices": {"results": {}}}),
        ("session.on", {"session": {"on": "2021-11-25"}}),
        ("session.lot.algorithm", {"session": {"lot": {"algorithm": "crc32"}}}),
        ("duties.officer", {"duties": {"officer": "soldiers-2011"}}),
        ("letters.number", {"letters": {"number": "运介字1号"}}),
        ("letters.report_within_days", {"letters": {"report_within_days": 366}}),
        ("letters.report_within_days", {"letters": {"report_within_days": "15"}}),
        ("letters.report_within", {"letters": {"report_within": 15}}),
        ("records", {"records": {"reviews": 5}}),
    ],
)
def test_what_a_plan_may_say_is_checked_too(key: str, told: dict[str, object]) -> None:
    assert key in faults({**sample().table, **told})


def test_everything_at_once_is_wrong_with_an_empty_plan() -> None:
    assert {"id", "title", "categories", "contact.office", "objections.guide"} <= faults({}).keys()
