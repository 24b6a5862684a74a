"""Setting up an empty database in the browser: by whoever sits at the terminal, which shows a code.

The database keeps the code's SHA-256 alone, so that every worker process knows it; it is used up by the
first administrator.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime

from sqlmodel import Session, select

from resettlement.accounts.service import add_account
from resettlement.accounts.tables import AccountRow
from resettlement.errors import RefusedError
from resettlement.journal.service import lock
from resettlement.office.calendar import STREAM
from resettlement.office.service import Office, set_office
from resettlement.office.tables import OfficeSetting
from resettlement.rights import Role
from resettlement.translation import gettext as _

_KEY = "setup_code_sha256"
_BYTES = 10


def is_set_up(db: Session) -> bool:
    """Whether somebody has an account."""
    return db.exec(select(AccountRow.id).limit(1)).first() is not None


def new_code(db: Session) -> str:
    """A new code, `XXXX-XXXX-XXXX-XXXX` (80 random bits); one that was shown before holds no longer."""
    letters = base64.b32encode(secrets.token_bytes(_BYTES)).decode()
    db.merge(OfficeSetting(key=_KEY, value=_digest(letters)))
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def set_up(
    db: Session, code: str, *, account: str, name: str, password: str, office: Office, at: datetime
) -> None:
    """Make the first administrator and keep what the office says of itself.

    Raises RefusedError `setup.done` where there is somebody already, `setup.wrong_code`; BadInputError for an
    account, a password or an office that will not do. The code is used up by success alone.
    """
    lock(db, STREAM)
    if is_set_up(db):
        raise RefusedError("setup.done", _("已经设置过。请登录；没有账号的，请向系统管理员要。"))
    kept = db.get(OfficeSetting, _KEY)
    if kept is None or not hmac.compare_digest(kept.value, _digest(code)):
        raise RefusedError(
            "setup.wrong_code",
            _("设置码不对。请照启动服务的终端里印的填写；重新启动过的，以最后印的为准。"),
        )
    add_account(db, account, name=name, role=Role.ADMINISTRATOR, password=password, by=account, at=at)
    db.delete(kept)
    set_office(db, office, by=account, at=at)


def _digest(code: str) -> str:
    plain = "".join(code.upper().split()).replace("-", "").replace("－", "")
    return hashlib.sha256(plain.encode()).hexdigest()
