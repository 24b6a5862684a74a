"""What is handed over on the spot: the slip of a pick and the selection agreement (选岗协议).

Unlike notices they bear the full name; they are given to the person and the unit, never posted. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def slip(
    campaign: Mapping[str, Any],
    pick: Mapping[str, Any],
    name: str,
    position: Mapping[str, Any],
    entry: Mapping[str, Any],
    log: Mapping[str, Any],
) -> dict[str, Any]:
    """选岗回执: running number, pick, and the log's head and count right after it."""
    return {
        "kind": "slip",
        "number": str(pick["order"]),
        "title": "选岗回执",
        "issuer": campaign["issuer"],
        "issued_on": entry["at"][:10],
        "fictional": campaign["fictional"],
        "candidate": pick["candidate"],
        "name": name,
        "position": {key: position[key] for key in ("id", "unit", "title")},
        "at": entry["at"][11:19],
        "log": dict(log),
    }


def agreement(
    campaign: Mapping[str, Any],
    pick: Mapping[str, Any],
    person: Mapping[str, str],
    position: Mapping[str, Any],
    session: Mapping[str, str],
    log: Mapping[str, Any],
    clauses: Sequence[Mapping[str, str | None]],
) -> dict[str, Any]:
    """选岗协议 of the three parties; `clauses` are those of `follow_up.clauses`."""
    return {
        "kind": "agreement",
        "number": f"{campaign['year']}-{pick['order']:02d}",
        "title": "选岗协议",
        "issuer": campaign["issuer"],
        "issued_on": session["date"],
        "fictional": campaign["fictional"],
        "unit": position["unit"],
        "candidate": dict(person),
        "position": {
            **{key: position[key] for key in ("id", "title", "kind", "unit_kind")},
            "requirements": "；".join(position["requirements"]),
        },
        "session": {"date": session["date"], "place": session["place"], "order": pick["order"]},
        "log": {"short": log["short"], "count": log["count"]},
        "clauses": [dict(clause) for clause in clauses],
    }
