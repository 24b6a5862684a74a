"""同分分配的缘由，说给家属听：得到第几意愿，前面的意愿给了谁、为什么。"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from resettlement.selection.session.events.tie_settled import TieSettled, settle
from resettlement.selection.session.state import Recorded, Session, evolve, replay
from resettlement.web.hall.ties import reasons
from tests.hall import DAY, filed, opening

KEY = "05.11.16.20.28.33./"


def told(
    seats: dict[str, int],
    wishes: dict[str, Any],
    key: str = KEY,
    eligible: dict[str, list[str]] | None = None,
) -> tuple[TieSettled, dict[str, str]]:
    opened = opening({"sergeant": [tuple(wishes)]}, seats, wishes=wishes, eligible=eligible)
    session = replay([Recorded(1, DAY, "host", opened)])
    tie = settle(_with_lot(session, key), tuple(wishes), wishes)
    entry = Recorded(2, DAY, "host", tie)
    return tie, reasons(evolve(session, entry), entry)


def _with_lot(session: Session, key: str) -> Session:
    return replace(session, lot=key)


def test_whoever_lost_the_wish_both_had_reads_who_won_the_lot() -> None:
    tie, why = told({"P03": 1, "P05": 2}, {"S07": filed("P03", "P05"), "S09": filed("P03", "P05")})
    first, second = tie.order
    assert why[first] == "得到第一意愿 P03。"
    assert why[second] == f"得到第二意愿 P05。第一意愿 P03 由抽签次序在前的 {first} 得到。"


def test_a_winner_of_the_lot_reads_why_they_got_their_second_wish() -> None:
    """Whoever is first in the lot could take P01; then the other would have nothing."""
    for people in (("S07", "S09"), ("S09", "S07")):
        wishes = {people[0]: filed("P01", "P02"), people[1]: filed("P01")}
        tie, why = told({"P01": 1, "P02": 1}, wishes)
        assert not tie.mattered
        assert why[people[0]] == (
            f"得到第二意愿 P02。第一意愿 P01 由 {people[1]} 得到：换一种分法，会多一人没有岗位。"
        )


def test_wishes_that_weigh_more_together_are_said_to() -> None:
    """A with P02 would push B to a third wish: the numbers 2 and 1 weigh less than 1 and 3."""
    wishes = {"A": filed("P02", "P01"), "B": filed("P02", "P03", "P01")}
    tie, why = told({"P01": 1, "P02": 1, "P03": 0}, wishes)
    assert why["B"] == "得到第一意愿 P02。"
    assert not tie.mattered
    assert why["A"] == "得到第二意愿 P01。第一意愿 P02 由 B 得到：换一种分法，几人的意愿合起来更靠后。"


def test_a_post_lost_to_the_chain_of_a_lot_names_who_won_what() -> None:
    """C had P01 and A has P02 by the lot's first, though neither is B's."""
    for key in ("1./", "2./", "3./", "4./", "5./", "6./"):
        people = {"A": filed("P01", "P02"), "B": filed("P01", "P02"), "C": filed("P02", "P03")}
        tie, why = told({"P01": 1, "P02": 1, "P03": 1}, people, key=key)
        assert tie.assignment is not None
        for person, sentence in why.items():
            assert "None" not in sentence
            assert (tie.assignment[person] or "没有得到岗位") in sentence


def test_full_and_closed_posts_are_named_as_such_and_who_has_nothing_reads_it() -> None:
    seats = {"P01": 0, "P02": 1, "P03": 1, "P04": 1}
    eligible = {"A": ["P01", "P03", "P04"], "B": ["P02", "P03"]}
    wishes = {"A": filed("P01", "P02", accepts_any=True), "B": filed("P03")}
    _tie, why = told(seats, wishes, eligible=eligible)
    assert why["A"] == "服从调剂，得到 P04。第一意愿 P01 已经没有名额；第二意愿 P02 不能选。"
    wishes = {"A": filed("P03"), "B": filed("P03")}
    tie, why = told(seats, wishes, eligible=eligible)
    first, second = tie.order
    assert why[second] == f"没有得到岗位。第一意愿 P03 由抽签次序在前的 {first} 得到。"


def test_no_story_is_told_where_they_choose_live() -> None:
    opened = opening({"sergeant": [("A", "B")]}, {"P01": 1, "P02": 1})
    session = _with_lot(replay([Recorded(1, DAY, "host", opened)]), KEY)
    tie = settle(session, ("A", "B"), {})
    entry = Recorded(2, DAY, "host", tie)
    assert tie.method == "lot"
    assert reasons(evolve(session, entry), entry) == {}
