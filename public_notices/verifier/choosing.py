"""Choosing, and giving up where a filed wish was due, judged again (docs/session-log.md, "Choosing")."""

from datetime import datetime, timedelta

from .chain import digest, instant
from .hall import Hall, Turn
from .judging import Judge
from .numbered import Json
from .placing import too_few_seats


def judge_choice(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate, position = judge.hall, payload["candidate"], payload["position"]
    judge.first_at_table(entry)
    if candidate in hall.picks:
        judge.say("S4", entry, candidate, f"已经选定 {hall.picks[candidate]['position']}，不能再选")
    if position not in hall.eligible[candidate]:
        judge.say("S4", entry, candidate, f"不符合岗位 {position} 的条件")
    if hall.round_of[position] > hall.round:
        judge.say("S4", entry, candidate, f"岗位 {position} 到第二轮才开放")
    elif hall.held.get(candidate) != position and hall.left[position] <= 0:
        judge.say("S4", entry, candidate, f"岗位 {position} 已没有名额")
    judge_standby(judge, entry, payload)
    judge_basis(judge, entry, payload)
    judge_proxy_choice(judge, entry, payload)
    judge_clock(judge, entry, payload)
    judge_warning(judge, entry, payload)


def judge_standby(judge: Judge, entry: Json, payload: Json) -> None:
    """Where the rules have a check in the standby zone, it was passed, or a proxy stands in: since the second
    edition only where nothing was refused."""
    hall, candidate = judge.hall, payload["candidate"]
    if payload["basis"] == "filed_wish" or not (hall.settings.get("standby") or {}).get("check"):
        return
    admitted = any(turn.candidate == candidate and turn.proxy for turn in hall.table)
    stands_in = admitted and (hall.edition == 1 or candidate not in hall.checked)
    if not stands_in and not hall.checked.get(candidate):
        what = "候场核验没有通过" if candidate in hall.checked else "没有经过候场核验"
        judge.say("S4", entry, candidate, f"{what}，不能选岗")


def judge_basis(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate = judge.hall, payload["candidate"]
    held = hall.held.get(candidate)
    expected = "tie" if held is not None else "filed_wish" if hall.wish_due else "live"
    judge.compare("S6", entry, candidate, (expected, payload["basis"]), "选岗依据")
    if held is not None:
        judge.compare("S6", entry, candidate, (held, payload["position"]), "为他预留的岗位")
    if payload["basis"] != "filed_wish":
        if payload.get("opened") is not None:
            judge.say("S6", entry, candidate, "现场选岗不应公开所填志愿")
        return
    opened = payload.get("opened")
    if opened is None or digest(opened) != hall.opened["wish_commitments"].get(candidate):
        judge.say("S6", entry, candidate, "公开的志愿与事先封存的不一致")
        return
    wishes = wish_list(hall, candidate, opened)
    first = next((one for one in wishes if hall.left[one] > 0), None)
    judge.compare("S6", entry, candidate, (first, payload["position"]), "志愿中第一个还有名额的岗位")


def judge_proxy_choice(judge: Judge, entry: Json, payload: Json) -> None:
    proxy = judge.hall.first is not None and judge.hall.first.proxy
    if payload["proxy"] != proxy and (payload["proxy"] or payload["basis"] != "filed_wish"):
        judge.compare("S2", entry, payload["candidate"], (proxy, payload["proxy"]), "是否由他人代选")


def judge_clock(judge: Judge, entry: Json, payload: Json) -> None:
    hall, at, turn = judge.hall, instant(entry["at"]), judge.hall.first
    if turn is None or turn.wish_due or payload["basis"] == "filed_wish":
        return
    used = time_used(hall, turn, at)
    if used is not None and used > time_allowed(hall, turn):
        judge.say("S5", entry, payload["candidate"], too_late(hall, turn, used))


def time_used(hall: Hall, turn: Turn, at: datetime | None) -> timedelta | None:
    """How long the clock of this turn has run, pauses left out."""
    if turn.since is None or at is None:
        return None
    return at - turn.since - (hall.paused_for - turn.paused)


def time_allowed(hall: Hall, turn: Turn) -> timedelta:
    return timedelta(minutes=hall.settings["minutes_to_choose"]) + turn.added


def too_late(hall: Hall, turn: Turn, used: timedelta) -> str:
    minutes, seconds = divmod(int(used.total_seconds()), 60)
    added = int(turn.added.total_seconds())
    more = f"，另加 {added} 秒" if added else ""
    limit = f"{hall.settings['minutes_to_choose']} 分钟{more}"
    return f"叫号后 {minutes} 分 {seconds} 秒才选定，规定时间是 {limit}"


def judge_warning(judge: Judge, entry: Json, payload: Json) -> None:
    """Warned of is exactly a choice that leaves more people without a post than another choice would."""
    hall, candidate, warned = judge.hall, payload["candidate"], payload["warned"]
    if hall.settings["guarantee"] == "off" or payload["basis"] != "live":
        judge.compare("S10", entry, candidate, ([], warned), "提醒名单")
        return
    people = [one for one in hall.waiting() if one not in hall.held]
    if not leaves_somebody_out(judge, people, candidate, payload["position"]):
        judge.compare("S10", entry, candidate, ([], warned), "提醒名单")
        return
    if hall.settings["guarantee"] == "enforce":
        judge.say("S10", entry, candidate, "这一选择会使后面的人无岗可选，规则不允许")
    left = {**hall.left, payload["position"]: hall.left[payload["position"]] - 1}
    known = warned == sorted(set(warned)) and set(warned) <= set(people)
    if not (warned and known and too_few_seats(warned, hall.eligible, left)):
        judge.say("S10", entry, candidate, "这一选择会使后面的人无岗可选，提醒名单应写明是哪些人")


def leaves_somebody_out(judge: Judge, people: list[str], candidate: str, position: str) -> bool:
    hall = judge.hall
    if hall.left[position] <= 0:
        return False
    judge.placement.renew(people, hall.left)
    if judge.placement.can_spare(position):
        return False
    others = [one for one in hall.eligible[candidate] if one != position and hall.left[one] > 0]
    return any(judge.placement.can_spare(one) for one in others)


def judge_giving_up(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate = judge.hall, payload["candidate"]
    judge.first_at_table(entry)
    opened = payload.get("opened")
    if hall.wish_due and candidate in hall.held:
        judge.say("S6", entry, candidate, f"为他预留了 {hall.held[candidate]}，应予选定")
    elif hall.wish_due and opened is not None:
        if digest(opened) != hall.opened["wish_commitments"].get(candidate):
            judge.say("S6", entry, candidate, "公开的志愿与事先封存的不一致")
        elif any(hall.left[one] > 0 for one in wish_list(hall, candidate, opened)):
            judge.say("S6", entry, candidate, "所填志愿中还有名额，不应按放弃处理")


def wish_list(hall: Hall, candidate: str, opened: Json) -> list[str]:
    """Posts in the order a person asked for: their wishes, then the others where they accept any."""
    wishes = [one for one in opened["wishes"] if one in hall.eligible[candidate]]
    if not opened["accepts_any"]:
        return wishes
    posted = [post["id"] for post in hall.opened["positions"]]
    return wishes + [one for one in posted if one in hall.eligible[candidate] and one not in wishes]
