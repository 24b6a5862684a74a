"""What a notice will say before it is made: its draft, from the campaign's own texts and what stands open.

The office's form begins with :func:`suggested` and the campaign script posts it as it is; both make the
content by :func:`content_of`, which refuses what may not be posted yet, or not any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from resettlement.campaign.figures import entries
from resettlement.campaign.service import campaign, stream_of
from resettlement.campaign.settings import KINDS, WITHOUT_PERIOD, Settings, settings_of
from resettlement.errors import RefusedError
from resettlement.journal.service import newest_by_type, newest_of, read
from resettlement.notices import changes, contents
from resettlement.notices.contents import Heading
from resettlement.notices.typed_figures import refuse_other_figures
from resettlement.office.calendar import calendar_of
from resettlement.positions.service import positions
from resettlement.publication import public_documents, register
from resettlement.publication.register import Posted
from resettlement.selection.outcome import is_recorded
from resettlement.selection.service import stream_of as session_stream
from resettlement.selection.session.rules import parse_rules
from resettlement.standing.service import newest_sheets, newest_standing, rows_of, standings
from resettlement.standing.tables import StandingVersion
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese, looked_up
from resettlement.workdays import open_for

LISTS = ("scores", "correction")


"""The notices that post a standing."""


ANNOUNCED_ANEW = "{number}公告的选岗会事项，以本公告为准。"


REPLACES = {
    "positions": "{number}公示的岗位表有改动，现予更正，以本公示为准。",
    "result": "{number}公示的选岗结果有改动，现予更正，以本公示为准。",
}


FIGURE_ADDED = "公示之后依据{document}补充了计分规则中公示过的评分没有用到的数值。"


UNFROZEN = "名次冻结解除，待更正后重新冻结。"


@dataclass(frozen=True)
class Draft:
    """A notice that is being made. `length`: how long it hangs, `{workdays: n}` or `{days: n}`.

    `further_rules`: what an announcement says besides the session rules, which are put in words themselves.
    """

    kind: str
    number: str
    title: str
    issued_on: date
    length: Mapping[str, int] | None
    paragraphs: tuple[str, ...] = ()
    corrects: str = ""
    reason: str = ""
    session: Mapping[str, str] = field(default_factory=dict)
    lot: Mapping[str, str] = field(default_factory=dict)
    further_rules: tuple[str, ...] = ()


def suggested(db: Session, campaign_id: str, kind: str, today: date, reason: str = "") -> Draft:
    """The notice of a kind as the campaign's own texts give it, under the next number of its pattern.

    A `correction` is of what is open to be corrected: the standing, else the position list, which is posted
    anew. Raises RefusedError `posting.unknown_kind`, `posting.nothing_to_correct`.
    """
    if kind not in KINDS:
        raise RefusedError("posting.unknown_kind", _("没有这种公告。请从公示公告栏目选择要做的公告。"))
    notices = register.posted(db, campaign_id)
    if kind == "correction":
        kind = _to_correct(db, campaign_id, notices)
    row = campaign(db, campaign_id)
    own = settings_of(row)
    texts, lists = own.notices[kind], [one.number for one in notices if one.kind in LISTS]
    return Draft(
        kind=kind,
        number=next_number(own, register.every_posted(db, campaign_id), row.year),
        title=texts.title,
        issued_on=today,
        length=texts.period,
        paragraphs=(*texts.paragraphs, *_replaced(db, campaign_id, kind, notices)),
        corrects=lists[-1] if kind == "correction" and lists else "",
        reason=reason or (_why(db, campaign_id, notices) if kind == "correction" else ""),
        session={key: str(own.session[key]) for key in ("place", "roll_call") if key in own.session}
        | ({"date": str(own.session["on"])} if "on" in own.session else {}),
        lot=own.session.get("lot", {}),
        further_rules=tuple(own.session.get("rules_in_words", ())),
    )


def content_of(db: Session, campaign_id: str, draft: Draft) -> Mapping[str, Any]:
    """The frozen content, from the documents as they stand now.

    Raises RefusedError for what may not be posted now: `posting.not_scored`, `.already_posted`,
    `.nothing_to_correct`, `.no_positions`, `.not_frozen`, `.session_opened`, `.not_recorded`,
    `.number_taken`, `.period_too_short`, `.session_not_later`, `.announcement_incomplete`, `.other_figure`.
    """
    _refuse_now(db, campaign_id, draft)
    return _content(db, campaign_id, draft, _heading(db, campaign_id, draft))


def is_unfrozen(db: Session, campaign_id: str) -> bool:
    """Whether a freeze was lifted and no correction notice has said so yet."""
    lifted = newest_of(db, stream_of(campaign_id), "standing_unfrozen")
    if lifted is None:
        return False
    since, gone = read(db, stream_of(campaign_id), after=lifted.version), register.withdrawn(db, campaign_id)
    return not any(
        entry.type == "standing_frozen"
        or (entry.payload.get("kind") == "correction" and entry.payload["number"] not in gone)
        for entry in since
    )


def why_unfrozen(db: Session, campaign_id: str) -> str:
    """The reason of the newest lifting of a freeze."""
    lifted = newest_of(db, stream_of(campaign_id), "standing_unfrozen")
    return str(lifted.payload["reason"]) if lifted else ""


def _with_why_unfrozen(db: Session, campaign_id: str, reason: str) -> str:
    """The reason of a correction, which tells why the freeze was lifted whatever was typed."""
    why = why_unfrozen(db, campaign_id) if is_unfrozen(db, campaign_id) else ""
    return reason if why in reason else "；".join(filter(None, (why, reason)))


def standing_open(db: Session, campaign_id: str, notices: list[Posted]) -> bool:
    """Whether a posted standing is not the newest any more, or its freeze was lifted."""
    listed = [notice.standing for notice in notices if notice.kind in LISTS and notice.standing]
    now = newest_standing(db, campaign_id)
    if not listed or now is None:
        return False
    return now.version != listed[-1] or is_unfrozen(db, campaign_id)


def positions_open(db: Session, campaign_id: str, notices: list[Posted]) -> bool:
    """Whether the posted list of positions is not the one that stands now."""
    listed = any(notice.kind == "positions" for notice in notices)
    return listed and not register.positions_posted(db, campaign_id)


def _to_correct(db: Session, campaign_id: str, notices: list[Posted]) -> str:
    if standing_open(db, campaign_id, notices):
        return "correction"
    if positions_open(db, campaign_id, notices):
        return "positions"
    if public_documents.result_open(db, campaign_id):
        return "result"
    raise RefusedError(
        "posting.nothing_to_correct",
        _(
            "公示过的评分、名次、岗位和结果都没有改动，没有可更正的。请先改正（评分须重新评分），再做更正公示。"
        ),
    )


def next_number(own: Settings, notices: list[Posted], year: int) -> str:
    """The next number of the pattern that nobody has used."""
    taken = {notice.number for notice in notices}
    n = len(notices) + 1
    while own.number_of(n, year) in taken and "{n}" in own.number:
        n += 1
    return own.number_of(n, year)


def _replaced(db: Session, campaign_id: str, kind: str, notices: list[Posted]) -> tuple[str, ...]:
    """Of what is posted a second time: which notice the new one takes the place of."""
    is_open = (kind == "positions" and positions_open(db, campaign_id, notices)) or (
        kind == "result" and public_documents.result_open(db, campaign_id)
    )
    if is_open:
        last = [notice.number for notice in notices if notice.kind == kind][-1]
        return (REPLACES[kind].format(number=last),)
    earlier = [notice.number for notice in notices if notice.kind == kind == "announcement"]
    return tuple(ANNOUNCED_ANEW.format(number=number) for number in earlier[-1:])


def _why(db: Session, campaign_id: str, notices: list[Posted]) -> str:
    """Why the newest standing is another than the posted one: the reasons of the sheets made since."""
    listed = [notice.standing for notice in notices if notice.kind in LISTS and notice.standing]
    before = _sheets_named(db, campaign_id, listed[-1]) if listed else set()
    newer = [s.reason for s in newest_sheets(db, campaign_id) if (s.candidate, s.version) not in before]
    lifted = [why_unfrozen(db, campaign_id)] if is_unfrozen(db, campaign_id) else []
    return "；".join(dict.fromkeys([*lifted, *newer]))


def _sheets_named(db: Session, campaign_id: str, standing: int) -> set[tuple[str, int]]:
    """Which version of whose sheet a standing rests on."""
    groups = next(rows_of(one) for one in standings(db, campaign_id) if one.version == standing)
    return {(row.candidate, row.sheet_version) for rows in groups.values() for row in rows}


def _session_rules(db: Session, campaign_id: str) -> Mapping[str, Any]:
    """The values of the campaign's session rules, with what the software does not do of them."""
    rules = parse_rules(campaign(db, campaign_id).session_rules.encode(), "session rules")
    return {**rules.settings, "not_supported": rules.not_supported}


