"""What the page after a saved form says: read back from the database, not from the address."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from resettlement.follow_up.service import contacts
from resettlement.translation import gettext as _
from resettlement.web.callers.call_list import CallList, Person
from resettlement.web.callers.days import in_words


@dataclass(frozen=True)
class Saved:
    """Whose call was saved, and what to say of it."""

    person: Person
    text: str


def read_saved(db: Session, found: CallList, asked: str | None) -> Saved | None:
    """`已记录 S07 李某。…` for the call logged last; None where `asked` (campaign/number) is nobody."""
    campaign_id, _slash, candidate = (asked or "").rpartition("/")
    person = found.people.get((campaign_id, candidate))
    held = contacts(db, campaign_id, candidate) if person else ()
    if person is None or not held:
        return None
    last = max(held, key=lambda contact: contact.number)
    who = {"code": candidate, "name": person.name}
    if last.next_on is None:
        return Saved(person, _("已记录 %(code)s %(name)s。未约下次。", **who))
    day = in_words(last.next_on, found.on)
    return Saved(person, _("已记录 %(code)s %(name)s。下次联系：%(day)s。", day=day, **who))
