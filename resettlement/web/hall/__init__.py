"""The hall: the operator's page, the screens that follow it, and the papers of each pick."""

from __future__ import annotations

from resettlement.web.desk import handlers_in
from resettlement.web.hall import closing, control, faults, papers, rehearsal, report, scans, screens, standby

handlers = handlers_in(closing, control, faults, papers, rehearsal, report, scans, screens, standby)
