"""What each notice says, made from the documents of the bundle, so that paper and data cannot part.

Pure: documents (docs/bundle.md) in, the frozen content of `public_notices.documents` out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import scoring
from public_notices import rule_words
from public_notices.masking import WITHHELD_LABEL
from public_notices.wording import BASES, TIE_KEYS
from resettlement.notices.versions import corrected, first_posted
from resettlement.publication.posted_rows import position_rows
from resettlement.workdays import Calendar, open_for

Document = Mapping[str, Any]


@dataclass(frozen=True)
class Heading:
    """What every notice carries: its number, title, day, and the period for objections (or None)."""

    number: str
    title: str
    issued_on: date
    period: Mapping[str, Any] | None
    paragraphs: tuple[str, ...]


def period(posted_on: date, length: Mapping[str, int], calendar: Calendar) -> dict[str, Any]:
    """The period for objections as a notice states it; `length` is `{workdays: n}` or `{days: n}`."""
    opened = open_for(posted_on, length, calendar)
    return {"from": opened.first_on.isoformat(), "to": opened.last_on.isoformat(), **length}


def scores(heading: Heading, documents: Mapping[str, Document]) -> dict[str, Any]:
    """评分和名次公示: the first standing posted, subtotals by chapter, everything else in one column.

    Raises RefusedError `posting.scores_posted`.
    """
    newest = first_posted(documents["standing"]["versions"])
    groups = [_score_group(group, documents) for group in newest["groups"]]
    return {**_common("scores", heading, documents), "standing_version": newest["version"], "groups": groups}


def positions(heading: Heading, documents: Mapping[str, Document]) -> dict[str, Any]:
    """岗位公示: the district's coordinated position list."""
    return {**_common("positions", heading, documents), "rows": position_rows(documents["positions"])}


def announcement(
    heading: Heading,
    documents: Mapping[str, Document],
    *,
    session: Mapping[str, str],
    lot: Mapping[str, str],
    rules: Mapping[str, Any],
    further_rules: Sequence[str],
    heads: Sequence[Document],
) -> dict[str, Any]:
    """选岗会公告: when, where, in which order, by which rules, and where the lot will come from.

    `rules` are the values of the session rules, which the paper puts in words; `further_rules` what the
    office typed besides.
    """
    frozen = documents["standing"]["versions"][-1]
    counts = {
        group["category"]: sum(row["standing"] is not None for row in group["rows"])
        for group in frozen["groups"]
    }
    order = [
        {"category": c["id"], "label": c["label"], "count": counts[c["id"]]}
        for c in documents["campaign"]["categories"]
    ]
    pack = documents["rules"]["session_rules"]
    return {
        **_common("announcement", heading, documents),
        "session": {**session, "order": order},
        "lot": dict(lot),
        "rules": {
            **{key: pack[key] for key in ("id", "title", "digest")},
            "lines": rule_words.printed(rules),
            "further": list(further_rules),
            "tie": rule_words.tie_order(rules),
        },
        "heads": [dict(head) for head in heads],
    }


def result(heading: Heading, documents: Mapping[str, Document], outcome: Document) -> dict[str, Any]:
    """选岗结果公示: every pick in order, with head, count and fingerprint to check against."""
    posts = {post["id"]: post for post in documents["positions"]["positions"]}
    names = names_in(documents)
    rows = [
        {
            "order": pick["order"],
            "candidate": pick["candidate"],
            "name": names[pick["candidate"]],
            "position": pick["position"],
            "unit": posts[pick["position"]]["unit"],
            "title": posts[pick["position"]]["title"],
            "basis": BASES[pick["basis"]],
        }
        for pick in outcome["picks"]
    ]
    return {
        **_common("result", heading, documents),
        "rows": rows,
        "log": outcome["log"],
        "fingerprint": outcome["fingerprint"],
        "verify_url_hint": "下载公开包后运行其中的 verify.py，或在公开网页查看“如何核对”。",
    }


def correction(
    heading: Heading, documents: Mapping[str, Document], *, corrects: str, reason: str
) -> dict[str, Any]:
    """更正公告: which lines changed, and every standing that moved, from the last one posted to the newest.

    Raises RefusedError `posting.nothing_to_correct`.
    """
    before, after = corrected(documents["standing"]["versions"])
    old, new = _rows_by_candidate(before), _rows_by_candidate(after)
    joined, left = sorted(new.keys() - old.keys()), sorted(old.keys() - new.keys())
    joined_names = {candidate: new[candidate][1]["name"] for candidate in joined}
    new = {candidate: row for candidate, row in new.items() if candidate in old}
    moved = [
        {
            "candidate": candidate,
            "name": row["name"],
            "category": category,
            "old": old[candidate][1]["standing"],
            "new": row["standing"],
        }
        for candidate, (category, row) in new.items()
        if row["standing"] != old[candidate][1]["standing"]
    ]
    changed = [
        line
        for candidate, (_category, row) in new.items()
        if row["sheet_version"] != old[candidate][1]["sheet_version"]
        for line in _changed_lines(documents["sheets"], candidate, old[candidate][1], row)
    ]
    return {
        **_common("correction", heading, documents),
        **_number_of_people(heading, joined_names, left),
        "corrects": corrects,
        "reason": reason,
        "standing_version": after["version"],
        "changed": changed,
        "moved": moved,
        "unchanged_count": len(new) - len(moved),
    }


