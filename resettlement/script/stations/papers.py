"""Station 出纸: score sheets, slips, agreements, certificate and minutes as PDFs; the public bundle."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlmodel import Session

from public_notices.documents import print_job
from public_notices.rendering import render_many
from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.handed_over import agreements, of_the_session, slips
from resettlement.papers.plain_text import as_text
from resettlement.papers.score_sheets import score_sheet
from resettlement.publication.bundle import publish_campaign
from resettlement.script.lines import Line
from resettlement.script.state import Command, Play
from resettlement.script.stations.records import word
from resettlement.standing.service import newest_versions
from resettlement.translation import gettext as _

Content = Mapping[str, Any]
SORTS: Mapping[str, Callable[[Session, str], Iterable[tuple[str, Content]]]] = {
    "sheets": lambda db, id_: _sheets(db, id_),
    "slips": slips,
    "agreements": agreements,
    "minutes": of_the_session,
}
"""What may be printed: for each paper its file name, without .pdf, and its content."""


def _sheets(db: Session, campaign_id: str) -> list[tuple[str, Content]]:
    today = clock.now().date()
    codes = sorted(newest_versions(db, campaign_id))
    return [(code, score_sheet(db, campaign_id, code, issued_on=today)) for code in codes]


def _print(play: Play, line: Line) -> None:
    sort = word(line, 0, "、".join(SORTS))
    if sort not in SORTS:
        said = _("没有“%(sort)s”可以打印。可写：%(sorts)s。", sort=sort, sorts="、".join(SORTS))
        raise RefusedError("papers.unknown", said)
    with database.reading(play.engine) as db:
        papers = dict(SORTS[sort](db, play.id))
    made = render_many([print_job(content) for content in papers.values()])
    for name, pdf in zip(papers, made, strict=True):
        play.write(f"{sort}/{name}.pdf", pdf)
        if papers[name]["kind"] == "minutes":
            play.write(f"{sort}/{name}.txt", as_text(papers[name]).encode())


def _publish(play: Play, line: Line) -> None:
    publish_campaign(play.engine, play.id, play.out / "bundle")


COMMANDS = {
    "print": Command(
        "sheets | slips | agreements | minutes", "出纸（PDF）", _print,
        "handed_over.slips", "/hall/papers/{version}",
        ("standing.not_scored", "selection.not_open", "papers.not_closed", "papers.unknown"),
    ),
    "publish": Command(
        "", "公布公开包", _publish, "publication.bundle.publish_campaign", "/staff/session/publish",
        ("selection.not_open", "notices.gate_refused", "second_path.differs"),
    ),
}  # fmt: skip
