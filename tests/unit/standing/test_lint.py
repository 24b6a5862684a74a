"""What two people should look at before a list is posted. Everybody here is invented."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import scoring
from resettlement.standing.lint import RULES, Examined, Finding, Proof, Settings, deviation, lint
from resettlement.translation import speaking

TODAY = date(2021, 10, 18)
PACK = scoring.load_pack("soldiers-2018")
REPORT = "个人奖励登记（报告）表"


def settings(**changed: Any) -> Settings:
    plain: dict[str, Any] = {
        "today": TODAY,
        "outlier": Decimal(10),
        "demanded": {},
        "identify": lambda about: about,
    }
    return Settings(**(plain | changed))


def award(grade: str = "third_class_merit", on: str = "2012-07-01", **more: Any) -> dict[str, Any]:
    return {"kind": "award", "grade": grade, "on": on, "evidence": REPORT, **more}


def area(start: str, to: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "area",
        "area": "hardship",
        "class": "1",
        "from": start,
        "to": to,
        "evidence": "证明",
        **more,
    }


def sanction(authority: str, grade: str, cause: str | None) -> dict[str, Any]:
    given = {"cause": cause} if cause else {}
    return {
        "kind": "sanction",
        "authority": authority,
        "grade": grade,
        "on": "2010-05-05",
        "evidence": "命令",
        **given,
    }


def examined(*facts: dict[str, Any], proofs: Sequence[Proof] | None = None, **sheet: Any) -> Examined:
    """A record that the engine scores, with its real sheet unless something of it is changed."""
    record = {
        "candidate": "S01", "category": "sergeant", "born_on": "1987-03-02", "enlisted_on": "2005-12-01",
        "discharged_on": "2021-12-01", "facts": list(facts),
    }  # fmt: skip
    made = scoring.score(scoring.parse_records({"records": [record]}), PACK)[0].to_json()
    return Examined(record, made | sheet, tuple(proofs or [Proof()] * len(facts)))


def found(*facts: dict[str, Any], **more: Any) -> list[tuple[str, tuple[int, ...]]]:
    return [(one.rule, one.facts) for one in lint([examined(*facts, **more)], settings())]


def batch(*totals: str) -> list[Examined]:
    """People of whom only the total is known."""
    sheet = {"exempt": False, "barred": False, "lines": []}
    record = {"facts": [], "born_on": None, "enlisted_on": "2005-12-01", "discharged_on": "2021-12-01"}
    return [
        Examined(
            record | {"candidate": f"S{number:02}"},
            sheet | {"total": total, "lines": [line(total)]},
            (),
        )
        for number, total in enumerate(totals, 1)
    ]


def line(points: str, **more: Any) -> dict[str, Any]:
    return {"item": "peace_m3", "label": "平时三等功", "points": points, "quantity": "1", "facts": []} | more


def outliers(*totals: str, **more: Any) -> list[str]:
    return [one.candidate for one in lint(batch(*totals), settings(**more)) if one.rule == "outlier"]


@pytest.mark.parametrize(
    "others", [("75",), ("75", "74"), ("75", "74.5", "73", "71"), ("75",) * 6, ("75", "60", "90", "45", "82")]
)
def test_a_total_of_689_85_beside_75_is_an_outlier_however_few_the_others_are(
    others: tuple[str, ...],
) -> None:
    assert "S01" in outliers("689.85", *others)


def test_two_wild_totals_do_not_hide_each_other() -> None:
    assert outliers("689.85", "680", "75", "74", "73.5", "72", "71", "70") == ["S01", "S02"]


@pytest.mark.parametrize(
    "totals",
    [
        ("111.9", "84", "81", "53.1", "51", "51", "50.5", "45.3", "42.7", "40"),
        ("18", "16", "13", "10", "10", "8", "8", "5.5"),
        ("8", "8", "8", "10"), ("75",), ("0", "0", "0"),
    ],
)  # fmt: skip
def test_totals_as_they_occur_are_no_outliers(totals: tuple[str, ...]) -> None:
    assert outliers(*totals) == []


def test_the_figure_for_outliers_is_the_campaigns() -> None:
    totals = ("111.9", "84", "81", "53.1", "51", "51", "50.5", "45.3", "42.7", "40")
    assert outliers(*totals, outlier=Decimal(6)) == ["S01"]


def test_an_outlier_says_what_it_was_measured_by_and_which_line_makes_it() -> None:
    [wild] = [one for one in lint(batch("689.85", "75", "74", "73"), settings()) if one.rule == "outlier"]
    assert wild.item == "peace_m3"
    assert all(words in wild.sentence for words in ("689.85", "中位数 74", "超过 10", "平时三等功"))


def test_the_exempt_and_the_barred_are_not_measured() -> None:
    people = batch("0", "75", "74", "73")
    exempt = Examined(people[0].record, {**people[0].sheet, "exempt": True}, ())
    assert [one for one in lint([exempt, *people[1:]], settings()) if one.rule == "outlier"] == []


@given(st.lists(st.decimals(0, 200, places=2), min_size=1, max_size=12), st.decimals(0, 200, places=2))
def test_the_deviation_does_not_depend_on_the_order_of_the_others(
    others: list[Decimal], total: Decimal
) -> None:
    assert deviation(total, others) == deviation(total, others[::-1]) >= 0


def test_a_sound_record_gives_nothing_to_look_at() -> None:
    assert found(award(), award("commendation", "2013-01-01"), area("2009-01-01", "2011-01-01")) == []


@pytest.mark.parametrize("on", ["1986-01-01", "2022-01-01"])
def test_a_day_before_birth_or_still_to_come_is_impossible(on: str) -> None:
    assert ("impossible_day", (0,)) in found(award(on=on))


def test_a_day_before_the_service_or_after_it_is_outside() -> None:
    assert found(award(on="2004-07-01")) == [("longer_than_service", (0,))]
    assert found(award(on="2005-12-01"), award("commendation", "2021-12-01")) == []


def test_more_days_of_combat_than_of_service_cannot_be() -> None:
    assert found({"kind": "combat", "days": 5844, "evidence": "证明"}) == []
    assert found({"kind": "combat", "days": 5845, "evidence": "证明"}) == [("longer_than_service", (0,))]


def test_an_award_that_stands_there_twice_is_one_finding_and_a_third_time_another() -> None:
    assert found(award(), award("commendation"), award()) == [("counted_twice", (0, 2))]
    three = lint([examined(award(), award(), award())], settings())
    assert [one.facts for one in three] == [(0, 1), (0, 2), (1, 2)]
    assert len({one.id for one in three}) == 3


def test_two_awards_by_one_document_are_looked_at() -> None:
    proofs = [Proof("某通〔2012〕3号"), Proof("某通〔2012〕3号")]
    assert found(award(), award("second_class_merit", "2013-07-01"), proofs=proofs) == [
        ("counted_twice", (0, 1))
    ]
    assert found(award(), area("2009-01-01", "2010-01-01"), proofs=proofs) == []


def test_defaults_written_out_are_the_same_award() -> None:
    assert found(award(), award(setting="peacetime", cause="抗洪")) == [("counted_twice", (0, 1))]


def test_two_periods_of_one_kind_at_one_time_overlap_and_those_that_meet_do_not() -> None:
    assert found(area("2009-01-01", "2011-01-01"), area("2010-06-01", "2012-01-01")) == [("overlap", (0, 1))]
    assert found(area("2009-01-01", "2011-01-01"), area("2011-01-01", "2012-01-01")) == []


def test_a_document_older_than_what_it_proves_or_of_a_day_to_come_is_looked_at() -> None:
    assert found(award(), proofs=[Proof(document_on=date(2012, 6, 30))]) == [("proof_before_fact", (0,))]
    assert found(award(), proofs=[Proof(document_on=date(2012, 7, 1))]) == []
    assert found(award(), proofs=[Proof(document_on=date(2021, 10, 19))]) == [("proof_before_fact", (0,))]


def test_one_cause_that_earns_twice_is_looked_at_and_one_that_the_rule_counts_once_is_not() -> None:
    facts = (award(cause="抗洪"), award("second_class_merit", "2012-08-01", cause="抗洪"))
    both = examined(*facts)
    assert [(one.rule, one.facts) for one in lint([both], settings())] == [("one_cause", (0, 1))]
    silenced = [line("0", facts=[0], quantity="0"), line("20", facts=[1], item="peace_m2")]
    once = Examined(both.record, {**both.sheet, "lines": silenced, "total": "20"}, both.proofs)
    assert lint([once], settings()) == ()
    changed_since = Examined(both.record, both.sheet, both.proofs, stale=True)
    assert lint([changed_since], settings()) == ()


def test_one_cause_punished_twice_is_looked_at_unless_the_rule_takes_one() -> None:
    facts = (sanction("military", "warning", "缺勤"), sanction("party", "warning", "缺勤"))
    record = examined().record | {"facts": list(facts)}
    sheet = {"exempt": False, "barred": False, "total": "-3"}
    for quantity, expected in (("2", [("one_cause", (0, 1))]), ("1", [])):
        lines = [line("-3", facts=[0, 1], quantity=quantity)]
        person = Examined(record, {**sheet, "lines": lines}, (Proof(), Proof()))
        assert [(one.rule, one.facts) for one in lint([person], settings())] == expected


def test_a_fact_without_proof_is_looked_at_and_must_be_mended_where_the_rule_demands_it() -> None:
    bare = {key: value for key, value in award().items() if key != "evidence"}
    [one] = lint([examined(bare)], settings())
    assert (one.rule, one.must_be_mended) == ("unproven", False)
    [demanded] = lint([examined(bare)], settings(demanded={"award": "奖励登记（报告）表"}))
    assert demanded.must_be_mended
    assert "奖励登记（报告）表" in demanded.sentence


def test_a_total_that_is_not_the_sum_of_its_lines_must_be_mended() -> None:
    real = examined(award())
    [one] = lint([Examined(real.record, {**real.sheet, "total": "99"}, real.proofs)], settings())
    assert (one.rule, one.must_be_mended) == ("does_not_add_up", True)


def test_every_finding_names_the_person_and_its_rule_has_a_name() -> None:
    one: Finding = lint([examined(award(on="2004-07-01"))], settings())[0]
    assert one.sentence.startswith("S01：")
    assert one.rule in RULES


def test_an_id_stays_while_what_it_is_about_stays_and_changes_with_it() -> None:
    def ids(*facts: dict[str, Any]) -> list[str]:
        return [one.id for one in lint([examined(*facts)], settings()) if one.rule == "longer_than_service"]

    odd = award(on="2004-07-01")
    assert ids(odd) == ids(award("commendation"), odd)
    assert ids(odd) != ids(award(on="2004-07-02"))


def test_two_people_who_read_different_languages_decide_on_the_same_finding() -> None:
    odd = [
        award(on="1986-01-01"),
        award(),
        award(),
        {"kind": "award", "grade": "second_class_merit", "on": "2013-07-01"},
        area("2010-01-01", "2012-01-01"),
        area("2011-01-01", "2023-01-01"),
        {"kind": "combat", "days": 9000, "evidence": REPORT},
    ]
    proofs = [Proof(document_on=date(1985, 1, 1)), *([Proof()] * 6)]
    people = [examined(*odd, proofs=proofs, total="689.85"), *batch("75", "74", "73")]
    chinese = lint(people, settings(demanded={"award": REPORT}))
    with speaking("en"):
        english = lint(people, settings(demanded={"award": REPORT}))
    assert {one.rule for one in chinese} == RULES.keys() - {"one_cause"}
    assert [replace(one, sentence="") for one in english] == [replace(one, sentence="") for one in chinese]
    said = " ".join(one.sentence for one in english).replace(REPORT, "")
    assert not re.search("[\u4e00-\u9fff\uff0c\uff1a]", said)
