"""RFC 8785 form, hashes of entries, heads and their short form (docs/session-log.md)."""

import base64
import hashlib
import json
import re
import unicodedata
from datetime import datetime

from .numbered import Difference, Json

NO_HASH = "0" * 64
ENTRY_KEYS = {"stream", "version", "at", "by", "type", "payload", "previous", "hash"}


def canonical(value: object) -> bytes:
    """The RFC 8785 form; ValueError for what cannot stand in the bundle (fractions, huge numbers)."""
    if not checked_ascii(value):
        value = sorted_by_utf16(value)
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode()


def checked_ascii(value: object) -> bool:
    """Refuses numbers that are not whole; says whether all keys are ASCII, so that any sorting is right."""
    if isinstance(value, dict):
        ascii_only = [key.isascii() and checked_ascii(one) for key, one in value.items()]
        return all(ascii_only)
    if isinstance(value, list):
        ascii_only = [type(one) is str or checked_ascii(one) for one in value]
        return all(ascii_only)
    if isinstance(value, float) or (isinstance(value, int) and abs(value) >= 2**53):
        raise ValueError(f"此处只能用整数或文字：{value}")
    return True


def sorted_by_utf16(value: object) -> object:
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return {key: sorted_by_utf16(value[key]) for key in keys}
    if isinstance(value, list):
        return [sorted_by_utf16(one) for one in value]
    return value


def digest(value: object) -> str:
    """SHA-256 of the RFC 8785 form."""
    return hashlib.sha256(canonical(value)).hexdigest()


def entry_hash(entry: Json) -> str:
    return digest({key: value for key, value in entry.items() if key != "hash"})


def short_form(full: str) -> str:
    """The first 8 characters of the base32 of the hash, as XXXX-XXXX."""
    text = base64.b32encode(bytes.fromhex(full)).decode()
    return f"{text[:4]}-{text[4:8]}"


def fits_paper(full: str, written: str) -> bool:
    """Whether a hash is the one somebody typed from paper: 8 characters or all 64, however typed."""
    typed = re.sub(r"[\s\-‐-―_.]", "", unicodedata.normalize("NFKC", written)).upper()
    if len(typed) == 64:
        return full.upper() == typed
    typed = typed.replace("0", "O").replace("1", "I").replace("8", "B")
    return short_form(full).replace("-", "") == typed


def chain_differences(
    entries: list[Json], stream: str | None = None, after: Json | None = None
) -> list[Difference]:
    """Broken places of one stream: versions, times, previous, hash; each names the entry.

    `after`: the entry that these follow, checked before; without it they are the beginning.
    """
    found: list[Difference] = []
    previous, before, start = NO_HASH, None, 1
    if after is not None:
        previous, before, start = after["hash"], instant(after["at"]), after["version"] + 1
        stream = after["stream"]
    for version, entry in enumerate(entries, start):
        fault = entry_fault(entry, version, previous, before, stream)
        if fault:
            line = f"第 {version} 条"
            found.append(Difference("B2", None, line, "", "", f"记录{line}：{fault}。"))
        if not isinstance(entry, dict):
            continue
        previous = str(entry.get("hash"))
        before = instant(entry.get("at")) or before
        stream = stream or entry.get("stream")
    return found


def entry_fault(
    entry: object, version: int, previous: str, before: datetime | None, stream: str | None
) -> str | None:
    """What is wrong with one entry in its place, or None."""
    if not isinstance(entry, dict) or set(entry) != ENTRY_KEYS or not isinstance(entry["payload"], dict):
        return "这一条不完整，或多了内容"
    if type(entry["version"]) is not int or entry["version"] != version:
        return f"编号应为 {version}，现为 {entry['version']}（有删减、重复或换位）"
    if stream is not None and entry["stream"] != stream:
        return f"所属记录应为 {stream}，现为 {entry['stream']}"
    if entry["previous"] != previous:
        return "与上一条接不上（有删减、重复、换位或改动）"
    at = instant(entry["at"])
    if at is None:
        return f"时间写法不对：{entry['at']}"
    if before is not None and at < before:
        return "时间早于上一条"
    try:
        return None if entry_hash(entry) == entry["hash"] else "内容与校验值不符（内容被改动）"
    except ValueError as fault:
        return str(fault)


def instant(text: object) -> datetime | None:
    """An instant with offset, or None."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None
