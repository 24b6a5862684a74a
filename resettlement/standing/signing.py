"""A person signs their own score (本人确认), or reads it and will not: always the sheet that stands now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from resettlement.campaign.service import stream_of
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.records import service as records
from resettlement.standing.release import stale
from resettlement.standing.service import newest_versions
from resettlement.translation import gettext as _


def confirm(
    db: Session,
    campaign_id: str,
    *,
    by: str,
    at: datetime,
    codes: Sequence[str] | None = None,
    seen: Mapping[str, str] | None = None,
) -> int:
    """These people, or everybody, signed their sheet; how many did. `seen`: the version on paper, by code.

    Raises RefusedError `records.unknown_candidate`, `records.not_scored`, `records.other_sheet` where another
    version stands by now, `standing.stale` where the record or the rules were changed since, and what
    `records.service.confirm` raises.
    """
    lock(db, stream_of(campaign_id))
    newest = newest_versions(db, campaign_id)
    signing = records.unconfirmed(db, campaign_id) if codes is None else codes
    records.refuse_unknown(db, campaign_id, signing)
    _refuse_unscored(newest, signing)
    _refuse_other_sheets(newest, seen or {})
    _refuse_stale(db, campaign_id, signing)
    return records.confirm(db, campaign_id, by=by, at=at, codes=codes, sheets=newest)


def refuse_to_sign(
    db: Session, campaign_id: str, code: str, reason: str, *, by: str, at: datetime, seen: str = ""
) -> None:
    """Somebody read their sheet and will not sign it: for posting that is an answer like a signature.

    Raises as :func:`confirm`, and as `records.service.refuse_to_sign`.
    """
    lock(db, stream_of(campaign_id))
    newest = newest_versions(db, campaign_id)
    records.refuse_unknown(db, campaign_id, [code])
    _refuse_unscored(newest, [code])
    _refuse_other_sheets(newest, {code: seen} if seen else {})
    _refuse_stale(db, campaign_id, [code])
    records.refuse_to_sign(db, campaign_id, code, reason, sheet=newest[code], by=by, at=at)


def _refuse_unscored(newest: Mapping[str, int], codes: Iterable[str]) -> None:
    if lacking := sorted(set(codes) - newest.keys()):
        raise RefusedError(
            "records.not_scored",
            _("%(people)s 还没有评分，没有评分表可以确认。请先评分。", people="、".join(lacking)),
            candidates=lacking,
        )


def _refuse_stale(db: Session, campaign_id: str, codes: Iterable[str]) -> None:
    """Who is not reviewed yet is refused for that first (`records.service`)."""
    waiting = set(records.unreviewed(db, campaign_id))
    if changed := sorted(set(codes) & set(stale(db, campaign_id)) - waiting):
        raise RefusedError(
            "standing.stale",
            _(
                "%(people)s的档案在评分之后有改动，评分表将是新的一版，不能确认。请先重新评分。",
                people="、".join(changed),
            ),
            candidates=changed,
        )


def _refuse_other_sheets(newest: Mapping[str, int], seen: Mapping[str, str]) -> None:
    for code, version in seen.items():
        if version != str(newest[code]):
            raise RefusedError(
                "records.other_sheet",
                _(
                    "%(code)s 的评分表现为第 %(version)s 版，与本人签的不是同一版。"
                    "请打印这一版给本人看过再签。",
                    code=code,
                    version=newest[code],
                ),
                candidate=code,
            )
