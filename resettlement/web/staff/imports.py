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
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import database
from resettlement.accounts.model import Account, Role
from resettlement.errors import BadInputError, RefusedError, ResettlementError
from resettlement.notices.replacing import replace_positions
from resettlement.office.uploads import Upload, uploads
from resettlement.positions.service import import_positions
from resettlement.publication.register import posted
from resettlement.records.again import reimport
from resettlement.records.forms import workbook_bytes
from resettlement.records.layout import NOT_READ
from resettlement.records.marked import marked
from resettlement.records.model import Preview, Problem
from resettlement.records.service import import_records
from resettlement.records.workbook import read_records
from resettlement.selection.wishes.service import file_wishes
from resettlement.selection.workbooks import SORTS
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import (
    XLSX,
    CurrentForm,
    current,
    done,
    download,
    exported,
    file_of,
    locked,
    show,
    text_of,
    typed_of,
)
from resettlement.web.staff.differences import Differing, differing
from resettlement.web.staff.lists import Column, Listing, listing
from resettlement.web.wish_fields import held_on

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


@get("/import/{sort:str}", guards=[IMPORTERS], sync_to_thread=True)
def upload_form(request: AnyRequest, account: CurrentAccount, sort: FromPath[str]) -> AnyResponse:
    """Where a workbook is uploaded."""
    _place(sort, account)
    return _page(request, sort)


