"""公开时姓名怎样遮，哪些计分项可以逐项列出。"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from public_notices.masking import OPEN_KINDS, masked_name, may_itemise

HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF) | st.sampled_from("𬭎䶮")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王明", "王*"),
        ("王小明", "王*明"),
        ("欧阳雪", "欧*雪"),
        ("欧阳小雪", "欧**雪"),
        ("钟𬭎", "钟*"),
        ("𬭎𬭎䶮", "𬭎*䶮"),
        ("阿依古丽·买买提", "阿***·**提"),
        (" 王 明 ", "王*"),
        ("王", "*"),
    ],
)
def test_first_and_last_character_stay_and_of_two_only_the_first(name: str, shown: str) -> None:
    assert masked_name(name) == shown


@given(st.lists(HAN, min_size=1, max_size=6).map("".join))
def test_a_mask_keeps_the_length_and_always_hides_something(name: str) -> None:
    shown = masked_name(name)
    assert len(shown) == len(name)
    assert shown.count("*") == max(1, len(name) - 2)
    assert shown != name


@pytest.mark.parametrize("kind", sorted(OPEN_KINDS))
def test_lines_of_open_kinds_may_be_itemised(kind: str) -> None:
    assert may_itemise([kind])


@pytest.mark.parametrize(
    "kind",
    ["disability", "area", "special_duty", "sanction", "child_of_martyr", "combat", "exam", "something_new"],
)
def test_a_line_that_rests_on_anything_else_may_not(kind: str) -> None:
    assert not may_itemise([kind])
    assert not may_itemise(["award", kind])


def test_a_line_that_rests_on_dates_alone_may_and_time_left_out_may_not() -> None:
    assert may_itemise([])
    assert not may_itemise(["not_counted"])
