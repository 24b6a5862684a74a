"""Whatever happens in the hall, in whatever order: no seat twice, nobody lost, and the log tells it all."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from public_notices import verifier
from resettlement.errors import RefusedError
from resettlement.journal.model import GENESIS, Draft, chained
from resettlement.selection.session.events import (
    AdjustClock,
    AdmitProxy,
    Arrive,
    BeginRound,
    Call,
    CheckStandby,
    Choose,
    ChooseFiledWish,
    Close,
    Command,
    DrawLot,
    GiveUp,
    Miss,
    Pass,
    Pause,
    Resume,
    SettleTie,
    Undo,
    Waive,
    payload_of,
    type_of,
)
from resettlement.selection.session.events.chosen import picks
from resettlement.selection.session.events.post_barred import BarPost
from resettlement.selection.session.events.seats_changed import ChangeSeats
from resettlement.selection.session.rules import AHEAD_CLOCKS, FREED_POSTS, LEFT_BY, REASONS, RESTARTS
from resettlement.selection.session.state import replay
from tests.hall import DAY, Hall, filed, opening

POSTS = ["P1", "P2", "P3", "P4"]
people = [f"S{number}" for number in range(1, 8)]
consequences = st.sampled_from(
    ["last_of_list", "what_is_left", "given_up", "first_free_wish", "after:1", "after:2"]
)
batches = st.lists(
    st.fixed_dictionaries(
        {
            "category": st.sampled_from(["officer", "sergeant"]),
            "from": st.integers(1, 5),
            "at": st.integers(0, 900).map(lambda seconds: (DAY + timedelta(seconds=seconds)).isoformat()),
        }
    ),
    max_size=4,
    unique_by=lambda batch: (batch["category"], batch["from"]),
)


optional_rules = st.fixed_dictionaries(
    {},
    optional={
        "standby": st.fixed_dictionaries({"roll_call": st.just(10), "check": st.booleans()}),
        "call_ahead": st.fixed_dictionaries(
            {
                "people": st.integers(1, 2),
                "minutes": st.integers(0, 1),
                "clock": st.sampled_from(AHEAD_CLOCKS),
            }
        ),
        "freed_post": st.sampled_from(FREED_POSTS),
        "second_round": st.fixed_dictionaries(
            {
                "who": st.lists(st.sampled_from(LEFT_BY), unique=True, min_size=1),
                "restart": st.sampled_from(RESTARTS),
            }
        ),
    },
)


@st.composite
def halls(draw: st.DrawFn) -> Hall:
    """A small hall: two groups with ties, few seats, some wishes, any rules."""
    present = people[: draw(st.integers(1, 7))]
    cuts = draw(st.lists(st.booleans(), min_size=len(present), max_size=len(present)))
    classes: list[list[str]] = []
    for person, new in zip(present, cuts, strict=True):
        if new or not classes:
            classes.append([person])
        else:
            classes[-1].append(person)
    split = draw(st.integers(0, len(classes)))
    seats = {post: draw(st.integers(0, 3)) for post in POSTS}
    eligible = {person: draw(st.lists(st.sampled_from(POSTS), unique=True)) for person in present}
    eligible = {person: [p for p in POSTS if p in posts] for person, posts in eligible.items()}
    wishes = {}
    for person in present:
        if eligible[person] and draw(st.booleans()):
            order = draw(st.permutations(eligible[person]))
            wishes[person] = filed(*order[: draw(st.integers(0, 3))], accepts_any=draw(st.booleans()))
    rules = {
        "guarantee": draw(st.sampled_from(["off", "warn", "enforce"])),
        "tie_method": draw(st.sampled_from(["wishes", "lot"])),
        "missed": {r: {"first": draw(consequences), "again": draw(consequences)} for r in REASONS},
        "passed": {
            "times": draw(st.integers(0, 2)),
            "then": draw(st.sampled_from(["last_of_list", "after:2"])),
        },
        "proxy": {"allowed": True, "papers": ["委托书"], "days_ahead": draw(st.integers(0, 1))},
        "batches": draw(st.just([]) | batches),
    }
    rules |= draw(optional_rules)
    groups = {"officer": classes[:split], "sergeant": classes[split:]}
    late = {post: 2 for post in POSTS if "second_round" in rules and draw(st.booleans())}
    return Hall(opening(groups, seats, eligible=eligible, wishes=wishes, round_of=late, **rules), wishes)


class AnySession(RuleBasedStateMachine):
    """Commands in any order; a refused one changes nothing."""

    @initialize(hall=halls())
    def open(self, hall: Hall) -> None:
        self.hall = hall
        self.now = DAY

    def give(self, command: Command, by: str = "host") -> None:
        before = self.hall.session
        try:
            self.hall.do(command, self.now, by)
        except RefusedError:
            assert self.hall.session == before

    @property
    def at_table(self) -> str:
        table = self.hall.session.table
        return table.candidate if table else "nobody"

    @rule(seconds=st.integers(0, 400))
    def time_goes_by(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @rule(post=st.sampled_from(POSTS), seats=st.integers(0, 3) | st.none(), pause=st.booleans())
    def seats_are_changed(self, post: str, seats: int | None, pause: bool) -> None:
        if pause:
            self.give(Pause("名额变动"))
        self.give(ChangeSeats(post, seats, "编制收回"))

    @rule()
    def go_on(self) -> None:
        """What a host does next in a normal session."""
        session = self.hall.session
        if session.paused_at:
            self.give(Resume())
        elif len(session.next_in_turn) > 1 and session.table is None:
            self.draw("3.1.4./")
            self.settle()
        elif session.table is None:
            self.give(Call() if session.next_in_turn else BeginRound())
        elif session.table.takes_filed_wish:
            self.wish()
        elif posts := session.open_to(session.table.candidate):
            self.arrive(session.table.candidate)
            self.check_again(session.table.candidate, True, "host", "supervisor")
            self.give(Choose(session.table.candidate, posts[0], despite_warning=True))
        else:
            self.give(GiveUp(session.table.candidate))

    @rule(steps=st.integers(2, 20))
    def go_on_for_a_while(self, steps: int) -> None:
        """So that sessions reach their second rounds and their ends."""
        for _step in range(steps):
            self.go_on()

    @rule()
    def call(self) -> None:
        """The next one, whether or not somebody is at the table."""
        self.give(Call())

    @rule(person=st.sampled_from(people))
    def arrive(self, person: str) -> None:
        self.give(Arrive(person), by="clerk")

    @rule(person=st.sampled_from(people), passed=st.booleans())
    def check(self, person: str, passed: bool) -> None:
        self.give(CheckStandby(person, passed, "" if passed else "未带证件"), by="clerk")

    @rule(person=st.sampled_from(people), post=st.sampled_from(POSTS), barred=st.booleans())
    def bar(self, person: str, post: str, barred: bool) -> None:
        if person in self.hall.session.assignment:
            self.give(BarPost(person, post, barred), by="reviewer")

    @rule(
        person=st.sampled_from(people),
        passed=st.booleans(),
        by=st.sampled_from(["host", "reviewer"]),
        second=st.sampled_from(["", "host", "supervisor"]),
    )
    def check_again(self, person: str, passed: bool, by: str, second: str) -> None:
        """What one refused another lifts only with a second person."""
        self.give(CheckStandby(person, passed, "" if passed else "证件不符", second), by=by)

    @rule(seconds=st.integers(0, 400))
    def adjust_clock(self, seconds: int) -> None:
        self.give(AdjustClock(self.at_table, seconds, "电脑死机"))

    @precondition(lambda self: self.hall.session.chosen)
    @rule(number=st.integers(0, 6), second=st.sampled_from(["supervisor", "supervisor", "host", ""]))
    def waive(self, number: int, second: str) -> None:
        chosen = sorted(self.hall.session.chosen)
        self.give(Waive(chosen[number % len(chosen)], "家属随迁", second))

    @rule()
    def begin_round(self) -> None:
        self.give(BeginRound())

    @rule()
    def settle(self) -> None:
        wishes = self.hall.wishes
        self.give(SettleTie({p: wishes[p] for p in self.hall.session.next_in_turn if p in wishes}))

    @rule(key=st.sampled_from(["3.1.4./", "2.7.1./"]))
    def draw(self, key: str) -> None:
        self.give(DrawLot(key, ("supervisor", "notary"), no_picture="未带相机"))

    @rule(post=st.sampled_from(POSTS), sure=st.booleans())
    def choose(self, post: str, sure: bool) -> None:
        self.give(Choose(self.at_table, post, despite_warning=sure))

    @rule()
    def wish(self) -> None:
        self.give(ChooseFiledWish(self.at_table, self.hall.wishes.get(self.at_table)))

    @rule(reason=st.sampled_from(REASONS))
    def miss(self, reason: str) -> None:
        self.give(Miss(self.at_table, reason))

    @rule()
    def pass_(self) -> None:
        self.give(Pass(self.at_table))

    @rule(day=st.sampled_from(["", "2021-12-17", "2021-12-18"]))
    def proxy(self, day: str) -> None:
        papers = self.hall.session.opened.settings["proxy"]["papers"]
        self.give(AdmitProxy(self.at_table, tuple(papers), day))

    @rule()
    def pause(self) -> None:
        self.give(Pause("断电"))

    @rule()
    def resume(self) -> None:
        self.give(Resume())

    @rule(back=st.integers(0, 6))
    def undo(self, back: int) -> None:
        self.give(Undo(max(1, self.hall.session.version - back), "误操作", "supervisor"))

    @precondition(lambda self: not self.hall.session.waiting)
    @rule()
    def close(self) -> None:
        self.give(Close())

    @invariant()
    def everybody_is_in_exactly_one_place(self) -> None:
        session = self.hall.session
        at_table = [session.table.candidate] if session.table else []  # those called ahead are waiting
        places = [*session.waiting, *session.chosen, *session.without_post, *at_table]
        assert Counter(places) == Counter(list(session.assignment))

    @invariant()
    def no_post_has_more_people_than_seats(self) -> None:
        assert all(left >= 0 for left in self.hall.session.seats_left.values())

    @invariant()
    def whoever_chose_twice_gave_his_first_post_back(self) -> None:
        found = [pick for _number, _entry, pick in picks(self.hall.session)]
        assert {pick.candidate: pick.position for pick in found} == dict(self.hall.session.chosen)

    @invariant()
    def nobody_holds_a_post_he_may_not_take(self) -> None:
        session = self.hall.session
        assert all(post in session.opened.eligible[person] for person, post in session.chosen.items())

    def teardown(self) -> None:
        if not hasattr(self, "hall"):
            return
        assert replay(self.hall.log) == self.hall.session
        assert list(verifier.check_entries(self.written())) == []

    def written(self) -> list[dict[str, Any]]:
        previous, entries = GENESIS, []
        for entry in self.hall.log:
            draft = Draft(type_of(entry.event), payload_of(entry.event))
            made = chained("session/test", entry.version, entry.at, entry.by, draft, previous)
            previous = made.hash
            entries.append(made.to_json())
        return entries


TestAnySession = AnySession.TestCase
TestAnySession.settings = settings(stateful_step_count=40)


@pytest.mark.faults
class TestAnySessionAtLength(AnySession.TestCase):  # type: ignore[misc,name-defined]
    """The same with 2,000 sessions (make faults)."""

    settings = settings(stateful_step_count=40, max_examples=2000)
