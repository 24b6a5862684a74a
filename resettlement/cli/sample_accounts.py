"""Sample accounts for the demo, one a role. Everybody here is fictional."""

from __future__ import annotations

import secrets

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import ROLE_LABELS, Account, Role

BY = "console"


def renew(url: str) -> tuple[str, tuple[Account, ...]]:
    """Bring the database up to date and give every sample account one fresh password, which is returned."""
    database.upgrade(url)
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    made = []
    with database.transaction(database.connect(url)) as db:
        known = {account.id for account, _ in service.accounts(db)}
        for role, label in ROLE_LABELS.items():
            account = Account(role.value, f"{label}（示例）", Role(role))
            if account.id in known:
                service.change_password(db, account.id, password, by=BY, at=clock.now())
            else:
                service.add_account(
                    db, account.id, name=account.name, role=role, password=password, by=BY, at=clock.now()
                )
            made.append(account)
    return password, tuple(made)
