"""What every rule of the language works with: the item, one record on its way through it, and the form in
which a rule makes itself known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from typing import Any

from scoring.checks import Check, Checking
from scoring.dates import Period
from scoring.errors import Fault
from scoring.facts import Fact
from scoring.kinds import KINDS
from scoring.points import Scale
from scoring.records import Record
from scoring.sheet import LineHead, ScoreLine, joined
from scoring.toml_text import Path

UNKNOWN_STATUSES = ("not_found", "version_uncertain")
STATUSES = ("seen", "inferred", *UNKNOWN_STATUSES)
UNKNOWN = "unknown"
"""Written for a single figure that was not found."""


class Rule:
    """The values of a rule, frozen; each module of this folder has its own."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """A kind of fact and, for some of its attributes, the values it may have (as text)."""

    kind: str
    allowed: Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a rule (计分项). `rule` is None while figures it needs are unknown: `lacks` names them if
    only some are. `cap` bounds what the item earns (or, below 0, takes away); `table` is the id of the table
    it belongs to, None if it is for everybody.

    `raw` keeps the figures as written, for showing; `confirmed_by` says who confirmed them from what.
    """

    id: str
    label: str
    chapter: str
    rule_name: str
    rule: Rule | None
    patterns: tuple[Pattern, ...]
    status: str
    source: str
    article: str | None
    section: str | None
    unit: str
    note: str
    labels: Mapping[str, str]
    reads: bool
    raw: Mapping[str, Any]
    cap: Decimal | None = None
    table: str | None = None
    lacks: tuple[str, ...] = ()
    confirmed_by: str = ""

    def head(self, value: str | None = None) -> LineHead:
        """The part of a line that is the same for everybody."""
        shown = f"（{self.labels.get(value, value)}）" if value else ""
        inferred = f"推定：{self.note}" if self.status == "inferred" and self.note else ""
        return LineHead(
            self.id, self.label + shown, self.chapter, self.unit, self.article, self.source, self.status,
            value, joined((self.confirmed_by, inferred)),
        )  # fmt: skip


@dataclass(slots=True)
class Case:
    """One record on its way through a pack: its facts, those of each item, what refuses it.

    `silenced` maps a fact to the label of the item whose fact of the same cause counts instead.
    """

    record: Record
    pack_id: str
    chapters: Mapping[str, str]
    facts: tuple[Fact, ...]
    mine: dict[int, tuple[int, ...]]
    silenced: dict[int, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def period(self, index: int) -> Period:
        """The period of a fact of a kind that has one."""
        period = self.facts[index].period
        assert period is not None, "rules about periods are checked to name only kinds that have one"
        return period

    def refuse(self, code: str, item: Item, problem: str, remedy: str, fact: int | None = None) -> None:
        """The record cannot be scored; `problem` is completed with pack, item and section."""
        where = f"候选人 {self.record.candidate}" + (f"，facts[{fact}]" if fact is not None else "")
        section = item.section or self.chapters[item.chapter]
        full = f"规则包 {self.pack_id} 的计分项 {item.id}（{item.label}，所在部分：{section}）{problem}"
        self.faults.append(
            Fault(f"scoring.{code}", where, full, remedy, self.record.candidate, fact, item=item.id)
        )

    def need_figure(self, item: Item, what: str, fact: int | None = None) -> None:
        """A figure is missing: the bureau has to enter it from its own copy."""
        remedy = "请按本局掌握的正式文本，用补充文件（--overlay）写上这个数字和依据后再计分"
        self.refuse("unknown_figure", item, what, remedy, fact)


Earned = tuple[int, ScoreLine]
Scorer = Callable[[Case, tuple[int, ...]], Sequence[Earned]]
"""From a case and the facts of the item, in ascending order, to lines. Points are whole numbers of the pack's
smallest unit (`Scale`): exact, and added without rounding."""

remembered = lru_cache(maxsize=4096)
"""For functions that make lines: a batch has far fewer different lines than people."""

Raw = Mapping[str, Any]
"""An item as it is written."""


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An item as it is written, and the kinds of fact it names, while its faults are collected."""

    on: Checking
    path: Path
    row: Raw
    kinds: Sequence[str] = ()

    def wrong(self, code: str, key: Path, problem: str, remedy: str) -> None:
        """A fault of the item or of a key in it; `problem` goes on after the item's name."""
        self.on.wrong(code, (*self.path, *key), self.on.name(self.path) + problem, remedy)

    def only_for(self, fits: Callable[[str], bool], remedy: str) -> None:
        """A fault for each kind of fact that the rule cannot work on."""
        for kind in self.kinds:
            if not fits(kind):
                self.wrong("kind", ("facts",), f"：{self.row['rule']} 不能用于 {kind}", remedy)


WITH_PERIOD = (lambda kind: KINDS[kind].has_period, "只能用于有起止日期（from、to）的事实")


@dataclass(frozen=True, slots=True)
class RuleForm:
    """A rule of the language, as its module makes it known.

    `structure` are the keys that say how facts are read, `figures` the law's numbers (an overlay may fill
    these), each with the check of its value; those in `required` must stand once the figures are known, those
    in `sometimes` are needed by some people only and may stay unknown; `factors` multiply other figures.
    `only_for` says which kinds of fact the rule can work on, and the remedy for others; `check` adds faults
    that no single key shows.

    `unit` is what a line counts if the item does not say; `only_one` is the remedy if two items would score
    one person by the rule, which with `for_everybody` stands in no table. A rule scores `without_facts` too
    if everybody has what it reads.
    """

    name: str
    unit: str
    build: Callable[[Raw], Rule]
    describe: Callable[[Item, Any], str]
    make_scorer: Callable[[Item, Any, Scale], Scorer]
    structure: Mapping[str, Check] = field(default_factory=dict)
    figures: Mapping[str, Check] = field(default_factory=dict)
    required: tuple[str, ...] = ()
    sometimes: tuple[str, ...] = ()
    factors: tuple[str, ...] = ()
    only_for: tuple[Callable[[str], bool], str] | None = None
    check: Callable[[WrittenItem], None] = lambda item: None
    only_one: str = ""
    for_everybody: bool = False
    without_facts: bool = False
