"""Whether somebody may choose for another: papers, and the day of the request where rules want one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from resettlement.errors import RefusedError
from resettlement.selection.session.events import AdmitProxy, ProxyAdmitted
from resettlement.translation import gettext as _


def admitted(rules: Mapping[str, Any], command: AdmitProxy, at: datetime) -> ProxyAdmitted:
    """The event that admits a proxy under `rules`, the `proxy` of the settings. Raises RefusedError."""
    if not rules["allowed"]:
        raise RefusedError("selection.proxy_not_allowed", _("本场规则不允许委托他人选岗。"))
    missing = [paper for paper in rules["papers"] if paper not in command.papers]
    if missing:
        raise RefusedError(
            "selection.papers_missing", _("委托手续不全，还缺：%(papers)s。", papers="、".join(missing))
        )
    days = rules.get("days_ahead", 0)
    requested_on = _requested(command.requested_on, days, at).isoformat() if days else None
    return ProxyAdmitted(command.candidate, tuple(rules["papers"]), requested_on)


def _requested(typed: str, days: int, at: datetime) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError as error:
        raise RefusedError(
            "selection.proxy_request_date",
            _("委托须提前 %(days)s 日申请。请写明申请日期，例如 2026-03-01。", days=days),
        ) from error
    latest = at.date() - timedelta(days=days)
    if day > latest:
        raise RefusedError(
            "selection.proxy_requested_late",
            _(
                "委托须提前 %(days)s 日申请，最迟 %(latest)s；申请日期是 %(day)s。",
                days=days,
                latest=latest,
                day=day,
            ),
        )
    return day
