"""Recompute every chain of the journal from what is stored (docs/session-log.md)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.errors import TamperedError
from resettlement.journal.model import GENESIS, Draft, canonical, chained
from resettlement.journal.tables import JournalEntry


@dataclass(frozen=True)
class Head:
    """Where a stream stands: the last hash and the number of entries, to be compared with paper."""

    stream: str
    count: int
    head: str


def check_journal(session: Session) -> tuple[Head, ...]:
    """Every stream's head, once all chains hold. Raises TamperedError naming stream and entry.

    A chain alone cannot tell that its newest entries were cut off. Where one stream names another's head
    (`campaign_head`, `session_recorded`, what a supervisor signed), that head must be there; the rest is
    for the paper slips.
    """
    rows = session.exec(
        select(JournalEntry).order_by(col(JournalEntry.stream), col(JournalEntry.version))
    ).all()
    streams: dict[str, list[JournalEntry]] = {}
    for row in rows:
        streams.setdefault(row.stream, []).append(row)
    for entries in streams.values():
        _check_chain(entries)
    for entries in streams.values():
        _check_anchors(entries, streams)
    return tuple(Head(stream, len(entries), entries[-1].hash) for stream, entries in streams.items())


def _check_chain(entries: Sequence[JournalEntry]) -> None:
    previous, at = GENESIS, entries[0].at
    for number, row in enumerate(entries, 1):
        if row.version != number:
            raise _tampered(row.stream, number, "缺少这一条")
        try:
            fits = _fits(row, previous, at)
        except ValueError:  # not JSON, not an instant
            fits = False
        if not fits:
            raise _tampered(row.stream, number, "内容与它的指纹不符，或时间早于上一条")
        previous, at = row.hash, row.at


def _fits(row: JournalEntry, previous: str, at: str) -> bool:
    payload = json.loads(row.payload)
    draft = Draft(row.type, payload)
    expected = chained(row.stream, row.version, clock.read(row.at), row.by, draft, previous)
    found = (row.previous, row.hash, row.at, row.payload)
    right = (previous, expected.hash, expected.at, canonical(payload))
    return found == right and clock.read(row.at) >= clock.read(at)


def _check_anchors(entries: Sequence[JournalEntry], streams: Mapping[str, Sequence[JournalEntry]]) -> None:
    for row in entries:
        payload = json.loads(row.payload)
        match row.type:
            case "session_opened":
                campaign = streams.get(f"campaign/{payload['campaign']}", ())
                if payload["campaign_head"] not in {entry.hash for entry in campaign}:
                    raise _tampered(row.stream, row.version, "所引用的批次日志中没有这个日志头")
            case "session_recorded":
                named = streams.get(f"session/{payload['session']}", ())
                _check_head(row, named, payload["count"], payload["head"])
            case "co_signed" | "certified":
                signed = row.stream.removeprefix("supervision/")
                named = streams.get(f"session/{signed}") or streams.get(signed, ())
                _check_head(row, named, payload["version"], payload["head"])
            case _:
                pass


def _check_head(row: JournalEntry, named: Sequence[JournalEntry], count: int, head: str) -> None:
    if len(named) < count or named[count - 1].hash != head:
        raise _tampered(row.stream, row.version, "所引用的选岗会日志不完整或已被改动")


def _tampered(stream: str, version: int, wrong: str) -> TamperedError:
    return TamperedError(
        f"日志 {stream} 第 {version} 条：{wrong}。"
        "数据已被改动或损坏，请停止使用它，保留原件并改用另一份备份。",
        stream=stream,
        version=version,
    )
