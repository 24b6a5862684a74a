"""People who sign in: their roles, and how long a sign-in holds. Pure values and rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from resettlement.errors import BadInputError
from resettlement.rights import Role as Role
from resettlement.translation import gettext as _

ROLE_LABELS = {
    Role.CLERK: "经办人",
    Role.REVIEWER: "复核人",
    Role.STAFFING: "编制岗位",
    Role.HOST: "选岗会主持人",
    Role.SUPERVISOR: "纪检监督",
    Role.NOTARY: "公证员",
    Role.CALLER: "回访员",
    Role.ADMINISTRATOR: "系统管理员",
}

IDLE = timedelta(hours=2)
"""A sign-in that nobody used for so long has ended: a morning's break, not a night."""

ABSOLUTE = timedelta(hours=12)
"""A sign-in ends after so long even when it is used: one working day."""

MIN_PASSWORD = 12
MAX_PASSWORD = 128
MIN_DIFFERENT = 5


@dataclass(frozen=True)
class Account:
    """Somebody who is signed in; `id` is what the journal writes as `by`."""

    id: str
    name: str
    role: Role
    person: str = ""
    """Who stands behind it: the first account of the same person; "" for the account itself."""

    @property
    def role_label(self) -> str:
        return ROLE_LABELS[self.role]


def check_account_id(account_id: str) -> None:
    """Raises BadInputError unless it is 2 to 32 small letters, digits, hyphens and at most one dot."""
    if not re.fullmatch(r"(?=.{2,32}$)[a-z][a-z0-9-]*(\.[a-z0-9][a-z0-9-]*)?", account_id):
        raise BadInputError(
            _(
                "账号“%(account)s”不合要求。"
                "请用 2 到 32 个小写字母、数字、连字符或一个点，字母开头，例如 clerk.zhang。",
                account=account_id,
            ),
            account=account_id,
        )


def check_password(account_id: str, password: str) -> None:
    """Raises BadInputError for a weak password, naming what would be right and never the password."""
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        raise BadInputError(
            _(
                "密码须有 %(least)s 到 %(most)s 个字符，可以是一句容易记住的话。",
                least=MIN_PASSWORD,
                most=MAX_PASSWORD,
            )
        )
    if account_id in password.lower():
        raise BadInputError(_("密码里不能含有账号本身。请换一个。"))
    if len(set(password)) < MIN_DIFFERENT:
        raise BadInputError(_("密码太单调：至少要有 %(n)s 个不同的字符。请换一个。", n=MIN_DIFFERENT))


def password_rules() -> str:
    """What a password must be, in the language spoken."""
    return _(
        "%(least)s 到 %(most)s 个字符，至少 %(n)s 个不同的，不含账号；可以是一句容易记住的话",
        least=MIN_PASSWORD,
        most=MAX_PASSWORD,
        n=MIN_DIFFERENT,
    )


def holds(started_at: datetime, seen_at: datetime, at: datetime) -> bool:
    """Whether a sign-in begun at `started_at` and last used at `seen_at` still holds at `at`."""
    return at - seen_at < IDLE and at - started_at < ABSOLUTE
