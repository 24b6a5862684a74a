"""会议纪要: what happened in the hall, from the log alone, for the archive. Pure.

One content, which page, PDF and `plain_text` print. It bears full names: an internal paper, never posted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from public_notices.log_views import revoked_versions
from public_notices.verifier import TITLES
from public_notices.wording import OUTCOMES, clock, day, duration, moment
from resettlement.clock import read
from resettlement.journal.model import Entry, short
from resettlement.objections.model import OPEN
from resettlement.papers.attendance import attendance
from resettlement.papers.sitting import Objection, Payload, Sitting, section

INTERNAL = "内部资料：写有真实姓名，只供签字和存档，不张贴、不公开"
SIGNERS = ("主持人", "监督人", "公证员或见证人", "记录人")
KINDS = (
    ("未到、迟到、超时和离场", ("missed",)),
    ("暂不选岗、放弃和第二轮", ("passed", "gave_up", "waived", "round_begun")),
    ("委托他人选岗", ("proxy_admitted",)),
    ("同分和抽签", ("lot_drawn", "tie_settled")),
    ("暂停、补时和备选区核对", ("paused", "resumed", "clock_adjusted", "standby_checked")),
)
"""Which events stand under which heading; an event of no heading is told under 其他事项."""
USUAL = ("session_opened", "arrived", "called", "chosen", "undone", "closed")
"""What the tables tell already."""


def minutes(campaign: Payload, of: Sitting, issued_on: str) -> dict[str, Any]:
    """The minutes of a closed session, under the number of its certificate."""
    sections = [
        section("时间和地点", _when(of)),
        section("会上的工作人员", (), _staff(of)),
        attendance(of),
        *(section(title, _happened(of, types)) for title, types in KINDS),
        *_others(of),
        section("会上提出的异议和答复", _objections(of)),
        section("更正（撤销）", _corrections(of)),
        section("核对和签认", _certified(of)),
    ]
    return {
        "kind": "minutes",
        "number": f"{campaign['year']}-{short(of.found.head)}",
        "title": "选岗会会议纪要",
        "issuer": campaign["issuer"],
        "issued_on": issued_on,
        "fictional": campaign["fictional"],
        "internal": INTERNAL,
        "sections": sections,
        "signers": list(SIGNERS),
    }


def _when(of: Sitting) -> list[str]:
    picks = [one for one in of.entries if one.type == "chosen" and one.version not in of.revoked]
    began = f"{day(of.found.began_at)} {clock(of.found.began_at)}开场"
    chosen = [f"{of.time(picks[0].at)}第一人选定，{of.time(picks[-1].at)}最后一人选定"] if picks else []
    said = [f"地点：{of.place}。", f"{'；'.join([began, *chosen, f'{of.time(of.found.ended_at)}结束'])}。"]
    if of.day_changed:
        announced, held = (day(of.day_changed[key]) for key in ("announced", "held_on"))
        said.append(f"公告的日期是{announced}，改在{held}举行。原因：{of.day_changed['reason']}。")
    if stopped := _stopped(of.entries):
        said.append(f"暂停{of.found.tally.pauses}次，共{duration(stopped)}。")
    return said


def _stopped(entries: Sequence[Entry]) -> int:
    """Seconds for which the clocks stood still."""
    total, since = 0, None
    for entry in entries:
        if entry.type == "paused":
            since = entry
        elif since is not None and entry.type in ("resumed", "undone", "closed"):
            total, since = total + int((read(entry.at) - read(since.at)).total_seconds()), None
    return total


def _staff(of: Sitting) -> dict[str, Any]:
    """Who did what: whoever wrote an entry, was the second person, a witness, or signed."""
    did: dict[str, list[str]] = {}
    for entry in of.entries:
        did.setdefault(entry.by, ["操作选岗程序"])
    for entry in of.entries:
        if entry.type == "lot_drawn":
            _note(did, entry.payload["witnesses"], "抽签见证")
        if "second" in entry.payload:
            _note(did, [entry.payload["second"]], "第二人")
    _note(did, [one.by for one in of.co_signed], "会中联签")
    _note(did, [of.ruling.by] if of.ruling else [], "会后核对")
    rows = [[of.accounts.get(id_, ""), id_, "、".join(dict.fromkeys(done))] for id_, done in did.items()]
    return {"columns": ["身份和姓名", "账号", "会上所做"], "rows": rows}


def _note(did: dict[str, list[str]], accounts: Iterable[str], what: str) -> None:
    for account in accounts:
        did.setdefault(account, []).append(what)


def _happened(of: Sitting, types: Sequence[str]) -> list[str]:
    return [
        of.told(entry)
        + _witnessed(of, entry)
        + ("（后已撤回，见“更正”）" if entry.version in of.revoked else "")
        for entry in of.entries
        if entry.type in types and not _plainly_passed(entry)
    ]


def _plainly_passed(entry: Entry) -> bool:
    """A check in the standby zone that nobody need read of; one that two people let pass is told."""
    return entry.type == "standby_checked" and entry.payload["passed"] and "second" not in entry.payload


def _witnessed(of: Sitting, entry: Entry) -> str:
    if entry.type != "lot_drawn":
        return ""
    return f"见证人：{'、'.join(map(of.account, entry.payload['witnesses']))}。"


def _others(of: Sitting) -> list[dict[str, Any]]:
    told = {*USUAL, *(type_ for _title, types in KINDS for type_ in types)}
    types = tuple(dict.fromkeys(entry.type for entry in of.entries if entry.type not in told))
    return [section("其他事项", _happened(of, types))] if types else []


def _objections(of: Sitting) -> list[str]:
    return [
        f"{of.time(at)} 第{one.number}号异议（{of.person(one.candidate)}）：{' '.join(one.text.split())}"
        f"　答复：{_answer(one)}"
        for at, one in of.objections
    ]


def _answer(one: Objection) -> str:
    if one.status in OPEN:
        return "尚未答复，答复之前不登记结果。"
    if one.outcome is None:
        return f"不予受理。理由：{one.not_admitted_because}"
    return f"{OUTCOMES[one.outcome]}。理由：{one.reason}"


def _corrections(of: Sitting) -> list[str]:
    said, before = [], set[int]()
    for at, entry in enumerate(of.entries):
        if entry.type != "undone":
            continue
        after = revoked_versions(one.to_json() for one in of.entries[: at + 1])
        undone = [one for one in of.entries[:at] if one.version in after - before and one.type != "called"]
        before = after
        taken_back = "；".join(of.told(one).rstrip("。") for one in undone) or "只有叫号"
        hands = f"操作：{of.account(entry.by)}；第二人：{of.account(entry.payload['second'])}。"
        said.append(f"{of.told(entry)}{hands}撤回的是：{taken_back}。")
    return said


def _certified(of: Sitting) -> list[str]:
    found = of.found
    wrong = [f"{one.number}（{TITLES[one.number]}）" for one in found.findings if not one.holds]
    checked = f"没有核对通过：{'、'.join(wrong) or '日志不相连'}" if not found.holds else "各项全部相符"
    said = [
        f"选岗会日志共{found.count}条，日志头短码{short(found.head)}；结果指纹短码{short(found.fingerprint)}。",
        f"会后由独立的第二套程序从头重新核对：{checked}。核对书编号与本纪要相同。",
        *(
            f"{moment(one.at)} {of.account(one.by)}联签日志至第{one.payload['version']}条。"
            for one in of.co_signed
        ),
    ]
    lacking = "、".join(f"第{one['order']}位{of.person(one['candidate'])}" for one in of.signed["missing"])
    said.append(
        f"已存签字的选岗协议{of.signed['filed']}份，{f'还缺：{lacking}' if lacking else '没有缺的'}。"
    )
    if of.ruling is None:
        return [*said, "监督人尚未在系统中签认。"]
    reason = of.ruling.payload.get("reason", "")
    ruled = "签认" if of.ruling.type == "certified" else f"不予签认：{reason}"
    return [*said, f"{moment(of.ruling.at)} {of.account(of.ruling.by)}{ruled}。"]
