"""Random small sessions: what went by the rules is accepted, and one thing gone wrong is found."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from public_notices.verifier import check_entries, replay_assignment
from tests.unit.verifier.building import Json, Log, chained, opening, settings

POSTS = ("P1", "P2", "P3")
PEOPLE = ("A", "B", "C", "D", "E")
RULES = settings(missed={reason: {"first": "last_of_list", "again": "given_up"}
                         for reason in ("absent", "late", "over_time", "left_room", "refused")})  # fmt: skip


@st.composite
def sessions(draw: st.DrawFn) -> tuple[Log, dict[str, str | None]]:
    """A whole session of people who choose, miss, pass or give up, played by the plainest rules."""
    people = PEOPLE[: draw(st.integers(1, 5))]
    seats = {post: draw(st.integers(0, 2)) for post in POSTS}
    eligible = {one: sorted(draw(st.sets(st.sampled_from(POSTS)))) for one in people}
    log = Log(opening([[one] for one in people], seats, eligible, settings=RULES))
    queue, missed, passed = list(people), set[str](), set[str]()
    got: dict[str, str | None] = dict.fromkeys(people)
    while queue:
        one = queue.pop(0)
        log.call(one)
        free = [post for post in eligible[one] if seats[post] > 0]
        what = draw(st.sampled_from(["choose", "choose", "choose", "miss", "pass", "give up"]))
        if what == "choose" and free:
            got[one] = draw(st.sampled_from(free))
            seats[str(got[one])] -= 1
            log.choose(one, str(got[one]))
        elif what == "miss":
            log.miss(one, "given_up" if one in missed else "last_of_list")
            queue += [] if one in missed else [one]
            missed.add(one)
        elif what == "pass" and one not in passed:
            log.wait(seconds=5).add("passed", candidate=one, consequence="after:3")
            queue.insert(3, one)
            passed.add(one)
        else:
            log.wait(seconds=5).add("gave_up", candidate=one)
    log.close(got)
    return log, got


@given(sessions())
def test_a_session_by_the_rules_is_accepted_and_read_back(session: tuple[Log, dict[str, str | None]]) -> None:
    log, got = session
    assert check_entries(log.entries) == []
    assert replay_assignment(log.entries) == got


@given(sessions(), st.data())
def test_every_start_of_a_session_is_accepted(
    session: tuple[Log, dict[str, str | None]], data: st.DataObject
) -> None:
    entries = session[0].entries
    assert check_entries(entries[: data.draw(st.integers(1, len(entries)))]) == []


@given(sessions(), st.data())
def test_an_event_dropped_from_the_middle_is_found_though_the_chain_fits(
    session: tuple[Log, dict[str, str | None]], data: st.DataObject
) -> None:
    entries = session[0].entries
    at = data.draw(st.integers(1, len(entries) - 2))
    assert check_entries(chained(entries[:at] + entries[at + 1 :]))


@given(sessions(), st.data())
def test_an_event_doubled_is_found_though_the_chain_fits(
    session: tuple[Log, dict[str, str | None]], data: st.DataObject
) -> None:
    entries = session[0].entries
    at = data.draw(st.integers(0, len(entries) - 1))
    assert check_entries(chained([*entries[: at + 1], *entries[at:]]))


@given(sessions(), st.data())
def test_two_neighbours_swapped_are_found_though_the_chain_fits(
    session: tuple[Log, dict[str, str | None]], data: st.DataObject
) -> None:
    entries = session[0].entries
    at = data.draw(st.integers(0, len(entries) - 2))
    first, second = entries[at], entries[at + 1]
    moved = [first | {"at": second["at"]}, second | {"at": first["at"]}]
    assert check_entries(chained([*entries[:at], *reversed(moved), *entries[at + 2 :]]))


@given(sessions(), st.data())
def test_a_pick_changed_is_found_though_the_chain_fits(
    session: tuple[Log, dict[str, str | None]], data: st.DataObject
) -> None:
    entries = session[0].entries
    picks = [at for at, one in enumerate(entries) if one["type"] == "chosen"]
    assume(picks)
    changed: list[Json] = [dict(one) for one in entries]
    at = data.draw(st.sampled_from(picks))
    payload: dict[str, Any] = changed[at]["payload"]
    other = data.draw(st.sampled_from([post for post in POSTS if post != payload["position"]]))
    changed[at]["payload"] = payload | {"position": other}
    found = check_entries(chained(changed))
    assert found
    assert any(one.person == payload["candidate"] for one in found)
