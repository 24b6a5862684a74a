"""`resettlement template` and `resettlement import`: what is shown, what is written, and the exit codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func
from sqlmodel import SQLModel, select

from resettlement.cli import main
from resettlement.database import connect, transaction, upgrade
from resettlement.records.tables import Candidate
from resettlement.records.workbook import read_records
from tests.unit.records.building import fact, person, position, positions, records, wish, wishes, workbook
from tests.unit.records.campaigns import ID, open_empty


def run(*arguments: str | Path) -> int:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return int(ended.value.code or 0)


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three sound workbooks, and a database with an empty campaign."""
    url = f"sqlite:///{tmp_path / 'office.db'}"
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", url)
    upgrade(url)
    with transaction(connect(url)) as session:
        open_empty(session)
    people = [person("S01", 姓名="丁𬭎"), person("S02")]
    (tmp_path / "records.xlsx").write_bytes(records(people, [fact("S01"), fact("S02")]))
    (tmp_path / "positions.xlsx").write_bytes(positions([position("P01"), position("P02")]))
    (tmp_path / "wishes.xlsx").write_bytes(wishes([wish("S01", "P02", "P01")]))
    return tmp_path


def everything(office: Path) -> Sequence[Path]:
    """In an order that is not the one of writing."""
    return [office / f"{name}.xlsx" for name in ("wishes", "positions", "records")]


def rows(office: Path) -> int:
    with transaction(connect(f"sqlite:///{office / 'office.db'}")) as session:
        tables = SQLModel.metadata.sorted_tables
        return sum(session.exec(select(func.count()).select_from(table)).one() for table in tables)


