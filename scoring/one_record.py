"""One record through one pack: who claims which fact, what each item earns, what refuses it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from .caps import within
from .case import Case
from .claims import Claim, any_fits
from .composite import Weighing
from .errors import Fault
from .item_rules import scorer_of
from .kinds import CATEGORIES, KINDS
from .line_making import Earned
from .pack import Bar, Composite, Exempt, Group, Item, Pack
from .period_rules import refuse_overlaps
from .points import Scale, most_decimals, writer
from .records import Record
from .sheet import NOT_SCORED, LineHead, Outcome, ScoreLine, joined

Mine = dict[int, tuple[int, ...]]
"""Numbers of items, ascending, with the facts that belong to each."""
REFUSED = Outcome(0, ())


class Engine:
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
        self.one_per_cause = [_members(group, items) for group in pack.one_per_cause]
        self.apart = [(_members(group, items), group.note) for group in pack.may_not_overlap]
        self.only_highest = [_members(group, items) for group in pack.only_highest]
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
        case = Case(record, self.pack, record.facts, mine)
        lines = self._lines(case)
        if case.faults:
            faults.extend(case.faults)
            return REFUSED
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
            _silence(case, group)
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
            rivals = [number for number in group if by_item.get(number)]
            if len(rivals) > 1:
                best = max(rivals, key=lambda number: by_item[number][0][0])
                label = self.items[best].label
                for number in rivals:
                    if number != best:
                        by_item[number] = [_outdone(line, label) for line in by_item[number]]
        return [line for lines in by_item.values() for line in lines]

    def _chapter_capped(self, lines: list[Earned], chapter: str, cap: int, label: str) -> list[Earned]:
        inside = iter(within([one for one in lines if one[1].chapter == chapter], cap, self.write, label))
        return [next(inside) if one[1].chapter == chapter else one for one in lines]

    def _not_scored(self, record: Record, mine: Mine, special: frozenset[int]) -> Outcome:
        case = Case(record, self.pack, record.facts, mine)
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
    return item.rule_name == "service_years" or isinstance(item.rule, Composite)


def _numbers(items: Mapping[int, Item], rule: type) -> frozenset[int]:
    return frozenset(number for number, item in items.items() if isinstance(item.rule, rule))


def _members(group: Group, items: Mapping[int, Item]) -> dict[int, Item]:
    """The group's items in its order, those of other tables left out."""
    number = {item.id: n for n, item in items.items()}
    return {number[one]: items[number[one]] for one in group.items if one in number}


def _scale(pack: Pack) -> Scale:
    """As many decimals as the finest figure needs, and those of a part-year or share for its product."""
    points: list[Decimal | int] = []
    parts: list[Decimal | int] = []
    for item in pack.items:
        for key, value in item.raw.items():
            into = parts if key.endswith("_six_months") or key == "share_of_rest" else points
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


def outside(record: Record, pack: Pack) -> list[Fault]:
    """Why the pack is not for this record: category, dates."""
    faults = []
    if record.category not in pack.categories:
        allowed = "、".join(f"{one}（{CATEGORIES[one]}）" for one in pack.categories)
        problem = f"{record.category} 不在规则包 {pack.id} 的适用类别内"
        faults.append(_outside_fault(record, "category", problem, f"适用：{allowed}"))
    first, last = pack.discharged_from, pack.discharged_before
    if (first and record.discharged_on < first) or (last and record.discharged_on >= last):
        span = f"{first or '不限'} 起、{last or '不限'} 前退役"
        problem = f"{record.discharged_on} 不在规则包 {pack.id} 的适用日期内"
        remedy = f"本规则适用于{span}的人员，请换用对应的规则包"
        faults.append(_outside_fault(record, "discharged_on", problem, remedy))
    return faults


def _outside_fault(record: Record, field: str, problem: str, remedy: str) -> Fault:
    place = f"候选人 {record.candidate}，字段 {field}"
    return Fault("scoring.outside_pack", place, problem, remedy, record.candidate, None, field)


def _silence(case: Case, group: Mapping[int, Item]) -> None:
    """Of facts with one cause only that of the item named first counts, within one item the first fact."""
    best: dict[str, tuple[str, int]] = {}
    for number, item in group.items():
        for index in case.mine.get(number, ()):
            cause = case.facts[index].values["cause"]
            if cause is not None and best.setdefault(cause, (item.label, index))[1] != index:
                case.silenced[index] = best[cause][0]


def _outdone(earned: Earned, better: str) -> Earned:
    _, line = earned
    note = joined((f"与“{better}”只计一项，取高者", line.note))
    return 0, line._replace(quantity="0", points="0", note=note)
