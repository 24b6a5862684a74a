"""What is signed and handed over: slip and agreement (选岗协议) of a pick, placement letter (介绍信); the
certificate of the session.

Unlike notices the first three bear the full name; they are given to person and unit, never posted. Pure.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any, Protocol

from public_notices.verifier import TITLES
from resettlement.journal.model import short
from resettlement.objections.model import OPEN
from resettlement.papers.taking import Taking, sentence
from resettlement.selection.examination import Examination


class Objection(Protocol):
    """What the certificate says of an objection: never who filed it, nor its words."""

    number: int
    filed_on: date
    status: str


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
    taken: Taking,
) -> dict[str, Any]:
    """选岗协议 of the three parties; `clauses` are those of `follow_up.clauses`, `taken` how the post was
    come by: in person, by a proxy, or by filed wishes.
    """
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
        "taken": {"how": sentence(taken, pick["order"]), "proxy": taken.proxy},
        "log": {"short": log["short"], "count": log["count"]},
        "clauses": [dict(clause) for clause in clauses],
    }


def letter(
    office: Mapping[str, Any],
    number: str,
    person: Mapping[str, str],
    position: Mapping[str, str],
    days: tuple[date, date],
    result: Mapping[str, str | None],
    replaces: str | None,
) -> dict[str, Any]:
    """介绍信 to the receiving unit. `days` are the letter's own and the last for reporting in; `result` the
    notice of the result and the last day of its period; `replaces` the number of a wrong letter before it.
    """
    return {
        "kind": "letter",
        "number": number,
        "title": "退役军人安置介绍信",
        "issuer": office["issuer"],
        "issued_on": days[0].isoformat(),
        "fictional": office["fictional"],
        "year": office["year"],
        "unit": position["unit"],
        "candidate": dict(person),
        "position": {"id": position["id"], "title": position["title"]},
        "report_by": days[1].isoformat(),
        "result": dict(result),
        "replaces": replaces,
        "contact": dict(office["contact"]),
    }


def certificate(
    campaign: Mapping[str, Any],
    found: Examination,
    signed: Mapping[str, Any],
    ruling: Mapping[str, Any] | None,
    issued_on: str,
    day_changed: Mapping[str, str] | None = None,
    objections: Sequence[Objection] = (),
) -> dict[str, Any]:
    """选岗会核对书: every numbered property with what came of it, for supervisor, host and witness to sign.

    `signed` is `{filed, missing}` of the agreements; `ruling` the supervisor's entry, None so far;
    `day_changed` the entry of a session held on another day than was announced; `objections` what was
    objected on the spot or waits for an answer. Its number holds the log's short head: another log is another
    paper.
    """
    return {
        "kind": "certificate",
        "number": f"{campaign['year']}-{short(found.head)}",
        "title": "选岗会核对书",
        "issuer": campaign["issuer"],
        "issued_on": issued_on,
        "fictional": campaign["fictional"],
        "log": {"head": found.head, "short": short(found.head), "count": found.count},
        "fingerprint": {"full": found.fingerprint, "short": short(found.fingerprint)},
        "began_at": found.began_at,
        "ended_at": found.ended_at,
        "day_changed": dict(day_changed) if day_changed else None,
        "tally": asdict(found.tally),
        "chain": list(found.chain),
        "properties": [
            {
                "number": one.number,
                "title": TITLES[one.number],
                "wrong": list(one.wrong),
                "holds": one.holds,
                "checked": one.checked,
            }
            for one in found.findings
        ],
        "objections": [
            {"number": one.number, "filed_on": one.filed_on.isoformat(), "answered": one.status not in OPEN}
            for one in objections
        ],
        "signed": dict(signed),
        "ruling": _ruling(ruling) if ruling else None,
    }


def _ruling(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "certified": entry["type"] == "certified",
        "by": entry["by"],
        "at": entry["at"],
        "reason": entry["payload"].get("reason", ""),
    }
