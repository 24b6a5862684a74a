"""`python -m scoring` and `resettlement rules`: exit codes, and what goes where."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import scoring

PACKAGE = Path(scoring.__file__).parent
HERE = Path(__file__).parent


@pytest.fixture
def bare_copy(tmp_path: Path) -> Path:
    """A folder in which nothing but the scoring package lies."""
    shutil.copytree(PACKAGE, tmp_path / "bare" / "scoring", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "bare"


@pytest.fixture
def batch(tmp_path: Path, person: Callable[..., dict[str, Any]]) -> Callable[..., Path]:
    def write(*facts: dict[str, Any], **fields: Any) -> Path:
        path = tmp_path / "records.json"
        record = person(*facts, **{"category": "sergeant", **fields})
        path.write_text(json.dumps({"records": [record]}, ensure_ascii=False), encoding="utf-8")
        return path

    return write


def run(folder: Path, *arguments: object, module: str = "scoring") -> subprocess.CompletedProcess[bytes]:
    # -S and -E: no site packages, no environment: only what lies in the folder
    command = [sys.executable, "-S", "-E", "-m", module, *map(str, arguments)]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False)


def test_a_bare_copy_of_the_folder_scores(bare_copy: Path, batch: Callable[..., Path]) -> None:
    done = run(bare_copy, batch({"kind": "combat", "days": 3}), "--rules", "soldiers-2018")
    assert (done.returncode, done.stderr) == (0, b"")
    answer = json.loads(done.stdout)
    assert answer["pack"]["digest"] == scoring.load_pack("soldiers-2018").digest
    (sheet,) = answer["sheets"]
    assert (sheet["candidate"], sheet["total"], sheet["standing"]) == ("P1", "37.5", 1)
    assert (sheet["exempt"], sheet["barred"]) == (False, False)
    wanted = {
        "item",
        "label",
        "chapter",
        "quantity",
        "points",
        "article",
        "source",
        "facts",
        "note",
        "unit",
        "status",
    }
    assert all(wanted <= line.keys() for line in sheet["lines"])
    assert sheet["lines"][-1]["facts"] == [0]


def test_a_pack_may_be_a_path_and_an_overlay_a_file(
    bare_copy: Path, batch: Callable[..., Path], tmp_path: Path
) -> None:
    overlay = tmp_path / "local.toml"
    overlay.write_text(
        'overlays = "soldiers-2018"\nby = "某区（虚构）"\ndocument = "方案（虚构）"\non = 2021-09-10\n'
        "exactly_six_months = 0.5\n",
        encoding="utf-8",
    )
    rules = PACKAGE / "rules" / "soldiers-2018.toml"
    done = run(bare_copy, batch(discharged_on="2022-06-01"), "--rules", rules, "--overlay", overlay)
    assert json.loads(done.stdout)["sheets"][0]["total"] == "38"
    shown = json.loads(done.stdout)["pack"]["overlay"]
    assert shown["by"] == "某区（虚构）"
    assert shown["digest"] == hashlib.sha256(overlay.read_bytes()).hexdigest()


def test_an_empty_batch_has_no_sheets(bare_copy: Path, tmp_path: Path) -> None:
    path = tmp_path / "records.json"
    path.write_text('{"records": []}')
    done = run(bare_copy, path, "--rules", "soldiers-2018")
    assert (done.returncode, json.loads(done.stdout)["sheets"]) == (0, [])


@pytest.mark.parametrize(
    ("fields", "fact", "said"),
    [
        ({"category": "officer"}, None, "适用类别"),
        ({"discharged_on": "2022-12-01"}, None, "适用日期"),
        ({"enlisted_on": "2000-01-01", "discharged_on": "2018-08-31"}, None, "适用日期"),
        ({}, {"kind": "combat", "days": "3"}, "facts[0]"),
        ({}, {"kind": "child_of_martyr"}, "martyr_child"),
        ({"discharged_on": "2022-06-01"}, None, "恰好满六个月"),
    ],
)
def test_bad_input_ends_with_2_words_on_stderr_and_nothing_on_stdout(
    bare_copy: Path,
    batch: Callable[..., Path],
    fields: dict[str, Any],
    fact: dict[str, Any] | None,
    said: str,
) -> None:
    path = batch(*([fact] if fact else []), **fields)
    done = run(bare_copy, path, "--rules", "soldiers-2018")
    words = done.stderr.decode()
    assert (done.returncode, done.stdout) == (2, b"")
    assert said in words
    assert "P1" in words
    assert str(path) in words


@pytest.mark.parametrize(
    "arguments",
    [["none.json", "--rules", "soldiers-2018"], ["--rules"], [], ["a", "--rules", "soldiers-1999"]],
)
def test_a_command_that_cannot_run_ends_with_2(bare_copy: Path, arguments: list[str]) -> None:
    done = run(bare_copy, *arguments)
    assert (done.returncode, done.stdout) == (2, b"")
    assert done.stderr


def resettlement(*arguments: object) -> subprocess.CompletedProcess[str]:
    code = "from resettlement.cli import main; main()"
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, check=False, encoding="utf-8")


@pytest.mark.parametrize("name", ["x" * 5000, "."])
def test_a_pack_that_no_file_could_be_ends_with_2(
    name: str, bare_copy: Path, batch: Callable[..., Path]
) -> None:
    done = run(bare_copy, batch(), "--rules", name)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "Traceback" not in done.stderr.decode()
    assert "规则包" in done.stderr.decode()


def test_a_command_written_wrong_is_told_in_chinese(bare_copy: Path) -> None:
    missing = run(bare_copy, "records.json").stderr.decode()
    assert "缺少 --rules" in missing
    unknown = run(bare_copy, "records.json", "--rules", "soldiers-2018", "--nope").stderr.decode()
    assert "不认识 --nope" in unknown


def test_a_pack_in_the_place_of_an_overlay_is_told_in_one_sentence(
    bare_copy: Path, batch: Callable[..., Path]
) -> None:
    pack = bare_copy / "scoring" / "rules" / "soldiers-2018.toml"
    done = run(bare_copy, batch(), "--rules", "soldiers-2018", "--overlay", pack)
    assert done.returncode == 2
    assert "这是一份规则包，不是补充文件" in done.stderr.decode()
    assert done.stderr.decode().count("\n") == 2


def test_an_area_without_its_class_is_to_be_mended_in_the_record(
    bare_copy: Path, batch: Callable[..., Path]
) -> None:
    area = {"kind": "area", "area": "hardship", "from": "2010-01-01", "to": "2012-01-01"}
    said = run(bare_copy, batch(area), "--rules", "soldiers-2018").stderr.decode()
    assert "请在这项事实里填上 class" in said
    assert "--overlay" not in said


def test_rules_list_names_every_shipped_pack() -> None:
    done = resettlement("rules", "list")
    assert done.returncode == 0
    assert [row.split("\t")[0] for row in done.stdout.splitlines()] == list(scoring.shipped_packs())


def test_rules_show_prints_every_item_with_points_and_status() -> None:
    done = resettlement("rules", "show", "officers-city-table")
    assert done.returncode == 0
    for item in scoring.load_pack("officers-city-table").items:
        assert item.id in done.stdout
    assert "满 10 年 5" in done.stdout


def test_rules_check_ends_with_1_and_names_the_line(tmp_path: Path) -> None:
    wrong = HERE / "one_fault_packs" / "unknown_rule.toml"
    done = resettlement("rules", "check", wrong)
    number = (
        1 + [("错：" in row) for row in wrong.read_text(encoding="utf-8").splitlines()][1:].index(True) + 1
    )
    assert (done.returncode, done.stderr) == (1, "")
    assert f"{wrong}:{number}" in done.stdout


def test_rules_check_of_a_file_that_cannot_be_read_ends_with_2() -> None:
    done = resettlement("rules", "check", "none.toml")
    assert (done.returncode, done.stdout) == (2, "")


def test_rules_check_reads_an_overlay_with_its_pack(tmp_path: Path) -> None:
    overlay = tmp_path / "local.toml"
    head = 'overlays = "soldiers-2018"\nby = "某区（虚构）"\ndocument = "方案（虚构）"\non = 2021-09-10\n'
    overlay.write_text(head, encoding="utf-8")
    assert resettlement("rules", "check", overlay).returncode == 0
    overlay.write_text(head + 'title = "x"\n', encoding="utf-8")
    done = resettlement("rules", "check", overlay)
    assert (done.returncode, "不能设定“title”" in done.stdout) == (1, True)


def test_rules_test_ends_with_0_when_all_examples_hold_and_1_when_one_does_not(tmp_path: Path) -> None:
    assert resettlement("rules", "test", "soldiers-2018").returncode == 0
    text = scoring.load_pack("soldiers-2018").text
    spoiled = tmp_path / "spoiled.toml"
    spoiled.write_text(text.replace("total = 46\n", "total = 47\n"), encoding="utf-8")
    done = resettlement("rules", "test", spoiled)
    assert done.returncode == 1
    assert "总分应为 47，实际 46" in done.stdout
