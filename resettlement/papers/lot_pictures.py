"""The picture of a lot (抽签照片): its digest goes into the session's log beside the numbers."""

from __future__ import annotations

import hashlib
from datetime import datetime

from sqlmodel import Session

from resettlement import clock
from resettlement.errors import TamperedError
from resettlement.papers.tables import LotPicture
from resettlement.records.scans import media_type_of
from resettlement.selection.rehearsal.invented import is_rehearsal
from resettlement.selection.service import load
from resettlement.translation import gettext as _


def keep(db: Session, session_id: str, content: bytes, *, by: str, at: datetime) -> str:
    """Keep the picture, in the transaction that enters the lot; its digest. Of a rehearsal nothing is kept.

    Raises BadInputError for what is no scan.
    """
    media_type = media_type_of(content, _("还没有选文件，或文件是空的。请选抽签现场的照片或扫描件。"))
    sha256 = hashlib.sha256(content).hexdigest()
    if not is_rehearsal(session_id) and load(db, session_id).lot is None:
        db.add(
            LotPicture(
                session=session_id, sha256=sha256, media_type=media_type, content=content,
                filed_by=by, filed_at=clock.written(at),
            )
        )  # fmt: skip
    return sha256


def picture(db: Session, session_id: str, told: str | None) -> LotPicture | None:
    """The picture whose digest the log tells. Raises TamperedError when the bytes are others."""
    row = db.get(LotPicture, session_id)
    if row is None or told is None:
        return None
    if hashlib.sha256(row.content).hexdigest() != told:
        raise TamperedError(_("抽签照片与日志里的指纹不符，可能已被改动。请报告系统管理员，保留原件。"))
    return row
