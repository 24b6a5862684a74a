"""ID numbers (GB 11643-1999): date, check digit, and agreement with what stands beside them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.records.identity import check_digit, id_faults
from tests.unit.records.building import id_number

NUMBERS = st.builds(
    lambda born, sequence: id_number(born.isoformat(), f"{sequence:03}", "320600"),
    st.dates(date(1940, 1, 1), date(2005, 12, 31)),
    st.integers(0, 999),
)


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_examples_of_the_standard_are_right(number: str) -> None:
    assert check_digit(number[:17]) == number[17]
    assert id_faults(number, None, None) == ()


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(number: str, place: int, more: int) -> None:
    wrong = str((int(number[place]) + more) % 10)
    assert id_faults(number[:place] + wrong + number[place + 1 :], None, None)


@given(NUMBERS, st.integers(0, 15))
def test_two_digits_changed_over_are_always_noticed(number: str, place: int) -> None:
    changed = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
    assert id_faults(changed, None, None) or changed == number


@given(NUMBERS)
def test_a_right_number_agrees_with_the_sex_and_birthday_it_holds(number: str) -> None:
    born = date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    sex = "男" if number[16] in "13579" else "女"
    assert id_faults(number, sex, born) == ()
    other = "女" if sex == "男" else "男"
    assert [fault.hint for fault in id_faults(number, other, born)] == [False]
    assert [fault.hint for fault in id_faults(number, sex, date(1930, 1, 1))] == [False]


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "710000", "320682"])
def test_residence_permits_and_county_codes_are_not_questioned(region: str) -> None:
    assert id_faults(id_number("1987-03-02", "001", region), "男", date(1987, 3, 2)) == ()


def test_an_unknown_region_is_a_hint_only() -> None:
    [fault] = id_faults(id_number("1987-03-02"), "男", date(1987, 3, 2))
    assert fault.hint
    assert "990000" in fault.wrong


@pytest.mark.parametrize("number", ["", "130503670401001", "11010519491231002x", "1101051949123100２X"])
def test_anything_but_eighteen_characters_is_refused(number: str) -> None:
    [fault] = id_faults(number, None, None)
    assert "18 位" in fault.wrong
