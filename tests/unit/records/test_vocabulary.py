"""The words of the sheet 事项 stand for every kind, attribute and value the engine takes, no other."""

from __future__ import annotations

from typing import Any

import pytest

from resettlement.records.vocabulary import ATTRIBUTE_COLUMNS, KINDS, Attribute, Kind, offered
from resettlement.records.workbook import FACTS, read_records
from scoring.kinds import KINDS as ENGINE_KINDS
from scoring.records import parse_records
from tests.unit.records.building import fact, person, records

FREE = {
    "内容": "某某",
    "天数": 8,
    "分数": "86.5",
    "起": "2010-01-01",
    "止": "2011-01-01",
    "日期": "2012-07-01",
    "事由": "某事",
}


def test_every_kind_of_the_engine_has_its_words_and_no_other() -> None:
    assert {kind.name: kind.label for kind in KINDS} == {
        name: kind.label for name, kind in ENGINE_KINDS.items()
    }


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_a_kind_has_the_engines_attributes_and_asks_for_those_it_requires(kind: Kind) -> None:
    engine = {name: one for name, one in ENGINE_KINDS[kind.name].attributes.items() if name != "evidence"}
    assert {a.name: a.required for a in kind.attributes} == {n: not one.optional for n, one in engine.items()}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_words_of_an_attribute_are_the_engines_values(kind: Kind) -> None:
    for attribute in kind.attributes:
        values = ENGINE_KINDS[kind.name].attributes[attribute.name].values
        words = attribute.words or {}
        assert sorted(map(repr, words.values())) == sorted(map(repr, values))


def test_no_two_attributes_of_a_kind_share_a_column() -> None:
    for kind in KINDS:
        columns = [attribute.column for attribute in kind.attributes]
        assert len(columns) == len(set(columns))
        assert set(columns) <= set(ATTRIBUTE_COLUMNS)


def every_word() -> list[tuple[Kind, dict[str, Any]]]:
    """A row for each word of each kind, the other cells filled with a word that is allowed."""
    rows = []
    for kind in KINDS:
        whole = {a.column: next(iter(a.words)) if a.words else FREE[a.column] for a in kind.attributes}
        rows.append((kind, whole))
        rows += [(kind, whole | {a.column: word}) for a in kind.attributes for word in a.words or ()]
    return rows


def test_a_row_for_each_word_is_read_and_taken_by_the_engine() -> None:
    rows = every_word()
    facts = [fact("S01", 事项=kind.label, **cells) for kind, cells in rows]
    preview = read_records(records([person("S01")], facts))
    assert preview.problems == ()
    [record] = preview.rows
    assert [one.kind for one in record.facts] == [kind.name for kind, _ in rows]
    assert len(parse_records({"records": [record.to_json()]})[0].facts) == len(rows)


def test_what_was_read_is_written_back_in_the_same_words() -> None:
    for kind, cells in every_word():
        for attribute in kind.attributes:
            read = attribute.read(cells[attribute.column])
            assert attribute.written(read) == cells[attribute.column]


@pytest.mark.parametrize(
    ("kind", "column", "spelled", "value"),
    [
        ("area", "等级", "3", "3"), ("area", "等级", "3类", "3"), ("area", "等级", "特", "special"),
        ("disability", "等级", "7级", 7), ("disability", "等级", 7.0, 7), ("skill", "等级", "二", 2),
        ("sanction", "等级", "降级", "demotion"), ("research_award", "名次", 1, 1),
        ("award", "集体", "是", True),
    ],
)  # fmt: skip
def test_further_spellings_are_understood(kind: str, column: str, spelled: Any, value: Any) -> None:
    attribute: Attribute = next(
        a for one in KINDS if one.name == kind for a in one.attributes if a.column == column
    )
    assert attribute.read(spelled) == value
    assert type(attribute.read(spelled)) is type(value)


def test_a_drop_down_offers_the_words_of_every_kind_that_uses_the_column() -> None:
    assert {"三等功", "二等奖", "正营职", "五级", "特类", "警告"} <= set(offered("等级"))
    assert offered("日期") == ()
    assert FACTS.column("类别").choices == offered("类别")
