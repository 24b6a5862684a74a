"""`/staff/import/…`: a workbook is uploaded, shown with problems by their cells, written whole or not.

An uploaded workbook has a page of its own, by its digest: the list of what was found there can be searched,
sorted and exported, and the columns that were misread are named by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from litestar.response import Redirect
from sqlmodel import Session

from resettlement import database
from resettlement.accounts.model import Role
from resettlement.errors import BadInputError, RefusedError
from resettlement.notices.replacing import replace_positions
from resettlement.office.uploads import Upload, uploads
from resettlement.positions.service import import_positions
from resettlement.publication.register import posted
from resettlement.records.forms import workbook_bytes
from resettlement.records.layout import NOT_READ
from resettlement.records.marked import marked
from resettlement.records.model import Preview, Problem
from resettlement.records.reimport import reimport
from resettlement.records.service import import_records
from resettlement.records.workbook import read_records
from resettlement.selection.wishes.service import file_wishes
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese
from resettlement.web.desk import FIRST, AtDesk, Desk, Retry, current, locked, or_show
from resettlement.web.rendering import XLSX, download
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.differences import Differing, differing
from resettlement.web.staff.frame import done, show
from resettlement.web.staff.list_pages import exported
from resettlement.web.staff.lists import Column, Listing, listing
from resettlement.web.wish_fields import held_on
from resettlement.workbooks import SORTS

IMPORTERS = may_do("import records", "import positions", "import wishes")
COLUMNS = (
    Column("place", "单元格"),
    Column("record", "编号"),
    Column("field", "列"),
    Column("weight", "轻重", tones={"须改正": "alert", "请留意": "warm"}, said=True),
    Column("wrong", "问题"),
    Column("right", "应当"),
)

SKIP = "-"
"""What the form says of a column that is to be left out; an empty answer leaves it as it was recognised."""


@dataclass(frozen=True)
class Place:
    """Where a sort of workbook belongs: what it is called, its list, and what one does next."""

    label: str
    back: str
    role: Role
    next: str


PLACES: Mapping[str, Place] = {
    "records": Place("档案表", "/staff/records", Role.CLERK, "写入之后，由另一位工作人员对照原始档案复核。"),
    "positions": Place(
        "岗位表", "/staff/positions", Role.STAFFING, "写入之后，系统审核按现有岗位能不能安置所有人。"
    ),
    "wishes": Place("志愿表", "/staff/wishes", Role.CLERK, "写入之后即封存，只公布密封码，用到时才打开。"),
}


def _page(desk: Desk, sort: str, retry: Retry = FIRST) -> AnyResponse:
    place = PLACES[sort]
    labels = {"workbook": place.label}
    return show(desk, "upload", retry, sort=sort, label=place.label, place=place, labels=labels)


def _preview(desk: Desk, sort: str, digest: str = "", retry: Retry = FIRST) -> AnyResponse:
    try:
        kept = uploads(desk.engine).take(desk.by, digest or desk.text("digest"))
        found = _read(desk, sort, kept)
    except (RefusedError, BadInputError) as gone:
        return _page(desk, sort, Retry(error=gone))
    with desk.reading() as db:
        campaign = current(db)
        differs = differing(db, campaign.id, sort, found)
        listed = any(notice.kind == "positions" for notice in posted(db, campaign.id))
    return show(
        desk,
        "preview",
        retry,
        campaign=campaign,
        sort=sort,
        label=PLACES[sort].label,
        place=PLACES[sort],
        found=found,
        listing=_findings(desk, sort, found),
        differences=differs,
        needs=_needs(sort, differs, listed),
        columns=_labels(sort),
        by_hand=kept.columns,
        skip=SKIP,
    )


@get("/import/{sort:str}", guards=[IMPORTERS], sync_to_thread=True)
def upload_form(desk: AtDesk, sort: FromPath[str]) -> AnyResponse:
    """Where a workbook is uploaded."""
    _place(desk, sort)
    return _page(desk, sort)


@get("/import/{sort:str}/template.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def template(desk: AtDesk, sort: FromPath[str]) -> AnyResponse:
    """The empty workbook to fill."""
    label = _place(desk, sort).label
    return download(workbook_bytes(SORTS[sort].sheets), _("%(label)s模板.xlsx", label=label), XLSX)


@post("/import/{sort:str}", guards=[IMPORTERS], sync_to_thread=True, status_code=200)
@or_show(_page)
def upload(desk: AtDesk, sort: FromPath[str]) -> AnyResponse:
    """Keep the workbook where its page can show it; nothing of it is written."""
    _place(desk, sort)
    content = desk.file("workbook")
    if not content:
        desk.check(workbook="请选择要导入的工作簿（.xlsx）")
    try:
        _read(desk, sort, Upload(content))
    except BadInputError as error:
        desk.check(workbook=error.message)
    digest = uploads(desk.engine).keep(desk.by, content)
    return Redirect(f"/staff/import/{sort}/{digest}", status_code=303)


@get("/import/{sort:str}/{digest:str}", guards=[IMPORTERS], sync_to_thread=True)
def preview(desk: AtDesk, sort: FromPath[str], digest: FromPath[str]) -> AnyResponse:
    """What the workbook would bring in, what is wrong with it, what it would change; nothing is written."""
    _place(desk, sort)
    return _preview(desk, sort, digest)


@get("/import/{sort:str}/{digest:str}/findings.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def findings(desk: AtDesk, sort: FromPath[str], digest: FromPath[str]) -> AnyResponse:
    """The list of what was found, as a workbook."""
    _place(desk, sort)
    found = in_chinese(_read)(desk, sort, uploads(desk.engine).take(desk.by, digest))
    return exported(_findings(desk, sort, found))


@get("/import/{sort:str}/{digest:str}/marked.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def marked_workbook(desk: AtDesk, sort: FromPath[str], digest: FromPath[str]) -> AnyResponse:
    """The workbook itself with every problem marked in its cell."""
    label, kept = _place(desk, sort).label, uploads(desk.engine).take(desk.by, digest)
    found = in_chinese(_read)(desk, sort, kept)
    return download(
        marked(kept.content, found.findings), _("%(label)s（问题已标出）.xlsx", label=label), XLSX
    )


@post("/import/{sort:str}/{digest:str}/columns", guards=[IMPORTERS], sync_to_thread=True)
@or_show(_preview)
def name_columns(desk: AtDesk, sort: FromPath[str], digest: FromPath[str]) -> AnyResponse:
    """Say which column is which where the headers were not understood; the workbook is read again."""
    _place(desk, sort)
    kept = uploads(desk.engine)
    by_hand: dict[str, dict[str, str]] = {}
    for name, label in desk.typed.items():
        sheet, mark, letters = name.rpartition("!")
        if mark and label:
            by_hand.setdefault(sheet, {})[letters] = NOT_READ if label == SKIP else label
    _read(desk, sort, replace(kept.take(desk.by, digest), columns=by_hand))
    kept.name_columns(desk.by, digest, by_hand)
    return Redirect(f"/staff/import/{sort}/{digest}", status_code=303)


@post("/import/{sort:str}/commit", guards=[IMPORTERS], sync_to_thread=True)
@or_show(_preview)
def commit(desk: AtDesk, sort: FromPath[str]) -> AnyResponse:
    """Write the workbook that was previewed, everything of it or nothing."""
    place, digest = _place(desk, sort), desk.text("digest")
    kept = uploads(desk.engine)
    found = _read(desk, sort, kept.take(desk.by, digest))
    with database.transaction(desk.engine) as db:
        _write(db, desk, sort, found)
    kept.drop(desk.by, digest)
    return done(place.back, "replaced" if "agreed" in desk.form and sort == "positions" else sort)


def _place(desk: Desk, sort: str) -> Place:
    """404 for a sort there is not, 403 for one that is another's work."""
    place = PLACES.get(sort)
    if place is None:
        raise NotFoundException
    if desk.account.role is not place.role:
        raise PermissionDeniedException(detail="role")
    return place


