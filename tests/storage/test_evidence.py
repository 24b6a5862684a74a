"""What was handed in with an objection is kept as it came, and the published log does not tell what it is."""

from __future__ import annotations

import hashlib

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from resettlement.database import transaction
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import read
from resettlement.objections.evidence import evidence_file, evidence_of, file_evidence
from resettlement.records.scans import MOST_BYTES
from tests.storage.building import CAMPAIGN, add_campaign, later
from tests.storage.test_objection_rows import file

PDF = b"%PDF-1.7\n1 0 obj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n....IEND\xae\x42\x60\x82"


@pytest.fixture
def objected(engine: Engine) -> Engine:
    """A campaign with objection 1."""
    with transaction(engine) as db:
        add_campaign(db)
        file(db)
    return engine


def add(engine: Engine, what: str = "证书第 2 页", content: bytes = PDF, number: int = 1) -> int:
    with transaction(engine) as db:
        return file_evidence(db, CAMPAIGN, number, what, content, by="clerk", at=later(1)).number


def test_a_file_is_kept_byte_for_byte_and_an_earlier_one_stays(objected: Engine) -> None:
    assert [add(objected), add(objected, "照片", PNG)] == [1, 2]
    with transaction(objected) as db:
        found = evidence_of(db, CAMPAIGN, 1)
        first, second = (evidence_file(db, CAMPAIGN, 1, number) for number in (1, 2))
    assert [(one.what, one.media_type, one.by) for one in found] == [
        ("证书第 2 页", "application/pdf", "clerk"),
        ("照片", "image/png", "clerk"),
    ]
    assert first
    assert second
    assert (first.content, second.content) == (PDF, PNG)


def test_the_log_commits_to_a_file_and_does_not_show_its_digest(objected: Engine) -> None:
    add(objected)
    with transaction(objected) as db:
        entry = read(db, f"campaign/{CAMPAIGN}")[-1]
    assert entry.type == "objection_evidence_filed"
    assert (entry.payload["number"], entry.payload["file"]) == (1, 1)
    assert entry.payload["content"] != hashlib.sha256(PDF).hexdigest()


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 a workbook", b"%PDF-1.7 cut off", PDF.ljust(MOST_BYTES + 1, b" ")]
)
def test_what_is_no_whole_scan_is_not_kept(objected: Engine, content: bytes) -> None:
    with pytest.raises(BadInputError):
        add(objected, content=content)
    with transaction(objected) as db:
        assert evidence_of(db, CAMPAIGN, 1) == ()


def test_a_file_says_what_it_is_and_comes_once(objected: Engine) -> None:
    add(objected)
    for what, content, code in ((" ", PNG, "no_description"), ("再存", PDF, "evidence_filed")):
        with pytest.raises(RefusedError) as caught:
            add(objected, what, content)
        assert caught.value.code == f"objections.{code}"
    with pytest.raises(BadInputError):
        add(objected, number=9)


@pytest.mark.parametrize("statement", ["UPDATE objection_file SET what = 'x'", "DELETE FROM objection_file"])
def test_what_was_filed_is_not_changed_behind_the_programs_back(objected: Engine, statement: str) -> None:
    add(objected)
    with pytest.raises(DBAPIError), objected.begin() as connection:
        connection.execute(text(statement))
