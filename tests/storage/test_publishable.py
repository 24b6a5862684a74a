"""Whatever is accepted can be published: asked after every step of a campaign, and wrong ones are found."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from public_notices.page_views import BundleView
from public_notices.pages import pages_of
from public_notices.verifier import verify, verify_documents
from resettlement import database
from resettlement.campaign.service import stream_of
from resettlement.campaign.tables import Campaign
from resettlement.cli.status import state_of
from resettlement.errors import ConflictError, RefusedError
from resettlement.hall.opening import open_hall
from resettlement.hall.recording import record_session
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.office.service import Office, set_office
from resettlement.publication import public_documents, publishable
from resettlement.publication.bundle import publish_campaign
from resettlement.publication.publishable import GATE, differences
from resettlement.records.tables import Candidate
from resettlement.standing.tables import StandingVersion
from tests.storage import two_categories as office
from tests.storage.two_categories import ID, on


@pytest.fixture
def scored(newest: str) -> Engine:
    engine = database.connect(newest)
    office.opened(engine)
    return engine


def wrong(engine: Engine) -> list[str]:
    with database.reading(engine) as db:
        return [f"{one.property} {one.sentence}" for one in differences(db, ID)]


def refused(engine: Engine, act: Callable[[Session], object]) -> RefusedError:
    with pytest.raises(RefusedError) as error, database.transaction(engine) as db:
        act(db)
    return error.value


def test_after_every_step_of_a_campaign_what_is_public_could_be_published(
    scored: Engine, tmp_path: Path
) -> None:
    assert wrong(scored) == []
    office.score_again(scored, "S03", 5)
    assert wrong(scored) == []
    office.posted(scored, "scores", 1, on(18))
    office.posted(scored, "positions", 2, on(18, 10))
    assert wrong(scored) == []
    office.score_again(scored, "S02", 19)
    office.score_again(scored, "C04", 20)
    assert wrong(scored) == []
    office.posted(scored, "correction", 3, on(21))
    assert wrong(scored) == []
    with database.transaction(scored) as db:
        office.freeze_standing(db, ID, by="supervisor", at=on(30))
    office.posted(scored, "announcement", 4, on(8, month=11), period=False)
    assert wrong(scored) == []
    office.hall_open(scored)
    minute = 0
    while office.next_chooses(scored, minute):
        minute += 2
        assert wrong(scored) == []
    office.closed_and_recorded(scored)
    assert wrong(scored) == []
    office.posted(scored, "result", 5, on(19, month=12))
    assert wrong(scored) == []
    with database.reading(scored) as db:
        data = public_documents.collect(db, ID)
    assert set(verify_documents(data).done) == {"B2", "B3", "B4", "B5", "B6", "B7", "B8"}
    assert [one["version"] for one in data["standing"]["versions"]] == [2, 4]
    publish_campaign(scored, ID, tmp_path / "bundle")
    assert verify(tmp_path / "bundle").state() == "verified"


def test_two_categories_on_one_pack_are_scored_posted_and_shown_each_by_its_own_figures(
    scored: Engine,
) -> None:
    office.announced(scored)
    assert wrong(scored) == []
    with database.reading(scored) as db:
        data = public_documents.released(db, ID)
    first, second = data["rules"]["packs"]
    assert first["id"] == second["id"]
    assert [one["digest"] for one in data["campaign"]["categories"]] == [first["digest"], second["digest"]]
    (posted,) = [one["content"] for one in data["notices"]["notices"] if one["kind"] == "scores"]
    assert [one["pack"]["digest"] for one in posted["groups"]] == [first["digest"], second["digest"]]
    view = BundleView(data)
    assert [group.pack["digest"] for group in view.standing] == [first["digest"], second["digest"]]
    assert "people/C04.html" in pages_of(view)


def test_a_standing_changed_behind_the_journal_is_found_and_keeps_the_hall_closed(scored: Engine) -> None:
    office.posted(scored, "scores", 1, on(18))
    office.posted(scored, "positions", 2, on(18, 10))
    with database.transaction(scored) as db:
        office.freeze_standing(db, ID, by="supervisor", at=on(27))
        row = db.get_one(Campaign, ID)
        row.contact_office = "高明处"
        db.get_one(Candidate, (ID, "S01")).name = "高明"
        db.add(row)
    office.posted(scored, "announcement", 3, on(8, month=11), period=False)
    found = refused(scored, lambda db: open_hall(db, ID, by="host", at=on(18, month=12)))
    assert found.code == "posting.not_publishable"
    assert "campaign.contact.office" in found.message
    with database.reading(scored) as db:
        assert {one.property for one in differences(db, ID)} == {GATE}
        assert state_of(db, db.get_one(Campaign, ID))["publishable"] is False


def test_what_the_office_changes_once_the_hall_is_open_changes_nothing_it_was_opened_on(
    scored: Engine,
) -> None:
    office.announced(scored)
    office.hall_open(scored)
    with database.reading(scored) as db:
        before = public_documents.frozen(db, ID)
    with database.transaction(scored) as db:
        row = db.get_one(Campaign, ID)
        row.contact_phone, row.contact_office, row.objection_guide = "0571-88887777", "接待科", "当面提出"
        db.get_one(Candidate, (ID, "S01")).name = "欧阳虚构"
        append(db, stream_of(ID), [Draft("noted", {})], by="staffing", at=on(18, 10, month=12))
    assert wrong(scored) == []
    with database.reading(scored) as db:
        assert public_documents.frozen(db, ID) == before
        assert public_documents.drafted(db, ID)["campaign"]["contact"]["office"] == "接待科"


def test_a_telephone_that_was_changed_after_it_was_posted_stays_permitted(scored: Engine) -> None:
    with database.transaction(scored) as db:
        db.get_one(Campaign, ID).contact_phone = "0571-88886666"
    office.posted(scored, "scores", 1, on(18))
    with database.transaction(scored) as db:
        db.get_one(Campaign, ID).contact_phone = "0571-88887777"
        append(db, stream_of(ID), [Draft("noted", {})], by="staffing", at=on(19))
    assert wrong(scored) == []


@pytest.mark.parametrize("more", [{}, {"correction": "虚公〔2021〕9号"}, {"correction": None}])
def test_a_ruling_with_or_without_the_number_of_a_correction_is_verified(
    scored: Engine, more: dict[str, str | None]
) -> None:
    office.announced(scored)
    ruling = {"number": 1, "candidate": "S01", "outcome": "upheld", "ruled_on": "2021-10-22"} | more
    with database.transaction(scored) as db:
        append(db, stream_of(ID), [Draft("objection_ruled", ruling)], by="supervisor", at=on(9, month=11))
    assert wrong(scored) == []
    office.hall_open(scored)
    assert wrong(scored) == []


def test_a_text_in_the_log_that_may_not_be_shown_is_found_and_told_with_its_middle_hidden(
    scored: Engine,
) -> None:
    payload = {"reason": "本人电话 13800000000，石大川来电"}
    with database.transaction(scored) as db:
        append(db, stream_of(ID), [Draft("noted", payload)], by="clerk", at=on(5))
    found = wrong(scored)
    assert len(found) == 2
    assert not any("13800000000" in one or "石大川" in one for one in found)


def test_an_entry_that_was_changed_is_found(scored: Engine) -> None:
    office.posted(scored, "scores", 1, on(18))
    with database.reading(scored) as db:
        data = public_documents.released(db, ID)
    data["log"]["campaign"][-1]["payload"]["kind"] = "positions"
    assert verify_documents(data).state() == "tampered"


def test_a_sheet_that_no_rule_gives_is_found(scored: Engine) -> None:
    office.posted(scored, "scores", 1, on(18))
    with database.reading(scored) as db:
        data = public_documents.released(db, ID)
    data["sheets"]["sheets"][0]["total"] = "1"
    found = verify_documents(data)
    assert found.state_of("B5") == found.state_of("B6") == "differs"


def test_asked_again_nothing_is_computed_until_somebody_writes(
    scored: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []
    made = publishable.released
    monkeypatch.setattr(publishable, "released", lambda db, id_: asked.append(id_) or made(db, id_))
    wrong(scored)
    wrong(scored)
    assert asked == [ID]
    office.score_again(scored, "S03", 5)
    wrong(scored)
    assert asked == [ID, ID]


def test_what_was_asked_in_a_step_that_was_dropped_is_not_what_is_told_later(scored: Engine) -> None:
    payload = {"reason": "石大川来电"}
    with Session(scored) as db:
        append(db, stream_of(ID), [Draft("noted", payload)], by="clerk", at=on(5))
        assert differences(db, ID)
        db.rollback()
    assert wrong(scored) == []


def test_the_hall_says_what_is_lacking_then_what_was_not_announced_then_that_it_is_open(
    scored: Engine,
) -> None:
    def opening(db: Session) -> object:
        return open_hall(db, ID, by="host", at=on(18, month=12))

    found = refused(scored, opening)
    assert found.code == "posting.not_ready"
    assert "岗位已公示" in found.message
    office.posted(scored, "scores", 1, on(18))
    office.posted(scored, "positions", 2, on(18, 10))
    with database.transaction(scored) as db:
        office.freeze_standing(db, ID, by="supervisor", at=on(27))
    assert refused(scored, opening).code == "posting.not_announced"
    office.posted(scored, "announcement", 3, on(8, month=11), period=False)
    with pytest.raises(ConflictError), database.transaction(scored) as db:
        open_hall(db, ID, seen="虚公〔2021〕2号", by="host", at=on(18, month=12))
    office.hall_open(scored)
    assert refused(scored, opening).code == "posting.already_open"


def test_the_result_is_recorded_once_and_nothing_is_published_before_it_is_posted(
    scored: Engine, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("out") / "bundle"
    office.announced(scored)
    office.hall_open(scored)
    minute = 0
    while office.next_chooses(scored, minute):
        minute += 2
    office.closed_and_recorded(scored)
    again = refused(scored, lambda db: record_session(db, ID, by="supervisor", at=on(18, 14, month=12)))
    assert again.code == "posting.already_recorded"
    with pytest.raises(RefusedError) as error:
        publish_campaign(scored, ID, folder)
    assert error.value.code == "posting.not_finished"
    assert not folder.exists()


def test_status_tells_the_stage_what_is_missing_and_that_it_could_be_published(scored: Engine) -> None:
    with database.reading(scored) as db:
        row = db.get_one(Campaign, ID)
        assert state_of(db, row) == {
            "id": ID,
            "title": "虚构区2021年度安置",
            "stage": "scores",
            "missing": ["6 人还没有签字确认本人评分"],
            "publishable": True,
            "differences": [],
        }
        assert json.dumps(state_of(db, row), ensure_ascii=False)


def test_a_version_that_nobody_posted_counts_for_nothing_even_where_it_is_wrong(scored: Engine) -> None:
    office.posted(scored, "scores", 1, on(18))
    with database.transaction(scored) as db:
        first = db.exec(select(StandingVersion)).one()
        made = StandingVersion(
            campaign_id=ID, version=2, groups=first.groups.replace('"S01"', '"S02"', 1), frozen=False,
            made_at=on(19).isoformat(),
        )  # fmt: skip
        db.add(made)
        append(db, stream_of(ID), [Draft("noted", {})], by="clerk", at=on(19))
    assert wrong(scored) == []


def test_a_campaign_published_in_the_folder_that_the_office_named_is_finished(
    scored: Engine, tmp_path: Path
) -> None:
    office.announced(scored)
    office.hall_open(scored)
    minute = 0
    while office.next_chooses(scored, minute):
        minute += 2
    office.closed_and_recorded(scored)
    office.posted(scored, "result", 5, on(19, month=12))
    site = Office("虚构区局", str(tmp_path / "site"), "", "0000-0000000", "虚构路1号")
    with database.transaction(scored) as db:
        set_office(db, site, by="administrator", at=on(20, month=12))
        for row in db.exec(select(Candidate)):
            row.reviewed_by, row.confirmed_on = "reviewer", on(17).date()
            db.add(row)
        assert state_of(db, db.get_one(Campaign, ID))["stage"] == "published"
    publish_campaign(scored, ID, tmp_path / "site" / ID)
    with database.reading(scored) as db:
        assert state_of(db, db.get_one(Campaign, ID))["stage"] == "finished"
