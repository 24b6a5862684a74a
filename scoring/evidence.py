"""Evidence that a pack demands: no score needs it, but nothing may be posted without it."""

from __future__ import annotations

from .errors import Fault
from .kinds import KINDS
from .pack import Pack
from .records import Record


def missing_evidence(record: Record, pack: Pack) -> list[Fault]:
    """The facts of a record that name no evidence though the pack demands it for their kind."""
    return [
        _fault(record, index, fact.kind, pack)
        for index, fact in enumerate(record.facts)
        if fact.kind in pack.evidence and not fact.values["evidence"]
    ]


def _fault(record: Record, index: int, kind: str, pack: Pack) -> Fault:
    place = f"候选人 {record.candidate}，facts[{index}]，字段 evidence"
    problem = f"{KINDS[kind].label}（{kind}）没有证明材料，规则包 {pack.id} 要求必须有"
    remedy = f"请补上：{pack.evidence[kind]}"
    return Fault("scoring.no_evidence", place, problem, remedy, record.candidate, index, "evidence")
