"""演练的人是编造的：编号 R01…，顶替真人的次序和可选岗位；真人的姓名、编号、志愿一概不进去。"""

from __future__ import annotations

import json

from resettlement.selection.rehearsal.invented import name_of, people_of, rehearsed, wishes_of
from resettlement.selection.session.events import payload_of
from tests.hall import Hall, filed, opening

PEOPLE = {"officer": [["O01"], ["O02", "O03"]], "sergeant": [["S07"]]}
SEATS = {"P1": 1, "P2": 2, "P3": 1}
MAY_TAKE = {"O01": ["P1"], "O02": ["P1", "P2"], "O03": ["P2", "P3"], "S07": ["P3"]}
REAL = opening(PEOPLE, SEATS, eligible=MAY_TAKE, wishes={"O02": filed("P2"), "S07": filed("P3")})
ID = "rehearsal/2021/1"


def test_they_stand_in_the_same_order_and_may_take_the_same_posts() -> None:
    made = rehearsed(REAL, ID)
    assert [group["classes"] for group in made.groups] == [(("R01",), ("R02", "R03")), (("R04",),)]
    assert made.eligible == {"R01": ("P1",), "R02": ("P1", "P2"), "R03": ("P2", "P3"), "R04": ("P3",)}
    assert (made.positions, made.settings) == (REAL.positions, REAL.settings)


def test_nothing_of_a_real_person_goes_in() -> None:
    written = json.dumps(payload_of(rehearsed(REAL, ID)))
    assert not any(code in written for code in REAL.eligible)
    assert not any(wish in written for wish in REAL.wish_commitments.values())


def test_the_same_campaign_gives_the_same_people() -> None:
    assert rehearsed(REAL, ID) == rehearsed(REAL, ID)
    assert people_of(rehearsed(REAL, ID))["R03"].name == "孙演丙"
    assert people_of(rehearsed(REAL, ID))["R04"].category == "sergeant"


def test_three_hundred_people_have_names_of_their_own() -> None:
    names = {name_of(f"R{number:02d}") for number in range(1, 301)}
    assert len(names) == 300
    assert all(name[1] == "演" for name in names)


def test_what_they_would_have_filed_fits_them_and_opens_their_commitments() -> None:
    run = Hall(rehearsed(REAL, ID))
    wishes = {code: wishes_of(code, posts) for code, posts in run.opened.eligible.items()}
    assert {code for code, wish in wishes.items() if wish} == set(run.opened.wish_commitments)
    for code, wish in wishes.items():
        assert wish is None or set(wish["wishes"]) <= set(run.opened.eligible[code])
    run.wishes = {code: wish for code, wish in wishes.items() if wish}
    run.say(
        """
        09:01 host call R01
        09:02 host miss R01 late
        09:03 host draw-lot 3.5.1.6./ witnesses supervisor notary
        09:04 host settle-tie
        """
    )
    assert len(run.session.next_in_turn) == 1
