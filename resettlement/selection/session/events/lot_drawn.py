"""The lot of the session, drawn before everybody's eyes. It is drawn once and never revoked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import ClassVar, Self

from resettlement.errors import RefusedError
from resettlement.selection.allocation.lot import KEY, fits
from resettlement.selection.session.command import Command, Filed, Form, given, several
from resettlement.selection.session.reasons import require_reason
from resettlement.selection.session.state import Event, Ids, Lasting, Recorded, Session
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later


@dataclass(frozen=True)
class LotDrawn(Lasting):
    key: str
    witnesses: Ids
    picture: str | None = None
    no_picture: str | None = None

    typed: ClassVar = {"key": later("抽签号码"), "no_picture": later("没有照片的原因")}

    def evolve(self, session: Session, entry: Recorded) -> Session:
        return replace(session, lot=self.key)


def key_fault(session: Session, key: str) -> str:
    """Why this is no result of the lot that was announced; "" where it is one.

    A lot is never revoked: what cannot be one is turned back before it is in the log.
    """
    if not KEY.fullmatch(key):
        return _(
            "抽签结果“%(key)s”的写法不对：每个数字后加点，一组后加斜杠，例如 05.11.16.20.28.33./", key=key
        )
    form = session.opened.lot.get("form")
    if form and not fits(key, form):
        return _(
            "抽签结果“%(key)s”与公告的形式不符。公告：%(form)s；从小到大排列，不重复，每个号码写满位数。"
            "请对照摇出的号码重新录入。",
            key=key,
            form=form,
        )
    return ""


@dataclass(frozen=True)
class DrawLot(Command):
    """`picture`: the digest of the picture of the draw; or why there is none."""

    key: str
    witnesses: Ids
    picture: str = ""
    no_picture: str = ""

    name, does = "draw-lot", "登记当众摇出的号码"
    arguments = "KEY witnesses ACCOUNT… [picture FILE | no-picture REASON]"

    def decide(self, session: Session, at: datetime, by: str) -> Event:
        if session.lot is not None:
            raise RefusedError("selection.lot_drawn", _("本场已经抽过签。抽签只有一次，任何情况下不得重抽。"))
        if len({*self.witnesses} - {by}) < 2:
            raise RefusedError("selection.witnesses", _("抽签须有两名以上见证人，且不含操作员本人。"))
        if fault := key_fault(session, self.key):
            raise RefusedError("selection.lot_key", fault)
        if not self.picture and not self.no_picture:
            raise RefusedError(
                "selection.lot_picture", _("请选抽签现场的照片或扫描件；没有的，写明为什么没有。")
            )
        without = None if self.picture else require_reason(self.no_picture)
        return LotDrawn(self.key, self.witnesses, self.picture or None, without)

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        """A script that says nothing of a picture has none."""
        after = words[words.index("witnesses") + 1 :]
        at = next((n for n, word in enumerate(after) if word in ("picture", "no-picture")), len(after))
        said = " ".join(after[at + 1 :])
        if after[at : at + 1] == ["picture"]:
            return cls(words[0], tuple(after[:at]), picture=said)
        return cls(words[0], tuple(after[:at]), no_picture=said or "未附照片")

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        picture, without = given(form, "picture"), given(form, "no_picture")
        return cls(given(form, "key"), several(form, "witness"), picture, without)
