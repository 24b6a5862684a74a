"""Standing: by total, then by the tie chain; equal after it all is equal standing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from scoring import RecordsError, load_pack, pack_from_text, parse_records, score, tie_values

Person = Callable[..., dict[str, Any]]
SOLDIERS = load_pack("soldiers-2018").text
HEAD = 'overlays = "soldiers-2018"\nby = "某区（虚构）"\ndocument = "方案（虚构）"\non = 2021-09-10\n'


def places(people: list[dict[str, Any]], *chain: str) -> list[int | None]:
    listed = ", ".join(f'"{key}"' for key in chain)
    pack = pack_from_text(SOLDIERS, f"{HEAD}tie_chain = [{listed}]\n") if chain else pack_from_text(SOLDIERS)
    return [sheet.standing for sheet in score(parse_records({"records": people}), pack)]


def soldier(person: Person, name: str, start: str, to: str, born: str | None, *facts: Any) -> dict[str, Any]:
    extra = {"born_on": born} if born else {}
    return person(*facts, candidate=name, category="sergeant", enlisted_on=start, discharged_on=to, **extra)


def test_equal_totals_have_equal_standing_and_the_next_number_is_left_out(person: Person) -> None:
    people = [
        soldier(person, "A", "2009-12-01", "2021-12-01", None),
        soldier(person, "B", "2008-12-01", "2021-12-01", None),
        soldier(person, "C", "2009-12-01", "2021-12-01", None),
        soldier(person, "D", "2019-12-01", "2021-12-01", None),
    ]
    assert places(people) == [2, 1, 2, 4]


def test_the_chain_is_applied_key_by_key(person: Person) -> None:
    people = [
        soldier(person, "A", "2009-12-01", "2021-10-01", "1990-01-01"),
        soldier(person, "B", "2009-12-01", "2021-11-01", "1991-01-01"),
        soldier(person, "C", "2009-12-01", "2021-10-01", "1989-01-01"),
        soldier(person, "D", "2009-12-01", "2021-11-01", "1991-01-01"),
    ]
    assert places(people, "longer_service", "older") == [4, 1, 3, 1]


def test_earlier_enlistment_can_settle_a_tie(person: Person) -> None:
    people = [
        soldier(person, "A", "2009-12-02", "2021-12-02", None),
        soldier(person, "B", "2009-12-01", "2021-12-01", None),
    ]
    assert places(people, "earlier_enlisted") == [2, 1]


def test_longer_service_does_not_count_what_is_not_counted(person: Person) -> None:
    taken = {"kind": "not_counted", "from": "2010-01-01", "to": "2010-03-01"}
    people = [
        soldier(person, "A", "2009-10-01", "2021-10-01", None, taken),
        soldier(person, "B", "2009-10-01", "2021-09-01", None),
    ]
    assert places(people, "longer_service") == [2, 1]


def test_a_birth_date_is_needed_only_where_it_settles_a_tie(person: Person) -> None:
    apart = [
        soldier(person, "A", "2009-12-01", "2021-12-01", None),
        soldier(person, "B", "2008-12-01", "2021-12-01", None),
    ]
    assert places(apart, "older") == [2, 1]
    tied = [*apart, soldier(person, "C", "2009-12-01", "2021-12-01", "1990-01-01")]
    with pytest.raises(RecordsError) as raised:
        places(tied, "older")
    (fault,) = raised.value.faults
    assert (fault.record, fault.field) == ("A", "born_on")


def test_exempt_people_stand_before_all_and_the_chain_orders_them(person: Person) -> None:
    medal = {"kind": "award", "grade": "august_first_medal", "on": "2018-08-01"}
    people = [
        soldier(person, "A", "2001-12-01", "2021-12-01", None),
        soldier(person, "B", "2009-12-01", "2021-12-01", None, medal),
        soldier(person, "C", "2008-12-01", "2021-12-01", None, medal),
    ]
    assert places(people) == [3, 1, 1]
    assert places(people, "longer_service") == [3, 2, 1]


def test_tie_values_say_what_the_chain_compared(person: Person) -> None:
    pack = pack_from_text(SOLDIERS, HEAD + 'tie_chain = ["longer_service", "older", "earlier_enlisted"]\n')
    row = soldier(person, "A", "2005-12-01", "2021-12-01", "1987-03-02")
    assert tie_values(parse_records({"records": [row]})[0], pack) == ("16-00-00", "1987-03-02", "2005-12-01")
