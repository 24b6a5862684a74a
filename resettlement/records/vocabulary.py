"""Every fact kind of CONTRACT RECORDS.json and every attribute, with the Chinese words of the sheet 事项.

One table, used to read the sheet, to write the template's drop-downs and to put facts back into words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from resettlement.records import cells

_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Attribute:
    """One attribute of a kind: its name in the contract, its column in the sheet, its words (None: free)."""

    name: str
    column: str
    words: Mapping[str, Any] | None = None
    aliases: Mapping[str, Any] | None = None
    required: bool = True

    def read(self, cell: object) -> Any:
        """The contract's value for a cell. Raises CellError with the allowed words."""
        return self._reader(cell)

    @cached_property
    def _reader(self) -> cells.Reader:
        return _FREE[self.column] if self.words is None else cells.one_of(self.words, self.aliases)

    def written(self, value: object) -> Any:
        """The cell for a contract's value: the word that stands for it, else the value itself."""
        for word, meant in (self.words or {}).items():
            if meant == value and type(meant) is type(value):
                return word
        return value


@dataclass(frozen=True, eq=False)
class Kind:
    """One kind of fact; there is one value of each, so they are told apart as such."""

    name: str
    label: str
    attributes: tuple[Attribute, ...] = ()


def _day_text(cell: object) -> str:
    return cells.day(cell).isoformat()


# How a free cell of each attribute column is read.
_FREE: Mapping[str, cells.Reader] = {
    "内容": cells.text,
    "天数": cells.whole,
    "分数": cells.mark,
    "起": _day_text,
    "止": _day_text,
    "日期": _day_text,
    "事由": cells.text,
}


def _steps(unit: str, count: int) -> Mapping[str, int]:
    return {f"{_NUMERALS[step - 1]}{unit}": step for step in range(1, count + 1)}


