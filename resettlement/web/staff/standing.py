"""`/staff/standing`: scoring, the newest standing, versions compared, and freezing."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from sqlmodel import Session, select

from public_notices.wording import TIE_KEYS
from resettlement.campaign.service import categories
from resettlement.campaign.tables import Campaign
from resettlement.notices.freezing import freeze_standing, unfreeze_standing
from resettlement.publication.register import posted
from resettlement.records.service import names
from resettlement.standing.release import stale
from resettlement.standing.service import newest_standing, rows_of, score, standings
from resettlement.standing.tables import ScoreSheet, StandingVersion
from resettlement.standing.trial import moved_between
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import list_at, workbook_at
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/standing"
COLUMNS = (
    Column("candidate", "编号", link="/staff/records/{candidate}"),
    Column("name", "姓名"),
    Column("category", "类别", said=True),
    Column("standing", "名次", number=True),
    Column("total", "总分", number=True, said=True),
    Column("tie", "同分比较", said=True),
    Column("sheet_version", "评分表", number=True),
)
SHEETS = (
    Column("candidate", "编号", link="/staff/records/{candidate}#sheet"),
    Column("name", "姓名"),
    Column("category", "类别", said=True),
    Column("version", "版", number=True),
    Column("total", "总分", number=True, said=True),
    Column("made_at", "评定时间"),
    Column("made_by", "评定"),
    Column("reason", "理由"),
)
VERSIONS = (
    Column("version", "版", number=True, link="/staff/standing?to={version}#compare"),
    Column("made_at", "评定时间"),
    Column("people", "人数", number=True),
    Column("changed", "变动人数", number=True),
    Column("notice", "公示"),
    Column("frozen", "状态", tones={"已冻结": "good"}, said=True),
)
TABS = (
    ("/staff/standing", "最新名次"),
    ("/staff/standing/sheets", "所有评分表"),
    ("/staff/standing/versions", "名次各版"),
)


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    newest = newest_standing(db, campaign.id)
    called = names(db, campaign.id)
    labels = {category.id: category.label for category in categories(db, campaign.id)}
    rows: list[dict[str, Any]] = [
        {
            **row.__dict__,
            "name": called.get(row.candidate, ""),
            "category": labels[category],
            "total": "免予计分" if row.exempt else row.total,
            "tie": "、".join(TIE_KEYS.get(key, key) for key in row.tie or {}),
        }
        for category, group in (rows_of(newest).items() if newest else ())
        for row in group
    ]
    return listing(desk, "名次", PATH, COLUMNS, rows)


def _sheets(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    called = names(db, campaign.id)
    labels = {category.id: category.label for category in categories(db, campaign.id)}
    totals = {
        (row.candidate, row.sheet_version): "免予计分" if row.exempt else row.total
        for version in standings(db, campaign.id)
        for group in rows_of(version).values()
        for row in group
    }
    rows = [
        {
            "candidate": candidate,
            "name": called.get(candidate, ""),
            "category": labels[category],
            "version": version,
            "total": totals.get((candidate, version)),
            "made_at": made_at[:16].replace("T", " "),
            "made_by": made_by,
            "reason": reason,
        }
        for candidate, category, version, made_at, made_by, reason in db.exec(_sheet_columns(campaign.id))
    ]
    return listing(desk, "评分表", "/staff/standing/sheets", SHEETS, rows)


def _sheet_columns(campaign_id: str) -> Any:
    of = ScoreSheet
    query = select(of.candidate, of.category, of.version, of.made_at, of.made_by, of.reason)  # type: ignore[call-overload]
    return query.where(of.campaign_id == campaign_id).order_by(of.candidate, of.version)


def _versions(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    posted_by = {notice.standing: notice.number for notice in posted(db, campaign.id) if notice.standing}
    made = standings(db, campaign.id)
    rows = [
        {
            "version": version.version,
            "made_at": version.made_at[:16].replace("T", " "),
            "people": sum(len(group) for group in rows_of(version).values()),
            "changed": len(moved_between(earlier, version)) if earlier else None,
            "notice": posted_by.get(version.version),
            "frozen": "已冻结" if version.frozen else "",
        }
        for earlier, version in zip((None, *made), made, strict=False)
    ]
    return listing(desk, "名次各版", "/staff/standing/versions", VERSIONS, rows)


def _page(desk: Desk, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        versions = standings(db, campaign.id)
        of = _listing(desk, db, campaign)
        newer = bool(versions) and bool(stale(db, campaign.id))
        called = names(db, campaign.id)
    old, new = _asked(desk, versions)
    moves = moved_between(old, new) if old and new else []
    return show(
        desk,
        "standing",
        retry,
        campaign=campaign,
        listing=of,
        versions=versions,
        old=old,
        new=new,
        moves=moves,
        names=called,
        tabs=TABS,
        newer=newer,
        labels={"reason": "评分理由", "unfreeze_reason": "解除冻结的理由"},
    )


@get("/standing", guards=[LOOK], sync_to_thread=True)
def standing(desk: AtDesk) -> AnyResponse:
    """The newest standing, and what changed between two versions (`?from=`, `?to=`)."""
    return _page(desk)


standing_workbook = workbook_at("/standing", _listing)
sheets, sheets_workbook = list_at("/standing/sheets", _sheets, tabs=TABS)
versions, versions_workbook = list_at("/standing/versions", _versions, tabs=TABS)


@post("/standing/score", guards=[may_do("score")], sync_to_thread=True)
@or_show(_page)
def score_all(desk: AtDesk) -> AnyResponse:
    """Score everybody again; both paths must agree, or nothing is kept and the difference is shown."""
    reason = desk.text("reason")
    desk.write(lambda db, id_, at: score(db, id_, reason=reason, by=desk.by, at=at))
    return done(PATH, "scored")


@post("/standing/freeze", guards=[may_do("freeze")], sync_to_thread=True)
@or_show(_page)
def freeze(desk: AtDesk) -> AnyResponse:
    """After every period for objections: the newest standing is the one that the session uses."""
    desk.write(lambda db, id_, at: freeze_standing(db, id_, by=desk.by, at=at))
    return done(PATH, "frozen")


@post("/standing/unfreeze", guards=[may_do("unfreeze")], sync_to_thread=True)
@or_show(_page)
def unfreeze(desk: AtDesk) -> AnyResponse:
    """Lift the freeze with the reason that the correction notice will give."""
    reason = desk.text("unfreeze_reason")
    desk.write(lambda db, id_, at: unfreeze_standing(db, id_, reason, by=desk.by, at=at))
    return done(PATH, "unfrozen")


def _asked(
    desk: Desk, versions: tuple[StandingVersion, ...]
) -> tuple[StandingVersion | None, StandingVersion | None]:
    """The two versions to compare: those asked for, else the last two."""
    by_number = {str(version.version): version for version in versions}
    before, after = versions[-2:] if len(versions) > 1 else (None, None)
    return by_number.get(desk.query("from"), before), by_number.get(desk.query("to"), after)
