"""A list of the office as a page, and the same rows as a workbook at the same address with `.xlsx`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from litestar import get
from litestar.handlers import HTTPRouteHandler
from sqlmodel import Session

from resettlement.campaign.tables import Campaign
from resettlement.web.desk import AtDesk, Desk, current
from resettlement.web.rendering import XLSX, download
from resettlement.web.security import AnyResponse
from resettlement.web.staff.frame import LOOK, show
from resettlement.web.staff.lists import Listing, workbook

MakeList: TypeAlias = Callable[[Desk, Session, Campaign], Listing]


def list_at(
    path: str,
    make: MakeList,
    *,
    template: str = "list",
    lead: str = "",
    back: str = "",
    tabs: Sequence[tuple[str, str]] = (),
    further: Callable[[Session, Campaign], Mapping[str, Any]] = lambda db, campaign: {},
    export: MakeList | None = None,
) -> tuple[HTTPRouteHandler, HTTPRouteHandler]:
    """Page and workbook of the list at `path`. `further`: what the template asks for besides; `export`: as
    with `workbook_at`.
    """

    @get(path, guards=[LOOK], sync_to_thread=True)
    def page(desk: AtDesk) -> AnyResponse:
        with desk.reading() as db:
            campaign = current(db)
            shown = {"listing": make(desk, db, campaign), **further(db, campaign)}
        return show(desk, template, campaign=campaign, lead=lead, back=back, tabs=tabs, **shown)

    return page, workbook_at(path, export or make)


def workbook_at(path: str, make: MakeList) -> HTTPRouteHandler:
    """The workbook alone. Rows that the page has in its reader's language are made again `in_chinese`."""

    @get(f"{path}.xlsx", guards=[LOOK], sync_to_thread=True)
    def exported_list(desk: AtDesk) -> AnyResponse:
        with desk.reading() as db:
            return exported(make(desk, db, current(db)))

    return exported_list


def exported(of: Listing) -> AnyResponse:
    """A list as a workbook."""
    return download(workbook(of), f"{of.title}.xlsx", XLSX)
