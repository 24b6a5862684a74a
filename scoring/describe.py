"""An item's figures in words a clerk reads: for `rules show`, pages and notices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .pack import (
    Bar,
    ByValue,
    Composite,
    Exempt,
    Item,
    MilestoneYears,
    Nothing,
    PerFact,
    PerPeriod,
    PerUnit,
    Sanctions,
    ServiceYears,
    Tenure,
)
from .pack_shapes import STATUS_LABELS
from .points import plain

_EACH = {"day": "天", "month": "月", "year": "满一年"}
_PARTS = ("不满六个月", "恰好六个月", "超过六个月")
_CHOOSE = {"highest": "只计最高一项", "last": "只计最后一项", "each": "逐项累加"}


def figures_of(item: Item) -> str:
    """The points of an item in one sentence; says so where they are not known."""
    said = _figures(item)
    if item.cap is None:
        return said
    return said + (f"，最多 {plain(item.cap)}" if item.cap > 0 else f"，最多减 {plain(-item.cap)}")


def _figures(item: Item) -> str:
    match item.rule:
        case ServiceYears() as rule:
            return _service_years(rule)
        case PerFact() as rule:
            return _per_fact(item, rule)
        case ByValue() as rule:
            return f"{_table(item, rule.points)}；{_choice(rule)}"
        case PerPeriod() as rule:
            rest = f"；零头满 {rule.month_from_days} 天的算一个月" if rule.month_from_days else ""
            return f"{_threshold(rule)}每{_EACH[rule.each]} {_table(item, rule.points)}{rest}"
        case PerUnit(_, points):
            return f"每{item.unit} {plain(points)}"
        case MilestoneYears(at, points, before, further):
            return f"满 {at} 年 {plain(points)}，以后每年 {plain(further)}；不满的每年 {plain(before)}"
        case Tenure(_, at, points):
            years = "几年（未定）" if at is None else f"{at} 年"
            return f"任现职满{years} {_table(item, points)}"
        case Sanctions() as rule:
            return _sanctions(item, rule)
        case Composite() as rule:
            return _composite(rule)
        case Exempt():
            return "不计分，排在最前"
        case Bar():
            return "不列入排名"
        case Nothing(reason):
            return f"0（{reason}）"
        case None:
            lacks = f"（{'、'.join(item.lacks)}）" if item.lacks else ""
            status = "没有查到" if lacks else STATUS_LABELS[item.status]
            return f"{status}{lacks}，须由补充文件写明"


def _choice(rule: ByValue) -> str:
    if rule.how_many == 1 and not rule.share_of_rest:
        return _CHOOSE[rule.choose]
    rest = f"，其余按 {plain(rule.share_of_rest)} 倍计" if rule.share_of_rest else ""
    return f"只计最高的 {rule.how_many} 项{rest}"


def _threshold(rule: PerPeriod) -> str:
    least = [f"连续满 {rule.unbroken_months} 个月"] if rule.unbroken_months else []
    least += [f"累计满 {rule.months_in_all} 个月"] if rule.months_in_all else []
    return f"{'或'.join(least)}起，" if least else ""


def _sanctions(item: Item, rule: Sanctions) -> str:
    twice = {None: "", "heavier": "；同一事由只减最重的一种"}.get(rule.same_cause, "；同一事由只减一种")
    return _table(item, rule.points) + twice + ("；累计不超过重一档" if rule.next_heavier else "")


def _composite(rule: Composite) -> str:
    best = f" × {plain(rule.archive_best)} ÷ 本批最高" if rule.archive_best is not None else ""
    said = f"考试成绩 × {plain(rule.exam)} ＋ 考核成绩 × {plain(rule.archive)}{best}"
    return f"{said}；四舍五入到 {rule.decimals} 位小数"


def _service_years(rule: ServiceYears) -> str:
    steps = "；".join(f"{one.label}：每年 {plain(one.points)}" for one in rule.brackets)
    parts = [
        f"{name}{'未定' if part is None else f'按 {plain(part)} 年'}"
        for name, part in zip(_PARTS, rule.part_years, strict=True)
    ]
    span = "从入伍当年1月1日起" if rule.from_year else ""
    span += f"计算到退役当年{rule.to_day[0]}月{rule.to_day[1]}日" if rule.to_day else ""
    return f"{steps}；{span + '；' if span else ''}零头{'，'.join(parts)}"


def _per_fact(item: Item, rule: PerFact) -> str:
    if rule.by_count:
        said = "按次数 " + "、".join(map(plain, rule.by_count))
    elif rule.first == rule.each_later:
        said = f"每{item.unit} {plain(rule.first)}"
    else:
        said = f"第一{item.unit} {plain(rule.first)}，以后每{item.unit} {plain(rule.each_later)}"
    return f"{said}，只计一次" if rule.once else said


def _table(item: Item, points: Mapping[str, Decimal]) -> str:
    return "，".join(f"{item.labels.get(value, value)} {plain(one)}".strip() for value, one in points.items())
