"""From records and a pack to score sheets and standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from .amounts import most_decimals, writer
from .case import Case
from .claims import Claim, any_fits
from .errors import Fault, RecordsError
from .item_check import RESERVED
from .item_rules import scorer_of
from .kinds import CATEGORIES, KINDS
from .line_making import Earned, Scale, Scorer
from .pack import Bar, Exempt, Item, Pack, ServiceYears
from .period_rules import refuse_overlaps
from .records import Record
from .sheet import LineHead, ScoreLine, ScoreSheet, joined
from .standing import Scored, standings


def score(records: Sequence[Record], pack: Pack) -> tuple[ScoreSheet, ...]:
    """Score sheets in the order of the records, with the standing of each in this batch.

    Raises RecordsError with every record the pack cannot score: another category, outside its dates, a
    figure that is not known, periods that overlap where the rule does not allow it.
    """
    engine = _engine(pack)
    faults: list[Fault] = []
    outcomes = [engine.outcome(record, faults) for record in records]
    if faults:
        raise RecordsError(faults)
    people = [
        Scored(record, one.total, one.exempt, one.barred)
        for record, one in zip(records, outcomes, strict=True)
    ]
    places, faults = standings(people, pack)
    if faults:
        raise RecordsError(faults)
    return tuple(
        ScoreSheet(record.candidate, engine.write(one.total), place, one.exempt, one.barred, one.lines)
        for record, one, place in zip(records, outcomes, places, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Outcome:
    total: int
    lines: tuple[ScoreLine, ...]
    exempt: bool = False
    barred: bool = False


_REFUSED = _Outcome(0, ())


@lru_cache(maxsize=64)
def _engine(pack: Pack) -> _Engine:
    return _Engine(pack)


class _Engine:
    """A pack compiled once: who claims which fact, and a function for each item."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        items = pack.items
        scale = _scale(pack)
        self.write = writer(scale.digits)
        self.scorers: list[Scorer] = [scorer_of(item, scale) for item in items]
        self.always = tuple(n for n, item in enumerate(items) if isinstance(item.rule, ServiceYears))
        self.exempting = _numbers(items, Exempt)
        self.barring = _numbers(items, Bar)
        self.claims = {kind: Claim(kind, items) for kind in KINDS}
        self.readers = [(n, item.patterns) for n, item in enumerate(items) if item.reads]
        number = {item.id: n for n, item in enumerate(items)}
        self.one_per_cause = [
            [(number[one], items[number[one]].label) for one in group.items] for group in pack.one_per_cause
        ]
        self.apart = [
            ([(number[one], items[number[one]]) for one in group.items], group.note)
            for group in pack.may_not_overlap
        ]
        self.only_highest = [[number[one] for one in group.items] for group in pack.only_highest]
        self.not_scored = LineHead(
            RESERVED, "不再计分的其他事实", items[0].chapter, "项", None, pack.source, "seen"
        )

    def outcome(self, record: Record, faults: list[Fault]) -> _Outcome:
        """The record's lines; reasons why it cannot be scored are added to `faults`."""
        outside = list(_outside(record, self.pack))
        if outside:
            faults.extend(outside)
            return _REFUSED
        mine = self._claimed(record)
        for special in (self.exempting, self.barring):
            if special and not special.isdisjoint(mine):
                return self._not_scored(record, mine, special)
        case = Case(record, self.pack, mine)
        lines = self._lines(case)
        if case.faults:
            faults.extend(case.faults)
            return _REFUSED
        return _Outcome(sum([points for points, _ in lines]), tuple([line for _, line in lines]))

    def _claimed(self, record: Record) -> dict[int, list[int]]:
        """Numbers of items in the order of the pack, with the facts that belong to each."""
        found: dict[int, list[int]] = {number: [] for number in self.always}
        claims = self.claims
        for index, fact in enumerate(record.facts):
            claim = claims[fact.kind]
            number = claim.known.get(claim.key(fact.values))
            if number is None:
                number = claim.find(fact.values)
            if number in found:
                found[number].append(index)
            else:
                found[number] = [index]
        for number, patterns in self.readers:
            read = [n for n, fact in enumerate(record.facts) if any_fits(patterns, fact.kind, fact.values)]
            if read:
                found[number] = read
        return found

    def _lines(self, case: Case) -> list[Earned]:
        for group in self.one_per_cause:
            _silence(case, group)
        for items, note in self.apart:
            refuse_overlaps(case, items, note)
        scorers, mine = self.scorers, case.mine
        if any(len(mine.keys() & group) > 1 for group in self.only_highest):
            return self._with_one_of_each(case)
        lines: list[Earned] = []
        for number in sorted(mine):
            lines += scorers[number](case, mine[number])
        return lines

    def _with_one_of_each(self, case: Case) -> list[Earned]:
        by_item = {number: self.scorers[number](case, case.mine[number]) for number in sorted(case.mine)}
        for group in self.only_highest:
            rivals = [number for number in group if by_item.get(number)]
            if len(rivals) > 1:
                best = max(rivals, key=lambda number: by_item[number][0][0])
                label = self.pack.items[best].label
                for number in rivals:
                    if number != best:
                        by_item[number] = [_outdone(line, label) for line in by_item[number]]
        return [line for lines in by_item.values() for line in lines]

    def _not_scored(self, record: Record, mine: Mapping[int, list[int]], special: frozenset[int]) -> _Outcome:
        case = Case(record, self.pack, dict(mine))
        lines = [
            line
            for number in sorted(special & mine.keys())
            for _, line in self.scorers[number](case, mine[number])
        ]
        shown = {index for line in lines for index in line.facts}
        rest = tuple(index for index in range(len(record.facts)) if index not in shown)
        if rest:
            lines.append(ScoreLine(self.not_scored, str(len(rest)), "0", rest, "其他事实不再计分"))
        exempt = special is self.exempting
        return _Outcome(0, tuple(lines), exempt=exempt, barred=not exempt)


