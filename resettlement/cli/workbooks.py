"""template, import: workbooks out and in. Every problem by its cell; nothing half is ever written."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Engine, inspect
from sqlmodel import Session, select

from resettlement import clock, database, settings
from resettlement.campaign.service import campaign
from resettlement.campaign.tables import Campaign
from resettlement.cli.previews import show, show_differences
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.model import short
from resettlement.positions.model import eligibility
from resettlement.positions.service import import_positions, positions
from resettlement.records.forms import workbook_bytes
from resettlement.records.layout import ColumnMap
from resettlement.records.model import Preview, Record
from resettlement.records.reimport import differences, reimport
from resettlement.records.service import import_records, names
from resettlement.records.sheet import open_workbook
from resettlement.records.workbook import is_records, read_records
from resettlement.selection.wishes.form import against
from resettlement.selection.wishes.service import file_wishes
from resettlement.workbooks import SORTS
from scoring.errors import why_unreadable

_NOTHING = "工作簿里没有可导入的行（“示例”行不读取）。"


@click.command()
@click.argument("sort", metavar="[records|positions|wishes]", type=click.Choice(list(SORTS)))
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FILE.xlsx",
    type=click.Path(path_type=Path),
    help="写到这个文件。",
)
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
@click.option(
    "--column", "columns", multiple=True, metavar="表!列=列名",
    help="更正列的对应，如 --column '人员!C=身份证号'；等号后留空为不读。可以写多次。",
)  # fmt: skip
@click.option(
    "--marked", metavar="DIR", type=click.Path(path_type=Path), help="把标出问题的工作簿写到这个文件夹。"
)
@click.option("--agree", metavar="XXXX-XXXX", help="同意改动已导入的记录：写预览时给出的差别编号。")
@click.option("--reason", metavar="TEXT", default="", help="为什么改动已导入的记录；与 --agree 一起写。")
def import_(
    files: Sequence[Path],
    commit: bool,
    campaign_id: str | None,
    by: str,
    columns: Sequence[str],
    marked: Path | None,
    agree: str | None,
    reason: str,
) -> None:
    """检查工作簿（档案、岗位、志愿），逐格列出问题；有问题时退出码为 1。

    再次导入档案表时，预览逐人逐项列出与已导入记录的差别；同意后加 --commit --agree 编号 --reason 理由。
    """
    by_hand = _columns(columns)
    books = _against_each_other([_read(file, by_hand) for file in files])
    books = _in_campaign(books, campaign_id)
    problems = sum(len(book.preview.problems) for book in books)
    if problems:
        done = f"共 {problems} 处问题，请改正后重新导入。没有写入任何内容。"
    elif commit:
        done = _commit(books, campaign_id, by, Agreed(agree, reason))
    elif not _rows(books):
        done = f"{_NOTHING}没有写入任何内容。"
    else:
        known = "".join(_already_there(book, campaign_id) for book in books)
        done = f"没有问题。没有写入任何内容；{known or '加 --commit 写入。'}"
    written = [_write_marked(book, marked) for book in books] if marked else []
    for book in books:  # only now: a commit that cannot be done must leave stdout empty
        show(book.file.name, SORTS[book.sort].label, book.preview)
        if not commit and not problems:
            _compare(book, campaign_id)
    for line in filter(None, written):
        click.echo(line)
    click.echo(done)
    if problems:
        sys.exit(1)


_PLACE = re.compile(r"(?P<sheet>.+)!(?P<letters>[A-Za-z]{1,3})=(?P<label>.*)")


def _columns(written: Sequence[str]) -> ColumnMap:
    """`人员!C=身份证号` by sheet and letters. Raises BadInputError for what is written otherwise."""
    by_hand: dict[str, dict[str, str]] = {}
    for one in written:
        match = _PLACE.fullmatch(one.replace("！", "!").replace("＝", "="))
        if match is None:
            raise BadInputError(
                f"--column {one}：应写成 表!列=列名，如 人员!C=身份证号；不读的列等号后留空。"
            )
        by_hand.setdefault(match["sheet"].strip(), {})[match["letters"].upper()] = match["label"].strip()
    return by_hand


def _read(file: Path, by_hand: ColumnMap) -> Read:
    workbook = open_workbook(file, by_hand)
    sheets = set(workbook.sheets)
    for name, sort in SORTS.items():
        named = sheets & {filled.form.sheet for filled in sort.sheets}
        if named or (name == "records" and is_records(workbook)):
            read = read_records(file, by_hand) if name == "records" else sort.read(file)
            return Read(file, name, read)
    known = "；".join(
        f"{sort.label}有“{'”“'.join(filled.form.sheet for filled in sort.sheets)}”" for sort in SORTS.values()
    )
    raise BadInputError(
        f"{file.name}：认不出是哪种工作簿（现有工作表：{'、'.join(sorted(sheets))}）。{known}。"
        "请使用 resettlement template 生成的模板。"
    )


def _write_marked(book: Read, folder: Path) -> str:
    """The workbook with its problems in their cells, where it has any."""
    from resettlement.records.marked import marked  # openpyxl is slow to load

    if not book.preview.findings:
        return ""
    target = folder / f"{book.file.stem}-已标注.xlsx"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        target.write_bytes(marked(book.file.read_bytes(), book.preview.findings))
    except OSError as error:
        raise BadInputError(f"{target}：写不进去（{why_unreadable(error)}）。请核对文件夹和权限。") from error
    return f"已写出标注的工作簿：{target}"


def _in_campaign(books: list[Read], campaign_id: str | None) -> list[Read]:
    """With what the campaign finds wrong, where it is known which one: the same that `--commit` refuses."""
    engine = _ready()
    if engine is None:
        return books
    with database.reading(engine) as session:
        into = _into(session, campaign_id)
        if into is None:
            return books
        together = {book.sort for book in books}
        on = clock.now().date()
        return [
            book
            if book.sort == "wishes" and together & {"records", "positions"}  # held against these two
            else replace(book, preview=SORTS[book.sort].check(session, into, book.preview, on))
            for book in books
        ]


def _already_there(book: Read, campaign_id: str | None) -> str:
    """What a plain `--commit` would be refused for: people or a list of posts that the campaign has."""
    engine = _ready()
    if engine is None:
        return ""
    with database.reading(engine) as session:
        into = _into(session, campaign_id)
        if into is None:
            return ""
        if book.sort == "positions" and positions(session, into):
            return "这个批次已有岗位表，要更换的，请在工作台导入，核对差别之后更换。"
        if book.sort == "records" and names(session, into).keys() & book.preview.places.keys():
            return "其中有已经导入过的人，核对差别之后，加 --commit --agree 差别编号 --reason 理由 写入。"
    return ""


def _into(session: Session, campaign_id: str | None) -> str | None:
    """The campaign that is meant, or the only one; None where that is not certain."""
    known = session.exec(select(Campaign.id)).all()
    return campaign_id if campaign_id in known else known[0] if len(known) == 1 else None


def _compare(book: Read, campaign_id: str | None) -> None:
    """What a records workbook says otherwise than the records that are kept, where there are any."""
    engine = _ready() if book.sort == "records" and book.preview.rows else None
    if engine is None:
        return
    with database.reading(engine) as session:
        into = _into(session, campaign_id)
        if into is not None:
            show_differences(differences(session, into, book.preview))


def _ready() -> Engine | None:
    """The database, where there is one of the newest form; none is made by looking."""
    url = settings.load().database_url
    place = database.address(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        return None
    engine = database.connect(url)
    return engine if inspect(engine).has_table("record_note") else None


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


@dataclass(frozen=True)
class Agreed:
    """Which differences somebody agreed to (their short number), and why the records are changed."""

    number: str | None
    reason: str


def _commit(books: Iterable[Read], campaign_id: str | None, by: str, agreed: Agreed) -> str:
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
            done.append(_commit_records(session, into, by_sort["records"], by, agreed))
        if "positions" in by_sort:
            done.append(f"{import_positions(session, into, by_sort['positions'], by=by, at=at)} 个岗位")
        if "wishes" in by_sort:
            filed = file_wishes(session, into, by_sort["wishes"], on=at.date(), by=by, at=at)
            done.append(f"{filed} 份志愿")
    return f"已写入批次 {into}：{'、'.join(done)}。"


def _commit_records(session: Session, into: str, preview: Preview[Record], by: str, agreed: Agreed) -> str:
    """New people; of those who are there already, the differences somebody agreed to."""
    if agreed.number is None:
        return f"{import_records(session, into, preview, by=by, at=clock.now())} 人"
    found = differences(session, into, preview)
    if agreed.number.upper() != short(found.digest):
        raise RefusedError(
            "records.differences_changed",
            f"差别编号 {agreed.number} 与现在的差别（{short(found.digest)}）不符。没有写入任何内容。"
            "请先不加 --commit 再看一次差别。",
        )
    reimport(session, into, preview, found.digest, reason=agreed.reason, by=by, at=clock.now())
    return f"新增 {len(found.new)} 人、改动 {len(found.changed)} 人"


def _campaign(session: Session, named: str | None) -> str:
    if named is not None:
        return campaign(session, named).id
    known = session.exec(select(Campaign.id).order_by(Campaign.id)).all()
    if len(known) != 1:
        shown = f"现有：{'、'.join(known)}。请用 --campaign 写明是哪一个。" if known else "请先建立批次。"
        raise BadInputError(f"不能确定写入哪个批次。{shown}")
    return known[0]
