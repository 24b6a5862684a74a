"""签字的协议：看内容不看文件名，只加不改，日志里只有指纹，撤销的标明，演练的不收。"""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from resettlement import database
from resettlement.errors import BadInputError, RefusedError, ResettlementError, TamperedError
from resettlement.journal.service import read
from resettlement.papers.signed import MOST_BYTES, Signing, file_agreement, scan, signings
from resettlement.papers.tables import SignedScan
from resettlement.publication import public_documents
from resettlement.selection.service import execute
from resettlement.selection.session.events import Undo
from tests.hall import DAY
from tests.storage.held import EVENING, held, open_hall
from tests.storage.scored import ID, open_scored

PDF = b"%PDF-1.7\n(S01, signed)\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0 a fingerprint \xff\xd9"
PNG = b"\x89PNG\r\n\x1a\n pixels IEND\xae\x42\x60\x82"
PICK, UNDONE, CALL = 6, 3, 5


def file(engine: Engine, version: int, content: bytes, session_id: str = ID, minutes: int = 0) -> SignedScan:
    at = EVENING + timedelta(minutes=minutes)
    with database.transaction(engine) as db:
        return file_agreement(db, session_id, version, content, by="clerk", at=at)


def refused(engine: Engine, version: int, content: bytes, session_id: str = ID) -> ResettlementError:
    with pytest.raises(ResettlementError) as refusal:
        file(engine, version, content, session_id)
    with database.transaction(engine) as db:
        assert read(db, f"papers/{ID}") == ()
    return refusal.value


def listed(engine: Engine) -> dict[int, Signing]:
    with database.transaction(engine) as db:
        return {one.pick.version: one for one in signings(db, ID)}


@pytest.mark.parametrize(
    ("content", "kind"), [(PDF, "application/pdf"), (JPEG, "image/jpeg"), (PNG, "image/png")]
)
def test_a_scan_is_known_by_its_content_and_told_in_a_log_of_its_own(
    engine: Engine, content: bytes, kind: str
) -> None:
    held(engine)
    row = file(engine, PICK, content)
    assert row.media_type == kind
    with database.transaction(engine) as db:
        (entry,) = read(db, f"papers/{ID}")
        found = scan(db, ID, PICK, 1)
    assert found is not None
    assert found.content == content
    assert (entry.type, entry.by) == ("agreement_filed", "clerk")
    assert entry.payload == {
        "version": PICK, "candidate": "S01", "sha256": row.sha256, "bytes": len(content),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "还没有选文件"),
        (b"<html><script>alert(1)</script></html>", "不是 PDF、JPEG 或 PNG"),
        (b"PK\x03\x04 agreement.pdf", "不是 PDF、JPEG 或 PNG"),
        (b" %PDF-1.7 %%EOF", "不是 PDF、JPEG 或 PNG"),
        (PDF[:-8], "结尾缺了一段"),
        (JPEG[:-2], "结尾缺了一段"),
        (PNG[:-8], "结尾缺了一段"),
    ],
)
def test_what_is_no_whole_scan_is_refused_with_what_would_be_right(
    engine: Engine, content: bytes, said: str
) -> None:
    held(engine)
    error = refused(engine, PICK, content)
    assert isinstance(error, BadInputError)
    assert said in error.message


def test_twenty_megabytes_are_taken_and_one_byte_more_is_not(engine: Engine) -> None:
    held(engine)
    most = PDF.ljust(MOST_BYTES, b" ")
    assert "20.0 MB" in refused(engine, PICK, most + b" ").message
    assert file(engine, PICK, most).size == 20 * 1024 * 1024


