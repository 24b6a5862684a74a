"""Somebody gives back the post they have chosen. Rules: docs/session-log.md, "A freed post"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from resettlement.errors import RefusedError
from resettlement.selection.session.choosing import refuse_taken_table
from resettlement.selection.session.command import Command, Filed, Form, given, refuse_alone
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import REASON, Event, Recorded, Session
from resettlement.selection.session.turns import without
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Waived(Event):
    candidate: str
    position: str
    reason: str
    second: str | None = None

    typed = REASON

    def evolve(self, session: Session, entry: Recorded) -> Session:
        chosen = without(session.chosen, self.candidate)
        without_post = {**session.without_post, self.candidate: "waived"}
        after = replace(session, chosen=chosen, without_post=without_post)
        if session.opened.settings["freed_post"] == "kept":
            return replace(after, kept=(*session.kept, self.position))
        eligible = session.opened.eligible
        return wait_again(after, {one for one in session.stranded if self.position in eligible[one]})


def wait_again(session: Session, people: set[str]) -> Session:
    """These go back to the front of their groups, in order: a post they may take has come free."""
    fronts = (
        tuple((one,) for one in session.order_of(n) if one in people)
        for n in range(len(session.opened.groups))
    )
    queues = (
        *(front + queue for front, queue in zip(fronts, session.queues, strict=False)),
        session.queues[-1],
    )
    without_post = {person: how for person, how in session.without_post.items() if person not in people}
    return replace(session, queues=queues, without_post=without_post, stranded=session.stranded - people)


@dataclass(frozen=True)
class Waive(Command):
    candidate: str
    reason: str
    second: str = ""

    name, arguments, does = "waive", "PERSON second ACCOUNT REASON", "选定后放弃"

    @property
    def confirmed_by(self) -> str:
        return self.second

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_taken_table(session)
        if "freed_post" not in session.opened.settings:
            raise RefusedError(
                "selection.no_rule_for_waiving",
                _("本场规则没有写明选定后放弃的岗位如何处理，不能在会上登记。请按当地办法另行办理。"),
            )
        position = session.chosen.get(self.candidate)
        if position is None:
            raise RefusedError(
                "selection.nothing_to_waive",
                _("%(who)s 没有选定岗位，无从放弃。请核对编号。", who=self.candidate),
            )
        refuse_alone(self.second, by)
        return Waived(self.candidate, position, require_reason(self.reason), self.second)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        candidate, *more = words
        if more[:1] != ["second"]:
            return cls(candidate, " ".join(more))
        return cls(candidate, " ".join(more[2:]), more[1])

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        return cls(given(form, "candidate"), given(form, "reason"), second)
