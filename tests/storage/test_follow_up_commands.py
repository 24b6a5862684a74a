"""What the script says after the session, on both databases: result recorded, letters, duties, calls."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from resettlement.cli.follow_up import everybody
from resettlement.database import transaction
from resettlement.errors import BadInputError, RefusedError
from resettlement.follow_up.commands import COMMANDS, Files
from resettlement.follow_up.service import call_rows, contacts
from resettlement.rights import COMMANDS as RIGHTS
from tests.storage.recorded import CLOSES, at, recorded, result_posted
from tests.storage.scored import ID

LETTER = CLOSES + timedelta(days=1)
OK = "contract=ok pay=ok insurance=ok residence=ok"


class Script:
    """The lines of a caller's days, a minute apart."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.day, self.minute = engine, LETTER, 0

    def now(self) -> datetime:
        self.minute += 1
        return at(self.day, self.minute)

    def say(self, line: str) -> Files:
        command, _, because = line.partition(" because ")
        name, *words = command.split()
        with transaction(self.engine) as db:
            return COMMANDS[name](db, ID, words, because or None, by="caller", at=self.now())

    def refused(self, line: str) -> str:
        with pytest.raises((RefusedError, BadInputError)) as refusal:
            self.say(line)
        return refusal.value.code

    def listed(self) -> dict[str, Any]:
        with transaction(self.engine) as db:
            found: dict[str, Any] = json.loads(json.dumps(everybody(db, self.day)))
        return found

    def states(self) -> dict[str, str]:
        return {one["candidate"]: one["state"] for one in self.listed()["people"]}


@pytest.fixture
def script(engine: Engine) -> Script:
    recorded(engine)
    result_posted(engine)
    return Script(engine)


def test_a_clerks_day_from_the_letters_to_a_call_that_is_logged(script: Script) -> None:
    assert script.states() == {"S01": "awaiting_letter", "S02": "awaiting_letter"}
    papers = script.say(f"letters report-by={LETTER + timedelta(days=10)}")
    assert [*papers] == ["letters/S01.pdf", "letters/S02.pdf"]
    assert script.states() == {"S01": "to_report", "S02": "to_report"}
    script.day += timedelta(days=5)
    script.say(f"event S01 reported_in_on {script.day}")
    assert script.states()["S01"] == "waiting_for_post"
    script.say(f"event S01 started_work_on {script.day}")
    script.say(f"reached S01 {OK} satisfied=4")
    script.say("not-reached S02 next=2022-01-05")
    people = {one["candidate"]: one for one in script.listed()["people"]}
    assert {"key": "on_post", "state": "done", "due_on": "2022-01-20"} in people["S01"]["duties"]
    assert people["S02"]["next_call_on"] == "2022-01-05", "as agreed, for no duty falls due before"
    assert script.listed()["totals"] == {"settling": 1, "to_report": 1}
    for key in (key for key, duty in duties_of(people["S01"]) if duty in ("dated", "waiting")):
        script.say(f"settle S01 {key} because 看到原件")
    assert script.states() == {"S01": "settled", "S02": "to_report"}


def duties_of(person: dict[str, Any]) -> list[tuple[str, str]]:
    return [(duty["key"], duty["state"]) for duty in person["duties"]]


def test_what_is_overdue_is_said_as_of_any_day(script: Script) -> None:
    script.say(f"letters S01 report-by={LETTER + timedelta(days=10)}")
    script.day += timedelta(days=100)
    (first, second) = script.listed()["people"]
    assert {duty["state"] for duty in first["duties"]} >= {"overdue", "unknown"}
    assert first["next_call_on"] == str(script.day)
    assert second == {
        "campaign": ID,
        "candidate": "S02",
        "state": "awaiting_letter",
        "duties": [],
        "next_call_on": None,
    }


