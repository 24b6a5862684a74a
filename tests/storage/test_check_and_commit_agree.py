"""What the check of a workbook lets pass, the import takes; what it will refuse stands at its cell before."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.positions.service import import_positions
from resettlement.positions.workbook import read_positions
from resettlement.records.model import Preview, Record
from resettlement.records.service import import_records, names, remove
from resettlement.records.workbook import read_records
from resettlement.workbooks import SORTS
from tests.unit.records.building import person, position, positions, records, wish, wishes
from tests.unit.records.campaigns import ID, NINE, open_empty


@pytest.fixture
def campaign(engine: Engine) -> Engine:
    """A campaign of officers and sergeants with S01, S02 (removed) and a post at 高明中学."""
    with transaction(engine) as db:
        open_empty(db)
        import_records(db, ID, book(person("S01"), person("S02")), by="clerk", at=NINE)
        remove(db, ID, "S02", "重复录入", by="clerk", at=NINE)
        posts = read_positions(positions([position("P01", 接收单位="虚构区高明中学")]))
        import_positions(db, ID, posts, by="staffing", at=NINE)
    return engine


def book(*people: dict[str, Any]) -> Preview[Record]:
    return read_records(records(people))


def check(db: Session, sort: str, preview: Preview[Any]) -> Preview[Any]:
    return SORTS[sort].check(db, ID, preview, NINE.date())


SAME_ID = person("S01")["身份证号"]
REFUSED = {
    "records.category": (person("S03", 类别="义务兵"), "F2"),
    "records.already_imported": (person("S03", 身份证号=SAME_ID), "D2"),
    "records.removed": (person("S02"), "A2"),
    "gate.name_in_text": (person("S03", 姓名="高明"), "B2"),
    "gate.not_public": (person("S03") | {"编号": "13900001234"}, "A2"),
}


@pytest.mark.parametrize("code", REFUSED)
def test_what_the_import_refuses_stands_at_its_cell_before(campaign: Engine, code: str) -> None:
    row, cell = REFUSED[code]
    with transaction(campaign) as db:
        before = names(db, ID)
        assert book(row).problems == ()
        assert [one.cell for one in check(db, "records", book(row)).problems] == [cell]
        if code != "records.removed":
            with pytest.raises(RefusedError) as caught:
                import_records(db, ID, book(row), by="clerk", at=NINE)
            assert caught.value.code == code
        assert names(db, ID) == before


def test_what_the_check_lets_pass_is_imported(campaign: Engine) -> None:
    with transaction(campaign) as db:
        found = check(db, "records", book(person("S03"), person("S04", 类别="军官")))
        assert found.problems == ()
        assert import_records(db, ID, found, by="clerk", at=NINE) == 2


def test_posts_and_wishes_are_checked_against_the_campaign_too(campaign: Engine) -> None:
    with transaction(campaign) as db:
        posts = read_positions(positions([position("P02", 备注="电话13900001234")]))
        assert [one.cell for one in check(db, "positions", posts).problems] == ["R2"]
        filed = SORTS["wishes"].read(wishes([wish("S01", "P01"), wish("S09", "P01"), wish("S02", "P01")]))
        assert [one.cell for one in check(db, "wishes", filed).problems] == ["A3", "A4"]
