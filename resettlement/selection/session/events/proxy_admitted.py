"""Somebody may choose for another: papers, and the day of the request where the rules want one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Self

from resettlement.errors import RefusedError
from resettlement.selection.session.choosing import at_table, refuse_filed_wish_due
from resettlement.selection.session.command import Command, Filed, Form, given, several
from resettlement.selection.session.state import Event, Ids, InATurn, Recorded, Session
from resettlement.selection.session.turns import first_at_table
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class ProxyAdmitted(InATurn):
    """`requested_on`: the day of the request, where the rules want it ahead of the session."""

    papers: Ids
    requested_on: str | None = None

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, table=replace(first_at_table(session), proxy=True))


@dataclass(frozen=True)
class AdmitProxy(Command):
    candidate: str
    papers: Ids
    requested_on: str = ""

    name, arguments, does = "proxy", "PERSON [REQUESTED_ON]", "受托人到场，手续齐全"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_filed_wish_due(at_table(session, self.candidate))
        rules = session.opened.settings["proxy"]
        if not rules["allowed"]:
            raise RefusedError("selection.proxy_not_allowed", _("本场规则不允许委托他人选岗。"))
        missing = [paper for paper in rules["papers"] if paper not in self.papers]
        if missing:
            raise RefusedError(
                "selection.papers_missing", _("委托手续不全，还缺：%(papers)s。", papers="、".join(missing))
            )
        days = rules.get("days_ahead", 0)
        requested_on = _requested(self.requested_on, days, at).isoformat() if days else None
        return ProxyAdmitted(self.candidate, tuple(rules["papers"]), requested_on)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        papers = tuple(session.opened.settings["proxy"]["papers"])
        return cls(words[0], papers, words[1] if len(words) > 1 else "")

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        return cls(given(form, "candidate"), several(form, "paper"), given(form, "requested_on"))


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
