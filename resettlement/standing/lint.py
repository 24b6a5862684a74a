"""What looks wrong in records and score sheets before they are posted. Pure; nothing here is law.

A finding says what two people should look at. It is settled when the record is put right (then it is gone) or
when two different people say, each with a reason, that it is right all the same (`standing.findings`).

An outlier is a total that lies far from the others of its category: its distance from their median, divided
by 1.4826 times their median absolute deviation (taken as 5 % of their median at least), is above a figure
that the campaign sets. The person concerned is left out of the others: one wild total cannot hide itself.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import combinations
from statistics import median
from typing import Any

from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import looked_up
from scoring.kinds import KINDS

Json = Mapping[str, Any]

NORMAL = Decimal("1.4826")  # makes the median absolute deviation comparable to a standard deviation
FLOOR = Decimal("0.05")
AWARDS = ("award", "citation", "talent_award", "research_award", "state_allowance", "child_of_martyr")
_DAYS = ("on", "from", "to")


@dataclass(frozen=True)
class Proof:
    """What is known of a fact's document besides its name."""

    document_number: str | None = None
    document_on: date | None = None
    page: str | None = None


@dataclass(frozen=True)
class Examined:
    """One person's record and sheet (CONTRACT's shapes), and the proof of each fact in their order.

    `stale`: the record was changed since, so that the lines of the sheet speak of other facts.
    """

    record: Json
    sheet: Json
    proofs: tuple[Proof, ...]
    stale: bool = False

    @property
    def candidate(self) -> str:
        return str(self.record["candidate"])

    @property
    def facts(self) -> Sequence[Json]:
        facts: Sequence[Json] = self.record["facts"]
        return facts

    @property
    def scored(self) -> bool:
        """Neither exempt nor barred: their lines earn points."""
        return not self.sheet["exempt"] and not self.sheet["barred"]


@dataclass(frozen=True)
class Finding:
    """Something to look at. `facts` count from 0 as in the record, `item` is a line of the sheet.

    `id` stays the same as long as what it is about stays the same; `sentence` is for who looks, in their
    language, and nothing rests on it. What `must_be_mended` cannot be let pass.
    """

    id: str
    rule: str
    candidate: str
    facts: tuple[int, ...]
    item: str | None
    sentence: str
    must_be_mended: bool = False


@dataclass(frozen=True)
class Settings:
    """`today`: nothing can have happened later. `outlier`: see above. `demanded`: the kinds of fact for
    which the rule demands a document, and which. `identify` makes an id of what a finding is about.
    """

    today: date
    outlier: Decimal
    demanded: Mapping[str, str]
    identify: Callable[[str], str]


@dataclass(frozen=True)
class _Seen:
    """A finding before it has its id: `about` is all that it rests on."""

    facts: tuple[int, ...]
    sentence: str
    item: str | None = None
    must_be_mended: bool = False
    about: str | None = None


def lint(category: Sequence[Examined], settings: Settings) -> tuple[Finding, ...]:
    """Everything to look at among the people of one category, by person."""
    seen = [(rule, one, what) for one in category for rule, look in _OF_ONE.items()
            for what in look(one, settings)]  # fmt: skip
    seen += [("outlier", one, what) for one, what in _outliers(category, settings.outlier)]
    before: Counter[str] = Counter()
    found = []
    for rule, one, what in seen:
        about = f"{rule}|{one.candidate}|{what.about or _facts_in_full(one, what.facts)}"
        before[about] += 1  # a third equal fact is another finding than the second
        id_ = settings.identify(f"{about}|{before[about]}")
        sentence = _("%(candidate)s：%(what)s", candidate=one.candidate, what=what.sentence)
        found.append(Finding(id_, rule, one.candidate, what.facts, what.item, sentence, what.must_be_mended))
    return tuple(sorted(found, key=lambda finding: (finding.candidate, finding.rule, finding.facts)))


def _facts_in_full(one: Examined, facts: Sequence[int]) -> str:
    return repr([sorted(one.facts[index].items(), key=str) for index in facts])


def deviation(total: Decimal, others: Sequence[Decimal]) -> Decimal:
    """How far a total lies from the others, in the measure stated above."""
    middle = median(others)
    spread = median(abs(other - middle) for other in others)
    least = abs(middle) * FLOOR or Decimal(1)
    return abs(total - middle) / (NORMAL * max(spread, least))


