"""The sample is certified in the main job; what is signed and filed stays out of what is published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from resettlement import clock, database
from resettlement.journal.service import read
from resettlement.papers.signed import file_agreement, signings
from resettlement.publication.bundle import publish_campaign
from resettlement.selection.examination import SESSION_PROPERTIES

SCAN = b"%PDF-1.7\n(a fingerprint that nobody may see)\n%%EOF\n"


def recorded(finished: Path) -> tuple[str, str]:
    """The campaign, and the head that its log recorded."""
    log = json.loads((finished / "bundle" / "data" / "log.json").read_text("utf-8"))["campaign"]
    (payload,) = [entry["payload"] for entry in log if entry["type"] == "session_recorded"]
    return payload["session"], payload["head"]


def test_the_samples_supervisor_certified_the_head_that_was_recorded(finished: Path) -> None:
    campaign_id, head = recorded(finished)
    with database.transaction(database.connect(f"sqlite:///{finished / 'resettlement.db'}")) as db:
        (entry,) = read(db, f"supervision/{campaign_id}")
    assert (entry.type, entry.by, entry.payload["head"]) == ("certified", "supervisor", head)
    assert entry.payload["properties"] == list(SESSION_PROPERTIES)


def test_a_bundle_published_after_filing_holds_neither_scan_nor_its_digest(
    finished: Path, tmp_path: Path
) -> None:
    shutil.copy(finished / "resettlement.db", tmp_path / "office.db")
    engine = database.connect(f"sqlite:///{tmp_path / 'office.db'}")
    campaign_id, _ = recorded(finished)
    with database.transaction(engine) as db:
        one = next(one for one in signings(db, campaign_id) if one.missing)
        row = file_agreement(db, campaign_id, one.pick.version, SCAN, by="clerk", at=clock.now())
    publish_campaign(engine, campaign_id, tmp_path / "bundle")
    files = [path for path in (tmp_path / "bundle").rglob("*") if path.is_file()]
    assert len(files) > 10
    for path in files:
        content = path.read_bytes()
        assert SCAN not in content, path
        assert row.sha256.encode() not in content, path
        assert b"agreement_filed" not in content, path
    engine.dispose()
