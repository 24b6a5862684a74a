"""What a workbook that is imported again would change, row by row, for every sort."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from resettlement.positions import reimport as positions_reimport
from resettlement.positions.service import positions
from resettlement.records import reimport as records_reimport
from resettlement.records.model import Preview
from resettlement.records.service import names
from resettlement.selection.wishes import service as wishes
from resettlement.selection.wishes.form import Wishes
from resettlement.selection.wishes.times import shown
from resettlement.translation import gettext as _


@dataclass(frozen=True)
class Change:
    """One column of one row: what is kept, and what the workbook says."""

    id: str
    field: str
    before: str
    now: str


@dataclass(frozen=True)
class Differing:
    """Rows that are new, gone, or kept though the workbook lacks them; every change. `digest` names them."""

    digest: str
    new: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    reordered: bool = False

    def __bool__(self) -> bool:
        return bool(self.new or self.gone or self.changes or self.reordered)


def differing(db: Session, campaign_id: str, sort: str, found: Preview[Any]) -> Differing | None:
    """None where nothing of the sort is kept yet, or the workbook cannot be written as it is."""
    if found.problems or not found.rows:
        return None
    if sort == "records" and names(db, campaign_id):
        return _of_records(records_reimport.differences(db, campaign_id, found))
    if sort == "positions" and positions(db, campaign_id):
        of = positions_reimport.differences(db, campaign_id, found)
        changes = tuple(Change(one.id, one.field, one.before, one.now) for one in of.changes)
        return Differing(of.digest, of.new, of.gone, (), changes, of.reordered)
    if sort == "wishes":
        return _of_wishes(wishes.differences(db, campaign_id, found), found)
    return None


def _of_wishes(of: wishes.Sealed, found: Preview[Wishes]) -> Differing | None:
    """Who would be filed again, never what; None where nobody filed before."""
    coming = {one.candidate: one.filed_at for one in found.rows}
    changes = tuple(
        Change(
            one.candidate,
            "填报",
            _("第 %(n)s 次，%(time)s", n=one.revision, time=shown(one.filed_at)),
            _("工作簿里的，%(time)s", time=shown(coming[one.candidate])),
        )
        for one in of.changed
    )
    return Differing(of.digest, of.new, (), of.same, changes) if of.changed or of.same else None


def _of_records(of: records_reimport.Differences) -> Differing:
    changes = [
        Change(person.code, field.field, field.before, field.now)
        for person in of.changed
        for field in person.fields
    ]
    changes += [
        Change(person.code, "事项", fact.before or "", fact.now or "")
        for person in of.changed
        for fact in person.facts
    ]
    return Differing(of.digest, of.new, (), of.absent, tuple(sorted(changes, key=lambda one: one.id)))
