"""The positions workbook: every fault by cell, and no unit offers more than its establishment has free."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from resettlement.errors import BadInputError
from resettlement.positions.model import Position, ReceivingUnit, Requirements
from resettlement.positions.workbook import read_positions
from tests.unit.records.building import POSITION_COLUMNS, person, position, positions, records

COLUMNS = "ABCDEFGHIJKLMNOPQR"


def problems(*rows: dict[str, Any]) -> list[tuple[str, str]]:
    return [(p.cell, p.wrong) for p in read_positions(positions(rows)).problems]


@pytest.mark.parametrize(
    ("column", "filled", "words"),
    [
        ("岗位编号", None, "没有填写"), ("岗位编号", "p01", "岗位编号 P01 已在 A2 用过"),
        ("接收单位", None, "没有填写"),
        ("单位类别", "公司", "不在可选项之内"), ("岗位性质", "编外", "不在可选项之内"),
        ("名额", 0, "名额是 0"),
        ("名额", "若干", "不是整数"), ("名额", 1.5, "不是整数"), ("是否区级统筹", "统筹", "不是“是”或“否”"),
        ("面向", "干部", "不在可选项之内"), ("面向", "士官、不限", "不能与其他选项同写"),
        ("性别", "先生", "不在可选项之内"),
        ("年龄上限", "三十五", "不是整数"), ("学历下限", "研究生", "不在可选项之内"),
        ("政治面貌", "党员", "不在可选项之内"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_its_cell(column: str, filled: Any, words: str) -> None:
    [(cell, wrong)] = problems(position("P01"), position("P02") | {column: filled})
    assert cell == f"{COLUMNS[POSITION_COLUMNS.index(column)]}3"
    assert words in wrong


def test_an_age_limit_needs_the_day_on_which_it_counts() -> None:
    assert problems(position(年龄上限=35)) == [("K2", "填了“年龄上限”，这一列却是空的")]
    assert problems(position(年龄上限=35, 年龄计算日="2021-10-31")) == []


def test_an_establishment_needs_the_number_of_staff() -> None:
    assert problems(position(编制核定数=20)) == [("Q2", "填了“编制核定数”，这一列却是空的")]
    assert problems(position(编制核定数=20, 现有人数=0)) == []


def test_a_unit_may_offer_as_many_seats_as_its_establishment_has_free() -> None:
    own = {"编制核定数": 20, "现有人数": 17}
    assert problems(position("P01", 名额=2, **own), position("P02", 名额=1, **own)) == []


def test_a_unit_that_offers_more_seats_than_are_free_is_named_with_both_numbers() -> None:
    own = {"编制核定数": 20, "现有人数": 17}
    found = problems(
        position("P01", 名额=2, **own), position("P02", 接收单位="别的单位"), position("P03", 名额=2, **own)
    )
    assert found == [("F4", "虚构中心共提供 4 个名额，空编只有 3 个")]


def test_a_unit_with_more_staff_than_posts_has_none_free() -> None:
    assert problems(position(编制核定数=20, 现有人数=21)) == [
        ("F2", "虚构中心共提供 1 个名额，空编只有 0 个")
    ]


def test_an_enterprise_without_establishment_is_not_held_to_one() -> None:
    assert problems(position(单位类别="国有企业", 岗位性质="国企", 名额=50)) == []


def test_a_unit_says_the_same_of_itself_in_all_its_rows() -> None:
    own = {"编制核定数": 20, "现有人数": 10}
    found = problems(position("P01", **own), position("P02", **(own | {"编制核定数": 21})))
    assert found == [("P3", "虚构中心在 P2 填的不一样")]


def test_a_row_is_read_with_all_its_requirements() -> None:
    row = position(
        面向="士官、军官", 性别="男", 年龄上限=35, 年龄计算日="2021年10月31日",
        学历下限="专科", 专业="档案学、历史学",
        政治面貌="中共党员（含预备党员）", 证书="电工证", 备注="需值夜班", 编制核定数=20, 现有人数=17,
    )  # fmt: skip
    [offer] = read_positions(positions([row])).rows
    requirements = Requirements(
        "男", 35, date(2021, 10, 31), "大专", ("档案学", "历史学"), "中共党员（含预备党员）", ("电工证",)
    )
    assert offer.unit == ReceivingUnit("虚构中心", "事业单位", 20, 17)
    assert offer.position == Position(
        "P01",
        "虚构中心",
        "事业单位",
        "综合管理",
        "事业",
        1,
        True,
        ("officer", "sergeant"),
        requirements,
        "需值夜班",
    )


def test_not_limited_is_the_same_as_left_blank() -> None:
    unlimited = dict.fromkeys(("性别", "年龄上限", "学历下限", "专业", "政治面貌", "证书"), "不限")
    [said], [blank] = (read_positions(positions([row])).rows for row in (position(**unlimited), position()))
    assert said == blank
    assert said.position.requirements == Requirements()
    assert said.position.open_to == ("officer", "sergeant", "conscript")


def test_positions_keep_the_order_of_the_sheet_because_it_is_posted() -> None:
    rows = read_positions(positions([position("P03"), position("P01"), position("P02")])).rows
    assert [offer.position.id for offer in rows] == ["P03", "P01", "P02"]


def test_a_records_workbook_is_no_positions_workbook() -> None:
    with pytest.raises(BadInputError, match=r"这不是岗位表.*现有：人员、事项"):
        read_positions(records([person("S01")]))
