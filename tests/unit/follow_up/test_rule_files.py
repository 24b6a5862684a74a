"""Rule files of the follow-up: what they must say, and how a mistake in one is told."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from resettlement.errors import BadInputError
from resettlement.follow_up.model import Direction
from resettlement.follow_up.rules import read, shipped

GOOD = """
id = "sample"
title = "虚构的规则，仅供测试"
categories = ["sergeant"]
placed_before = 2024-09-01

[[duty]]
key = "on_post"
topic = "start"
owed_by = "unit"
label = "安排上岗"
figure = "1个月内"
direction = "latest_by"
trigger = "letter_on"
months = 1
law = "虚构条例"
article = "第一条"

[[unknown]]
key = "pay"
topic = "pay"
owed_by = "unit"
label = "薪酬"
"""


def _read(folder: Path, text: str):  # type: ignore[no-untyped-def]
    path = folder / "sample.toml"
    path.write_text(text, encoding="utf-8")
    return read(path)


def test_every_figure_shipped_has_its_law_and_article_and_every_unknown_has_none() -> None:
    for rule in (rule for file in shipped() for rule in file.duties):
        known = rule.figure is not None
        assert (rule.law is not None, rule.article is not None, rule.direction is not None) == (known,) * 3


def test_a_last_day_has_a_trigger_and_one_period_and_nothing_else_has() -> None:
    for rule in (rule for file in shipped() for rule in file.duties):
        is_last_day = rule.direction is Direction.LATEST_BY
        assert (rule.trigger is not None) == is_last_day
        assert ((rule.months is None) != (rule.days is None)) == is_last_day


def test_the_digest_is_that_of_the_files_bytes(tmp_path: Path) -> None:
    assert _read(tmp_path, GOOD).digest == hashlib.sha256(GOOD.encode()).hexdigest()


def test_a_good_file_is_read(tmp_path: Path) -> None:
    file = _read(tmp_path, GOOD)
    assert [rule.key for rule in file.duties] == ["on_post", "pay"]
    assert [rule.figure for rule in file.duties] == ["1个月内", None]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('article = "第一条"\n', "", "on_post 缺少 article"),
        ('figure = "1个月内"\n', "", "on_post 缺少 figure"),
        ("months = 1", "month = 1", "不认识的项 month"),
        ("months = 1", "months = 1\ndays = 30", "months 或 days 其中之一"),
        ('trigger = "letter_on"\n', "", "months 或 days 其中之一"),
        ('"latest_by"', '"at_least"', "没有最后期限"),
        ('"latest_by"', '"about"', "about"),
        ('"letter_on"', '"moon_on"', "moon_on"),
        ('topic = "start"', 'topic = "luck"', "luck"),
        ('owed_by = "unit"\nlabel = "安排', 'owed_by = "army"\nlabel = "安排', "army"),
        ('key = "pay"', 'key = "on_post"', "重复"),
        ('title = "虚构的规则，仅供测试"\n', "", "缺少 title"),
        ("placed_before = 2024-09-01", 'placed_before = "2024"', "应为日期"),
        ("placed_before", "placed_until", "placed_until"),
        ('id = "sample"', 'id = "sample', "sample.toml"),
    ],
)
def test_a_mistake_is_told_with_file_and_field(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in GOOD
    with pytest.raises(BadInputError, match=told) as refused:
        _read(tmp_path, GOOD.replace(old, new))
    assert "sample.toml" in refused.value.message
