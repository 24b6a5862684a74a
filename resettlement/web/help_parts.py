"""Which part of the handbook (resettlement.web.handbook) the "?" of a page leads to."""

from __future__ import annotations

FIRST = "overview"
PARTS = (
    ("/staff/records", "records"), ("/staff/import/records", "records"), ("/staff/wordings", "records"),
    ("/staff/standing", "scoring"), ("/staff/findings", "scoring"), ("/staff/positions", "positions"),
    ("/staff/import/positions", "positions"), ("/staff/notices", "notices"),
    ("/staff/objections", "objections"), ("/staff/wishes", "wishes"), ("/staff/import/wishes", "wishes"),
    ("/staff/session", "session"), ("/staff/result", "result"), ("/staff/letters", "letters"),
    ("/staff/log", "backup"), ("/staff/clock", "backup"), ("/staff/office", "preparation"),
    ("/staff/accounts", "preparation"), ("/staff/campaign", "preparation"), ("/staff/rules", "preparation"),
    ("/staff/workdays", "preparation"), ("/setup", "preparation"), ("/callers", "letters"),
    ("/hall/closing", "result"), ("/hall", "session"),
)  # fmt: skip
"""Beginnings of addresses, and the part of the handbook that tells of them; the first that fits."""


def part_of(path: str) -> str:
    """The anchor of what the handbook says of a page; its beginning where it has no part of its own."""
    return next((part for begins, part in PARTS if path.startswith(begins)), FIRST)
