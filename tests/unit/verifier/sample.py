"""A small, complete public bundle, written down from docs/bundle.md and docs/session-log.md by hand.

Everybody is fictional. Scores and standing are worked out on paper; no engine of the project is asked.
`Sample` seals the parts (digests, chains, manifest) as a publisher would, so that a test can plant a wrong
number and have everything else look right.
"""

from __future__ import annotations

import hashlib
import html
import zlib
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

from tests.unit.verifier.building import Json, Log, canonical, chained, sha
from tests.unit.verifier.people import (
    LABELS,
    MOVED,
    NAMES,
    outcome,
    positions,
    session_log,
    sheets,
    short,
    standing,
    text_sha,
)
from tests.unit.verifier.texts import OFFICERS_PACK, SERGEANTS_OVERLAY, SERGEANTS_PACK, SESSION_RULES

CATEGORIES = {"officer": ("军官", "test-officers"), "sergeant": ("士官", "test-sergeants")}
COLUMNS = {"officer": ("post", "awards", "other"), "sergeant": ("scope", "service", "awards", "other")}
BASES = {"live": "现场选岗", "tie": "同分统一分配", "filed_wish": "按填报志愿"}


def notice(number: str, kind: str, title: str, day: str, **content: Any) -> Json:
    period = {"from": day, "to": "2021-12-31", "workdays": 7} if kind in ("scores", "positions") else None
    content = {
        "kind": kind,
        "number": number,
        "title": title,
        "issuer": "测试区",
        "issued_on": day,
        "fictional": True,
        "paragraphs": ["虚构"],
        "period": period,
        "contact": {"office": "安置科", "phone": "0", "address": "虚构", "objection": "书面"},
    } | content
    name = number.replace("/", "-")
    return {
        "number": number,
        "kind": kind,
        "title": title,
        "posted_on": day,
        "period": period,
        "pdf": f"notices/{name}.pdf",
        "html": f"notices/{name}.html",
        "content": content,
    }


def notices(all_positions: Json, versions: Json) -> list[Json]:
    groups = [
        {
            "category": group["category"],
            "label": CATEGORIES[group["category"]][0],
            "pack": {"id": CATEGORIES[group["category"]][1], "title": "", "digest": ""},
            "columns": [{"id": key, "label": LABELS[key]} for key in COLUMNS[group["category"]]],
            "rows": [
                {
                    "standing": row["standing"],
                    "candidate": row["candidate"],
                    "name": row["name"],
                    "subtotals": row["columns"],
                    "total": row["total"],
                    "note": None,
                }
                for row in group["rows"]
            ],
        }
        for group in versions["versions"][0]["groups"]
    ]
    rows = [
        {key: post[key] for key in ("id", "unit", "unit_kind", "title", "kind", "seats", "coordinated")}
        | {"for_": post["open_to"], "requirements": ""}
        for post in all_positions["positions"]
    ]
    changed = [
        {
            "candidate": "S03",
            "name": NAMES["S03"],
            "line": "commendation",
            "old": "0.5",
            "new": "1",
            "total_old": "44.5",
            "total_new": "45",
        },
        {
            "candidate": "S06",
            "name": NAMES["S06"],
            "line": "merit3",
            "old": "0",
            "new": "10",
            "total_old": "36",
            "total_new": "46",
        },
    ]
    moved = [
        {"candidate": one, "name": NAMES[one], "category": "sergeant", "old": old, "new": new}
        for one, old, new in MOVED
    ]
    return [
        notice("测公〔2021〕1号", "scores", "评分和名次公示", "2021-11-01", groups=groups),
        notice("测公〔2021〕2号", "positions", "岗位公示", "2021-11-02", rows=rows),
        notice(
            "测公〔2021〕3号",
            "correction",
            "更正公告",
            "2021-11-20",
            corrects="测公〔2021〕1号",
            reason="经异议复核",
            changed=changed,
            moved=moved,
            unchanged_count=8,
        ),
        notice(
            "测公〔2021〕5号",
            "announcement",
            "选岗会公告",
            "2021-12-10",
            session={"date": "2021-12-18"},
            lot={"algorithm": "sha256", "source": "福利彩票"},
            rules={"id": "test-rules", "digest": text_sha(SESSION_RULES)},
            heads=[],
        ),
        notice(
            "测公〔2021〕4号",
            "result",
            "选岗结果公示",
            "2021-12-18",
            rows=[],
            log={},
            fingerprint={},
            verify_url_hint="本区网站",
        ),
    ]


