"""RECORDS.json read strictly: what is not as agreed is named, nothing is ignored or guessed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from .dates import Length, counted_service
from .errors import Fault, RecordsError
from .facts import Fact, attribute_value, day_of, right_fact, shown_value, what_is_wrong, writable, wrong_day
from .json_text import Doubled, load_json
from .kinds import CATEGORIES, KINDS, Attribute, Kind

RECORD_FIELDS = ("candidate", "category", "born_on", "enlisted_on", "discharged_on", "facts")


class Record(NamedTuple):
    """A person's dates and facts; service runs up to, not including, `discharged_on`."""

    candidate: str
    category: str
    enlisted_on: date
    discharged_on: date
    facts: tuple[Fact, ...]
    born_on: date | None = None

    def counted_service(self) -> Length:
        """Service without the time that does not count."""
        left_out = [fact.period for fact in self.facts if fact.kind == "not_counted" and fact.period]
        return counted_service(self.enlisted_on, self.discharged_on, left_out)

    def last_facts(self, kind: str) -> list[Fact]:
        """The facts of a kind with the greatest `from`: several if they begin on the same day."""
        held = [fact for fact in self.facts if fact.kind == kind]
        last = max((fact.values["from"] for fact in held), default=None)
        return [fact for fact in held if fact.values["from"] == last]


def read_records(path: str | Path) -> tuple[Record, ...]:
    """The records of a file.

    Raises RecordsError for a file that cannot be read, is not UTF-8, not JSON, or not as agreed.
    """
    return parse_records(load_json(Path(path)))


def parse_records(obj: object) -> tuple[Record, ...]:
    """Records from parsed JSON: an object with the one key `records`. Raises RecordsError with all faults."""
    reading = _Reading()
    rows = reading.rows(obj)
    records = [reading.record(number, row) for number, row in enumerate(rows)]
    reading.refuse_double(records)
    if reading.faults:
        raise RecordsError(reading.faults)
    return tuple(record for record in records if record is not None)


def parse_record(obj: object, candidate: str) -> Record:
    """One record written without `candidate`, as the examples inside packs are."""
    row = {"candidate": candidate, **obj} if isinstance(obj, dict) else obj
    return parse_records({"records": [row]})[0]


