"""What changes if: two packs on one batch, who moves and by which lines."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from resettlement.cli.rules import rules
from scoring import Comparison, Pack, compare, load_pack, pack_from_text, parse_records

Person = Callable[..., dict[str, Any]]
OLD, NEW = load_pack("soldiers-2016"), load_pack("soldiers-2018")
HEAD = 'overlays = "soldiers-2018"\nby = "某区（虚构）"\ndocument = "方案（虚构）"\non = 2021-09-10\n'
MERIT = {"kind": "award", "grade": "third_class_merit", "on": "2012-01-01"}
COMMENDATION = {"kind": "award", "grade": "commendation", "on": "2012-01-01"}
CITATION = {"kind": "citation", "level": "cmc_department", "on": "2012-01-01"}
COMBAT = {"kind": "combat", "days": 3}


@pytest.fixture
def batch(person: Person) -> list[dict[str, Any]]:
    """甲 has eight commendations, 乙 a merit, 丙 neither."""
    return [
        person(*[COMMENDATION] * 8, category="sergeant", candidate="甲"),
        person(MERIT, category="sergeant", candidate="乙"),
        person(CITATION, category="sergeant", candidate="丙", discharged_on="2014-12-01"),
    ]


def compared(rows: list[dict[str, Any]], before: Pack = OLD, after: Pack = NEW) -> Comparison:
    return compare(parse_records({"records": rows}), before, after)


def test_it_names_who_moves_and_by_which_lines(batch: list[dict[str, Any]]) -> None:
    found = compared(batch)
    shown = [(one.candidate, one.before.standing, one.after.standing, one.moved) for one in found.changed]
    assert shown == [("乙", 2, 1, True), ("甲", 1, 2, True), ("丙", 3, 3, False)]
    lines = {
        one.candidate: [(line.item, line.before, line.after) for line in one.lines] for one in found.changed
    }
    assert lines == {
        "乙": [("peace_m3", "3", "10")],
        "甲": [("peace_commend", "8", "4")],
        "丙": [("cite_dept", None, "10")],
    }


def test_whoever_does_not_differ_is_counted_only(person: Person) -> None:
    found = compared([person(category="sergeant", candidate="丁")])
    assert (found.changed, found.unchanged) == ((), 1)


def test_whoever_moves_only_because_others_do_has_no_lines(person: Person) -> None:
    rows = [
        person(MERIT, category="sergeant", candidate="乙"),
        person(category="sergeant", candidate="戊", enlisted_on="2008-06-02"),
    ]
    found = {one.candidate: one for one in compared(rows).changed}
    assert (found["乙"].before.standing, found["乙"].after.standing) == (2, 1)
    assert [line.item for line in found["戊"].lines] == ["svc_gt12"]
    same = compared([*rows, person(category="sergeant", candidate="己", enlisted_on="2009-12-01")])
    assert "己" not in {one.candidate for one in same.changed}


def test_two_versions_of_one_pack_are_compared_too(batch: list[dict[str, Any]]) -> None:
    tied = [{**batch[1], "candidate": "庚", "born_on": "1980-01-01"}, {**batch[1], "born_on": "1985-01-01"}]
    after = pack_from_text(NEW.text, HEAD + 'tie_chain = ["older"]\n')
    found = compared(tied, NEW, after)
    assert [(one.candidate, one.before.standing, one.after.standing, one.lines) for one in found.changed] == [
        ("乙", 1, 2, ())
    ]


def test_whom_one_pack_cannot_score_is_left_out_under_both_and_said_why(
    batch: list[dict[str, Any]], person: Person
) -> None:
    found = compared([*batch, person(COMBAT, category="sergeant", candidate="辛")])
    (left,) = found.left_out
    assert (left.candidate, left.pack) == ("辛", "soldiers-2016")
    assert "combat" in left.reasons[0]
    assert max(one.after.standing or 0 for one in found.changed) == 3


def test_whoever_lacks_what_the_tie_chain_compares_is_left_out(batch: list[dict[str, Any]]) -> None:
    after = pack_from_text(NEW.text, HEAD + 'tie_chain = ["older"]\n')
    found = compared([batch[1], {**batch[1], "candidate": "庚", "born_on": "1980-01-01"}], NEW, after)
    assert [one.candidate for one in found.left_out] == ["乙"]


@pytest.fixture
def records(tmp_path: Path, batch: list[dict[str, Any]]) -> str:
    path = tmp_path / "records.json"
    path.write_text(json.dumps({"records": batch}), encoding="utf-8")
    return str(path)


def test_the_command_prints_one_json_object(records: str) -> None:
    answer = CliRunner().invoke(rules, ["compare", "soldiers-2016", "soldiers-2018", records])
    assert answer.exit_code == 0
    shown = json.loads(answer.stdout)
    assert (shown["before"]["id"], shown["after"]["id"]) == ("soldiers-2016", "soldiers-2018")
    assert shown["changed"][0]["candidate"] == "乙"
    assert shown["changed"][0]["after"] == {"total": "46", "standing": 1, "exempt": False, "barred": False}


def test_the_command_prints_a_table_for_people(records: str) -> None:
    command = ["compare", "soldiers-2016", "soldiers-2018", records, "--table"]
    answer = CliRunner().invoke(rules, command)
    assert answer.exit_code == 0
    assert "2 → 1" in answer.stdout
    assert "平时三等功 3 → 10" in answer.stdout


def test_a_pack_or_a_file_that_cannot_be_used_ends_with_two(records: str, tmp_path: Path) -> None:
    for command in (
        ["soldiers-2016", "none", records],
        ["soldiers-2016", "soldiers-2018", str(tmp_path / "x")],
    ):
        answer = CliRunner().invoke(rules, ["compare", *command])
        assert (answer.exit_code, answer.stdout) == (2, "")
