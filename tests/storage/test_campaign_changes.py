"""What may still be changed of an open campaign is changed with a reason; what rests on it stays."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock
from resettlement.campaign.service import campaign, categories
from resettlement.campaign.settings import settings_of
from resettlement.database import transaction
from resettlement.errors import BadInputError, RefusedError
from resettlement.journal.service import read
from resettlement.plan.changing import changes, current_values, locked, set_value
from resettlement.plan.keys import KEYS
from resettlement.plan.opening import add_category, open_plan
from resettlement.plan.reading import Plan, read_plan
from resettlement.publication.tables import Notice
from resettlement.records.policy import policy
from resettlement.sample import folder

ID = "yunhe-2021"
AT = datetime(2021, 9, 13, 9, tzinfo=clock.CHINA)
LATER = AT + timedelta(days=1)
WHY = "局里搬了家"


@pytest.fixture
def plan() -> Plan:
    return read_plan(folder())


@pytest.fixture
def opened(engine: Engine, plan: Plan) -> Engine:
    with transaction(engine) as db:
        open_plan(db, plan, by="staffing", at=AT)
    return engine


def change(engine: Engine, key: str, value: str, reason: str = WHY) -> None:
    with transaction(engine) as db:
        set_value(db, ID, key, value, reason, by="staffing", at=LATER)


def hang(db: Session, kind: str) -> None:
    db.add(
        Notice(
            campaign_id=ID, number=kind, sequence=1, kind=kind, title="", posted_on=date(2021, 10, 18),
            content="{}", data_sha256="", pdf=b"", pdf_sha256="",
        )
    )  # fmt: skip
    db.flush()


def test_a_change_is_kept_with_its_reason_and_the_log_names_the_key_alone(opened: Engine) -> None:
    change(opened, "contact.address", "江州市运河区新街1号（虚构）")
    with transaction(opened) as db:
        assert campaign(db, ID).contact_address == "江州市运河区新街1号（虚构）"
        (kept,) = changes(db, ID)
        assert (kept.key, kept.reason, kept.changed_by) == ("contact.address", WHY, "staffing")
        assert kept.before.startswith("江州市运河区柳湾路")
        last = read(db, f"campaign/{ID}")[-1]
    assert (last.type, last.payload) == ("campaign_changed", {"change": 1, "key": "contact.address"})


@pytest.mark.parametrize(
    ("key", "typed", "shown"),
    [
        ("title", "运河区 2021 年度", "运河区 2021 年度"),
        ("notices.number", "运安公〔2021〕{n}号", "运安公〔2021〕{n}号"),
        ("notices.scores.title", "评分公示", "评分公示"),
        ("notices.scores.paragraphs", "第一段\\n第二段", "第一段\n第二段"),
        ("notices.scores.period", "7 days", "7天"),
        ("notices.result.period", "10个工作日", "10个工作日"),
        ("session.on", "2021-11-26", "2021-11-26"),
        ("session.lot.algorithm", "sm3", "sm3"),
        ("wishes_close_at", "2021-11-24 17:00", "2021-11-24 17:00"),
        ("records.reviews", "3", "3"),
        ("records.confirmation", "是", "true"),
        ("records.outlier", "3.5", "3.5"),
        ("duties.sergeant", "soldiers-2011", "soldiers-2011"),
        ("letters.number", "运介字〔2021〕{n}号", "运介字〔2021〕{n}号"),
        ("letters.report_within_days", "20", "20"),
    ],
)
def test_each_kind_of_key_takes_what_people_type(opened: Engine, key: str, typed: str, shown: str) -> None:
    change(opened, key, typed)
    with transaction(opened) as db:
        now = {one.key: one.value for one in current_values(db, ID)}
    assert now[key] == shown


def test_what_is_set_counts_where_it_is_used(opened: Engine) -> None:
    change(opened, "notices.scores.period", "7天")
    change(opened, "records.reviews", "2")
    with transaction(opened) as db:
        assert settings_of(campaign(db, ID)).notices["scores"].period == {"days": 7}
        assert policy(db, ID).reviews == 2


@pytest.mark.parametrize(
    ("key", "typed"),
    [
        ("year", "2022"),
        ("contact.office", " "),
        ("notices.number", "运退公〔2021〕1号"),
        ("notices.scores.period", "5"),
        ("session.on", "11月25日"),
        ("wishes_close_at", "2021-11-24"),
        ("records.reviews", "4"),
        ("records.outlier", "viel"),
        ("duties.officer", "soldiers-2011"),
        ("letters.number", "运介字1号"),
        ("letters.report_within_days", "0"),
        ("letters.report_within_days", "十五"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_kept(opened: Engine, key: str, typed: str) -> None:
    with pytest.raises(BadInputError):
        change(opened, key, typed)
    with transaction(opened) as db:
        assert changes(db, ID) == ()


@pytest.mark.parametrize(
    ("key", "typed", "reason", "code"),
    [
        ("contact.address", "新街1号", "  ", "campaign.no_reason"),
        ("title", "江州市运河区2021年度退役军人阳光安置", WHY, "campaign.unchanged"),
        ("notices.scores.paragraphs", "问题请打13900001234", WHY, "gate.not_public"),
        ("contact.office", "新科", "请打13900001234", "gate.not_public"),
    ],
)
def test_what_is_no_change_or_may_not_be_public_is_refused(
    opened: Engine, key: str, typed: str, reason: str, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        change(opened, key, typed, reason)
    assert refused.value.code == code


def test_the_offices_own_mobile_may_be_its_telephone(opened: Engine) -> None:
    change(opened, "contact.phone", "13900001234")
    change(opened, "objections.guide", "请打13900001234。")
    with transaction(opened) as db:
        assert campaign(db, ID).objection_guide == "请打13900001234。"


@pytest.mark.parametrize(
    ("kind", "shut"),
    [
        ("positions", {"title", "issuer", "notices.positions.period"}),
        ("scores", {"title", "notices.scores.period", "records.reviews", "records.outlier"}),
        ("announcement", {"title", "issuer"}),
    ],
)
def test_a_key_is_shut_by_what_was_posted_on_it(opened: Engine, kind: str, shut: set[str]) -> None:
    with transaction(opened) as db:
        hang(db, kind)
        closed = {key for key in KEYS if locked(db, ID, key)}
    assert shut <= closed
    assert not closed & {"contact.phone", "objections.guide", "wishes_close_at", "session.on"}
    with pytest.raises(RefusedError) as refused:
        change(opened, "title", "另一个名称")
    assert refused.value.code == "campaign.too_late"


def test_a_category_is_added_before_anything_is_posted_and_not_after(opened: Engine) -> None:
    told = {"id": "conscript", "label": "义务兵", "pack": "soldiers-2018", "overlay": "sergeants.toml"}
    files = read_plan(folder()).files
    with transaction(opened) as db:
        add_category(db, ID, told, files, "本年也有义务兵", by="staffing", at=LATER)
        assert [one.id for one in categories(db, ID)] == ["officer", "sergeant", "conscript"]
        assert read(db, f"campaign/{ID}")[-1].type == "category_added"
    with transaction(opened) as db, pytest.raises(RefusedError) as refused:
        add_category(db, ID, told, files, "再来", by="staffing", at=LATER)
    assert refused.value.code == "campaign.category_taken"
    with transaction(opened) as db:
        hang(db, "positions")
    with transaction(opened) as db, pytest.raises(RefusedError) as refused:
        add_category(db, ID, {**told, "id": "x"}, files, "再来", by="staffing", at=LATER)
    assert refused.value.code == "campaign.too_late"


def test_a_pack_of_soldiers_opens_no_category_of_officers(engine: Engine, plan: Plan) -> None:
    _officers, sergeants = plan.table["categories"]
    wrong = Plan({**plan.table, "categories": [{**sergeants, "id": "officer"}]}, plan.files)
    with transaction(engine) as db, pytest.raises(BadInputError, match="不适用于"):
        open_plan(db, wrong, by="staffing", at=AT)


def test_a_plan_whose_texts_may_not_be_public_opens_nothing(engine: Engine, plan: Plan) -> None:
    told = {**plan.table, "objections": {"guide": "请打13900001234。"}}
    with transaction(engine) as db, pytest.raises(RefusedError) as refused:
        open_plan(db, Plan(told, plan.files), by="staffing", at=AT)
    assert refused.value.arguments["faults"].keys() == {"objections.guide"}  # type: ignore[attr-defined]
