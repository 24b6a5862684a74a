"""template, import: workbooks out and in. Every problem by its cell; nothing half is ever written."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from sqlalchemy import inspect
from sqlmodel import Session, select

from resettlement import clock, database, settings
from resettlement.campaign.service import campaign
from resettlement.campaign.tables import Campaign
from resettlement.errors import BadInputError
from resettlement.positions.model import eligibility
from resettlement.positions.service import import_positions
from resettlement.records.forms import workbook_bytes
from resettlement.records.model import Preview, Problem
from resettlement.records.service import import_records
from resettlement.records.sheet import open_workbook
from resettlement.selection.wishes import against, file_wishes
from resettlement.selection.workbooks import SORTS
from scoring.errors import why_unreadable

_NOTHING = "工作簿里没有可导入的行（“示例”行不读取）。"


@click.command()
@click.argument("sort", metavar="[records|positions|wishes]", type=click.Choice(list(SORTS)))
@click.option("-o", "--output", required=True, metavar="FILE.xlsx", type=click.Path(path_type=Path))
@click.option("--force", is_flag=True, help="文件已存在也覆盖。")
def template(sort: str, output: Path, force: bool) -> None:
    """写出空白工作簿：下拉选项、填写说明、一行示例。"""
    if output.suffix.lower() != ".xlsx":
        raise BadInputError(f"{output}：文件名应以 .xlsx 结尾。")
    if output.exists() and output.stat().st_size and not force:
        raise BadInputError(f"{output}：文件已存在，可能已有人填写。换一个文件名，或加 --force 覆盖。")
    try:
        output.write_bytes(workbook_bytes(SORTS[sort].sheets))
    except OSError as error:
        why = why_unreadable(error)
        raise BadInputError(
            f"{output}：写不进去（{why}）。请核对文件夹是否存在、有没有写入的权限、磁盘是否已满。"
        ) from error
    click.echo(f"已写出{SORTS[sort].label}模板：{output}", err=True)


@dataclass(frozen=True)
class Read:
    """A workbook as read: its file, its sort, what it would bring in."""

    file: Path
    sort: str
    preview: Preview[Any]


@click.command("import")
@click.argument("files", metavar="FILE.xlsx…", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--commit", is_flag=True, help="没有问题时写入数据库：全部写入，或一行不写。")
@click.option("--campaign", "campaign_id", metavar="ID", help="写入哪个批次；只有一个批次时不必写。")
@click.option("--by", metavar="ACCOUNT", default="clerk", show_default=True, help="录入人的账号。")
def import_(files: Sequence[Path], commit: bool, campaign_id: str | None, by: str) -> None:
    """检查工作簿（档案、岗位、志愿），逐格列出问题；有问题时退出码为 1。"""
    books = _against_each_other([_read(file) for file in files])
    problems = sum(len(book.preview.problems) for book in books)
    if problems:
        done = f"共 {problems} 处问题，请改正后重新导入。没有写入任何内容。"
    elif commit:
        done = _commit(books, campaign_id, by)
    else:
        done = (
            "没有问题。没有写入任何内容；加 --commit 写入。"
            if _rows(books)
            else f"{_NOTHING}没有写入任何内容。"
        )
    for book in books:  # only now: a commit that cannot be done must leave stdout empty
        _show(book)
    click.echo(done)
    if problems:
        sys.exit(1)


def _read(file: Path) -> Read:
    sheets = set(open_workbook(file).sheets)
    for name, sort in SORTS.items():
        if sheets & {filled.form.sheet for filled in sort.sheets}:
            return Read(file, name, sort.read(file))
    known = "；".join(
        f"{sort.label}有“{'”“'.join(filled.form.sheet for filled in sort.sheets)}”" for sort in SORTS.values()
    )
    raise BadInputError(
        f"{file.name}：认不出是哪种工作簿（现有工作表：{'、'.join(sorted(sheets))}）。{known}。"
        "请使用 resettlement template 生成的模板。"
    )


def _against_each_other(books: list[Read]) -> list[Read]:
    """Wishes are checked against people and positions where these come in the same run."""
    by_sort: dict[str, Read] = {}
    for book in books:
        if other := by_sort.get(book.sort):
            label = SORTS[book.sort].label
            raise BadInputError(f"{other.file.name} 和 {book.file.name} 都是{label}。一次只导入一份{label}。")
        by_sort[book.sort] = book
    if by_sort.keys() != SORTS.keys():
        return books
    on = clock.now().date()
    offered = [offer.position for offer in by_sort["positions"].preview.rows]
    may_take = {
        record.person.code: [one.id for one in offered if not eligibility(record.person, one, on)]
        for record in by_sort["records"].preview.rows
    }
    filed = by_sort["wishes"].preview
    further = replace(filed, findings=filed.findings + against(filed, may_take))
    return [replace(book, preview=further) if book.sort == "wishes" else book for book in books]


def _rows(books: Iterable[Read]) -> int:
    return sum(len(book.preview.rows) for book in books)


def _show(book: Read) -> None:
    """What was read, its problems as a table, its hints with like ones put together."""
    preview = book.preview
    click.echo(
        f"{book.file.name}：{SORTS[book.sort].label}，读出 {len(preview.rows)} 行；"
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
        _print_table(("", "位置", "编号", "列", "问题", "应当"), rows)


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


def _commit(books: Iterable[Read], campaign_id: str | None, by: str) -> str:
    """All workbooks in one transaction: people before positions before wishes."""
    engine = database.connect(settings.load().database_url)
    if not inspect(engine).has_table("campaign"):
        raise BadInputError("数据库还没有建立。先运行 resettlement db upgrade，并建立批次。")
    at, by_sort = clock.now(), {book.sort: book.preview for book in books if book.preview.rows}
    if not by_sort:
        raise BadInputError(f"{_NOTHING}请先填写。")
    with database.transaction(engine) as session:
        into = _campaign(session, campaign_id)
        done = []
        if "records" in by_sort:
            done.append(f"{import_records(session, into, by_sort['records'], by=by, at=at)} 人")
        if "positions" in by_sort:
            done.append(f"{import_positions(session, into, by_sort['positions'], by=by, at=at)} 个岗位")
        if "wishes" in by_sort:
            filed = file_wishes(session, into, by_sort["wishes"], on=at.date(), by=by, at=at)
            done.append(f"{filed} 份志愿")
    return f"已写入批次 {into}：{'、'.join(done)}。"


def _campaign(session: Session, named: str | None) -> str:
    if named is not None:
        return campaign(session, named).id
    known = session.exec(select(Campaign.id).order_by(Campaign.id)).all()
    if len(known) != 1:
        shown = f"现有：{'、'.join(known)}。请用 --campaign 写明是哪一个。" if known else "请先建立批次。"
        raise BadInputError(f"不能确定写入哪个批次。{shown}")
    return known[0]
