"""The office's desk (`/staff`): from archive workbook to posted result, one module a group of pages."""

from __future__ import annotations

from litestar import Router

from resettlement.web.desk import handlers_in
from resettlement.web.staff import (
    accounts,
    campaign_changes,
    campaigns,
    clock_page,
    decisions,
    evidence,
    facts,
    findings,
    imports,
    letters,
    log,
    notices,
    objections,
    office,
    overview,
    positions,
    prints,
    profiles,
    records,
    result,
    rules,
    rules_compare,
    rules_fill,
    session,
    standing,
    wishes,
    wordings,
    workdays,
)

PAGES = handlers_in(
    accounts,
    campaign_changes,
    campaigns,
    clock_page,
    decisions,
    evidence,
    facts,
    findings,
    imports,
    letters,
    log,
    notices,
    objections,
    office,
    overview,
    positions,
    prints,
    profiles,
    records,
    result,
    rules,
    rules_compare,
    rules_fill,
    session,
    standing,
    wishes,
    wordings,
    workdays,
)
handlers = [Router("/staff", route_handlers=PAGES)]
