"""The shape of events: what each must carry, of which kind (docs/session-log.md, "Session events")."""

import re
from collections import Counter
from collections.abc import Callable
from datetime import date

from .chain import instant
from .numbered import Json

Test = Callable[[object], bool]
REASONS = ("absent", "late", "over_time", "left_room", "refused")
LOT_FORM = re.compile(r"[1-9][0-9]?个，[0-9]{1,4}至[0-9]{1,4}")
CONSEQUENCE = re.compile(r"last_of_list|what_is_left|given_up|first_free_wish|after:[1-9][0-9]{0,5}")


def is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def is_day(value: object) -> bool:
    try:
        return is_text(value) and date.fromisoformat(str(value)).isoformat() == value
    except ValueError:
        return False


def is_whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def is_later_round(value: object) -> bool:
    return isinstance(value, int) and is_whole(value) and value >= 2


def is_added_time(value: object) -> bool:
    """Seconds, one at least and an hour at most."""
    return isinstance(value, int) and is_whole(value) and 1 <= value <= 3600


def is_any_text(value: object) -> bool:
    """A text, which may be empty."""
    return isinstance(value, str)


def is_queues(value: object) -> bool:
    return isinstance(value, list) and all(map(is_texts, value))


def is_yes_or_no(value: object) -> bool:
    return isinstance(value, bool)


def is_digest(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value) is not None


def is_texts(value: object) -> bool:
    """A list of different texts."""
    return isinstance(value, list) and all(map(is_text, value)) and len(set(value)) == len(value)


def is_consequence(value: object) -> bool:
    return isinstance(value, str) and CONSEQUENCE.fullmatch(value) is not None


def is_assignment(value: object) -> bool:
    """Person → position or null."""
    return isinstance(value, dict) and all(one is None or is_text(one) for one in value.values())


def is_opened(value: object) -> bool:
    """Wishes with their salt."""
    return isinstance(value, dict) and has(
        value, {"wishes": is_texts, "accepts_any": is_yes_or_no, "salt": is_text}
    )


def is_opened_by_person(value: object) -> bool:
    return isinstance(value, dict) and all(map(is_opened, value.values()))


def maybe(test: Test) -> Test:
    """The test, or null."""
    return lambda value: value is None or test(value)


def one_of(*allowed: str) -> Test:
    return lambda value: isinstance(value, str) and value in allowed


def has(value: Json, shape: dict[str, Test]) -> bool:
    """Whether all keys of the shape are there, each passing its test."""
    return first_fault(value, shape) is None


def first_fault(value: Json, shape: dict[str, Test]) -> str | None:
    return next((key for key, test in shape.items() if not test(value.get(key))), None)


SHAPES: dict[str, dict[str, Test]] = {
    "session_opened": {},
    "lot_drawn": {
        "key": is_text,
        "witnesses": is_texts,
        "picture": maybe(is_digest),
        "no_picture": maybe(is_text),
    },
    "tie_settled": {
        "class": is_texts,
        "method": one_of("wishes", "lot", "indifferent"),
        "opened": maybe(is_opened_by_person),
        "order": is_texts,
        "assignment": maybe(is_assignment),
        "mattered": is_yes_or_no,
    },
    "arrived": {"candidate": is_text},
    "standby_checked": {
        "candidate": is_text,
        "passed": is_yes_or_no,
        "reason": is_any_text,
        "second": maybe(is_text),
    },
    "post_barred": {"candidate": is_text, "position": is_text, "barred": is_yes_or_no},
    "called": {"candidate": is_text},
    "clock_adjusted": {"candidate": is_text, "seconds": is_added_time, "reason": is_text},
    "proxy_admitted": {"candidate": is_text, "papers": is_texts, "requested_on": maybe(is_day)},
    "chosen": {
        "candidate": is_text,
        "position": is_text,
        "basis": one_of("live", "tie", "filed_wish"),
        "proxy": is_yes_or_no,
        "opened": maybe(is_opened),
        "warned": is_texts,
    },
    "missed": {"candidate": is_text, "reason": one_of(*REASONS), "consequence": is_consequence},
    "passed": {"candidate": is_text, "consequence": is_consequence},
    "gave_up": {"candidate": is_text, "opened": maybe(is_opened)},
    "waived": {"candidate": is_text, "position": is_text, "reason": is_text, "second": maybe(is_text)},
    "round_begun": {"round": is_later_round, "queues": is_queues},
    "seats_changed": {"position": is_text, "before": is_whole, "now": is_whole, "reason": is_text},
    "paused": {"reason": is_text},
    "resumed": {},
    "undone": {"from_version": is_whole, "reason": is_text, "second": is_text},
    "closed": {"assignment": is_assignment, "fingerprint": is_text},
}


