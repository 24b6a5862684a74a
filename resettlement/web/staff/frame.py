"""What every page of the office has: its sections, what is wrong on top, and what was just done."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from litestar.response import Redirect
from markupsafe import Markup, escape

from resettlement.accounts.model import Role
from resettlement.office.service import site_folder
from resettlement.rights import may as may_command
from resettlement.translation import CHINESE, language, looked_up
from resettlement.web.addresses import asked
from resettlement.web.desk import FIRST, Desk, Retry, current
from resettlement.web.rendering import page
from resettlement.web.security import AnyRequest, AnyResponse, account_or_none, may
from resettlement.web.static_site import folder_of

VIEWERS = (Role.CLERK, Role.REVIEWER, Role.STAFFING, Role.SUPERVISOR, Role.ADMINISTRATOR)
LOOK = may(*VIEWERS)
SECTIONS = (
    ("/staff", "进度"),
    ("/staff/records", "档案"),
    ("/staff/rules", "规则"),
    ("/staff/standing", "评分名次"),
    ("/staff/positions", "岗位"),
    ("/staff/notices", "公示公告"),
    ("/staff/objections", "异议"),
    ("/staff/wishes", "志愿"),
    ("/staff/session", "选岗会"),
    ("/staff/result", "选岗结果"),
    ("/staff/letters", "介绍信"),
    ("/staff/log", "日志"),
)
_PAGE = re.compile(r"(/staff/[a-z/]+)")
HOSTS_SECTIONS = ("/staff/session", "/staff/result")
ACCOUNTS_SECTION = ("/staff/accounts", "账号管理")
CLOCK_SECTION = ("/staff/clock", "时钟")
OFFICE_SECTION = ("/staff/office", "本单位")
CAMPAIGNS_SECTION = ("/staff/campaigns", "安置批次")
WORKDAYS_SECTION = ("/staff/workdays", "工作日")
DONE = {
    "records": "档案已导入，请由另一位工作人员复核。",
    "positions": "岗位表已导入。",
    "wishes": "志愿表已封存。",
    "sealed": "纸质志愿已封存。",
    "codes": "填报码已发。请打印纸条，当面交给本人，或封好再交。",
    "code": "填报码已发，此前的一个不能再用。请打印纸条交给本人。",
    "reviewed": "复核已登记。",
    "confirmed": "本人确认已登记。",
    "removed": "已移出本批次。以后的评分和名单不再计入，张贴过的照旧留存；须重新评分，已公示的另行更正。",
    "restored": "已恢复列入。请重新评分，已公示的另行更正。",
    "notice_withdrawn": "已撤回。其中的事项须公示公告的，请重新张贴。",
    "annulled": "岗位已作废，本人重新没有岗位。结果公示过的，请经办人做更正公示；空出的可以再开一场选岗会。",
    "assigned": "岗位已指定。结果公示过的，请经办人做更正公示。",
    "positions_changed": "岗位变动已登记。岗位表公示过的，请经办人做更正公示；公示期满后才能开场。",
    "barred": "已登记：这个岗位不对本人开放。已填的志愿里有它的，到时跳过；请告知本人，截止以前可以改填。",
    "unbarred": "已登记：这个岗位重新对本人开放。",
    "returned": "已退回录入，经办人会看到理由。",
    "evidence": "证据已存入，只有经办、复核和监督人员能看。",
    "not_signed": "已登记本人不签字。",
    "nothing_waits": "没有等您办理的档案。",
    "fact": "事项已登记。档案有改动，须重新复核、重新评分、本人重新确认。",
    "withdrawn": "事项已撤去，留存在改动记录里。档案须重新复核、重新评分、本人重新确认。",
    "profile": "更正已登记。档案须重新复核、重新评分、本人重新确认。",
    "scored": "评分完成，第二套算法得出同样的结果。",
    "frozen": "名次已冻结，选岗会以此为准。",
    "unfrozen": "冻结已解除。请更正档案，再做更正公示；公示期满后重新冻结。",
    "posted": "已张贴并登记。",
    "filed": "异议已登记。",
    "ruled": "裁定已登记。",
    "admitted": "已受理。",
    "not_admitted": "已登记不予受理。",
    "carried_out": "已登记：按裁定重新评分。",
    "decided": "核定已登记。",
    "opened": "选岗会已开场。",
    "recorded": "选岗结果已登记。",
    "letters": "介绍信已开具，回访已建立。请打印、盖章，交给本人和接收单位。",
    "letter_corrected": "更正的介绍信已开具，期限已重新计算。请收回原件。",
    "published": "公开包已公布。",
    "account": "账号已建立。请把账号和密码当面告诉本人，并请本人登录后改密码。",
    "closed": "账号已停用，正在使用的登录已经结束。",
    "reset": "密码已重设，原来的登录都已结束。请当面告诉本人，并请本人登录后改密码。",
    "replaced": "岗位表已更换。",
    "clock": "已登记时钟走快、现已校准，可以照常办理。",
    "permitted": "已准许。刚才被拒的一步请再做一次。",
    "figure": "已录入。由另一位工作人员对照文件核对之后才计入规则。",
    "figure_confirmed": "已核对，计入规则。规则指纹随之改变。",
    "figure_dropped": "已退回，没有计入规则。",
    "office": "已保存。",
    "workdays": "已保存。公示期从现在起按它计算，已经张贴的不变。",
    "campaign_opened": "批次已建立。下一步：导入档案。",
    "draft": "草稿已保存。",
    "draft_dropped": "草稿已删除。",
    "changed": "已改。改动和理由记在下面。",
    "category": "类别已增加。",
}


def show(
    desk: Desk, template: str, retry: Retry = FIRST, /, status: int = 0, **context: object
) -> AnyResponse:
    """A page of the office; problems by field become the summary on top, each leading to its field."""
    problems = {name: looked_up(wrong) for name, wrong in retry.problems.items()}
    errors = [_with_links(looked_up(error)) for error in retry.errors]
    colon = "：" if language() == CHINESE else ": "
    linked = [
        Markup('<a href="#{}">{}{}{}</a>').format(name, name_shown(name, context), colon, wrong)
        for name, wrong in problems.items()
    ]
    usual = {
        "sections": _sections(desk.request),
        "problems": problems,
        "typed": retry.typed,
        "said": looked_up(DONE.get(desk.query("done"), "")),
    }
    file = template if "/" in template else f"staff/{template}"
    return page(
        desk.request,
        f"{file}.html",
        status or retry.status,
        errors=[*linked, *errors],
        **{**usual, **context},
    )


def _with_links(sentence: str) -> str:
    """A page of the office that a sentence names can be opened from there."""
    parts = [
        Markup('<a href="{0}">{0}</a>').format(part) if _PAGE.fullmatch(part) else escape(part)
        for part in _PAGE.split(sentence)
    ]
    return Markup("").join(parts) if len(parts) > 1 else sentence


def _sections(request: AnyRequest) -> Sequence[tuple[str, str]]:
    """The sections that this account may open: the host of a session has business with it alone."""
    account = account_or_none(request)
    if account is None or account.role not in VIEWERS:
        return [one for one in SECTIONS if one[0] in HOSTS_SECTIONS]
    further = [
        *([CAMPAIGNS_SECTION, WORKDAYS_SECTION] if may_command(account.role, "open") else []),
        *([ACCOUNTS_SECTION, OFFICE_SECTION, CLOCK_SECTION] if account.role is Role.ADMINISTRATOR else []),
    ]
    return [*SECTIONS, *further]


def name_shown(name: str, context: Mapping[str, object]) -> str:
    """What a field is called in the summary of errors."""
    labels = context.get("labels")
    return looked_up(str(labels.get(name, name))) if isinstance(labels, Mapping) else name


def site_of(desk: Desk) -> Path | None:
    """The folder in which the public bundle is published, where the server was given one."""
    found: Path | None = desk.request.app.state.get("site")
    if found is not None:
        return folder_of(found, asked())
    with desk.reading() as db:
        return site_folder(db, current(db).id)


def done(path: str, what: str) -> Redirect:
    """After a step: the page where its result shows, so that a reload repeats nothing."""
    return Redirect(f"{path}?done={what}", status_code=303)