def pdf_of(content: Json) -> bytes:
    """Just enough of a PDF: the content as a packed stream."""
    packed = zlib.compress(canonical(content))
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + packed + b"\nendstream\nendobj\n%%EOF\n"
    )


def rows_of(content: Json) -> list[list[Any]]:
    """The cells of a notice's page, as docs/bundle.md says for each kind."""
    rows: list[list[Any]] = []
    for group in content.get("groups", []):
        for row in group["rows"]:
            figures = [row["subtotals"].get(column["id"], "0") for column in group["columns"]]
            place = "—" if row["standing"] is None else row["standing"]
            rows.append([place, row["candidate"], row["name"], *figures, row["total"]])
    match content["kind"]:
        case "positions":
            for row in content["rows"]:
                title = f"{row['title']}（区级统筹）" if row["coordinated"] else row["title"]
                rows.append(
                    [
                        row["id"],
                        row["unit"],
                        row["unit_kind"],
                        title,
                        row["kind"],
                        row["seats"],
                        "士官",
                        "不限",
                    ]
                )
        case "result":
            keys = ("order", "candidate", "name", "position", "unit", "title")
            rows += [[*(row[key] for key in keys), "现场选定"] for row in content["rows"]]
        case "announcement":
            rows += [["年度记录", one["count"], one["short"], one["head"]] for one in content["heads"]]
        case "correction":
            rows += [list(row.values()) for row in (*content["changed"], *content["moved"])]
    return rows


def page_of(content: Json) -> str:
    """A page with one table row for each row of the content."""
    cells = ["".join(f"<td>{html.escape(str(cell))}</td>" for cell in row) for row in rows_of(content)]
    table = "\n".join(f"<tr>{row}</tr>" for row in cells)
    head = "<tr><th>甲</th><th>乙</th></tr>"
    words = [
        content["number"],
        *content["paragraphs"],
        content.get("reason", ""),
        *content["contact"].values(),
    ]
    text = "".join(f"<p>{one}</p>" for one in words)
    return f"<h1>{content['title']}</h1>{text}<table>{head}{table}</table>"


