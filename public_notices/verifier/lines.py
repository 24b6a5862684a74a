"""What every rule of a pack reads and gives (docs/rule-packs.md, "Items")."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from .calendar_days import Period, day_of
from .numbered import CannotComputeError, Json

ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """One recomputed line of a score sheet."""

    item: str
    value: str | None
    chapter: str
    quantity: Decimal
    points: Decimal
    facts: tuple[int, ...]
    parts: tuple["Line", ...] = ()


@dataclass(frozen=True)
class Work:
    """What the rules read: facts by index, their owners, the service, and facts that count for nothing."""

    pack: str
    facts: dict[int, Json]
    owned: dict[str, list[int]]
    service: tuple[int, int, int]
    discharged: date | None = None
    enlisted: date | None = None
    silenced: frozenset[int] = field(default_factory=frozenset)


def exact(number: object) -> Decimal:
    """A figure of the pack as an exact decimal."""
    if isinstance(number, bool) or not isinstance(number, (int, Decimal)):
        raise CannotComputeError(f"分值应为数字，现为 {number}")
    return Decimal(number)


def figure(work: Work, item: Json, key: str) -> Decimal:
    if item.get(key, "unknown") == "unknown":
        raise unknown(work, item, f"没有查到 {key}")
    return exact(item[key])


def unknown(work: Work, item: Json, what: str) -> CannotComputeError:
    section = item.get("section") or item.get("label")
    return CannotComputeError(f"规则 {work.pack} 计分项 {item['id']}（{section}）：{what}")


def line_of(
    item: Json, quantity: Decimal | int, points: Decimal, facts: list[int], value: str | None = None
) -> Line:
    return Line(item["id"], value, item.get("chapter", ""), Decimal(quantity), points, tuple(sorted(facts)))


def value_at(work: Work, item: Json, index: int) -> str:
    """The value a fact has in the item's table; one that the table lacks is refused."""
    value = work.facts[index].get(item["attribute"])
    if value is None or str(value) not in item["points"]:
        raise unknown(work, item, f"第 {index + 1} 条事实的 {item['attribute']} 为 {value}，表中没有这一档")
    return str(value)


def last_facts(work: Work, item: Json, indexes: list[int]) -> list[int]:
    """The facts with the greatest `from`; two different values on that day are refused."""
    starts = {index: day_of(work.facts[index].get("from")) for index in indexes}
    latest = max(starts.values())
    last = [index for index in indexes if starts[index] == latest]
    if len({work.facts[index].get(item["attribute"]) for index in last}) > 1:
        raise unknown(work, item, f"{latest} 同日有两个不同的值")
    return last


def period_of(work: Work, index: int) -> Period:
    """A fact's period; one still going on ends with the service."""
    fact = work.facts[index]
    end = fact.get("to")
    if end is None and work.discharged is not None:
        return day_of(fact.get("from")), max(work.discharged, day_of(fact.get("from")))
    return day_of(fact.get("from")), day_of(end)
