"""A plan is written as it was read; an open campaign gives its plan back, also for another year."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import pytest

from resettlement import database
from resettlement.campaign.service import categories
from resettlement.errors import BadInputError
from resettlement.plan.drafts import draft, drafts, new_draft, open_draft, sent
from resettlement.plan.opening import open_plan
from resettlement.plan.reading import Plan, plan_of, read_toml
from resettlement.plan.writing import copy_of, plan_of_campaign, toml_of, zipped
from tests.unit.plan.building import AT, ID, changed, opened, sample

MORE = """
[notices]
number = "运退公〔2021〕{n}号"
[notices.scores]
title = "2021年评分"
period = { workdays = 5 }
paragraphs = ["一", "引“号”"]
[session]
on = 2021-11-25
place = "大厅"
[session.lot]
algorithm = "sha256"
[records]
reviews = 2
outlier = 3.5
[duties]
sergeant = "soldiers-2011"
"""


@pytest.fixture
def engine(tmp_path: Path) -> database.Engine:
    url = f"sqlite:///{tmp_path / 'office.db'}"
    database.upgrade(url)
    return database.connect(url)


def small() -> Plan:
    """The sample's plan without what it says of notices and session, and with other words of them."""
    kept = {k: v for k, v in sample().table.items() if k not in ("notices", "session", "records", "duties")}
    return plan_of(toml_of(kept) + MORE, sample().files)


def test_what_is_written_is_read_back_alike() -> None:
    for table in (sample().table, small().table):
        assert read_toml(toml_of(table), "x") == table


def test_an_open_campaign_gives_back_the_plan_that_would_open_it_again(engine: database.Engine) -> None:
    with database.transaction(engine) as db:
        opened(db, small())
        again = plan_of_campaign(db, ID)
        assert again.table["session_rules"] == "default"
        assert again.table["session"]["on"] == date(2021, 11, 25)
        second = plan_of(toml_of({**again.table, "id": "again"}), again.files)
        open_plan(db, second, by="staffing", at=AT)
        first, other = categories(db, ID), categories(db, "again")
        assert [(c.id, c.pack_text, c.overlay_text) for c in first] == [
            (c.id, c.pack_text, c.overlay_text) for c in other
        ]


def test_a_copy_for_another_year_names_the_new_year_and_takes_over_no_day(engine: database.Engine) -> None:
    with database.transaction(engine) as db:
        opened(db, small())
        copy = copy_of(db, ID, 2022)
    assert (copy.table["id"], copy.table["year"]) == ("yunhe-2022", 2022)
    assert copy.table["notices"]["number"] == "运退公〔2022〕{n}号"
    assert copy.table["notices"]["scores"]["title"] == "2022年评分"
    assert "on" not in copy.table["session"]
    assert copy.table["categories"][1]["pack"] == "soldiers-2018"


def test_a_plan_goes_out_as_a_zip_and_comes_in_again() -> None:
    table, files = sent({"plan.zip": zipped(sample())})
    assert (table, files) == (sample().table, sample().files)
    loose = {"campaign.toml": toml_of(sample().table).encode(), "officers.toml": b"x = 1\n"}
    assert sent(loose)[1] == {"officers.toml": "x = 1\n"}
    for wrong in ({}, {"a.toml": "姓名".encode("gb18030")}, {"a.toml": b"x = 1\n"}):
        with pytest.raises(BadInputError):
            sent(wrong)
    big = io.BytesIO()
    with zipfile.ZipFile(big, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr("campaign.toml", b"#" * 3_000_000)
    with pytest.raises(BadInputError, match="太大"):
        sent({"plan.zip": big.getvalue()})


def test_a_draft_is_kept_as_far_as_it_has_come_and_is_gone_once_it_is_opened(engine: database.Engine) -> None:
    with database.transaction(engine) as db:
        number = new_draft(db, {"id": "x-2021"}, {}, by="staffing", at=AT)
        assert "title" in draft(db, number).lacking
        with pytest.raises(BadInputError):
            open_draft(db, number, by="staffing", at=AT)
        whole = new_draft(db, sample().table, sample().files, by="staffing", at=AT)
        assert draft(db, whole).lacking == {}
        assert open_draft(db, whole, by="staffing", at=AT).id == ID
        assert [one.number for one in drafts(db)] == [number]


def test_a_plan_from_elsewhere_may_have_another_text_of_a_pack(engine: database.Engine) -> None:
    own = changed(('pack = "soldiers-2018"\noverlay = "sergeants.toml"', 'pack = "soldiers-2018"'))
    with database.transaction(engine) as db:
        opened(db, own)
        row = categories(db, ID)[1]
        row.pack_text = f"# 本局抄本\n{row.pack_text}"
        assert plan_of_campaign(db, ID).table["categories"][1]["pack"] == "sergeant-pack.toml"