class Sample:
    """The parts of the bundle, to be changed at will, and their sealing."""

    def __init__(self, number: int = 2) -> None:
        self.sheets = sheets()
        self.standing = standing(self.sheets)
        self.positions = positions()
        self.entries = session_log()
        self.notices = notices(self.positions, self.standing)
        self.campaign: Json = {
            "format": number,
            "id": "c1",
            "title": "测试区选岗",
            "district": "测试区",
            "year": 2021,
            "fictional": True,
            "issuer": "测试区",
            "categories": [
                {"id": "officer", "label": "军官", "pack": "test-officers"},
                {"id": "sergeant", "label": "士官", "pack": "test-sergeants"},
            ],
            "session": "session/s1",
            "contact": {"office": "安置科", "phone": "0", "address": "虚构"},
            "objection": "书面提出",
        }
        self.overlay = SERGEANTS_OVERLAY
        self.at_closing: dict[str, str | None] = {}
        self.after_sealing: Callable[[dict[str, Json]], None] = lambda data: None

    def data(self) -> dict[str, Json]:
        """The eight files, every digest, chain and total of the log put right."""
        packs = [
            ("test-officers", "军官计分（测试用）", OFFICERS_PACK, None),
            ("test-sergeants", "士官计分（测试用）", SERGEANTS_PACK, self.overlay),
        ]
        rules = {
            "packs": [
                {
                    "id": one,
                    "title": title,
                    "digest": text_sha(pack + (overlay or "")),
                    "pack": pack,
                    "overlay": overlay,
                }
                for one, title, pack, overlay in packs
            ],
            "session_rules": {
                "id": "test-rules",
                "title": "测试选岗规则",
                "digest": text_sha(SESSION_RULES),
                "text": SESSION_RULES,
            },
        }
        digests = {pack["id"]: pack["digest"] for pack in rules["packs"]}
        for one in self.sheets:
            one["digest"] = digests[one["pack"]]
        if self.campaign["format"] > 1:
            for category in self.campaign["categories"]:
                category["digest"] = digests[category["pack"]]
        data: dict[str, Json] = {
            "campaign": self.campaign,
            "rules": rules,
            "positions": self.positions,
            "sheets": {"sheets": self.sheets},
            "standing": self.standing,
        }
        return self.sealed(deepcopy(data))

    def sealed(self, data: dict[str, Json]) -> dict[str, Json]:
        campaign = Log({"fictional": True}, "campaign/c1", "campaign_opened")
        early = []
        for one in deepcopy(self.notices[:-1]):
            if one["kind"] == "scores":
                for group in one["content"]["groups"]:
                    packs = data["rules"]["packs"]
                    pack = next(each for each in packs if each["id"] == group["pack"]["id"])
                    group["pack"] |= {key: pack[key] for key in ("title", "digest")}
            if one["kind"] == "announcement":
                one["content"]["heads"] = [self.head(campaign.entries)]
            early.append(self.finished(one))
            self.register(campaign, one)
        sealed = self.entries[0]["payload"]["wish_commitments"]
        campaign.add("wishes_filed", people=len(sealed), file_sha256="0" * 64, commitments=dict(sealed))
        campaign.add("standing_frozen", version=2)
        frozen = {name: sha(data[name]) for name in ("campaign", "rules", "positions", "sheets", "standing")}
        entries = deepcopy(self.entries)
        entries[0]["payload"] |= {"frozen": frozen, "campaign_head": campaign.entries[-1]["hash"]}
        assignment, picks = outcome(entries)
        if entries[-1]["type"] == "closed":
            closing = assignment | self.at_closing
            entries[-1]["payload"] = {"assignment": closing, "fingerprint": sha(closing)}
        entries = chained(entries)
        full = sha(assignment)
        result: Json = {
            "assignment": assignment,
            "picks": picks,
            "log": self.head(entries),
            "fingerprint": {"full": full, "short": short(full)},
        }
        last = self.finished(self.result_notice(deepcopy(self.notices[-1]), result))
        campaign.add(
            "session_recorded", session="s1", head=entries[-1]["hash"], count=len(entries), fingerprint=full
        )
        self.register(campaign, last)
        result["campaign_log"] = self.head(campaign.entries)
        data |= {
            "log": {"campaign": campaign.entries, "session": entries},
            "notices": {"notices": [*early, last]},
            "result": result,
        }
        self.after_sealing(data)
        return data

    def finished(self, one: Json) -> Json:
        one["data_sha256"] = sha(one["content"])
        one["pdf_sha256"] = hashlib.sha256(pdf_of(one["content"])).hexdigest()
        return one

    def register(self, campaign: Log, one: Json) -> None:
        keys = ("number", "kind", "posted_on", "data_sha256", "pdf_sha256")
        campaign.add("notice_posted", **{key: one[key] for key in keys})

    def head(self, entries: list[Json]) -> Json:
        last = entries[-1]
        return {
            "stream": last["stream"],
            "head": last["hash"],
            "short": short(last["hash"]),
            "count": last["version"],
        }

    def result_notice(self, one: Json, result: Json) -> Json:
        posts = {post["id"]: post for post in self.positions["positions"]}
        rows = [
            {
                "order": pick["order"],
                "candidate": pick["candidate"],
                "name": NAMES.get(pick["candidate"], "?"),
                "position": pick["position"],
                "unit": posts[pick["position"]]["unit"],
                "title": posts[pick["position"]]["title"],
                "basis": BASES[pick["basis"]],
            }
            for pick in result["picks"]
        ]
        one["content"] |= {"rows": rows, "log": result["log"], "fingerprint": result["fingerprint"]}
        return one

    def write(self, folder: Path) -> Path:
        return write_bundle(folder, self.data())


def write_bundle(folder: Path, data: dict[str, Json]) -> Path:
    """The folder as docs/bundle.md has it, the manifest made last."""
    files = {f"data/{name}.json": canonical(value) for name, value in data.items()}
    for one in data["notices"]["notices"]:
        files[one["pdf"]] = pdf_of(one["content"])
        files[one["html"]] = page_of(one["content"]).encode()
    files["index.html"] = "<h1>测试区选岗（虚构）</h1>".encode()
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    write_manifest(folder, data["campaign"]["format"])
    return folder


def write_manifest(folder: Path, number: int = 2) -> None:
    """Lists whatever lies in the folder, as somebody would who wants a changed bundle to look right."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json")
    listed = {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths
    }
    (folder / "manifest.json").write_bytes(canonical({"format": number, "files": listed}))
