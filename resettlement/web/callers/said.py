"""What the page after a saved form says: read back from the database, not from the address."""

from __future__ import annotations

from sqlmodel import Session

from resettlement.follow_up.service import contacts
from resettlement.web.callers.days import spoken
from resettlement.web.callers.desk import Desk


def saved(db: Session, found: Desk, candidate: str | None) -> str | None:
    """`已记录 S07 李某：…` for the call that was logged last; None where the code is nobody's."""
    if candidate is None or candidate not in found.people:
        return None
    held = contacts(db, found.campaign.id, candidate)
    if not held:
        return None
    last = max(held, key=lambda contact: contact.number)
    again = f"下次联系：{spoken(last.next_on, found.on)}" if last.next_on else "未约下次"
    return f"已记录 {candidate} {found.people[candidate].name}。{again}。"
