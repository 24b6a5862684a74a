"""verify.py: one file, the standard library alone, run anywhere; and an older Python is told kindly."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from public_notices.verifier import assemble
from public_notices.verifier.one_file import HEADER, MODULES
from tests.unit.verifier.sample import Sample, write_manifest

HERE = Path(__file__).parents[2] / "public_notices" / "verifier"
NOT_IN_THE_FILE = {"__init__", "__main__", "one_file"}


@pytest.fixture(scope="module")
def text() -> str:
    return assemble()


@pytest.fixture
def folder(tmp_path: Path, text: str) -> Path:
    folder = Sample().write(tmp_path / "bundle")
    (folder / "verify.py").write_text(text, encoding="utf-8")
    write_manifest(folder)
    return folder


def run(*arguments: str | Path, at: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-I", *map(str, arguments)]
    return subprocess.run(command, cwd=at, capture_output=True, text=True, encoding="utf-8", check=False)


def test_without_arguments_it_checks_the_folder_it_lies_in(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = run(folder / "verify.py", at=elsewhere)
    assert (done.returncode, done.stderr) == (0, "")
    assert "核对无误" in done.stdout


def test_with_a_folder_it_checks_that_one(folder: Path, tmp_path: Path, text: str) -> None:
    alone = tmp_path / "alone"
    alone.mkdir()
    (alone / "verify.py").write_text(text, encoding="utf-8")
    assert run("verify.py", at=alone).returncode == 2
    assert run("verify.py", folder, at=alone).returncode == 0
    assert list(alone.iterdir()) == [alone / "verify.py"]


def test_it_ends_in_one_of_four_states(folder: Path, tmp_path: Path) -> None:
    (folder / "notices" / "extra.pdf").write_bytes(b"x")
    assert run(folder / "verify.py", at=tmp_path).returncode == 3
    (folder / "notices" / "extra.pdf").unlink()
    sample = Sample()
    sample.at_closing = {"S07": "P3"}
    planted = sample.write(tmp_path / "planted")
    done = run(folder / "verify.py", planted, at=tmp_path)
    assert done.returncode == 1
    assert "S07" in done.stdout
    assert run(folder / "verify.py", tmp_path / "nowhere", at=tmp_path).returncode == 2


def test_paper_is_compared(folder: Path, tmp_path: Path) -> None:
    head = Sample().data()["result"]["log"]["short"]
    assert run(folder / "verify.py", "--head", head.lower(), at=tmp_path).returncode == 0
    assert run(folder / "verify.py", "--head", "AAAA-AAAA", at=tmp_path).returncode == 3


def test_it_speaks_on_a_terminal_that_knows_no_chinese(folder: Path, tmp_path: Path) -> None:
    command = [sys.executable, str(folder / "verify.py")]
    environment = {"LC_ALL": "C", "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def test_it_imports_the_standard_library_only(text: str) -> None:
    imported = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            imported |= {one.name.split(".")[0] for one in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            imported.add(str(node.module).split(".")[0])
    assert imported <= sys.stdlib_module_names


def test_an_older_python_can_read_it_far_enough_to_say_what_is_needed(text: str) -> None:
    ast.parse(text, feature_version=(3, 6))
    old = HEADER.replace("(3, 11)", "(99, 0)")
    done = subprocess.run([sys.executable, "-I", "-c", old], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "Python 3.11" in done.stderr
    assert text.startswith(HEADER)


def test_every_module_is_in_it_and_no_name_is_given_twice(text: str) -> None:
    assert set(MODULES) == {path.stem for path in HERE.glob("*.py")} - NOT_IN_THE_FILE
    names: list[str] = []
    for node in ast.parse(text).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                names.append(name)
            case ast.Assign(targets=targets):
                names += [
                    one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)
                ]
            case ast.AnnAssign(target=ast.Name(id=name)):
                names.append(name)
            case _:
                pass
    assert sorted(names) == sorted(set(names))


def test_the_same_modules_give_the_same_file(text: str) -> None:
    assert assemble() == text
