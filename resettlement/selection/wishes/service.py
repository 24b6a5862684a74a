"""Wishes (志愿) filed before the session: safety net of the absent, and the means to settle ties.

Filed on the phone, from paper or from a workbook, as often as one likes until filing closes; each filing is
a revision that stays, the last one counts. They are committed to when they are filed and when the session
opens, and opened only where they are used: docs/session-log.md.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.campaign.service import campaign, salt, stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append, lock, read
from resettlement.positions.service import eligible
from resettlement.records.model import Preview
from resettlement.records.service import refuse_problems
from resettlement.selection.wishes.form import MOST, Wishes, against
from resettlement.selection.wishes.tables import FiledWishes
from resettlement.selection.wishes.times import times
from resettlement.translation import gettext as _


class How(StrEnum):
    """By which way wishes came."""

    PHONE = "phone"
    PAPER = "paper"
    WORKBOOK = "workbook"


@dataclass(frozen=True)
class Filing:
    """One revision as the office may see it: everything but the wishes."""

    candidate: str
    revision: int
    how: How
    filed_at: datetime
    entered_by: str
    commitment: str


@dataclass(frozen=True)
class Sealed:
    """What a workbook would change: who is new, who filed otherwise before, who just so."""

    new: tuple[str, ...]
    changed: tuple[Filing, ...]
    same: tuple[str, ...]
    digest: str
    """Names exactly this: whoever agrees to it agrees to nothing else."""


def filings(session: Session, campaign_id: str) -> dict[str, tuple[Filing, ...]]:
    """Every revision of everybody who filed, the first one first; nobody's wishes."""
    of, found = campaign(session, campaign_id), dict[str, list[Filing]]()
    for row in _rows(session, campaign_id):
        found.setdefault(row.candidate, []).append(_filing(row, of))
    return {candidate: tuple(own) for candidate, own in found.items()}


def commitments(session: Session, campaign_id: str) -> dict[str, str]:
    """For everybody who filed: SHA-256 of the RFC 8785 form of their last wishes with its salt."""
    return {candidate: own[-1].commitment for candidate, own in filings(session, campaign_id).items()}


def opened(session: Session, campaign_id: str, code: str) -> dict[str, Any]:
    """A person's last wishes as they stand in the log once they are used: `{wishes, accepts_any, salt}`.

    For the session, and for themselves. Raises RefusedError `wishes.none_filed`.
    """
    row = _last(session, campaign_id, code)
    if row is None:
        raise RefusedError("wishes.none_filed", _("%(code)s 没有填报志愿。", code=code), candidate=code)
    return _opened(row, campaign(session, campaign_id))


def touched(session: Session, campaign_id: str) -> dict[str, tuple[str, ...]]:
    """Whose last wishes name a post that went, lost seats or was changed since they filed: person to posts.

    They stand as they were filed; these people are told, and may file again until filing closes.
    """
    changes = [
        (clock.read(entry.at), found)
        for entry in read(session, stream_of(campaign_id))
        if (found := _worse(entry.type, entry.payload))
    ]
    told: dict[str, tuple[str, ...]] = {}
    for candidate, row in _newest(session, campaign_id).items() if changes else ():
        wished, filed_at = json.loads(row.wishes), clock.read(row.filed_at)
        since = frozenset[str]().union(*(found for at, found in changes if at >= filed_at))
        if posts := tuple(post for post in wished if post in since):
            told[candidate] = posts
    return told


def _worse(kind: str, payload: Mapping[str, Any]) -> frozenset[str]:
    """The posts that an entry of the campaign's log took away, cut or changed."""
    match kind:
        case "position_withdrawn":
            return frozenset((payload["position"],))
        case "seats_changed" if payload["now"] < payload["before"]:
            return frozenset((payload["position"],))
        case "positions_imported" if "replaced" in payload:
            return frozenset((*payload["replaced"]["gone"], *payload["replaced"]["changed"]))
        case _:
            return frozenset()


