"""`/staff/findings`: what the check before posting found; mended, or let pass by two people with reasons."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.tables import Campaign
from resettlement.records.service import names
from resettlement.rights import COMMANDS
from resettlement.standing import findings as service
from resettlement.standing.findings import Found, Verdict
from resettlement.translation import in_chinese, looked_up
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import LOOK, done, show
from resettlement.web.staff.list_pages import list_at
from resettlement.web.staff.lists import Column, Listing, listing

PATH = "/staff/findings"
DECIDERS = COMMANDS["clear"]
VERDICTS = {Verdict.CLEARED: "查清无误", Verdict.OVERRULED: "说明保留"}
TONES = {"须更正": "alert", "待核定": "warm", "一人已核定": "warm", "已核定": "good"}
LEAD = "公示之前逐份查看有没有反常的地方。每一处都要更正，或者由两位工作人员分别核定并写明理由，才能公示。"
COLUMNS = (
    Column("id", "编号", link="/staff/findings/{id}"),
    Column("candidate", "对谁", link="/staff/records/{candidate}"),
    Column("name", "姓名"),
    Column("sentence", "疑点"),
    Column("state", "状态", tones=TONES, said=True),
    Column("by", "核定"),
)


def _one(desk: Desk, finding: str, retry: Retry = FIRST) -> AnyResponse:
    with desk.reading() as db:
        campaign = current(db)
        everything = service.findings(db, campaign.id, clock.now().date())
    found = next((one for one in everything if one.finding.id == finding), None)
    if found is None:
        raise NotFoundException
    return show(
        desk,
        "finding",
        retry,
        campaign=campaign,
        found=found,
        state=_state(found),
        tones=TONES,
        verdicts={verdict.value: looked_up(label) for verdict, label in VERDICTS.items()},
        deciders=DECIDERS,
        labels={"verdict": "意见", "reason": "理由"},
    )


def _listing(desk: Desk, db: Session, campaign: Campaign) -> Listing:
    called = names(db, campaign.id)
    rows = [
        {
            "id": found.finding.id,
            "candidate": found.finding.candidate,
            "name": called.get(found.finding.candidate, ""),
            "sentence": found.finding.sentence,
            "state": _state(found),
            "by": "、".join(one.by for one in found.decisions),
        }
        for found in service.findings(db, campaign.id, clock.now().date())
    ]
    return listing(desk, "公示前检查", PATH, COLUMNS, rows)


findings, findings_workbook = list_at(
    "/findings", _listing, lead=LEAD, back="/staff/standing", export=in_chinese(_listing)
)


@get("/findings/{finding:str}", guards=[LOOK], sync_to_thread=True)
def finding_page(desk: AtDesk, finding: FromPath[str]) -> AnyResponse:
    """One finding, what was said of it, and a form for who may say more."""
    return _one(desk, finding)


@post("/findings/{finding:str}", guards=[may_do("clear", "overrule")], sync_to_thread=True)
@or_show(_one)
def decide(desk: AtDesk, finding: FromPath[str]) -> AnyResponse:
    """Say why it may pass; the second person settles it."""
    verdict, reason = desk.text("verdict"), desk.text("reason")
    if verdict not in set(Verdict):
        desk.problems["verdict"] = "请选择查清无误或说明保留"
    desk.require(reason="请写明查了什么、为什么可以放行")
    desk.check()
    desk.write(
        lambda db, id_, at: service.decide(
            db, id_, finding, Verdict(verdict), reason=reason, by=desk.by, at=at
        ),
    )
    return done(PATH, "decided")


def _state(found: Found) -> str:
    if found.finding.must_be_mended:
        return "须更正"
    return "已核定" if found.settled else "一人已核定" if found.decisions else "待核定"
