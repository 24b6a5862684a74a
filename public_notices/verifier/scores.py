"""A full record with a rule pack gives a score sheet: the second computation, from docs/rule-packs.md."""

from dataclasses import dataclass, replace
from decimal import Decimal

from .calendar_days import counted_service, day_of, overlap
from .lines import ZERO, Line, Work, exact, line_of, period_of
from .numbered import CannotComputeError, Json
from .packs import Pack, for_person, owned_facts
from .rules import lines_of, weighs, within_cap
from .weighing import archive_line


@dataclass(frozen=True)
class Sheet:
    """A recomputed score sheet; `service` is counted service in years, months, days."""

    candidate: str
    total: Decimal
    exempt: bool
    barred: bool
    service: tuple[int, int, int]
    lines: list[Line]


def score(record: Json, pack: Pack) -> Sheet:
    """The sheet of one full record; CannotComputeError where the rule refuses the record.

    Under a rule that weighs exam and archive the sheet is not done before `weighed`.
    """
    facts = dict(enumerate(record.get("facts", [])))
    check_applies(record, pack)
    pack = for_person(pack, facts)
    service = service_of(record)
    enlisted, discharged = day_of(record["enlisted_on"]), day_of(record["discharged_on"])
    work = Work(pack.id, facts, owned_facts(pack.items, facts), service, discharged, enlisted)
    for rule in ("exempt", "bar"):
        if has_any(work, pack, rule):
            lines = unscored_lines(work, pack, rule)
            return Sheet(record["candidate"], ZERO, rule == "exempt", rule == "bar", service, lines)
    refuse_overlaps(work, pack)
    lines = scored_lines(work, pack)
    total = sum((line.points for line in lines), ZERO)
    return Sheet(record["candidate"], total, False, False, service, lines)


def weighed(sheets: dict[str, Sheet], pack: Pack) -> dict[str, Sheet]:
    """The sheets of a batch, weighted where the rule weighs exam and archive; else as they are."""
    item = next((one for one in pack.items if weighs(one)), None)
    if item is None:
        return sheets
    apart = {
        person: [line for line in sheet.lines if line.item != item["id"]]
        for person, sheet in sheets.items()
        if not sheet.exempt and not sheet.barred
    }
    best = max((sum((one.points for one in lines), ZERO) for lines in apart.values()), default=ZERO)
    result = dict(sheets)
    for person, lines in apart.items():
        exams = [line for line in sheets[person].lines if line.item == item["id"]]
        both = [*exams, archive_line(item, lines, best)]
        total = sum((line.points for line in both), ZERO)
        result[person] = replace(sheets[person], total=total, lines=both)
    return result


def check_applies(record: Json, pack: Pack) -> None:
    if record.get("category") not in pack.data.get("categories", []):
        raise CannotComputeError(f"规则 {pack.id} 不适用于类别 {record.get('category')}")
    applies = pack.data.get("applies", {})
    left_on = day_of(record["discharged_on"])
    if "discharged_from" in applies and left_on < day_of(applies["discharged_from"]):
        raise CannotComputeError(f"规则 {pack.id} 不适用于 {left_on} 退役的人员")
    if "discharged_before" in applies and left_on >= day_of(applies["discharged_before"]):
        raise CannotComputeError(f"规则 {pack.id} 不适用于 {left_on} 退役的人员")


def service_of(record: Json) -> tuple[int, int, int]:
    """Counted service of a full record."""
    left_out = [fact for fact in record.get("facts", []) if fact.get("kind") == "not_counted"]
    periods = [(day_of(fact.get("from")), day_of(fact.get("to"))) for fact in left_out]
    return counted_service(day_of(record["enlisted_on"]), day_of(record["discharged_on"]), periods)


def has_any(work: Work, pack: Pack, rule: str) -> bool:
    return any(work.owned[item["id"]] for item in pack.items if item["rule"] == rule)


def unscored_lines(work: Work, pack: Pack, rule: str) -> list[Line]:
    """Lines of an exempt or barred person: the reason, then everything else as not scored."""
    reasons = [item for item in pack.items if item["rule"] == rule and work.owned[item["id"]]]
    lines = [line_of(item, len(work.owned[item["id"]]), ZERO, work.owned[item["id"]]) for item in reasons]
    named = {index for line in lines for index in line.facts}
    rest = sorted(set(work.facts) - named)
    if rest:
        chapter = pack.items[0].get("chapter", "")
        lines.append(Line("not_scored", None, chapter, Decimal(len(rest)), ZERO, tuple(rest)))
    return lines


def scored_lines(work: Work, pack: Pack) -> list[Line]:
    """Lines of a person who is scored, in the order of the pack."""
    work = replace(work, silenced=frozenset(silenced_facts(work, pack)))
    lines = [line for item in pack.items for line in lines_of(work, item)]
    return chapter_caps(only_highest(lines, pack), pack)


def chapter_caps(lines: list[Line], pack: Pack) -> list[Line]:
    """What the lines of a chapter give together, within its cap."""
    for cap in pack.data.get("chapter_caps", []):
        inside = iter(
            within_cap([one for one in lines if one.chapter == cap["chapter"]], exact(cap["points"]))
        )
        lines = [next(inside) if one.chapter == cap["chapter"] else one for one in lines]
    return lines


def silenced_facts(work: Work, pack: Pack) -> set[int]:
    """Facts that earn nothing because another of the same cause stands before them."""
    silenced: set[int] = set()
    for group in pack.data.get("one_per_cause", []):
        seen: set[str] = set()
        for index in (index for item in group["items"] for index in work.owned.get(item, [])):
            cause = work.facts[index].get("cause")
            if cause is None:
                continue
            if cause in seen:
                silenced.add(index)
            seen.add(cause)
    return silenced


def only_highest(lines: list[Line], pack: Pack) -> list[Line]:
    """Of the items of an `only_highest` list one keeps its points; the others' lines stay with nothing."""
    for group in pack.data.get("only_highest", []):
        order = list(group["items"])
        mine = [line for line in lines if line.item in order]
        if not mine:
            continue
        best = max(mine, key=lambda line: (line.points, -order.index(line.item)))
        lose = {line.item for line in mine} - {best.item}
        lines = [replace(line, quantity=ZERO, points=ZERO) if line.item in lose else line for line in lines]
    return lines


def refuse_overlaps(work: Work, pack: Pack) -> None:
    for group in pack.data.get("may_not_overlap", []):
        held = [
            (item, period_of(work, index)) for item in group["items"] for index in work.owned.get(item, [])
        ]
        for position, (item, period) in enumerate(held):
            for other, other_period in held[position + 1 :]:
                if item != other and overlap(period, other_period):
                    what = f"{item} 与 {other} 的时段重叠，规则没有说按哪一项计"
                    raise CannotComputeError(f"规则 {work.pack}：{what}")
