"""The calendar of working days: what the office typed, over what is shipped.

A file named by RESETTLEMENT_WORKDAYS goes before both. What was posted keeps its dates, whatever is mended
here later.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.errors import BadInputError
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append
from resettlement.office.tables import WorkdayYear
from resettlement.translation import gettext as _
from resettlement.workdays import Calendar, YearTable, faults, office_calendar

STREAM = "office/settings"
"""The journal's stream of what concerns the whole office."""


def calendar_of(db: Session) -> Calendar:
    """What every period is counted by. Raises BadInputError for a file that cannot be read."""
    return Calendar({**entered(db), **office_calendar().years})


def entered(db: Session) -> dict[int, YearTable]:
    """The years typed at the desk, in order."""
    return {row.year: _table(row) for row in rows(db)}


def rows(db: Session) -> tuple[WorkdayYear, ...]:
    """The same with who typed them."""
    return tuple(db.exec(select(WorkdayYear).order_by(col(WorkdayYear.year))))


def set_workdays(
    db: Session,
    year: int,
    *,
    source: str,
    rest_days: Iterable[date],
    workdays: Iterable[date],
    by: str,
    at: datetime,
) -> None:
    """Enter or mend a year as the State Council's notice (`source`) has it: one person, and the log.

    Raises BadInputError with what is wrong by field in `fields`.
    """
    table = YearTable(source.strip(), frozenset(rest_days), frozenset(workdays))
    if wrong := faults(year, table):
        raise BadInputError(_("%(year)s 年的工作日：%(wrong)s。", year=year, wrong="；".join(wrong.values())),
                            fields=wrong)  # fmt: skip
    row = WorkdayYear(
        year=year, source=table.source, rest_days=_written(table.rest_days),
        workdays=_written(table.workdays), entered_by=by, entered_at=clock.written(at),
    )  # fmt: skip
    db.merge(row)
    said = digest([row.source, row.rest_days, row.workdays])
    append(db, STREAM, [Draft("workdays_entered", {"year": year, "table": said})], by=by, at=at)


def _table(row: WorkdayYear) -> YearTable:
    return YearTable(row.source, _read(row.rest_days), _read(row.workdays))


def _written(days: Iterable[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))


def _read(text: str) -> frozenset[date]:
    return frozenset(map(date.fromisoformat, text.split()))
