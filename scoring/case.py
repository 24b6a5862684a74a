"""One record on its way through a pack: its facts by item, what is silenced, what refuses it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from .dates import Period
from .errors import Fault
from .facts import Fact
from .pack import Item, Pack
from .records import Record


@dataclass(slots=True)
class Case:
    """`silenced` maps a fact to the label of the item whose fact of the same cause counts instead."""

    record: Record
    pack: Pack
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
        section = item.section or self.pack.chapters[item.chapter]
        full = f"规则包 {self.pack.id} 的计分项 {item.id}（{item.label}，所在部分：{section}）{problem}"
        self.faults.append(
            Fault(f"scoring.{code}", where, full, remedy, self.record.candidate, fact, item=item.id)
        )

    def need_figure(self, item: Item, what: str, fact: int | None = None) -> None:
        """A figure is missing: the bureau has to enter it from its own copy."""
        remedy = "请按本局掌握的正式文本，用补充文件（--overlay）写上这个数字和依据后再计分"
        self.refuse("unknown_figure", item, what, remedy, fact)


def value_text(values: Mapping[str, object], attribute: str) -> str:
    """An attribute's value as the packs' tables write it; "" if it is left out."""
    value = values.get(attribute)
    return "" if value is None else str(value)