def lifted(
    heading: Heading, documents: Mapping[str, Document], *, corrects: str, reason: str
) -> dict[str, Any]:
    """更正公告 of a lifted freeze where no score changed: why it was lifted, and no row of any list."""
    posted = documents["standing"]["versions"][-1]
    return {
        **_common("correction", heading, documents),
        "corrects": corrects,
        "reason": reason,
        "standing_version": None,
        "changed": [],
        "moved": [],
        "unchanged_count": sum(len(group["rows"]) for group in posted["groups"]),
    }


def withdrawal(
    heading: Heading, documents: Mapping[str, Document], withdraws: str, withdrawn_title: str, reason: str
) -> dict[str, Any]:
    """撤回公告: which notice is withdrawn, and why."""
    return {
        **_common("withdrawal", heading, documents),
        "withdraws": withdraws,
        "withdrawn_title": withdrawn_title,
        "reason": reason,
    }


def _number_of_people(heading: Heading, joined: Mapping[str, str], left: Sequence[str]) -> dict[str, Any]:
    """Who is on the corrected list and was not on the one before, or the other way round, said in words."""
    if not joined and not left:
        return {}
    said = [f"名单增加 {len(joined)} 人：{'、'.join(joined)}。"] if joined else []
    said += [f"名单减少 {len(left)} 人：{'、'.join(left)}。"] if left else []
    return {
        "paragraphs": [*heading.paragraphs, *said],
        "joined": list(joined),
        "joined_names": dict(joined),
        "left": left,
    }


def names_in(documents: Mapping[str, Document]) -> dict[str, str]:
    """Everybody's masked name, as the sheets have it."""
    return {sheet["candidate"]: sheet["name"] for sheet in documents["sheets"]["sheets"]}


def _common(kind: str, heading: Heading, documents: Mapping[str, Document]) -> dict[str, Any]:
    campaign = documents["campaign"]
    return {
        "kind": kind,
        "number": heading.number,
        "title": heading.title,
        "issuer": campaign["issuer"],
        "issued_on": heading.issued_on.isoformat(),
        "fictional": campaign["fictional"],
        "paragraphs": list(heading.paragraphs),
        "period": dict(heading.period) if heading.period else None,
        "contact": {**campaign["contact"], "objection": campaign["objection"]},
    }


def _score_group(group: Document, documents: Mapping[str, Document]) -> dict[str, Any]:
    category = next(c for c in documents["campaign"]["categories"] if c["id"] == group["category"])
    pack = next(p for p in documents["rules"]["packs"] if p["digest"] == category["digest"])
    chapters = scoring.pack_from_text(pack["pack"], pack["overlay"]).chapters
    labels = {**chapters, "other": WITHHELD_LABEL}
    used = {column for row in group["rows"] for column, points in row["columns"].items() if points != "0"}
    columns = [{"id": column, "label": label} for column, label in labels.items() if column in used]
    rows = [
        {
            "standing": row["standing"],
            "candidate": row["candidate"],
            "name": row["name"],
            "subtotals": row["columns"],
            "total": row["total"],
            "note": _note(row),
        }
        for row in group["rows"]
    ]
    return {
        "category": category["id"],
        "label": category["label"],
        "pack": {key: pack[key] for key in ("id", "title", "digest")},
        "columns": columns,
        "rows": rows,
    }


def _note(row: Document) -> str:
    if row["exempt"]:
        return "免予计分，优先安排"
    if row["standing"] is None:
        return "不列入排名"
    if row["tie"]:
        return "同分，依次比较" + "、".join(TIE_KEYS.get(key, key) for key in row["tie"])
    return ""


def _rows_by_candidate(version: Document) -> dict[str, tuple[str, Document]]:
    return {
        row["candidate"]: (group["category"], row) for group in version["groups"] for row in group["rows"]
    }


def _changed_lines(
    sheets: Document, candidate: str, old_row: Document, new_row: Document
) -> list[dict[str, Any]]:
    """Every column or open line that differs between two versions of one sheet."""
    versions = {s["version"]: s for s in sheets["sheets"] if s["candidate"] == candidate}
    old, new = (_points(versions[row["sheet_version"]]) for row in (old_row, new_row))
    return [
        {
            "candidate": candidate,
            "name": new_row["name"],
            "line": label,
            "old": old.get(label, "0"),
            "new": new.get(label, "0"),
            "total_old": old_row["total"],
            "total_new": new_row["total"],
        }
        for label in dict.fromkeys((*old, *new))
        if old.get(label, "0") != new.get(label, "0")
    ]


def _points(sheet: Document) -> dict[str, str]:
    points = {line["label"]: line["points"] for line in sheet["lines"]}
    return points | ({WITHHELD_LABEL: sheet["withheld"]["points"]} if sheet["withheld"] else {})
