"""What a campaign demands of its records, from the plan's `[records]`; nothing of it is law."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlmodel import Session

from resettlement.errors import BadInputError
from resettlement.records.rows import log
from resettlement.records.tables import RecordPolicy

MOST_REVIEWS = 3


@dataclass(frozen=True)
class Policy:
    """How many people review a record, one after another; whether everybody must have confirmed their sheet
    before a list is posted (三复审一确认 is 3 and true); from which deviation on a total is an outlier
    (`standing.lint` states the statistic).
    """

    reviews: int = 1
    confirmation: bool = False
    outlier: Decimal = Decimal(10)


def policy_of(table: Mapping[str, Any]) -> Policy:
    """The policy of a plan's `[records]`. Raises BadInputError naming the key that is not as it should be."""
    if not isinstance(table, Mapping):
        raise BadInputError("records 应为一张表，写作 [records]，其下 reviews、confirmation、outlier。")
    known, reviews, confirmation = Policy(), table.get("reviews", 1), table.get("confirmation", False)
    if type(reviews) is not int or not 1 <= reviews <= MOST_REVIEWS:
        raise BadInputError(
            f"[records] 的 reviews（复审次数）应为 1 至 {MOST_REVIEWS} 的整数，现为 {reviews}。"
        )
    if type(confirmation) is not bool:
        raise BadInputError(
            f"[records] 的 confirmation（须本人确认）应为 true 或 false，现为 {confirmation}。"
        )
    if unknown := sorted(set(table) - {"reviews", "confirmation", "outlier"}):
        raise BadInputError(f"[records] 没有 {'、'.join(unknown)}。可写：reviews、confirmation、outlier。")
    return Policy(reviews, confirmation, _outlier(table.get("outlier", known.outlier)))


def _outlier(value: Any) -> Decimal:
    try:
        figure = Decimal(str(value))
    except InvalidOperation:
        figure = Decimal("NaN")
    if isinstance(value, bool) or not figure.is_finite() or figure <= 0:
        raise BadInputError(f"[records] 的 outlier（异常偏离度）应为大于 0 的数，现为 {value}。")
    return figure


def policy(session: Session, campaign_id: str) -> Policy:
    """The campaign's policy; the plain one where none was set."""
    row = session.get(RecordPolicy, campaign_id)
    return Policy() if row is None else Policy(row.reviews, row.confirmation, Decimal(row.outlier))


def set_policy(session: Session, campaign_id: str, wanted: Policy, *, by: str, at: datetime) -> None:
    """Set what the campaign demands from now on; records reviewed before stay reviewed."""
    figures = {"reviews": wanted.reviews, "confirmation": wanted.confirmation, "outlier": str(wanted.outlier)}
    session.merge(
        RecordPolicy(
            campaign_id=campaign_id, reviews=wanted.reviews, confirmation=wanted.confirmation,
            outlier=str(wanted.outlier),
        )
    )  # fmt: skip
    session.flush()
    log(session, campaign_id, "record_policy_set", figures, by, at)
