"""Wishes filed as often as one likes: each filing is kept, the last counts, none gives another away."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from public_notices.verifier.chain import digest as verifiers_digest
from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.records.model import Preview
from resettlement.selection.service import load
from resettlement.selection.wishes.form import Wishes, read_wishes
from resettlement.selection.wishes.service import (
    How,
    commitments,
    differences,
    file_wishes,
    filings,
    opened,
)
from resettlement.selection.wishes.tables import FiledWishes
from resettlement.selection.wishes.times import times
from tests.hall import refused_with
from tests.storage.test_concurrency import at_once
from tests.storage.wishing import DAY, filed, hold_session, logged, minutes, open_filing
from tests.unit.records.building import wish, wishes
from tests.unit.records.campaigns import ID


@pytest.fixture
def filing(engine: Engine) -> Engine:
    open_filing(engine)
    return engine


def book(*rows: dict[str, object]) -> Preview[Wishes]:
    return read_wishes(wishes(rows))


def test_each_filing_is_a_revision_and_the_last_one_counts(filing: Engine) -> None:
    with transaction(filing) as db:
        filed(db, "S01", "P03", "P01")
        filed(db, "S01", "P01", accepts_any=True, how=How.PAPER, at=minutes(5))
        own = filings(db, ID)["S01"]
        last = opened(db, ID, "S01")
    assert [(one.revision, one.how, one.filed_at) for one in own] == [
        (1, How.PHONE, DAY),
        (2, How.PAPER, minutes(5)),
    ]
    assert (last["wishes"], last["accepts_any"]) == (["P01"], True)


def test_the_journal_holds_an_entry_for_each_filing_and_not_a_single_wish(filing: Engine) -> None:
    with transaction(filing) as db:
        first, second = filed(db, "S01", "P03"), filed(db, "S01", "P01", at=minutes(1))
        written = logged(db)
    assert written == [
        ("wish_filed", {"candidate": "S01", "revision": number, "how": "phone", "commitment": one.commitment})
        for number, one in ((1, first), (2, second))
    ]
    assert "P0" not in json.dumps(written)


def test_the_commitment_that_the_session_freezes_is_that_of_the_last_filing(filing: Engine) -> None:
    with transaction(filing) as db:
        filed(db, "S01", "P03")
        last = filed(db, "S01", "P01", at=minutes(1))
        hold_session(db, minutes(2))
        frozen = load(db, ID).opened.wish_commitments
        shown = opened(db, ID, "S01")
    assert frozen == {"S01": last.commitment}
    assert verifiers_digest(shown) == last.commitment


def test_opening_the_last_wishes_helps_nobody_to_guess_the_earlier_ones(filing: Engine) -> None:
    """Each revision has a salt of its own, worked out from the campaign's key; the first as it always was."""
    with transaction(filing) as db:
        filed(db, "S01", "P03")
        salts = [opened(db, ID, "S01")["salt"]]
        filed(db, "S01", "P01", at=minutes(1))
        salts.append(opened(db, ID, "S01")["salt"])
    key = bytes.fromhex("5a" * 32)
    labels = ("wishes/S01", "wishes#2/S01")
    assert salts == [hmac.new(key, label.encode(), hashlib.sha256).hexdigest() for label in labels]


def test_the_same_once_more_is_no_new_filing_but_going_back_to_earlier_wishes_is(filing: Engine) -> None:
    with transaction(filing) as db:
        numbers = [filed(db, "S01", *wish).revision for wish in (["P03"], ["P03"], ["P01"], ["P03"])]
        assert len(logged(db)) == 3
    assert numbers == [1, 1, 2, 3]


def test_two_phones_of_one_person_at_once_leave_two_filings_and_the_last_counts(filing: Engine) -> None:
    def work(number: int) -> int:
        with transaction(filing) as db:
            return filed(db, "S01", ("P03", "P01")[number]).revision

    numbers = at_once(2, work)
    with transaction(filing) as db:
        bound = commitments(db, ID)["S01"]
        entries = [payload for _, payload in logged(db)]
        last = opened(db, ID, "S01")["wishes"]
    assert sorted(numbers) == [1, 2]
    assert [one["revision"] for one in entries] == [1, 2]
    assert entries[-1]["commitment"] == bound
    assert last == [("P03", "P01")[numbers.index(2)]]