def event_fault(entry: Json) -> str | None:
    """Why an event cannot be read, or None."""
    shape = SHAPES.get(entry.get("type", ""))
    if shape is None:
        return f"不认识的记录类型 {entry.get('type')}"
    key = first_fault(entry["payload"], shape)
    return None if key is None else f"{key} 缺少或写法不对"


def is_consequences(value: object) -> bool:
    return isinstance(value, dict) and has(value, {"first": is_consequence, "again": is_consequence})


def is_missed(value: object) -> bool:
    return isinstance(value, dict) and all(is_consequences(value.get(reason)) for reason in REASONS)


def is_passed(value: object) -> bool:
    return isinstance(value, dict) and has(value, {"times": is_whole, "then": is_consequence})


def is_proxy(value: object) -> bool:
    return isinstance(value, dict) and has(
        value, {"allowed": is_yes_or_no, "papers": is_texts, "days_ahead": maybe(is_whole)}
    )


def is_batch(value: object) -> bool:
    """From which place of a group on, and when it begins."""
    if not isinstance(value, dict) or not has(value, {"category": is_text, "from": is_whole, "at": is_text}):
        return False
    return instant(value["at"]) is not None


def is_batches(value: object) -> bool:
    """No two batches of a category begin at the same place."""
    if not isinstance(value, list) or not all(map(is_batch, value)):
        return False
    return len({(one["category"], one["from"]) for one in value}) == len(value)


def is_standby(value: object) -> bool:
    return isinstance(value, dict) and has(value, {"roll_call": is_whole, "check": is_yes_or_no})


def is_call_ahead(value: object) -> bool:
    shape = {"people": is_whole, "minutes": is_whole, "clock": one_of("called", "first")}
    return isinstance(value, dict) and has(value, shape)


def is_endings(value: object) -> bool:
    """Ways to have ended a turn without a post."""
    return (
        isinstance(value, list)
        and is_texts(value)
        and set(value) <= {"gave_up", "missed", "passed", "waived"}
    )


def is_second_round(value: object) -> bool:
    shape = {"who": is_endings, "restart": one_of("top", "after_last")}
    return isinstance(value, dict) and has(value, shape)


def is_settings(value: object) -> bool:
    """The values of the session's rules."""
    return isinstance(value, dict) and has(
        value,
        {
            "minutes_to_choose": is_whole,
            "guarantee": one_of("off", "warn", "enforce"),
            "tie_method": one_of("wishes", "lot"),
            "missed": is_missed,
            "passed": is_passed,
            "proxy": is_proxy,
            "batches": maybe(is_batches),
            "seconds_warning": maybe(is_whole),
            "standby": maybe(is_standby),
            "call_ahead": maybe(is_call_ahead),
            "lists": maybe(one_of("shared", "separate")),
            "freed_post": maybe(one_of("kept", "highest_waiting")),
            "second_round": maybe(is_second_round),
            "assigned_by_office": maybe(is_yes_or_no),
        },
    )


def is_group(value: object) -> bool:
    if not isinstance(value, dict) or not is_text(value.get("category")):
        return False
    classes = value.get("classes")
    return isinstance(classes, list) and all(is_texts(one) and len(one) > 0 for one in classes)


