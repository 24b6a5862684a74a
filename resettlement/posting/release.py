"""A list on its way to the wall is held against the records it comes from and the list posted before it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from public_notices.verifier import Difference
from resettlement.errors import DifferenceError, RefusedError
from resettlement.posting.publication import Posted
from resettlement.standing.model import StandingRow
from resettlement.standing.release import refuse_unready
from resettlement.standing.service import rows_of, standings

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
    if content["standing_version"] != versions[-1].version:
        raise RefusedError(
            "posting.not_the_newest",
            f"要张贴的是名次第 {content['standing_version']} 版，"
            f"最新的是第 {versions[-1].version} 版。请重新制作。",
        )
    rows = {row.candidate: row for group in rows_of(versions[-1]).values() for row in group}
    listed = [number.standing for number in earlier if number.standing is not None]
    before = next((one for one in versions if listed and one.version == listed[-1]), None)
    found = list(_on_paper(content, rows))
    if before is not None:
        known = {row.candidate for group in rows_of(before).values() for row in group}
        found += _number_of_people(content, known, set(rows))
    if found:
        sentences = "\n".join(one.sentence for one in found)
        raise DifferenceError(f"要张贴的名单与评分不符，不能公示：\n{sentences}", differences=found)


def _on_paper(content: Mapping[str, Any], rows: Mapping[str, StandingRow]) -> Iterator[Difference]:
    """Every row of the paper says what the standing says, and nobody is missing."""
    if content["kind"] == "correction":
        for line in content["changed"]:
            row = rows.get(line["candidate"])
            if row is None or row.total != line["total_new"]:
                yield _difference(
                    line["candidate"], line["line"], row and row.total, line["total_new"], "总分"
                )
        for move in content["moved"]:
            row = rows.get(move["candidate"])
            if row is None or row.standing != move["new"]:
                yield _difference(move["candidate"], None, row and row.standing, move["new"], "名次")
        return
    printed = {line["candidate"]: line for group in content["groups"] for line in group["rows"]}
    for candidate in sorted(printed.keys() | rows.keys()):
        row, line = rows.get(candidate), printed.get(candidate)
        if row is None or line is None:
            there, wanted = ("有" if one else "没有" for one in (line, row))
            yield _difference(candidate, None, wanted, there, "名单上")
        elif (row.standing, row.total) != (line["standing"], line["total"]):
            said = f"名次 {line['standing']}、总分 {line['total']}"
            yield _difference(candidate, None, f"名次 {row.standing}、总分 {row.total}", said, "这一行")


def _number_of_people(content: Mapping[str, Any], before: set[str], after: set[str]) -> Iterator[Difference]:
    """The people are those of the list before, plus and minus those whom this numbered correction names."""
    named = {"joined": set(content.get("joined", ())), "left": set(content.get("left", ()))}
    for key, people, what in (("joined", after - before, "增加"), ("left", before - after, "减少")):
        for candidate in sorted(people ^ named[key]):
            wanted = f"人数 {len(before)} 加减有编号的更正"
            missed = f"{candidate}：比上一次公示的名单{what}，没有写在更正公告里。"
            sentence = f"{missed}应为{wanted}，现为 {len(after)} 人。"
            yield Difference("B6", candidate, None, wanted, str(len(after)), sentence)


def _difference(candidate: str, line: str | None, wanted: object, printed: object, what: str) -> Difference:
    where = f"{candidate}，{line}" if line else candidate
    sentence = f"{where}：{what}应为 {json.dumps(wanted, ensure_ascii=False)}，纸上是 {printed}。"
    return Difference("B6", candidate, line, str(wanted), str(printed), sentence)
