"""The list of positions and filed wishes in the database."""

from __future__ import annotations

import hashlib
import hmac
import json
from datetime import date

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.service import read
from resettlement.journal.tables import JournalEntry
from resettlement.positions import tables
from resettlement.positions.service import eligible, import_positions, positions
from resettlement.positions.workbook import read_positions
from resettlement.records.service import import_records
from resettlement.records.workbook import read_records
from resettlement.selection.wishes.form import read_wishes
from resettlement.selection.wishes.service import commitments, file_wishes, opened
from resettlement.selection.wishes.tables import FiledWishes
from tests.unit.records.building import person, position, records, wish, wishes
from tests.unit.records.building import positions as positions_book
from tests.unit.records.campaigns import ID, NINE, open_empty

ON = date(2021, 10, 31)
POSTS = [
    position("P03", 学历下限="本科", 备注="需值夜班"),
    position(
        "P01",
        接收单位="虚构局",
        单位类别="机关",
        岗位性质="行政",
        名额=2,
        面向="士官",
        编制核定数=20,
        现有人数=17,
    ),
    position("P02", 年龄上限=35, 年龄计算日="2021-10-31", 专业="档案学、历史学", 证书="不限"),
]
FILED = [wish("S02", "P01", 服从调剂="是"), wish("S01", "P03", "P01")]


@pytest.fixture
def stocked(engine: Engine) -> Engine:
    """Two sergeants (S01 with 本科) and three posts."""
    people = [person("S01", 学历="本科"), person("S02", 专业="档案学")]
    with transaction(engine) as session:
        open_empty(session)
        import_records(session, ID, read_records(records(people)), by="clerk", at=NINE)
        import_positions(session, ID, read_positions(positions_book(POSTS)), by="staffing", at=NINE)
    return engine


def last_entry(session: Session) -> tuple[str, str, object]:
    entry = read(session, f"campaign/{ID}")[-1]
    return entry.type, entry.by, entry.payload


def test_the_list_comes_back_as_it_was_read_in_posted_order(stocked: Engine) -> None:
    expected = [offer.position for offer in read_positions(positions_book(POSTS)).rows]
    with transaction(stocked) as session:
        assert positions(session, ID) == expected
    assert [one.id for one in expected] == ["P03", "P01", "P02"]


def test_the_import_of_the_list_is_logged_with_its_counts(stocked: Engine) -> None:
    digest = read_positions(positions_book(POSTS)).digest
    with transaction(stocked) as session:
        counts = {"positions": 3, "seats": 4, "units": 2, "file_sha256": digest}
        assert last_entry(session) == ("positions_imported", "staffing", counts)


def test_eligible_names_everybody_with_his_posts_in_posted_order(stocked: Engine) -> None:
    with transaction(stocked) as session:
        assert eligible(session, ID, ON) == {"S01": ["P03", "P01"], "S02": ["P01", "P02"]}


def test_a_campaign_has_one_list(stocked: Engine) -> None:
    preview = read_positions(positions_book([position("P09")]))
    with pytest.raises(RefusedError) as refused, transaction(stocked) as session:
        import_positions(session, ID, preview, by="staffing", at=NINE)
    assert refused.value.code == "positions.already_imported"
    with transaction(stocked) as session:
        assert len(session.exec(select(tables.Position)).all()) == 3


def test_a_list_with_one_problem_leaves_nothing_behind(engine: Engine) -> None:
    preview = read_positions(positions_book([position("P01"), position("P02", 名额=0)]))
    with transaction(engine) as session:
        open_empty(session)
    with pytest.raises(RefusedError) as refused, transaction(engine) as session:
        import_positions(session, ID, preview, by="staffing", at=NINE)
    assert refused.value.code == "positions.problems"
    with transaction(engine) as session:
        assert session.exec(select(tables.ReceivingUnit)).all() == []


def test_wishes_are_committed_to_and_open_to_the_same_commitment(stocked: Engine) -> None:
    with transaction(stocked) as session:
        assert file_wishes(session, ID, read_wishes(wishes(FILED)), on=ON, by="clerk", at=NINE) == 2
        bound = commitments(session, ID)
        shown = {code: opened(session, ID, code) for code in bound}
    assert {code: (one["wishes"], one["accepts_any"]) for code, one in shown.items()} == {
        "S01": (["P03", "P01"], False), "S02": (["P01"], True),
    }  # fmt: skip
    for code, one in shown.items():
        canonical = json.dumps(one, sort_keys=True, separators=(",", ":"))
        assert bound[code] == hashlib.sha256(canonical.encode()).hexdigest()


def test_the_salt_comes_from_the_campaigns_key_and_the_number_so_that_no_two_are_alike(
    stocked: Engine,
) -> None:
    with transaction(stocked) as session:
        file_wishes(session, ID, read_wishes(wishes(FILED)), on=ON, by="clerk", at=NINE)
        salts = {code: opened(session, ID, code)["salt"] for code in ("S01", "S02")}
    key = bytes.fromhex("5a" * 32)
    assert salts == {
        code: hmac.new(key, f"wishes/{code}".encode(), hashlib.sha256).hexdigest() for code in ("S01", "S02")
    }


def test_filing_is_logged_without_a_single_wish(stocked: Engine) -> None:
    with transaction(stocked) as session:
        preview = read_wishes(wishes(FILED))
        file_wishes(session, ID, preview, on=ON, by="clerk", at=NINE)
        payload = {
            "people": 2,
            "file_sha256": preview.digest,
            "commitments": commitments(session, ID),
        }
        assert last_entry(session) == ("wishes_filed", "clerk", payload)
        assert not any("P01" in payload for payload in session.exec(select(JournalEntry.payload)))


def test_a_wish_for_a_post_one_may_not_take_stops_the_whole_workbook(stocked: Engine) -> None:
    preview = read_wishes(wishes([wish("S01", "P01"), wish("S02", "P01", "P03")]))
    with (
        pytest.raises(RefusedError, match="“志愿”表 C3：S02 不能选 P03") as refused,
        transaction(stocked) as session,
    ):
        file_wishes(session, ID, preview, on=ON, by="clerk", at=NINE)
    assert refused.value.code == "wishes.problems"
    with transaction(stocked) as session:
        assert session.exec(select(FiledWishes)).all() == []


def test_wishes_are_filed_once(stocked: Engine) -> None:
    with transaction(stocked) as session:
        file_wishes(session, ID, read_wishes(wishes([wish("S01", "P01")])), on=ON, by="clerk", at=NINE)
    with pytest.raises(RefusedError, match="S01") as refused, transaction(stocked) as session:
        file_wishes(session, ID, read_wishes(wishes(FILED)), on=ON, by="clerk", at=NINE)
    assert refused.value.code == "wishes.already_filed"
    with transaction(stocked) as session:
        assert list(commitments(session, ID)) == ["S01"]


def test_who_filed_nothing_has_nothing_to_open(stocked: Engine) -> None:
    with transaction(stocked) as session:
        assert commitments(session, ID) == {}
        with pytest.raises(RefusedError, match="S01 没有填报志愿"):
            opened(session, ID, "S01")
