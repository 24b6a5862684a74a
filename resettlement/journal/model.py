"""Entries of the journal and their hash chain, as docs/session-log.md writes them (RFC 8785, SHA-256)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

import rfc8785

from resettlement import clock

GENESIS = "0" * 64


@dataclass(frozen=True)
class Draft:
    """What is to be written: the type of the event and its payload (ids only, no personal data)."""

    type: str
    payload: Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One entry as written; `previous` and `hash` chain it to its stream."""

    stream: str
    version: int
    at: str
    by: str
    type: str
    payload: Mapping[str, Any]
    previous: str
    hash: str

    def to_json(self) -> dict[str, Any]:
        """The entry with exactly the keys of docs/session-log.md."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def canonical(value: Any) -> str:
    """The RFC 8785 form of a JSON value."""
    return rfc8785.dumps(value).decode()


def digest(value: Any) -> str:
    """SHA-256, lower-case hex, of the RFC 8785 form of a JSON value."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def short(full: str) -> str:
    """The first 40 bits of a hash as people read them aloud: `XXXX-XXXX` (RFC 4648 base32)."""
    letters = base64.b32encode(bytes.fromhex(full)).decode()
    return f"{letters[:4]}-{letters[4:8]}"


def commitment(value: Any, salt: str) -> str:
    """What stands in public for a withheld value; `salt` (hex) opens it (docs/bundle.md)."""
    return digest({"salt": salt, "value": value})


def chained(stream: str, version: int, at: datetime, by: str, draft: Draft, previous: str) -> Entry:
    """The entry that follows `previous` in its stream."""
    body: dict[str, Any] = {
        "stream": stream,
        "version": version,
        "at": clock.written(at),
        "by": by,
        "type": draft.type,
        "payload": dict(draft.payload),
        "previous": previous,
    }
    return Entry(**body, hash=digest(body))