@dataclass(slots=True)
class _Reading:
    """Collects the faults of one file while its records are read."""

    faults: list[Fault] = field(default_factory=list)
    place: str = "整个文件"
    candidate: str | None = None
    fact: int | None = None

    def wrong(self, code: str, name: str | None, problem: str, remedy: str) -> None:
        place = f"{self.place}，字段 {name}" if name else self.place
        self.faults.append(Fault(code, place, problem, remedy, self.candidate, self.fact, name))

    def rows(self, obj: object) -> Sequence[object]:
        if not isinstance(obj, dict) or not isinstance(obj.get("records"), list):
            self.wrong("records.shape", None, "最外层不是带 records 列表的对象", '应为 {"records": [...]}')
            return ()
        self.twice(obj)
        for name in obj:
            if name != "records":
                self.wrong("records.unknown_field", name, "约定里没有这个字段", "最外层只有 records，请删去")
        rows: list[object] = obj["records"]
        return rows

    def twice(self, row: Mapping[str, object]) -> None:
        if isinstance(row, Doubled):
            for name in row.doubled:
                self.wrong("records.double_field", name, "写了两次，无法判断以哪个为准", "请核对后只留一个")

    def record(self, number: int, row: object) -> Record | None:
        self.place, self.candidate, self.fact = f"第 {number + 1} 条记录", None, None
        if not isinstance(row, dict):
            self.wrong("records.type", None, f"应为对象，现为{shown_value(row)}", "请照约定格式改写")
            return None
        before = len(self.faults)
        candidate = self._candidate(row["candidate"]) if "candidate" in row else ""
        self.twice(row)
        self._only(row, RECORD_FIELDS, ("candidate", "category", "enlisted_on", "discharged_on", "facts"))
        category = self._category(row.get("category")) if "category" in row else ""
        born, enlisted, discharged = (
            self._date(name, row[name]) if name in row else None
            for name in ("born_on", "enlisted_on", "discharged_on")
        )
        self._in_order(enlisted, discharged, "enlisted_on", "discharged_on")
        facts = self._facts(row["facts"]) if "facts" in row else ()
        if len(self.faults) > before or enlisted is None or discharged is None:
            return None
        return Record(candidate, category, enlisted, discharged, facts, born)

    def refuse_double(self, records: Sequence[Record | None]) -> None:
        seen: dict[str, int] = {}
        for number, record in enumerate(records):
            if record is None:
                continue
            first = seen.setdefault(record.candidate, number)
            if first != number:
                self.place, self.candidate, self.fact = f"第 {number + 1} 条记录", record.candidate, None
                problem = f"编号“{record.candidate}”与第 {first + 1} 条记录相同"
                self.wrong("records.double_candidate", "candidate", problem, "每人只能有一条记录、一个编号")

    def _candidate(self, value: object) -> str:
        if not isinstance(value, str) or not value.strip() or not writable(value):
            self.wrong("records.type", "candidate", f"应为非空文字，现为{shown_value(value)}", '例如 "S07"')
            return ""
        self.candidate, self.place = value, f"{self.place}（{value}）"
        return value

    def _category(self, value: object) -> str:
        if isinstance(value, str) and value in CATEGORIES:
            return value
        allowed = "、".join(f"{name}（{label}）" for name, label in CATEGORIES.items())
        self.wrong("records.value", "category", f"{shown_value(value)} 不在允许的取值内", f"可填：{allowed}")
        return ""

    def _only(self, row: Mapping[str, object], known: Sequence[str], required: Sequence[str]) -> None:
        for name in row:
            if name not in known:
                allowed = "、".join(known)
                self.wrong("records.unknown_field", name, "约定里没有这个字段", f"可用的字段：{allowed}")
        for name in required:
            if name not in row:
                self.wrong("records.missing_field", name, "没有填写", "这一项必须有")

    def _date(self, name: str, value: Any) -> date | None:
        try:
            return day_of(value)
        except (TypeError, ValueError):
            self.wrong(*wrong_day(name, value))
            return None

    def _in_order(self, start: date | None, to: date | None, first: str, last: str) -> None:
        if start is not None and to is not None and to < start:
            problem = f"{to} 早于 {first} 的 {start}"
            self.wrong("records.period", last, problem, "结束日是最后一天的次日，不能早于开始日")

    def _facts(self, value: object) -> tuple[Fact, ...]:
        if not isinstance(value, list):
            self.wrong("records.type", "facts", f"应为列表，现为{shown_value(value)}", "没有事实时写 []")
            return ()
        facts = [right_fact(row) for row in value]
        if None in facts:
            self._wrong_facts(value)
        return tuple([fact for fact in facts if fact is not None])

    def _wrong_facts(self, rows: Sequence[object]) -> None:
        """Names what is wrong with the facts that are not right."""
        whole, before = self.place, len(self.faults)
        for number, row in enumerate(rows):
            self.place, self.fact = f"{whole}，第 {number + 1} 项事实 facts[{number}]", number
            self._fact(row)
        self.place, self.fact = whole, None
        assert len(self.faults) > before, "no fact is left out without a reason"

    def _fact(self, row: object) -> None:
        if not isinstance(row, dict):
            remedy = '例如 {"kind": "combat", "days": 30}'
            self.wrong("records.type", None, f"应为对象，现为{shown_value(row)}", remedy)
            return
        self.twice(row)
        name = row.get("kind")
        kind = KINDS.get(name) if isinstance(name, str) else None
        if kind is None:
            known = "、".join(KINDS)
            problem = f"{shown_value(name)} 不是约定的事实种类" if "kind" in row else "没有填写"
            self.wrong("records.unknown_kind", "kind", problem, f"可填：{known}")
            return
        self._values(kind, row)

    def _values(self, kind: Kind, row: Mapping[str, object]) -> None:
        values: dict[str, Any] = {}
        for name, attribute in kind.attributes.items():
            if name in row:
                values[name] = self._value(kind, attribute, row[name])
            elif not attribute.optional:
                remedy = f"{kind.label}（{kind.id}）必须有这一项"
                self.wrong("records.missing_field", name, "没有填写", remedy)
        self._only(row, ("kind", *kind.attributes), ())
        self._in_order(values.get("from"), values.get("to"), "from", "to")

    def _value(self, kind: Kind, attribute: Attribute, value: object) -> object:
        try:
            return attribute_value(kind.id, attribute.name, value)
        except (KeyError, TypeError, ValueError):
            self.wrong(*what_is_wrong(attribute, value))
            return None
