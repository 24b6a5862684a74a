"""A small, fictional, complete set of the eight data files of docs/bundle.md.

Everybody here is invented. It is shaped like the real thing (8 officers, 11 sergeants, a correction between
two versions, a tie that wishes settle, an exempt person, an undone pick) but is no bundle that verifies: that
one is made by the main job.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import rfc8785

Data = dict[str, dict[str, Any]]
BEIJING = timezone(timedelta(hours=8))

PACKS = {
    "soldiers-2018": """id = "soldiers-2018"
title = "符合政府安排工作条件退役士兵服役表现量化评分暂行办法"
issuers = ["退役军人事务部", "中央军委政治工作部"]

[chapters]
service = "服役年限"
award = "奖励和表彰"
disability = "残疾等级"
other = "其他情况"
""",
    "officers-city-table": """id = "officers-city-table"
title = "军转干部考核记分表"

[chapters]
post = "职务"
award = "立功受奖"
area = "艰苦边远"
""",
}

# (candidate, masked name, service, third-class merits, commendations, points withheld)
SERGEANTS: list[tuple[str, str, tuple[int, int, int], int, int, str]] = [
    ("S01", "龚*䶮", (16, 0, 0), 2, 6, "14.4"),
    ("S02", "王*明", (16, 3, 12), 1, 8, "10.8"),
    ("S03", "赵*", (15, 0, 0), 2, 3, "0"),
    ("S04", "欧阳*", (14, 7, 3), 1, 5, "5"),
    ("S05", "孙*国", (13, 0, 0), 2, 2, "0"),
    ("S06", "李*军", (13, 0, 0), 1, 4, "2.4"),
    ("S07", "周*", (12, 5, 0), 1, 5, "0"),
    ("S08", "吴*强", (12, 0, 0), 1, 5, "2"),
    ("S09", "郑*", (12, 0, 0), 1, 3, "0"),
    ("S10", "冯*涛", (12, 0, 0), 0, 6, "0"),
    ("S11", "陈*", (12, 0, 0), 0, 6, "0"),
]
OFFICERS: list[tuple[str, str, tuple[int, int, int], str, int, str]] = [
    ("O01", "钱*𬭎", (24, 0, 0), "正营职", 2, "5.5"),
    ("O02", "沈*", (22, 6, 0), "正营职", 1, "5"),
    ("O03", "韩*东", (21, 0, 0), "正营职", 1, "3"),
    ("O04", "杨*", (20, 0, 0), "副营职", 2, "2.5"),
    ("O05", "朱*波", (19, 0, 0), "副营职", 1, "2"),
    ("O06", "秦*", (18, 0, 0), "副营职", 0, "1.5"),
    ("O07", "尤*平", (17, 0, 0), "正连职", 1, "0"),
    ("O08", "许*", (16, 0, 0), "正连职", 0, "-2"),
]
OBJECTION = (
    "对公示内容有异议的，请在公示期内写明编号、异议的条目和理由，签名后交安置科（也可邮寄）。"
    "我们在收到后逐条书面答复，更正一律编号公示。"
)
POST_POINTS = {"正营职": 8, "副营职": 6, "正连职": 3}
UNITS = [
    ("运河区人民政府办公室", "行政", "综合科科员", 1, True, ["officer"], ["中共党员"]),
    ("运河区财政局", "行政", "预算科科员", 1, True, ["officer"], ["大专以上学历"]),
    ("运河区市场监督管理局", "行政", "基层所科员", 2, True, ["officer"], []),
    ("运河区应急管理局", "参公", "应急指挥中心科员", 2, True, ["officer"], ["适应二十四小时值班"]),
    ("运河区退役军人服务中心", "参公", "权益维护科科员", 1, False, ["officer"], []),
    ("平潮街道办事处", "行政", "综合执法局科员", 1, False, ["officer"], []),
    ("石港镇人民政府", "行政", "农业农村局科员", 1, False, ["officer"], []),
    ("运河区档案馆", "事业", "管理岗位", 1, True, ["officer", "sergeant"], ["大专以上学历"]),
    (
        "运河区疾病预防控制中心",
        "事业",
        "医学检验专业技术岗位",
        1,
        True,
        ["sergeant"],
        ["医学检验技术专业", "持检验师资格证"],
    ),
    ("运河区人民医院", "事业", "后勤保障工勤岗位", 2, True, ["sergeant"], []),
    ("运河区第一中学", "事业", "校园安全管理岗位", 1, True, ["sergeant"], ["高中以上学历"]),
    ("运河区实验小学", "事业", "校园安全管理岗位", 1, True, ["sergeant"], []),
    ("运河区城市管理服务中心", "事业", "市政巡查岗位", 2, True, ["sergeant"], []),
    ("运河区水利工程管理所", "事业", "闸站运行岗位", 1, False, ["sergeant"], ["适应野外作业"]),
    ("运河区公路事业发展中心", "事业", "养护管理岗位", 1, False, ["sergeant"], ["持C1以上驾驶证"]),
    ("运河水务集团有限公司", "国企", "管网运维岗位", 2, False, ["sergeant"], []),
    ("运河公共交通有限公司", "国企", "调度岗位", 2, False, ["sergeant"], []),
]


def sha(value: Any) -> str:
    """SHA-256 of the RFC 8785 form, as everywhere in the bundle."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def short(full: str) -> str:
    """The head as people read it aloud."""
    letters = base64.b32encode(bytes.fromhex(full)).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def number(value: Decimal) -> str:
    """A decimal without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sample() -> Data:
    """The eight files, keyed as their names without `.json`."""
    data: Data = {"campaign": _campaign(), "rules": _rules(), "positions": _positions()}
    data["sheets"] = {"sheets": _sheets()}
    data["standing"] = _standing(data["sheets"]["sheets"])
    entries = _session(data)
    data["log"] = {"campaign": [], "session": entries}
    data["result"] = _result(entries)
    data["notices"] = _notices(data)
    data["log"]["campaign"] = _campaign_log(data)
    data["result"]["campaign_log"] = _head(data["log"]["campaign"])
    return data


def _campaign() -> dict[str, Any]:
    return {
        "format": 2,
        "id": "yunhe-2021",
        "title": "运河区2021年度退役军人安置选岗",
        "district": "运河区",
        "year": 2021,
        "fictional": True,
        "issuer": "运河区退役军人事务局",
        "session": "session/yunhe-2021",
        "categories": [
            {
                "id": id_,
                "label": label,
                "pack": pack,
                "digest": hashlib.sha256(PACKS[pack].encode()).hexdigest(),
            }
            for id_, label, pack in (
                ("officer", "军转干部", "officers-city-table"),
                ("sergeant", "士官", "soldiers-2018"),
            )
        ],
        "contact": {
            "office": "运河区退役军人事务局安置科",
            "phone": "0000-00000000",
            "address": "运河区（虚构）退役军人服务中心二楼",
        },
        "objection": OBJECTION,
    }


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _rules() -> dict[str, Any]:
    text = 'id = "default"\ntitle = "选岗会规则（默认）"\nminutes_to_choose = 5\n'
    packs = [
        {
            "id": id_,
            "title": body.split('title = "')[1].split('"')[0],
            "pack": body,
            "overlay": None,
            "digest": _digest(body),
        }
        for id_, body in PACKS.items()
    ]
    rules = {
        "id": "default",
        "title": "选岗会规则（默认）",
        "text": text,
        "digest": hashlib.sha256(text.encode()).hexdigest(),
    }
    return {"packs": packs, "session_rules": rules}


def _positions() -> dict[str, Any]:
    return {
        "positions": [
            {
                "id": f"P{index:02d}",
                "unit": unit,
                "unit_kind": kind,
                "title": title,
                "kind": kind,
                "seats": seats,
                "coordinated": coordinated,
                "open_to": open_to,
                "requirements": requirements,
                "note": None,
            }
            for index, (unit, kind, title, seats, coordinated, open_to, requirements) in enumerate(UNITS, 1)
        ]
    }


def _line(
    item: str,
    label: str,
    chapter: str,
    quantity: str,
    unit: str,
    points: Decimal,
    facts: list[int],
    **more: Any,
) -> dict[str, Any]:
    return {
        "item": item,
        "label": label,
        "chapter": chapter,
        "quantity": quantity,
        "unit": unit,
        "points": number(points),
        "article": None,
        "source": "符合政府安排工作条件退役士兵服役表现量化评分暂行办法",
        "facts": facts,
        "note": None,
        "status": "seen",
    } | more


def _years(service: tuple[int, int, int]) -> tuple[Decimal, Decimal]:
    years, months, days = service
    part = Decimal(0) if (months, days) == (0, 0) else Decimal("0.5") if months < 6 else Decimal(1)
    return Decimal(min(years, 12)), max(Decimal(years - 12), Decimal(0)) + part


def _sheet(
    person: str,
    name: str,
    category: str,
    service: tuple[int, int, int],
    facts: list[dict[str, Any]],
    lines: list[dict[str, Any]],
    withheld: str,
    version: int = 1,
) -> dict[str, Any]:
    hidden = Decimal(withheld)
    rest = {"label": "其他各项", "points": withheld, "count": 1} if hidden else None
    total = sum((Decimal(line["points"]) for line in lines), hidden)
    pack = "officers-city-table" if category == "officer" else "soldiers-2018"
    return {
        "candidate": person,
        "name": name,
        "category": category,
        "version": version,
        "pack": pack,
        "digest": hashlib.sha256(PACKS[pack].encode()).hexdigest(),
        "total": number(total),
        "exempt": False,
        "barred": False,
        "service": dict(zip(("years", "months", "days"), service, strict=True)),
        "facts": facts,
        "lines": lines,
        "withheld": rest,
    }


def _sergeant(
    person: str,
    name: str,
    service: tuple[int, int, int],
    merits: int,
    commendations: int,
    withheld: str,
    version: int = 1,
) -> dict[str, Any]:
    grades = ["third_class_merit"] * merits + ["commendation"] * commendations
    facts = [
        {"index": i, "kind": "award", "grade": grade, "setting": "peacetime", "collective": False}
        for i, grade in enumerate(grades)
    ]
    twelve, later = _years(service)
    lines = [_line("service_12", "服现役12年以内（含）", "service", number(twelve), "年", twelve * 3, [])]
    if later:
        lines.append(_line("service_later", "满12年后每多1年", "service", number(later), "年", later * 4, []))
    if merits:
        lines.append(
            _line(
                "merit_3", "平时三等功", "award", str(merits), "次", Decimal(10) * merits, list(range(merits))
            )
        )
    rest = list(range(merits, merits + commendations))
    lines.append(
        _line(
            "commendation",
            "平时个人嘉奖",
            "award",
            str(commendations),
            "次",
            Decimal("0.5") * commendations,
            rest,
        )
    )
    return _sheet(person, name, "sergeant", service, facts, lines, withheld, version)


def _officer(
    person: str, name: str, service: tuple[int, int, int], post: str, merits: int, withheld: str
) -> dict[str, Any]:
    facts: list[dict[str, Any]] = [{"index": 0, "kind": "post", "level": post}]
    facts += [
        {
            "index": i,
            "kind": "award",
            "grade": "third_class_merit",
            "setting": "peacetime",
            "collective": False,
        }
        for i in range(1, merits + 1)
    ]
    facts += [{"index": merits + 1, "commitment": sha({"salt": person, "value": "fictional"})}]
    source = "军转干部考核记分表"
    lines = [
        _line("post", "职务分", "post", "1", "次", Decimal(POST_POINTS[post]), [0], source=source, note=post)
    ]
    if merits:
        points = Decimal(2 + (merits - 1))
        lines.append(
            _line(
                "merit_3",
                "三等功",
                "award",
                str(merits),
                "次",
                points,
                list(range(1, merits + 1)),
                source=source,
                note="首次2分，以后每次1分",
            )
        )
    return _sheet(person, name, "officer", service, facts, lines, withheld)


def _sheets() -> list[dict[str, Any]]:
    sheets = [_officer(*row) for row in OFFICERS] + [_sergeant(*row) for row in SERGEANTS]
    corrected = next(row for row in SERGEANTS if row[0] == "S06")
    person, name, service, merits, commendations, withheld = corrected
    sheets.append(_sergeant(person, name, service, merits + 1, commendations, withheld, version=2))
    exempt = next(sheet for sheet in sheets if sheet["candidate"] == "S01")
    exempt |= {
        "exempt": True,
        "total": "0",
        "withheld": None,
        "lines": [
            _line(
                "honorary",
                "八一勋章、荣誉称号",
                "award",
                "1",
                "次",
                Decimal(0),
                [0],
                note="不参加量化评分，优先安排",
                article="一（四）",
            ),
            _line(
                "not_scored",
                "其余事实",
                "service",
                "7",
                "项",
                Decimal(0),
                [1, 2, 3, 4, 5, 6, 7],
                note="不计分",
            ),
        ],
    }
    return sheets


def _row(sheet: dict[str, Any]) -> dict[str, Any]:
    columns: dict[str, Decimal] = {}
    for line in sheet["lines"]:
        columns[line["chapter"]] = columns.get(line["chapter"], Decimal(0)) + Decimal(line["points"])
    if sheet["withheld"]:
        columns["other"] = Decimal(sheet["withheld"]["points"])
    return {
        "candidate": sheet["candidate"],
        "name": sheet["name"],
        "standing": 0,
        "total": sheet["total"],
        "exempt": sheet["exempt"],
        "columns": {key: number(value) for key, value in columns.items()},
        "sheet_version": sheet["version"],
        "tie": None,
    }


def _service_key(sheet: dict[str, Any]) -> str:
    return "-".join(f"{number_:02}" for number_ in sheet["service"].values())


def _group(category: str, sheets: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Best first; people of one total and service stay tied, of one total alone go by service."""
    order = sorted(
        sheets, key=lambda s: (not s["exempt"], -Decimal(s["total"]), [-n for n in s["service"].values()])
    )
    rows = [_row(sheet) for sheet in order]
    for place, (row, sheet) in enumerate(zip(rows, order, strict=True), 1):
        row["standing"] = place
        if place == 1 or rows[place - 2]["total"] != row["total"] or order[place - 2]["exempt"]:
            continue
        before, ahead = rows[place - 2], order[place - 2]
        before["tie"], row["tie"] = (
            {"longer_service": _service_key(ahead)},
            {"longer_service": _service_key(sheet)},
        )
        if ahead["service"] == sheet["service"]:
            row["standing"] = before["standing"]
            before["tie"]["older"] = row["tie"]["older"] = "1989-05-01"
    return {"category": category, "rows": rows}


