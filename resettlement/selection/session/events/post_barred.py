"""A reviewer closes a single post to somebody in the standby zone, or opens it again (一人一岗).

The reason is the office's and the person's: it does not stand in the log, which everybody reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from resettlement.errors import RefusedError
from resettlement.selection.session.command import STANDBY, Command
from resettlement.selection.session.events.standby import refuse_not_waiting
from resettlement.selection.session.state import Event, Lasting, Recorded, Session
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class PostBarred(Lasting):
    candidate: str
    position: str
    barred: bool

    def evolve(self, session: Session, entry: Recorded) -> Session:
        opened, pair = session.opened, (self.candidate, self.position)
        own = {*opened.eligible[self.candidate]} ^ {self.position}
        in_order = tuple(post["id"] for post in opened.positions if post["id"] in own)
        eligible = {**opened.eligible, self.candidate: in_order}
        return replace(
            session, opened=replace(opened, eligible=eligible), barred=session.barred ^ frozenset({pair})
        )


@dataclass(frozen=True)
class BarPost(Command):
    candidate: str
    position: str
    barred: bool

    name, does = "bar-post", "备选区核对时关闭或重新开放一个岗位"
    desk = STANDBY
    while_paused = True

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        refuse_not_waiting(session, self.candidate)
        told = {"who": self.candidate, "post": self.position}
        if not self.barred and (self.candidate, self.position) not in session.barred:
            raise RefusedError(
                "posting.session_opened",
                _("%(post)s 在开场以前已不对 %(who)s 开放，写进了日志，会上不能再改。", **told),
            )
        if self.barred and self.position not in session.opened.eligible[self.candidate]:
            raise RefusedError(
                "selection.not_eligible", _("%(post)s 本来就不在 %(who)s 能选的岗位之内。", **told)
            )
        if session.held.get(self.candidate) == self.position:
            raise RefusedError(
                "selection.tie_decided",
                _("%(post)s 已在处理并列时按志愿留给 %(who)s。请先撤销那次并列的处理，再关闭。", **told),
            )
        return PostBarred(self.candidate, self.position, self.barred)
