"""A score sheet as the public may see it: open lines, one sum for the rest, commitments for what is withheld.

Which facts are open stands in `public_notices.masking`; the shape is that of docs/bundle.md (sheets.json).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

from public_notices.masking import OPEN_KINDS, WITHHELD_LABEL, may_itemise
from resettlement.journal.model import commitment
from scoring import Pack
from scoring.items.service_years import ServiceYears
from scoring.points import plain

Line = Mapping[str, Any]


"""A score line as CONTRACT.md writes it."""


Salt = Callable[[str], str]


"""The salt (hex) for one named value of this campaign."""


OPEN_ATTRIBUTES = ("grade", "level", "setting", "conferred_by", "collective", "place", "name", "from")


"""What of an open fact is shown; `from` only where it tells the last of several (post, military_rank)."""


def masked_facts(candidate: str, facts: Sequence[Mapping[str, Any]], salt: Salt) -> list[dict[str, Any]]:
    """Each fact in order: open with its cause as a commitment, or a commitment altogether."""
    return [_masked(candidate, index, fact, salt) for index, fact in enumerate(facts)]


def _masked(candidate: str, index: int, fact: Mapping[str, Any], salt: Salt) -> dict[str, Any]:
    if fact["kind"] not in OPEN_KINDS:
        return {"index": index, "commitment": commitment(dict(fact), salt(f"fact/{candidate}/{index}"))}
    shown = {"index": index, "kind": fact["kind"]}
    shown |= {key: fact[key] for key in OPEN_ATTRIBUTES if key in fact}
    if "cause" in fact:
        cause = fact["cause"]
        shown["cause"] = commitment(cause, salt(f"cause/{candidate}/{cause}"))
    return shown


def withheld_last(
    facts: Sequence[Mapping[str, Any]], lines: Sequence[Line]
) -> tuple[list[dict[str, Any]], list[Line]]:
    """Masked facts and shown lines, numbered again: open facts in their order, then the others by commitment.

    An archive lists its facts kind by kind or year by year, so a fact's place among the open ones would tell
    what it is, or when.
    """
    ordered = sorted(facts, key=lambda fact: fact.get("commitment", ""))
    place = {fact["index"]: at for at, fact in enumerate(ordered)}
    return (
        [{**fact, "index": at} for at, fact in enumerate(ordered)],
        [_renumbered(line, place) for line in lines],
    )


def _renumbered(line: Line, place: Mapping[int, int]) -> Line:
    """The line with its facts in their new places; so are the parts of a line of weighted marks."""
    moved = {**line, "facts": sorted(place[index] for index in line["facts"])}
    if "parts" in line:
        moved["parts"] = [_renumbered(part, place) for part in line["parts"]]
    return moved


def split_lines(
    lines: Sequence[Line], facts: Sequence[Mapping[str, Any]], service: Collection[str]
) -> tuple[list[Line], list[Line]]:
    """The lines that may be itemised, and the others. `service`: the pack's `service_items`.

    The years of service are shown without the facts that shortened them. Those stand among the others with 0
    points, so that nobody can tell from the sheet that any time was left out of service.
    """
    shown: list[Line] = []
    hidden: list[Line] = []
    for line in lines:
        if line["item"] in service:
            shown.append({**line, "facts": []})
            hidden += [{**line, "points": "0"}] if line["facts"] else []
        else:
            (shown if may_itemise(facts[i]["kind"] for i in line["facts"]) else hidden).append(line)
    return shown, hidden


def service_items(pack: Pack) -> frozenset[str]:
    """The items of a pack that count years of service: they rest on a person's dates, not on facts."""
    rules = (item.rule for item in pack.items)
    return frozenset(
        bracket.id for rule in rules if isinstance(rule, ServiceYears) for bracket in rule.brackets
    )


def withheld(lines: Sequence[Line]) -> dict[str, Any] | None:
    """The one sum that stands for all lines that are not shown; None when there are none."""
    if not lines:
        return None
    return {"label": WITHHELD_LABEL, "points": plain(_sum(lines)), "count": len(lines)}


def columns(shown: Sequence[Line], hidden: Sequence[Line]) -> dict[str, str]:
    """Subtotals by chapter of the open lines, and `other` for the rest, with a chapter of that name in it."""
    chapters = dict.fromkeys([*(line["chapter"] for line in shown), *(["other"] if hidden else [])])
    return {
        chapter: plain(
            _sum([line for line in shown if line["chapter"] == chapter])
            + (_sum(hidden) if chapter == "other" else Decimal(0))
        )
        for chapter in chapters
    }


def _sum(lines: Sequence[Line]) -> Decimal:
    return sum((Decimal(line["points"]) for line in lines), Decimal(0))
