"""`/staff/standing`: scoring, the newest standing, versions compared, and freezing."""

from __future__ import annotations

from typing import Any

from litestar import get, post
from sqlmodel import Session, select

from public_notices.wording import TIE_KEYS
from resettlement import database
from resettlement.campaign.service import categories
from resettlement.errors import DifferenceError, RefusedError, ResettlementError
from resettlement.notices.freezing import freeze_standing, unfreeze_standing
from resettlement.publication.register import posted
from resettlement.records.service import names
from resettlement.standing.release import stale
from resettlement.standing.service import newest_standing, rows_of, score, standings
from resettlement.standing.tables import ScoreSheet, StandingVersion
from resettlement.standing.trial import moved_between
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import LOOK, CurrentForm, current, done, exported, locked, show, text_of
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


@get("/standing", guards=[LOOK], sync_to_thread=True)
def standing(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The newest standing, and what changed between two versions (`?from=`, `?to=`)."""
    return _page(request, engine)


@get("/standing.xlsx", guards=[LOOK], sync_to_thread=True)
def standing_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The newest standing as a workbook."""
    with database.reading(engine) as db:
        campaign = current(db)
        return exported(_listing(request, db, campaign.id, newest_standing(db, campaign.id)))


@get("/standing/sheets", guards=[LOOK], sync_to_thread=True)
def sheets(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every version of everybody's score sheet."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _sheets(request, db, campaign.id)
    return show(request, "list", campaign=campaign, listing=of, lead="", back="", tabs=TABS)


@get("/standing/sheets.xlsx", guards=[LOOK], sync_to_thread=True)
def sheets_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same list as a workbook."""
    with database.reading(engine) as db:
        return exported(_sheets(request, db, current(db).id))


@get("/standing/versions", guards=[LOOK], sync_to_thread=True)
def versions(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Every version of the standing: when it was made, and by which notice it was posted."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _versions(request, db, campaign.id)
    return show(request, "list", campaign=campaign, listing=of, lead="", back="", tabs=TABS)


@get("/standing/versions.xlsx", guards=[LOOK], sync_to_thread=True)
def versions_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same list as a workbook."""
    with database.reading(engine) as db:
        return exported(_versions(request, db, current(db).id))


@post("/standing/score", guards=[may_do("score")], sync_to_thread=True)
def score_all(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Score everybody anew; both paths must agree, else nothing is kept and the difference is shown."""
    reason = text_of(form, "reason")
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            score(db, campaign_id, reason=reason, by=account.id, at=at)
    except DifferenceError as error:
        return _page(request, engine, error, typed={"reason": reason}, status=422)
    except RefusedError as error:
        return _page(request, engine, error, typed={"reason": reason})
    return done(PATH, "scored")


@post("/standing/freeze", guards=[may_do("freeze")], sync_to_thread=True)
def freeze(request: AnyRequest, engine: CurrentEngine, account: CurrentAccount) -> AnyResponse:
    """After every period for objections: the newest standing is the one that the session uses."""
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            freeze_standing(db, campaign_id, by=account.id, at=at)
    except RefusedError as error:
        return _page(request, engine, error)
    return done(PATH, "frozen")


@post("/standing/unfreeze", guards=[may_do("unfreeze")], sync_to_thread=True)
def unfreeze(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, form: CurrentForm
) -> AnyResponse:
    """Lift the freeze with the reason that the correction notice will give."""
    reason = text_of(form, "unfreeze_reason")
    try:
        with database.transaction(engine) as db:
            campaign_id, at = locked(db)
            unfreeze_standing(db, campaign_id, reason, by=account.id, at=at)
    except RefusedError as error:
        return _page(request, engine, error, typed={"unfreeze_reason": reason})
    return done(PATH, "unfrozen")


def _page(
    request: AnyRequest,
    engine: CurrentEngine,
    error: ResettlementError | None = None,
    *,
    status: int | None = None,
    typed: dict[str, str] | None = None,
    problems: dict[str, str] | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        versions = standings(db, campaign.id)
        of = _listing(request, db, campaign.id, versions[-1] if versions else None)
        newer = bool(versions) and bool(stale(db, campaign.id))
        called = names(db, campaign.id)
    old, new = _asked(request, versions)
    moves = moved_between(old, new) if old and new else []
    return show(
        request,
        "standing",
        status or (status_of(error) if error else 200),
        campaign=campaign,
        listing=of,
        versions=versions,
        old=old,
        new=new,
        moves=moves,
        names=called,
        tabs=TABS,
        newer=newer,
        typed=typed or {},
        problems=problems or {},
        labels={"reason": "评分理由", "unfreeze_reason": "解除冻结的理由"},
        errors=error.message.split("\n") if error else [],
    )


def _asked(
    request: AnyRequest, versions: tuple[StandingVersion, ...]
) -> tuple[StandingVersion | None, StandingVersion | None]:
    """The two versions to compare: those asked for, else the last two."""
    by_number = {str(version.version): version for version in versions}
    before, after = versions[-2:] if len(versions) > 1 else (None, None)
    query = request.query_params
    return by_number.get(query.get("from", ""), before), by_number.get(query.get("to", ""), after)


def _listing(request: AnyRequest, db: Session, campaign_id: str, newest: StandingVersion | None) -> Listing:
    called = names(db, campaign_id)
    labels = {category.id: category.label for category in categories(db, campaign_id)}
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
    return listing(request, "名次", PATH, COLUMNS, rows)


def _sheets(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    called = names(db, campaign_id)
    labels = {category.id: category.label for category in categories(db, campaign_id)}
    totals = {
        (row.candidate, row.sheet_version): "免予计分" if row.exempt else row.total
        for version in standings(db, campaign_id)
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
        for candidate, category, version, made_at, made_by, reason in db.exec(_sheet_columns(campaign_id))
    ]
    return listing(request, "评分表", "/staff/standing/sheets", SHEETS, rows)


def _sheet_columns(campaign_id: str) -> Any:
    of = ScoreSheet
    query = select(of.candidate, of.category, of.version, of.made_at, of.made_by, of.reason)  # type: ignore[call-overload]
    return query.where(of.campaign_id == campaign_id).order_by(of.candidate, of.version)


def _versions(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    posted_by = {notice.standing: notice.number for notice in posted(db, campaign_id) if notice.standing}
    made = standings(db, campaign_id)
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
    return listing(request, "名次各版", "/staff/standing/versions", VERSIONS, rows)