def _refuse_now(db: Session, campaign_id: str, draft: Draft) -> None:
    """What may not be posted at this stage, whatever it says."""
    notices, standing = register.posted(db, campaign_id), newest_standing(db, campaign_id)
    if any(notice.number == draft.number for notice in register.every_posted(db, campaign_id)):
        raise RefusedError(
            "posting.number_taken", _("文号 %(number)s 已经用过。请用下一个文号。", number=draft.number)
        )
    match draft.kind:
        case "scores":
            _refuse_scores(standing, notices)
        case "correction":
            if not standing_open(db, campaign_id, notices):
                _to_correct(db, campaign_id, [one for one in notices if one.kind != "positions"])
        case "positions":
            _refuse_positions(db, campaign_id, notices)
        case "announcement":
            _refuse_announcement(db, campaign_id, standing, draft)
        case _:
            _refuse_result(db, campaign_id, notices)


def _refuse_scores(standing: StandingVersion | None, notices: list[Posted]) -> None:
    if standing is None:
        raise RefusedError("posting.not_scored", _("还没有评分，没有名次可以公示。请先评分。"))
    if any(notice.kind == "scores" for notice in notices):
        raise RefusedError(
            "posting.already_posted",
            _("评分和名次已经公示过。之后有改动的，请做更正公示。"),
        )


