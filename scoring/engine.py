"""From records and a pack to score sheets and standing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache

from .errors import Fault, RecordsError
from .items import RULES, scorer_of
from .items.composite import Composite, Weighing
from .items.groups import keep_highest, refuse_overlaps, silence_same_cause, within
from .items.no_points import Bar, Exempt
from .items.rule import Case, Earned, Item
from .kinds import KINDS
from .pack.claims import Claim, any_fits
from .pack.scope import outside, table_of
from .pack.shape import POINTS_KEY, Pack
from .points import Scale, most_decimals, writer
from .records import Record
from .sheet import NOT_SCORED, LineHead, Outcome, ScoreLine, ScoreSheet
from .standing import Tied, shown_value, standings

Mine = dict[int, tuple[int, ...]]
"""Numbers of items, ascending, with the facts that belong to each."""
_REFUSED = Outcome(0, ())


def score(records: Sequence[Record], pack: Pack) -> tuple[ScoreSheet, ...]:
    """Score sheets in the order of the records, with the standing of each in this batch.

    Raises RecordsError with every record the pack cannot score: another category, outside its dates, a
    figure that is not known, periods that overlap where the rule does not allow it.
    """
    compiled = _compiled(pack)
    outcomes, faults = compiled.outcomes(records)
    if faults:
        raise RecordsError(faults)
    places, faults = standings(records, outcomes, pack.tie_chain)
    if faults:
        raise RecordsError(faults)
    write = compiled.engine.write
    return tuple(
        [
            ScoreSheet(record.candidate, write(one.total), place, one.exempt, one.barred, one.lines)
            for record, one, place in zip(records, outcomes, places, strict=True)
        ]
    )


def tie_values(record: Record, pack: Pack) -> tuple[str, ...]:
    """Each key of the pack's tie chain for this record, as text; "" if not known.

    Raises RecordsError where the chain asks for points and the record cannot be scored.
    """
    if not any(key.startswith(POINTS_KEY) for key in pack.tie_chain):
        return tuple(shown_value(key, Tied(record, ())) for key in pack.tie_chain)
    lines = score([record], pack)[0].lines
    return tuple(shown_value(key, Tied(record, lines)) for key in pack.tie_chain)


@lru_cache(maxsize=64)
def _compiled(pack: Pack) -> _Compiled:
    return _Compiled(pack)


class _Compiled:
    """A pack compiled once: an engine for everybody, or one for each of its tables."""

    def __init__(self, pack: Pack) -> None:
        self.pack = pack
        self.engine = _Engine(pack, None)
        self.by_table = {table.id: _Engine(pack, table.id) for table in pack.tables}

    def outcomes(self, records: Sequence[Record]) -> tuple[list[Outcome], list[Fault]]:
        faults: list[Fault] = []
        outcomes = [self._outcome(record, faults) for record in records]
        if self.engine.weighing and not faults:
            outcomes = self.engine.weighing.weighed(outcomes)
        return outcomes, faults

    def _outcome(self, record: Record, faults: list[Fault]) -> Outcome:
        wrong = outside(record, self.pack)
        if wrong:
            faults.extend(wrong)
            return _REFUSED
        if not self.by_table:
            return self.engine.outcome(record, faults)
        table = table_of(record, self.pack, faults)
        return _REFUSED if table is None else self.by_table[table].outcome(record, faults)


class _Engine:
    """A pack compiled once, for everybody or for the people of one of its tables."""

    def __init__(self, pack: Pack, table: str | None) -> None:
        self.pack = pack
        scale = _scale(pack)
        self.write = writer(scale.digits)
        items = {n: item for n, item in enumerate(pack.items) if item.table in (None, table)}
        self.items = items
        self.scorers = {n: scorer_of(item, scale) for n, item in items.items()}
        self.weighing = next(
            (Weighing(one, one.rule, scale) for one in items.values() if isinstance(one.rule, Composite)),
            None,
        )
        self.always = tuple(n for n, item in items.items() if _always(item))
        self.exempting = _numbers(items, Exempt)
        self.barring = _numbers(items, Bar)
        self.claims = {kind: Claim(kind, items) for kind in KINDS}
        self.readers = [(n, item.patterns) for n, item in items.items() if item.reads]
        self.one_per_cause = [group.members(items) for group in pack.one_per_cause]
        self.apart = [(group.members(items), group.note) for group in pack.may_not_overlap]
        self.only_highest = [group.members(items) for group in pack.only_highest]
        self.caps = [
            (one.chapter, scale.whole(one.points), f"“{pack.chapters[one.chapter]}”")
            for one in pack.chapter_caps
        ]
        first = pack.items[0].chapter
        self.not_scored = LineHead(NOT_SCORED, "不再计分的其他事实", first, "项", None, pack.source, "seen")

    def outcome(self, record: Record, faults: list[Fault]) -> Outcome:
        """The record's lines; reasons why it cannot be scored are added to `faults`."""
        mine = self._claimed(record)
        for special in (self.exempting, self.barring):
            if special and not special.isdisjoint(mine):
                return self._not_scored(record, mine, special)
        case = Case(record, self.pack.id, self.pack.chapters, record.facts, mine)
        lines = self._lines(case)
        if case.faults:
            faults.extend(case.faults)
            return _REFUSED
        for chapter, cap, label in self.caps:
            lines = self._chapter_capped(lines, chapter, cap, label)
        return Outcome(sum([points for points, _ in lines]), tuple([line for _, line in lines]))

    def _claimed(self, record: Record) -> Mine:
        """Numbers of items with the facts that belong to each."""
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
        return {number: tuple(found[number]) for number in sorted(found)}

    def _lines(self, case: Case) -> list[Earned]:
        for group in self.one_per_cause:
            silence_same_cause(case, group)
        for members, note in self.apart:
            refuse_overlaps(case, members, note)
        scorers, mine = self.scorers, case.mine
        for group in self.only_highest:
            if len(mine.keys() & group.keys()) > 1:
                return self._with_one_of_each(case)
        lines: list[Earned] = []
        for number, indexes in mine.items():
            lines += scorers[number](case, indexes)
        return lines

    def _with_one_of_each(self, case: Case) -> list[Earned]:
        by_item = {number: self.scorers[number](case, indexes) for number, indexes in case.mine.items()}
        for group in self.only_highest:
            keep_highest(by_item, group)
        return [line for lines in by_item.values() for line in lines]

    def _chapter_capped(self, lines: list[Earned], chapter: str, cap: int, label: str) -> list[Earned]:
        inside = iter(within([one for one in lines if one[1].chapter == chapter], cap, self.write, label))
        return [next(inside) if one[1].chapter == chapter else one for one in lines]

    def _not_scored(self, record: Record, mine: Mine, special: frozenset[int]) -> Outcome:
        case = Case(record, self.pack.id, self.pack.chapters, record.facts, mine)
        reasons = [number for number in mine if number in special]
        lines = [line for number in reasons for _, line in self.scorers[number](case, mine[number])]
        shown = {index for line in lines for index in line.facts}
        rest = tuple(index for index in range(len(record.facts)) if index not in shown)
        if rest:
            lines.append(ScoreLine(self.not_scored, str(len(rest)), "0", rest, "其他事实不再计分"))
        exempt = special is self.exempting
        return Outcome(0, tuple(lines), exempt, not exempt)


def _always(item: Item) -> bool:
    """Items that score a person without any fact. An unknown composite is needed only for an exam."""
    return RULES[item.rule_name].without_facts or isinstance(item.rule, Composite)


def _numbers(items: Mapping[int, Item], rule: type) -> frozenset[int]:
    return frozenset(number for number, item in items.items() if isinstance(item.rule, rule))


def _scale(pack: Pack) -> Scale:
    """As many decimals as the finest figure needs, and those of a part-year or share for its product."""
    points: list[Decimal | int] = []
    parts: list[Decimal | int] = []
    for item in pack.items:
        for key, value in item.raw.items():
            into = parts if key in RULES[item.rule_name].factors else points
            into.extend(_numbers_in(value))
    points += [one.points for one in pack.chapter_caps]
    finest = max((one.rule.decimals for one in pack.items if isinstance(one.rule, Composite)), default=0)
    return Scale(max(most_decimals(points), finest), most_decimals(parts))


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
