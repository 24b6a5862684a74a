"""Whatever in RECORDS.json is not as agreed is refused: where, what, and what would be right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scoring import Fault, RecordsError, parse_records, read_records

AWARD = {"kind": "award", "grade": "commendation", "on": "2012-07-01"}
AREA = {"kind": "area", "area": "hardship", "class": "3", "from": "2010-01-01", "to": "2012-01-01"}
Person = Callable[..., dict[str, Any]]


def faults_of(*records: Any) -> tuple[Fault, ...]:
    with pytest.raises(RecordsError) as raised:
        parse_records({"records": list(records)})
    return raised.value.faults


@pytest.mark.parametrize(
    ("fact", "field"),
    [
        ({"kind": "medal"}, "kind"),
        ({"grade": "commendation"}, "kind"),
        ({"kind": ["award"]}, "kind"),
        ({**AWARD, "colour": "red"}, "colour"),
        ({**AWARD, "grade": "fourth_class_merit"}, "grade"),
        ({**AWARD, "setting": "training"}, "setting"),
        ({**AWARD, "collective": "true"}, "collective"),
        ({**AWARD, "collective": 1}, "collective"),
        ({**AWARD, "cause": ""}, "cause"),
        ({**AWARD, "cause": None}, "cause"),
        ({**AWARD, "evidence": 3}, "evidence"),
        ({**AWARD, "on": "2021-02-29"}, "on"),
        ({**AWARD, "on": "20120701"}, "on"),
        ({**AWARD, "on": "2012-7-1"}, "on"),
        ({**AWARD, "on": "２０１２-07-01"}, "on"),
        ({**AWARD, "on": 20120701}, "on"),
        ({"kind": "award", "grade": "commendation"}, "on"),
        ({"kind": "disability", "cause": "duty", "grade": 11}, "grade"),
        ({"kind": "disability", "cause": "duty", "grade": True}, "grade"),
        ({"kind": "disability", "cause": "duty", "grade": 6.0}, "grade"),
        ({"kind": "disability", "cause": "duty", "grade": "6"}, "grade"),
        ({**AREA, "class": 3}, "class"),
        ({**AREA, "to": "2009-12-31"}, "to"),
        ({"kind": "post", "level": "连长", "from": "2010-01-01"}, "level"),
        ({"kind": "post", "level": "排职", "from": "2010-01-01", "to": "2009-01-01"}, "to"),
        ({"kind": "combat", "days": -1}, "days"),
        ({"kind": "combat", "days": 1.5}, "days"),
        ({"kind": "combat", "days": True}, "days"),
        ({"kind": "combat", "days": 10**9}, "days"),
        ({"kind": "skill", "level": 0}, "level"),
        ({"kind": "exam", "subject": "笔试", "mark": 86.5}, "mark"),
        ({"kind": "exam", "subject": "笔试", "mark": "86,5"}, "mark"),
        ({"kind": "state_allowance", "on": "2012-01-01"}, "on"),
        ({**AWARD, "cause": "\ud800"}, "cause"),
    ],
)
def test_a_wrong_fact_is_named_by_record_fact_and_field(person: Person, fact: Any, field: str) -> None:
    (fault,) = faults_of(person(AWARD, fact))
    assert (fault.record, fault.fact, fault.field) == ("P1", 1, field)
    assert "facts[1]" in fault.place
    assert fault.remedy


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"category": "soldier"}, "category"),
        ({"category": None}, "category"),
        ({"born_on": "1987-13-02"}, "born_on"),
        ({"born_on": None}, "born_on"),
        ({"enlisted_on": "2009-00-01"}, "enlisted_on"),
        ({"discharged_on": "2009-11-30"}, "discharged_on"),
        ({"name": "张三（虚构）"}, "name"),
        ({"facts": {}}, "facts"),
        ({"facts": None}, "facts"),
        ({"candidate": 7}, "candidate"),
        ({"candidate": None}, "candidate"),
        ({"candidate": " "}, "candidate"),
        ({"candidate": "\udc80"}, "candidate"),
    ],
)
def test_a_wrong_field_of_a_record_is_named(person: Person, fields: dict[str, Any], field: str) -> None:
    (fault,) = faults_of(person(**fields))
    assert fault.field == field
    assert "第 1 条记录" in fault.place


@pytest.mark.parametrize("field", ["candidate", "category", "enlisted_on", "discharged_on", "facts"])
def test_a_missing_field_is_named(person: Person, field: str) -> None:
    record = person()
    del record[field]
    (fault,) = faults_of(record)
    assert fault.field == field
    assert fault.code == "records.missing_field"


def test_a_fact_that_is_no_object_is_named(person: Person) -> None:
    (fault,) = faults_of(person("award"))
    assert fault.fact == 0


def test_all_faults_of_a_file_are_reported_together(person: Person) -> None:
    one = person({**AWARD, "on": "2012-02-30"}, {"kind": "medal"}, category="x")
    two = person(candidate="P2", born_on="yesterday")
    assert [fault.field for fault in faults_of(one, two)] == ["category", "on", "kind", "born_on"]


def test_the_same_candidate_twice_is_refused(person: Person) -> None:
    (fault,) = faults_of(person(), person())
    assert fault.code == "records.double_candidate"
    assert "第 1 条" in fault.problem


@pytest.mark.parametrize("obj", [[], None, {}, {"records": {}}, {"records": [], "extra": 1}])
def test_the_outermost_object_holds_records_and_nothing_else(obj: object) -> None:
    with pytest.raises(RecordsError):
        parse_records(obj)


def test_an_empty_batch_is_a_batch() -> None:
    assert parse_records({"records": []}) == ()


def test_a_day_and_a_default_are_read(person: Person) -> None:
    fact = parse_records({"records": [person(AWARD)]})[0].facts[0]
    assert fact.values["on"].isoformat() == "2012-07-01"
    assert (fact.values["setting"], fact.values["collective"], fact.values["cause"]) == (
        "peacetime",
        False,
        None,
    )


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"records": [}', "第 1 行第 14 列"),
        (b"\xff\xfe{}", "不是 UTF-8"),
        (b"", "文件是空的"),
        (b'{"records": [], "records": []}', "字段 records：写了两次"),
        (
            b'{"records": [{"candidate": "P1", "category": "officer", "category": "sergeant"}]}',
            "第 1 条记录（P1）",
        ),
        (b'{"records": [{"candidate": NaN}]}', "字段 candidate.*NaN"),
        (b"[" * 100_000, "套得太深"),
        (b'{"records": [' + b"9" * 5000 + b"]}", "第 1 条记录：应为对象，现为数 999"),
    ],
)
def test_a_file_that_is_not_plain_json_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "records.json"
    path.write_bytes(content)
    with pytest.raises(RecordsError, match=said):
        read_records(path)


@pytest.mark.parametrize("days", ["9" * 4300, "9" * 5000, "NaN", "-Infinity", "1e999"])
def test_a_number_beyond_all_measure_is_refused_at_its_place(tmp_path: Path, days: str) -> None:
    path = tmp_path / "records.json"
    path.write_text(
        '{"records": [{"candidate": "P1", "category": "sergeant", "enlisted_on": "2009-12-01", '
        f'"discharged_on": "2021-12-01", "facts": [{{"kind": "combat", "days": {days}}}]}}]}}',
        encoding="utf-8",
    )
    with pytest.raises(RecordsError) as raised:
        read_records(path)
    (fault,) = raised.value.faults
    assert (fault.record, fault.fact, fault.field) == ("P1", 0, "days")


def test_a_field_written_twice_in_a_fact_is_named_with_its_record_and_fact(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_text(
        '{"records": [{"candidate": "P1", "category": "sergeant", "enlisted_on": "2009-12-01", '
        '"discharged_on": "2021-12-01", "facts": [{"kind": "combat", "days": 1, "days": 2}]}]}',
        encoding="utf-8",
    )
    with pytest.raises(RecordsError) as raised:
        read_records(path)
    (fault,) = raised.value.faults
    assert (fault.record, fault.fact, fault.field) == ("P1", 0, "days")


@pytest.mark.parametrize(
    "fact",
    [
        {"kind": "exam", "subject": "", "mark": "86.5"},
        {"kind": "military_rank", "name": " ", "from": "2010-01-01"},
    ],
)
def test_nobody_is_told_to_strike_out_a_text_that_must_be_there(person: Person, fact: dict[str, Any]) -> None:
    (fault,) = faults_of(person(fact))
    assert "删去" not in fault.remedy


def test_a_file_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="读不到文件（没有这个文件）"):
        read_records(tmp_path / "none.json")


def test_a_folder_in_place_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordsError, match="读不到文件（这是文件夹，不是文件）"):
        read_records(tmp_path)


def test_the_mark_some_editors_put_before_utf8_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_bytes(b'\xef\xbb\xbf{"records": []}')
    assert read_records(path) == ()