@get("/import/{sort:str}/template.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def template(account: CurrentAccount, sort: FromPath[str]) -> AnyResponse:
    """The empty workbook to fill."""
    label = _place(sort, account).label
    return download(workbook_bytes(SORTS[sort].sheets), _("%(label)s模板.xlsx", label=label), XLSX)


@post("/import/{sort:str}", guards=[IMPORTERS], sync_to_thread=True, status_code=200)
def upload(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    sort: FromPath[str],
) -> AnyResponse:
    """Keep the workbook where its page can show it; nothing of it is written."""
    _place(sort, account)
    content = file_of(form, "workbook")
    if not content:
        return _page(request, sort, problems={"workbook": "请选择要导入的工作簿（.xlsx）"})
    try:
        _read(engine, sort, Upload(content))
    except BadInputError as error:
        return _page(request, sort, problems={"workbook": error.message})
    except RefusedError as error:
        return _page(request, sort, status=status_of(error), errors=[error.message])
    digest = uploads(engine).keep(account.id, content)
    return Redirect(f"/staff/import/{sort}/{digest}", status_code=303)


@get("/import/{sort:str}/{digest:str}", guards=[IMPORTERS], sync_to_thread=True)
def preview(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    sort: FromPath[str],
    digest: FromPath[str],
) -> AnyResponse:
    """What the workbook would bring in, what is wrong with it, what it would change; nothing is written."""
    _place(sort, account)
    return _preview(request, engine, account, sort, digest)


@get("/import/{sort:str}/{digest:str}/findings.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def findings(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    sort: FromPath[str],
    digest: FromPath[str],
) -> AnyResponse:
    """The list of what was found, as a workbook."""
    _place(sort, account)
    found = in_chinese(_read)(engine, sort, uploads(engine).take(account.id, digest))
    return exported(_findings(request, sort, found))


@get("/import/{sort:str}/{digest:str}/marked.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def marked_workbook(
    engine: CurrentEngine, account: CurrentAccount, sort: FromPath[str], digest: FromPath[str]
) -> AnyResponse:
    """The workbook itself with every problem marked in its cell."""
    label, kept = _place(sort, account).label, uploads(engine).take(account.id, digest)
    found = in_chinese(_read)(engine, sort, kept)
    return download(
        marked(kept.content, found.findings), _("%(label)s（问题已标出）.xlsx", label=label), XLSX
    )


@post("/import/{sort:str}/{digest:str}/columns", guards=[IMPORTERS], sync_to_thread=True)
def name_columns(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    sort: FromPath[str],
    digest: FromPath[str],
) -> AnyResponse:
    """Say which column is which where the headers were not understood; the workbook is read anew."""
    _place(sort, account)
    kept = uploads(engine)
    by_hand: dict[str, dict[str, str]] = {}
    for name, label in typed_of(form).items():
        sheet, mark, letters = name.rpartition("!")
        if mark and label:
            by_hand.setdefault(sheet, {})[letters] = NOT_READ if label == SKIP else label
    try:
        _read(engine, sort, replace(kept.take(account.id, digest), columns=by_hand))
    except (BadInputError, RefusedError) as error:
        return _preview(request, engine, account, sort, digest, error)
    kept.name_columns(account.id, digest, by_hand)
    return Redirect(f"/staff/import/{sort}/{digest}", status_code=303)


@post("/import/{sort:str}/commit", guards=[IMPORTERS], sync_to_thread=True)
def commit(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    sort: FromPath[str],
) -> AnyResponse:
    """Write the workbook that was previewed, everything of it or nothing."""
    place, digest = _place(sort, account), text_of(form, "digest")
    kept = uploads(engine)
    try:
        found = _read(engine, sort, kept.take(account.id, digest))
        with database.transaction(engine) as db:
            _write(db, sort, found, typed_of(form), account)
    except ResettlementError as error:
        if isinstance(error, RefusedError) and error.code == "upload.gone":
            return _page(request, sort, status=status_of(error), errors=[error.message])
        return _preview(request, engine, account, sort, digest, error, typed_of(form))
    kept.drop(account.id, digest)
    return done(place.back, "replaced" if "agreed" in form and sort == "positions" else sort)


def _place(sort: str, account: Account) -> Place:
    """404 for a sort there is not, 403 for one that is another's work."""
    place = PLACES.get(sort)
    if place is None:
        raise NotFoundException
    if account.role is not place.role:
        raise PermissionDeniedException(detail="role")
    return place


def _read(engine: Engine, sort: str, kept: Upload) -> Preview[Any]:
    """The workbook as the import would judge it in this campaign: what passes here is not refused there."""
    if sort == "records":
        found: Preview[Any] = read_records(kept.content, kept.columns)
    else:
        found = SORTS[sort].read(kept.content)
    with database.reading(engine) as db:
        campaign_id = current(db).id
        return SORTS[sort].check(db, campaign_id, found, held_on(db, campaign_id))


def _write(db: Session, sort: str, found: Preview[Any], typed: Mapping[str, str], account: Account) -> None:
    (campaign_id, at), by, agreed = locked(db), account.id, typed.get("agreed")
    match sort:
        case "records" if agreed:
            reimport(db, campaign_id, found, agreed, reason=typed.get("reason", ""), by=by, at=at)
        case "records":
            import_records(db, campaign_id, found, by=by, at=at)
        case "positions" if agreed:
            replace_positions(db, campaign_id, found, agreed, by=by, at=at)
        case "positions":
            import_positions(db, campaign_id, found, by=by, at=at)
        case _:
            on = held_on(db, campaign_id)
            file_wishes(db, campaign_id, found, on=on, by=by, at=at, agreed=agreed or "")


def _findings(request: AnyRequest, sort: str, found: Preview[Any]) -> Listing:
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
    return listing(request, "检查结果", path, COLUMNS, rows, export=f"{path}/findings.xlsx")


def _weight(finding: Problem) -> bool:
    return finding.hint


def _preview(
    request: AnyRequest,
    engine: Engine,
    account: Account,
    sort: str,
    digest: str,
    error: ResettlementError | None = None,
    typed: Mapping[str, str] | None = None,
) -> AnyResponse:
    try:
        kept = uploads(engine).take(account.id, digest)
        found = _read(engine, sort, kept)
    except (RefusedError, BadInputError) as gone:
        return _page(request, sort, status=status_of(gone), errors=[gone.message])
    with database.reading(engine) as db:
        campaign = current(db)
        differs = differing(db, campaign.id, sort, found)
        listed = any(notice.kind == "positions" for notice in posted(db, campaign.id))
    return show(
        request,
        "preview",
        status_of(error) if error else 200,
        campaign=campaign,
        sort=sort,
        label=PLACES[sort].label,
        place=PLACES[sort],
        found=found,
        listing=_findings(request, sort, found),
        differences=differs,
        needs=_needs(sort, differs, listed),
        columns=_labels(sort),
        by_hand=kept.columns,
        skip=SKIP,
        typed=typed or {},
        errors=error.message.split("\n") if error else [],
    )


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


def _page(
    request: AnyRequest,
    sort: str,
    *,
    status: int = 200,
    problems: Mapping[str, str] | None = None,
    errors: list[str] | None = None,
) -> AnyResponse:
    place = PLACES[sort]
    return show(
        request,
        "upload",
        status,
        sort=sort,
        label=place.label,
        place=place,
        problems=problems or {},
        labels={"workbook": place.label},
        errors=errors or [],
    )
