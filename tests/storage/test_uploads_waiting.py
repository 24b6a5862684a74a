"""Uploaded workbooks wait for their commit where every server of the office finds them, for their owner."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from resettlement import clock
from resettlement.database import reading
from resettlement.errors import RefusedError
from resettlement.office import uploads as waiting
from resettlement.office.tables import WaitingUpload
from resettlement.office.uploads import KEPT, MOST_BYTES, MOST_WAITING, Uploads
from tests.storage.building import ROOT

ANOTHER_SERVER = """
import sys
from resettlement.database import connect
from resettlement.office.uploads import Uploads
kept = Uploads(connect(sys.argv[1])).take("clerk", sys.argv[2])
print(kept.content.decode(), kept.columns["人员"]["C"])
"""


@pytest.fixture
def kept(engine: Engine) -> Uploads:
    return Uploads(engine)


def gone(kept: Uploads, account: str, digest: str) -> bool:
    try:
        kept.take(account, digest)
    except RefusedError as error:
        return error.code == "upload.gone"
    return False


def test_what_one_server_took_another_brings_in(kept: Uploads, database_url: str) -> None:
    digest = kept.keep("clerk", b"workbook")
    kept.name_columns("clerk", digest, {"人员": {"C": "性别"}})
    command = [sys.executable, "-c", ANOTHER_SERVER, database_url, digest]
    other = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (other.stdout, other.stderr) == ("workbook 性别\n", "")


def test_an_upload_is_its_owners_alone_and_forgotten_once_it_was_brought_in(kept: Uploads) -> None:
    digest = kept.keep("clerk", b"workbook")
    assert kept.take("clerk", digest).content == b"workbook"
    assert gone(kept, "staffing", digest)
    assert gone(kept, "clerk", "../x")
    kept.drop("staffing", digest)
    assert not gone(kept, "clerk", digest)
    kept.drop("clerk", digest)
    assert gone(kept, "clerk", digest)
    with pytest.raises(RefusedError):
        kept.name_columns("clerk", digest, {})


def test_the_same_workbook_sent_again_is_read_anew(kept: Uploads) -> None:
    digest = kept.keep("clerk", b"workbook")
    kept.name_columns("clerk", digest, {"人员": {"C": "性别"}})
    assert kept.keep("clerk", b"workbook") == digest
    assert kept.take("clerk", digest).columns == {}


def test_an_upload_is_dropped_after_a_day(
    kept: Uploads, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    digest, then = kept.keep("clerk", b"old"), clock.now() + KEPT + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: then)
    assert gone(kept, "clerk", digest)
    kept.keep("staffing", b"new")
    with reading(engine) as db:
        assert db.exec(select(WaitingUpload.content)).all() == [b"new"]


def test_nobody_can_fill_the_disk(kept: Uploads, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    began = clock.now()
    for n in range(MOST_WAITING + 2):
        monkeypatch.setattr(clock, "now", lambda n=n: began + timedelta(seconds=n))
        kept.keep("clerk", str(n).encode())
    with reading(engine) as db:
        waiting_now = sorted(db.exec(select(WaitingUpload.content)).all())
    assert waiting_now == [str(n).encode() for n in range(2, MOST_WAITING + 2)]
    monkeypatch.setattr(waiting, "MOST_BYTES", 10)
    with pytest.raises(RefusedError) as large:
        kept.keep("clerk", b"x" * 11)
    assert large.value.code == "upload.too_large"
    assert MOST_BYTES == 20_000_000
