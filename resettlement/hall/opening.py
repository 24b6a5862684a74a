"""Between notices and session: opening the hall on what was posted, and recording what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.campaign.stages import Progress
from resettlement.errors import ConflictError, RefusedError
from resettlement.hall import second_session
from resettlement.journal.model import Draft, Entry, digest
from resettlement.journal.service import append, lock, newest_of
from resettlement.positions.model import Position
from resettlement.positions.service import eligible, positions
from resettlement.progress import progress
from resettlement.publication import public_documents, register
from resettlement.publication.publishable import refuse_unpublishable
from resettlement.records.gate import gate_of
from resettlement.selection.rehearsal import service as rehearsal
from resettlement.selection.service import open_session, sessions
from resettlement.selection.session.rules import parse_rules, settled
from resettlement.selection.session.state import EDITION, SessionOpened
from resettlement.selection.wishes.service import commitments
from resettlement.standing.model import classes
from resettlement.standing.service import newest_standing, rows_of
from resettlement.standing.tables import StandingVersion
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later

REHEARSED_LOT = {"algorithm": "sha256", "source": later("演练时当场摇出的号码")}


"""For a rehearsal before the announcement has named where the lot comes from."""


@dataclass(frozen=True)
class Check:
    """One thing the hall needs. Not `needed`: it may be lacking, but somebody should know."""

    key: str
    label: str
    ready: bool
    needed: bool = True


def checks(found: Progress) -> tuple[Check, ...]:
    """What the hall needs before it opens, and how much of it is there."""
    listed = _("岗位表已导入（%(n)s 个岗位）", n=found.positions)
    filed = _("志愿已封存（%(n)s 份）", n=found.wishes)
    everybody = found.people > 0 and found.placeable >= found.people
    return (
        Check("positions", listed, found.positions > 0),
        Check("positions_posted", _("岗位已公示"), found.positions_posted),
        Check("frozen", _("名次已公示并冻结"), found.frozen),
        Check("objections", _("没有未裁定的异议"), found.objections_open == 0),
        Check("announcement", _announced(found), found.announced),
        Check("periods", _("公示期都已满"), not found.periods),
        Check("wishes", filed, found.wishes > 0, needed=False),
        Check("placeable", _("所有人可以同时安置"), everybody, needed=False),
    )


def _announced(found: Progress) -> str:
    if "announcement" in found.posted and not found.announced:
        return _("名次重新冻结之后，选岗会公告已重新张贴")
    return _("选岗会公告已张贴")


def open_hall(
    db: Session, campaign_id: str, *, seen: str | None = None, by: str, at: datetime, reason: str = ""
) -> Entry:
    """Open the session on what was announced, with a digest of every document it rests on. A rehearsal ends.

    Once its result is recorded, again: a second session for those without a post (`second_session`).

    It opens on the announced day (China's), or with a `reason`, which is entered and published, on another;
    ages are counted on the day on which it is held. `seen` is the number of the announcement that the host
    has before them, where they have one. Raises RefusedError `posting.already_open`, `posting.not_announced`,
    `posting.period_open` while somebody may still object to a notice, `posting.not_ready` naming what else is
    lacking, `posting.other_day`, `gate.not_public`, and `posting.not_publishable` naming what does not
    verify; what `second_session.refuse_needless` raises; ConflictError where another announcement was posted
    since.
    """
    lock(db, campaign_stream(campaign_id))  # whoever is filing wishes now comes first, or is too late
    again = bool(sessions(db, campaign_id))
    if again:
        second_session.refuse_needless(db, campaign_id)
    else:
        _refuse_unready(db, campaign_id, at)
    newest, told = newest_standing(db, campaign_id), register.announced(db, campaign_id)
    assert newest is not None
    assert told is not None
    if seen is not None and seen != told["number"]:
        raise ConflictError(_("这一页打开之后，又张贴了新的选岗会公告。请重新核对后再开场。"))
    held_on = at.astimezone(clock.CHINA).date()
    _keep_to_the_day(db, campaign_id, date.fromisoformat(told["session"]["date"]), reason.strip(), by, at)
    rehearsal.end(db, campaign_id, by=by, at=at)
    if again:
        opening = second_session.opening(db, campaign_id)
    else:
        public_documents.keep_opened_on(db, campaign_id)
        opening = opening_of(db, newest, held_on, told["lot"])
    opened = open_session(db, opening, by=by, at=at)
    refuse_unpublishable(db, campaign_id)  # with the opening in the log, so that it is checked as well
    return opened


def _keep_to_the_day(
    db: Session, campaign_id: str, announced: date, reason: str, by: str, at: datetime
) -> None:
    """On another day than was announced only with a reason, which the campaign's log tells everybody."""
    today = at.astimezone(clock.CHINA).date()
    if today == announced:
        return
    if not reason:
        raise RefusedError(
            "posting.other_day",
            _(
                "公告的选岗会日期是 %(announced)s，今天是 %(today)s。请在公告的日子开场；"
                "确须改在今天的，请写明理由，理由会公开。",
                announced=announced,
                today=today,
            ),
        )
    gate_of(db, campaign_id).refuse({_("改日开场的理由"): reason})
    payload = {"announced": announced.isoformat(), "held_on": today.isoformat(), "reason": reason}
    append(db, campaign_stream(campaign_id), [Draft("session_day_changed", payload)], by=by, at=at)


def day_changed(db: Session, campaign_id: str) -> Mapping[str, Any] | None:
    """`{announced, held_on, reason}` of a session opened on another day than was announced."""
    entry = newest_of(db, campaign_stream(campaign_id), "session_day_changed")
    return entry.payload if entry else None


def _refuse_unready(db: Session, campaign_id: str, at: datetime) -> None:
    """The hall is not opened while something it needs is lacking."""
    found = progress(db, campaign_id, at.astimezone(clock.CHINA).date())
    lacking = [check for check in checks(found) if check.needed and not check.ready]
    keys = [check.key for check in lacking]
    if keys == ["announcement"]:
        raise RefusedError("posting.not_announced", _unannounced(found))
    if keys == ["periods"]:
        number, last = max(found.periods.items(), key=lambda item: item[1])
        said = _("%(number)s 的公示期到 %(last)s 为止，期满后才能开场。", number=number, last=last)
        raise RefusedError("posting.period_open", said)
    if lacking:
        labels = "；".join(check.label for check in lacking)
        said = _("还不能开场，以下没有备好：%(lacking)s。请先补齐。", lacking=labels)
        raise RefusedError("posting.not_ready", said)


def _unannounced(found: Progress) -> str:
    if "announcement" in found.posted:
        return _("名次重新冻结之后还没有重新公告选岗会，不能开场。请先张贴公告。")
    return _("选岗会公告还没有张贴，不能开场。请先张贴公告。")


def rehearse(db: Session, campaign_id: str, *, by: str, at: datetime) -> str:
    """Begin a rehearsal on the standing, posts and rules as they are now, with invented people; its id.

    Raises RefusedError `posting.nothing_to_rehearse` before anybody has been scored, and what
    `rehearsal.start` raises.
    """
    newest = newest_standing(db, campaign_id)
    if newest is None or not positions(db, campaign_id):
        raise RefusedError(
            "posting.nothing_to_rehearse",
            _("还不能演练：要先有评分名次和岗位表。请先导入档案、岗位并评分。"),
        )
    told = register.announced(db, campaign_id)
    held_on = date.fromisoformat(told["session"]["date"]) if told else at.date()
    lot = told["lot"] if told else REHEARSED_LOT
    return rehearsal.start(db, opening_of(db, newest, held_on, lot), by=by, at=at)


def opening_of(db: Session, newest: StandingVersion, held_on: date, lot: Mapping[str, str]) -> SessionOpened:
    """The first event of a session on this standing; `held_on` is the day on which ages are counted."""
    campaign_id = newest.campaign_id
    documents = public_documents.frozen(db, campaign_id)
    rules = documents["rules"]["session_rules"]
    values = settled(parse_rules(rules["text"].encode(), rules["id"]))
    may_take = eligible(db, campaign_id, held_on)
    groups = tuple(
        {"category": category, "classes": classes(rows)} for category, rows in rows_of(newest).items()
    )
    present = sorted(person for group in groups for class_ in group["classes"] for person in class_)
    return SessionOpened(
        session=campaign_id,
        campaign=campaign_id,
        rules={key: rules[key] for key in ("id", "digest")},
        settings=values,
        groups=groups,
        positions=tuple(_listed(position, values) for position in positions(db, campaign_id)),
        eligible={person: tuple(may_take[person]) for person in present},
        wish_commitments={
            person: filed for person, filed in commitments(db, campaign_id).items() if person in may_take
        },
        lot={key: lot[key] for key in ("algorithm", "source", "form") if key in lot},
        frozen={name: digest(document) for name, document in documents.items()},
        campaign_head=public_documents.head(db, campaign_stream(campaign_id))["head"],
        edition=EDITION,
    )


def _listed(position: Position, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """A position as the session holds it, with the list and the round that the rules of the place give it.

    Raises RefusedError `posting.list_missing` where lists are separate and a post is open to several.
    """
    listed: dict[str, Any] = {"id": position.id, "seats": position.seats}
    if values.get("second_round", {}).get("opens") == "coordinated" and position.coordinated:
        listed["round"] = 2
    if values.get("lists") == "separate":
        if len(position.open_to) != 1:
            raise RefusedError(
                "posting.list_missing",
                _(
                    "规则规定各类人员分列岗位，岗位 %(post)s 却面向几类人员。请在岗位表里改为只面向一类。",
                    post=position.id,
                ),
            )
        listed["list"] = position.open_to[0]
    return listed