def _digits(unit: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Further spellings of steps: 3, 3级, 三."""
    spelled: dict[str, Any] = {}
    for word, value in values.items():
        numeral = word.removesuffix(unit)
        digit = str(_NUMERALS.index(numeral) + 1) if numeral in _NUMERALS else None
        spelled |= {numeral: value} | ({digit: value, f"{digit}{unit}": value} if digit else {})
    return spelled


def _step(name: str, column: str, unit: str, count: int, *, required: bool = True) -> Attribute:
    words = _steps(unit, count)
    return Attribute(name, column, words, _digits(unit, words), required)


_AREA_CLASSES = {word: str(step) for word, step in _steps("类", 6).items()} | {"特类": "special"}
_COMMAND_POSTS = ("排职", "副连职", "正连职", "副营职", "正营职", "副团职", "正团职")
_POSTS = _COMMAND_POSTS + tuple(f"技{level}级" for level in range(14, 6, -1))

_ON = Attribute("on", "日期")
_CAUSE = Attribute("cause", "事由", required=False)
_FROM = Attribute("from", "起")
_TO = Attribute("to", "止")

AWARD_GRADES = {
    "嘉奖": "commendation", "三等功": "third_class_merit", "二等功": "second_class_merit",
    "一等功": "first_class_merit", "荣誉称号": "honorary_title", "八一勋章": "august_first_medal",
}  # fmt: skip
AWARD_SETTINGS = {"平时": "peacetime", "战时": "wartime", "非战争军事行动": "non_war_operation"}
AWARD_AUTHORITIES = {
    "师级单位": "division", "军级单位": "army", "战区级单位政治部门": "theatre_political_department",
    "战区级单位": "theatre", "总部": "general_department", "中央军委": "central_military_commission",
}  # fmt: skip
CITATION_LEVELS = {"中央军委": "central_military_commission", "军委机关部门": "cmc_department"}
DISABILITY_CAUSES = {"因战": "combat", "因公": "duty", "因病": "illness"}
AREAS = {
    "艰苦边远": "hardship", "西藏": "tibet", "海岛": "island", "驻海外基地": "overseas_base",
    "高原": "plateau", "沙漠": "desert",
}  # fmt: skip
DUTIES = {
    "飞行": "flight", "舰艇": "ship", "潜艇": "submarine", "涉核": "nuclear", "主官": "chief",
    "代理排长": "acting_platoon_leader", "班长": "squad_leader", "副班长": "deputy_squad_leader",
}  # fmt: skip
SANCTION_AUTHORITIES = {"军纪": "military", "党纪": "party"}
SANCTION_GRADES = {
    "警告": "warning", "严重警告": "serious_warning", "记过": "demerit", "记大过": "major_demerit",
    "降职（级、衔）": "demotion", "撤职": "removal", "留党察看": "probation_in_party", "开除": "expulsion",
}  # fmt: skip

KINDS: tuple[Kind, ...] = (
    Kind("award", "奖励", (
        Attribute("grade", "等级", AWARD_GRADES),
        Attribute("setting", "类别", AWARD_SETTINGS, required=False),
        _ON,
        Attribute("conferred_by", "授予机关", AWARD_AUTHORITIES, required=False),
        Attribute("collective", "集体", {"是": True, "否": False}, required=False),
        _CAUSE,
    )),
    Kind("citation", "表彰", (Attribute("level", "等级", CITATION_LEVELS), _ON)),
    Kind("talent_award", "优秀士官人才奖", (_step("grade", "等级", "等奖", 3),)),
    Kind("state_allowance", "政府特殊津贴"),
    Kind("child_of_martyr", "烈士子女"),
    Kind("skill", "职业技能", (_step("level", "等级", "级", 5),)),
    Kind("disability", "残疾", (
        Attribute("cause", "类别", DISABILITY_CAUSES),
        _step("grade", "等级", "级", 10),
    )),
    Kind("area", "服役地区", (
        Attribute("area", "类别", AREAS),
        Attribute("class", "等级", _AREA_CLASSES, _digits("类", _AREA_CLASSES), required=False),
        _FROM, _TO,
    )),
    Kind("special_duty", "特殊岗位", (Attribute("duty", "类别", DUTIES), _FROM, _TO)),
    Kind("post", "职务", (
        Attribute("level", "等级", {post: post for post in _POSTS}),
        _FROM,
        Attribute("to", "止", required=False),
    )),
    Kind("military_rank", "军衔", (Attribute("name", "内容"), _FROM)),
    Kind("combat", "参加作战", (Attribute("days", "天数"),)),
    Kind("mission", "执行任务", (Attribute("name", "内容", required=False), _FROM, _TO)),
    Kind("sanction", "处分", (
        Attribute("authority", "类别", SANCTION_AUTHORITIES),
        Attribute("grade", "等级", SANCTION_GRADES, dict.fromkeys(("降职", "降级", "降衔"), "demotion")),
        _ON, _CAUSE,
    )),
    Kind("file_fraud", "档案弄虚作假", (_ON,)),
    Kind("research_award", "科研成果奖", (
        _step("place", "名次", "", 3),
        _step("grade", "等级", "等奖", 3, required=False),
    )),
    Kind("exam", "考试", (Attribute("subject", "内容"), Attribute("mark", "分数"))),
    Kind("not_counted", "不计入服役的时间", (_FROM, _TO)),
)  # fmt: skip

BY_LABEL = {kind.label: kind for kind in KINDS}
ATTRIBUTE_COLUMNS = (
    "类别",
    "等级",
    "内容",
    "授予机关",
    "集体",
    "名次",
    "天数",
    "分数",
    "起",
    "止",
    "日期",
    "事由",
)

DAY_COLUMNS = ("起", "止", "日期")


def offered(column: str) -> tuple[str, ...]:
    """Every word that some kind allows in a column, for its drop-down; none for a free column."""
    words: dict[str, None] = {}
    for kind in KINDS:
        for attribute in kind.attributes:
            if attribute.column == column and attribute.words:
                words |= dict.fromkeys(attribute.words)
    return tuple(words)
