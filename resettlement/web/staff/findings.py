"""`/staff/findings`: what the check before posting found; mended, or let pass by two people with reasons."""

from __future__ import annotations

from litestar import get, post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.records.service import names
from resettlement.rights import COMMANDS
from resettlement.standing import findings as service
from resettlement.standing.findings import Found, Verdict
from resettlement.translation import in_chinese, looked_up
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import (
    LOOK,
    CurrentForm,
    acting,
    current,
    done,
    exported,
    show,
    text_of,
    typed_of,
)
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


@get("/findings", guards=[LOOK], sync_to_thread=True)
def findings(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """Everything that somebody should look at before the scores are posted."""
    with database.reading(engine) as db:
        campaign = current(db)
        of = _listing(request, db, campaign.id)
    return show(request, "list", campaign=campaign, listing=of, lead=LEAD, back="/staff/standing", tabs=())


@get("/findings.xlsx", guards=[LOOK], sync_to_thread=True)
def findings_workbook(request: AnyRequest, engine: CurrentEngine) -> AnyResponse:
    """The same list as a workbook."""
    with database.reading(engine) as db:
        return exported(in_chinese(_listing)(request, db, current(db).id))


@get("/findings/{finding:str}", guards=[LOOK], sync_to_thread=True)
def finding_page(
    request: AnyRequest, engine: CurrentEngine, account: CurrentAccount, finding: FromPath[str]
) -> AnyResponse:
    """One finding, what was said of it, and a form for who may say more."""
    return _one(request, engine, finding, {})


@post("/findings/{finding:str}", guards=[may_do("clear", "overrule")], sync_to_thread=True)
def decide(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    finding: FromPath[str],
) -> AnyResponse:
    """Say why it may pass; the second person settles it."""
    problems = {}
    verdict, reason = text_of(form, "verdict"), text_of(form, "reason")
    if verdict not in set(Verdict):
        problems["verdict"] = "请选择查清无误或说明保留"
    if not reason:
        problems["reason"] = "请写明查了什么、为什么可以放行"
    if problems:
        return _one(request, engine, finding, typed_of(form), problems)
    try:
        acting(
            engine,
            lambda db, id_, at: service.decide(
                db, id_, finding, Verdict(verdict), reason=reason, by=account.id, at=at
            ),
        )
    except (RefusedError, BadInputError) as error:
        return _one(request, engine, finding, typed_of(form), error=error)
    return done(PATH, "decided")


def _listing(request: AnyRequest, db: Session, campaign_id: str) -> Listing:
    called = names(db, campaign_id)
    rows = [
        {
            "id": found.finding.id,
            "candidate": found.finding.candidate,
            "name": called.get(found.finding.candidate, ""),
            "sentence": found.finding.sentence,
            "state": _state(found),
            "by": "、".join(one.by for one in found.decisions),
        }
        for found in service.findings(db, campaign_id, clock.now().date())
    ]
    return listing(request, "公示前检查", PATH, COLUMNS, rows)


def _state(found: Found) -> str:
    if found.finding.must_be_mended:
        return "须更正"
    return "已核定" if found.settled else "一人已核定" if found.decisions else "待核定"


def _one(
    request: AnyRequest,
    engine: Engine,
    id_: str,
    typed: dict[str, str],
    problems: dict[str, str] | None = None,
    error: ResettlementError | None = None,
) -> AnyResponse:
    with database.reading(engine) as db:
        campaign = current(db)
        everything = service.findings(db, campaign.id, clock.now().date())
    found = next((one for one in everything if one.finding.id == id_), None)
    if found is None:
        raise NotFoundException
    return show(
        request,
        "finding",
        status_of(error) if error else 200,
        campaign=campaign,
        found=found,
        state=_state(found),
        tones=TONES,
        verdicts={verdict.value: looked_up(label) for verdict, label in VERDICTS.items()},
        deciders=DECIDERS,
        typed=typed,
        problems=problems or {},
        labels={"verdict": "意见", "reason": "理由"},
        errors=[error.message] if error else [],
    )
