"""Working days that the office types: they count everywhere, and stand in the log."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from resettlement import clock
from resettlement.database import transaction
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import read
from resettlement.office.calendar import STREAM, calendar_of, rows, set_workdays
from resettlement.workdays import open_for

AT = datetime(2026, 12, 1, 9, tzinfo=clock.CHINA)
SOURCE = "虚构的 2027 年放假安排，仅供测试"
REST = [date(2027, 1, 1)]
WORK = [date(2027, 1, 2)]


def enter(engine: Engine, **changed: object) -> None:
    told = {"source": SOURCE, "rest_days": REST, "workdays": WORK, "by": "staffing", "at": AT, **changed}
    with transaction(engine) as db:
        set_workdays(db, 2027, **told)  # type: ignore[arg-type]


def test_a_notice_of_28_december_can_be_posted_once_the_next_year_is_entered(engine: Engine) -> None:
    day, length = date(2026, 12, 28), {"workdays": 5}
    with transaction(engine) as db, pytest.raises(RefusedError) as refused:
        open_for(day, length, calendar_of(db))
    assert refused.value.code == "workdays.year_unknown"
    assert "/staff/workdays" in refused.value.message
    enter(engine)
    with transaction(engine) as db:
        assert open_for(day, length, calendar_of(db)).last_on == date(2027, 1, 4)


def test_a_year_is_mended_by_entering_it_again_and_each_time_is_logged(engine: Engine) -> None:
    enter(engine)
    enter(engine, workdays=[], at=AT + timedelta(minutes=1))
    with transaction(engine) as db:
        assert [(row.year, row.workdays) for row in rows(db)] == [(2027, "")]
        assert [(one.type, one.payload["year"], one.by) for one in read(db, STREAM)] == [
            ("workdays_entered", 2027, "staffing")
        ] * 2


@pytest.mark.parametrize(
    ("field", "changed"),
    [
        ("source", {"source": " "}),
        ("rest_days", {"rest_days": []}),
        ("rest_days", {"rest_days": [date(2026, 10, 1)]}),
        ("workdays", {"workdays": REST}),
    ],
)
def test_what_cannot_be_a_year_is_refused_by_field(
    engine: Engine, field: str, changed: dict[str, object]
) -> None:
    with pytest.raises(BadInputError) as refused:
        enter(engine, **changed)
    assert list(refused.value.arguments["fields"]) == [field]  # type: ignore[call-overload]
    with transaction(engine) as db:
        assert rows(db) == ()


def test_a_file_of_the_server_goes_before_what_was_typed(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(engine)
    table = tmp_path / "workdays.toml"
    table.write_text('[2027]\nsource = "虚构"\nrest_days = [2027-01-04]\nworkdays = []\n', encoding="utf-8")
    monkeypatch.setenv("RESETTLEMENT_WORKDAYS", str(table))
    with transaction(engine) as db:
        assert calendar_of(db).years[2027].source == "虚构"
