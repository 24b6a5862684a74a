"""A post given back, and the second round (docs/session-log.md, "A freed post" and "Second round")."""

from itertools import zip_longest

from .hall import Hall
from .judging import Judge
from .numbered import CannotComputeError, Json


def judge_waiver(judge: Judge, entry: Json, payload: Json) -> None:
    hall, candidate = judge.hall, payload["candidate"]
    if not hall.settings.get("freed_post"):
        judge.say("S12", entry, candidate, "规则没有规定退岗，会上不能退岗")
    if hall.first is not None:
        judge.say("S12", entry, candidate, f"{hall.first.candidate} 还在选岗席上，此时不能退岗")
    if hall.edition > 1 and payload.get("second") in (None, entry["by"]):
        judge.say("S12", entry, candidate, "退岗须有第二人同意，不能是操作者本人")
    if candidate not in hall.picks:
        raise CannotComputeError(f"{candidate} 没有选定岗位，不能退岗")
    chosen = hall.picks[candidate]["position"]
    judge.compare("S12", entry, candidate, (chosen, payload["position"]), "所退的岗位")


def judge_round(judge: Judge, entry: Json, payload: Json) -> None:
    hall = judge.hall
    reason = why_no_round(hall)
    if reason is not None:
        judge.say("S12", entry, None, f"{reason}，不能开始第二轮")
    judge.compare("S12", entry, None, (2, payload["round"]), "轮次")
    groups = hall.opened["groups"]
    expected = [queue_again(hall, group) for group in range(len(groups))]
    for group, (ours, theirs) in enumerate(zip_longest(expected, payload["queues"], fillvalue=list[str]())):
        odd = sorted(set(ours) ^ set(theirs)) or [
            one for one, other in zip(ours, theirs, strict=True) if one != other
        ]
        if odd:
            category = groups[group]["category"] if group < len(groups) else "名单外"
            judge.compare("S12", entry, odd[0], (ours, theirs), f"类别 {category} 第二轮的次序")
    if len(payload["queues"]) > len(groups):
        raise CannotComputeError("第二轮的类别多于开会时的类别")


def why_no_round(hall: Hall) -> str | None:
    """Why no second round is due, or None where it is."""
    if not hall.settings.get("second_round"):
        return "规则没有第二轮"
    if hall.round > 1:
        return "第二轮已经开始过"
    if hall.table or hall.next_block() is not None:
        who = hall.table[0].candidate if hall.table else "、".join(hall.next_block() or ())
        return f"{who} 还没有选岗"
    return None if who_could_gain(hall) else "能参加第二轮的人都没有岗位可选"


def who_could_gain(hall: Hall) -> list[str]:
    """Those who take part in a second round and are eligible for a post with a seat left in it."""
    seats = {post: number for post, number in hall.seats.items() if hall.round_of[post] == 2}
    left = {post: number + seats.get(post, 0) for post, number in hall.left.items()}
    return [one for one in taking_part(hall) if any(left[post] > 0 for post in hall.eligible[one])]


def taking_part(hall: Hall) -> list[str]:
    who = (hall.settings.get("second_round") or {}).get("who", [])
    return sorted(one for one, end in hall.ended.items() if end.by in who)


def queue_again(hall: Hall, group: int) -> list[str]:
    """Who of a group takes part, from where the rules restart."""
    order, taking = hall.order_of_group(group), set(taking_part(hall))
    last = hall.last_choice.get(group)
    if last is not None and (hall.settings.get("second_round") or {}).get("restart") == "after_last":
        behind = order.index(last) + 1
        order = order[behind:] + order[:behind]
    return [one for one in order if one in taking]
