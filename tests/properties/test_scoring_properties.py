"""What must hold for every batch under every shipped pack, whatever the facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from public_notices.verifier import packs as second_packs
from public_notices.verifier import scores as second_path
from public_notices.verifier.numbered import CannotComputeError
from scoring import (
    Fault,
    RecordsError,
    ScoreSheet,
    ScoringError,
    load_pack,
    pack_from_text,
    parse_records,
    score,
    tie_values,
)
from scoring.kinds import KINDS

HEAD = 'by = "某区（虚构）"\ndocument = "方案（虚构）"\non = 2021-09-10\n'
SOLDIERS = pack_from_text(
    load_pack("soldiers-2018").text,
    f'overlays = "soldiers-2018"\n{HEAD}tie_chain = ["longer_service", "older"]\nexactly_six_months = 0.5\n',
)
OFFICERS = load_pack("officers-city-table")
START = date(2003, 1, 1)

days = st.integers(0, 6000).map(lambda number: START + timedelta(days=number))
texts = days.map(date.isoformat)
periods = st.tuples(days, days).map(sorted).map(lambda two: {"from": str(two[0]), "to": str(two[1])})
causes = st.fixed_dictionaries({}, optional={"cause": st.sampled_from(["甲", "乙"])})


def fact(
    kind: str, *parts: st.SearchStrategy[dict[str, Any]], **values: Any
) -> st.SearchStrategy[dict[str, Any]]:
    """A fact of the kind: fixed values, lists to choose from, or strategies."""
    chosen = {
        name: value if isinstance(value, st.SearchStrategy) else st.sampled_from(value)
        for name, value in values.items()
    }
    whole = st.tuples(st.fixed_dictionaries(chosen), *parts)
    return whole.map(lambda some: {"kind": kind, **{k: v for one in some for k, v in one.items()}})


MERITS = ["commendation", "third_class_merit", "second_class_merit"]
soldier_facts = st.one_of(
    fact("award", causes, grade=[*MERITS, "first_class_merit"], setting=["peacetime", "wartime"], on=texts),
    fact("citation", level=["central_military_commission", "cmc_department"], on=texts),
    fact("disability", cause=["combat", "duty"], grade=st.integers(5, 10)),
    fact("area", periods, area=["hardship"], **{"class": ["1", "2", "6"]}),
    fact("area", periods, area=["island"], **{"class": ["1", "special"]}),
    fact("area", periods, area=["plateau"]),
    fact("combat", days=st.integers(0, 400)),
    fact("skill", level=st.integers(1, 5)),
    fact("not_counted", periods),
)
officer_facts = st.one_of(
    fact("award", causes, grade=MERITS, on=texts),
    fact("award", grade=["third_class_merit"], setting=["wartime"], on=texts),
    fact("post", level=["排职", "正连职", "技10级"], **{"from": texts}),
    fact("area", periods, area=["hardship"]),
    fact("special_duty", periods, duty=["flight", "ship", "nuclear"]),
    fact("sanction", causes, authority=["military", "party"], grade=["warning", "serious_warning"], on=texts),
    fact("sanction", causes, authority=["military"], grade=["demerit"], on=texts),
    fact("disability", cause=["illness"], grade=st.integers(1, 10)),
)
exempting = fact("award", grade=["august_first_medal"], on=texts)
barring = fact("sanction", authority=["party"], grade=["expulsion"], on=texts)


def record(category: str, facts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "category": st.just(category),
            "born_on": st.sampled_from(["1985-01-01", "1986-01-01"]),
            "enlisted_on": st.sampled_from(["2003-09-01", "2005-12-01", "2009-12-01", "2010-01-31"]),
            "discharged_on": st.sampled_from(["2021-09-01", "2021-12-01", "2022-03-05"]),
            "facts": st.lists(facts, max_size=7),
        }
    )


soldier = record("sergeant", soldier_facts)
anyone = st.one_of(soldier, record("sergeant", st.one_of(soldier_facts, exempting)))
officer = record("officer", st.one_of(officer_facts, barring))
cases = st.one_of(st.tuples(anyone, st.just(SOLDIERS)), st.tuples(officer, st.just(OFFICERS)))


def faults_of(run: Callable[[], Any]) -> tuple[Fault, ...]:
    """What the reader finds wrong; nothing if all is right. Any other exception fails the test."""
    try:
        run()
    except ScoringError as error:
        return error.faults
    return ()


def scored(people: Sequence[dict[str, Any]], pack: Any) -> tuple[ScoreSheet, ...] | None:
    """The sheets, or None where the pack refuses somebody."""
    rows = [{"candidate": f"P{number}", **one} for number, one in enumerate(people)]
    try:
        return score(parse_records({"records": rows}), pack)
    except RecordsError:
        return None


@given(cases)
def test_the_total_is_the_sum_of_its_lines_and_every_fact_stands_in_a_line(case: Any) -> None:
    person, pack = case
    sheets = scored([person], pack)
    if sheets is None:
        return
    sheet = sheets[0]
    assert Decimal(sheet.total) == sum((Decimal(line.points) for line in sheet.lines), Decimal(0))
    assert {index for line in sheet.lines for index in line.facts} == set(range(len(person["facts"])))
    assert all(list(line.facts) == sorted(set(line.facts)) for line in sheet.lines)


SECOND = {pack.id: second_packs.read_pack(pack.text, pack.overlay_text) for pack in (SOLDIERS, OFFICERS)}


def second_answer(person: dict[str, Any], pack_id: str) -> Any:
    try:
        return second_path.score({"candidate": "P0", **person}, SECOND[pack_id])
    except CannotComputeError:
        return None


@given(cases)
def test_the_second_path_finds_the_same_lines_or_refuses_too(case: Any) -> None:
    person, pack = case
    sheets, other = scored([person], pack), second_answer(person, pack.id)
    if sheets is None or other is None:
        assert sheets is other
        return
    sheet = sheets[0]
    assert (Decimal(sheet.total), sheet.exempt, sheet.barred) == (other.total, other.exempt, other.barred)
    ours = [
        (one.item, one.value, one.chapter, Decimal(one.quantity), Decimal(one.points), one.facts)
        for one in sheet.lines
    ]
    theirs = [(one.item, one.value, one.chapter, one.quantity, one.points, one.facts) for one in other.lines]
    assert ours == theirs


@given(cases)
def test_points_are_written_without_trailing_zeros_or_exponent(case: Any) -> None:
    for sheet in scored([case[0]], case[1]) or ():
        for text in (
            sheet.total,
            *(line.points for line in sheet.lines),
            *(line.quantity for line in sheet.lines),
        ):
            assert text == format(Decimal(text).normalize(), "f").replace(
                "-0", "-0" if Decimal(text) else "0"
            )


@given(cases, st.randoms(use_true_random=False))
def test_the_order_of_facts_changes_no_line(case: Any, random: Any) -> None:
    person, pack = case
    order = list(range(len(person["facts"])))
    random.shuffle(order)
    turned = {**person, "facts": [person["facts"][number] for number in order]}
    before, after = scored([person], pack), scored([turned], pack)
    if before is None or after is None:
        assert before is after
        return
    for line, other in zip(before[0].lines, after[0].lines, strict=True):
        assert (line.head, line.quantity, line.points) == (other.head, other.quantity, other.points)
        assert set(line.facts) == {order[index] for index in other.facts}


@given(st.lists(anyone, max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_people_changes_nobodys_sheet_or_standing(
    people: list[dict[str, Any]], random: Any
) -> None:
    order = list(range(len(people)))
    random.shuffle(order)
    before, after = scored(people, SOLDIERS), scored([people[number] for number in order], SOLDIERS)
    if before is None or after is None:
        assert before is after
        return
    for number, sheet in zip(order, after, strict=True):
        assert (before[number].total, before[number].standing) == (sheet.total, sheet.standing)
        assert before[number].lines == sheet.lines


@given(st.lists(anyone, min_size=1, max_size=7))
def test_standing_is_one_more_than_the_number_of_people_ahead(people: list[dict[str, Any]]) -> None:
    rows = [{"candidate": f"P{number}", **one} for number, one in enumerate(people)]
    sheets = scored(people, SOLDIERS)
    if sheets is None:
        return
    records = parse_records({"records": rows})

    def key(number: int) -> tuple[bool, Decimal, str, str]:
        service, born = tie_values(records[number], SOLDIERS)
        longest = "".join(chr(0x10FFFF - ord(sign)) for sign in service)
        return (not sheets[number].exempt, -Decimal(sheets[number].total), longest, born)

    keys = [key(number) for number in range(len(people))]
    assert [sheet.standing for sheet in sheets] == [1 + sum(other < one for other in keys) for one in keys]


@given(
    soldier, fact("award", grade=[*MERITS, "first_class_merit"], setting=["peacetime", "wartime"], on=texts)
)
def test_one_award_more_never_lowers_a_soldiers_total(person: dict[str, Any], award: dict[str, Any]) -> None:
    before = scored([person], SOLDIERS)
    if before is None:
        return
    after = scored([{**person, "facts": [*person["facts"], award]}], SOLDIERS)
    assert after is not None
    assert Decimal(after[0].total) > Decimal(before[0].total)


@given(record("officer", officer_facts), fact("award", causes, grade=MERITS, on=texts))
def test_one_merit_more_never_lowers_an_officers_total(person: dict[str, Any], award: dict[str, Any]) -> None:
    before = scored([person], OFFICERS)
    if before is None:
        return
    after = scored([{**person, "facts": [*person["facts"], award]}], OFFICERS)
    assert after is not None
    assert Decimal(after[0].total) >= Decimal(before[0].total)


@given(
    record("officer", officer_facts), fact("sanction", authority=["military"], grade=["demerit"], on=texts)
)
def test_one_sanction_more_never_raises_a_total(person: dict[str, Any], sanction: dict[str, Any]) -> None:
    before = scored([person], OFFICERS)
    if before is None:
        return
    after = scored([{**person, "facts": [*person["facts"], sanction]}], OFFICERS)
    assert after is not None
    assert Decimal(after[0].total) <= Decimal(before[0].total)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(list(KINDS)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.sampled_from(["candidate", "category", "born_on", "enlisted_on", "facts", "more"]), json_values)
def test_no_value_in_a_record_breaks_the_reader(field: str, value: Any) -> None:
    row = {
        "candidate": "P1",
        "category": "officer",
        "enlisted_on": "2003-09-01",
        "discharged_on": "2021-09-01",
        "facts": [],
    }
    faults = faults_of(lambda: parse_records({"records": [{**row, field: value}]}))
    assert all(fault.remedy for fault in faults)
    right = isinstance(value, str) and field == "candidate" and value.strip()
    assert not faults or not right
    assert faults or right or (field == "facts" and value == [])


@given(
    st.sampled_from(list(KINDS)), st.dictionaries(st.sampled_from(["grade", "on", "to", "days"]), json_values)
)
def test_no_value_in_a_fact_breaks_the_reader(kind: str, values: dict[str, Any]) -> None:
    row = {
        "candidate": "P1",
        "category": "officer",
        "enlisted_on": "2003-09-01",
        "discharged_on": "2021-09-01",
        "facts": [{"kind": kind, **values}],
    }
    faults = faults_of(lambda: parse_records({"records": [row]}))
    assert {fault.fact for fault in faults} <= {0}
    assert faults or kind in ("state_allowance", "child_of_martyr", "talent_award", "file_fraud", "combat")


TOML_VALUES = [
    "1",
    "-1",
    "1.5",
    "nan",
    "true",
    '""',
    '"x"',
    "[]",
    "[1]",
    '["x"]',
    "{}",
    "{ x = 1 }",
    "2020-01-01",
]
PACK_ROWS = [
    number
    for number, row in enumerate(OFFICERS.text.splitlines())
    if " = " in row and not row.startswith((" ", "#"))
]


@given(st.sampled_from(TOML_VALUES), st.sampled_from(PACK_ROWS))
def test_no_value_in_a_pack_breaks_its_check(value: str, number: int) -> None:
    rows = OFFICERS.text.splitlines()
    rows[number] = rows[number].split(" = ")[0] + " = " + value
    for fault in faults_of(lambda: pack_from_text("\n".join(rows))):
        assert fault.line
        assert fault.remedy
