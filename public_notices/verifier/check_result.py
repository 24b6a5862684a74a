"""B7 and B8: the session replayed, and its result."""

from itertools import zip_longest

from .afterwards import (
    afterwards_differences,
    later_logs,
    later_opening_differences,
    logs_of_sessions,
    seat_changes,
    seats_at,
    standing_result,
    unposted_changes,
    withdrawn_notices,
)
from .bundle import DIFFERS, Bundle, Report
from .chain import digest, short_form
from .hall import replay_assignment
from .numbered import Difference, Json, difference
from .session import picks_of, replay_differences

RESULT_KEYS = (
    ("candidate", "人"),
    ("position", "岗位"),
    ("basis", "依据"),
    ("version", "记录编号"),
    ("order", "序号"),
)


def check_session(bundle: Bundle, report: Report) -> None:
    """B7."""
    if not bundle.begun:
        return
    report.add(DIFFERS, replay_differences(bundle["log"]["session"]), "B7")
    report.add(DIFFERS, class_differences(bundle), "B7")
    report.add(DIFFERS, position_differences(bundle), "B7")
    report.add(DIFFERS, unposted_seats(bundle))
    for number, later in enumerate(later_logs(bundle), 2):
        report.add(DIFFERS, replay_differences(later), "B7")
        report.add(DIFFERS, later_opening_differences(bundle, number, later))
    entries = [entry for log in logs_of_sessions(bundle) for entry in log]
    picks = sum(1 for entry in entries if entry["type"] == "chosen")
    report.done["B7"] = f"{len(entries)} 条记录、{picks} 次选定"


def class_differences(bundle: Bundle) -> list[Difference]:
    """The session's classes are the people of equal standing in the frozen version."""
    opening = bundle["log"]["session"][0]["payload"]
    found = []
    printed = {group["category"]: group["classes"] for group in opening["groups"]}
    for group in bundle["standing"]["versions"][-1]["groups"]:
        expected: dict[int, list[str]] = {}
        for row in group["rows"]:
            if row["standing"] is not None:
                expected.setdefault(row["standing"], []).append(row["candidate"])
        ours = [sorted(expected[place]) for place in sorted(expected)]
        theirs = [sorted(members) for members in printed.pop(group["category"], [])]
        for one, other in zip_longest(ours, theirs, fillvalue=list[str]()):
            if one != other:
                what = "叫号次序（按名次表）"
                found.append(difference("B7", (one or other)[0], "第 1 条（开会）", one, other, what))
                break
    for category in sorted(printed):
        sentence = f"开会时的类别 {category} 不在名次表中。"
        found.append(Difference("B7", None, "第 1 条（开会）", "", category, sentence))
    return found


def position_differences(bundle: Bundle) -> list[Difference]:
    """Positions and seats of the session are those published, and those of the notice of positions."""
    opening = bundle["log"]["session"][0]["payload"]
    published = [(post["id"], post["seats"]) for post in bundle["positions"]["positions"]]
    opened = [(post["id"], post["seats"]) for post in opening["positions"]]
    found = place_differences(bundle["positions"]["positions"], opening["positions"], opening["settings"])
    if published != opened:
        odd = next(iter(sorted(set(published) ^ set(opened))), ("", ""))
        sentence = f"岗位 {odd[0]}：开会时的岗位和名额与公布的岗位表不一致（或次序不同）。"
        found.append(Difference("B7", None, "第 1 条（开会）", "", str(odd[0]), sentence))
    posted = standing_notices(bundle, "positions")
    for content in posted[-1:]:
        rows = [(row["id"], row["seats"]) for row in content["rows"]]
        for odd in sorted(set(rows) ^ set(seats_at(bundle, content))):
            sentence = f"岗位 {odd[0]}：公示 {content['number']} 中的名额与公布的岗位表不一致。"
            found.append(Difference("B7", None, content["number"], "", str(odd[0]), sentence))
    return found


def unposted_seats(bundle: Bundle) -> list[Difference]:
    """In a folder: what was changed of the seats in a session stands on a notice of positions after it."""
    changed = [one["position"] for log in logs_of_sessions(bundle) for one in seat_changes(log)]
    last = standing_notices(bundle, "positions")[-1:]
    if bundle.folder is None or not changed or not last:
        return []
    now = dict(seats_at(bundle, last[0]))
    total = {post["id"]: post["seats"] for post in bundle["positions"]["positions"]}
    for one in (one for log in logs_of_sessions(bundle) for one in seat_changes(log)):
        total[one["position"]] += one["now"] - one["before"]
    return [
        difference("B7", None, last[0]["number"], total[post], now[post], f"岗位 {post} 变动后公示的名额")
        for post in sorted(set(changed))
        if total[post] != now[post]
    ]


def standing_notices(bundle: Bundle, kind: str) -> list[Json]:
    """The notices of a kind that nobody has withdrawn."""
    notices, gone = bundle["notices"]["notices"], withdrawn_notices(bundle)
    return [one["content"] for one in notices if one["kind"] == kind and one["number"] not in gone]