def _refuse_positions(db: Session, campaign_id: str, notices: list[Posted]) -> None:
    if not positions(db, campaign_id):
        raise RefusedError("posting.no_positions", _("还没有导入岗位表，没有岗位可以公示。"))
    if register.positions_posted(db, campaign_id):
        raise RefusedError("posting.already_posted", _("现在的岗位表已经公示过，没有改动，不必再公示。"))


def _refuse_announcement(
    db: Session, campaign_id: str, standing: StandingVersion | None, draft: Draft
) -> None:
    if standing is None or not standing.frozen:
        raise RefusedError(
            "posting.not_frozen", _("名次尚未冻结，不能张贴选岗会公告。请在公示期满后冻结名次。")
        )
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError("posting.session_opened", _("选岗会已经开场，不能再公告选岗会。"))
    wanted = {
        "session.on": draft.session.get("date"), "session.place": draft.session.get("place"),
        "session.roll_call": draft.session.get("roll_call"), "session.lot": draft.lot.get("source"),
    }  # fmt: skip
    if missing := [key for key, value in wanted.items() if not value]:
        words = "、".join(looked_up(_LACKING[key]) for key in missing)
        raise RefusedError(
            "posting.announcement_incomplete",
            _("选岗会公告还缺：%(words)s。请在公告里填写，或在“批次设置”里写好。", words=words),
            missing=missing,
        )
    if date.fromisoformat(draft.session["date"]) <= draft.issued_on:
        raise RefusedError(
            "posting.session_not_later",
            _("公告须在选岗会之前张贴。选岗会定在 %(day)s，今天是 %(today)s。请改选岗会日期。",
              day=draft.session["date"], today=draft.issued_on),
        )  # fmt: skip
    refuse_other_figures((*draft.paragraphs, *draft.further_rules), _session_rules(db, campaign_id))


