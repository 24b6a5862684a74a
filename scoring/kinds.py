"""The kinds of fact and their attributes: the table of the contract, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Value = str | int | bool
Form = Literal["choice", "whole", "text", "flag", "day", "mark"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a kind: its form, what it may hold, whether it may be left out.

    `values` lists what a choice may be (strings or whole numbers); empty for free forms.
    """

    name: str
    form: Form
    values: tuple[Value, ...] = ()
    optional: bool = False
    default: Value | None = None

    @property
    def countable(self) -> bool:
        """Whether all its values can be listed."""
        return self.form in ("choice", "flag")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fact."""

    id: str
    label: str
    attributes: Mapping[str, Attribute]

    @property
    def has_period(self) -> bool:
        """Whether every fact of the kind has both `from` and `to`."""
        end = self.attributes.get("to")
        return end is not None and not end.optional


def _choice(name: str, *values: Value, optional: bool = False, default: Value | None = None) -> Attribute:
    return Attribute(name, "choice", values, optional or default is not None, default)


def _day(name: str, *, optional: bool = False) -> Attribute:
    return Attribute(name, "day", optional=optional)


_CAUSE = Attribute("cause", "text", optional=True)
_PERIOD = (_day("from"), _day("to"))
_EVIDENCE = Attribute("evidence", "text", optional=True)

AWARD_GRADES = (
    "commendation", "third_class_merit", "second_class_merit", "first_class_merit",
    "honorary_title", "august_first_medal",
)  # fmt: skip
SETTINGS = ("peacetime", "wartime", "non_war_operation")
CONFERRERS = (
    "division", "army", "theatre_political_department", "theatre", "general_department",
    "central_military_commission",
)  # fmt: skip
AREAS = ("hardship", "tibet", "island", "overseas_base", "plateau", "desert")
AREA_CLASSES = ("1", "2", "3", "4", "5", "6", "special")
DUTIES = (
    "flight", "ship", "submarine", "nuclear", "chief",
    "acting_platoon_leader", "squad_leader", "deputy_squad_leader",
)  # fmt: skip
POST_LEVELS = (
    "排职", "副连职", "正连职", "副营职", "正营职", "副团职", "正团职",
    "技14级", "技13级", "技12级", "技11级", "技10级", "技9级", "技8级", "技7级",
)  # fmt: skip
SANCTION_GRADES = (
    "warning", "serious_warning", "demerit", "major_demerit",
    "demotion", "removal", "probation_in_party", "expulsion",
)  # fmt: skip


def _kind(id_: str, label: str, *attributes: Attribute) -> Kind:
    return Kind(id_, label, {attribute.name: attribute for attribute in (*attributes, _EVIDENCE)})


_ALL = (
    _kind(
        "award", "奖励",
        _choice("grade", *AWARD_GRADES), _choice("setting", *SETTINGS, default="peacetime"), _day("on"),
        _CAUSE, _choice("conferred_by", *CONFERRERS, optional=True),
        Attribute("collective", "flag", (False, True), optional=True, default=False),
    ),
    _kind("citation", "表彰", _choice("level", "central_military_commission", "cmc_department"), _day("on")),
    _kind("talent_award", "优秀士官人才奖", _choice("grade", 1, 2, 3)),
    _kind("state_allowance", "政府特殊津贴"),
    _kind("child_of_martyr", "烈士子女"),
    _kind("skill", "职业技能", _choice("level", 1, 2, 3, 4, 5)),
    _kind(
        "disability", "残疾",
        _choice("cause", "combat", "duty", "illness"), _choice("grade", *range(1, 11)),
    ),
    _kind(
        "area", "服役地区",
        _choice("area", *AREAS), _choice("class", *AREA_CLASSES, optional=True), *_PERIOD,
    ),
    _kind("special_duty", "特殊岗位", _choice("duty", *DUTIES), *_PERIOD),
    _kind("post", "职务", _choice("level", *POST_LEVELS), _day("from"), _day("to", optional=True)),
    _kind("military_rank", "军衔", Attribute("name", "text"), _day("from")),
    _kind("combat", "参加作战", Attribute("days", "whole")),
    _kind("mission", "执行任务", Attribute("name", "text", optional=True), *_PERIOD),
    _kind(
        "sanction", "处分",
        _choice("authority", "military", "party"), _choice("grade", *SANCTION_GRADES), _day("on"), _CAUSE,
    ),
    _kind("file_fraud", "档案弄虚作假", _day("on")),
    _kind(
        "research_award", "科研成果奖",
        _choice("place", 1, 2, 3), _choice("grade", 1, 2, 3, optional=True),
    ),
    _kind("exam", "考试", Attribute("subject", "text"), Attribute("mark", "mark")),
    _kind("not_counted", "不计入服役的时间", *_PERIOD),
)  # fmt: skip

KINDS: Mapping[str, Kind] = {kind.id: kind for kind in _ALL}
CATEGORIES: Mapping[str, str] = {"officer": "军官", "sergeant": "士官", "conscript": "义务兵"}
