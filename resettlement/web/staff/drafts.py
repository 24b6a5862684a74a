"""What a clerk types for a notice, what it is filled with beforehand, and the frozen content it makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session

from public_notices.translation import gettext as _
from public_notices.translation import in_chinese
from public_notices.wording import NOTICE_KINDS
from resettlement import workdays
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.errors import RefusedError
from resettlement.posting import contents, publication
from resettlement.posting.contents import Heading
from resettlement.selection.lot import ALGORITHMS
from resettlement.selection.service import load
from resettlement.standing.service import newest_standing

LABELS = {
    "number": "文号",
    "title": "标题",
    "issued_on": "张贴日期",
    "workdays": "公示几个工作日",
    "paragraphs": "正文",
    "corrects": "更正哪一号公示",
    "reason": "更正理由",
    "session_on": "选岗会日期",
    "place": "地点",
    "roll_call": "点名时间",
    "lot_algorithm": "抽签算法",
    "lot_source": "抽签种子的来源",
    "rules_in_words": "选岗规则",
}
TITLES = {
    "scores": "{district}{year}年度安置对象服役表现量化评分和名次公示",
    "positions": "{district}{year}年度退役军人安置岗位公示",
    "correction": "{district}{year}年度量化评分更正公示",
    "announcement": "{district}{year}年度选岗会公告",
    "result": "{district}{year}年度选岗结果公示",
}
REPLACES = "{number}公示的岗位表有误，现予更正，以本公示为准。"
WITHOUT_PERIOD = {"announcement"}
_WANTED = {
    "number": "请填写文号，如 样公〔2021〕1号",
    "title": "请填写标题",
}
_FURTHER = {
    "correction": {
        "corrects": "请填写被更正的公示的文号",
        "reason": "请写明为什么更正",
    },
    "announcement": {
        "place": "请填写选岗会的地点",
        "roll_call": "请填写点名时间，如 8时30分",
        "lot_source": "请写明抽签种子从哪里来，须在公告之后才能知道",
        "rules_in_words": "请写明选岗规则，每行一条",
    },
}


@dataclass(frozen=True)
class Draft:
    """A notice that is being made; `typed` holds what only its kind needs."""

    kind: str
    heading: Heading
    typed: Mapping[str, str]


def suggested(db: Session, campaign: Campaign, kind: str, today: date) -> dict[str, str]:
    """What the form begins with: title, today, five working days, the notice that is corrected."""
    notices = publication.posted(db, campaign.id)
    scored = [notice.number for notice in notices if notice.kind in ("scores", "correction")]
    title = TITLES[kind].format(district=campaign.district, year=campaign.year)
    return {
        "kind": kind,
        "number": (publication.positions_correction(db, campaign.id) or "") if kind == "positions" else "",
        "paragraphs": _paragraphs(db, campaign.id, kind),
        "title": title,
        "issued_on": today.isoformat(),
        "workdays": "" if kind in WITHOUT_PERIOD else "5",
        "corrects": scored[-1] if kind == "correction" and scored else "",
        "lot_algorithm": "sha256",
    }


def _paragraphs(db: Session, campaign_id: str, kind: str) -> str:
    """Of a list that was replaced after its posting: which notice the new one takes the place of."""
    posted = [notice.number for notice in publication.posted(db, campaign_id) if notice.kind == kind]
    if kind != "positions" or not posted or publication.positions_posted(db, campaign_id):
        return ""
    return REPLACES.format(number=posted[-1])


def read_draft(typed: Mapping[str, str]) -> tuple[Draft | None, dict[str, str]]:
    """The draft, or None and what is wrong by field."""
    kind = typed.get("kind", "")
    if kind not in NOTICE_KINDS:
        raise RefusedError("posting.unknown_kind", "没有这种公告。请从公示公告栏目选择要做的公告。")
    wanted = _WANTED | _FURTHER.get(kind, {})
    problems = {name: said for name, said in wanted.items() if not typed.get(name)}
    issued_on = _day(typed, "issued_on", problems)
    if kind == "announcement":
        _day(typed, "session_on", problems)
        if typed.get("lot_algorithm") not in ALGORITHMS:
            problems["lot_algorithm"] = _("可填：%(words)s", words="、".join(ALGORITHMS))
    period = _period(kind, typed, issued_on, problems)
    if problems or issued_on is None:
        return None, problems
    paragraphs = tuple(line.strip() for line in typed.get("paragraphs", "").split("\n") if line.strip())
    heading = Heading(typed["number"], typed["title"], issued_on, period, paragraphs)
    return Draft(kind, heading, typed), {}


def content_of(db: Session, campaign_id: str, draft: Draft) -> Mapping[str, Any]:
    """The frozen content, from the documents as they stand now. Raises RefusedError where one is lacking."""
    _refuse_too_early(db, campaign_id, draft.kind)
    return _content(db, campaign_id, draft)


@in_chinese
def _content(db: Session, campaign_id: str, draft: Draft) -> Mapping[str, Any]:
    documents, heading, typed = publication.drafted(db, campaign_id), draft.heading, draft.typed
    match draft.kind:
        case "scores":
            return contents.scores(heading, documents)
        case "positions":
            return contents.positions(heading, documents)
        case "correction":
            return contents.correction(heading, documents, corrects=typed["corrects"], reason=typed["reason"])
        case "result":
            return contents.result(heading, documents, publication.result(db, campaign_id))
        case _:
            return contents.announcement(
                heading,
                documents,
                session={
                    "date": typed["session_on"],
                    "place": typed["place"],
                    "roll_call": typed["roll_call"],
                },
                lot={"algorithm": typed["lot_algorithm"], "source": typed["lot_source"]},
                rules_in_words=[line.strip() for line in typed["rules_in_words"].split("\n") if line.strip()],
                heads=[publication.head(db, stream_of(campaign_id))],
            )


def _refuse_too_early(db: Session, campaign_id: str, kind: str) -> None:
    newest = newest_standing(db, campaign_id)
    if kind in ("scores", "correction", "announcement") and newest is None:
        raise RefusedError("posting.not_scored", "还没有评分，没有名次可以公示。请先评分。")
    if kind == "positions" and not publication.drafted(db, campaign_id)["positions"]["positions"]:
        raise RefusedError("posting.no_positions", "还没有导入岗位表，没有岗位可以公示。")
    if kind == "announcement" and newest is not None and not newest.frozen:
        raise RefusedError("posting.not_frozen", "名次尚未冻结，不能张贴选岗会公告。请在公示期满后冻结名次。")
    if kind == "result" and load(db, campaign_id).closed is None:
        raise RefusedError("posting.session_open", "选岗会还没有结束，没有结果可以公示。")


def _day(typed: Mapping[str, str], name: str, problems: dict[str, str]) -> date | None:
    try:
        return date.fromisoformat(typed.get(name, ""))
    except ValueError:
        problems[name] = "请填写日期，如 2021-10-18"
        return None


def _period(
    kind: str, typed: Mapping[str, str], issued_on: date | None, problems: dict[str, str]
) -> Mapping[str, Any] | None:
    days = typed.get("workdays", "")
    if kind in WITHOUT_PERIOD:
        return None
    if not (days.isascii() and days.isdecimal() and 1 <= int(days) <= 60):
        problems["workdays"] = "请填写 1 至 60 的整数，如 5"
        return None
    if issued_on is None:
        return None
    try:
        counted = workdays.period_of_workdays(issued_on, int(days))
    except RefusedError as error:
        problems["issued_on"] = error.message
        return None
    return {
        "from": counted.first_on.isoformat(),
        "to": counted.last_on.isoformat(),
        "workdays": int(days),
    }