def faults(wishes: Sequence[str], accepts_any: bool, may_take: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """What is wrong with the wishes, each with the number of the wish (from 1)."""
    found = []
    for number, wish in enumerate(wishes, 1):
        if wish not in may_take:
            found.append((number, _("%(post)s 不在可以选的岗位里。请改选。", post=wish)))
        elif wish in wishes[: number - 1]:
            first = wishes.index(wish) + 1
            sentence = _("%(post)s 已经是第 %(n)s 志愿。每个岗位只填一次。", post=wish, n=first)
            found.append((number, sentence))
    if not wishes and not accepts_any:
        found.append((1, _("没有选岗位，也不服从调剂。请至少选一个岗位，或选“服从调剂”。")))
    if len(wishes) > MOST:
        found.append((MOST, _("最多填 %(most)s 个志愿。", most=MOST)))
    return tuple(found)


def file_one(
    session: Session,
    campaign_id: str,
    candidate: str,
    wishes: Sequence[str],
    accepts_any: bool,
    *,
    how: How,
    on: date,
    by: str,
    at: datetime,
) -> Filing:
    """File one person's wishes, first wish first; the same once more is no new filing. `on`: see
    `positions.model.eligibility`.

    Raises RefusedError `wishes.not_open`, `wishes.closed`, `wishes.not_in_standing`, and `wishes.problems`
    naming the post.
    """
    lock(session, stream_of(campaign_id))
    times(session, campaign_id).refuse_unless_open(candidate, at)
    may_take = eligible(session, campaign_id, on)[candidate]
    if wrong := faults(wishes, accepts_any, may_take):
        raise RefusedError("wishes.problems", "\n".join(sentence for _number, sentence in wrong))
    of, last = campaign(session, campaign_id), _last(session, campaign_id, candidate)
    if last is not None and _same(last, wishes, accepts_any):
        return _filing(last, of)
    filed = _add(session, of, last, FiledWishes(
        campaign_id=campaign_id, candidate=candidate, revision=1, how=how, wishes=json.dumps(list(wishes)),
        accepts_any=accepts_any, filed_at=clock.written(at), entered_by=by,
    ))  # fmt: skip
    payload = {
        "candidate": candidate, "revision": filed.revision, "how": how.value, "commitment": filed.commitment,
    }  # fmt: skip
    append(session, stream_of(campaign_id), [Draft("wish_filed", payload)], by=by, at=at)
    return filed


def differences(session: Session, campaign_id: str, preview: Preview[Wishes]) -> Sealed:
    """Whose wishes a workbook would add or change; nothing is written."""
    of, last = campaign(session, campaign_id), _newest(session, campaign_id)
    new = tuple(one.candidate for one in preview.rows if one.candidate not in last)
    known = [(one, last[one.candidate]) for one in preview.rows if one.candidate in last]
    changed = [row for one, row in known if not _same(row, one.wishes, one.accepts_any)]
    same = tuple(one.candidate for one, row in known if _same(row, one.wishes, one.accepts_any))
    named = digest([preview.digest, list(new), [[row.candidate, row.revision] for row in changed]])
    return Sealed(new, tuple(_filing(row, of) for row in changed), same, named)


def checked(session: Session, campaign_id: str, preview: Preview[Wishes], on: date) -> Preview[Wishes]:
    """The preview with what does not fit the campaign's people and posts. `on`: see `eligibility`.

    Raises RefusedError `wishes.closed`.
    """
    times(session, campaign_id).refuse_closed(clock.now())
    return preview.with_findings(against(preview, eligible(session, campaign_id, on)))


def file_wishes(
    session: Session,
    campaign_id: str,
    preview: Preview[Wishes],
    *,
    on: date,
    by: str,
    at: datetime,
    agreed: str = "",
) -> int:
    """Write a workbook's new and changed wishes, or nobody's; how many people. `on`: see
    `positions.model.eligibility`. `agreed` is the digest of the differences somebody looked at.

    Raises RefusedError `wishes.closed`, `wishes.problems` (also for posts one may not take),
    `wishes.already_filed`, and `wishes.differences_changed`.
    """
    lock(session, stream_of(campaign_id))
    times(session, campaign_id).refuse_closed(at)
    refuse_problems(preview.problems, "wishes.problems")
    refuse_problems(against(preview, eligible(session, campaign_id, on)), "wishes.problems")
    found = differences(session, campaign_id, preview)
    _refuse_unseen(found, agreed)
    of, last = campaign(session, campaign_id), _newest(session, campaign_id)
    filed = [
        _add(session, of, last.get(one.candidate), FiledWishes(
            campaign_id=campaign_id, candidate=one.candidate, revision=1, how=How.WORKBOOK,
            wishes=json.dumps(one.wishes), accepts_any=one.accepts_any,
            filed_at=clock.written(one.filed_at), entered_by=by,
        ))
        for one in preview.rows
        if one.candidate not in found.same
    ]  # fmt: skip
    payload = {
        "people": len(filed),
        "file_sha256": preview.digest,
        "commitments": {one.candidate: one.commitment for one in filed},
    }
    append(session, stream_of(campaign_id), [Draft("wishes_filed", payload)], by=by, at=at)
    return len(filed)


def _refuse_unseen(found: Sealed, agreed: str) -> None:
    """Nobody's wishes are changed by a workbook before somebody has looked at whose."""
    known = [one.candidate for one in found.changed] or ([] if found.new else list(found.same))
    if known and not agreed:
        raise RefusedError(
            "wishes.already_filed",
            _(
                "这些人已经填报过志愿：%(people)s。没有写入任何内容。要改动的，请在工作台导入志愿表，"
                "核对哪些人的志愿会变，再写入。",
                people="、".join(known),
            ),
            candidates=known,
        )
    if agreed and agreed != found.digest:
        raise RefusedError(
            "wishes.differences_changed",
            _("刚才核对之后，又有人填报过志愿。没有写入任何内容。请重新核对哪些人的志愿会变。"),
        )


def _add(session: Session, of: Campaign, last: FiledWishes | None, row: FiledWishes) -> Filing:
    """Add the revision after the last one."""
    row.revision = last.revision + 1 if last else 1
    session.add(row)
    session.flush()
    return _filing(row, of)


def _same(row: FiledWishes, wishes: Sequence[str], accepts_any: bool) -> bool:
    return json.loads(row.wishes) == list(wishes) and row.accepts_any == accepts_any


def _filing(row: FiledWishes, of: Campaign) -> Filing:
    at = clock.read(row.filed_at)
    bound = digest(_opened(row, of))
    return Filing(row.candidate, row.revision, How(row.how), at, row.entered_by, bound)


def _opened(row: FiledWishes, of: Campaign) -> dict[str, Any]:
    """Each revision has a salt of its own: opening the last one helps nobody to guess the earlier ones."""
    label = f"wishes/{row.candidate}" if row.revision == 1 else f"wishes#{row.revision}/{row.candidate}"
    return {"wishes": json.loads(row.wishes), "accepts_any": row.accepts_any, "salt": salt(of, label)}


def _last(session: Session, campaign_id: str, candidate: str) -> FiledWishes | None:
    own = select(FiledWishes).where(
        FiledWishes.campaign_id == campaign_id, FiledWishes.candidate == candidate
    )
    return session.exec(own.order_by(col(FiledWishes.revision).desc()).limit(1)).first()


def _newest(session: Session, campaign_id: str) -> Mapping[str, FiledWishes]:
    return {row.candidate: row for row in _rows(session, campaign_id)}


def _rows(session: Session, campaign_id: str) -> Sequence[FiledWishes]:
    rows = select(FiledWishes).where(FiledWishes.campaign_id == campaign_id)
    return session.exec(rows.order_by(col(FiledWishes.candidate), col(FiledWishes.revision))).all()
