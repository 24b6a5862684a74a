"""Every numbered property checked in its order: on a folder, or on the documents alone."""

from collections.abc import Callable
from typing import Any

from .bundle import COULD_NOT_RUN, Bundle, Report
from .check_files import check_chains, check_listed, check_opened_on
from .check_notices import check_notices
from .check_people import check_scores, check_standing
from .check_result import check_outcome, check_session
from .numbered import TITLES, CannotComputeError

CHECKS: tuple[tuple[str, Callable[[Bundle, Report], None]], ...] = (
    ("B1", check_listed),
    ("B2", check_chains),
    ("B3", check_opened_on),
    ("B4", check_notices),
    ("B5", check_scores),
    ("B6", check_standing),
    ("B7", check_session),
    ("B8", check_outcome),
)


def verify_documents(data: dict[str, Any]) -> Report:
    """Checks documents that nobody has written out: all that is public of a campaign at this moment.

    The same checks as on a folder. There are no files (B1) and no pages or PDFs of notices (part of B4);
    B7 begins with the session, B8 with the posted result, which until then may be lacking.
    """
    report = Report()
    check_all(Bundle(None, {}, {}, data), report)
    return report


def check_all(bundle: Bundle, report: Report) -> None:
    """Each check by itself: one that cannot be made keeps none of the others from being made."""
    for number, check in CHECKS:
        guarded(report, number, lambda check=check: check(bundle, report))  # type: ignore[misc]


def guarded(report: Report, number: str, check: Callable[[], None]) -> None:
    """Runs one check; data it cannot read make it a check that could not run, never a crash."""
    try:
        check()
    except CannotComputeError as fault:
        report.say(COULD_NOT_RUN, number, f"{TITLES[number]}：无法核对，{fault}。")
    except Exception as fault:  # anything may stand in a file somebody else wrote
        what = f"{type(fault).__name__} {fault}".strip()
        report.say(COULD_NOT_RUN, number, f"{TITLES[number]}：无法核对，数据缺少内容或写法不对（{what}）。")
