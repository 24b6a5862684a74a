"""Filling what a campaign's rule packs leave open: entered by one, confirmed by another.

Everybody must be scored again then (`standing.release.stale`). Once scores are posted only what no posted
sheet rests on can still be filled in (`posting.rule_figures`): the public bundle recomputes every posted
version of every sheet by one text of each pack (docs/bundle.md, rules.json).
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session, col, select

import scoring
from resettlement import clock
from resettlement.accounts.service import same_person
from resettlement.campaign.overlay import Setting, with_setting
from resettlement.campaign.service import campaign, categories, stream_of
from resettlement.campaign.tables import Category, RuleEntry
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import Draft, digest
from resettlement.journal.service import append, lock, newest_by_type
from resettlement.translation import gettext as _


def entries(db: Session, campaign_id: str) -> tuple[RuleEntry, ...]:
    """Everything that was entered, oldest first."""
    query = select(RuleEntry).where(RuleEntry.campaign_id == campaign_id).order_by(col(RuleEntry.number))
    return tuple(db.exec(query))


def closed(db: Session, campaign_id: str) -> str:
    """Why nothing can be set any more; "" while it can."""
    last = newest_by_type(db, stream_of(campaign_id))
    if last.get("standing_frozen", 0) > last.get("standing_unfrozen", 0):
        return _("名次已经冻结，规则不能再补充。确须补充的，请监督人先解除冻结，再补充、重新评分、更正公示。")
    return ""


def scored(db: Session, campaign_id: str) -> bool:
    """Whether somebody was scored already, so that a figure that counts from now on makes it all stale."""
    return "scored" in newest_by_type(db, stream_of(campaign_id))


def category_of(db: Session, campaign_id: str, category: str) -> Category:
    """One of the campaign's categories. Raises BadInputError for any other."""
    for row in categories(db, campaign_id):
        if row.id == category:
            return row
    raise BadInputError(_("本批次没有“%(category)s”这个类别。请从规则页进入。", category=category))


def enter(
    db: Session,
    campaign_id: str,
    category: str,
    what: str,
    figures: str,
    *,
    document: str,
    by: str,
    at: datetime,
) -> int:
    """Propose the figures (TOML) of an item or a local setting, as `document` has them; the entry's number.

    Nothing counts before somebody else confirms it. Raises scoring's PackError, with its own sentences, for
    what the pack does not leave open; RefusedError `rules.closed`, `rules.waiting`.
    """
    _still_open(db, campaign_id)
    row = category_of(db, campaign_id, category)
    known = entries(db, campaign_id)
    if any((one.category, one.what, one.status) == (category, what, "waiting") for one in known):
        raise RefusedError("rules.waiting", _("这一处已有一份补充在等另一人核对。请先核对或退回。"))
    entry = RuleEntry(
        campaign_id=campaign_id, number=len(known) + 1, category=category, what=what, figures=figures,
        document=document, entered_by=by, entered_at=clock.written(at),
    )  # fmt: skip
    overlay_with(db, row, entry, "—", at)
    db.add(entry)
    db.flush()
    _log(db, entry, "rule_figure_entered", {"figures": digest(figures)}, by, at)
    return entry.number


def confirm(db: Session, campaign_id: str, number: int, *, by: str, at: datetime) -> None:
    """Somebody else read the same in the document: from now on the overlay says it.

    Raises RefusedError `rules.closed`, `rules.decided`, `rules.same_person`; scoring's PackError where it no
    longer fits the overlay.
    """
    _still_open(db, campaign_id)
    entry = _waiting(db, campaign_id, number)
    if same_person(db, entry.entered_by, by):
        said = _("%(by)s 录入的数值须由另一位工作人员对照文件核对。", by=by)
        raise RefusedError("rules.same_person", said)
    row = category_of(db, campaign_id, entry.category)
    row.overlay_text = overlay_with(db, row, entry, by, at)
    _decide(entry, "confirmed", by, at)
    db.flush()
    texts = [[c.pack_text, c.overlay_text] for c in categories(db, campaign_id)]
    _log(db, entry, "rule_figure_confirmed", {"rules": digest(texts)}, by, at)


def drop(db: Session, campaign_id: str, number: int, *, by: str, at: datetime) -> None:
    """What was entered is not so, or not wanted: it never counts. Raises RefusedError `rules.decided`."""
    lock(db, stream_of(campaign_id))
    entry = _waiting(db, campaign_id, number)
    _decide(entry, "dropped", by, at)
    _log(db, entry, "rule_figure_dropped", {}, by, at)


def overlay_with(db: Session, row: Category, entry: RuleEntry, by: str, at: datetime) -> str:
    """The category's overlay as it would read with an entry that `by` confirms. Raises PackError."""
    office = campaign(db, row.campaign_id).issuer
    earlier = [
        _setting(one, office, str(one.decided_by), clock.read(str(one.decided_at)))
        for one in entries(db, row.campaign_id)
        if (one.category, one.status) == (row.id, "confirmed")
    ]
    pack = scoring.pack_from_text(row.pack_text)
    text = with_setting(row.overlay_text, pack.id, earlier, _setting(entry, office, by, at))
    scoring.pack_from_text(row.pack_text, text)  # refuses whatever the pack does not leave open
    return text


def _setting(entry: RuleEntry, office: str, by: str, at: datetime) -> Setting:
    day = at.astimezone(clock.CHINA).date()
    return Setting(entry.what, entry.figures, entry.document, office, entry.entered_by, by, day)


def _still_open(db: Session, campaign_id: str) -> None:
    lock(db, stream_of(campaign_id))
    if why := closed(db, campaign_id):
        raise RefusedError("rules.closed", why)


def one_entry(db: Session, campaign_id: str, number: int) -> RuleEntry:
    """One of them by its number. Raises BadInputError for any other."""
    row = db.get(RuleEntry, (campaign_id, number))
    if row is None:
        raise BadInputError(_("没有第 %(number)s 号补充。请从规则页进入。", number=number))
    return row


def _waiting(db: Session, campaign_id: str, number: int) -> RuleEntry:
    entry = one_entry(db, campaign_id, number)
    if entry.status != "waiting":
        raise RefusedError("rules.decided", _("第 %(number)s 号补充已经处理过了。", number=number))
    return entry


def _decide(entry: RuleEntry, status: str, by: str, at: datetime) -> None:
    entry.status, entry.decided_by, entry.decided_at = status, by, clock.written(at)


def _log(db: Session, entry: RuleEntry, type_: str, more: dict[str, str], by: str, at: datetime) -> None:
    """Ids and digests alone: the log is published."""
    payload = {"entry": entry.number, "category": entry.category, "what": entry.what, **more}
    append(db, stream_of(entry.campaign_id), [Draft(type_, payload)], by=by, at=at)
