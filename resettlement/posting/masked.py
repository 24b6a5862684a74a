"""A score sheet as the public may see it: open lines, one sum for the rest, commitments for what is withheld.

Which facts are open stands in `public_notices.masking`; the shape is that of docs/bundle.md (sheets.json).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from public_notices.masking import OPEN_KINDS, WITHHELD_LABEL, may_itemise
from resettlement.journal.model import commitment

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


def split_lines(
    lines: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """The lines that may be itemised, and the others. Time left out does not hide the service line."""
    kinds = [fact["kind"] for fact in facts]

    def is_open(line: Mapping[str, Any]) -> bool:
        return may_itemise(kinds[index] for index in line["facts"])

    return [line for line in lines if is_open(line)], [line for line in lines if not is_open(line)]


def withheld(lines: Sequence[Mapping[str, Any]]) -> dict[str, Any] | None:
    """The one sum that stands for all lines that are not shown; None when there are none."""
    if not lines:
        return None
    return {"label": WITHHELD_LABEL, "points": plain(_sum(lines)), "count": len(lines)}


def columns(lines: Sequence[Mapping[str, Any]], facts: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Subtotals by chapter of the open lines, and `other` for the rest."""
    shown, hidden = split_lines(lines, facts)
    chapters = list(dict.fromkeys(line["chapter"] for line in shown))
    subtotals = {c: plain(_sum([line for line in shown if line["chapter"] == c])) for c in chapters}
    return subtotals | ({"other": plain(_sum(hidden))} if hidden else {})


def plain(number: Decimal) -> str:
    """A decimal as the contract writes it: no exponent, no trailing zeros."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sum(lines: Sequence[Mapping[str, Any]]) -> Decimal:
    return sum((Decimal(line["points"]) for line in lines), Decimal(0))
