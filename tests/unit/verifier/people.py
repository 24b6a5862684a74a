"""Sheets, standing, positions and the session of the sample bundle, worked out on paper."""

from __future__ import annotations

import base64
import hashlib
from copy import deepcopy
from typing import Any

from tests.unit.verifier.building import SALT, Json, Log, settings, sha, wishes
from tests.unit.verifier.texts import SESSION_RULES

SEATS = {"P1": 1, "P2": 1, "P3": 2, "P4": 1, "P5": 4, "P6": 1, "P7": 2}
SERGEANT_POSTS = ["P1", "P2", "P3", "P4", "P5"]
ELIGIBLE = {
    "O1": ["P6", "P7"],
    "O2": ["P6", "P7"],
    **dict.fromkeys(("S01", "S02", "S03", "S04", "S05", "S06"), SERGEANT_POSTS),
    "S07": ["P5"],
    "S08": ["P5"],
    "S10": ["P4"],
}
WISHES = {
    "S03": wishes("P2", "P1", accepts_any=True),
    "S04": wishes("P2", "P3"),
    "S05": wishes("P2", "P3"),
}
KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
NAMES = {
    "O1": "赵*",
    "O2": "钱*华",
    "S01": "孙*",
    "S02": "李*明",
    "S03": "周*",
    "S04": "吴*",
    "S05": "郑*",
    "S06": "王*䶮",
    "S07": "冯*",
    "S08": "陈*",
    "S09": "褚*",
    "S10": "卫*",
}
TWELVE = {"years": 12, "months": 0, "days": 0}
BORN = {
    "S04": "1988-01-01",
    "S05": "1988-01-01",
    "S06": "1990-05-05",
    "S07": "1988-02-02",
    "S08": "1988-02-02",
}
LABELS = {"service": "服役", "awards": "奖励", "other": "其他各项", "post": "职务", "scope": "范围"}


def text_sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def short(full: str) -> str:
    letters = base64.b32encode(bytes.fromhex(full)).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def lot(members: list[str], key: str = KEY) -> list[str]:
    """RFC 3797 section 4 with SHA-256, written out once more for the tests."""
    pool, order = sorted(members), []
    while pool:
        index = len(order).to_bytes(2, "big")
        number = int(hashlib.sha256(index + key.encode() + index).hexdigest(), 16)
        order.append(pool.pop(number % len(pool)))
    return order


def line(item: str, chapter: str, quantity: str, points: str, facts: list[int], **more: Any) -> Json:
    article = {"first12": None, "beyond12": None, "exempt": "一"}.get(item)
    if chapter == "awards" and more.pop("sergeant", True):
        article = "三"
    more.pop("sergeant", None)
    return {
        "item": item,
        "label": item,
        "chapter": chapter,
        "quantity": quantity,
        "unit": None,
        "points": points,
        "article": article,
        "source": None,
        "facts": facts,
        "note": "",
        "status": "seen",
        "value": None,
    } | more


def hidden(index: int) -> Json:
    return {"index": index, "commitment": sha({"salt": SALT, "value": index})}


def award(index: int, grade: str, **more: Any) -> Json:
    return {"index": index, "kind": "award", "grade": grade} | more


def sheet(candidate: str, total: str, lines: list[Json], facts: list[Json], **more: Any) -> Json:
    category = "officer" if candidate.startswith("O") else "sergeant"
    return {
        "candidate": candidate,
        "name": NAMES[candidate],
        "category": category,
        "version": 1,
        "pack": f"test-{category}s",
        "digest": "",
        "total": total,
        "exempt": False,
        "barred": False,
        "service": dict(TWELVE),
        "facts": facts,
        "lines": lines,
        "withheld": None,
    } | more


def withheld(points: str) -> Json:
    return {"label": "其他各项", "points": points, "count": 1}


def first12(points: str = "36", quantity: str = "12", facts: list[int] | None = None) -> Json:
    return line("first12", "service", quantity, points, facts or [])


