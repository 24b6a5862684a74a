"""Who came to the session, and what it left each of them with, by what stands in the log. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from public_notices.wording import AUDIENCES, MISSED, consequence
from resettlement.journal.model import Entry
from resettlement.papers.sitting import Sitting, section
from resettlement.papers.taking import in_brief, taking
from resettlement.selection.examination import logged_picks

CAME, SENT, STAYED_AWAY = "本人到场", "委托他人", "未到场"
COLUMNS = ["编号", "姓名", "到会", "选定时间", "岗位", "选定方式"]


def attendance(of: Sitting) -> dict[str, Any]:
    """Everybody of the session in the order of the standing."""
    standing = [entry for entry in of.entries if entry.version not in of.revoked]
    groups = of.entries[0].payload["groups"]
    people = {
        one: _attended([entry for entry in standing if entry.payload.get("candidate") == one])
        for group in groups
        for class_ in group["classes"]
        for one in class_
    }
    expected = "、".join(
        f"{AUDIENCES.get(group['category'], group['category'])}{sum(map(len, group['classes']))}人"
        for group in groups
    )
    lines = [f"应到{len(people)}人：{expected}。"]
    for said in (CAME, SENT, STAYED_AWAY):
        those = [of.person(one) for one, how in people.items() if how == said]
        named = f"：{'、'.join(those)}" if those and said != CAME else ""
        lines.append(f"{said}{len(those)}人{named}。")
    rows = [[one, of.names.get(one, ""), how, *_outcome(of, standing, one)] for one, how in people.items()]
    return section("到会和选岗", lines, {"columns": COLUMNS, "rows": rows})


def _attended(theirs: Sequence[Entry]) -> str:
    """Whether somebody came, sent a proxy, or was not seen, by what stands of them in the log."""
    seen, by_rule = STAYED_AWAY, False
    for entry in theirs:
        match entry.type:
            case "proxy_admitted":
                return SENT
            case "called":
                by_rule = False
            case "missed":
                by_rule = entry.payload["consequence"] == "first_free_wish"
                seen = seen if entry.payload["reason"] == "absent" else CAME
            case "arrived" | "passed":
                seen = CAME
            case "chosen" | "gave_up" if not by_rule:
                seen = CAME
    return seen


def _outcome(of: Sitting, standing: Sequence[Entry], who: str) -> list[str]:
    """When, which post and how; or how their turn ended without one."""
    picks = [one for one in logged_picks(of.entries) if one.candidate == who and one.counts]
    if picks:
        pick = picks[-1]
        how = f"第{pick.order}顺位，{in_brief(taking(of.entries, pick.version))}"
        return [of.time(of.entries[pick.version - 1].at), of.post(pick.position), how]
    theirs = [one for one in standing if one.payload.get("candidate") == who]
    ends = [one for one in theirs if one.type in ("missed", "passed", "gave_up", "waived")]
    return ["", "没有选定岗位", _ended(ends[-1]) if ends else ""]


def _ended(entry: Entry) -> str:
    match entry.type:
        case "missed":
            return f"{MISSED[entry.payload['reason']]}，{consequence(entry.payload['consequence'])}"
        case "passed":
            return f"暂不选，{consequence(entry.payload['consequence'])}"
        case "waived":
            return "选定后放弃"
        case _:
            return "本次不选岗"
