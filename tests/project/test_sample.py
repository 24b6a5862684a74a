"""The sample campaign holds what makes the work hard and belongs to nobody: campaign.toml tells its story."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from typing import Any

import chinese_calendar
import pytest

import scoring
from resettlement.positions.feasibility import audit
from resettlement.positions.model import Offer, eligibility
from resettlement.positions.workbook import read_positions
from resettlement.records.model import Record
from resettlement.records.workbook import read_records
from resettlement.sample import folder
from resettlement.sample.make import workbooks
from resettlement.script.commands import COMMANDS
from resettlement.script.lines import read_lines
from resettlement.script.stations.records import fact_of, pairs
from resettlement.selection.wishes.form import Wishes, against, read_wishes
from scoring.sheet import ScoreSheet

PLAN = tomllib.loads((folder() / "campaign.toml").read_text(encoding="utf-8"))
LINES = read_lines((folder() / "campaign.txt").read_text(encoding="utf-8"), COMMANDS)
ADDED = next(line for line in LINES if line.command == "add-fact")


@cache
def records() -> dict[str, Record]:
    return {one.person.code: one for one in read_records(folder() / "records.xlsx").rows}


@cache
def offers() -> tuple[Offer, ...]:
    return read_positions(folder() / "positions.xlsx").rows


@cache
def filed() -> dict[str, Wishes]:
    return {one.candidate: one for one in read_wishes(folder() / "wishes.xlsx").rows}


def seats() -> dict[str, int]:
    return {offer.position.id: offer.position.seats for offer in offers()}


@cache
def may_take() -> dict[str, list[str]]:
    on = PLAN["session"]["on"]
    return {
        code: [offer.position.id for offer in offers() if not eligibility(record.person, offer.position, on)]
        for code, record in records().items()
    }


@cache
def scored(*, corrected: bool) -> dict[str, ScoreSheet]:
    sheets: dict[str, ScoreSheet] = {}
    for category in PLAN["categories"]:
        pack = scoring.load_pack(category["pack"], folder() / category["overlay"])
        rows = [one.to_json() for one in records().values() if one.person.category == category["id"]]
        for row in rows:
            if corrected and row["candidate"] == ADDED.words[0]:
                row["facts"].append(fact_of(ADDED, ADDED.words[1], pairs(ADDED, 2)).to_json())
        sheets |= {
            one.candidate: one for one in scoring.score(scoring.parse_records({"records": rows}), pack)
        }
    return sheets


def totals(*codes: str) -> list[str]:
    return [str(scored(corrected=True)[code].total) for code in codes]


def standing(*codes: str) -> list[int | None]:
    return [scored(corrected=True)[code].standing for code in codes]


@pytest.mark.parametrize("name", ["records.xlsx", "positions.xlsx", "wishes.xlsx"])
def test_the_workbooks_are_those_that_the_source_writes_byte_by_byte(name: str) -> None:
    assert (folder() / name).read_bytes() == workbooks()[name]


def test_the_workbooks_have_no_problems() -> None:
    previews = (
        read_records(folder() / "records.xlsx"),
        read_positions(folder() / "positions.xlsx"),
        read_wishes(folder() / "wishes.xlsx"),
    )
    assert [preview.problems for preview in previews] == [(), (), ()]
    assert against(previews[2], may_take()) == ()


def test_eight_officers_and_eleven_sergeants_none_above_battalion_level() -> None:
    assert sorted(records()) == [f"O{n:02}" for n in range(1, 9)] + [f"S{n:02}" for n in range(1, 12)]
    levels = {
        fact.attributes["level"] for one in records().values() for fact in one.facts if fact.kind == "post"
    }
    assert not levels & {"副团职", "正团职", "技9级", "技8级", "技7级"}


def test_nobody_can_be_met_with_these_id_and_telephone_numbers() -> None:
    for record in records().values():
        assert record.id_number.startswith("990000")
        assert re.fullmatch(r"0000\d{7}", record.phone or "")


def test_the_campaign_says_that_it_is_invented() -> None:
    assert PLAN["fictional"] is True
    titles = read_titles()
    assert len(titles) == 4
    assert all("虚构" in title for title in titles)


def read_titles() -> list[str]:
    from python_calamine import CalamineWorkbook

    titles = []
    for name in ("records.xlsx", "positions.xlsx", "wishes.xlsx"):
        book = CalamineWorkbook.from_path(folder() / name)
        shown = [sheet for sheet in book.sheet_names if sheet != "选项"]
        titles += [
            str(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)[1][0]) for sheet in shown
        ]
    return titles


def test_every_stage_falls_on_a_working_day_and_after_the_one_before() -> None:
    days = [line.at.date() for line in LINES if line.refused is None]
    assert days == sorted(days)
    assert [day for day in (*days, PLAN["session"]["on"]) if not chinese_calendar.is_workday(day)] == []


def test_names_hold_rare_characters() -> None:
    names = "".join(one.person.name for one in records().values())
    assert {"䶮", "𬭎"} <= set(names)


def test_the_chain_settles_a_tie_by_longer_service() -> None:
    assert totals("O04", "O05") == ["10", "10"]
    assert standing("O04", "O05") == [4, 5]
    assert records()["O04"].enlisted_on < records()["O05"].enlisted_on


def test_a_tie_that_stays_and_matters_both_want_the_one_seat_first() -> None:
    assert totals("S06", "S07") == ["51", "51"]
    assert standing("S06", "S07") == [6, 6]
    first = {filed()[code].wishes[0] for code in ("S06", "S07")}
    assert first == {"P14"}
    assert seats()["P14"] == 1
    assert filed()["S06"].wishes[1] != filed()["S07"].wishes[1]


def test_a_tie_that_stays_and_does_not_matter_they_want_different_posts() -> None:
    assert totals("O06", "O07") == ["8", "8"]
    assert standing("O06", "O07") == [6, 6]
    assert filed()["O06"].wishes[0] != filed()["O07"].wishes[0]


def test_who_will_be_absent_filed_wishes_and_accepts_any() -> None:
    assert filed()["S08"].accepts_any
    assert len(filed()["S08"].wishes) == 3


def test_an_exempt_person_stands_first_with_nothing_to_add_up() -> None:
    sheet = scored(corrected=True)["S01"]
    assert (sheet.exempt, sheet.standing, str(sheet.total)) == (True, 1, "0")


def line(code: str, item: str) -> Any:
    return next(one for one in scored(corrected=True)[code].lines if one.item == item)


def test_a_disability_on_duty_of_grade_7_earns_20() -> None:
    assert str(line("S03", "disab_duty").points) == "20"


def test_twelve_years_of_flight_and_hardship_earn_five_and_a_half_for_each_further() -> None:
    assert str(line("O03", "hard").points) == "6"


def test_a_period_of_hardship_below_a_year_earns_nothing_beside_one_that_does() -> None:
    short, long = (fact.attributes for fact in records()["S05"].facts if fact.kind == "area")
    assert (short["from"], short["to"]) == ("2011-03-01", "2011-12-01")
    assert (long["from"], long["to"]) == ("2013-01-01", "2016-01-01")
    assert str(line("S05", "hardship").points) == "3.6"


def test_of_two_sanctions_for_one_cause_the_partys_counts() -> None:
    assert str(line("O08", "deductions").points) == "-2"


def test_exactly_six_months_count_half_a_year_by_the_overlay() -> None:
    assert str(line("S05", "svc_gt12").points) == "2"
    without = scoring.load_pack("soldiers-2018")
    with pytest.raises(scoring.RecordsError, match="恰好满六个月"):
        scoring.score(scoring.parse_records({"records": [records()["S05"].to_json()]}), without)


def test_the_correction_moves_one_sergeant_over_two_others_and_touches_no_tie() -> None:
    def order(corrected: bool) -> list[str]:
        sheets = [one for one in scored(corrected=corrected).values() if one.candidate.startswith("S")]
        return [one.candidate for one in sorted(sheets, key=lambda one: (one.standing or 0, one.candidate))]

    assert order(False)[5:] == ["S06", "S07", "S10", "S08", "S09", "S11"]
    assert order(True)[5:] == ["S06", "S07", "S09", "S10", "S08", "S11"]
    assert [str(scored(corrected=state)["S09"].total) for state in (False, True)] == ["40.5", "50.5"]
    equal = [code for code, one in scored(corrected=True).items() if str(one.total) == "50.5"]
    assert equal == ["S09"]


def test_the_story_in_the_plan_names_the_totals_that_the_engine_finds() -> None:
    story = (folder() / "campaign.toml").read_text(encoding="utf-8")
    for code, sheet in scored(corrected=True).items():
        told = re.search(rf"^#   {code} \S+ +(\S+)", story, re.MULTILINE)
        assert told, code
        assert told[1] == ("免计" if sheet.exempt else str(sheet.total)), code


def test_twenty_five_posts_or_more_of_every_kind_some_with_several_seats() -> None:
    posts = [offer.position for offer in offers()]
    assert len(posts) >= 26
    assert sum(seats().values()) >= 30
    assert max(seats().values()) == 3
    assert {post.kind for post in posts} == {"行政", "参公", "事业", "国企"}
    assert {post.coordinated for post in posts} == {True, False}
    assert {("officer",), ("sergeant",), ("officer", "sergeant")} <= {post.open_to for post in posts}


def test_all_19_can_be_placed_and_one_post_fits_nobody() -> None:
    found = audit(may_take(), seats(), may_take())
    assert (found.people, found.placeable, found.nobody_fits) == (19, 19, ("P26",))


def test_one_choice_would_leave_the_last_sergeant_with_nothing() -> None:
    assert may_take()["S11"] == ["P20"]
    assert seats()["P20"] == 1
    others = [code for code in may_take() if code != "S02"]
    assert {"P20", "P13"} <= set(may_take()["S02"])
    assert audit(others, seats() | {"P20": 0}, may_take()).placeable == 17
    assert audit(others, seats() | {"P13": 1}, may_take()).placeable == 18
