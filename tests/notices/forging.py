"""A forger who can change anything in the published folder and makes every digest right again."""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any

from public_notices.documents import notice_body_html
from tests.unit.verifier.building import canonical, sha
from tests.unit.verifier.people import short, text_sha
from tests.unit.verifier.sample import write_manifest

Data = dict[str, Any]
FILES = ("campaign", "rules", "positions", "sheets", "standing", "log", "notices", "result")
FROZEN = FILES[:5]


def read(folder: Path) -> Data:
    return {name: json.loads((folder / "data" / f"{name}.json").read_bytes()) for name in FILES}


def pdf_with(content: Data) -> bytes:
    """Just enough of a PDF to carry its content."""
    return (
        b"1 0 obj\n<< /Filter /FlateDecode >>\nstream\n" + zlib.compress(canonical(content)) + b"\nendstream"
    )


def remake(folder: Path, data: Data) -> None:
    """Writes the data with all digests, chains, heads, pages and PDFs made to fit, and the manifest."""
    seal_rules(data)
    opening = data["log"]["session"][0]["payload"]
    opening["frozen"] = {name: sha(data[name]) for name in FROZEN}
    before = read(folder)
    known = {one["number"]: one["content"] for one in before["notices"]["notices"]}
    pinned = [one["hash"] for one in before["log"]["campaign"]].index(
        before["log"]["session"][0]["payload"]["campaign_head"]
    )
    campaign = data["log"]["campaign"]
    for at, entry in enumerate(campaign):
        if entry["type"] == "session_recorded":
            opening["campaign_head"] = campaign[pinned]["hash"]
            entry["payload"] |= seal_session(data)
        elif entry["type"] == "notice_posted":
            seal_notice(folder, data, entry, campaign[:at], known)
        chain(entry, campaign[at - 1]["hash"] if at else "0" * 64)
    data["result"]["campaign_log"] |= head_of(campaign)
    for name, value in data.items():
        (folder / "data" / f"{name}.json").write_bytes(canonical(value))
    write_manifest(folder)


def seal_rules(data: Data) -> None:
    rules = data["rules"]
    for pack in rules["packs"]:
        pack["digest"] = text_sha(pack["pack"] + (pack["overlay"] or ""))
    digests = {pack["id"]: pack["digest"] for pack in rules["packs"]}
    for category in data["campaign"]["categories"]:
        category["digest"] = digests[category["pack"]]
    for sheet in data["sheets"]["sheets"]:
        sheet["digest"] = digests[sheet["pack"]]


def seal_session(data: Data) -> Data:
    entries, result = data["log"]["session"], data["result"]
    closing = entries[-1]["payload"]
    closing["fingerprint"] = sha(closing["assignment"])
    for at, entry in enumerate(entries):
        chain(entry, entries[at - 1]["hash"] if at else "0" * 64)
    full = sha(result["assignment"])
    result["log"] |= head_of(entries)
    result["fingerprint"] = {"full": full, "short": short(full)}
    return {"head": result["log"]["head"], "count": len(entries), "fingerprint": full}


def seal_notice(folder: Path, data: Data, entry: Data, earlier: list[Data], known: Data) -> None:
    notice = next(one for one in data["notices"]["notices"] if one["number"] == entry["payload"]["number"])
    content = notice["content"]
    for head in content.get("heads", []):
        head |= {"head": earlier[head["count"] - 1]["hash"]}
        head |= {"short": short(head["head"])}
    if content["kind"] == "result":
        content |= {"log": data["result"]["log"], "fingerprint": data["result"]["fingerprint"]}
    if content != known[notice["number"]]:
        (folder / notice["pdf"]).write_bytes(pdf_with(content))
        (folder / notice["html"]).write_text(str(notice_body_html(content)), encoding="utf-8")
    notice["data_sha256"] = sha(content)
    notice["pdf_sha256"] = hashlib.sha256((folder / notice["pdf"]).read_bytes()).hexdigest()
    entry["payload"] |= {key: notice[key] for key in ("data_sha256", "pdf_sha256")}


def chain(entry: Data, previous: str) -> None:
    entry["previous"] = previous
    entry["hash"] = sha({key: value for key, value in entry.items() if key != "hash"})


def head_of(entries: list[Data]) -> Data:
    head = entries[-1]["hash"]
    return {"head": head, "short": short(head), "count": len(entries)}
