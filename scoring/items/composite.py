"""Composite marks: exam and archive weighted, the archive measured by the best of the batch (composite)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from scoring import checks
from scoring.points import Scale, plain, writer
from scoring.sheet import LineHead, Outcome, ScoreLine, joined

from .rule import Case, Earned, Item, Raw, Rule, RuleForm, Scorer

ARCHIVE = "archive"
"""The id of the line that stands for all other items; no item may have it."""


@dataclass(frozen=True, slots=True)
class Composite(Rule):
    """Weighted marks: `exam` × the exam's mark + `archive` × the sum of all other items, rounded half up to
    `decimals`. With `archive_best` the best sum of the batch counts as that, the others in proportion. No
    mark is above `exam_max`."""

    exam: Decimal
    archive: Decimal
    decimals: int
    archive_best: Decimal | None = None
    exam_max: Decimal | None = None


def build(row: Raw) -> Composite:
    best, most = (Decimal(row[key]) if key in row else None for key in ("archive_best", "exam_max"))
    exam, archive = Decimal(row["exam_weight"]), Decimal(row["archive_weight"])
    return Composite(exam, archive, row["decimals"], best, most)


def describe(item: Item, rule: Composite) -> str:
    best = f" × {plain(rule.archive_best)} ÷ 本批最高" if rule.archive_best is not None else ""
    said = f"考试成绩 × {plain(rule.exam)} ＋ 考核成绩 × {plain(rule.archive)}{best}"
    return f"{said}；四舍五入到 {rule.decimals} 位小数"


def make_scorer(item: Item, rule: Composite, scale: Scale) -> Scorer:
    """The weighted mark of the one exam."""
    head = item.head()
    write = writer(scale.digits)

    def score(case: Case, mine: tuple[int, ...]) -> Sequence[Earned]:
        if len(mine) != 1:
            why = f"要有一项考试成绩，而这条记录有 {len(mine)} 项"
            remedy = "请核对考试成绩；缺考的，请按规定填写成绩"
            case.refuse("exam", item, why, remedy, mine[-1] if mine else None)
            return ()
        mark = Decimal(case.facts[mine[0]].values["mark"])
        if rule.exam_max is not None and mark > rule.exam_max:
            why = f"满分 {plain(rule.exam_max)}，而这项成绩是 {plain(mark)}"
            case.refuse("exam", item, why, "请核对考试成绩", mine[0])
        points = _rounded(Fraction(mark) * Fraction(rule.exam), rule.decimals, scale)
        note = joined((f"{plain(mark)} × {plain(rule.exam)}", head.basis))
        return ((points, ScoreLine(head, plain(mark), write(points), mine, note)),)

    return score


class Weighing:
    """The composite item of a pack, compiled."""

    def __init__(self, item: Item, rule: Composite, scale: Scale) -> None:
        self.item, self.rule, self.scale = item, rule, scale
        self.write = writer(scale.digits)
        base = item.head()
        self.head = LineHead(
            ARCHIVE, "考核（档案）成绩", base.chapter, base.unit, base.article, base.source, base.status,
            None, base.basis,
        )  # fmt: skip

    def weighed(self, outcomes: Sequence[Outcome]) -> list[Outcome]:
        """Everybody's exam and archive as two weighted lines, by the best archive of the batch."""
        archives = [self._total(one) for one in outcomes]
        best = max((total for total in archives if total is not None), default=0)
        return [
            one if total is None else self._two_lines(one, total, best)
            for one, total in zip(outcomes, archives, strict=True)
        ]

    def _total(self, one: Outcome) -> int | None:
        """The archive's total; None for people who are not scored."""
        if one.exempt or one.barred:
            return None
        exam = next(line for line in one.lines if line.item == self.item.id)
        return one.total - self.scale.whole(Decimal(exam.points))

    def _two_lines(self, one: Outcome, total: int, best: int) -> Outcome:
        exam = next(line for line in one.lines if line.item == self.item.id)
        points, archive = self._archive([line for line in one.lines if line is not exam], total, best)
        return Outcome(one.total - total + points, (exam, archive))

    def _archive(self, lines: Sequence[ScoreLine], total: int, best: int) -> Earned:
        """The line of everything but the exam; `best` is the greatest such total of the batch."""
        rule = self.rule
        weighted = Fraction(total) * Fraction(rule.archive) / 10**self.scale.digits
        note = f"{self.write(total)} × {plain(rule.archive)}"
        if rule.archive_best is not None:
            measure = Fraction(10**self.scale.digits, best) if best > 0 else Fraction(0)
            weighted *= Fraction(rule.archive_best) * measure
            note += f" × {plain(rule.archive_best)} ÷ 本批最高 {self.write(best)}"
        points = _rounded(weighted, rule.decimals, self.scale)
        facts = tuple(sorted({index for line in lines for index in line.facts}))
        note = joined((note, self.head.basis))
        line = ScoreLine(self.head, self.write(total), self.write(points), facts, note, tuple(lines))
        return points, line


def _rounded(number: Fraction, decimals: int, scale: Scale) -> int:
    """The number rounded to so many decimals, halves away from zero, in the pack's smallest unit."""
    size = abs(number) * Fraction(10**decimals)
    whole = (2 * size.numerator + size.denominator) // (2 * size.denominator)
    unit = int(10 ** (scale.digits - decimals))
    return (whole if number >= 0 else -whole) * unit


FORM = RuleForm(
    "composite", "分", build, describe, make_scorer,
    structure={"exam_max": checks.positive},
    figures={
        "exam_weight": checks.positive, "archive_weight": checks.positive, "archive_best": checks.positive,
        "decimals": checks.up_to_six,
    },
    required=("exam_weight", "archive_weight", "decimals"),
    only_for=("exam".__eq__, 'facts 只写 kind = "exam" 的模式'),
    only_one="综合成绩只能有一项，并且不属于任何分表",
    for_everybody=True,
)  # fmt: skip
