"""A list on its way to the wall is held against the records it comes from and the list posted before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from public_notices.verifier import Difference
from resettlement.errors import DifferenceError, RefusedError
from resettlement.publication.register import Posted
from resettlement.standing.model import StandingRow
from resettlement.standing.release import refuse_unready
from resettlement.standing.service import rows_of, standings
from resettlement.translation import gettext as _

LISTS = ("scores", "correction")


def refuse_unready_list(
    db: Session, campaign_id: str, content: Mapping[str, Any], earlier: Sequence[Posted]
) -> None:
    """Before a list of scores, or a correction of one, may be posted.

    Raises as `standing.release.refuse_unready`; DifferenceError where the paper says something else than the
    newest standing, or has other people on it than the list before, which only a correction may add or take
    out by their numbers.
    """
    if content["kind"] not in LISTS:
        return
    refuse_unready(db, campaign_id, date.fromisoformat(content["issued_on"]))
    versions = standings(db, campaign_id)
    listed = [number.standing for number in earlier if number.standing is not None]
    shown = content["standing_version"]
    if shown is None and listed:  # a lifted freeze, and every score as it was posted
        shown = listed[-1]
    if shown != versions[-1].version:
        raise RefusedError(
            "posting.not_the_newest",
            _(
                "要张贴的是名次第 %(this)s 版，最新的是第 %(newest)s 版。请重新制作。",
                this=shown,
                newest=versions[-1].version,
            ),
        )
    rows = {row.candidate: row for group in rows_of(versions[-1]).values() for row in group}
    before = next((one for one in versions if listed and one.version == listed[-1]), None)
    found = list(_on_paper(content, rows))
    if before is not None:
        known = {row.candidate for group in rows_of(before).values() for row in group}
        found += _number_of_people(content, known, set(rows))
    if found:
        sentences = "\n".join(one.sentence for one in found)
        said = _("要张贴的名单与评分不符，不能公示：\n%(sentences)s", sentences=sentences)
        raise DifferenceError(said, differences=found)


def _on_paper(content: Mapping[str, Any], rows: Mapping[str, StandingRow]) -> Iterator[Difference]:
    """Every row of the paper says what the standing says, and nobody is missing."""
    if content["kind"] == "correction":
        for line in content["changed"]:
            row = rows.get(line["candidate"])
            if row is None or row.total != line["total_new"]:
                yield _difference(
                    line["candidate"], line["line"], row and row.total, line["total_new"], _("总分")
                )
        for move in content["moved"]:
            row = rows.get(move["candidate"])
            if row is None or row.standing != move["new"]:
                yield _difference(move["candidate"], None, row and row.standing, move["new"], _("名次"))
        return
    printed = {line["candidate"]: line for group in content["groups"] for line in group["rows"]}
    for candidate in sorted(printed.keys() | rows.keys()):
        row, line = rows.get(candidate), printed.get(candidate)
        if row is None or line is None:
            there, wanted = (_("有") if one else _("没有") for one in (line, row))
            yield _difference(candidate, None, wanted, there, _("名单上"))
        elif (row.standing, row.total) != (line["standing"], line["total"]):
            printed_row = _row(line["standing"], line["total"])
            yield _difference(candidate, None, _row(row.standing, row.total), printed_row, _("这一行"))


def _row(standing: object, total: object) -> str:
    return _("名次 %(standing)s、总分 %(total)s", standing=standing, total=total)


def _number_of_people(content: Mapping[str, Any], before: set[str], after: set[str]) -> Iterator[Difference]:
    """The people are those of the list before, plus and minus those whom this numbered correction names."""
    named = {"joined": set(content.get("joined", ())), "left": set(content.get("left", ()))}
    joined = _("比上一次公示的名单增加，没有写在更正公告里")
    left = _("比上一次公示的名单减少，没有写在更正公告里")
    for key, people, missed in (("joined", after - before, joined), ("left", before - after, left)):
        for candidate in sorted(people ^ named[key]):
            wanted = _("人数 %(n)s 加减有编号的更正", n=len(before))
            sentence = _(
                "%(candidate)s：%(missed)s。应为%(wanted)s，现为 %(n)s 人。",
                candidate=candidate, missed=missed, wanted=wanted, n=len(after),
            )  # fmt: skip
            yield Difference("B6", candidate, None, wanted, str(len(after)), sentence)


def _difference(candidate: str, line: str | None, wanted: object, printed: object, what: str) -> Difference:
    where = _("%(candidate)s，%(line)s", candidate=candidate, line=line) if line else candidate
    sentence = _(
        "%(where)s：%(what)s应为 %(wanted)s，纸上是 %(printed)s。",
        where=where, what=what, wanted=json.dumps(wanted, ensure_ascii=False), printed=printed,
    )  # fmt: skip
    return Difference("B6", candidate, line, str(wanted), str(printed), sentence)