def _standing(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    def at(version: int) -> list[dict[str, Any]]:
        latest = {s["candidate"]: s for s in sheets if s["version"] <= version}
        return [
            _group(c, [s for s in latest.values() if s["category"] == c]) for c in ("officer", "sergeant")
        ]

    return {
        "versions": [
            {"version": 1, "notice": "公示〔2021〕1号", "frozen": False, "groups": at(1)},
            {"version": 2, "notice": "公示〔2021〕3号", "frozen": True, "groups": at(2)},
        ]
    }


class _Chain:
    def __init__(self, stream: str, start: datetime) -> None:
        self.stream, self.at, self.entries = stream, start, list[dict[str, Any]]()

    def add(self, type_: str, payload: dict[str, Any], by: str = "host", minutes: int = 2) -> dict[str, Any]:
        self.at += timedelta(minutes=minutes)
        body = {
            "stream": self.stream,
            "version": len(self.entries) + 1,
            "at": self.at.isoformat(),
            "by": by,
            "type": type_,
            "payload": payload,
            "previous": self.entries[-1]["hash"] if self.entries else "0" * 64,
        }
        self.entries.append(body | {"hash": sha(body)})
        return self.entries[-1]


def _free(data: Data, taken: dict[str, str], person: str) -> str:
    category = "officer" if person.startswith("O") else "sergeant"
    for position in data["positions"]["positions"]:
        used = sum(1 for chosen in taken.values() if chosen == position["id"])
        if category in position["open_to"] and used < position["seats"] and position["id"] != "P09":
            return str(position["id"])
    raise AssertionError("the sample has a seat for everybody")


def _session(data: Data) -> list[dict[str, Any]]:
    chain = _Chain("session/yunhe-2021", datetime(2021, 12, 18, 9, 0, tzinfo=BEIJING))
    frozen = data["standing"]["versions"][-1]["groups"]
    groups = [{"category": g["category"], "classes": _classes(g["rows"])} for g in frozen]
    people = [row["candidate"] for group in frozen for row in group["rows"]]
    posts = data["positions"]["positions"]
    eligible = {
        p: [x["id"] for x in posts if ("officer" if p[0] == "O" else "sergeant") in x["open_to"]]
        for p in people
    }
    chain.add(
        "session_opened",
        {
            "session": "yunhe-2021",
            "campaign": "yunhe-2021",
            "groups": groups,
            "eligible": eligible,
            "rules": {"id": "default", "digest": data["rules"]["session_rules"]["digest"]},
            "settings": {
                "minutes_to_choose": 5,
                "guarantee": "warn",
                "tie_method": "wishes",
                "missed": {
                    reason: {"first": "last_of_list", "again": "first_free_wish"}
                    for reason in ("absent", "late", "over_time", "left_room", "refused")
                },
                "passed": {"times": 1, "then": "after:2"},
                "proxy": {"allowed": True, "papers": ["委托书", "双方身份证"]},
            },
            "positions": [{"id": x["id"], "seats": x["seats"]} for x in posts],
            "wish_commitments": {},
            "lot": {"algorithm": "sha256", "source": "两位见证人当场摇出的号码"},
            "frozen": {
                name: sha(data[name]) for name in ("campaign", "rules", "positions", "sheets", "standing")
            },
            "campaign_head": "0" * 64,
        },
    )
    taken: dict[str, str] = {}
    for person in people:
        _turn(chain, data, taken, person)
    chain.add("called", {"candidate": "S05"})
    taken["S05"] = _free(data, taken, "S05")
    filed = _chosen("S05", taken["S05"], "filed_wish") | {"opened": _wishes("P10", taken["S05"])}
    chain.add("chosen", filed)
    assignment = {person: taken[person] for person in people}
    chain.add("closed", {"assignment": assignment, "fingerprint": sha(assignment)})
    return chain.entries


def _classes(rows: list[dict[str, Any]]) -> list[list[str]]:
    classes: dict[int, list[str]] = {}
    for row in rows:
        classes.setdefault(row["standing"], []).append(row["candidate"])
    return list(classes.values())


def _wishes(*positions: str) -> dict[str, Any]:
    return {"wishes": list(positions), "accepts_any": True, "salt": "00" * 32}


def _chosen(person: str, position: str, basis: str, *, proxy: bool = False) -> dict[str, Any]:
    return {"candidate": person, "position": position, "basis": basis, "proxy": proxy, "warned": []}


def _turn(chain: _Chain, data: Data, taken: dict[str, str], person: str) -> None:
    if person == "S10":
        chain.add("lot_drawn", {"key": "4.8.15.16.23.42./", "witnesses": ["supervisor", "notary"]})
        chain.add(
            "tie_settled",
            {
                "class": ["S10", "S11"],
                "method": "wishes",
                "opened": {"S10": _wishes("P14", "P15"), "S11": _wishes("P14", "P16")},
                "order": ["S11", "S10"],
                "assignment": {"S10": "P15", "S11": "P16"},
                "mattered": True,
            },
        )
    called = chain.add("called", {"candidate": person})
    if person == "S05":
        chain.add("missed", {"candidate": person, "reason": "absent", "consequence": "last_of_list"})
        return
    if person == "O03":
        wrong = chain.add("chosen", _chosen(person, "P05", "live"), by="clerk")
        chain.add(
            "undone",
            {"from_version": wrong["version"], "reason": "录入岗位与本人口述不一致", "second": "supervisor"},
        )
    if person == "S07":
        chain.add("proxy_admitted", {"candidate": person, "papers": ["委托书", "双方身份证"]})
    if person == "O06":
        chain.add("paused", {"reason": "会场扩音故障"})
        chain.add("resumed", {})
    assert called["type"] == "called"
    taken[person] = _free(data, taken, person)
    basis = "tie" if person in ("S10", "S11") else "live"
    chain.add("chosen", _chosen(person, taken[person], basis, proxy=person == "S07"), by="clerk")


def _head(entries: list[dict[str, Any]]) -> dict[str, Any]:
    last = entries[-1]
    return {
        "stream": last["stream"],
        "head": last["hash"],
        "short": short(last["hash"]),
        "count": last["version"],
    }


def _result(entries: list[dict[str, Any]]) -> dict[str, Any]:
    undone = {e["payload"]["from_version"] for e in entries if e["type"] == "undone"}
    chosen = [e for e in entries if e["type"] == "chosen" and e["version"] not in undone]
    picks = [
        {
            "order": order,
            "candidate": e["payload"]["candidate"],
            "position": e["payload"]["position"],
            "basis": e["payload"]["basis"],
            "version": e["version"],
        }
        for order, e in enumerate(chosen, 1)
    ]
    assignment = entries[-1]["payload"]["assignment"]
    full = sha(assignment)
    return {
        "assignment": assignment,
        "picks": picks,
        "log": _head(entries),
        "campaign_log": None,
        "fingerprint": {"full": full, "short": short(full)},
    }


def _notices(data: Data) -> dict[str, Any]:
    rows = [
        ("公示", 1, "scores", "服役表现量化评分公示", "2021-11-22", "2021-11-26"),
        ("公示", 2, "positions", "安置岗位公示", "2021-11-22", "2021-11-26"),
        ("公示", 3, "correction", "量化评分更正公示", "2021-12-01", "2021-12-07"),
        ("公告", 4, "announcement", "选岗会公告", "2021-12-10", None),
        ("公示", 5, "result", "选岗结果公示", "2021-12-18", "2021-12-24"),
    ]
    return {"notices": [_notice(data, *row) for row in rows]}


def _notice(
    data: Data, word: str, running: int, kind: str, title: str, posted_on: str, until: str | None
) -> dict[str, Any]:
    number_ = f"{word}〔2021〕{running}号"
    campaign = data["campaign"]
    content = {
        "kind": kind,
        "number": number_,
        "title": campaign["district"] + title,
        "issuer": campaign["issuer"],
        "issued_on": posted_on,
        "fictional": True,
        "paragraphs": ["现将有关内容公布如下，请相互转告。"],
        "period": {"from": posted_on, "to": until, "workdays": 5} if until else None,
        "contact": {**campaign["contact"], "objection": campaign["objection"]},
    } | _particulars(data, kind)
    return {
        "number": number_,
        "kind": kind,
        "title": content["title"],
        "posted_on": posted_on,
        "period": content["period"],
        "pdf": f"notices/{number_}.pdf",
        "html": f"notices/{number_}.html",
        "pdf_sha256": hashlib.sha256(pdf(number_)).hexdigest(),
        "data_sha256": sha(content),
        "content": content,
    }


def _particulars(data: Data, kind: str) -> dict[str, Any]:
    """What a notice of this kind says beyond its head (`public_notices.content`)."""
    posts, names = (
        data["positions"]["positions"],
        {s["candidate"]: s["name"] for s in data["sheets"]["sheets"]},
    )
    match kind:
        case "scores":
            return {
                "groups": [_score_group(data, group) for group in data["standing"]["versions"][0]["groups"]]
            }
        case "positions":
            wanted = ("id", "unit", "unit_kind", "title", "kind", "seats", "coordinated")
            rows = [{key: post[key] for key in wanted} for post in posts]
            more = [
                {"for_": post["open_to"], "requirements": ";".join(post["requirements"])} for post in posts
            ]
            return {"rows": [row | extra for row, extra in zip(rows, more, strict=True)]}
        case "correction":
            line = {"candidate": "S06", "name": names["S06"], "line": "平时三等功", "old": "10", "new": "20"}
            moved = {"candidate": "S06", "name": names["S06"], "category": "sergeant", "old": 6, "new": 5}
            return {
                "corrects": "公示〔2021〕1号",
                "reason": "经核对档案原件，补计一次三等功。",
                "changed": [line | {"total_old": "54.4", "total_new": "64.4"}],
                "moved": [moved],
                "unchanged_count": 18,
            }
        case "announcement":
            order = [
                {"category": c["id"], "label": c["label"], "count": 8} for c in data["campaign"]["categories"]
            ]
            rules = data["rules"]["session_rules"]
            lines = ["每人选岗时间5分钟。"]
            return {
                "session": {
                    "date": "2021-12-18",
                    "place": "退役军人服务中心",
                    "roll_call": "8:30",
                    "order": order,
                },
                "lot": {"algorithm": "sha256", "source": "见证人当场摇号"},
                "rules": {
                    "id": rules["id"],
                    "title": rules["title"],
                    "digest": rules["digest"],
                    "text": lines,
                }
                | {"lines": lines},
                "heads": [data["result"]["log"]],
            }
        case _:
            return _result_rows(data, names)


def _result_rows(data: Data, names: dict[str, str]) -> dict[str, Any]:
    chosen = [(pick, data["positions"]["positions"]) for pick in data["result"]["picks"]]
    rows = [
        {
            "order": pick["order"],
            "candidate": pick["candidate"],
            "name": names[pick["candidate"]],
            "position": pick["position"],
            "unit": next(post["unit"] for post in all_ if post["id"] == pick["position"]),
            "title": next(post["title"] for post in all_ if post["id"] == pick["position"]),
            "basis": pick["basis"],
        }
        for pick, all_ in chosen
    ]
    outcome = {key: data["result"][key] for key in ("log", "fingerprint")}
    return {"rows": rows, "verify_url_hint": "见公开网页“自己核对”。", **outcome}


def _score_group(data: Data, group: dict[str, Any]) -> dict[str, Any]:
    category = next(c for c in data["campaign"]["categories"] if c["id"] == group["category"])
    pack = next(p for p in data["rules"]["packs"] if p["id"] == category["pack"])
    used = dict.fromkeys(key for row in group["rows"] for key in row["columns"])
    rows = [
        {key: row[key] for key in ("standing", "candidate", "name", "total")}
        | {"subtotals": row["columns"], "note": ""}
        for row in group["rows"]
    ]
    return {
        "category": category["id"],
        "label": category["label"],
        "pack": {key: pack[key] for key in ("id", "title", "digest")},
        "columns": [{"id": key, "label": key} for key in used],
        "rows": rows,
    }


def pdf(number_: str) -> bytes:
    """Bytes that stand for the PDF of a notice."""
    return b"%PDF-1.7\n% fictional sample " + number_.encode()


def _campaign_log(data: Data) -> list[dict[str, Any]]:
    chain = _Chain("campaign/yunhe-2021", datetime(2021, 9, 10, 9, 0, tzinfo=BEIJING))
    day = 24 * 60
    chain.add("campaign_opened", {"campaign": "yunhe-2021"}, by="clerk")
    chain.add("records_imported", {"count": 19}, by="clerk", minutes=20 * day)
    chain.add("positions_imported", {"count": len(UNITS)}, by="office", minutes=day)
    chain.add("records_reviewed", {"count": 19}, by="reviewer", minutes=15 * day)
    chain.add("scored", {"standing": 1}, by="clerk", minutes=day)
    chain.add(
        "scores_confirmed",
        {"candidates": [row[0] for row in (*OFFICERS, *SERGEANTS)]},
        by="clerk",
        minutes=6 * day,
    )
    for notice in data["notices"]["notices"]:
        posted = datetime.fromisoformat(notice["posted_on"] + "T10:00:00+08:00")
        if notice["kind"] == "correction":
            chain.at = datetime(2021, 11, 25, 15, 0, tzinfo=BEIJING)
            chain.add("objection_filed", {"number": 1, "candidate": "S06"}, by="clerk")
            chain.add("objection_ruled", {"number": 1, "outcome": "upheld"}, by="reviewer", minutes=2 * day)
        if notice["kind"] == "result":
            chain.at = datetime.fromisoformat("2021-12-18T12:00:00+08:00")
            log = data["result"]["log"]
            chain.add(
                "session_recorded",
                {
                    "session": "yunhe-2021",
                    "head": log["head"],
                    "count": log["count"],
                    "fingerprint": data["result"]["fingerprint"]["full"],
                },
            )
            posted = chain.at
        chain.at = posted
        keys = ("number", "kind", "posted_on", "data_sha256", "pdf_sha256")
        chain.add("notice_posted", {key: notice[key] for key in keys}, by="clerk")
        if notice["kind"] == "correction":
            chain.add("standing_frozen", {"version": 2}, by="clerk", minutes=7 * day)
    chain.add("published", {}, by="clerk")
    return chain.entries
