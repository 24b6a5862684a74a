"""Receiving units: who is placed there, what is open with each of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from litestar import get
from litestar.params import FromPath

from resettlement.follow_up import unit_issues
from resettlement.follow_up.due import TOPIC_LABELS
from resettlement.web.callers.call_list import CALLERS, read_call_list, wording
from resettlement.web.callers.forms import Fault, Typed
from resettlement.web.callers.person import new_token
from resettlement.web.desk import AtDesk, Desk
from resettlement.web.rendering import page
from resettlement.web.security import AnyResponse


@get("/callers/units", guards=[CALLERS], sync_to_thread=True)
def units_page(desk: AtDesk) -> AnyResponse:
    """Every unit with its people, how many wait for a call, and its open issues."""
    with desk.reading() as db:
        found = read_call_list(db)
        opened = [i for id_ in found.campaigns for i in unit_issues.issues(db, id_, open_only=True)]
    lines: list[dict[str, Any]] = [
        {
            "name": unit,
            "people": sum(row.unit == unit for row in found.rows),
            "waiting": sum(row.unit == unit for row in found.day.waiting),
            "overdue": max(row.overdue_days for row in found.rows if row.unit == unit),
            "issues": [issue for issue in opened if issue.unit == unit],
        }
        for unit in found.units
    ]
    lines.sort(key=lambda line: (not line["issues"], -line["overdue"], line["name"]))
    return page(desk.request, "callers/units.html", lines=lines, opened=opened, **wording(found))


@get("/callers/units/{unit:str}", guards=[CALLERS], sync_to_thread=True)
def unit_page(desk: AtDesk, unit: FromPath[str]) -> AnyResponse:
    """One unit: its people, what is open, and a form to open an issue."""
    return show_unit(desk, unit)


def show_unit(
    desk: Desk,
    unit: str,
    *,
    typed: Typed | None = None,
    faults: Sequence[Fault] = (),
    status: int = 200,
) -> AnyResponse:
    """The page; after a refusal with everything that was typed."""
    with desk.reading() as db:
        found = read_call_list(db)
        rows = found.placed_at(unit)
        issues = [issue for id_ in found.campaigns for issue in unit_issues.issues(db, id_, unit=unit)]
    about = desk.query("about")
    return page(
        desk.request,
        "callers/unit.html",
        status=status,
        unit=unit,
        rows=rows,
        issues=sorted(issues, key=unit_issues.urgency),
        topics=[(topic.value, label, "") for topic, label in TOPIC_LABELS.items()],
        here=list(dict.fromkeys(row.campaign_id for row in rows)),
        typed=defaultdict(str, typed or {"candidate": about}),
        retyped=typed is not None,
        faults=faults,
        token=new_token(),
        **wording(found),
    )