def is_groups(value: object) -> bool:
    return isinstance(value, list) and all(map(is_group, value))


def is_position(value: object) -> bool:
    shape = {"id": is_text, "seats": is_whole, "round": maybe(is_later_round), "list": maybe(is_text)}
    return isinstance(value, dict) and has(value, shape)


def is_positions(value: object) -> bool:
    return isinstance(value, list) and all(map(is_position, value))


def is_eligible(value: object) -> bool:
    return isinstance(value, dict) and all(map(is_texts, value.values()))


def is_named(value: object) -> bool:
    """Text → text."""
    return isinstance(value, dict) and all(map(is_text, value.values()))


def is_edition(value: object) -> bool:
    """By which edition of the rules of the log the hall was held; the first said nothing."""
    return value == 2 and is_whole(value)


def is_lot(value: object) -> bool:
    shape = {"algorithm": one_of("md5", "sha256", "sm3"), "form": maybe(is_lot_form)}
    return isinstance(value, dict) and has(value, shape)


def is_lot_form(value: object) -> bool:
    """How many numbers, and from which to which: 6个，01至33."""
    return isinstance(value, str) and LOT_FORM.fullmatch(value) is not None


def is_after(value: object) -> bool:
    """The log of the session before, and the last running number that a pick has had."""
    shape: dict[str, Test] = {"stream": is_text, "head": is_text, "count": is_whole, "picks": is_whole}
    return isinstance(value, dict) and has(value, shape)


OPENING: dict[str, Test] = {
    "session": is_text,
    "campaign": is_text,
    "rules": is_named,
    "settings": is_settings,
    "groups": is_groups,
    "positions": is_positions,
    "eligible": is_eligible,
    "wish_commitments": is_named,
    "lot": is_lot,
    "frozen": is_named,
    "campaign_head": is_text,
    "edition": maybe(is_edition),
    "after": maybe(is_after),
}


def opening_faults(entry: Json) -> list[str]:
    """What is wrong with the first entry: its type, a key, or people and positions that do not fit."""
    if entry.get("type") != "session_opened":
        return ["记录的第 1 条应是开会。"]
    payload = entry["payload"]
    key = first_fault(payload, OPENING)
    if key is not None:
        return [f"记录的第 1 条（开会）：{key} 缺少或写法不对。"]
    people = [one for group in payload["groups"] for members in group["classes"] for one in members]
    posts = [post["id"] for post in payload["positions"]]
    faults = [f"{one}：名单中出现了两次。" for one, times in sorted(Counter(people).items()) if times > 1]
    faults += [f"岗位 {one}：出现了两次。" for one, times in sorted(Counter(posts).items()) if times > 1]
    for one in sorted(set(people) ^ set(payload["eligible"])):
        faults.append(f"{one}：叫号名单与资格名单不一致。")
    known = set(posts)
    for one, eligible in sorted(payload["eligible"].items()):
        faults += [f"{one}：岗位 {post} 不在岗位表中。" for post in eligible if post not in known]
    strangers = sorted(set(payload["wish_commitments"]) - set(people))
    faults += [f"{one}：交了志愿，却不在名单中。" for one in strangers]
    return faults + list_faults(payload)


def list_faults(payload: Json) -> list[str]:
    """With separate lists every position stands on one, and people are eligible for their own alone."""
    lists = {post["id"]: post.get("list") for post in payload["positions"]}
    if payload["settings"].get("lists") != "separate":
        return [f"岗位 {post}：规则没有分类别列岗位表，不应写明类别。" for post, one in lists.items() if one]
    faults = [f"岗位 {post}：分类别的岗位表，应写明属于哪一类别。" for post, one in lists.items() if not one]
    for group in payload["groups"]:
        for one in (one for members in group["classes"] for one in members):
            strange = [
                post for post in payload["eligible"].get(one, []) if lists.get(post) != group["category"]
            ]
            faults += [f"{one}：岗位 {post} 属于另一类别的岗位表，不应列为可选。" for post in strange]
    return faults
