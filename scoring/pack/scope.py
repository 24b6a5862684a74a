"""Whom a pack is for: category, day of discharge, the table (分表) of the last post, evidence it demands."""

from __future__ import annotations

from scoring.errors import Fault
from scoring.kinds import CATEGORIES, KINDS
from scoring.records import Record

from .shape import Pack


def outside(record: Record, pack: Pack) -> list[Fault]:
    """Why the pack is not for this record: category, dates."""
    faults = []
    if record.category not in pack.categories:
        allowed = "、".join(f"{one}（{CATEGORIES[one]}）" for one in pack.categories)
        problem = f"{record.category} 不在规则包 {pack.id} 的适用类别内"
        faults.append(_fault("outside_pack", record, "category", problem, f"适用：{allowed}"))
    first, last = pack.discharged_from, pack.discharged_before
    if (first and record.discharged_on < first) or (last and record.discharged_on >= last):
        span = f"{first or '不限'} 起、{last or '不限'} 前退役"
        problem = f"{record.discharged_on} 不在规则包 {pack.id} 的适用日期内"
        remedy = f"本规则适用于{span}的人员，请换用对应的规则包"
        faults.append(_fault("outside_pack", record, "discharged_on", problem, remedy))
    return faults


def table_of(record: Record, pack: Pack, faults: list[Fault]) -> str | None:
    """The id of the person's table; None, and a fault, if no or more than one fits."""
    levels = sorted({fact.values["level"] for fact in record.last_facts("post")})
    fitting = {table.id: table for table in pack.tables if not set(table.posts).isdisjoint(levels)}
    if len(fitting) == 1:
        return next(iter(fitting))
    known = "；".join(f"{table.label}：{'、'.join(table.posts)}" for table in pack.tables)
    said = "、".join(levels) if levels else "没有职务（post）"
    problem = f"规则包 {pack.id} 按最后的职务分表计分，而这条记录的最后职务为：{said}"
    remedy = f"各表适用：{known}。请核对最后的职务；表中没有的，须由补充的正式文本明确"
    faults.append(_fault("no_table", record, "facts", problem, remedy))
    return None


def missing_evidence(record: Record, pack: Pack) -> list[Fault]:
    """The facts that name no evidence though the pack demands it: no score needs it, but no notice may go out
    without it."""
    faults = []
    for index, fact in enumerate(record.facts):
        if fact.kind in pack.evidence and not fact.values["evidence"]:
            label = f"{KINDS[fact.kind].label}（{fact.kind}）"
            problem = f"{label}没有证明材料，规则包 {pack.id} 要求必须有"
            remedy = f"请补上：{pack.evidence[fact.kind]}"
            faults.append(_fault("no_evidence", record, "evidence", problem, remedy, index))
    return faults


def _fault(
    code: str, record: Record, field: str, problem: str, remedy: str, fact: int | None = None
) -> Fault:
    where = "" if fact is None else f"，facts[{fact}]"
    place = f"候选人 {record.candidate}{where}，字段 {field}"
    return Fault(f"scoring.{code}", place, problem, remedy, record.candidate, fact, field)
