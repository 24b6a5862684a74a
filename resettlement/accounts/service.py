"""Adding accounts, signing in and out, and who a token belongs to.

Changes of accounts stand in the journal on a stream of their own; sign-ins do not.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Delete, Engine, Update, delete, func, update
from sqlmodel import Session, col, select

from resettlement import clock, database
from resettlement.accounts import attempts, passwords
from resettlement.accounts.attempts import WINDOW
from resettlement.accounts.model import ABSOLUTE, Account, Role, check_account_id, check_password, holds
from resettlement.accounts.tables import AccountRow, SignIn
from resettlement.errors import BadInputError, RefusedError, StorageError
from resettlement.journal.model import Draft
from resettlement.journal.service import act, append, lock
from resettlement.translation import gettext as _

STREAM = "accounts/office"
NOBODYS = ""
"""In the place of the hash of a password that nobody has."""
LIMITS = {"both": 5, "address": 30, "account": 60}
"""Failed attempts within the window: of one address at one account, of one address, at one account.

The last is high, so that a stranger cannot lock out the host of a session by guessing at their account.
"""
_SEEN_EVERY = timedelta(minutes=1)


@dataclass(frozen=True)
class Listed:
    """One line of the list of accounts; `sign_ins` are those that hold now, `others` the person's others."""

    id: str
    name: str
    role: Role
    active: bool
    sign_ins: int
    others: tuple[str, ...] = ()


def add_account(
    db: Session,
    account_id: str,
    *,
    name: str,
    role: Role,
    password: str | None,
    by: str,
    at: datetime,
    person: str | None = None,
) -> Account:
    """A new account; `person`: an account that its owner has already. Without a `password` nobody
    signs in with it before an administrator has given it one.

    Raises BadInputError for an id or a password that will not do, RefusedError `accounts.taken` where the id
    is taken: what the journal says of `by` must stay one person; BadInputError for a `person` that is none.
    """
    check_account_id(account_id)
    if password is not None:
        check_password(account_id, password)
    lock(db, STREAM)
    if db.get(AccountRow, account_id) is not None:
        raise RefusedError(
            "accounts.taken",
            _("账号“%(account)s”已经有了。请换一个账号。", account=account_id),
            account=account_id,
        )
    kept = passwords.hash_password(password) if password is not None else NOBODYS
    same = None if person in (None, account_id) else person_of(db, _existing(db, str(person)).id)
    db.add(
        AccountRow(id=account_id, name=name or account_id, role=role.value, password_hash=kept, person=same)
    )
    append(db, STREAM, [Draft("account_added", {"account": account_id, "role": role.value})], by=by, at=at)
    return Account(account_id, name or account_id, role, same or "")


def deactivate(db: Session, account_id: str, *, by: str, at: datetime) -> None:
    """Close an account for good and end its sign-ins; its id stays taken.

    Raises RefusedError `accounts.own`, `accounts.closed`, and `accounts.last_administrator`: somebody must be
    left who can open accounts.
    """
    lock(db, STREAM)  # of two who close each other, the second finds nobody else left
    row = _existing(db, account_id)
    _refuse_closing(db, row, by)
    row.active = False
    db.add(row)
    _end_all(db, account_id)
    append(db, STREAM, [Draft("account_deactivated", {"account": account_id})], by=by, at=at)


def change_password(db: Session, account_id: str, password: str, *, by: str, at: datetime) -> None:
    """A new password; every sign-in with the old one ends. Raises RefusedError `accounts.closed`."""
    check_password(account_id, password)
    row = _existing(db, account_id)
    _refuse_closed(row)
    row.password_hash = passwords.hash_password(password)
    db.add(row)
    _end_all(db, account_id)
    append(db, STREAM, [Draft("password_changed", {"account": account_id})], by=by, at=at)


