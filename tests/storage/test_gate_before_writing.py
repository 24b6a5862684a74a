"""What will be public is read before it is kept; a wording that only looks like a name can be let through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from resettlement.campaign.figures import entries
from resettlement.campaign.service import stream_of
from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.service import read
from resettlement.notices.rule_figures import enter
from resettlement.positions.reimport import differences, replace_positions
from resettlement.positions.service import import_positions, positions
from resettlement.positions.workbook import read_positions
from resettlement.records import gate
from resettlement.records.changes import correct_profile
from resettlement.records.service import import_records, names
from resettlement.records.workbook import read_records
from resettlement.standing.service import score
from tests.storage.scored import AT, open_scored
from tests.storage.scored import ID as SCORED
from tests.unit.records.building import id_number, person, position, records
from tests.unit.records.building import positions as workbook_of
from tests.unit.records.campaigns import ID, NINE, open_empty

SCHOOL = position(接收单位="虚构区高明中学")


@pytest.fixture
def peopled(engine: Engine) -> Engine:
    """S01 is called 高明."""
    with transaction(engine) as db:
        open_empty(db)
        bring_in(db, person("S01", 姓名="高明"))
    return engine


def refusal(step: Callable[..., Any], *told: Any, **further: Any) -> str:
    """The code with which a step is refused."""
    with pytest.raises(RefusedError) as caught:
        step(*told, **further)
    return caught.value.code


def bring_in(db: Session, *people: dict[str, Any]) -> None:
    import_records(db, ID, read_records(records(people)), by="clerk", at=NINE)


def list_posts(db: Session, *rows: dict[str, Any]) -> None:
    import_positions(db, ID, read_positions(workbook_of(rows)), by="staffing", at=NINE)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("因高明迟到", "姓名没有遮去"),
        ("因高　明迟到", "姓名没有遮去"),
        ("联系13900001234", "手机号码"),
        ("见" + id_number("1987-03-02"), "公民身份号码"),
        ("曾在32104部队服役", "部队番号或代号"),
    ],
)
def test_a_text_that_may_not_be_public_is_refused_naming_field_and_remedy(
    peopled: Engine, text: str, found: str
) -> None:
    with transaction(peopled) as db, pytest.raises(RefusedError) as caught:
        gate.refuse_unpublishable(db, ID, {"暂停的原因": text})
    assert caught.value.code == "gate.not_public"
    assert "“暂停的原因”" in caught.value.message
    assert found in caught.value.message
    assert "用编号，如 S07" in caught.value.message
    assert text not in caught.value.message


def test_numbers_and_the_offices_own_telephone_may_be_written(peopled: Engine) -> None:
    with transaction(peopled) as db:
        gate.refuse_unpublishable(db, ID, {"理由": "S01 的档案核对过，请打 0000-0000000"})


def test_a_position_list_is_refused_in_the_cell_that_may_not_be_published(peopled: Engine) -> None:
    rows = [position("P01"), position("P02", 备注="联系人高明"), position("P03", 专业="法学、13900001234")]
    with transaction(peopled) as db:
        with pytest.raises(RefusedError) as caught:
            list_posts(db, *rows)
        assert caught.value.code == "gate.not_public"
        found = caught.value.arguments["problems"]
        assert [(one.cell, one.field) for one in found] == [("R3", "备注"), ("M4", "专业")]
        assert positions(db, ID) == []


def test_a_list_put_in_anothers_place_passes_the_same_gate(peopled: Engine) -> None:
    with transaction(peopled) as db:
        list_posts(db, position())
        other = read_positions(workbook_of([position(岗位名称="高明的岗位")]))
        agreed = differences(db, ID, other).digest
        with pytest.raises(RefusedError) as caught:
            replace_positions(db, ID, other, agreed, by="staffing", at=NINE)
    assert caught.value.code == "gate.not_public"


def test_a_permitted_wording_passes_and_the_log_does_not_tell_it(peopled: Engine) -> None:
    with transaction(peopled) as db:
        assert refusal(list_posts, db, SCHOOL) == "gate.not_public"
        gate.permit_wording(db, ID, "高明中学", "学校名称", by="supervisor", at=NINE)
        list_posts(db, SCHOOL)
        assert refusal(gate.refuse_unpublishable, db, ID, {"备注": "找高明"}) == "gate.not_public"
        (entry,) = [one for one in read(db, stream_of(ID)) if one.type == "wording_permitted"]
    assert (entry.by, dict(entry.payload)) == ("supervisor", {"number": 1})


@pytest.mark.parametrize(
    ("wording", "reason", "code"),
    [
        ("高明", "学校", "gate.wording_is_a_name"),
        ("  ", "学校", "gate.no_wording"),
        ("高明中学", " ", "gate.no_reason"),
        (id_number("1987-03-02"), "看过", "gate.never_permitted"),
        ("0000-0000000", "看过", "gate.permitted_already"),
    ],
)
def test_what_is_no_wording_is_not_permitted(peopled: Engine, wording: str, reason: str, code: str) -> None:
    with transaction(peopled) as db:
        assert refusal(gate.permit_wording, db, ID, wording, reason, by="supervisor", at=NINE) == code
        assert gate.wordings(db, ID) == []


def test_nobody_comes_whose_name_a_public_text_holds_until_it_is_permitted(engine: Engine) -> None:
    with transaction(engine) as db:
        open_empty(db)
        list_posts(db, SCHOOL)
        with pytest.raises(RefusedError) as caught:
            bring_in(db, person("S01", 姓名="高明"), person("S02"))
        assert caught.value.code == "gate.name_in_text"
        assert "S01 的姓名正好出现在公开的文字里（岗位 P01）" in caught.value.message
        assert names(db, ID) == {}
        gate.permit_wording(db, ID, "高明中学", "学校名称", by="supervisor", at=NINE)
        bring_in(db, person("S01", 姓名="高明"), person("S02"))
        assert set(names(db, ID)) == {"S01", "S02"}


def test_a_name_that_is_corrected_passes_the_same_gate(engine: Engine) -> None:
    with transaction(engine) as db:
        open_empty(db)
        bring_in(db, person("S01"))
        list_posts(db, SCHOOL)
        told = {"by": "clerk", "at": NINE, "reason": "核对身份证"}
        assert refusal(correct_profile, db, ID, "S01", {"name": "高明"}, **told) == "gate.name_in_text"
        assert correct_profile(db, ID, "S01", {"name": "高鸣"}, **told) == 1


def test_a_reason_for_scoring_passes_the_gate(engine: Engine) -> None:
    open_scored(engine)
    with transaction(engine) as db:
        assert refusal(score, db, SCORED, reason="丁𬭎补录", by="clerk", at=AT) == "gate.not_public"


def test_a_post_may_not_be_numbered_by_somebodys_telephone(peopled: Engine) -> None:
    with transaction(peopled) as db, pytest.raises(RefusedError) as caught:
        list_posts(db, position("13900001234"))
    assert [one.cell for one in caught.value.arguments["problems"]] == ["A2"]


def test_who_is_asked_about_is_the_gate_as_it_stands(peopled: Engine) -> None:
    with transaction(peopled) as db:
        of = gate.gate_of(db, ID)
    assert of.names == ("高明",)
    assert not replace(of, names=()).found({"理由": "高明"})


@pytest.mark.parametrize("document", ["高明提供的文件", "文件，咨询13900001234"])
def test_the_document_of_a_figure_passes_the_gate_for_it_is_public_with_the_rules(
    peopled: Engine, document: str
) -> None:
    told = {"document": document, "by": "clerk", "at": NINE}
    with transaction(peopled) as db:
        assert refusal(enter, db, ID, "sergeant", "tie_chain", "", **told) == "gate.not_public"
        assert entries(db, ID) == ()