def test_a_wrong_contact_is_replaced_by_a_corrected_one_and_stays(script: Script) -> None:
    script.say(f"letters report-by={LETTER}")
    script.say(f"reached S01 {OK} next=2022-01-05 because 都办好了")
    script.say("visit S02 contract=trouble pay=not-yet")
    script.say("correct 1 pay=trouble satisfied=2 because 记错了人")
    with transaction(script.engine) as db:
        old, new = contacts(db, ID, "S01")
        (visit,) = contacts(db, ID, "S02")
        last = call_rows(db, ID, script.day)[0].last
    assert (old.pay, new.pay, new.contract, new.note) == ("ok", "trouble", "ok", "都办好了")
    assert (new.serial, new.replaces, new.reason, new.satisfied) == (3, 1, "记错了人", 2)
    assert (visit.channel, visit.pay, visit.insurance) == ("visit", "not_yet", "unknown")
    assert visit.place
    assert last
    assert script.refused("correct 1 pay=ok because 又错") == "follow_up.corrected_already"
    assert script.refused("correct 9 pay=ok because 又错") == "follow_up.no_such_contact"
    assert script.refused("correct 3 pay=ok") == "follow_up.no_reason"


def test_whose_follow_up_ended_is_called_no_more_until_taken_up_again(script: Script) -> None:
    script.say(f"letters report-by={LETTER}")
    assert script.refused("end S01 died") == "follow_up.no_reason"
    script.say("end S01 died because 家属来电")
    assert script.states()["S01"] == "ended"
    with transaction(script.engine) as db:
        rows = {row.candidate: row for row in call_rows(db, ID, LETTER + timedelta(days=99))}
    assert (rows["S01"].reasons, rows["S01"].overdue_days) == ((), 0)
    assert rows["S02"].reasons
    assert script.refused(f"reached S01 {OK}") == "follow_up.ended"
    assert script.refused("end S01 moved because 再次") == "follow_up.ended"
    script.say("reopen S01 because 记错了人")
    assert script.states()["S01"] == "to_report"
    assert script.refused("reopen S01 because 又来") == "follow_up.not_ended"


def test_an_issue_is_about_the_persons_unit_and_is_closed_with_its_outcome(script: Script) -> None:
    script.say(f"letters report-by={LETTER}")
    script.say("issue S01 residence because 单位不出证明")
    assert script.refused("close-issue 1") == "follow_up.nothing_said"
    script.say("close-issue 1 because 已出证明")
    assert script.refused("close-issue 1 because 再次") == "follow_up.issue_closed"


def test_the_call_sheet_of_the_day_lists_everybody(script: Script) -> None:
    script.say(f"letters report-by={LETTER}")
    (book,) = script.say("call-sheet").values()
    assert isinstance(book, bytes)
    rows = load_workbook(BytesIO(book))["回访联系表"].iter_rows(min_row=4, values_only=True)
    assert [row[:2] for row in rows] == [("S01", "丁𬭎"), ("S02", "韩䶮")]


@pytest.mark.parametrize(
    "line",
    [
        "reached S01 pay=maybe",
        "reached S01 pay=ok pey=ok",
        "reached S01 satisfied=much",
        "reached",
        "event S01 reported_in_on yesterday",
        "event S01 married_on 2021-12-20",
        "end S01 bored because 无",
        "issue S01 weather because 无",
        "close-issue one because 无",
        "call-sheet S01",
    ],
)
def test_a_line_that_cannot_be_read_says_what_would_be_right(script: Script, line: str) -> None:
    script.say(f"letters report-by={LETTER}")
    assert script.refused(line) == "input.bad"


def test_what_makes_no_sense_is_refused_by_its_code(script: Script) -> None:
    assert script.refused(f"reached S01 {OK}") == "follow_up.not_open"
    assert script.refused("letters") == "letters.no_report_by"
    script.say(f"letters report-by={LETTER}")
    assert script.refused(f"reached S01 {OK} satisfied=6") == "follow_up.satisfied"
    assert script.refused(f"reached S01 {OK} next={date(2021, 1, 1)}") == "follow_up.next_not_later"


def test_every_command_here_has_somebody_who_may_give_it() -> None:
    assert COMMANDS.keys() <= RIGHTS.keys()