@pytest.mark.parametrize("change", ["UPDATE {} SET campaign_id = campaign_id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["filed_wishes", "wish_code"])
def test_no_program_can_change_or_remove_what_was_filed(filing: Engine, change: str, table: str) -> None:
    with transaction(filing) as db:
        filed(db, "S01", "P03")
        db.execute(text(f"INSERT INTO wish_code VALUES ('{ID}', 'S01', 1, '', '')"))
    with pytest.raises(DBAPIError, match=r"\.immutable"), transaction(filing) as db:
        db.execute(text(change.format(table)))


@pytest.mark.parametrize(
    ("candidate", "wished", "said"),
    [
        ("S02", ["P01", "P03"], "P03 不在可以选的岗位里"),
        ("S01", ["P01", "P99"], "P99 不在可以选的岗位里"),
        ("S01", ["P01", "P02", "P01"], "P01 已经是第 1 志愿"),
        ("S01", [], "至少选一个岗位"),
    ],
)
def test_what_cannot_be_wished_for_is_refused_and_named(
    filing: Engine, candidate: str, wished: list[str], said: str
) -> None:
    with pytest.raises(RefusedError, match=said) as refused, transaction(filing) as db:
        filed(db, candidate, *wished)
    assert refused.value.code == "wishes.problems"
    with transaction(filing) as db:
        assert db.exec(select(FiledWishes)).all() == []
        assert logged(db) == []


def test_who_accepts_any_post_need_not_name_one(filing: Engine) -> None:
    with transaction(filing) as db:
        filed(db, "S02", accepts_any=True)
        assert opened(db, ID, "S02")["wishes"] == []


def test_who_takes_no_part_in_the_session_files_nothing(filing: Engine) -> None:
    for stranger in ("S03", "S99"):
        with transaction(filing) as db:
            refused_with(lambda db=db, who=stranger: filed(db, who, "P01"), "wishes.not_in_standing")


def test_filing_begins_when_the_standing_is_frozen(engine: Engine) -> None:
    open_filing(engine, frozen=False)
    with transaction(engine) as db:
        assert not times(db, ID).is_open(DAY)
        refused_with(lambda: filed(db, "S01", "P01"), "wishes.not_open")


def test_at_the_closing_instant_one_is_in_time_and_a_second_later_not(engine: Engine) -> None:
    open_filing(engine, close_at=minutes(30))
    with transaction(engine) as db:
        assert filed(db, "S01", "P01", at=minutes(30)).revision == 1
    late = minutes(30) + timedelta(seconds=1)
    with pytest.raises(RefusedError, match="2021-11-20 21:30") as refused, transaction(engine) as db:
        filed(db, "S01", "P03", at=late)
    assert refused.value.code == "wishes.closed"


def test_once_the_session_is_open_nothing_is_filed_by_any_way(filing: Engine) -> None:
    with transaction(filing) as db:
        hold_session(db, minutes(1))
    for at in (minutes(1), minutes(2)):
        with pytest.raises(RefusedError, match="2021-11-20 21:01") as refused, transaction(filing) as db:
            filed(db, "S01", "P01", at=at)
        assert refused.value.code == "wishes.closed"
    with transaction(filing) as db:
        refused_with(
            lambda: file_wishes(db, ID, book(wish("S01", "P01")), on=DAY.date(), by="clerk", at=minutes(2)),
            "wishes.closed",
        )


def test_a_workbook_changes_earlier_filings_once_somebody_has_seen_whose(filing: Engine) -> None:
    preview = book(wish("S01", "P01"), wish("S02", "P02"))
    with transaction(filing) as db:
        filed(db, "S01", "P03")
        refused_with(
            lambda: file_wishes(db, ID, preview, on=DAY.date(), by="clerk", at=minutes(1)),
            "wishes.already_filed",
        )
        found = differences(db, ID, preview)
        assert (found.new, [one.candidate for one in found.changed], found.same) == (("S02",), ["S01"], ())
        agreed = found.digest
        assert file_wishes(db, ID, preview, on=DAY.date(), by="clerk", at=minutes(1), agreed=agreed) == 2
        own = filings(db, ID)
        entry = logged(db)[-1]
    assert [one.how for one in own["S01"]] == [How.PHONE, How.WORKBOOK]
    assert entry == (
        "wishes_filed",
        {
            "people": 2,
            "file_sha256": preview.digest,
            "commitments": {candidate: filed_[-1].commitment for candidate, filed_ in own.items()},
        },
    )


def test_whoever_files_between_looking_and_writing_is_looked_at_again(filing: Engine) -> None:
    preview = book(wish("S01", "P01"))
    with transaction(filing) as db:
        filed(db, "S01", "P03")
        agreed = differences(db, ID, preview).digest
        filed(db, "S01", "P02", at=minutes(1))
        refused_with(
            lambda: file_wishes(db, ID, preview, on=DAY.date(), by="clerk", at=minutes(2), agreed=agreed),
            "wishes.differences_changed",
        )


def test_a_workbook_files_nobody_again_who_wished_for_the_same(filing: Engine) -> None:
    with transaction(filing) as db:
        filed(db, "S01", "P01")
        preview = book(wish("S01", "P01"), wish("S02", "P02"))
        assert file_wishes(db, ID, preview, on=DAY.date(), by="clerk", at=minutes(1)) == 1
        assert [one.how for one in filings(db, ID)["S01"]] == [How.PHONE]
        refused_with(
            lambda: file_wishes(db, ID, preview, on=DAY.date(), by="clerk", at=minutes(2)),
            "wishes.already_filed",
        )
