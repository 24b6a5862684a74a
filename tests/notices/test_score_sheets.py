"""量化评分表: what the person concerned signs says every line with its facts, article and points."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from public_notices.documents import document_pdf, notice_body_html
from resettlement.cli import main
from resettlement.database import connect, transaction, upgrade
from resettlement.errors import RefusedError
from resettlement.papers.score_sheets import score_sheet
from resettlement.records.service import import_records
from resettlement.records.workbook import read_records
from tests.storage.scored import AT, ID, TODAY, open_scored
from tests.unit.records.building import person, records


@pytest.fixture
def scored(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Engine:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", url)
    upgrade(url)
    open_scored(connect(url))
    return connect(url)


def test_every_line_stands_on_the_paper_with_the_facts_it_rests_on(scored: Engine) -> None:
    with transaction(scored) as db:
        content = score_sheet(db, ID, "S01", issued_on=TODAY)
    assert [line["label"] for line in content["lines"]][-2:] == ["平时个人嘉奖", "平时三等功"]
    assert content["lines"][-1]["facts"] == ["奖励：三等功，日期 2012-07-01"]
    page = str(notice_body_html(content))
    for line in content["lines"]:
        assert all(
            words in page for words in (line["label"], line["quantity"], line["points"], *line["facts"])
        )
    assert all(words in page for words in ("丁𬭎", "16年0个月0天", content["total"], "签名、按指印", "示例"))


def test_the_paper_can_be_set_and_its_rare_characters_are_there(scored: Engine) -> None:
    with transaction(scored) as db:
        content = score_sheet(db, ID, "S01", issued_on=TODAY)
    pdf = document_pdf(content)
    said = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()
    assert "丁𬭎" in said
    assert "量化评分表" in said


def test_without_a_score_there_is_nothing_to_sign(scored: Engine) -> None:
    with transaction(scored) as db:
        import_records(db, ID, read_records(records([person("S09")])), by="clerk", at=AT)
        with pytest.raises(RefusedError, match="S09 还没有评分"):
            score_sheet(db, ID, "S09", issued_on=TODAY)


def test_the_command_prints_one_paper_for_each_person(scored: Engine, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sheets", str(tmp_path / "评分表")])
    assert ended.value.code in (0, None)
    assert sorted(path.name for path in (tmp_path / "评分表").iterdir()) == ["S01.pdf", "S02.pdf", "S03.pdf"]


def test_a_number_that_is_not_there_prints_nothing(scored: Engine, tmp_path: Path) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["sheets", str(tmp_path / "评分表"), "--candidate", "S01", "--candidate", "S77"])
    assert ended.value.code == 2
    assert not (tmp_path / "评分表").exists()
