"""`/staff/import/…`: a workbook is uploaded, shown with problems by their cells, written whole or not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from litestar import get, post
from litestar.exceptions import NotFoundException, PermissionDeniedException
from litestar.params import FromPath
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.accounts.model import Account, Role
from resettlement.errors import BadInputError, RefusedError
from resettlement.positions.service import eligible, import_positions
from resettlement.records.forms import workbook_bytes
from resettlement.records.model import Preview, Problem
from resettlement.records.service import import_records
from resettlement.selection.wishes import against, file_wishes
from resettlement.selection.workbooks import SORTS
from resettlement.web.rendering import status_of
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may
from resettlement.web.staff.common import (
    XLSX,
    CurrentForm,
    current,
    done,
    download,
    file_of,
    show,
    text_of,
)
from resettlement.web.staff.uploads import uploads

IMPORTERS = may(Role.CLERK, Role.STAFFING)


@dataclass(frozen=True)
class Place:
    """Where a sort of workbook belongs: its list, and what one does next."""

    back: str
    role: Role
    next: str


PLACES: Mapping[str, Place] = {
    "records": Place("/staff/records", Role.CLERK, "写入之后，由另一位工作人员对照原始档案复核。"),
    "positions": Place("/staff/positions", Role.STAFFING, "写入之后，系统审核按现有岗位能不能安置所有人。"),
    "wishes": Place("/staff", Role.CLERK, "写入之后即封存，只公布密封码，用到时才打开。"),
}


@get("/import/{sort:str}", guards=[IMPORTERS], sync_to_thread=True)
def upload_form(
    request: AnyRequest,
    account: CurrentAccount,
    sort: FromPath[str],
) -> AnyResponse:
    """Where a workbook is uploaded."""
    _place(sort, account)
    return _page(request, sort)


@get("/import/{sort:str}/template.xlsx", guards=[IMPORTERS], sync_to_thread=True)
def template(
    account: CurrentAccount,
    sort: FromPath[str],
) -> AnyResponse:
    """The empty workbook to fill."""
    _place(sort, account)
    return download(workbook_bytes(SORTS[sort].sheets), f"{SORTS[sort].label}模板.xlsx", XLSX)


@post("/import/{sort:str}", guards=[IMPORTERS], sync_to_thread=True, status_code=200)
def preview(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    sort: FromPath[str],
) -> AnyResponse:
    """What the workbook would bring in, and what is wrong with it; nothing is written."""
    _place(sort, account)
    content = file_of(form, "workbook")
    if not content:
        return _page(request, sort, problems={"workbook": "请选择要导入的工作簿（.xlsx）"})
    try:
        found = _read(engine, sort, content)
    except BadInputError as error:
        return _page(request, sort, problems={"workbook": error.message})
    digest = uploads(engine).keep(account.id, content) if not found.problems and found.rows else ""
    return _shown(request, sort, found, digest)


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
            _write(db, current(db).id, sort, found, account)
    except (RefusedError, BadInputError) as error:
        return _page(request, sort, status=status_of(error), errors=[error.message])
    kept.drop(account.id, digest)
    return done(place.back, sort)


def _place(sort: str, account: Account) -> Place:
    """404 for a sort there is not, 403 for one that is another's work."""
    place = PLACES.get(sort)
    if place is None:
        raise NotFoundException
    if account.role is not place.role:
        raise PermissionDeniedException(detail="role")
    return place


def _read(engine: Engine, sort: str, content: bytes) -> Preview[Any]:
    found = SORTS[sort].read(content)
    if sort == "wishes":
        with database.transaction(engine) as db:
            may_take = eligible(db, current(db).id, clock.now().date())
        found = replace(found, findings=found.findings + against(found, may_take))
    return found


def _write(db: Session, campaign_id: str, sort: str, found: Preview[Any], account: Account) -> None:
    at = clock.now()
    match sort:
        case "records":
            import_records(db, campaign_id, found, by=account.id, at=at)
        case "positions":
            import_positions(db, campaign_id, found, by=account.id, at=at)
        case _:
            file_wishes(db, campaign_id, found, on=at.date(), by=account.id, at=at)


def _shown(request: AnyRequest, sort: str, found: Preview[Any], digest: str) -> AnyResponse:
    by_sheet: dict[str, list[Problem]] = {}
    for problem in found.problems:
        by_sheet.setdefault(problem.sheet, []).append(problem)
    alike: dict[tuple[str, str, str], list[Problem]] = {}
    for hint in found.hints:
        alike.setdefault((hint.field, hint.wrong, hint.right), []).append(hint)
    return show(
        request,
        "preview",
        422 if found.problems else 200,
        sort=sort,
        label=SORTS[sort].label,
        place=PLACES[sort],
        found=found,
        by_sheet=by_sheet,
        hints=[(same[0], len(same)) for same in alike.values()],
        digest=digest,
    )


def _page(
    request: AnyRequest,
    sort: str,
    *,
    status: int = 200,
    problems: Mapping[str, str] | None = None,
    errors: list[str] | None = None,
) -> AnyResponse:
    label = SORTS[sort].label
    return show(
        request,
        "upload",
        status,
        sort=sort,
        label=label,
        place=PLACES[sort],
        problems=problems or {},
        labels={"workbook": label},
        errors=errors or [],
    )
