"""The report of a rehearsal (演练报告): how long it took, what went wrong, what to practise again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from litestar import get
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlmodel import Session as Database

from public_notices import wording
from resettlement import database
from resettlement.accounts.model import Role
from resettlement.journal.service import read
from resettlement.positions.service import positions
from resettlement.selection.rehearsal import drill
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.rehearsal.faults import NETWORK_GONE_SECONDS
from resettlement.selection.rehearsal.invented import name_of, rehearsal_id
from resettlement.selection.rehearsal.report import Report, Turn, report
from resettlement.translation import gettext as _
from resettlement.translation import looked_up, ngettext
from resettlement.web.hall.fault_words import AGAIN, COMMANDS, FAULTS, OUTCOMES, REFUSALS
from resettlement.web.rendering import find_campaign, page
from resettlement.web.security import AnyRequest, AnyResponse, CurrentEngine, may

READERS = may(Role.HOST, Role.SUPERVISOR, Role.ADMINISTRATOR)


@get("/hall/rehearsals", guards=[READERS], sync_to_thread=True)
def reports(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every rehearsal of the campaign, the newest first."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        held = rehearsal.held(db, campaign.id) if campaign else 0
        found = [(n, _report(db, campaign.id, n)) for n in range(held, 0, -1)] if campaign else []
        running = bool(campaign and rehearsal.running(db, campaign.id))
    return page(request, "hall/reports.html", found=found, running=held if running else 0, duration=duration)


@get("/hall/rehearsals/{number:int}", guards=[READERS], sync_to_thread=True)
def one_report(request: AnyRequest, engine: CurrentEngine, number: FromPath[int]) -> AnyResponse:
    """The report of one rehearsal, read from its logs; of the one that is running, as far as it has come."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        if campaign is None or not 1 <= number <= rehearsal.held(db, campaign.id):
            raise NotFoundException
        found = _report(db, campaign.id, number)
        running = rehearsal.running(db, campaign.id) == rehearsal_id(campaign.id, number)
        posts = {post.id: f"{post.id} {post.unit}·{post.title}" for post in positions(db, campaign.id)}
    shown: dict[str, Any] = {"number": number, "report": found, "running": running, "posts": posts}
    said = {"again": list(_again(found)), "refused": _refused(found), "faults": FAULTS, "outcomes": OUTCOMES}
    words = {"duration": duration, "ended": _ended, "name_of": name_of, "cut": NETWORK_GONE_SECONDS}
    return page(request, "hall/report.html", **{**shown, **said, **words})


def _report(db: Database, campaign_id: str, number: int) -> Report:
    log, notes = rehearsal_id(campaign_id, number), drill.notes(db, rehearsal_id(campaign_id, number))
    return report(read(db, log), notes, rehearsal.ended_at(db, campaign_id, number))


def duration(seconds: int) -> str:
    """Seconds as a stopwatch shows them: 0:35, 1:02:07."""
    minutes, rest = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


def _ended(turn: Turn, post: str) -> str:
    """How a turn ended, in a few words."""
    match turn.outcome:
        case "chosen":
            return post
        case "missed":
            return _("过号：%(reason)s", reason=wording.known(wording.MISSED, turn.reason))
        case "passed":
            return _("本轮暂不选")
        case _:
            return _("本次不选岗")


def _refused(found: Report) -> list[tuple[str, str, int]]:
    """What was refused and why, the most frequent first."""
    counted = Counter((one.command, one.code) for one in found.refusals)
    return [
        (wording.known(COMMANDS, command), wording.known(REFUSALS, code), times)
        for (command, code), times in counted.most_common()
    ]


def _again(found: Report) -> Iterator[str]:
    """What to practise again, in sentences."""
    yield from (looked_up(AGAIN[one.fault]) for one in found.faults if one.came and not one.right)
    missing = [looked_up(FAULTS[one.fault]) for one in found.faults if one.came is None]
    if missing:
        yield _("%(faults)s：这一场还没有轮到就结束了，请再演练一场。", faults=wording.listed(missing))
    if late := len(found.over_time):
        yield ngettext(
            "有 %(num)s 次超过了选岗时间：请提前请本人想好，叫号后先看大屏幕上的余额。",
            "有 %(num)s 次超过了选岗时间：请提前请本人想好，叫号后先看大屏幕上的余额。",
            late,
        )
    if found.slips > 0:
        yield ngettext(
            "有 %(num)s 次撤销不是演练要求的：确认之前，请向本人复述岗位编号和单位。",
            "有 %(num)s 次撤销不是演练要求的：确认之前，请向本人复述岗位编号和单位。",
            found.slips,
        )
    if found.refusals:
        yield _("有操作被拒绝：请对照下面的清单，看清规则再操作。")
