"""Uploaded workbooks between preview and commit: kept by digest and account, for a day, out of others' reach.

In the database, where each server of the office finds them. They hold ID numbers: never in a hidden field,
never where a web server would hand them out.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Engine, delete
from sqlmodel import Session, col, select

from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.office.tables import WaitingUpload
from resettlement.translation import gettext as _

KEPT = timedelta(days=1)
MOST_BYTES = 20_000_000
MOST_WAITING = 5
"""Workbooks of one account; with the next the oldest goes."""


@dataclass(frozen=True)
class Upload:
    """A workbook as it was sent, and the columns of it that somebody named by hand, by sheet."""

    content: bytes
    columns: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Uploads:
    """What waits in the database of `engine`."""

    engine: Engine

    def keep(self, account: str, content: bytes) -> str:
        """Keep a file; its SHA-256, under which the same account finds it again. Old ones are dropped.

        Raises RefusedError `upload.too_large`.
        """
        if len(content) > MOST_BYTES:
            raise RefusedError("upload.too_large", _("工作簿超过 20 MB。请去掉其中的图片，或拆成几个。"))
        digest = hashlib.sha256(content).hexdigest()
        with database.transaction(self.engine) as db:
            _drop_old(db)
            now = clock.written(clock.now())
            db.merge(
                WaitingUpload(account_id=account, digest=digest, content=content, columns="{}", kept_at=now)
            )
            db.flush()
            _drop_beyond(db, account)
        return digest

    def name_columns(self, account: str, digest: str, columns: Mapping[str, Mapping[str, str]]) -> None:
        """Keep beside a file which of its columns is which, said by hand. Raises as :meth:`take` does."""
        with database.transaction(self.engine) as db:
            _row(db, account, digest).columns = json.dumps(columns)

    def take(self, account: str, digest: str) -> Upload:
        """The file again. Raises RefusedError `upload.gone` when it is not there any more."""
        with database.reading(self.engine) as db:
            row = _row(db, account, digest)
        return Upload(row.content, json.loads(row.columns))

    def drop(self, account: str, digest: str) -> None:
        """Forget a file once it was brought in."""
        its = (col(WaitingUpload.account_id) == account, col(WaitingUpload.digest) == digest)
        with database.transaction(self.engine) as db:
            db.exec(delete(WaitingUpload).where(*its))


uploads = Uploads


def _row(db: Session, account: str, digest: str) -> WaitingUpload:
    row = db.get(WaitingUpload, (account, digest))
    if row is None or row.kept_at < _oldest():
        raise RefusedError("upload.gone", _("这份工作簿已经不在服务器上了，没有写入任何内容。请重新上传。"))
    return row


def _oldest() -> str:
    return clock.written(clock.now() - KEPT)


def _drop_old(db: Session) -> None:
    db.exec(delete(WaitingUpload).where(col(WaitingUpload.kept_at) < _oldest()))


def _drop_beyond(db: Session, account: str) -> None:
    waiting = select(WaitingUpload.digest).where(WaitingUpload.account_id == account)
    newest_first = waiting.order_by(col(WaitingUpload.kept_at).desc(), col(WaitingUpload.digest))
    beyond = db.exec(newest_first.offset(MOST_WAITING)).all()
    of_account = col(WaitingUpload.account_id) == account
    db.exec(delete(WaitingUpload).where(of_account, col(WaitingUpload.digest).in_(beyond)))
