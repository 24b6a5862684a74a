"""Composite marks: the exam weighted, the archive weighted by the best of the batch."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from .lines import Line, Work, exact, figure, line_of, unknown
from .numbered import Json

ARCHIVE = "archive"


def exam(work: Work, item: Json, indexes: list[int]) -> list[Line]:
    """The line of the one exam."""
    if len(indexes) != 1:
        raise unknown(work, item, f"应有一项考试成绩，现有 {len(indexes)} 项")
    mark = Decimal(str(work.facts[indexes[0]].get("mark")))
    if "exam_max" in item and mark > exact(item["exam_max"]):
        raise unknown(work, item, f"成绩 {mark} 超过满分 {item['exam_max']}")
    points = half_up(Fraction(mark) * Fraction(figure(work, item, "exam_weight")), item["decimals"])
    return [line_of(item, mark, points, indexes)]


def archive_line(item: Json, lines: list[Line], best: Decimal) -> Line:
    """Everything but the exam as one line; `best` is the greatest such sum of the batch."""
    total = sum((line.points for line in lines), Decimal(0))
    value = Fraction(total) * Fraction(exact(item["archive_weight"]))
    if "archive_best" in item:
        value *= Fraction(exact(item["archive_best"])) / Fraction(best) if best > 0 else 0
    facts = sorted({index for line in lines for index in line.facts})
    line = line_of({**item, "id": ARCHIVE}, total, half_up(value, item["decimals"]), facts)
    return replace(line, parts=tuple(lines))


def half_up(value: Fraction, decimals: int) -> Decimal:
    """Rounded to so many decimals; halves go away from zero."""
    scaled = abs(value) * 10**decimals
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    whole += 2 * rest >= scaled.denominator
    return Decimal(-whole if value < 0 else whole).scaleb(-decimals)
