"""audit, outlook, allocate as other offices call them: one JSON object, exit codes, no heavy import."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
EXAMPLE: dict[str, Any] = {
    "positions": [{"id": "P1", "seats": 2}, {"id": "P2", "seats": 1}],
    "eligible": {"C1": ["P1", "P2"], "C2": ["P1"], "C3": ["P1", "P2"]},
    "classes": [["C1"], ["C2", "C3"]],
    "wishes": {"C1": ["P2", "P1"], "C2": ["P1"], "C3": ["P2"]},
    "accepts_any": ["C3"],
    "lot": {"key": "9319./2.5.8.10.12./9.18.26.34.41.45./", "algorithm": "sha256"},
    "guarantee": "off",
}
SHORT = {"positions": [{"id": "P1", "seats": 1}], "classes": [["张三"], ["李四"]]}


def run(command: str, document: object, folder: Path, *python: str) -> subprocess.CompletedProcess[bytes]:
    file = folder / "case.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    call = [sys.executable, *(python or ("-m", "resettlement")), command, str(file)]
    return subprocess.run(call, cwd=ROOT, capture_output=True, check=False, env={"PYTHONIOENCODING": "ascii"})


def test_audit_ends_with_0_where_everyone_can_be_placed(tmp_path: Path) -> None:
    done = run("audit", EXAMPLE, tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == {"people": 3, "placeable": 3, "shortages": [], "nobody_fits": []}


def test_audit_ends_with_1_and_the_answer_where_somebody_cannot(tmp_path: Path) -> None:
    done = run("audit", SHORT, tmp_path)
    assert done.returncode == 1
    shortage = {"people": ["张三", "李四"], "positions": ["P1"], "seats": 1, "short": 1}
    assert json.loads(done.stdout)["shortages"] == [shortage]


def test_outlook_ends_with_0_whatever_it_finds(tmp_path: Path) -> None:
    done = run("outlook", SHORT, tmp_path)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "张三": {"sure": ["P1"], "at_risk": [], "gone": [], "may_end_with_nothing": False},
        "李四": {"sure": [], "at_risk": ["P1"], "gone": [], "may_end_with_nothing": True},
    }


def test_allocate_ends_with_0_and_names_those_who_get_none(tmp_path: Path) -> None:
    done = run("allocate", {**SHORT, "accepts_any": ["张三", "李四"]}, tmp_path)
    assert done.returncode == 0
    answer = json.loads(done.stdout)
    assert answer["assignment"] == {"张三": "P1", "李四": None}
    assert (answer["unplaced"], answer["lots"]) == (["李四"], [])
    assert all(check["ok"] for check in answer["checks"])


def test_allocate_gives_the_example_of_the_interface(tmp_path: Path) -> None:
    answer = json.loads(run("allocate", EXAMPLE, tmp_path).stdout)
    assert answer["assignment"] == {"C1": "P2", "C2": "P1", "C3": "P1"}
    assert answer["lots"] == [{"class": 1, "order": ["C3", "C2"], "mattered": False}]
    assert {check["name"] for check in answer["checks"]} == {
        "seats kept",
        "everyone eligible",
        "each class optimal",
        "tie canonical",
        "nobody envies a lower class",
    }


@pytest.mark.parametrize("command", ["audit", "outlook", "allocate"])
def test_a_faulty_case_ends_with_2_and_nothing_on_stdout(command: str, tmp_path: Path) -> None:
    done = run(command, {**EXAMPLE, "seats": 1}, tmp_path)
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"case.json" in done.stderr
    assert b"seats" in done.stderr


@pytest.mark.parametrize(("command", "code"), [("audit", 0), ("outlook", 0), ("allocate", 2)])
def test_only_allocate_asks_for_the_lot_of_a_tie(command: str, code: int, tmp_path: Path) -> None:
    document = {key: value for key, value in EXAMPLE.items() if key != "lot"}
    assert run(command, document, tmp_path).returncode == code


def test_a_file_that_is_not_there_ends_with_2_and_its_name() -> None:
    call = [sys.executable, "-m", "resettlement", "audit", "没有.json"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "没有.json" in done.stderr.decode()


def test_a_folder_in_place_of_a_file_is_told_so(tmp_path: Path) -> None:
    call = [sys.executable, "-m", "resettlement", "audit", str(tmp_path)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (2, b"")
    assert "这是文件夹，不是文件" in done.stderr.decode()


def test_a_minus_reads_from_standard_input() -> None:
    call = [sys.executable, "-m", "resettlement", "audit", "-"]
    done = subprocess.run(call, cwd=ROOT, input=json.dumps(SHORT).encode(), capture_output=True, check=False)
    assert done.returncode == 1


HEAVY = ("numpy", "scipy", "sqlmodel", "sqlalchemy", "pydantic", "rich", "litestar", "weasyprint", "jinja2")
WATCH = f"""
import sys
from resettlement.cli import main
try:
    main(sys.argv[1:])
finally:
    print([name for name in {HEAVY} if name in sys.modules], file=sys.stderr)
"""


@pytest.mark.parametrize("command", ["audit", "outlook", "allocate"])
def test_a_small_case_needs_nothing_heavy(command: str, tmp_path: Path) -> None:
    tied = {**EXAMPLE, "wishes": {"C1": ["P2"], "C2": ["P1"], "C3": ["P1"]}}
    tied["positions"] = [{"id": "P1", "seats": 1}, {"id": "P2", "seats": 1}]
    done = run(command, tied, tmp_path, "-c", WATCH)
    assert done.stderr.decode().splitlines()[-1] == "[]"
