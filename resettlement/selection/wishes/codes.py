"""The personal code (填报码) with which a candidate files wishes on the phone.

Eight characters of 32 that nobody mistakes for one another: 40 bits. It is worked out from the campaign's
key, the candidate and the number of the issue; the number alone is stored. A new issue ends the one before.
"""

from __future__ import annotations

import hmac
import unicodedata
from collections.abc import Collection, Mapping, Set
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, func
from sqlmodel import Session, select

from resettlement import clock, database
from resettlement.accounts import attempts
from resettlement.campaign.service import campaign, salt, stream_of
from resettlement.errors import RefusedError
from resettlement.journal.model import Draft
from resettlement.journal.service import append, lock
from resettlement.selection.wishes.tables import WishCode
from resettlement.translation import gettext as _

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 8
LIMITS = {"both": 10, "address": 100}
"""Wrong codes within a quarter of an hour: of one address for one candidate, of one address.

None for a candidate from anywhere: whoever guesses at a code would shut out its owner. To try all 2^40 codes
of one candidate an address would need some 300,000 years.
"""


@dataclass(frozen=True)
class Code:
    """A candidate's code as it is printed, `ABCD-2345`, and which issue it is."""

    candidate: str
    issue: int
    text: str


def issue_codes(
    session: Session, campaign_id: str, candidates: Collection[str], *, by: str, at: datetime
) -> None:
    """A first code, or one in the place of another, for each of them; the journal says which issue."""
    lock(session, stream_of(campaign_id))
    before = issues(session, campaign_id)
    _issue(session, campaign_id, {one: before.get(one, 0) + 1 for one in candidates}, by, at)


def issue_first_codes(
    session: Session, campaign_id: str, candidates: Set[str], *, by: str, at: datetime
) -> None:
    """A code for each of them who has none: no slip that was handed over is ended by this."""
    lock(session, stream_of(campaign_id))
    _issue(session, campaign_id, dict.fromkeys(candidates - issues(session, campaign_id).keys(), 1), by, at)


def _issue(session: Session, campaign_id: str, new: Mapping[str, int], by: str, at: datetime) -> None:
    session.add_all(
        WishCode(
            campaign_id=campaign_id, candidate=candidate, issue=number, issued_at=clock.written(at),
            issued_by=by,
        )
        for candidate, number in sorted(new.items())
    )  # fmt: skip
    drafts = [
        Draft("wish_code_issued", {"candidate": candidate, "issue": number})
        for candidate, number in sorted(new.items())
    ]
    append(session, stream_of(campaign_id), drafts, by=by, at=at)


def issues(session: Session, campaign_id: str) -> dict[str, int]:
    """For everybody who was given a code the number of the issue that works."""
    last = select(WishCode.candidate, func.max(WishCode.issue)).where(WishCode.campaign_id == campaign_id)
    return dict(session.exec(last.group_by(WishCode.candidate)).all())


def codes(session: Session, campaign_id: str) -> tuple[Code, ...]:
    """Every code that works, by candidate: for the slips, and for nothing else."""
    found = sorted(issues(session, campaign_id).items())
    return tuple(
        Code(candidate, number, _printed(_code(session, campaign_id, candidate, number)))
        for candidate, number in found
    )


def let_in(
    engine: Engine, campaign_id: str, candidate: str, typed: str, *, address: str, at: datetime
) -> None:
    """Let in whoever knows the candidate's code, and nobody else.

    The same refusal whether there is no such candidate, they have no code, or it is another: RefusedError
    `wishes.wrong_code`; `wishes.too_many` beyond the limit.
    """
    # Of a kind of its own: a phone in the office's network must not use up what its accounts may try.
    who, address = f"wishes/{campaign_id}/{candidate}", f"wishes/{address}"
    with database.transaction(engine) as session:
        counted = attempts.counted(session, who, address, at, LIMITS)
        known = counted and _is_his(session, campaign_id, candidate, typed)
        if known:
            attempts.forget(session, who, address)
    if not counted:
        minutes = int(attempts.WINDOW.total_seconds()) // 60
        raise RefusedError("wishes.too_many", _("试的次数太多，请 %(minutes)s 分钟后再试。", minutes=minutes))
    if not known:
        raise RefusedError(
            "wishes.wrong_code", _("编号或填报码不对。请照纸条逐个核对；补发过的，只有最新的一张有效。")
        )


def _is_his(session: Session, campaign_id: str, candidate: str, typed: str) -> bool:
    number = issues(session, campaign_id).get(candidate, 0)  # a code of issue 0 is worked out, never theirs
    wanted = _code(session, campaign_id, candidate, number)
    return hmac.compare_digest(_read(typed).encode(), wanted.encode()) and number > 0


def _code(session: Session, campaign_id: str, candidate: str, number: int) -> str:
    bits = int(salt(campaign(session, campaign_id), f"wish_code/{number}/{candidate}")[:10], 16)
    return "".join(ALPHABET[bits >> 5 * place & 31] for place in reversed(range(LENGTH)))


def _printed(code: str) -> str:
    return f"{code[:4]}-{code[4:]}"


def _read(typed: str) -> str:
    """As typed on whatever keyboard: full-width or small letters, with or without the hyphen."""
    plain = unicodedata.normalize("NFKC", typed[:40]).upper()
    return "".join(letter for letter in plain if letter.isascii() and letter.isalnum())
