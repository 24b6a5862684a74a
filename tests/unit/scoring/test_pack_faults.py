"""Every fault of a pack is named with its line and what would be right.

Each file in one_fault_packs/ is the faultless pack with one thing spoiled, each in one_fault_overlays/ an
overlay of `soldiers-2018`; the comment after 错： on the spoiled line says which words the message must hold.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import scoring
from scoring import Fault, PackError, load_pack, pack_from_text

HERE = Path(__file__).parent
FAULTLESS = (HERE / "faultless_pack.toml").read_text(encoding="utf-8")
ONE_FAULT = sorted((HERE / "one_fault_packs").glob("*.toml"))
OVERLAYS = sorted((HERE / "one_fault_overlays").glob("*.toml"))
SOLDIERS = load_pack("soldiers-2018").text
SCORING = Path(scoring.__file__).parent


def faults_of(text: str, overlay: str | None = None) -> tuple[Fault, ...]:
    with pytest.raises(PackError) as raised:
        pack_from_text(text, overlay)
    return raised.value.faults


def test_a_pack_without_fault_is_accepted() -> None:
    assert pack_from_text(FAULTLESS).id == "one-fault"


@pytest.mark.parametrize("path", ONE_FAULT, ids=lambda path: path.stem)
def test_one_fault_is_named_once_with_its_line_and_a_remedy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (fault,) = faults_of(text)
    wanted(text, fault)


@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: path.stem)
def test_one_fault_of_an_overlay_is_named_once_with_its_line_and_a_remedy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    (fault,) = faults_of(SOLDIERS, text)
    wanted(text, fault)


def wanted(text: str, fault: Fault) -> None:
    """The fault stands in the marked line, says the marked words, and what would be right."""
    rows = enumerate(text.splitlines(), 1)
    number, row = next((n, row) for n, row in rows if "错：" in row and "错在" not in row)
    assert row.split("错：")[1].strip() in str(fault)
    assert (fault.line or 1) == number
    assert fault.remedy


def test_every_code_a_check_can_give_is_proved_by_a_file() -> None:
    overlay = SCORING / "pack" / "overlay.py"
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(SCORING.rglob("*.py"))}
    of_packs = " ".join(text for path, text in texts.items() if path != overlay)
    codes = {f"pack.{code}" for code in re.findall(r"(?:\.wrong|yield fault)\(\s*\"(\w+)\"", of_packs)}
    codes |= {f"overlay.{code}" for code in re.findall(r"self\.wrong\(\s*\"(\w+)\"", texts[overlay])}
    codes |= set(re.findall(r"\"(overlay\.\w+)\"", texts[overlay])) | {"pack.toml", "pack.silent"}
    assert {"pack.attribute", "pack.group", "pack.value", "overlay.item"} <= codes
    faults = [faults_of(path.read_text(encoding="utf-8")) for path in ONE_FAULT]
    faults += [faults_of(SOLDIERS, path.read_text(encoding="utf-8")) for path in OVERLAYS]
    assert codes <= {fault.code for (fault,) in faults}


def test_all_faults_are_named_in_the_order_of_the_file() -> None:
    text = FAULTLESS.replace("points = 2", 'points = "2"', 1).replace('choose = "last"', 'choose = "first"')
    lines = [fault.line for fault in faults_of(text)]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_a_key_inside_a_table_over_several_lines_is_found_on_its_own_line() -> None:
    table = 'points = { "排职" = 0, "正连职" = 3 }'
    text = FAULTLESS.replace(table, '[items.points]\n"排职" = 0\n"班长" = 3').replace(
        '"班长" = 3\nstatus = "seen"', '"班长" = 3'
    )
    text = text.replace('facts = [{ kind = "post" }]\n', 'facts = [{ kind = "post" }]\nstatus = "seen"\n', 1)
    (fault,) = faults_of(text)
    assert fault.line == 1 + text.splitlines().index('"班长" = 3')


def test_only_items_of_one_value_may_compete_for_the_highest() -> None:
    text = FAULTLESS.replace("[[one_per_cause]]", "[[only_highest]]")
    (fault,) = faults_of(text)
    assert "only_highest" in fault.problem
