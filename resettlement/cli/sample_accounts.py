"""Sample accounts for the demo, one a role. Everybody here is fictional."""

from __future__ import annotations

import secrets

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import ROLE_LABELS

BY = "console"


def renew(url: str) -> str:
    """Give every sample account the same fresh password, which is returned."""
    password = "-".join(secrets.token_hex(2) for _ in range(4))
    with database.transaction(database.connect(url)) as db:
        known = {account.id for account, _ in service.accounts(db)}
        for role, label in ROLE_LABELS.items():
            if role.value in known:
                service.change_password(db, role.value, password, by=BY, at=clock.now())
            else:
                name = f"{label}（示例）"
                service.add_account(
                    db, role.value, name=name, role=role, password=password, by=BY, at=clock.now()
                )
    return password
