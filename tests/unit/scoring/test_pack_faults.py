"""Every fault of a pack is named with its line and what would be right.

Each file in one_fault_packs/ is the faultless pack with one thing spoiled; the comment after 错： on the
spoiled line says which words the message must hold.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from scoring import PackError, pack_from_text

HERE = Path(__file__).parent
FAULTLESS = (HERE / "faultless_pack.toml").read_text(encoding="utf-8")
ONE_FAULT = sorted((HERE / "one_fault_packs").glob("*.toml"))


def faults_of(text: str):
    with pytest.raises(PackError) as raised:
        pack_from_text(text)
    return raised.value.faults


def test_a_pack_without_fault_is_accepted() -> None:
    assert pack_from_text(FAULTLESS).id == "one-fault"


@pytest.mark.parametrize("path", ONE_FAULT, ids=lambda path: path.stem)
def test_one_fault_is_named_once_with_its_line_and_a_remedy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    number, row = next(
        (n, row) for n, row in enumerate(text.splitlines(), 1) if "错：" in row and "错在" not in row
    )
    wanted = row.split("错：")[1].strip()
    (fault,) = faults_of(text)
    assert wanted in str(fault)
    assert fault.line == number
    assert fault.remedy


def test_all_faults_are_named_in_the_order_of_the_file() -> None:
    text = FAULTLESS.replace("points = 2", 'points = "2"').replace('choose = "last"', 'choose = "first"')
    lines = [fault.line for fault in faults_of(text)]
    assert len(lines) == 2
    assert lines == sorted(lines)


def test_a_key_inside_a_table_over_several_lines_is_found_on_its_own_line() -> None:
    table = 'points = { "排职" = 0, "正连职" = 3 }'
    text = FAULTLESS.replace(table, '[items.points]\n"排职" = 0\n"班长" = 3').replace(
        '"班长" = 3\nstatus = "seen"', '"班长" = 3'
    )
    text = text.replace('facts = [{ kind = "post" }]\n', 'facts = [{ kind = "post" }]\nstatus = "seen"\n')
    (fault,) = faults_of(text)
    assert fault.line == 1 + text.splitlines().index('"班长" = 3')


def test_two_items_for_years_of_service_are_one_too_many() -> None:
    start, end = FAULTLESS.index('[[items]]\nid = "service"'), FAULTLESS.index('[[items]]\nid = "merit"')
    again = FAULTLESS[start:end].replace('"service"', '"again"').replace('"years"', '"again_years"')
    assert any("服役年限只能有一项" in str(fault) for fault in faults_of(FAULTLESS + "\n" + again))


def test_only_items_of_one_value_may_compete_for_the_highest() -> None:
    text = FAULTLESS.replace("[[one_per_cause]]", "[[only_highest]]")
    (fault,) = faults_of(text)
    assert "only_highest" in fault.problem