def place_differences(published: list[Json], opened: list[Json], settings: Json) -> list[Difference]:
    """The round and the list of each position are those that the rules give it, from what was published."""
    at_opening = {post["id"]: post for post in opened}
    second, apart = settings.get("second_round") or {}, settings.get("lists") == "separate"
    found = []
    for post in published:
        ours = at_opening.get(post["id"])
        if ours is None:
            continue  # told as a position that is missing
        later = 2 if second.get("opens") == "coordinated" and post["coordinated"] else None
        own = "、".join(post["open_to"]) if apart else None
        for key, expected, what in (("round", later, "岗位开放的轮次"), ("list", own, "岗位所属的类别")):
            if ours.get(key) != expected:
                line = f"岗位 {post['id']}"
                found.append(difference("B7", None, line, expected, ours.get(key), what))
    return found


def check_outcome(bundle: Bundle, report: Report) -> None:
    """B8."""
    if not bundle.ended:
        return
    entries, result = bundle["log"]["session"], bundle["result"]
    if not entries or entries[-1]["type"] != "closed":
        report.say(DIFFERS, "B8", "选岗会记录没有结束这一条。")
    replayed = replay_assignment(entries)
    for person in sorted(set(replayed) | set(result["assignment"])):
        pair = (replayed.get(person, "名单外"), result["assignment"].get(person, "没有列入"))
        if pair[0] != pair[1]:
            report.add(DIFFERS, [difference("B8", person, "result.json", pair[0], pair[1], "选定的岗位")])
    report.add(DIFFERS, pick_differences(entries, result))
    full = digest(result["assignment"])
    for key, value in (("full", full), ("short", short_form(full))):
        if result["fingerprint"].get(key) != value:
            printed = result["fingerprint"].get(key)
            report.add(DIFFERS, [difference("B8", None, "result.json", value, printed, "结果指纹")])
    report.add(DIFFERS, afterwards_differences(bundle))
    report.add(DIFFERS, unposted_changes(bundle))
    report.add(DIFFERS, notice_differences(bundle))
    placed = sum(1 for one in standing_result(bundle)["assignment"].values() if one is not None)
    report.done["B8"] = f"{len(replayed)} 人，其中 {placed} 人有了岗位"


def pick_differences(entries: list[Json], result: Json) -> list[Difference]:
    """result.json's picks, one by one."""
    expected, printed = picks_of(entries), result["picks"]
    found = []
    if len(expected) != len(printed):
        found.append(difference("B8", None, "result.json", len(expected), len(printed), "选定的次数"))
    for ours, theirs in zip(expected, printed, strict=False):
        for key, what in RESULT_KEYS:
            if ours[key] != theirs.get(key) or type(ours[key]) is not type(theirs.get(key)):
                line = f"第 {ours['order']} 次选定"
                found.append(difference("B8", ours["candidate"], line, ours[key], theirs.get(key), what))
    return found


def notice_differences(bundle: Bundle) -> list[Difference]:
    """There is a notice of the result, and each says what stood when it was posted."""
    posted = standing_notices(bundle, "result")
    if not posted:
        return [Difference("B8", None, None, "结果公示", "无", "没有公布选岗结果的公示。")]
    return [one for content in posted for one in result_notice_differences(bundle, content)]


def result_notice_differences(bundle: Bundle, content: Json) -> list[Difference]:
    """Everybody placed, with their position, and the head and fingerprint of the log."""
    found, result = [], standing_result(bundle, content["number"])
    expected = {person: post for person, post in result["assignment"].items() if post is not None}
    printed = {row["candidate"]: row["position"] for row in content["rows"] if row["position"] is not None}
    for person in sorted(set(expected) | set(printed)):
        pair = (expected.get(person, "没有岗位"), printed.get(person, "没有列入"))
        if pair[0] != pair[1]:
            found.append(difference("B8", person, content["number"], pair[0], pair[1], "结果公示中的岗位"))
    posts = {post["id"]: post for post in bundle["positions"]["positions"]}
    for row in content["rows"]:
        post = posts.get(row["position"])
        if post is not None and (row["unit"], row["title"]) != (post["unit"], post["title"]):
            pair = (f"{post['unit']} {post['title']}", f"{row['unit']} {row['title']}")
            found.append(
                difference("B8", row["candidate"], content["number"], pair[0], pair[1], "接收单位和岗位")
            )
    for key in ("head", "short", "count"):
        if content["log"].get(key) != result["log"].get(key):
            pair = (result["log"].get(key), content["log"].get(key))
            found.append(difference("B8", None, content["number"], pair[0], pair[1], "记录的日志头或条数"))
    if content["fingerprint"] != result["fingerprint"]:
        pair = (result["fingerprint"].get("short"), content["fingerprint"].get("short"))
        found.append(difference("B8", None, content["number"], pair[0], pair[1], "结果指纹"))
    return found