_LACKING = {
    "session.on": "选岗会日期",
    "session.place": "地点",
    "session.roll_call": "点名时间",
    "session.lot": "抽签种子的来源",
}


def _refuse_result(db: Session, campaign_id: str, notices: list[Posted]) -> None:
    if not is_recorded(db, campaign_id):
        raise RefusedError(
            "posting.not_recorded",
            _("选岗会的结果还没有登记，没有结果可以公示。请在选岗会结束、监督人签认之后登记结果。"),
        )
    posted = any(notice.kind == "result" for notice in notices)
    if posted and not public_documents.result_open(db, campaign_id):
        raise RefusedError("posting.already_posted", _("现在的选岗结果已经公示过，没有改动，不必再公示。"))


def _heading(db: Session, campaign_id: str, draft: Draft) -> Heading:
    period, calendar = None, calendar_of(db)
    if draft.kind not in WITHOUT_PERIOD:
        least = settings_of(campaign(db, campaign_id)).notices[draft.kind].period or {}
        length = draft.length or least
        period = contents.period(draft.issued_on, length, calendar)
        if period["to"] < open_for(draft.issued_on, least, calendar).last_on.isoformat():
            raise RefusedError(
                "posting.period_too_short",
                _("本批次规定这类公示至少 %(least)s，公示期不能更短。", least=length_in_words(least)),
            )
    paragraphs = draft.paragraphs
    if draft.kind == "correction":
        lifted = (UNFROZEN,) if is_unfrozen(db, campaign_id) else ()
        paragraphs = (*paragraphs, *_figures_added(db, campaign_id), *lifted)
    if draft.kind == "positions":
        paragraphs = (*paragraphs, *changes.of_positions(db, campaign_id))
    if draft.kind == "result":
        paragraphs = (*paragraphs, *changes.of_result(db, campaign_id))
    return Heading(draft.number, draft.title, draft.issued_on, period, paragraphs)


def _figures_added(db: Session, campaign_id: str) -> tuple[str, ...]:
    """That figures were added to the rules since the last list, and from which document each."""
    log = read(db, stream_of(campaign_id))
    lists = [one.version for one in log if one.type == "notice_posted" and one.payload["kind"] in LISTS]
    since = {one.payload["entry"] for one in log[lists[-1] :] if one.type == "rule_figure_confirmed"}
    documents = (one.document for one in entries(db, campaign_id) if one.number in since)
    return tuple(FIGURE_ADDED.format(document=document) for document in dict.fromkeys(documents))


def length_in_words(length: Mapping[str, int]) -> str:
    """How long a notice hangs: 5个工作日, 7天."""
    if "workdays" in length:
        return _("%(n)s 个工作日", n=length["workdays"])
    return _("%(n)s 个自然日", n=length["days"])


@in_chinese
def _content(db: Session, campaign_id: str, draft: Draft, heading: Heading) -> Mapping[str, Any]:
    documents = public_documents.drafted(db, campaign_id)
    match draft.kind:
        case "scores":
            return contents.scores(heading, documents)
        case "positions":
            return contents.positions(heading, documents)
        case "correction":
            make = contents.lifted if documents["standing"]["versions"][-1]["notice"] else contents.correction
            reason = _with_why_unfrozen(db, campaign_id, draft.reason)
            return make(heading, documents, corrects=draft.corrects, reason=reason)
        case "result":
            return contents.result(heading, documents, public_documents.standing_result(db, campaign_id))
        case _:
            return contents.announcement(
                heading,
                documents,
                session=draft.session,
                lot={
                    "algorithm": draft.lot.get("algorithm", "sha256"),
                    **{key: draft.lot[key] for key in ("source", "form") if draft.lot.get(key)},
                },
                rules=_session_rules(db, campaign_id),
                further_rules=draft.further_rules,
                heads=[public_documents.head(db, stream_of(campaign_id))],
            )
