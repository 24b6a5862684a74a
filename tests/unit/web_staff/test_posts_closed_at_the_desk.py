"""The reviewer closes a post to one person on their page, and opens it again. All fictional."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.web_staff.office import Desk

Enter = Callable[[str], Desk]
PAGE = "/staff/records/S03"
WHY = "政审材料没有交齐"


def of(position: str, reason: str, what: str = "barred") -> dict[str, str]:
    return {f"{what}_position": position, f"{what}_because": reason}


def test_a_post_is_closed_and_opened_again_with_reasons(scored: Desk, desk: Enter) -> None:
    desk("staffing").bring_in("positions")
    reviewer = desk("reviewer")
    closed = reviewer.send(f"{PAGE}/bar", of("P08", WHY))
    assert closed.status_code == 303
    assert WHY in reviewer.get(PAGE).text
    assert WHY not in desk("clerk").get("/staff/log").text
    opened = reviewer.send(f"{PAGE}/unbar", of("P08", "已补齐", "unbarred"))
    assert opened.status_code == 303
    assert scored.log[-2:] == ["position_barred", "position_unbarred"]


def test_the_reason_stands_with_the_wishes_of_the_person_concerned_alone(scored: Desk, desk: Enter) -> None:
    desk("staffing").bring_in("positions")
    desk("reviewer").send(f"{PAGE}/bar", of("P08", WHY))
    assert WHY in desk("clerk").get("/staff/wishes/S03").text
    assert WHY not in desk("clerk").get("/staff/wishes/S05").text


def test_without_post_or_reason_nothing_is_written(scored: Desk, desk: Enter) -> None:
    desk("staffing").bring_in("positions")
    reviewer = desk("reviewer")
    assert reviewer.send(f"{PAGE}/bar", of("", WHY)).status_code == 422
    assert "岗位表里没有 P99" in reviewer.send(f"{PAGE}/bar", of("P99", WHY)).text
    kept = reviewer.send(f"{PAGE}/bar", of("P08", ""))
    assert kept.status_code == 422
    assert 'value="P08" selected' in kept.text
    assert "position_barred" not in scored.log


def test_who_is_no_reviewer_closes_nothing(scored: Desk, desk: Enter) -> None:
    desk("staffing").bring_in("positions")
    refused = desk("clerk").send(f"{PAGE}/bar", of("P08", WHY))
    assert refused.status_code == 403
    assert "position_barred" not in scored.log
