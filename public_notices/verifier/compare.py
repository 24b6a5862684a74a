"""Score sheets of the engine against the second computation, on full facts; run before each posting."""

import re
from decimal import Decimal
from typing import Any

from .lines import Line
from .numbered import CannotComputeError, Difference, Json, difference
from .packs import Pack, read_pack
from .scores import Sheet, score, weighed
from .standing import Entrant, standing_of, tie_key_of_record

DECIMAL_FORM = re.compile(r"-?[0-9]{1,9}(\.[0-9]{1,9})?\Z")


def number(text: object) -> Decimal:
    """A published number: a decimal string; anything else is unreadable."""
    if isinstance(text, bool) or not isinstance(text, (str, int)) or not DECIMAL_FORM.match(str(text)):
        raise CannotComputeError(f"这里应为一个小数，现为 {text}")
    return Decimal(text)


def compare_scores(
    records: list[Json], pack_text: str, overlay_text: str | None, sheets: list[Json]
) -> list[Difference]:
    """Every difference between `sheets` (CONTRACT's shape, standing included) and the second computation.

    `records` are the full records of one batch under one pack. Compared are total, standing, exempt, barred
    and each line's item, quantity, points and facts; people without a sheet, and sheets without a person, are
    named.
    """
    try:
        pack = read_pack(pack_text, overlay_text)
    except (CannotComputeError, KeyError) as fault:
        return [Difference("B5", None, None, "", "", f"计分规则不能使用：{fault}")]
    found = [*compare_people(records, sheets)]
    computed: dict[str, Sheet] = {}
    by_candidate = {sheet.get("candidate"): sheet for sheet in sheets}
    for record in records:
        candidate = record.get("candidate")
        if candidate not in by_candidate:
            continue
        try:
            computed[record["candidate"]] = score(record, pack)
        except (CannotComputeError, KeyError, TypeError, ValueError, ArithmeticError) as fault:
            sentence = f"{candidate}：按规则不能计分（{fault}），却有评分表。"
            found.append(Difference("B5", candidate, None, "不能计分", "有评分表", sentence))
    computed = weighed(computed, pack)
    for candidate, sheet in computed.items():
        found += compare_sheet(sheet, by_candidate[candidate])
    return found + compare_standing(records, computed, pack, by_candidate)


def compare_people(records: list[Json], sheets: list[Json]) -> list[Difference]:
    """Everybody has one record and one sheet."""
    found = []
    recorded = [record.get("candidate") for record in records]
    scored = [sheet.get("candidate") for sheet in sheets]
    for candidate in dict.fromkeys(recorded + scored):
        records_of, sheets_of = recorded.count(candidate), scored.count(candidate)
        if (records_of, sheets_of) != (1, 1):
            sentence = f"{candidate}：档案 {records_of} 份，评分表 {sheets_of} 份，应各为 1 份。"
            found.append(Difference("B6", candidate, None, "1", str(sheets_of), sentence))
    return found


def compare_sheet(computed: Sheet, sheet: Json) -> list[Difference]:
    """One sheet: total, exempt, barred and every line."""
    found = []
    person = computed.candidate
    for key, expected in (("exempt", computed.exempt), ("barred", computed.barred)):
        if sheet.get(key) is not expected:
            what = "免予计分" if key == "exempt" else "不予列入"
            found.append(difference("B5", person, None, expected, sheet.get(key), what))
    found += compare_lines(person, computed.lines, sheet.get("lines") or [])
    if not same_number(computed.total, sheet.get("total")):
        found.append(difference("B5", person, None, plain(computed.total), sheet.get("total"), "总分"))
    return found


def compare_lines(person: str, computed: list[Line], lines: list[Json]) -> list[Difference]:
    """Lines are paired by item, within an item in the order the rule gives them."""
    found = []
    for item in dict.fromkeys([line.item for line in computed] + [line.get("item") for line in lines]):
        expected = [line for line in computed if line.item == item]
        printed = [line for line in lines if line.get("item") == item]
        if len(expected) != len(printed):
            found.append(difference("B5", person, str(item), len(expected), len(printed), "该项行数"))
        for line, other in zip(expected, printed, strict=False):
            found += compare_line(person, line, other)
    return found


def compare_line(person: str, line: Line, printed: Json) -> list[Difference]:
    """Quantity, points and facts of one line."""
    found = []
    label = f"{line.item}（{printed.get('label') or line.value or line.chapter}）"
    for key, what in (("quantity", "数量"), ("points", "分值")):
        expected: Decimal = getattr(line, key)
        if not same_number(expected, printed.get(key)):
            found.append(difference("B5", person, label, plain(expected), printed.get(key), what))
    found += compare_lines(person, list(line.parts), printed.get("parts") or [])
    if list(line.facts) != printed.get("facts"):
        found.append(difference("B5", person, label, list(line.facts), printed.get("facts"), "依据的事实"))
    return found


def compare_standing(
    records: list[Json], computed: dict[str, Sheet], pack: Pack, sheets: dict[Any, Json]
) -> list[Difference]:
    people = []
    for record in records:
        sheet = computed.get(record.get("candidate", ""))
        if sheet is not None:
            ask = tie_key_of_record(record, sheet)
            people.append(Entrant(sheet.candidate, sheet.total, sheet.exempt, sheet.barred, ask))
    try:
        standing = standing_of(people, pack.tie_chain)
    except CannotComputeError as fault:
        return [Difference("B6", None, None, "", "", f"名次不能确定：{fault}")]
    printed = {candidate: sheets[candidate].get("standing") for candidate in standing}
    return [
        difference("B6", candidate, None, expected, printed[candidate], "名次")
        for candidate, expected in standing.items()
        if expected != printed[candidate] or isinstance(printed[candidate], bool)
    ]


def same_number(expected: Decimal, printed: object) -> bool:
    try:
        return number(printed) == expected
    except CannotComputeError:
        return False


def plain(value: Decimal) -> str:
    """A decimal without exponent and without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