def _read(desk: Desk, sort: str, kept: Upload) -> Preview[Any]:
    """The workbook as the import would judge it in this campaign: what passes here is not refused there."""
    if sort == "records":
        found: Preview[Any] = read_records(kept.content, kept.columns)
    else:
        found = SORTS[sort].read(kept.content)
    with desk.reading() as db:
        campaign_id = current(db).id
        return SORTS[sort].check(db, campaign_id, found, held_on(db, campaign_id))


def _write(db: Session, desk: Desk, sort: str, found: Preview[Any]) -> None:
    (campaign_id, at), by, agreed = locked(db), desk.by, desk.text("agreed")
    match sort:
        case "records" if agreed:
            reimport(db, campaign_id, found, agreed, reason=desk.text("reason"), by=by, at=at)
        case "records":
            import_records(db, campaign_id, found, by=by, at=at)
        case "positions" if agreed:
            replace_positions(db, campaign_id, found, agreed, by=by, at=at)
        case "positions":
            import_positions(db, campaign_id, found, by=by, at=at)
        case _:
            on = held_on(db, campaign_id)
            file_wishes(db, campaign_id, found, on=on, by=by, at=at, agreed=agreed)


def _findings(desk: Desk, sort: str, found: Preview[Any]) -> Listing:
    rows = [
        {
            "place": f"{one.sheet}!{one.cell}" if one.cell else one.sheet,
            "record": one.record,
            "field": one.field,
            "weight": "请留意" if one.hint else "须改正",
            "wrong": one.wrong,
            "right": one.right,
        }
        for one in sorted(found.findings, key=_weight)
    ]
    path = f"/staff/import/{sort}/{found.digest}"
    return listing(desk, "检查结果", path, COLUMNS, rows, export=f"{path}/findings.xlsx")


def _weight(finding: Problem) -> bool:
    return finding.hint


def _needs(sort: str, differs: Differing | None, listed: bool) -> str:
    """What a second import asks for besides consent: a reason; of a posted list it says what must follow."""
    if not differs:
        return ""
    if sort == "records":
        return "reason"
    return "posted" if sort == "positions" and listed else ""


def _labels(sort: str) -> Mapping[str, list[str]]:
    """What a column of each sheet may be read as."""
    return {of.form.sheet: [column.label for column in of.form.columns] for of in SORTS[sort].sheets}
