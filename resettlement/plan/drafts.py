"""Campaigns that are being prepared: kept as far as they have come, opened once nothing is lacking."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from resettlement import clock
from resettlement.campaign.tables import Campaign, CampaignDraft
from resettlement.errors import BadInputError
from resettlement.plan.checks import faults
from resettlement.plan.opening import open_plan
from resettlement.plan.reading import FILE, plan_of, read_toml
from resettlement.plan.writing import toml_of
from resettlement.translation import gettext as _

MOST_BYTES = 2_000_000


@dataclass(frozen=True)
class Kept:
    """A draft: its table as far as it has come, and the files that were given to it."""

    number: int
    table: Mapping[str, Any]
    files: Mapping[str, str]
    changed_by: str
    changed_at: str

    @property
    def lacking(self) -> Mapping[str, str]:
        """What is missing or wrong before it can be opened, by key."""
        return faults(self.table)


def drafts(db: Session) -> tuple[Kept, ...]:
    """All, the one changed last first."""
    query = select(CampaignDraft).order_by(col(CampaignDraft.changed_at).desc())
    return tuple(map(_kept, db.exec(query)))


def draft(db: Session, number: int) -> Kept:
    """One. Raises BadInputError where there is none (any more)."""
    return _kept(_row(db, number))


def new_draft(
    db: Session, table: Mapping[str, Any], files: Mapping[str, str], *, by: str, at: datetime
) -> int:
    """Begin one, from nothing, from another year's plan or from files that were sent; its number."""
    row = CampaignDraft(plan="", changed_by=by, changed_at="")
    _write(row, table, files, by, at)
    db.add(row)
    db.flush()
    return int(row.number or 0)


def save(
    db: Session, number: int, table: Mapping[str, Any], files: Mapping[str, str], *, by: str, at: datetime
) -> None:
    """Keep a draft as it was changed."""
    row = _row(db, number)
    _write(row, table, files, by, at)
    db.add(row)


def drop(db: Session, number: int) -> None:
    """Throw one away."""
    db.delete(_row(db, number))


def open_draft(db: Session, number: int, *, by: str, at: datetime) -> Campaign:
    """Open its campaign, by the same service as a plan from files; the draft is gone then."""
    kept = draft(db, number)
    row = open_plan(db, plan_of(toml_of(kept.table), kept.files), by=by, at=at)
    drop(db, number)
    return row


def sent(files: Mapping[str, bytes]) -> tuple[dict[str, Any], dict[str, str]]:
    """The plan that somebody sent: a zip, or its campaign.toml with the files it names, as far as they came.

    Raises BadInputError naming the file that will not do.
    """
    found = texts(files)
    plans = [name for name in found if name == FILE] or [
        n for n in found if "categories" in read_toml(found[n], n)
    ]
    if len(plans) != 1:
        raise BadInputError(_("没有找到方案。请交来 campaign.toml 和它写到的补充文件，或装着它们的 zip。"))
    table = read_toml(found[plans[0]], plans[0])
    return table, {name: text for name, text in found.items() if name != plans[0]}


def texts(files: Mapping[str, bytes]) -> dict[str, str]:
    """Files that were sent, unpacked, as text by name. Raises BadInputError naming one that is none."""
    return {name: _text(name, content) for name, content in _unpacked(files).items()}


def _unpacked(files: Mapping[str, bytes]) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name, content in files.items():
        if not zipfile.is_zipfile(io.BytesIO(content)):
            found[name.replace("\\", "/").rsplit("/", 1)[-1]] = content
            continue
        with zipfile.ZipFile(io.BytesIO(content)) as folder:
            inside = [one for one in folder.infolist() if one.filename.endswith(".toml")]
            if sum(one.file_size for one in inside) > MOST_BYTES:
                raise BadInputError(_("%(file)s 太大，不像方案。", file=name))
            found |= {one.filename.rsplit("/", 1)[-1]: folder.read(one) for one in inside}
    return found


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        raise BadInputError(_("%(file)s 不是 UTF-8 文字。请另存为 UTF-8 编码的 TOML。", file=name)) from None


def _row(db: Session, number: int) -> CampaignDraft:
    row = db.get(CampaignDraft, number)
    if row is None:
        raise BadInputError(_("没有这份草稿，也许已经建立成批次或被删除。请从“安置批次”页进入。"))
    return row


def _write(
    row: CampaignDraft, table: Mapping[str, Any], files: Mapping[str, str], by: str, at: datetime
) -> None:
    row.plan, row.files = toml_of(table), json.dumps(dict(files), ensure_ascii=False)
    row.changed_by, row.changed_at = by, clock.written(at)


def _kept(row: CampaignDraft) -> Kept:
    table = read_toml(row.plan, FILE)
    return Kept(int(row.number or 0), table, json.loads(row.files), row.changed_by, row.changed_at)
