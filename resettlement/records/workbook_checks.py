"""What a records workbook must fulfil beyond its single cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from public_notices import fonts
from public_notices.errors import FontsNotPreparedError
from resettlement.records.identity import id_faults
from resettlement.records.model import Problem, Record
from resettlement.records.sheet import FilledRow
from resettlement.translation import gettext as _
from scoring.errors import Fault, RecordsError
from scoring.records import parse_records

_YOUNGEST = 16  # years at enlistment; below it a digit of a date is wrong


def record_findings(record: Record, row: FilledRow, facts: Sequence[FilledRow]) -> list[Problem]:
    """Identity, the order of a person's dates, and facts outside their service."""
    profile = record.person.profile
    found = [
        row.problem("id_number", fault.wrong, fault.right, hint=fault.hint)
        for fault in id_faults(record.id_number, profile.sex, profile.born_on)
    ]
    if record.enlisted_on >= record.discharged_on:
        found.append(
            row.problem(
                "discharged_on", _("退役日期不晚于入伍日期"), _("对照入伍登记表和退役命令核对两个日期")
            )
        )
    if record.enlisted_on < _birthday(profile.born_on, _YOUNGEST):
        wrong = _("入伍时不满 %(age)s 周岁", age=_YOUNGEST)
        found.append(row.problem("enlisted_on", wrong, _("核对出生日期和入伍日期")))
    if not record.facts:
        wrong = _("没有任何事项，只按服役年限计分")
        found.append(row.problem("code", wrong, _("确无奖励等事项的，不必处理"), hint=True))
    for fact, place in zip(record.facts, facts, strict=True):
        found += _outside_service(record, fact.attributes, place)
        if fact.evidence is None:
            right = _("写明材料名称，如 个人奖励登记（报告）表；公示前须补齐或说明")
            found.append(place.problem("evidence", _("没有写证明材料"), right, hint=True))
    return found


def _outside_service(record: Record, attributes: Mapping[str, object], row: FilledRow) -> list[Problem]:
    first, after = record.enlisted_on.isoformat(), record.discharged_on.isoformat()
    found = []
    for name, column in (("from", "起"), ("to", "止"), ("on", "日期")):
        day = attributes.get(name)
        if isinstance(day, str) and not first <= day <= after:
            wrong = _("%(day)s 不在服役期间（%(first)s 至 %(after)s）之内", day=day, first=first, after=after)
            found.append(row.problem(column, wrong, _("核对日期；确属服役前后的，不必处理"), hint=True))
    return found


def _birthday(born_on: date, years: int) -> date:
    try:
        return born_on.replace(year=born_on.year + years)
    except ValueError:  # 29 February in a common year
        return date(born_on.year + years, 3, 1)


def rare_characters(rows: Iterable[FilledRow]) -> list[Problem]:
    """Names with a character that no prepared font can print: better known now than on the posted notice."""
    named = [row for row in rows if "name" in row.values]
    try:
        without = fonts.missing_characters("".join(row.values["name"] for row in named))
    except FontsNotPreparedError:
        wrong, right = _("字体还没有备好，未能检查生僻字"), _("先运行 make setup")
        return [row.problem("name", wrong, right, hint=True) for row in named[:1]]
    right = _("核对用字；确是此字的，请先补充字体")
    return [
        row.problem("name", _("字体中没有 %(characters)s，公示上会缺字", characters=shown), right)
        for row in named
        if (
            shown := "、".join(
                f"“{one}”（U+{ord(one):04X}）" for one in sorted(without & set(row.values["name"]))
            )
        )
    ]


def scoring_findings(
    records: Sequence[Record], people: Mapping[str, FilledRow], facts: Mapping[str, Sequence[FilledRow]]
) -> list[Problem]:
    """Whether the scoring engine takes the records as they are; its faults, in the rows they come from."""
    try:
        parse_records({"records": [record.to_json() for record in records]})
    except RecordsError as error:
        return [_placed(fault, people, facts) for fault in error.faults]
    return []


def _placed(
    fault: Fault, people: Mapping[str, FilledRow], facts: Mapping[str, Sequence[FilledRow]]
) -> Problem:
    code = fault.record or next(iter(people))
    if fault.fact is None:
        known = {column.field for column in people[code].form.columns}
        return people[code].problem(
            fault.field if fault.field in known else "code", fault.problem, fault.remedy
        )
    row = facts[code][fault.fact]
    columns = {attribute.name: attribute.column for attribute in row.values["kind"].attributes}
    return row.problem(columns.get(fault.field or "", "kind"), fault.problem, fault.remedy)
