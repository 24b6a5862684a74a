"""`resettlement rules`: the shipped packs, one pack readable, a pack's faults, its worked examples."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from shutil import get_terminal_size
from typing import NoReturn

import click

from scoring import Comparison, Pack, PackError, RecordsError, load_pack, read_records, shipped_packs
from scoring import compare as compare_packs
from scoring.errors import Fault
from scoring.examples import run_examples
from scoring.items import STATUS_LABELS, figures_of
from scoring.kinds import CATEGORIES, KINDS
from scoring.pack.load import overlay_from_text, pack_from_text, pack_path, read_text
from scoring.points import plain
from scoring.sheet import ScoreSheet

UNREADABLE = ("pack.not_found", "pack.unreadable", "pack.not_utf8")


@click.group()
def rules() -> None:
    """计分规则包：列出、查看、检查、试算。FILE 可以是文件，也可以是随附规则包的编号。"""


@rules.command("list")
def list_() -> None:
    """列出随附的规则包。"""
    for pack_id in shipped_packs():
        pack = load_pack(pack_id)
        categories = "、".join(CATEGORIES[one] for one in pack.categories)
        click.echo(f"{pack.id}\t{pack.title}（{categories}）")


@rules.command()
@click.argument("pack")
@click.option("--overlay", type=click.Path(path_type=Path), help="连同补充文件一起显示。")
@click.pass_context
def show(ctx: click.Context, pack: str, overlay: Path | None) -> None:
    """把一个规则包显示成表：每一项的分值、条款和状态。"""
    try:
        loaded = load_pack(pack, overlay)
    except PackError as error:
        _refuse(ctx, pack, error.faults, 2)
    else:
        _print_head(loaded)
        _print_items(loaded)


@rules.command()
@click.argument("file")
@click.pass_context
def check(ctx: click.Context, file: str) -> None:
    """检查规则包（或补充文件）：每处错误的行号、原因和改法。"""
    try:
        name = _check(file)
    except PackError as error:
        unreadable = any(fault.code in UNREADABLE for fault in error.faults)
        _refuse(ctx, file, error.faults, 2 if unreadable else 1)
    else:
        click.echo(f"{file}：{name} 没有错误。")


@rules.command()
@click.argument("file")
@click.pass_context
def test(ctx: click.Context, file: str) -> None:
    """运行规则包里的算例。"""
    try:
        pack = load_pack(file)
    except PackError as error:
        unreadable = any(fault.code in UNREADABLE for fault in error.faults)
        _refuse(ctx, file, error.faults, 2 if unreadable else 1)
    outcomes = run_examples(pack)
    for outcome in outcomes:
        mark = "不符" if outcome.problem else "相符"
        click.echo(f"{mark}  {outcome.name}" + (f"：{outcome.problem}" if outcome.problem else ""))
    wrong = sum(bool(outcome.problem) for outcome in outcomes)
    click.echo(f"{pack.id}：{len(outcomes)} 个算例，{wrong} 个不符。")
    ctx.exit(1 if wrong else 0)


@rules.command()
@click.argument("before", metavar="PACK_A")
@click.argument("after", metavar="PACK_B")
@click.argument("records", metavar="RECORDS.json", type=click.Path(path_type=Path))
@click.option("--overlay-a", type=click.Path(path_type=Path), help="PACK_A 的补充文件。")
@click.option("--overlay-b", type=click.Path(path_type=Path), help="PACK_B 的补充文件。")
@click.option("--table", is_flag=True, help="不输出 JSON，印成给人看的表。")
@click.pass_context
def compare(
    ctx: click.Context,
    before: str,
    after: str,
    records: Path,
    overlay_a: Path | None,
    overlay_b: Path | None,
    table: bool,
) -> None:
    """如果换一个规则包：同一批人谁的分数、名次会变，差在哪几行。不看适用日期。"""
    packs = [_loaded(ctx, before, overlay_a), _loaded(ctx, after, overlay_b)]
    try:
        found = compare_packs(read_records(records), *packs)
    except RecordsError as error:
        _refuse(ctx, str(records), error.faults, 2)
    if table:
        _print_comparison(found)
    else:
        click.echo(json.dumps(found.to_json(), ensure_ascii=False, indent=1))


def _loaded(ctx: click.Context, pack: str, overlay: Path | None) -> Pack:
    try:
        return load_pack(pack, overlay)
    except PackError as error:
        _refuse(ctx, pack, error.faults, 2)


def _check(file: str) -> str:
    """The id of the pack or of the pack an overlay belongs to; PackError with all faults."""
    text = read_text(pack_path(file), "规则包")
    overlaid = overlay_from_text(text)
    return overlaid.id + " 的补充文件" if overlaid else pack_from_text(text).id


def _refuse(ctx: click.Context, file: str, faults: Iterable[Fault], code: int) -> NoReturn:
    """Faults are the answer of a check: 1, on stdout. A file that cannot be used: 2, on stderr."""
    for fault in faults:
        line = f":{fault.line}" if fault.line else ""
        click.echo(f"{file}{line}：{fault}", err=code == 2)
    ctx.exit(code)


def _print_head(pack: Pack) -> None:
    span = f"{pack.discharged_from or '不限'} 起、{pack.discharged_before or '不限'} 前退役"
    span = span if pack.discharged_from or pack.discharged_before else "退役日期不限"
    click.echo(f"{pack.title}（{pack.id}）")
    click.echo(f"发布：{'、'.join(pack.issuers)}")
    click.echo(f"出处：{pack.source}")
    click.echo(f"适用：{'、'.join(CATEGORIES[one] for one in pack.categories)}；{span}")
    click.echo(f"同分比较：{'、'.join(pack.tie_chain) or '未定（由补充文件设定）'}")
    if pack.overlay:
        click.echo(f"补充：{pack.overlay.by}，{pack.overlay.document}（{pack.overlay.on}）")
    for table in pack.tables:
        click.echo(f"分表：{table.label}（最后职务为{'、'.join(table.posts)}）")
    for cap in pack.chapter_caps:
        limit = f"最多 {plain(cap.points)} 分" if cap.points > 0 else f"最多减 {plain(-cap.points)} 分"
        click.echo(f"上限：“{pack.chapters[cap.chapter]}”合计{limit}")
    for kind, what in pack.evidence.items():
        click.echo(f"必备材料：{KINDS[kind].label}：{what}")
    click.echo(f"规则指纹：{pack.digest}")


def _print_items(pack: Pack) -> None:
    from rich.console import Console
    from rich.table import Table

    tables = {one.id: one.label for one in pack.tables}
    console = Console(width=max(get_terminal_size((120, 24)).columns, 100), highlight=False)
    for chapter, label in pack.chapters.items():
        table = Table(title=label, title_justify="left")
        for column in ("编号", "计分项", "分值", "条款", "状态"):
            table.add_column(column, overflow="fold")
        for item in pack.items:
            if item.chapter == chapter:
                article = item.article or "条款待核"
                label = f"{item.label}（{tables[item.table]}）" if item.table else item.label
                table.add_row(item.id, label, figures_of(item), article, STATUS_LABELS[item.status])
        if table.row_count:
            console.print(table)
            _print_notes(pack, chapter)


def _print_notes(pack: Pack, chapter: str) -> None:
    for item in pack.items:
        if item.chapter == chapter and (item.note or item.confirmed_by):
            click.echo(f"  {item.id}：{'；'.join(filter(None, (item.note, item.confirmed_by)))}")
    click.echo()


def _print_comparison(found: Comparison) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console(width=max(get_terminal_size((120, 24)).columns, 100), highlight=False)
    table = Table(title=f"{found.before.id} → {found.after.id}", title_justify="left")
    for column in ("编号", "名次", "总分", "差在哪几行"):
        table.add_column(column, overflow="fold")
    for one in found.changed:
        places = f"{_place(one.before)} → {_place(one.after)}" if one.moved else _place(one.after)
        lines = "；".join(f"{line.label} {line.before or '无'} → {line.after or '无'}" for line in one.lines)
        table.add_row(one.candidate, places, f"{one.before.total} → {one.after.total}", lines)
    if found.changed:
        console.print(table)
    click.echo(f"{len(found.changed)} 人有变化，{found.unchanged} 人没有变化。")
    for left in found.left_out:
        click.echo(f"没有参加比较：{left.candidate}（{left.pack}：{' '.join(left.reasons)}）")


def _place(sheet: ScoreSheet) -> str:
    return "不列入" if sheet.barred else str(sheet.standing)
