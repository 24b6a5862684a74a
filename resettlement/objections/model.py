"""异议 against a posted score or list: who may rule, and when one may be filed. Pure."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from enum import StrEnum

from resettlement.errors import RefusedError
from resettlement.translation import gettext as _
from resettlement.workdays import Period


class FiledBy(StrEnum):
    """The person concerned, or anybody else. Which of the two is in the row, never in the journal."""

    SELF = "self"
    OTHER = "other"


class Source(StrEnum):
    """On paper, by the public form, or on the spot in the hall, where the supervisor takes it down."""

    PAPER = "paper"
    ONLINE = "online"
    HALL = "hall"


class Status(StrEnum):
    """Filed; admitted (受理) and waiting, or not admitted; ruled."""

    FILED = "filed"
    ADMITTED = "admitted"
    NOT_ADMITTED = "not_admitted"
    RULED = "ruled"


OPEN = (Status.FILED, Status.ADMITTED)
"""Somebody still waits for an answer."""


class Outcome(StrEnum):
    """成立 or 不成立."""

    UPHELD = "upheld"
    REJECTED = "rejected"


def check_period(filed_on: date, period: Period) -> None:
    """Raises RefusedError `objections.outside_period` when the notice is not open on that day."""
    if filed_on < period.first_on:
        remedy = _("公示自 %(first)s 起，请在公示期内提出", first=period.first_on)
    elif filed_on > period.last_on:
        remedy = _("如有更正公示，可在其公示期内提出；也可持书面材料向本局反映，由本局另行处理")
    else:
        return
    raise RefusedError(
        "objections.outside_period",
        _(
            "%(day)s 不在公示期内（%(first)s 至 %(last)s）。%(remedy)s。",
            day=filed_on,
            first=period.first_on,
            last=period.last_on,
            remedy=remedy,
        ),
        filed_on=filed_on,
        period=period,
    )


def check_ruler(ruled_by: str, involved: Collection[str]) -> None:
    """Nobody rules on their own work: else RefusedError `objections.same_person`."""
    if ruled_by in involved:
        raise RefusedError(
            "objections.same_person",
            _(
                "账号 %(account)s 录入或评定过该记录，不能裁定针对它的异议。请由另一位工作人员裁定。",
                account=ruled_by,
            ),
            ruled_by=ruled_by,
        )


def check_admission(admitted: bool, reason: str) -> None:
    """Turning somebody away needs a reason: else RefusedError `objections.no_reason`."""
    if not admitted and not reason.strip():
        raise RefusedError("objections.no_reason", _("不予受理的，请写明理由，提出异议的人有权知道。"))


def check_ruling(reason: str, ruled_on: date, today: date) -> None:
    """A ruling has a reason, and its day has come."""
    if not reason.strip():
        raise RefusedError("objections.no_reason", _("请写明裁定理由，提出异议的人有权知道。"))
    if ruled_on > today:
        raise RefusedError(
            "objections.ruled_in_future",
            _("裁定日期（%(ruled)s）还没有到，今天是 %(today)s。请核对日期。", ruled=ruled_on, today=today),
        )