def test_a_clean_preview_ends_with_0_and_writes_nothing(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = rows(office)
    assert run("import", *everything(office)) == 0
    shown = capsys.readouterr().out
    assert "records.xlsx：档案表，读出 2 行；问题 0 处，提示 2 处。" in shown
    assert "没有问题。没有写入任何内容" in shown
    assert rows(office) == before


def test_like_hints_are_put_together(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("import", office / "records.xlsx")
    assert capsys.readouterr().out.count("地区代码 990000") == 1


def test_problems_end_with_1_and_each_stands_on_a_line_with_its_cell(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "records.xlsx").write_bytes(
        records([person("S01", 学历="研究生")], [fact("S01", 等级="四等功")])
    )
    assert run("import", office / "records.xlsx") == 1
    shown = capsys.readouterr().out
    [education] = [line for line in shown.splitlines() if "人员!I2" in line]
    assert all(
        words in education for words in ("问题", "S01", "学历", "“研究生”不在可选项之内", "硕士、博士")
    )
    assert any("事项!D2" in line and "嘉奖、三等功" in line for line in shown.splitlines())
    assert "共 2 处问题" in shown


def test_commit_writes_all_workbooks_at_once(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", *everything(office), "--commit", "--by", "clerk") == 0
    assert f"已写入批次 {ID}：2 人、2 个岗位、1 份志愿。" in capsys.readouterr().out
    with transaction(connect(f"sqlite:///{office / 'office.db'}")) as session:
        assert session.exec(select(Candidate.name).order_by(Candidate.code)).all() == ["丁𬭎", "虚构甲"]


def test_commit_with_a_problem_in_one_workbook_writes_none(office: Path) -> None:
    before = rows(office)
    (office / "wishes.xlsx").write_bytes(wishes([wish("S01", "P01", "P01")]))
    assert run("import", *everything(office), "--commit") == 1
    assert rows(office) == before


def test_wishes_are_checked_against_the_other_workbooks_of_the_same_run(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "wishes.xlsx").write_bytes(wishes([wish("S01", "P01"), wish("S09", "P77")]))
    assert run("import", *everything(office)) == 1
    assert "志愿!A3" in capsys.readouterr().out


def test_wishes_that_do_not_fit_the_database_write_nothing(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", office / "records.xlsx", "--commit")
    before = rows(office)
    capsys.readouterr()
    for commit in ((), ("--commit",)):
        assert run("import", office / "wishes.xlsx", *commit) == 1
        assert "志愿!B2" in capsys.readouterr().out
    assert rows(office) == before


def test_importing_twice_is_refused_with_the_numbers(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", office / "records.xlsx", "--commit")
    before = rows(office)
    capsys.readouterr()
    assert run("import", office / "records.xlsx") == 0
    assert "其中有已经导入过的人" in capsys.readouterr().out
    assert run("import", office / "records.xlsx", "--commit") == 2
    assert "S01、S02" in capsys.readouterr().err
    assert rows(office) == before


def test_an_unknown_campaign_is_refused(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", office / "records.xlsx", "--commit", "--campaign", "1999-x") == 2
    assert "1999-x" in capsys.readouterr().err


def test_with_several_campaigns_one_must_be_named(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with transaction(connect(f"sqlite:///{office / 'office.db'}")) as session:
        open_empty(session, campaign_id="2022-empty")
    assert run("import", office / "records.xlsx", "--commit") == 2
    assert "2021-empty、2022-empty" in capsys.readouterr().err
    assert run("import", office / "records.xlsx", "--commit", "--campaign", "2022-empty") == 0


def test_without_a_database_commit_says_how_to_make_one(
    office: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", f"sqlite:///{office / 'none.db'}")
    assert run("import", office / "records.xlsx", "--commit") == 2
    assert "resettlement db upgrade" in capsys.readouterr().err


def test_a_commit_that_cannot_be_done_leaves_stdout_empty(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("import", *everything(office), "--commit", "--campaign", "nowhere") == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert "nowhere" in shown.err


def test_two_workbooks_of_one_sort_are_refused(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("import", office / "records.xlsx", office / "records.xlsx") == 2
    assert "都是档案表" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", "编号，姓名".encode()])
def test_what_cannot_be_read_ends_with_2_and_names_the_file(
    office: Path, capsys: pytest.CaptureFixture[str], content: bytes
) -> None:
    (office / "坏.xlsx").write_bytes(content)
    assert run("import", office / "坏.xlsx") == 2
    told = capsys.readouterr()
    assert "坏.xlsx" in told.err
    assert told.out == ""


def test_a_workbook_of_another_kind_ends_with_2_and_names_its_sheets(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (office / "名单.xlsx").write_bytes(workbook({"工资": [["姓名", "金额"]]}))
    assert run("import", office / "名单.xlsx") == 2
    told = capsys.readouterr().err
    assert all(words in told for words in ("名单.xlsx", "工资", "人员", "岗位", "志愿"))


@pytest.mark.parametrize("sort", ["records", "positions", "wishes"])
def test_a_template_is_written_and_passes_the_import(tmp_path: Path, sort: str) -> None:
    path = tmp_path / "模板.xlsx"
    assert run("template", sort, "-o", path) == 0
    assert run("import", path) == 0


def test_an_unfilled_template_cannot_be_committed(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("template", "records", "-o", office / "空.xlsx")
    assert run("import", office / "空.xlsx", "--commit") == 2
    assert "没有可导入的行" in capsys.readouterr().err


def test_an_unfilled_template_is_not_called_ready_to_be_written(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("template", "records", "-o", office / "空.xlsx")
    assert run("import", office / "空.xlsx") == 0
    out = capsys.readouterr().out
    assert "没有可导入的行" in out
    assert "加 --commit" not in out


def test_a_filled_workbook_is_not_overwritten_by_a_template(office: Path) -> None:
    before = (office / "records.xlsx").read_bytes()
    assert run("template", "records", "-o", office / "records.xlsx") == 2
    assert (office / "records.xlsx").read_bytes() == before
    assert run("template", "records", "-o", office / "records.xlsx", "--force") == 0
    assert read_records(office / "records.xlsx").rows == ()


def test_a_template_goes_into_an_xlsx_file_in_a_folder_that_exists(tmp_path: Path) -> None:
    assert run("template", "records", "-o", tmp_path / "表.csv") == 2
    assert run("template", "records", "-o", tmp_path / "没有" / "表.xlsx") == 2
    assert list(tmp_path.iterdir()) == []


def test_importing_again_shows_the_differences_and_changes_nothing_until_somebody_agrees(
    office: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run("import", office / "records.xlsx", "--commit")
    changed = records([person("S01", 姓名="丁䶮"), person("S02")], [fact("S01"), fact("S02", 等级="嘉奖")])
    (office / "records.xlsx").write_bytes(changed)
    before = rows(office)
    capsys.readouterr()
    assert run("import", office / "records.xlsx") == 0
    shown = capsys.readouterr().out
    assert "新增 0 人，不同 2 人，相同 0 人" in shown
    assert any("S01" in line and "丁𬭎" in line and "丁䶮" in line for line in shown.splitlines())
    assert rows(office) == before
    number = shown.split("差别编号 ")[1][:9]
    assert run("import", office / "records.xlsx", "--commit") == 2
    assert run("import", office / "records.xlsx", "--commit", "--agree", "AAAA-AAAA", "--reason", "核对") == 2
    assert run("import", office / "records.xlsx", "--commit", "--agree", number) == 2
    assert rows(office) == before
    assert run("import", office / "records.xlsx", "--commit", "--agree", number, "--reason", "核对") == 0
    with transaction(connect(f"sqlite:///{office / 'office.db'}")) as session:
        assert session.exec(select(Candidate.name).order_by(Candidate.code)).all() == ["丁䶮", "虚构甲"]


def test_looking_at_a_workbook_makes_no_database(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", f"sqlite:///{office / 'none.db'}")
    assert run("import", office / "records.xlsx") == 0
    assert not (office / "none.db").exists()


def test_a_column_is_corrected_by_hand(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    content = records([person("S01")])
    (office / "odd.xlsx").write_bytes(content)
    assert run("import", office / "odd.xlsx", "--column", "人员!J=") == 0
    assert run("import", office / "odd.xlsx", "--column", "人员!J=血型") == 2
    assert "没有“血型”这一项" in capsys.readouterr().err
    assert run("import", office / "odd.xlsx", "--column", "J=专业") == 2
    assert "表!列=列名" in capsys.readouterr().err


def test_the_problems_come_back_as_a_marked_workbook(office: Path) -> None:
    (office / "records.xlsx").write_bytes(records([person("S01", 学历="?")], [fact("S01")]))
    assert run("import", office / "records.xlsx", "--marked", office / "退回") == 1
    book = openpyxl.load_workbook(office / "退回" / "records-已标注.xlsx")
    assert "不在可选项之内" in book["人员"]["I2"].comment.text


def test_a_records_workbook_is_known_by_its_columns(office: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(office / "records.xlsx")
    book["人员"].title, book["事项"].title = "花名册", "立功受奖"
    book.save(office / "名册.xlsx")
    assert run("import", office / "名册.xlsx") == 0
    assert "档案表，读出 2 行" in capsys.readouterr().out
