"""What a workbook would bring in, for the terminal: problems, hints, differences from what is kept."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table

from resettlement.journal.model import short
from resettlement.records.model import Preview, Problem
from resettlement.records.reimport import Differences, PersonChange

_HEAD = ("", "位置", "编号", "列", "问题", "应当")


def show(name: str, label: str, preview: Preview[Any]) -> None:
    """What was read, its problems as a table, its hints with like ones put together."""
    click.echo(
        f"{name}：{label}，读出 {len(preview.rows)} 行；"
        f"问题 {len(preview.problems)} 处，提示 {len(preview.hints)} 处。"
    )
    rows = [_row("问题", finding, _where(finding)) for finding in preview.problems]
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for hint in preview.hints:
        alike.setdefault((hint.field, hint.wrong, hint.right), []).append(hint)
    for same in alike.values():
        more = f" 等 {len(same)} 处" if len(same) > 1 else ""
        rows.append(_row("提示", same[0], _where(same[0]) + more))
    if rows:
        _print_table(_HEAD, rows)


def show_differences(found: Differences) -> None:
    """Person by person and field by field; nothing is said where nobody is kept yet."""
    if not (found.changed or found.same):
        return
    click.echo(
        f"与已导入的记录相比：新增 {len(found.new)} 人，不同 {len(found.changed)} 人，"
        f"相同 {len(found.same)} 人；另有 {len(found.absent)} 人不在这份工作簿里，不会改动。"
    )
    rows = [row for person in found.changed for row in _changes(person)]
    if rows:
        _print_table(("编号", "姓名", "哪一项", "现有", "工作簿"), rows)
    if found.changed or found.new:
        number = short(found.digest)
        click.echo(
            f"差别编号 {number}。同意这些改动：加 --commit --agree {number} --reason 理由；"
            "改动的记录退回录入，须重新复核和确认。"
        )


def _changes(person: PersonChange) -> Sequence[tuple[str, ...]]:
    who = (person.code, person.name)
    fields = [(*who, one.field, one.before, one.now) for one in person.fields]
    return fields + [(*who, "事项", one.before or "（新增）", one.now or "（撤去）") for one in person.facts]


def _where(finding: Problem) -> str:
    return f"{finding.sheet}!{finding.cell}"


def _row(sort: str, finding: Problem, where: str) -> tuple[str, ...]:
    return sort, where, finding.record, finding.field, finding.wrong, finding.right


def _print_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """On a screen as wide as the screen; into a file or a pipe every problem on one line."""
    table = Table(*head, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*row)
    widest = sum(max(cell_len(row[index]) for row in (head, *rows)) + 2 for index in range(len(head)))
    console = Console(width=None if sys.stdout.isatty() else widest, highlight=False, markup=False)
    console.print(table)
