"""`/staff`: every stage of the campaign, what is missing for the next, who does it and where.

Also whether what is public could be published as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from litestar import get

from resettlement import clock
from resettlement.accounts.model import ROLE_LABELS, Role
from resettlement.campaign.stages import stages
from resettlement.progress import progress
from resettlement.publication.publishable import differences
from resettlement.translation import looked_up
from resettlement.web.desk import AtDesk, current
from resettlement.web.security import AnyResponse
from resettlement.web.staff.frame import LOOK, show, site_of


@dataclass(frozen=True)
class Task:
    """What somebody does about something that is missing: where, and whose work it is."""

    place: str
    label: str
    roles: tuple[Role, ...]

    def whose(self) -> str:
        """Whose work it is, in words."""
        return "、".join(looked_up(ROLE_LABELS[role]) for role in self.roles)


# Where each stage is looked at.
PLACES = {
    "records": "/staff/records",
    "scores": "/staff/standing",
    "positions": "/staff/positions",
    "notices": "/staff/notices",
    "objections": "/staff/objections",
    "frozen": "/staff/standing#freeze",
    "announcement": "/staff/notices",
    "wishes": "/staff/wishes",
    "session": "/staff/session",
    "result": "/staff/result",
    "published": "/staff/result#publish",
}
TASKS: Mapping[str, Task] = {
    "import_records": Task("/staff/import/records", "导入档案表", (Role.CLERK,)),
    "review": Task("/staff/records", "去复核", (Role.REVIEWER,)),
    "mend": Task("/staff/records", "去改正", (Role.CLERK,)),
    "score": Task("/staff/standing", "去评分", (Role.CLERK,)),
    "fill_rules": Task("/staff/rules", "去补充规则", (Role.CLERK, Role.REVIEWER)),
    "confirm": Task("/staff/records", "登记本人确认", (Role.CLERK, Role.REVIEWER)),
    "import_positions": Task("/staff/import/positions", "导入岗位表", (Role.STAFFING,)),
    "findings": Task("/staff/findings", "去核定疑点", (Role.CLERK, Role.REVIEWER)),
    "carry_out": Task("/staff/objections", "按裁定办理", (Role.CLERK,)),
    "post_scores": Task("/staff/notices/new?kind=scores", "做评分公示", (Role.CLERK,)),
    "post_correction": Task("/staff/notices/new?kind=correction", "做更正公示", (Role.CLERK,)),
    "post_positions": Task("/staff/notices/new?kind=positions", "做岗位公示", (Role.CLERK,)),
    "wait": Task("/staff/notices", "", ()),
    "rule": Task("/staff/objections", "去裁定", (Role.SUPERVISOR, Role.REVIEWER)),
    "freeze": Task("/staff/standing#freeze", "去冻结", (Role.SUPERVISOR,)),
    "announce": Task("/staff/notices/new?kind=announcement", "做选岗会公告", (Role.CLERK,)),
    "collect_wishes": Task("/staff/wishes", "去收志愿", (Role.CLERK,)),
    "open_session": Task("/staff/session", "去开场", (Role.HOST,)),
    "run_session": Task("/hall/control", "到选岗控制台", (Role.HOST,)),
    "record_result": Task("/staff/result", "去登记", (Role.SUPERVISOR,)),
    "post_result": Task("/staff/notices/new?kind=result", "做结果公示", (Role.CLERK,)),
    "publish": Task("/staff/result#publish", "去公布", (Role.CLERK, Role.SUPERVISOR)),
}


@get("/", guards=[LOOK], sync_to_thread=True)
def overview(desk: AtDesk) -> AnyResponse:
    """The campaign's stages on one page."""
    with desk.reading() as db:
        campaign = current(db)
        found = stages(progress(db, campaign.id, clock.now().date(), site_of(desk)))
        wrong = differences(db, campaign.id)
    return show(
        desk, "overview", campaign=campaign, stages=found, places=PLACES, tasks=TASKS, differences=wrong
    )
