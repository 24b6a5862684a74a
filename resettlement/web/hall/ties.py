"""Why a tie went as it did, person by person, in words that a family understands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from public_notices.typesetting import numeral
from resettlement.selection.allocation import lot
from resettlement.selection.allocation.allocate import settle_class
from resettlement.selection.session.events.tie_settled import TieSettled
from resettlement.selection.session.state import Recorded, Session, replay
from resettlement.translation import CHINESE, language
from resettlement.translation import gettext as _
from resettlement.web.hall.hall_state import Hall


@dataclass(frozen=True)
class Member:
    """One of a tied class: what they got and why; their place in the lot is 0 where none was needed."""

    candidate: str
    place: int
    code: str
    why: str
    waits: bool


@dataclass(frozen=True)
class Tie:
    """The tie that was settled last, as long as somebody of it waits; `key` is empty where no lot decided."""

    key: str
    algorithm: str
    members: tuple[Member, ...]


def settled(hall: Hall) -> Tie | None:
    """None while there is none to explain: a tie whose order made no difference has no story."""
    session = hall.session
    ties = [entry for entry in session.history if isinstance(entry.event, TieSettled)]
    if not ties:
        return None
    tie = ties[-1].event
    assert isinstance(tie, TieSettled)
    waiting = set(session.waiting)
    if tie.method == "indifferent" or not set(tie.order) & waiting:
        return None
    drawn = session.lot if tie.mattered and session.lot is not None else ""
    algorithm = session.opened.lot["algorithm"]
    digests = lot.digests(drawn, len(tie.order), algorithm) if drawn else ("",) * len(tie.order)
    why = reasons(session, ties[-1])
    members = (
        Member(one, place if drawn else 0, code(digest), why.get(one, ""), one in waiting)
        for place, (one, digest) in enumerate(zip(tie.order, digests, strict=True), 1)
    )
    return Tie(drawn, algorithm, tuple(members))


def code(digest: str) -> str:
    """The beginning of a lot's digest, in another form than the heads of logs have."""
    return f"{digest[:4]} {digest[4:8]}" if digest else ""


def reasons(session: Session, entry: Recorded) -> dict[str, str]:
    """What each of the class got and why, where filed wishes settled it; nothing where they choose live."""
    assert isinstance(entry.event, TieSettled)
    if entry.event.assignment is None:
        return {}
    before = replay(one for one in session.history if one.version < entry.version)
    served = _Served(before, entry.event)
    return {person: served.sentence(person) for person in entry.event.order}


@dataclass(frozen=True)
class _Served:
    """A class that was served by its wishes, and the hall as it stood before."""

    before: Session
    tie: TieSettled

    @cached_property
    def assignment(self) -> Mapping[str, str | None]:
        return self.tie.assignment or {}

    @cached_property
    def left(self) -> dict[str, int]:
        return self.before.seats_left

    @cached_property
    def posts(self) -> list[str]:
        return [position["id"] for position in self.before.opened.positions]

    @cached_property
    def wishes(self) -> dict[str, list[str]]:
        """As filed, full posts and those that one may not take included."""
        return {person: list(one["wishes"]) for person, one in (self.tie.opened or {}).items()}

    @cached_property
    def valid(self) -> dict[str, list[str]]:
        may_take = self.before.opened.eligible
        return {who: [post for post in own if post in may_take[who]] for who, own in self.wishes.items()}

    def sentence(self, person: str) -> str:
        post, wished = self.assignment[person], self.wishes[person]
        if post is None:
            got, missed = _("没有得到岗位"), wished
        elif post in wished:
            number = wished.index(post)
            got, missed = _("得到第%(n)s意愿 %(post)s", n=ordinal(number + 1), post=post), wished[:number]
        else:
            got, missed = _("服从调剂，得到 %(post)s", post=post), wished
        why = [
            _("第%(n)s意愿 %(post)s %(why)s", n=ordinal(number), post=one, why=self._why_not(person, one))
            for number, one in enumerate(missed, 1)
        ]
        return _("%(got)s。%(why)s。", got=got, why="；".join(why)) if why else _("%(got)s。", got=got)

    def _why_not(self, person: str, post: str) -> str:
        """Why they did not get this post, which they wished for more than the one they got."""
        if post not in self.valid[person]:
            return _("不能选")
        if not self.left[post]:
            return _("已经没有名额")
        holders = "、".join(one for one in self.tie.order if self.assignment[one] == post)
        instead = self._if_given(person, post)
        aims, otherwise = self._aims(self.assignment), self._aims(instead)
        if otherwise[0] > aims[0]:
            return _("由 %(who)s 得到：换一种分法，会多一人没有岗位", who=holders)
        if otherwise[1] > aims[1]:
            return _("由 %(who)s 得到：换一种分法，几人的意愿合起来更靠后", who=holders)
        first = next(one for one in self.tie.order if self.assignment[one] != instead[one])
        if self.assignment[first] == post:
            return _("由抽签次序在前的 %(who)s 得到", who=first)
        return _(
            "由 %(who)s 得到：几种分法一样好，抽签次序在前的 %(first)s 因此得到 %(post)s",
            who=holders,
            first=first,
            post=self.assignment[first],
        )

    def _if_given(self, person: str, post: str) -> dict[str, str | None]:
        """The best for the others if this person had this post all the same."""
        others = [one for one in self.tie.class_ if one != person]
        opened = self.tie.opened or {}
        placed = settle_class(
            others,
            {one: self.valid[one] for one in others},
            [one for one in others if opened[one]["accepts_any"]],
            {**self.left, post: self.left[post] - 1},
            self.before.opened.eligible,
            self.posts,
            [one for one in self.tie.order if one != person],
        )
        return {**placed.assignment, person: post}

    def _aims(self, assignment: Mapping[str, str | None]) -> tuple[int, int]:
        """What is kept small, in this order: people without a post, the sum of the wishes' numbers."""
        given = [(person, post) for person, post in assignment.items() if post is not None]
        return len(assignment) - len(given), sum(self._number(person, post) for person, post in given)

    def _number(self, person: str, post: str) -> int:
        """Wishes count from 1; for who accepts any the other posts count on behind, as posted."""
        own = self.valid[person]
        others: Sequence[str] = [one for one in self.posts if one in self.before.opened.eligible[person]]
        return [*own, *(one for one in others if one not in own)].index(post) + 1


def ordinal(number: int) -> str:
    """三 for 3 as a lot is called out in Chinese; figures beyond ten and in other languages."""
    return numeral(number) if language() == CHINESE and number <= 10 else str(number)