def sheets() -> list[Json]:
    merit = [award(0, "third_class_merit")]
    scored_merit = [first12(), line("merit3", "awards", "1", "10", [0])]
    cause = sha({"salt": SALT, "value": "2012-flood"})
    posts = [
        {"index": 0, "kind": "post", "level": "副营职", "from": "2014-03-01"},
        {"index": 1, "kind": "post", "level": "正营职", "from": "2017-03-01"},
        hidden(2),
    ]
    twice = [
        award(1, "third_class_merit", cause=cause),
        award(2, "third_class_merit", cause=cause),
        award(3, "third_class_merit"),
    ]
    beyond = line("beyond12", "service", "2", "8", [])
    longer = {"years": 14, "months": 0, "days": 0}
    commended = [award(0, "commendation"), award(1, "commendation")]
    return [
        sheet(
            "O1",
            "13",
            [line("post", "post", "1", "15", [0, 1], value="正营职")],
            posts,
            withheld=withheld("-2"),
        ),
        sheet(
            "O2",
            "12",
            [
                line("post", "post", "1", "9", [0], value="正连职"),
                line("merit3", "awards", "2", "3", [1, 2, 3], sergeant=False),
            ],
            [{"index": 0, "kind": "post", "level": "正连职", "from": "2015-03-01"}, *twice],
        ),
        sheet(
            "S01", "0", [line("exempt", "scope", "1", "0", [0])], [award(0, "honorary_title")], exempt=True
        ),
        sheet("S02", "76", scored_merit, [*merit, hidden(1)], withheld=withheld("30")),
        sheet(
            "S03",
            "44.5",
            [first12(), beyond, line("commendation", "awards", "1", "0.5", [0])],
            commended[:1],
            service=longer,
        ),
        sheet(
            "S03",
            "45",
            [first12(), beyond, line("commendation", "awards", "2", "1", [0, 1])],
            commended,
            service=longer,
            version=2,
        ),
        sheet("S04", "46", scored_merit, merit),
        sheet("S05", "46", scored_merit, merit),
        sheet("S06", "36", [first12()], []),
        sheet("S06", "46", scored_merit, merit, version=2),
        sheet("S07", "36", [first12()], []),
        sheet(
            "S08",
            "36",
            [first12(), line("rest", "other", "1", "0", [0])],
            [{"index": 0, "kind": "skill", "level": 3}],
        ),
        sheet("S09", "0", [], [hidden(0)], barred=True, withheld=withheld("0")),
        sheet(
            "S10",
            "33",
            [first12("33", "11", [0])],
            [hidden(0)],
            service={"years": 11, "months": 0, "days": 0},
        ),
    ]


PLACES = {
    1: {
        "O1": 1,
        "O2": 2,
        "S01": 1,
        "S02": 2,
        "S04": 3,
        "S05": 3,
        "S03": 5,
        "S07": 6,
        "S08": 6,
        "S06": 8,
        "S10": 9,
        "S09": None,
    },
    2: {
        "O1": 1,
        "O2": 2,
        "S01": 1,
        "S02": 2,
        "S04": 3,
        "S05": 3,
        "S06": 5,
        "S03": 6,
        "S07": 7,
        "S08": 7,
        "S10": 9,
        "S09": None,
    },
}
TIED = {1: {"S04", "S05", "S06", "S07", "S08"}, 2: {"S04", "S05", "S06", "S07", "S08"}}
MOVED = [("S03", 5, 6), ("S06", 8, 5), ("S07", 6, 7), ("S08", 6, 7)]


def columns(one: Json) -> dict[str, str]:
    """Subtotals of the sample's sheets: at most one line with points in a chapter but for service."""
    sums: dict[str, float] = {}
    for row in one["lines"]:
        sums[row["chapter"]] = sums.get(row["chapter"], 0) + float(row["points"])
    if one["withheld"]:
        sums["other"] = sums.get("other", 0) + float(one["withheld"]["points"])
    return {key: f"{value:g}" for key, value in sums.items()}


def standing(all_sheets: list[Json]) -> Json:
    versions = []
    for version, places in PLACES.items():
        groups = []
        for category, letter in (("officer", "O"), ("sergeant", "S")):
            rows = []
            for candidate, place in places.items():
                if not candidate.startswith(letter):
                    continue
                mine = [one for one in all_sheets if one["candidate"] == candidate][:version]
                one = mine[-1]
                tie = (
                    {"longer_service": "12-00-00", "older": BORN[candidate]}
                    if candidate in TIED[version]
                    else None
                )
                rows.append(
                    {
                        "candidate": candidate,
                        "name": one["name"],
                        "standing": place,
                        "total": one["total"],
                        "exempt": one["exempt"],
                        "columns": columns(one),
                        "sheet_version": one["version"],
                        "tie": tie,
                    }
                )
            groups.append({"category": category, "rows": rows})
        notice = {1: "测公〔2021〕1号", 2: "测公〔2021〕3号"}[version]
        versions.append({"version": version, "notice": notice, "frozen": version == 2, "groups": groups})
    return {"versions": versions}


