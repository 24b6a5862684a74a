"""Batches (按名次分批、分时段): nobody is called before their batch (docs/session-log.md). Pure."""

from __future__ import annotations

from datetime import datetime

from resettlement.selection.session.state import SessionOpened


def begins(opened: SessionOpened, candidate: str) -> datetime | None:
    """When the batch of this person begins; None where their group has none.

    Their place is that of their class in their group as the session opened: what happens later moves nobody
    into another batch, and people who stand equal are in one batch.
    """
    for group in opened.groups:
        place = 1
        for class_ in group["classes"]:
            if candidate in class_:
                return _batch_of(opened, group["category"], place)
            place += len(class_)
    return None


def _batch_of(opened: SessionOpened, category: str, place: int) -> datetime | None:
    reached = [
        batch
        for batch in opened.settings.get("batches", ())
        if batch["category"] == category and batch["from"] <= place
    ]
    if not reached:
        return None
    return datetime.fromisoformat(max(reached, key=lambda batch: int(batch["from"]))["at"])
