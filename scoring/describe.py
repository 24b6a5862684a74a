"""An item's figures in words a clerk reads: for `rules show`, pages and notices."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from .amounts import plain
from .pack import (
    Bar,
    ByValue,
    Exempt,
    Item,
    MilestoneYears,
    Nothing,
    PerFact,
    PerMonth,
    PerUnit,
    Sanctions,
    ServiceYears,
)
from .pack_shapes import STATUS_LABELS

_CHOOSE = {"highest": "只计最高一项", "last": "只计最后一项", "each": "逐项累加"}


def figures_of(item: Item) -> str:
    """The points of an item in one sentence; says so where they are not known."""
    match item.rule:
        case ServiceYears() as rule:
            return _service_years(rule)
        case PerFact() as rule:
            return _per_fact(item, rule)
        case ByValue(_, points, choose):
            return f"{_table(item, points)}；{_CHOOSE[choose]}"
        case PerMonth(_, points, unbroken):
            start = f"连续满 {unbroken} 个月起，" if unbroken else ""
            return f"{start}每月 {_table(item, points)}"
        case PerUnit(_, points):
            return f"每{item.unit} {plain(points)}"
        case MilestoneYears(at, points, before, further):
            return f"满 {at} 年 {plain(points)}，以后每年 {plain(further)}；不满的每年 {plain(before)}"
        case Sanctions(points, same_cause, capped):
            notes = "；同一事由只减一种" if same_cause else ""
            return _table(item, points) + notes + ("；累计不超过重一档" if capped else "")
        case Exempt():
            return "不计分，排在最前"
        case Bar():
            return "不列入排名"
        case Nothing(reason):
            return f"0（{reason}）"
        case None:
            return f"{STATUS_LABELS[item.status]}，须由补充文件写明"


def _service_years(rule: ServiceYears) -> str:
    steps = "；".join(f"{one.label}：每年 {plain(one.points)}" for one in rule.brackets)
    exactly = "未定" if rule.exactly_six_months is None else f"按 {plain(rule.exactly_six_months)} 年"
    under, over = plain(rule.under_six_months), plain(rule.over_six_months)
    return f"{steps}；零头不满六个月按 {under} 年，恰好六个月{exactly}，超过六个月按 {over} 年"


def _per_fact(item: Item, rule: PerFact) -> str:
    if rule.by_count:
        said = "按次数 " + "、".join(map(plain, rule.by_count))
    elif rule.first == rule.each_later:
        said = f"每{item.unit} {plain(rule.first)}"
    else:
        said = f"第一{item.unit} {plain(rule.first)}，以后每{item.unit} {plain(rule.each_later)}"
    said += "，只计一次" if rule.once else ""
    return said if rule.cap is None else f"{said}，最多 {plain(rule.cap)}"


def _table(item: Item, points: Mapping[str, Decimal]) -> str:
    return "，".join(f"{item.labels.get(value, value)} {plain(one)}".strip() for value, one in points.items())