def change_own_password(
    engine: Engine, account_id: str, old: str, new: str, *, address: str, at: datetime
) -> str:
    """Change one's own password, knowing the old one; the token of a new sign-in, for all others end.

    Guesses at the old password count like attempts to sign in. Raises RefusedError `accounts.wrong_password`,
    `accounts.same_password`, `accounts.too_many`; BadInputError for a password that will not do.
    """
    check_password(account_id, new)
    if new == old:
        raise RefusedError("accounts.same_password", _("新密码与原密码相同。请换一个。"), account=account_id)
    if not passwords.matches(old, _admit(engine, account_id, address, at)):
        raise RefusedError("accounts.wrong_password", _("原密码不对，请重新输入。"), account=account_id)

    def change(db: Session, now: datetime) -> str:
        change_password(db, account_id, new, by=account_id, at=now)
        return _begin(db, account_id, address, _existing(db, account_id).password_hash, at=now, earlier=None)

    return act(engine, STREAM, change)


def accounts(db: Session) -> tuple[tuple[Account, bool], ...]:
    """Every account with whether it is active, by id."""
    rows = db.exec(select(AccountRow).order_by(col(AccountRow.id)))
    return tuple((_account(row), row.active) for row in rows)


def persons(db: Session) -> dict[str, str]:
    """Who stands behind each account that is not a person's first: account → the person's first account."""
    person = col(AccountRow.person)
    rows = db.exec(select(AccountRow.id, AccountRow.person).where(person.is_not(None)))
    return {account: first for account, first in rows if first}


def person_of(db: Session, account_id: str) -> str:
    """The first account of this one's user; a name in the journal that is no account is itself."""
    return persons(db).get(account_id, account_id)


def same_person(db: Session, one: str, other: str) -> bool:
    """Whether two accounts are one person's: what two people must do, one may not do twice."""
    known = persons(db)
    return known.get(one, one) == known.get(other, other)


def role_of(db: Session, account_id: str) -> Role | None:
    """What an account may do; None where there is none, or it is closed."""
    row = db.get(AccountRow, account_id)
    return Role(row.role) if row is not None and row.active else None


def listed(db: Session, at: datetime) -> tuple[Listed, ...]:
    """The list of accounts by id, with how many sign-ins of each hold."""
    holding: dict[str, int] = {}
    for owner, started_at, seen_at in db.exec(select(SignIn.account_id, SignIn.started_at, SignIn.seen_at)):
        if holds(clock.read(started_at), clock.read(seen_at), at):
            holding[owner] = holding.get(owner, 0) + 1
    rows = tuple(db.exec(select(AccountRow).order_by(col(AccountRow.id))))
    return tuple(
        Listed(row.id, row.name, Role(row.role), row.active, holding.get(row.id, 0), _others(rows, row))
        for row in rows
    )


def _others(rows: Sequence[AccountRow], of: AccountRow) -> tuple[str, ...]:
    """The other accounts of the person who uses this one."""
    person = of.person or of.id
    return tuple(row.id for row in rows if row is not of and (row.person or row.id) == person)


def sign_in(
    engine: Engine, account_id: str, password: str, *, address: str, at: datetime, earlier: str | None = None
) -> str:
    """Sign in and return the new token (256 random bits); the `earlier` token of the browser ends.

    The same refusal, after the same work, whether the account, the password or neither exists:
    RefusedError `accounts.not_signed_in`; `accounts.too_many` beyond the limit.
    """
    kept = _admit(engine, account_id, address, at)
    if not passwords.matches(password, kept):  # outside any transaction: it takes its time
        raise _not_signed_in(account_id)
    with database.transaction(engine) as db:
        return _begin(db, account_id, address, kept, at=at, earlier=earlier)


def vouched(engine: Engine, account_id: str, password: str, *, address: str, at: datetime) -> Account:
    """Who confirms with a password of their own what another does; nobody is signed in by it.

    Raises RefusedError as `sign_in` does: guesses count in the same way.
    """
    kept = _admit(engine, account_id, address, at)
    if not passwords.matches(password, kept):
        raise _not_signed_in(account_id)
    with database.transaction(engine) as db:
        attempts.forget(db, account_id, address)
        return _account(_existing(db, account_id))


def sign_out(db: Session, token: str) -> None:
    """End a sign-in; one that has ended already stays so."""
    db.exec(delete(SignIn).where(col(SignIn.token_sha256) == _digest(token)))