def positions() -> Json:
    return {
        "positions": [
            {
                "id": post,
                "unit": f"{post}单位",
                "unit_kind": "事业",
                "title": f"{post}岗位",
                "kind": "事业",
                "seats": seats,
                "coordinated": post == "P1",
                "open_to": ["officer" if post in ("P6", "P7") else "sergeant"],
                "requirements": [],
                "note": None,
            }
            for post, seats in SEATS.items()
        ]
    }


def session_log() -> list[Json]:
    """What happened in the hall: an absence, a proxy, an undo, a pass, two ties, a warning, a filed wish."""
    log = Log(
        {
            "session": "s1",
            "campaign": "c1",
            "rules": {"id": "test-rules", "digest": text_sha(SESSION_RULES)},
            "settings": settings(guarantee="warn"),
            "groups": [
                {"category": "officer", "classes": [["O1"], ["O2"]]},
                {
                    "category": "sergeant",
                    "classes": [["S01"], ["S02"], ["S04", "S05"], ["S06"], ["S03"], ["S07", "S08"], ["S10"]],
                },
            ],
            "positions": [{"id": post, "seats": seats} for post, seats in SEATS.items()],
            "eligible": deepcopy(ELIGIBLE),
            "wish_commitments": {one: sha(form) for one, form in WISHES.items()},
            "lot": {"algorithm": "sha256", "source": "福利彩票"},
            "frozen": {},
            "campaign_head": "",
        }
    )
    log.call("O1").miss("O1").pick("O2", "P7")
    log.call("O1").add("proxy_admitted", candidate="O1", papers=["委托书", "本人身份证"])
    log.choose("O1", "P6", proxy=True)
    log.pick("S01", "P2").undo(log.entries[-1]["version"] - 1).pick("S01", "P1")
    log.call("S02").wait(seconds=5).add("passed", candidate="S02", consequence="after:3")
    log.draw(KEY)
    order = lot(["S04", "S05"])
    got: dict[str, str | None] = {order[0]: "P2", order[1]: "P3"}
    log.settle(order, "wishes", True, got, {one: WISHES[one] for one in order})
    for one in order:
        log.pick(one, str(got[one]), "tie")
    log.call("S06").wait(minutes=2).add("paused", reason="停电")
    log.wait(minutes=20).add("resumed").choose("S06", "P4", warned=["S10"])
    log.pick("S02", "P3").call("S03").miss("S03", reason="late")
    log.settle(["S07", "S08"], "indifferent", False).pick("S07", "P5").pick("S08", "P5")
    log.call("S10").wait(seconds=9).add("gave_up", candidate="S10")
    log.call("S03").miss("S03", "first_free_wish", "late").choose(
        "S03", "P5", "filed_wish", opened=WISHES["S03"]
    )
    log.wait(seconds=5).close({})
    return log.entries


def outcome(entries: list[Json]) -> tuple[dict[str, str | None], list[Json]]:
    """Assignment and picks, read off the log by its plainest reading."""
    standing_ones: list[Json] = []
    for entry in entries:
        if entry["type"] == "undone":
            start = entry["payload"]["from_version"]
            standing_ones = [one for one in standing_ones if one["version"] < start]
        elif entry["type"] == "chosen":
            standing_ones.append(entry)
    people = [
        one for group in entries[0]["payload"]["groups"] for members in group["classes"] for one in members
    ]
    assignment: dict[str, str | None] = dict.fromkeys(people)
    picks = []
    for order, entry in enumerate(standing_ones, 1):
        payload = entry["payload"]
        assignment[payload["candidate"]] = payload["position"]
        picks.append(
            {
                "order": order,
                "candidate": payload["candidate"],
                "position": payload["position"],
                "basis": payload["basis"],
                "version": entry["version"],
            }
        )
    return assignment, picks
