"""Working days (工作日) and the periods counted in them.

The days come from the State Council's yearly holiday notices: chinesecalendar knows 2004 to 2026, staff add
later years (or mend one) at the desk (`resettlement.office.calendar`) or in a file. A year that nobody has
entered is refused, never guessed: a notice that ends a day early takes somebody's right to object.

How a period is counted: the day of posting does not count; the first day counted is the next day (for
working days: the next working day). This agrees with 民法典 第二百零一条.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar  # type: ignore[import-untyped]

from resettlement import settings
from resettlement.errors import BadInputError, RefusedError
from resettlement.texts import decoded
from resettlement.translation import gettext as _

_DAY = timedelta(days=1)
_SATURDAY = 5


@dataclass(frozen=True)
class YearTable:
    """One year's holiday notice. Days not named keep the week: Monday to Friday work, the weekend rests."""

    source: str
    rest_days: frozenset[date]
    workdays: frozenset[date]


@dataclass(frozen=True)
class Calendar:
    """What staff entered, by year; an entered year goes before the one shipped."""

    years: Mapping[int, YearTable] = field(default_factory=dict)


SHIPPED = Calendar()


@dataclass(frozen=True)
class Period:
    """Days from `first_on` to `last_on`, both included."""

    first_on: date
    last_on: date

    def __contains__(self, day: date) -> bool:
        return self.first_on <= day <= self.last_on


def shipped_years() -> tuple[int, int]:
    """The first and the last year that are known without anybody's help."""
    years = [day.year for day in chinese_calendar.holidays]
    return min(years), max(years)


def is_workday(day: date, calendar: Calendar = SHIPPED) -> bool:
    """Is this a working day? Raises RefusedError `workdays.year_unknown` for a year nobody entered."""
    if table := calendar.years.get(day.year):
        return day in table.workdays or (day.weekday() < _SATURDAY and day not in table.rest_days)
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError as error:
        raise RefusedError(
            "workdays.year_unknown",
            _(
                "不知道 %(year)s 年哪些天是工作日。请由编制岗位人员或系统管理员按国务院办公厅当年的放假安排"
                "通知，在“工作日”页（/staff/workdays）填写 %(year)s 年后重试。",
                year=day.year,
            ),
            year=day.year,
        ) from error


def add_workdays(day: date, n: int, calendar: Calendar = SHIPPED) -> date:
    """The n-th working day after `day` (before it, if n is negative); `day` itself is not counted."""
    step = _DAY if n > 0 else -_DAY
    for _nth in range(abs(n)):
        day += step
        while not is_workday(day, calendar):
            day += step
    return day


def period_of_workdays(posted_on: date, n: int, calendar: Calendar = SHIPPED) -> Period:
    """公示 n 个工作日: open from the day of posting to the n-th working day after it."""
    return Period(posted_on, add_workdays(posted_on, n, calendar))


def period_of_days(posted_on: date, n: int) -> Period:
    """公示 n 天 in calendar days: from the day of posting to the n-th day after it, rest days too."""
    return Period(posted_on, posted_on + _DAY * n)


def open_for(posted_on: date, length: Mapping[str, int], calendar: Calendar = SHIPPED) -> Period:
    """How long a notice is open: `{workdays: 5}` or `{days: 7}`, as the plan of the place says."""
    match dict(length):
        case {"workdays": n, **rest} if not rest:
            return period_of_workdays(posted_on, n, calendar)
        case {"days": n, **rest} if not rest:
            return period_of_days(posted_on, n)
        case _:
            raise BadInputError(
                _(
                    "公示期应写明 workdays（工作日）或者 days（天）其中一项，现为 %(told)s。",
                    told=dict(length),
                )
            )


def office_calendar() -> Calendar:
    """The file that RESETTLEMENT_WORKDAYS names, where it does; else what is shipped.

    Who has a database asks `resettlement.office.calendar.calendar_of`, which knows what was typed too.
    """
    file = settings.workdays_file()
    return read_calendar(file) if file else SHIPPED


def read_calendar(path: Path) -> Calendar:
    """The table that staff fill, TOML, one section a year; raises BadInputError naming section and field.

    `[2027]`, `source = "国务院办公厅关于2027年部分节假日安排的通知"`, `rest_days = [2027-01-01, …]` (放假),
    `workdays = [2027-02-06, …]` (调休上班).
    """
    try:
        content = tomllib.loads(decoded(path.read_bytes(), path.name))
    except (OSError, tomllib.TOMLDecodeError) as error:
        said = _(
            "工作日表 %(file)s 读不出来：%(error)s。应为 UTF-8 编码的 TOML。", file=path.name, error=error
        )
        raise BadInputError(said) from error
    return Calendar({_year(path, name): _table(path, name, section) for name, section in content.items()})


def _year(path: Path, name: str) -> int:
    if len(name) != 4 or not name.isdecimal():
        raise _bad(path, name, _("节名应为四位年份，例如 [2027]"))
    return int(name)


def _table(path: Path, name: str, section: object) -> YearTable:
    if not isinstance(section, dict) or section.keys() != {"source", "rest_days", "workdays"}:
        raise _bad(path, name, _("应有且只有 source、rest_days、workdays 三项"))
    if not isinstance(section["source"], str):
        raise _bad(path, name, _("source 应为文字"))
    rest, work = (_days(path, name, key, section[key]) for key in ("rest_days", "workdays"))
    table = YearTable(section["source"], rest, work)
    for key, wrong in faults(int(name), table).items():
        raise _bad(path, name, f"{key} {wrong}")
    return table


def faults(year: int, table: YearTable) -> dict[str, str]:
    """What is wrong with a year's table, by field (`source`, `rest_days`, `workdays`); {} for nothing."""
    found: dict[str, str] = {}
    if not table.source.strip():
        found["source"] = _("应写明放假安排通知的名称和文号")
    for key, days in (("rest_days", table.rest_days), ("workdays", table.workdays)):
        if other := [day for day in sorted(days) if day.year != year]:
            found[key] = _("%(day)s 不属于 %(year)s 年", day=other[0], year=year)
    if not table.rest_days:
        found.setdefault("rest_days", _("是空的；每年都有法定节假日，请按通知填写"))
    if both := table.rest_days & table.workdays:
        found["workdays"] = _("%(day)s 又放假又上班，只能属于其中之一", day=min(both))
    return found


def _days(path: Path, name: str, key: str, days: object) -> frozenset[date]:
    if not isinstance(days, list) or not all(type(day) is date for day in days):
        raise _bad(path, name, _("%(key)s 应为日期列表，例如 [%(year)s-01-01]", key=key, year=name))
    return frozenset(days)


def _bad(path: Path, name: str, wrong: str) -> BadInputError:
    said = _("工作日表 %(file)s 的 [%(name)s]：%(wrong)s。", file=path.name, name=name, wrong=wrong)
    return BadInputError(said, file=path.name, section=name)
