"""The frozen content of every paper: what its kind must say before it is set in type.

A content is a plain dict of JSON values, so that the bytes embedded in the PDF, the entry in the register
and the bundle's `notices.json` are one and the same. Points are decimal strings, days ``YYYY-MM-DD``.

Common to all notices: ``kind, number, title, issuer, issued_on, fictional, paragraphs: [text], period: {from,
to, workdays} or None, contact: {office, phone, address, objection}``.

- ``scores`` 评分和名次公示: ``groups: [{category, label, pack: {id, title, digest}, columns: [{id, label}],
  rows: [{standing, candidate, name, subtotals: {column id: points}, total, note}]}]``
- ``positions`` 岗位公示: ``rows: [{id, unit, unit_kind, title, kind, seats, coordinated, for_,
  requirements, [note]}]``
- ``announcement`` 选岗会公告: ``session: {date, place, roll_call, order: [{category, label, count}]},
  lot: {algorithm, source[, form]}, rules: {id, title, digest, lines (the rules in words), [further (what was
  typed besides), tie]}, heads: [{stream, count, short, head}]``
- ``result`` 选岗结果公示: ``rows: [{order, candidate, name, position, unit, title, basis}],
  log: {stream, head, short, count}, fingerprint: {full, short}, verify_url_hint``
- ``correction`` 更正公告: ``corrects (a number), reason, changed: [{candidate, name, line, old, new,
  total_old, total_new}], moved: [{candidate, name, category, old, new}], unchanged_count``
- ``withdrawal`` 撤回公告: ``withdraws (a number), withdrawn_title, reason``

Papers that are not posted have neither paragraphs, period nor contact:

- ``agreement`` 选岗协议: ``unit, candidate: {id, name, category}, position: {id, title, kind, unit_kind,
  requirements}, session: {date, place, order}, taken: {how (part of a sentence), proxy}, log: {short,
  count}, clauses: [{text, source or None}]``
  in the order printed; ``number`` is the agreement's own
- ``letter`` 介绍信: ``year, unit, candidate: {id, name, category}, position: {id, title}, report_by,
  result: {number, closes_on or None}, replaces (a number) or None, contact: {office, phone, address}``
- ``score_sheet`` 量化评分表, to be signed: ``candidate: {id, name, category}, pack: {id, title, digest,
  overlay (who set what, or "")}, version, service, lines: [{label, facts: [text], quantity, article or None,
  points, note}], total, remark``
- ``certificate`` 选岗会核对书: ``log: {head, short, count}, fingerprint: {full, short}, began_at, ended_at,
  tally: {picks, undos, pauses, lots, warnings}, chain: [text], properties: [{number, title, wrong: [text],
  holds, checked}], objections: [{number, filed_on, answered}],
  signed: {filed, missing: [{order, candidate}]}, ruling: {certified, by, at, reason} or None``
- ``minutes`` 会议纪要: ``internal, sections: [{title, lines: [text], table: {columns: [text], rows:
  [[text]]} or None}], signers: [text]``
- ``slip`` 选岗回执: ``candidate, name, position: {id, unit, title}, at (as printed, 09:12:30),
  log: {stream, head, short, count}``; ``number`` is the running number
"""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

import rfc8785

from public_notices.errors import ContentRefusedError

Content = Mapping[str, Any]
_ALWAYS = {"kind", "number", "title", "issuer", "issued_on", "fictional"}
_NOTICE = _ALWAYS | {"paragraphs", "period", "contact"}
_FIELDS = {
    "scores": _NOTICE | {"groups"},
    "positions": _NOTICE | {"rows"},
    "announcement": _NOTICE | {"session", "lot", "rules", "heads"},
    "result": _NOTICE | {"rows", "log", "fingerprint", "verify_url_hint"},
    "correction": _NOTICE | {"corrects", "reason", "changed", "moved", "unchanged_count"},
    "withdrawal": _NOTICE | {"withdraws", "withdrawn_title", "reason"},
    "agreement": _ALWAYS | {"unit", "candidate", "position", "session", "taken", "log", "clauses"},
    "letter": _ALWAYS
    | {"year", "unit", "candidate", "position", "report_by", "result", "replaces", "contact"},
    "score_sheet": _ALWAYS | {"candidate", "pack", "version", "service", "lines", "total", "remark"},
    "certificate": _ALWAYS
    | {"log", "fingerprint", "began_at", "ended_at", "day_changed", "tally", "chain", "properties"}
    | {"objections", "signed", "ruling"},
    "minutes": _ALWAYS | {"internal", "sections", "signers"},
    "slip": _ALWAYS | {"candidate", "name", "position", "at", "log"},
}


def check_content(content: Content) -> None:
    """Refuse a content of no known kind, without a field of its kind, or with a number that is not exact."""
    kind = str(content.get("kind"))
    if kind not in _FIELDS:
        raise ContentRefusedError(kind, "kind", "、".join(_FIELDS) + " 之一")
    for field in sorted(_FIELDS[kind] - content.keys()):
        raise ContentRefusedError(kind, field, "必填")
    try:
        date.fromisoformat(content["issued_on"])
    except (TypeError, ValueError):
        raise ContentRefusedError(kind, "issued_on", "YYYY-MM-DD 形式的日期") from None
    _refuse_floats(kind, "", content)


def _refuse_floats(kind: str, where: str, value: object) -> None:
    match value:
        case float():
            raise ContentRefusedError(kind, where, f"写成字符串的十进制数（现在是 {value}）")
        case Mapping():
            for key, inner in value.items():
                _refuse_floats(kind, f"{where}.{key}".lstrip("."), inner)
        case list() | tuple():
            for index, inner in enumerate(value):
                _refuse_floats(kind, f"{where}[{index}]", inner)
        case _:
            pass


def content_bytes(content: Content) -> bytes:
    """The content in RFC 8785 form, as it is embedded in the PDF and hashed for the register."""
    return rfc8785.dumps(dict(content))


def content_sha256(content: Content) -> str:
    """SHA-256 of `content_bytes`, in hex: ``data_sha256`` of the register and of ``notices.json``."""
    return hashlib.sha256(content_bytes(content)).hexdigest()
