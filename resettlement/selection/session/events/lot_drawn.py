"""The lot of the session, drawn before everybody's eyes. It is drawn once and never revoked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from resettlement.errors import BadInputError, RefusedError
from resettlement.selection.session.command import Command, Filed, Form, given, several
from resettlement.selection.session.state import Event, Ids, Lasting, Recorded, Session
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later


@dataclass(frozen=True)
class LotDrawn(Lasting):
    key: str
    witnesses: Ids

    typed: ClassVar = {"key": later("抽签号码")}

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, lot=self.key)


LOT_KEY = re.compile(r"(?:(?:[0-9]+\.)+/|[A-Z][0-9A-Z]*\.?/)+")
"""Numbers each with a point, or a word in capitals; a slash after each source (RFC 3797 section 4.1)."""


@dataclass(frozen=True)
class DrawLot(Command):
    key: str
    witnesses: Ids

    name, arguments, does = "draw-lot", "KEY witnesses ACCOUNT…", "登记当众摇出的号码"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        if session.lot is not None:
            raise RefusedError("selection.lot_drawn", _("本场已经抽过签。抽签只有一次，任何情况下不得重抽。"))
        if len({*self.witnesses} - {by}) < 2:
            raise RefusedError("selection.witnesses", _("抽签须有两名以上见证人，且不含操作员本人。"))
        if not self.key:
            raise RefusedError("selection.lot_key", _("请录入抽签结果（例如 3.5.1.6./）。"))
        return LotDrawn(self.key, self.witnesses)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        return cls(words[0], tuple(words[words.index("witnesses") + 1 :]))

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        """A lot is never revoked: what cannot be one is turned back before it is in the log."""
        key = given(form, "key")
        if key and not LOT_KEY.fullmatch(key):
            raise BadInputError(
                _(
                    "抽签结果“%(key)s”的写法不对：每个数字后加点，一组后加斜杠，例如 05.11.16.20.28.33./",
                    key=key,
                )
            )
        return cls(key, several(form, "witness"))
