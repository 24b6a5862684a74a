"""The hall: the operator's page, the screens that follow it, and the papers of each pick."""

from __future__ import annotations

from litestar.handlers import HTTPRouteHandler

from resettlement.web.hall import closing, control, faults, papers, rehearsal, report, scans, screens, standby

handlers: list[HTTPRouteHandler] = [
    *control.handlers,
    *screens.handlers,
    *standby.handlers,
    *papers.handlers,
    *rehearsal.handlers,
    *faults.handlers,
    *report.handlers,
    *closing.handlers,
    *scans.handlers,
]