def carry_over(db: Session, later: timedelta) -> None:
    """A demonstration's clock jumps: who is signed in stays so."""
    for row in db.exec(select(SignIn)):
        row.started_at = clock.written(clock.read(row.started_at) + later)
        row.seen_at = clock.written(clock.read(row.seen_at) + later)
        db.add(row)


def signed_in(engine: Engine, token: str, at: datetime) -> Account | None:
    """Whose token it is; None when it has ended, was never given, or the account is closed.

    A reader: it waits for nobody who writes. Now and then it notes that somebody was here.
    """
    with database.reading(engine) as db:
        row = db.get(SignIn, _digest(token))
        owner = db.get(AccountRow, row.account_id) if row else None
    if row is None or owner is None or not owner.active:
        return None
    this, seen_at = col(SignIn.token_sha256) == row.token_sha256, clock.read(row.seen_at)
    if not holds(clock.read(row.started_at), seen_at, at):
        _note(engine, delete(SignIn).where(this))  # ended once, ended for good
        return None
    if at - seen_at >= _SEEN_EVERY:
        _note(engine, update(SignIn).where(this).values(seen_at=clock.written(at)))
    return _account(owner)


def _note(engine: Engine, what: Delete | Update) -> None:
    """A write of its own that gives up at once where another writes: the next request does it."""
    with suppress(StorageError), database.transaction(engine, patience=0) as db:
        db.exec(what)


def _admit(engine: Engine, account_id: str, address: str, at: datetime) -> str | None:
    """The hash to check a password against, None for nobody's. Raises RefusedError `accounts.too_many`."""
    with database.transaction(engine) as db:
        admitted = attempts.counted(db, account_id, address, at, LIMITS)
        row = db.get(AccountRow, account_id)
        kept = row.password_hash if row and row.active else None
    if not admitted:
        minutes = int(WINDOW.total_seconds()) // 60
        raise RefusedError(
            "accounts.too_many",
            _("试的次数太多，请 %(minutes)s 分钟后再试。", minutes=minutes),
            account=account_id,
        )
    return kept


def _begin(
    db: Session, account_id: str, address: str, kept: str | None, *, at: datetime, earlier: str | None
) -> str:
    row = _existing(db, account_id)
    if not row.active or row.password_hash != kept:  # changed while the password was being checked
        raise _not_signed_in(account_id)
    attempts.forget(db, account_id, address)
    db.exec(delete(SignIn).where(col(SignIn.started_at) < clock.written(at - ABSOLUTE)))
    if earlier:
        sign_out(db, earlier)
    token = secrets.token_urlsafe(32)
    now = clock.written(at)
    db.add(SignIn(token_sha256=_digest(token), account_id=account_id, started_at=now, seen_at=now))
    return token


def _not_signed_in(account_id: str) -> RefusedError:
    said = _("账号或密码不对，请核对后重新输入。")
    return RefusedError("accounts.not_signed_in", said, account=account_id)


def _refuse_closed(row: AccountRow) -> None:
    if not row.active:
        said = _("账号“%(account)s”已经停用，不能再改。", account=row.id)
        raise RefusedError("accounts.closed", said, account=row.id)


def _refuse_closing(db: Session, row: AccountRow, by: str) -> None:
    _refuse_closed(row)
    if row.id == by:
        raise RefusedError("accounts.own", _("不能停用自己的账号。请由另一位系统管理员停用。"), account=by)
    active = col(AccountRow.active).is_(True)
    others = select(func.count()).where(active, AccountRow.role == row.role, AccountRow.id != row.id)
    if row.role == Role.ADMINISTRATOR and not db.exec(others).one():
        raise RefusedError(
            "accounts.last_administrator",
            _("这是最后一个系统管理员账号，停用之后没有人能管理账号。请先建立另一个。"),
            account=row.id,
        )


def _existing(db: Session, account_id: str) -> AccountRow:
    row = db.get(AccountRow, account_id, populate_existing=True)
    if row is None:
        raise BadInputError(_("没有账号“%(account)s”，请核对。", account=account_id), account=account_id)
    return row


def _end_all(db: Session, account_id: str) -> None:
    db.exec(delete(SignIn).where(col(SignIn.account_id) == account_id))


def _account(row: AccountRow) -> Account:
    return Account(row.id, row.name, Role(row.role), row.person or "")


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
