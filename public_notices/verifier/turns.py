"""Roll call, standby, calls, clock, proxies, misses, passes judged again (docs/session-log.md, "Turn")."""

from datetime import date, timedelta

from .chain import instant
from .judging import Judge
from .numbered import CannotComputeError, Json


def judge_arrival(judge: Judge, entry: Json, payload: Json) -> None:
    candidate = payload["candidate"]
    if must_wait(judge, entry, candidate) and candidate in judge.hall.arrived:
        judge.say("S2", entry, candidate, "已经到场，不应再记一次")


def judge_standby_check(judge: Judge, entry: Json, payload: Json) -> None:
    candidate = payload["candidate"]
    if must_wait(judge, entry, candidate) and candidate not in judge.hall.arrived:
        judge.say("S2", entry, candidate, "还没有到场，不能候场核验")
    if payload["passed"] and payload["reason"]:
        judge.say("S2", entry, candidate, "核验通过，不应写未通过的原因")
    elif not payload["passed"] and not payload["reason"]:
        judge.say("S2", entry, candidate, "核验未通过，应写明原因")
    if payload["passed"] and judge.hall.edition > 1:
        judge_lifting(judge, entry, payload)


def judge_lifting(judge: Judge, entry: Json, payload: Json) -> None:
    """A refusal stands until who refused passes the person, or two people do."""
    candidate, second = payload["candidate"], payload.get("second")
    if second == entry["by"]:
        judge.say("S2", entry, candidate, "第二人不能是操作者本人")
    elif second is None and judge.hall.refusers.get(candidate, set()) - {entry["by"]}:
        judge.say("S2", entry, candidate, "前面由他人登记为未通过，须由登记的人或两人共同取消")


def judge_barring(judge: Judge, entry: Json, payload: Json) -> None:
    """A post is closed to somebody who may take it, and opened again where it was closed in this session."""
    hall, candidate, position = judge.hall, payload["candidate"], payload["position"]
    if not must_wait(judge, entry, candidate):
        return
    if payload["barred"] and position not in hall.eligible[candidate]:
        judge.say("S2", entry, candidate, f"岗位 {position} 本来就不在能选之内，不能再关闭")
    if payload["barred"] and hall.held.get(candidate) == position:
        judge.say("S2", entry, candidate, f"岗位 {position} 已按志愿为其预留，不能关闭")
    if not payload["barred"] and (candidate, position) not in hall.barred:
        judge.say("S2", entry, candidate, f"岗位 {position} 不是会上关闭的，不能在会上开放")


def must_wait(judge: Judge, entry: Json, candidate: str) -> bool:
    """Whether the person still waits or is at the table."""
    if candidate not in judge.hall.group_of:
        raise CannotComputeError(f"名单中没有 {candidate}")
    if judge.hall.is_present(candidate):
        return True
    judge.say("S2", entry, candidate, "不在候选队列中，也不在选岗席上")
    return False


def judge_call(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate, block = judge.hall, payload["candidate"], judge.hall.next_block()
    if hall.table:
        judge_call_ahead(judge, entry, candidate)
    if block is not None and len(block) > 1 and candidate in block:
        judge.say("S3", entry, candidate, f"{'、'.join(block)} 同名次，先后还没有定，不能叫号")
    elif block != (candidate,):
        expected = "、".join(block) if block else "无人"
        judge.compare("S3", entry, candidate, (expected, candidate), "轮到的人")
    if candidate not in hall.group_of:
        raise CannotComputeError(f"名单中没有 {candidate}")
    at, begins = instant(entry["at"]), hall.batch_time(candidate)
    if begins is not None and at is not None and at < begins:
        judge.say("S3", entry, candidate, f"所在的批次 {begins.isoformat()} 才开始，不能叫号")


def judge_call_ahead(judge: Judge, entry: Json, candidate: str) -> None:
    """While somebody is at the table: only where the rules say so, so many people, so long after the last."""
    hall, rule, at = judge.hall, judge.hall.settings.get("call_ahead"), instant(entry["at"])
    first = hall.table[0].candidate
    if not rule:
        judge.say("S3", entry, candidate, f"{first} 还在选岗席上，不能叫下一位")
        return
    if hall.wish_due:
        judge.say("S3", entry, candidate, f"{first} 应先按所填志愿办理或放弃，不能叫下一位")
    if len(hall.table) > rule["people"]:
        judge.say("S3", entry, candidate, f"{first} 后面最多提前叫 {rule['people']} 人，已经叫满")
    if at and hall.last_call and at < hall.last_call + timedelta(minutes=rule["minutes"]):
        judge.say("S3", entry, candidate, f"上一位叫号后满 {rule['minutes']} 分钟才能提前叫下一位")


def judge_adjusting(judge: Judge, entry: Json, payload: Json) -> None:
    if judge.first_at_table(entry) and judge.hall.wish_due:
        judge.say("S5", entry, payload["candidate"], "应按所填志愿办理，不计时间，不能调整计时")


def judge_proxy(judge: Judge, entry: Json, payload: Json) -> None:
    rule = judge.hall.settings["proxy"]
    if not judge.first_at_table(entry):
        return
    if not rule["allowed"] or judge.hall.wish_due:
        judge.say("S2", entry, payload["candidate"], "此时不能由他人代选")
    judge.compare("S2", entry, payload["candidate"], (rule["papers"], payload["papers"]), "代选所需材料")
    days, asked, at = rule.get("days_ahead") or 0, payload.get("requested_on"), instant(entry["at"])
    if days == 0 and asked is not None:
        judge.say("S2", entry, payload["candidate"], "规则没有要求提前申请，不应记申请日期")
    elif days and at and (asked is None or (at.date() - date.fromisoformat(asked)).days < days):
        judge.say("S2", entry, payload["candidate"], f"代选没有提前 {days} 日申请")


def judge_miss(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate = judge.hall, payload["candidate"]
    refuse_if_wish_due(judge, entry)
    if judge.first_at_table(entry):
        rule = hall.settings["missed"][payload["reason"]]
        expected = rule["again"] if hall.misses[candidate] else rule["first"]
        judge.compare("S8", entry, candidate, (expected, payload["consequence"]), "过号的处理")


def judge_pass(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate, rule = judge.hall, payload["candidate"], judge.hall.settings["passed"]
    refuse_if_wish_due(judge, entry)
    if judge.first_at_table(entry):
        if hall.passes[candidate] >= rule["times"]:
            judge.say("S8", entry, candidate, f"暂缓最多 {rule['times']} 次，已经用完")
        judge.compare("S8", entry, candidate, (rule["then"], payload["consequence"]), "暂缓的处理")


def refuse_if_wish_due(judge: Judge, entry: Json) -> None:
    if judge.hall.wish_due:
        judge.say("S8", entry, entry["payload"]["candidate"], "应按所填志愿办理或放弃，不能再过号或暂缓")
