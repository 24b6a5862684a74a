"""Facts that earn no points: their owner is not scored (exempt) or not admitted (bar); or they just count for
nothing (nothing)."""

from __future__ import annotations

from dataclasses import dataclass

from scoring import checks
from scoring.sheet import ScoreLine, joined

from .rule import Earned, Item, Rule, RuleForm, Scorer, remembered


@dataclass(frozen=True, slots=True)
class Exempt(Rule):
    """Not scored, before all others."""


@dataclass(frozen=True, slots=True)
class Bar(Rule):
    """Not admitted."""


@dataclass(frozen=True, slots=True)
class Nothing(Rule):
    """Earns nothing, for a reason."""

    reason: str


def _no_points(item: Item, reason: str) -> Scorer:
    head = item.head()
    note = joined((reason, head.basis))

    @remembered
    def lines(mine: tuple[int, ...]) -> tuple[Earned]:
        return ((0, ScoreLine(head, str(len(mine)), "0", mine, note)),)

    return lambda case, mine: lines(mine)


FORMS = (
    RuleForm(
        "exempt", "项",
        build=lambda row: Exempt(),
        describe=lambda item, rule: "不计分，排在最前",
        make_scorer=lambda item, rule, scale: _no_points(item, "不参加计分，安排在其他人员之前"),
    ),
    RuleForm(
        "bar", "项",
        build=lambda row: Bar(),
        describe=lambda item, rule: "不列入排名",
        make_scorer=lambda item, rule, scale: _no_points(item, "按规定不列入排名"),
    ),
    RuleForm(
        "nothing", "项",
        build=lambda row: Nothing(row["reason"]),
        describe=lambda item, rule: f"0（{rule.reason}）",
        make_scorer=lambda item, rule, scale: _no_points(item, rule.reason),
        structure={"reason": checks.text},
        required=("reason",),
    ),
)  # fmt: skip
