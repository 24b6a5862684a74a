"""What somebody's filed wishes would give them now, shown to the host before it is done."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.errors import RefusedError
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.service import load
from resettlement.selection.session.events.chosen import ChooseFiledWish, Chosen
from resettlement.web.hall.forms import filed_in
from resettlement.web.rendering import find_campaign


@dataclass(frozen=True)
class Wishing:
    """The post that would be taken, which of their wishes it is (0: none of them); or why there is none."""

    position: str
    number: int
    refusal: str


def wishing(engine: Engine) -> Wishing | None:
    """Of who is first at the table; None where no filed wish is due."""
    with database.reading(engine) as db:
        campaign = find_campaign(db)
        if campaign is None:
            return None
        session = load(db, rehearsal.on_screen(db, campaign.id))
        if session.table is None or not session.table.takes_filed_wish:
            return None
        candidate = session.table.candidate
        opened = filed_in(db, campaign.id, session)(candidate)
    try:
        event = ChooseFiledWish(candidate, opened).decide(session, clock.now(), "")
    except RefusedError as refused:
        return Wishing("", 0, refused.message)
    if not isinstance(event, Chosen):
        return Wishing("", 0, "")
    wishes = list(opened["wishes"]) if opened else []
    return Wishing(event.position, 1 + wishes.index(event.position) if event.position in wishes else 0, "")