def _outliers(category: Sequence[Examined], limit: Decimal) -> Iterator[tuple[Examined, _Seen]]:
    scored = [one for one in category if one.scored]
    totals = [Decimal(one.sheet["total"]) for one in scored]
    for index, (one, total) in enumerate(zip(scored, totals, strict=True)):
        others = totals[:index] + totals[index + 1 :]
        if not others or (far := deviation(total, others)) <= limit:
            continue
        most = max(one.sheet["lines"], key=lambda line: abs(Decimal(line["points"])), default=None)
        sentence = _(
            "总分 %(total)s 与本类别其他人相差很大（其他人的中位数 %(median)s，偏离度 %(far)s，"
            "超过 %(limit)s）",
            total=total, median=median(others), far=f"{far:.1f}", limit=limit,
        )  # fmt: skip
        if most:
            line = looked_up(most["label"])
            sentence = _("%(what)s，其中“%(line)s”一行 %(points)s 分",
                         what=sentence, line=line, points=most["points"])  # fmt: skip
        yield one, _Seen((), sentence, most["item"] if most else None, about=str(total))


def _impossible_days(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """A day before birth, or one that has not come yet."""
    born, last = one.record.get("born_on"), max(settings.today.isoformat(), one.record["discharged_on"])
    for index, fact in enumerate(one.facts):
        for name in _DAYS:
            day = fact.get(name)
            if day is not None and (day > last or (born is not None and day < born)):
                told = {"fact": _label(fact), "day": day}
                sentence = (
                    _("%(fact)s的日期 %(day)s 还没有到", **told)
                    if day > last
                    else _("%(fact)s的日期 %(day)s 在出生之前", **told)
                )
                yield _Seen((index,), sentence)


def _proof_before_fact(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """A document cannot tell of what happened after it, nor be of a day to come."""
    for index, (fact, proof) in enumerate(zip(one.facts, one.proofs, strict=True)):
        if proof.document_on is None:
            continue
        happened = fact.get("on") or fact.get("from")
        about = f"{index}|{happened}|{proof.document_on}"
        if happened is not None and proof.document_on.isoformat() < happened:
            sentence = _("%(fact)s（%(happened)s）的证明材料日期 %(day)s 更早",
                         fact=_label(fact), happened=happened, day=proof.document_on)  # fmt: skip
            yield _Seen((index,), sentence, about=about)
        elif proof.document_on > settings.today:
            sentence = _("%(fact)s的证明材料日期 %(day)s 还没有到", fact=_label(fact), day=proof.document_on)
            yield _Seen((index,), sentence, about=about)


def _longer_than_service(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """Facts outside the service, or of more days than it had."""
    first, after = one.record["enlisted_on"], one.record["discharged_on"]
    days = (date.fromisoformat(after) - date.fromisoformat(first)).days
    for index, fact in enumerate(one.facts):
        outside = [fact[name] for name in _DAYS if name in fact and not first <= fact[name] <= after]
        if outside:
            sentence = _("%(fact)s的日期 %(days)s 不在服役期间（%(first)s 至 %(after)s）之内",
                         fact=_label(fact), days="、".join(outside), first=first, after=after)  # fmt: skip
            yield _Seen((index,), sentence)
        elif fact.get("days", 0) > days:
            sentence = _("%(fact)s %(days)s 天，多于服役的 %(served)s 天",
                         fact=_label(fact), days=fact["days"], served=days)  # fmt: skip
            yield _Seen((index,), sentence)


def _counted_twice(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """Two entries of one award: the same in every word, or by the same document."""
    awards = [(index, fact) for index, fact in enumerate(one.facts) if fact["kind"] in AWARDS]
    for (index, fact), (other, second) in combinations(awards, 2):
        if not one.scored or fact["kind"] != second["kind"]:
            continue
        number, same = one.proofs[index].document_number, one.proofs[other].document_number
        if _core(fact) == _core(second):
            sentence = _("第 %(one)s 项和第 %(other)s 项是同一次%(fact)s，可能录了两次",
                         one=index + 1, other=other + 1, fact=_label(fact))  # fmt: skip
            yield _Seen((index, other), sentence)
        elif number is not None and number == same:
            sentence = _("第 %(one)s 项和第 %(other)s 项%(fact)s出自同一份文件（%(number)s）",
                         one=index + 1, other=other + 1, fact=_label(fact), number=number)  # fmt: skip
            yield _Seen((index, other), sentence, about=f"{_core(fact)}|{_core(second)}|{number}")


def _one_cause(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """One cause that earned twice, or was punished twice: more facts count than there are causes."""
    if one.stale or not one.scored:
        return
    for kinds, sentence in (
        (("award", "citation"), later("同一事由（%(cause)s）可能计了两次分")),
        (("sanction",), later("同一事由（%(cause)s）可能减了两次分")),
    ):
        lines = [
            line
            for line in one.sheet["lines"]
            if line["facts"]
            and all(one.facts[index]["kind"] in kinds for index in line["facts"])
            and Decimal(line["points"]) != 0
            and Decimal(line["quantity"]) <= len(line["facts"])
        ]
        of_cause: dict[str, list[int]] = defaultdict(list)
        for index in sorted({index for line in lines for index in line["facts"]}):
            of_cause[one.facts[index].get("cause") or f"#{index}"].append(index)
        if sum(Decimal(line["quantity"]) for line in lines) <= len(of_cause):
            continue
        for cause, facts in of_cause.items():
            if len(facts) > 1:
                yield _Seen(tuple(facts), _(sentence, cause=cause))


def _overlaps(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """Two periods of one kind at the same time."""
    periods = [(i, fact) for i, fact in enumerate(one.facts) if "from" in fact and "to" in fact]
    for (index, fact), (other, second) in combinations(periods, 2):
        start, end = max(fact["from"], second["from"]), min(fact["to"], second["to"])
        if fact["kind"] == second["kind"] and start < end:
            sentence = _("第 %(one)s 项和第 %(other)s 项%(fact)s的时段重叠（%(start)s 至 %(end)s）",
                         one=index + 1, other=other + 1, fact=_label(fact), start=start, end=end)  # fmt: skip
            yield _Seen((index, other), sentence)


def _unproven(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """A fact without any document; where the rule demands one it must be added."""
    for index, fact in enumerate(one.facts):
        if fact.get("evidence"):
            continue
        demanded = settings.demanded.get(fact["kind"])
        told = {"one": index + 1, "fact": _label(fact)}
        sentence = (
            _("第 %(one)s 项%(fact)s没有证明材料；规则要求有%(demanded)s，须补上", demanded=demanded, **told)
            if demanded
            else _("第 %(one)s 项%(fact)s没有证明材料", **told)
        )
        yield _Seen((index,), sentence, must_be_mended=demanded is not None)


def _does_not_add_up(one: Examined, settings: Settings) -> Iterator[_Seen]:
    """A total that is not the sum of its lines."""
    added = sum((Decimal(line["points"]) for line in one.sheet["lines"]), Decimal(0))
    total = Decimal(one.sheet["total"])
    if added != total:
        sentence = _("总分 %(total)s 不等于各行之和 %(added)s", total=total, added=added)
        yield _Seen((), sentence, must_be_mended=True, about=f"{total}|{added}")


_OF_ONE: Mapping[str, Callable[[Examined, Settings], Iterator[_Seen]]] = {
    "impossible_day": _impossible_days,
    "proof_before_fact": _proof_before_fact,
    "longer_than_service": _longer_than_service,
    "counted_twice": _counted_twice,
    "one_cause": _one_cause,
    "overlap": _overlaps,
    "unproven": _unproven,
    "does_not_add_up": _does_not_add_up,
}

RULES: Mapping[str, str] = {
    "outlier": later("总分异常"),
    "impossible_day": later("日期不可能"),
    "proof_before_fact": later("材料日期不对"),
    "longer_than_service": later("超出服役期间"),
    "counted_twice": later("重复计奖"),
    "one_cause": later("同一事由两次计算"),
    "overlap": later("时段重叠"),
    "unproven": later("缺证明材料"),
    "does_not_add_up": later("合计不符"),
}
"""What each rule is called; a page looks it up."""


def _label(fact: Json) -> str:
    return looked_up(KINDS[fact["kind"]].label)


def _core(fact: Json) -> frozenset[tuple[str, str]]:
    """A fact without its proof and its cause, defaults filled in."""
    kind = KINDS[fact["kind"]]
    apart = ("cause", "evidence")
    return frozenset(
        (name, str(fact.get(name, one.default))) for name, one in kind.attributes.items() if name not in apart
    )
