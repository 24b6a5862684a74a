"""Writing the public bundle: everything that was posted and logged, for anyone to check."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from sqlalchemy import Engine
from sqlmodel import Session

from public_notices import verifier
from public_notices.bundle import NoticeFiles, write_bundle
from resettlement import database
from resettlement.errors import DifferenceError, RefusedError
from resettlement.publication.public_documents import collect, result, result_open
from resettlement.publication.register import papers, posted
from resettlement.records.gate import gate_of
from resettlement.selection.outcome import is_recorded
from resettlement.translation import gettext as _


def publish_campaign(engine: Engine, campaign_id: str, folder: Path) -> None:
    """Write a campaign's public bundle; its pages are searched for everybody's full name first.

    Raises RefusedError `posting.not_finished` before the result was recorded and posted, the gate's error
    when a page shows what may not be shown, and DifferenceError when the second path does not verify what
    would be published; the folder then stays as it was.
    """
    with database.reading(engine) as db:
        refuse_unfinished(db, campaign_id)
        data = collect(db, campaign_id)
        notices = [NoticeFiles(number, pdf) for number, pdf in papers(db, campaign_id).items()]
        gate = gate_of(db, campaign_id)
        known = {"full_names": gate.names, "permitted": gate.permitted}
    with tempfile.TemporaryDirectory() as trial:
        write_bundle(Path(trial) / "bundle", data, notices, **known)
        _require_verified(Path(trial) / "bundle")
    write_bundle(folder, data, notices, **known)


def refuse_unfinished(db: Session, campaign_id: str) -> None:
    """Before everything that a bundle tells of is there. Raises RefusedError `posting.not_finished`."""
    if not is_recorded(db, campaign_id) or "result" not in {
        notice.kind for notice in posted(db, campaign_id)
    }:
        raise RefusedError(
            "posting.not_finished", _("选岗结果还没有登记和公示，公开包不完整。请先登记、公示。")
        )
    if result_open(db, campaign_id):
        raise RefusedError(
            "posting.not_finished",
            _("选岗结果公示之后有改动，还没有更正公示，公开包不完整。请先做更正公示。"),
        )


def _require_verified(folder: Path) -> None:
    report = verifier.verify(folder)
    if report.state() != "verified":
        sentences = [one.sentence for found in report.found.values() for _place, one in found]
        raise DifferenceError(_("公开包未通过核对，没有公布：") + "\n" + "\n".join(sentences))


def is_published(db: Session, campaign_id: str, folder: Path) -> bool:
    """Whether the folder holds the bundle of this campaign's result, with the log as far as it goes now."""
    try:
        there = json.loads((folder / "data" / "result.json").read_text(encoding="utf-8"))
        log = json.loads((folder / "data" / "log.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    now = result(db, campaign_id)
    last = log["campaign"][-1]["hash"] if log.get("campaign") else None
    return bool(there.get("fingerprint") == now["fingerprint"] and last == now["campaign_log"]["head"])