def _numbers(items: Sequence[Item], rule: type) -> frozenset[int]:
    return frozenset(number for number, item in enumerate(items) if isinstance(item.rule, rule))


def _scale(pack: Pack) -> Scale:
    """As many decimals as the finest figure needs, and those of a part-year for its product with one."""
    points: list[Decimal | int] = []
    parts: list[Decimal | int] = []
    for item in pack.items:
        for key, value in item.raw.items():
            (parts if key.endswith("_six_months") else points).extend(_numbers_in(value))
    return Scale(most_decimals(points), most_decimals(parts))


def _numbers_in(value: object) -> Iterator[Decimal | int]:
    match value:
        case dict():
            for one in value.values():
                yield from _numbers_in(one)
        case list():
            for one in value:
                yield from _numbers_in(one)
        case bool():
            return
        case int() | Decimal():
            yield value
        case _:
            return


def _outside(record: Record, pack: Pack) -> Iterator[Fault]:
    if record.category not in pack.categories:
        allowed = "、".join(f"{one}（{CATEGORIES[one]}）" for one in pack.categories)
        yield _outside_fault(
            record, "category", f"{record.category} 不在规则包 {pack.id} 的适用类别内", f"适用：{allowed}"
        )
    first, last = pack.discharged_from, pack.discharged_before
    if (first and record.discharged_on < first) or (last and record.discharged_on >= last):
        span = f"{first or '不限'} 起、{last or '不限'} 前退役"
        problem = f"{record.discharged_on} 不在规则包 {pack.id} 的适用日期内"
        yield _outside_fault(
            record, "discharged_on", problem, f"本规则适用于{span}的人员，请换用对应的规则包"
        )


def _outside_fault(record: Record, field: str, problem: str, remedy: str) -> Fault:
    place = f"候选人 {record.candidate}，字段 {field}"
    return Fault("scoring.outside_pack", place, problem, remedy, record.candidate, None, field)


def _silence(case: Case, group: Sequence[tuple[int, str]]) -> None:
    """Of facts with one cause only that of the item named first counts, within one item the first fact."""
    best: dict[str, tuple[str, int]] = {}
    for number, label in group:
        for index in case.mine.get(number, ()):
            cause = case.facts[index].values["cause"]
            if cause is not None and best.setdefault(cause, (label, index))[1] != index:
                case.silenced[index] = best[cause][0]


def _outdone(earned: Earned, better: str) -> Earned:
    _, line = earned
    note = joined((f"与“{better}”只计一项，取高者", line.note))
    return 0, replace(line, quantity="0", points="0", note=note)
