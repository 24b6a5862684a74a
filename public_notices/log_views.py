"""The logs of the bundle as people read them: entries in words, and the stages of the campaign they date.

Pure, like `page_views`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from public_notices import wording
from resettlement.translation import gettext as _

Json = Mapping[str, Any]
LASTING = ("lot_drawn", "arrived", "standby_checked", "post_barred", "seats_changed", "undone")
"""What no undo takes back."""


@dataclass(frozen=True)
class Event:
    """One entry of a log in words."""

    version: int
    at: str
    day: str
    time: str
    by: str
    type: str
    text: str
    revoked: bool
    hash: str


@dataclass(frozen=True)
class Stage:
    """A stage of the campaign: done on these days, or still to come."""

    title: str
    text: str
    done: bool
    first: str
    last: str


def stages(log: list[Json], session: list[Json]) -> tuple[Stage, ...]:
    """The campaign in six stages, each dated by the entries that make it up.

    What is entered, reviewed or scored again after the first notice belongs to the corrections.
    """
    posted = [e for e in log if e["type"] == "notice_posted"]
    first = posted[0]["version"] if posted else len(log) + 1
    early = [e for e in log if e["version"] < first]
    late = [e for e in log if e["version"] >= first]
    held = _of(session, "session_opened", "closed")
    return (
        _stage(
            _("档案与岗位"),
            _("档案信息录入、复核；接收单位提供岗位，编制部门核定。"),
            _of(early, "records_imported", "positions_imported", "records_reviewed"),
        ),
        _stage(
            _("量化评分"),
            _("按评分规则逐项计分，两套程序各算一遍，本人签字确认。"),
            _of(early, "scored", "scores_confirmed"),
        ),
        _stage(_("公示"), _("评分、名次和岗位向社会公示。"), _kind(posted, "scores", "positions")),
        _stage(
            _("异议与更正"),
            _("书面异议逐条答复，更正编号公示；期满名次确定。"),
            _of(late, "objection_filed", "objection_ruled", "standing_frozen") + _kind(posted, "correction"),
            done=[e["type"] for e in _of(late, "standing_frozen", "standing_unfrozen")][-1:]
            == ["standing_frozen"],
        ),
        _stage(_("选岗会"), _("按名次当面选岗，每一步先记录、后显示。"), held, done=len(held) == 2),
        _stage(_("结果公示"), _("结果张贴，全部资料公开，任何人可以核对。"), _kind(posted, "result")),
    )


def revoked_versions(entries: Iterable[Json]) -> set[int]:
    """Versions that a later `undone` took back (docs/session-log.md, Undo)."""
    revoked: set[int] = set()
    seen: list[Json] = []
    for entry in entries:
        if entry["type"] == "undone":
            start = entry["payload"]["from_version"]
            revoked |= {e["version"] for e in seen if e["version"] >= start and e["type"] not in LASTING}
        seen.append(entry)
    return revoked


def event(entry: Json, text: str, revoked: bool) -> Event:
    """One entry with its sentence."""
    at = entry["at"]
    by = wording.account(entry["by"])
    return Event(
        entry["version"],
        at,
        wording.shown_day(at),
        wording.clock(at),
        by,
        entry["type"],
        text,
        revoked,
        entry["hash"],
    )


def _of(log: Iterable[Json], *types: str) -> list[Json]:
    return [entry for entry in log if entry["type"] in types]


def _kind(posted: Iterable[Json], *kinds: str) -> list[Json]:
    return [entry for entry in posted if entry["payload"]["kind"] in kinds]


def _stage(title: str, text: str, entries: list[Json], *, done: bool = True) -> Stage:
    days = sorted(entry["at"][:10] for entry in entries)
    return Stage(title, text, bool(days) and done, days[0] if days else "", days[-1] if days else "")
