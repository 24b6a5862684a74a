"""量化评分表 as the person concerned signs it (本人确认): every line with its facts, article and points.

It bears the full name and everything that is withheld in public; it is handed to that person, never posted.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from sqlmodel import Session

import scoring
from public_notices.documents import print_job
from public_notices.rendering import render_many
from resettlement.campaign.service import campaign, categories
from resettlement.errors import RefusedError
from resettlement.records.lookup import in_words, person_row
from resettlement.records.service import people
from resettlement.standing.service import newest_versions, sheets_of
from resettlement.standing.tables import ScoreSheet
from resettlement.translation import gettext as _

Json = Mapping[str, Any]


def score_sheet(db: Session, campaign_id: str, candidate: str, *, issued_on: date) -> dict[str, Any]:
    """The newest sheet of a person, as `public_notices.documents` sets it.

    Raises BadInputError for an unknown number, RefusedError `standing.not_scored` for one without a sheet.
    """
    row, person = campaign(db, campaign_id), person_row(db, campaign_id, candidate)
    sheets = sheets_of(db, campaign_id, candidate)
    if not sheets:
        said = _("%(who)s 还没有评分，没有评分表可以打印。请先评分。", who=candidate)
        raise RefusedError("standing.not_scored", said)
    kept = sheets[0]
    rules = {category.id: category for category in categories(db, campaign_id)}[kept.category]
    pack = scoring.pack_from_text(rules.pack_text, rules.overlay_text)
    return {
        "kind": "score_sheet",
        "number": f"{row.year}-{candidate}-{kept.version}",
        "title": "量化评分表",
        "issuer": row.issuer,
        "issued_on": issued_on.isoformat(),
        "fictional": row.fictional,
        "candidate": {"id": candidate, "name": person.name, "category": person.category},
        "pack": {"id": pack.id, "title": pack.title, "digest": pack.digest, "overlay": _overlay(pack)},
        **_of_sheet(kept),
    }


def sheets_to_sign(
    db: Session, campaign_id: str, *, issued_on: date, codes: Sequence[str] = ()
) -> dict[str, dict[str, Any]]:
    """The newest sheets of these people, or of everybody who has one and was not removed, by code.

    Raises RefusedError `standing.not_scored` where there is none.
    """
    scored = newest_versions(db, campaign_id)
    wanted = codes or [one.code for one in people(db, campaign_id) if one.code in scored]
    if not wanted:
        raise RefusedError("standing.not_scored", _("还没有评分，没有评分表可以打印。请先评分。"))
    return {code: score_sheet(db, campaign_id, code, issued_on=issued_on) for code in wanted}


def printed(contents: Mapping[str, Json]) -> dict[str, bytes]:
    """Their PDFs, made by several processes; outside any transaction."""
    papers = render_many([print_job(content) for content in contents.values()])
    return dict(zip(contents, papers, strict=True))


def packed(contents: Mapping[str, Json]) -> bytes:
    """The same in one file, `S07.pdf` a person."""
    target = BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED) as archive:
        for code, pdf in printed(contents).items():
            archive.writestr(f"{code}.pdf", pdf)
    return target.getvalue()


def _overlay(pack: scoring.Pack) -> str:
    """Who set what the pack leaves open, from which document; "" where nobody did."""
    if pack.overlay is None:
        return ""
    by, document, on = pack.overlay.by, pack.overlay.document, pack.overlay.on
    return f"{by}，依据{document}（{on}），指纹{pack.overlay.digest[:16]}"


def _of_sheet(kept: ScoreSheet) -> dict[str, Any]:
    sheet = json.loads(kept.sheet)
    years, months, days = (int(part) for part in kept.service.split("-"))
    remark = "免予计分，优先安排" if sheet["exempt"] else "不列入排名" if sheet["barred"] else ""
    return {
        "version": kept.version,
        "service": f"{years}年{months}个月{days}天",
        "lines": printed_lines(kept),
        "total": sheet["total"],
        "remark": remark,
    }


def printed_lines(kept: ScoreSheet) -> list[dict[str, Any]]:
    """Every line with its facts in words, the parts of a weighted archive each under it."""
    facts = json.loads(kept.record)["facts"]
    lines = []
    for line in json.loads(kept.sheet)["lines"]:
        lines.append(_line(line, facts))
        lines += [_line(part, facts, part=True) for part in line.get("parts", ())]
    return lines


def _line(line: Json, facts: list[Json], *, part: bool = False) -> dict[str, Any]:
    """A line; a `part` of an archive that is weighted as a whole stands under it and is not counted again."""
    return {
        "label": f"其中：{line['label']}" if part else line["label"],
        "facts": [in_words(facts[index]) for index in line["facts"]],
        "quantity": f"{line['quantity']}{line['unit']}",
        "article": line["article"],
        "points": line["points"],
        "note": line["note"],
    }
