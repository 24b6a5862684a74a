"""Which table of a pack a person belongs to: by the last post (分表)."""

from __future__ import annotations

from .errors import Fault
from .pack import Pack
from .records import Record


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
    place = f"候选人 {record.candidate}，字段 facts"
    faults.append(Fault("scoring.no_table", place, problem, remedy, record.candidate, None, "facts"))
    return None