def test_a_new_filing_is_shown_and_the_earlier_one_stays(engine: Engine) -> None:
    held(engine)
    file(engine, PICK, PDF)
    file(engine, PICK, JPEG, minutes=1)
    assert [one.media_type for one in listed(engine)[PICK].scans] == ["application/pdf", "image/jpeg"]
    with database.transaction(engine) as db:
        first, second = scan(db, ID, PICK, 1), scan(db, ID, PICK, 2)
        assert (first and first.content, second and second.content) == (PDF, JPEG)
        assert scan(db, ID, PICK, 3) is None
        assert len(read(db, f"papers/{ID}")) == 2


def test_what_is_missing_are_the_picks_that_stand_without_a_scan(engine: Engine) -> None:
    held(engine)
    assert [(one.pick.version, one.pick.order, one.missing) for one in listed(engine).values()] == [
        (3, None, False), (6, 1, True), (8, 2, True),
    ]  # fmt: skip
    file(engine, 8, PDF)
    assert [one.pick.version for one in listed(engine).values() if one.missing] == [6]


@pytest.mark.parametrize(
    ("version", "code"), [(UNDONE, "papers.undone"), (CALL, "papers.no_pick"), (99, "papers.no_pick")]
)
def test_only_a_pick_that_stands_gets_a_scan(engine: Engine, version: int, code: str) -> None:
    held(engine)
    assert refused(engine, version, PDF).code == code


def test_the_scan_of_a_pick_that_is_undone_later_stays_and_the_pick_is_no_longer_missing(
    engine: Engine,
) -> None:
    held(engine, close=False)
    file(engine, 8, PDF)
    with database.transaction(engine) as db:
        execute(db, ID, Undo(8, "读错编号", "supervisor"), by="host", at=DAY + timedelta(minutes=20))
    undone = listed(engine)[8]
    assert (undone.pick.order, undone.missing, len(undone.scans)) == (None, False, 1)
    with database.transaction(engine) as db:
        found = scan(db, ID, 8, 1)
    assert found is not None
    assert found.content == PDF


@pytest.mark.parametrize("version", [6, 8])
def test_one_scan_is_never_two_peoples_and_not_filed_twice(engine: Engine, version: int) -> None:
    held(engine)
    file(engine, 6, PDF)
    with pytest.raises(RefusedError, match="已经存给 S01") as refusal:
        file(engine, version, PDF)
    assert refusal.value.code == "papers.filed"


def test_nothing_is_filed_of_a_rehearsal(engine: Engine) -> None:
    open_scored(engine)
    open_hall(engine, f"rehearsal/{ID}/1")
    assert refused(engine, 3, PDF, f"rehearsal/{ID}/1").code == "papers.rehearsal"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE signed_scan SET filed_by = 'somebody'",
        "DELETE FROM signed_scan",
        "INSERT OR REPLACE INTO signed_scan SELECT session, version, number, candidate, sha256, media_type, "
        "size, content, 'somebody', filed_at FROM signed_scan",
    ],
)
def test_no_program_changes_or_removes_a_scan(engine: Engine, statement: str) -> None:
    held(engine)
    file(engine, PICK, PDF)
    if engine.dialect.name == "postgresql":
        statement = statement.replace("INSERT OR REPLACE", "INSERT")
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(statement))


def test_a_scan_that_is_not_the_one_logged_is_not_handed_out(engine: Engine) -> None:
    held(engine)
    file(engine, PICK, PDF)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE signed_scan DISABLE TRIGGER USER"))
        else:
            connection.execute(text("DROP TRIGGER signed_scan_no_update"))
        connection.execute(
            text("UPDATE signed_scan SET content = :c, sha256 = :s"), {"c": JPEG, "s": "0" * 64}
        )
    with pytest.raises(TamperedError), database.transaction(engine) as db:
        scan(db, ID, PICK, 1)


def test_nothing_of_a_scan_is_among_what_is_published(engine: Engine) -> None:
    held(engine)
    row = file(engine, PICK, PDF)
    with database.transaction(engine) as db:
        published = str(public_documents.collect(db, ID))
    assert row.sha256 not in published
    assert "agreement_filed" not in published
