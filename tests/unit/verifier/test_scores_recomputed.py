"""The second computation of scores, rule by rule, from docs/rule-packs.md; figures worked out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from public_notices.verifier import compare_scores
from public_notices.verifier.numbered import CannotComputeError
from public_notices.verifier.packs import read_pack
from public_notices.verifier.scores import Sheet, score
from tests.unit.verifier.building import Json

HEAD = 'id = "p"\ntitle = "t"\ncategories = ["sergeant"]\nlocal = ["tie_chain", "exactly_six_months"]\n'
SERVICE = """
[[items]]
id = "service"
rule = "service_years"
chapter = "s"
facts = [{ kind = "not_counted" }]
brackets = [{ id = "to12", through = 12, points = 3 }, { id = "over12", points = 4 }]
under_six_months = 0.5
exactly_six_months = "unknown"
over_six_months = 1
status = "seen"
"""


def item(id_: str, rule: str, facts: str, rest: str = "", status: str = "seen") -> str:
    head = f'[[items]]\nid = "{id_}"\nrule = "{rule}"\nchapter = "c"\nstatus = "{status}"\n'
    return f"{head}facts = [{facts}]\n{rest}\n"


def person(*facts: Json, **more: Any) -> Json:
    return {
        "candidate": "A",
        "category": "sergeant",
        "born_on": "1988-01-01",
        "enlisted_on": "2009-12-01",
        "discharged_on": "2021-12-01",
        "facts": list(facts),
    } | more


def sheet(pack: str, *facts: Json, overlay: str | None = None, **more: Any) -> Sheet:
    return score(person(*facts, **more), read_pack(HEAD + pack, overlay))


def lines(pack: str, *facts: Json, **more: Any) -> list[tuple[str, str, str, list[int]]]:
    """Item, quantity, points and facts of every line."""
    found = sheet(pack, *facts, **more).lines
    return [(one.item, f"{one.quantity:f}", f"{one.points:f}", list(one.facts)) for one in found]


def merit(**more: Any) -> Json:
    return {"kind": "award", "grade": "third_class_merit", "on": "2012-07-01"} | more


def area(start: str, end: str, **more: Any) -> Json:
    return {"kind": "area", "area": "hardship", "class": "3", "from": start, "to": end} | more


MERIT = '{ kind = "award", grade = "third_class_merit" }'


class TestService:
    @pytest.mark.parametrize(
        ("enlisted", "discharged", "to12", "over12"),
        [
            ("2009-12-01", "2021-12-01", "12", None),
            ("2009-12-01", "2021-11-30", "12", None),
            ("2009-12-01", "2021-05-31", "11.5", None),
            ("2009-12-01", "2021-06-02", "12", None),
            ("2009-12-01", "2021-12-02", "12", "0.5"),
            ("2005-12-01", "2021-12-01", "12", "4"),
            ("2005-12-01", "2022-06-02", "12", "5"),
            ("2021-12-01", "2021-12-01", "0", None),
        ],
    )
    def test_years_fall_into_brackets_and_a_part_year_counts_by_its_length(
        self, enlisted: str, discharged: str, to12: str, over12: str | None
    ) -> None:
        found = {one[0]: one[1] for one in lines(SERVICE, enlisted_on=enlisted, discharged_on=discharged)}
        assert {
            key: value.rstrip("0").rstrip(".") if "." in value else value for key, value in found.items()
        } == {"to12": to12} | ({"over12": over12} if over12 else {})

    def test_exactly_six_months_needs_a_local_rule(self) -> None:
        with pytest.raises(CannotComputeError, match="exactly_six_months"):
            sheet(SERVICE, discharged_on="2021-06-01")
        overlay = 'overlays = "p"\nexactly_six_months = 0.5\n'
        assert str(sheet(SERVICE, discharged_on="2021-06-01", overlay=overlay).total) == "34.5"

    def test_time_that_does_not_count_moves_the_end_back(self) -> None:
        gone = {"kind": "not_counted", "from": "2015-01-01", "to": "2016-01-01"}
        assert lines(SERVICE, gone) == [("to12", "11", "33", [0])]

    def test_time_that_does_not_count_counts_once_and_only_within_the_service(self) -> None:
        spans = [("2015-01-01", "2015-07-01"), ("2015-04-01", "2016-01-01"), ("2000-01-01", "2009-12-01")]
        gone = [{"kind": "not_counted", "from": start, "to": end} for start, end in spans]
        assert lines(SERVICE, *gone) == [("to12", "11", "33", [0, 1, 2])]

    def test_the_last_day_of_a_short_month_is_the_end_of_a_month(self) -> None:
        assert sheet(SERVICE, enlisted_on="2020-01-31", discharged_on="2020-02-29").service == (0, 1, 0)


class TestOwnership:
    def test_a_fact_belongs_to_the_first_item_it_fits(self) -> None:
        pack = item("war", "per_fact", '{ kind = "award", setting = "wartime" }', "points = 20")
        pack += item("any", "per_fact", '{ kind = "award" }', "points = 10")
        assert lines(pack, merit(), merit(setting="wartime")) == [
            ("war", "1", "20", [1]),
            ("any", "1", "10", [0]),
        ]

    def test_what_is_left_out_has_its_default(self) -> None:
        pack = item(
            "peace", "per_fact", '{ kind = "award", setting = "peacetime", collective = false }', "points = 1"
        )
        pack += item("rest", "nothing", '{ kind = "award" }')
        found = lines(pack, merit(), merit(collective=True))
        assert found == [("peace", "1", "1", [0]), ("rest", "1", "0", [1])]

    def test_an_item_that_reads_takes_nothing_away(self) -> None:
        pack = item("reader", "nothing", '{ kind = "award" }', "reads = true") + item(
            "m", "per_fact", MERIT, "points = 10"
        )
        assert lines(pack, merit()) == [("reader", "1", "0", [0]), ("m", "1", "10", [0])]

    def test_a_fact_of_no_item_is_refused(self) -> None:
        with pytest.raises(CannotComputeError, match="不属于"):
            sheet(SERVICE, merit())

    def test_an_item_that_is_not_known_refuses_only_who_needs_it(self) -> None:
        pack = SERVICE + item("m", "per_fact", MERIT, status="not_found")
        assert len(sheet(pack).lines) == 1
        with pytest.raises(CannotComputeError, match="m"):
            sheet(pack, merit())
        overlay = 'overlays = "p"\n[[items]]\nid = "m"\npoints = 9\n'
        assert lines(pack, merit(), overlay=overlay)[1] == ("m", "1", "9", [0])


class TestAmounts:
    @pytest.mark.parametrize(
        ("rest", "points"),
        [
            ("points = 0.5", ["0.5", "1", "1.5"]),
            ("first = 2\neach_later = 1", ["2", "3", "4"]),
            ("first = 2\neach_later = 1\ncap = 3", ["2", "3", "3"]),
            ("by_count = [5, 8, 10]", ["5", "8", "10"]),
            ("by_count = [5, 8]", ["5", "8", "8"]),
            ("points = 30\nonce = true", ["30", "30", "30"]),
        ],
    )
    def test_points_for_one_two_and_three_facts(self, rest: str, points: list[str]) -> None:
        pack = item("m", "per_fact", MERIT, rest)
        for count, expected in enumerate(points, 1):
            assert f"{sheet(pack, *[merit()] * count).total.normalize():f}" == expected

    def test_one_cause_counts_once_and_the_heavier_item_has_it(self) -> None:
        second = '{ kind = "award", grade = "second_class_merit" }'
        pack = '[[one_per_cause]]\nitems = ["m2", "m3"]\n'
        pack += item("m3", "per_fact", MERIT, "points = 10") + item("m2", "per_fact", second, "points = 20")
        facts = [
            merit(cause="x"),
            merit(grade="second_class_merit", cause="x"),
            merit(cause="y"),
            merit(),
            merit(),
        ]
        assert lines(pack, *facts) == [("m3", "3", "30", [0, 2, 3, 4]), ("m2", "1", "20", [1])]

    def test_an_item_all_of_whose_facts_are_silenced_keeps_a_line_of_nothing(self) -> None:
        second = '{ kind = "award", grade = "second_class_merit" }'
        pack = '[[one_per_cause]]\nitems = ["m2", "m3"]\n'
        pack += item("m3", "per_fact", MERIT, "first = 2\neach_later = 1")
        pack += item("m2", "per_fact", second, "points = 20")
        found = lines(pack, merit(cause="x"), merit(grade="second_class_merit", cause="x"))
        assert found == [("m3", "0", "0", [0]), ("m2", "1", "20", [1])]

    def test_the_highest_value_counts_once(self) -> None:
        pack = item("d", "by_value", '{ kind = "disability" }',
                    'attribute = "grade"\nchoose = "highest"\npoints = { 6 = 30, 7 = 20 }')  # fmt: skip
        facts = [{"kind": "disability", "cause": "duty", "grade": grade} for grade in (7, 6, 7)]
        assert lines(pack, *facts) == [("d", "1", "30", [0, 1, 2])]

    def test_each_value_has_its_own_line_in_the_order_of_the_table(self) -> None:
        pack = item("r", "by_value", '{ kind = "research_award" }',
                    'attribute = "place"\nchoose = "each"\npoints = { 1 = 15, 2 = 10 }')  # fmt: skip
        facts = [{"kind": "research_award", "place": place} for place in (2, 1, 2)]
        assert lines(pack, *facts) == [("r", "1", "15", [1]), ("r", "2", "20", [0, 2])]

    POSTS = item("p", "by_value", '{ kind = "post" }',
                 'attribute = "level"\nchoose = "last"\n'
                 'points = { "正营职" = 15, "正连职" = 9 }')  # fmt: skip

    def test_the_last_value_is_the_one_held_last(self) -> None:
        facts = [{"kind": "post", "level": "正营职", "from": "2015-01-01"},
                 {"kind": "post", "level": "副营职", "from": "2012-01-01"}]  # fmt: skip
        assert lines(self.POSTS, *facts) == [("p", "1", "15", [0, 1])]

    def test_two_last_values_on_one_day_are_refused(self) -> None:
        facts = [{"kind": "post", "level": level, "from": "2015-01-01"} for level in ("正营职", "正连职")]
        with pytest.raises(CannotComputeError):
            sheet(self.POSTS, *facts)

    def test_a_value_the_table_lacks_is_refused(self) -> None:
        with pytest.raises(CannotComputeError, match="副团职"):
            sheet(self.POSTS, {"kind": "post", "level": "副团职", "from": "2015-01-01"})

    def test_units_are_added(self) -> None:
        pack = item("c", "per_unit", '{ kind = "combat" }', 'attribute = "days"\npoints = 0.5')
        assert lines(pack, {"kind": "combat", "days": 3}, {"kind": "combat", "days": 4}) == [
            ("c", "7", "3.5", [0, 1])
        ]

    def test_of_two_items_only_the_one_with_more_points_earns(self) -> None:
        def grades(id_: str, cause: str, points: int) -> str:
            return item(id_, "by_value", f'{{ kind = "disability", cause = "{cause}" }}',
                        f'attribute = "grade"\nchoose = "highest"\npoints = {{ 6 = {points} }}')  # fmt: skip

        pack = (
            '[[only_highest]]\nitems = ["war", "duty"]\n'
            + grades("war", "combat", 30)
            + grades("duty", "duty", 40)
        )
        facts = [{"kind": "disability", "cause": cause, "grade": 6} for cause in ("combat", "duty")]
        assert lines(pack, *facts) == [("war", "0", "0", [0]), ("duty", "1", "40", [1])]


class TestPeriods:
    def months(self, rest: str) -> str:
        return item("a", "per_month", '{ kind = "area" }', rest)

    TABLE = 'attribute = "class"\npoints = { 2 = 0.1, 3 = 0.15 }\n'

    def test_whole_months_of_each_class_are_counted(self) -> None:
        facts = [area("2010-01-01", "2011-01-15"), area("2012-01-01", "2012-12-31", **{"class": "2"})]
        assert lines(self.months(self.TABLE), *facts) == [("a", "11", "1.1", [1]), ("a", "12", "1.80", [0])]

    def test_periods_that_meet_or_overlap_are_one(self) -> None:
        facts = [
            area("2010-01-01", "2010-01-20"),
            area("2010-01-20", "2010-02-01"),
            area("2010-01-05", "2010-03-01"),
        ]
        assert lines(self.months("points = 1"), *facts) == [("a", "2", "2", [0, 1, 2])]

    def test_an_unbroken_run_may_go_through_several_classes(self) -> None:
        rest = self.TABLE + "unbroken_months = 12"
        facts = [area("2010-01-01", "2010-07-01"), area("2010-07-01", "2011-01-01", **{"class": "2"}),
                 area("2015-01-01", "2015-12-01")]  # fmt: skip
        assert lines(self.months(rest), *facts) == [("a", "6", "0.6", [1]), ("a", "6", "0.90", [0, 2])]

    def test_a_run_too_short_stands_in_a_line_of_nothing(self) -> None:
        assert lines(self.months(self.TABLE + "unbroken_months = 12"), area("2010-01-01", "2010-12-31")) == [
            ("a", "0", "0.00", [0])
        ]

    def test_two_classes_at_one_time_are_refused(self) -> None:
        with pytest.raises(CannotComputeError, match="重叠"):
            sheet(self.months(self.TABLE), area("2010-01-01", "2011-01-01"),
                  area("2010-12-31", "2011-06-01", **{"class": "2"}))  # fmt: skip

    def test_an_empty_period_meets_nothing(self) -> None:
        rest = self.TABLE + "unbroken_months = 2"
        facts = [area("2010-02-01", "2010-02-01", **{"class": "2"}), area("2010-01-01", "2010-02-01")]
        assert [one[1] for one in lines(self.months(rest), *facts)] == ["0", "0"]

    @pytest.mark.parametrize(("years", "points"), [(0, "0"), (9, "4.5"), (10, "5"), (11, "5.5"), (14, "7.0")])
    def test_a_milestone_and_what_comes_before_and_after(self, years: int, points: str) -> None:
        rest = "at_years = 10\npoints = 5\nper_year_before = 0.5\neach_further = 0.5"
        pack = item("h", "milestone_years", '{ kind = "area" }', rest)
        found = sheet(pack, area("2000-01-01", f"{2000 + years}-01-01"), area("1999-12-01", "1999-12-01"))
        assert f"{found.total.normalize():f}" == points.replace(".0", "")

    def test_periods_of_two_items_may_not_overlap_where_the_pack_says_so(self) -> None:
        pack = '[[may_not_overlap]]\nitems = ["h", "i"]\n'
        pack += item("h", "per_month", '{ kind = "area", area = "hardship" }', "points = 1")
        pack += item("i", "per_month", '{ kind = "area", area = "island" }', "points = 1")
        inside = [area("2010-01-01", "2011-01-01"), area("2010-06-01", "2012-01-01")]
        assert lines(pack, *inside) == [("h", "24", "24", [0, 1])]
        with pytest.raises(CannotComputeError, match="重叠"):
            sheet(pack, inside[0], area("2010-12-31", "2012-01-01", area="island"))


class TestSanctions:
    PACK = item("d", "sanctions", '{ kind = "sanction" }',
                'same_cause = "party"\ncap = "next_heavier"\n'
                'points = { "party.warning" = -2, "party.serious_warning" = -4, '
                '"military.warning" = -2, "military.demerit" = -6 }')  # fmt: skip

    def total(self, *sanctions: tuple[str, str, str | None]) -> str:
        facts = [{"kind": "sanction", "authority": authority, "grade": grade, "on": "2010-01-01"}
                 | ({"cause": cause} if cause else {}) for authority, grade, cause in sanctions]  # fmt: skip
        return f"{sheet(self.PACK, *facts).total:f}"

    def test_sanctions_add_up_to_the_next_heavier_one_at_most(self) -> None:
        assert self.total(("party", "warning", None)) == "-2"
        assert self.total(*[("party", "warning", None)] * 3) == "-4"
        assert self.total(*[("party", "serious_warning", None)] * 2) == "-6"

    def test_above_the_heaviest_there_is_no_cap(self) -> None:
        assert self.total(*[("military", "demerit", None)] * 2) == "-12"

    def test_one_cause_punished_twice_counts_by_the_party_sanction(self) -> None:
        assert self.total(("military", "demerit", "x"), ("party", "warning", "x")) == "-2"
        assert self.total(("military", "demerit", "x"), ("party", "warning", "y")) == "-8"


class TestUnscored:
    PACK = (
        item("hero", "exempt", '{ kind = "award", grade = "honorary_title" }')
        + item("out", "bar", '{ kind = "file_fraud" }')
        + SERVICE
        + item("rest", "per_fact", '{ kind = "award" }', status="not_found")
    )

    def test_an_exempt_person_is_not_scored_and_needs_no_figure(self) -> None:
        found = sheet(
            self.PACK, merit(), merit(grade="honorary_title"), {"kind": "file_fraud", "on": "2010-01-01"}
        )
        assert (found.exempt, found.barred, str(found.total)) == (True, False, "0")
        assert [(one.item, one.facts) for one in found.lines] == [("hero", (1,)), ("not_scored", (0, 2))]

    def test_a_barred_person_is_not_admitted(self) -> None:
        found = sheet(self.PACK, {"kind": "file_fraud", "on": "2010-01-01"})
        assert (found.exempt, found.barred, [one.item for one in found.lines]) == (False, True, ["out"])

    def test_another_category_is_refused_all_the_same(self) -> None:
        with pytest.raises(CannotComputeError, match="officer"):
            sheet(self.PACK, merit(grade="honorary_title"), category="officer")

    def test_a_day_outside_the_packs_dates_is_refused(self) -> None:
        pack = SERVICE + "[applies]\ndischarged_from = 2021-12-02\n"
        with pytest.raises(CannotComputeError, match="2021-12-01"):
            sheet(pack)
        assert sheet(SERVICE + "[applies]\ndischarged_before = 2021-12-02\n").total == 36


OVERLAY = 'overlays = "p"\ntie_chain = ["longer_service", "older"]\n'
BATCH_PACK = HEAD + SERVICE + item("m", "per_fact", MERIT, "points = 10")


def batch() -> tuple[list[Json], list[Json]]:
    """Three people: B ahead by a merit, A older than C."""
    records = [
        person(candidate="A"),
        person(merit(), candidate="B"),
        person(candidate="C", born_on="1990-01-01"),
    ]
    to12 = {"item": "to12", "quantity": "12", "points": "36", "facts": []}
    sheets = []
    for candidate, total, standing in (("A", "36", 2), ("B", "46", 1), ("C", "36", 3)):
        more = [{"item": "m", "quantity": "1", "points": "10", "facts": [0]}] if candidate == "B" else []
        sheets.append({"candidate": candidate, "total": total, "standing": standing, "exempt": False,
                       "barred": False, "lines": [dict(to12), *more]})  # fmt: skip
    return records, sheets


class TestComparing:
    def test_sheets_that_are_right_give_no_difference(self) -> None:
        records, sheets = batch()
        assert compare_scores(records, BATCH_PACK, OVERLAY, sheets) == []

    @pytest.mark.parametrize(
        ("path", "value", "number"),
        [
            (("total",), "46.5", "B5"), (("total",), None, "B5"), (("total",), 46.0, "B5"),
            (("standing",), 2, "B6"), (("standing",), True, "B6"), (("standing",), None, "B6"),
            (("exempt",), True, "B5"), (("barred",), True, "B5"),
            (("lines", 1, "points"), "10.5", "B5"), (("lines", 1, "quantity"), "2", "B5"),
            (("lines", 1, "facts"), [1], "B5"), (("lines", 1, "item"), "to12", "B5"),
            (("lines",), [], "B5"),
        ],
    )  # fmt: skip
    def test_anything_else_is_named_with_person_and_line(
        self, path: tuple[str | int, ...], value: object, number: str
    ) -> None:
        records, sheets = batch()
        place: Any = sheets[1]
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        found = compare_scores(records, BATCH_PACK, OVERLAY, sheets)
        assert found
        assert {(one.property, one.person) for one in found} == {(number, "B")}
        assert all("B" in one.sentence for one in found)

    def test_somebody_without_a_sheet_and_a_sheet_without_somebody_are_named(self) -> None:
        records, sheets = batch()
        sheets[2]["candidate"] = "D"
        people = {one.person for one in compare_scores(records, BATCH_PACK, OVERLAY, sheets)}
        assert {"C", "D"} <= people

    def test_a_sheet_twice_is_named(self) -> None:
        records, sheets = batch()
        assert [one.person for one in compare_scores(records, BATCH_PACK, OVERLAY, [*sheets, sheets[0]])] == [
            "A"
        ]

    def test_a_record_the_rule_refuses_cannot_have_a_sheet(self) -> None:
        records, sheets = batch()
        records[0]["discharged_on"] = "2021-06-01"
        assert any("不能计分" in one.sentence for one in compare_scores(records, BATCH_PACK, OVERLAY, sheets))

    def test_numbers_may_be_written_with_trailing_zeros(self) -> None:
        records, sheets = batch()
        sheets[1]["total"] = "46.00"
        assert compare_scores(records, BATCH_PACK, OVERLAY, sheets) == []

    def test_a_pack_that_cannot_be_read_is_a_difference(self) -> None:
        records, sheets = batch()
        assert compare_scores(records, "id = ", None, sheets)[0].property == "B5"

    def test_a_missing_birthday_matters_only_where_it_is_needed(self) -> None:
        records, sheets = batch()
        del records[1]["born_on"]
        assert compare_scores(records, BATCH_PACK, OVERLAY, sheets) == []
        del records[0]["born_on"]
        assert "出生日期" in compare_scores(records, BATCH_PACK, OVERLAY, sheets)[0].sentence


class TestOverlays:
    @pytest.mark.parametrize(
        ("overlay", "word"),
        [
            ('overlays = "q"\n', "q"),
            ('overlays = "p"\n[[items]]\nid = "none"\npoints = 1\n', "none"),
            ('overlays = "p"\n[[items]]\nid = "m"\npoints = 1\n', "m"),
        ],
    )
    def test_an_overlay_that_does_more_than_fill_gaps_is_refused(self, overlay: str, word: str) -> None:
        with pytest.raises(CannotComputeError, match=word):
            read_pack(BATCH_PACK, overlay)

    def test_an_overlay_may_not_set_what_the_pack_keeps(self) -> None:
        pack = BATCH_PACK.replace('local = ["tie_chain", "exactly_six_months"]', "local = []")
        with pytest.raises(CannotComputeError, match="tie_chain"):
            read_pack(pack, OVERLAY)

    def test_an_overlay_that_confirms_an_uncertain_item_writes_all_its_figures(self) -> None:
        pack = item("m", "per_fact", MERIT, "first = 2\neach_later = 1\ncap = 2", "version_uncertain")
        overlay = 'overlays = "p"\n[[items]]\nid = "m"\npoints = 9\n'
        assert lines(pack, merit(), merit(), overlay=overlay) == [("m", "2", "18", [0, 1])]

    def test_an_overlay_may_add_values_a_table_lacks(self) -> None:
        overlay = 'overlays = "p"\n[[items]]\nid = "p"\npoints = { "副团职" = 20 }\n'
        fact = {"kind": "post", "level": "副团职", "from": "2015-01-01"}
        assert lines(TestAmounts.POSTS, fact, overlay=overlay) == [("p", "1", "20", [0])]
