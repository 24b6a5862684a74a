"""`/staff/session`: what the hall needs before it opens, opening it, and every event of its log."""

from __future__ import annotations

from litestar import get, post
from sqlmodel import Session

from public_notices import rule_words
from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.campaign.service import categories
from resettlement.campaign.tables import Campaign
from resettlement.hall import second_session
from resettlement.hall.opening import checks, open_hall
from resettlement.progress import progress
from resettlement.publication import register
from resettlement.selection.outcome import outcome
from resettlement.selection.service import current as newest_session
from resettlement.selection.service import load
from resettlement.selection.session.rules import parse_rules
from resettlement.standing.model import classes
from resettlement.standing.service import newest_standing, rows_of
from resettlement.translation import gettext as _
from resettlement.translation import looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may, may_do
from resettlement.web.staff.frame import VIEWERS, done, show, site_of

PATH = "/staff/session"
LABELS = {"looked": "已核对", "reason": "改日开场的理由"}


# Where what the hall needs is done.
PLACES = {
    "positions": "/staff/positions",
    "positions_posted": "/staff/notices",
    "frozen": "/staff/standing",
    "objections": "/staff/objections",
    "announcement": "/staff/notices",
    "periods": "/staff/notices",
    "wishes": "/staff/import/wishes",
    "placeable": "/staff/positions",
}


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    today = clock.now().date()
    with desk.reading() as db:
        campaign: Campaign = current(db)
        found = progress(db, campaign.id, today, site_of(desk))
        told = register.announced(db, campaign.id)
        held = load(db, newest_session(db, campaign.id)) if found.session else None
        again = found.recorded and second_session.is_wanted(db, campaign.id)
        without_post = len(outcome(db, campaign.id).without_post) if again else 0
        order = _order(db, campaign.id)
    rules = parse_rules(campaign.session_rules.encode(), "session rules")
    told_by = {**rules.settings, "not_supported": rules.not_supported}
    return show(
        desk,
        "session",
        retry,
        campaign=campaign,
        found=found,
        checks=checks(found),
        places=PLACES,
        told=told,
        held=held,
        again=again,
        without_post=without_post,
        order=order,
        rules=rules,
        settings=[*rule_words.sentences(told_by), (_("出处"), rules.source)],
        other_day=told is not None and told["session"]["date"] != today.isoformat(),
        today=today,
        labels=LABELS,
    )


@get("/session", guards=[may(*VIEWERS, Role.HOST)], sync_to_thread=True)
def session_page(desk: AtDesk) -> AnyResponse:
    """Where the session stands, what it will be held by, and what is missing for the next step."""
    return _page(desk)


@post("/session/open", guards=[may_do("open-session")], sync_to_thread=True)
@or_show(_page)
def open_session(desk: AtDesk) -> AnyResponse:
    """Open the hall on what was announced, once the host has said that they looked at it."""
    if desk.text("looked") != "yes":
        desk.check(looked=_("没有开场。请核对上面各项，勾选“已核对，现在开场”再开。"))
    seen, reason = desk.text("announcement"), desk.text("reason")
    desk.write(lambda db, id_, at: open_hall(db, id_, seen=seen, reason=reason, by=desk.by, at=at))
    return done(PATH, "opened")


def _order(db: Session, campaign_id: str) -> list[tuple[str, int, int]]:
    """Each group in its turn: what it is called, how many people, how many classes of equals."""
    newest = newest_standing(db, campaign_id)
    if newest is None:
        return []
    labels = {category.id: category.label for category in categories(db, campaign_id)}
    found = []
    for category, rows in rows_of(newest).items():
        made = classes(rows)
        tied = sum(len(one) > 1 for one in made)
        found.append((looked_up(labels[category]), sum(len(one) for one in made), tied))
    return found
