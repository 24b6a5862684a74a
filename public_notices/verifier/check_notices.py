"""B4: notices, their documents, their pages and their entries in the log."""

import re
import zlib
from pathlib import Path

from .bundle import DIFFERS, TAMPERED, Bundle, Report, content_of, safe_path, sha256_of
from .chain import canonical, digest, short_form
from .check_contents import check_contents
from .numbered import CannotComputeError, Json, difference
from .paper import page_differences

STREAM = re.compile(rb">>[ \t\r\n]{0,4}stream\r?\n")  # ISO 32000-1, 7.3.8.1
MOST_UNPACKED = 512 * 1024 * 1024  # bytes of one PDF's streams: a small file can unpack to no end


def check_notices(bundle: Bundle, report: Report) -> None:
    """B4."""
    notices = bundle["notices"]["notices"]
    posted = {}
    for entry in bundle["log"]["campaign"]:
        if entry["type"] == "notice_posted":
            number = entry["payload"]["number"]
            if number in posted:
                report.say(DIFFERS, "B4", f"{number} 在年度记录中登记了两次。", None, number)
            posted[number] = entry["payload"]
    numbers = [notice["number"] for notice in notices]
    for number in sorted(set(posted) - set(numbers)):
        report.say(TAMPERED, "B4", f"年度记录登记过 {number}，公开包里却没有。", None, number)
    for number in sorted({one for one in numbers if numbers.count(one) > 1}):
        report.say(TAMPERED, "B4", f"{number} 出现了两次。", None, number)
    for notice in notices:
        check_notice(bundle, report, notice, posted.get(notice["number"]))
    check_contents(bundle, report)
    report.done["B4"] = f"{len(notices)} 份公示公告"


def check_notice(bundle: Bundle, report: Report, notice: Json, posted: Json | None) -> None:
    number, content = notice["number"], notice["content"]
    if posted is None:
        report.say(TAMPERED, "B4", f"{number} 没有在年度记录中登记。", None, number)
    else:
        for key, value in posted.items():
            if key not in notice or notice[key] != value:
                report.add(
                    TAMPERED, [difference("B4", None, number, value, notice.get(key), f"登记的 {key}")]
                )
    if digest(content) != notice["data_sha256"]:
        report.say(TAMPERED, "B4", f"{number} 的内容与登记的校验值不符。", None, number)
    for key, value in (("number", number), ("kind", notice["kind"]), ("title", notice["title"])):
        if content.get(key) != value:
            report.add(
                DIFFERS, [difference("B4", None, number, content.get(key), value, f"文件内外的 {key}")]
            )
    if (content.get("issued_on"), content.get("period")) != (notice["posted_on"], notice["period"]):
        report.say(DIFFERS, "B4", f"{number} 的张贴日期或公示期，文件内外不一致。", None, number)
    check_heads(bundle, report, notice)
    if bundle.folder is not None:
        check_documents(bundle, bundle.folder, report, notice)


def check_heads(bundle: Bundle, report: Report, notice: Json) -> None:
    """Heads printed in an announcement are those the logs had then; its session rules are those published."""
    number, content = notice["number"], notice["content"]
    logs = {log[0]["stream"]: log for log in bundle["log"].values() if log}
    for head in content.get("heads", []):
        log = logs.get(head["stream"], [])
        at = head["count"]
        if not 1 <= at <= len(log) or log[at - 1]["hash"] != head["head"]:
            what = f"{number} 上印的日志头 {head['short']}（第 {at} 条）与公布的记录不符。"
            report.say(TAMPERED, "B2", what, None, number)
        elif short_form(head["head"]) != head["short"]:
            pair = (short_form(head["head"]), head["short"])
            report.add(DIFFERS, [difference("B2", None, number, *pair, "日志头")])
    rules = content.get("rules")
    session_rules = bundle["rules"]["session_rules"]
    if rules is not None and (rules["id"], rules["digest"]) != (session_rules["id"], session_rules["digest"]):
        report.say(DIFFERS, "B3", f"{number} 写明的选岗会规则不是公布的那一份。", None, number)


def check_documents(bundle: Bundle, folder: Path, report: Report, notice: Json) -> None:
    """The PDF is the one posted and carries the content; the page says the same rows."""
    number = notice["number"]
    contents: dict[str, bytes] = {}
    for key in ("pdf", "html"):
        place = safe_path(folder, notice[key])
        if notice[key] not in bundle.listed or place is None or not place.is_file():
            report.say(TAMPERED, "B4", f"{number} 的文件 {notice[key]} 不见了。", None, number)
        else:
            contents[key] = content_of(place)
    if "pdf" in contents:
        if sha256_of(contents["pdf"]) != notice["pdf_sha256"]:
            report.say(TAMPERED, "B4", f"{number} 的 PDF 与张贴时登记的不符。", None, number)
        elif not carries(contents["pdf"], notice["data_sha256"], len(canonical(notice["content"]))):
            report.say(DIFFERS, "B4", f"{number} 的 PDF 里没有附上登记的内容。", None, number)
    if "html" in contents:
        text = contents["html"].decode(errors="replace")
        report.add(TAMPERED, page_differences(number, notice["content"], text))


def carries(pdf: bytes, data_sha256: str, size: int) -> bool:
    """Whether one of the PDF's streams, as it is or unpacked, is the content with this digest and size."""
    unpacked_so_far, end = 0, 0
    while True:
        begun = STREAM.search(pdf, end)
        if begun is None:
            return False
        end = pdf.find(b"endstream", begun.end())
        if end < 0:
            return False
        stream = pdf[begun.end() : end]
        plain = unpacked(stream, size + 1)
        if data_sha256 in (sha256_of(plain), sha256_of(stream.rstrip(b"\r\n"))):
            return True
        unpacked_so_far += len(plain)
        if unpacked_so_far > MOST_UNPACKED:
            raise CannotComputeError("PDF 里压缩的内容大得不合常理")


def unpacked(stream: bytes, at_most: int) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, at_most)
    except zlib.error:
        return b""
