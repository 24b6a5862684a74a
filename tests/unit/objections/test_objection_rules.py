"""Who may rule on an objection, and when one may be filed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resettlement.errors import RefusedError
from resettlement.objections.model import check_period, check_ruler, check_ruling
from resettlement.translation import speaking
from resettlement.workdays import Period

FIRST = date(2021, 11, 15)


@given(st.integers(-40, 40), st.integers(0, 30))
def test_an_objection_is_taken_on_exactly_the_days_of_the_period(offset: int, length: int) -> None:
    period = Period(FIRST, FIRST + timedelta(days=length))
    filed_on = FIRST + timedelta(days=offset)
    if 0 <= offset <= length:
        check_period(filed_on, period)
    else:
        with pytest.raises(RefusedError, match=r"objections|不在公示期内"):
            check_period(filed_on, period)


@given(st.sets(st.sampled_from("abcd")), st.sampled_from("abcd"))
def test_only_somebody_not_involved_may_rule(involved: set[str], ruler: str) -> None:
    if ruler in involved:
        with pytest.raises(RefusedError) as refused:
            check_ruler(ruler, involved)
        assert refused.value.code == "objections.same_person"
    else:
        check_ruler(ruler, involved)


def test_a_ruling_has_a_reason_and_its_day_has_come() -> None:
    check_ruling("补计", FIRST, FIRST)
    check_ruling("无依据", FIRST - timedelta(days=1), FIRST)
    for reason, ruled_on, code in (
        (" ", FIRST, "objections.no_reason"),
        ("补计", FIRST + timedelta(days=1), "objections.ruled_in_future"),
    ):
        with pytest.raises(RefusedError) as refused:
            check_ruling(reason, ruled_on, FIRST)
        assert refused.value.code == code


def test_who_reads_english_is_told_in_english_when_to_file_and_who_may_rule() -> None:
    period = Period(FIRST, FIRST + timedelta(days=4))
    with speaking("en"):
        for day, wanted in ((-1, "open from 2021-11-15"), (9, "in writing")):
            with pytest.raises(RefusedError, match=wanted):
                check_period(FIRST + timedelta(days=day), period)
        with pytest.raises(RefusedError, match="Another member of staff"):
            check_ruler("clerk", ["clerk"])
