"""第二套程序核对会后的变动：作废、指定、另开的一场都重算，改动任何一处都看得出来（虚构）。"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from public_notices.verifier import verify_documents
from resettlement import clock, database
from resettlement.publication.public_documents import released
from resettlement.script.play import play
from tests.campaigns.runner import HERE, stand_in_papers
from tests.unit.verifier.building import chained
from tests.unit.verifier.changing import leaves, with_leaf_changed

FOLDER = HERE / "a_pick_void_afterwards_and_a_second_session"
BEFORE_THE_LETTERS = datetime(2021, 12, 10, tzinfo=clock.CHINA)
Json = dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Json]:
    """All that is public after a pick was found void, a second session held and a post assigned."""
    out = tmp_path_factory.mktemp("afterwards")
    url = f"sqlite:///{out / 'whole.db'}"
    database.upgrade(url)
    engine = database.connect(url)
    with pytest.MonkeyPatch.context() as patch:
        stand_in_papers(patch)
        state = play(FOLDER, out, engine, until=BEFORE_THE_LETTERS)
    with database.reading(engine) as db:
        yield released(db, state.id)
    engine.dispose()


def broken(data: Json) -> set[str]:
    """The properties that do not hold."""
    return set(verify_documents(data).found)


def with_campaign_log(whole: Json, change: Any) -> Json:
    """The same with another log of the campaign, its chain made anew; heads in it no longer fit."""
    data = deepcopy(whole)
    data["log"]["campaign"] = chained(change(data["log"]["campaign"]))
    return data


def test_what_the_services_made_is_verified(whole: Json) -> None:
    assert broken(whole) == set()
    result = whole["result"]
    assert result["assignment"]["S06"] == "P13"
    assert result["afterwards"]["assignment"]["S06"] == "P10"
    assert [one["order"] for one in result["afterwards"]["picks"]] == [1, 2, 3, 4, 5, 7, 8, 9]
    assert {one["basis"] for one in result["afterwards"]["picks"]} == {"live", "tie", "assigned"}


def test_every_value_of_the_result_as_it_stands_is_recomputed(whole: Json) -> None:
    standing = whole["result"]["afterwards"]
    for path in leaves(standing):
        data = deepcopy(whole)
        data["result"]["afterwards"] = with_leaf_changed(standing, path)
        assert "B8" in broken(data), path


def test_a_result_that_hides_what_came_after_it_is_not_verified(whole: Json) -> None:
    data = deepcopy(whole)
    del data["result"]["afterwards"]
    assert "B8" in broken(data)


def test_every_value_that_a_second_session_opened_with_is_recomputed(whole: Json) -> None:
    opening, *rest = whole["log"]["session_2"]
    for path in leaves(opening["payload"]):
        data = deepcopy(whole)
        changed = {**opening, "payload": with_leaf_changed(opening["payload"], path)}
        data["log"]["session_2"] = chained([changed, *rest])
        assert broken(data) & {"B7", "S1", "S2"}, path


def test_somebody_with_a_post_does_not_choose_again(whole: Json) -> None:
    data = deepcopy(whole)
    opening = data["log"]["session_2"][0]["payload"]
    opening["groups"][0]["classes"].insert(0, ["O03"])
    opening["eligible"]["O03"] = ["P06"]
    data["log"]["session_2"] = chained(data["log"]["session_2"])
    assert "B7" in broken(data)


@pytest.mark.parametrize("kind", ["pick_annulled", "position_assigned"])
def test_no_change_is_left_out_of_the_log(whole: Json, kind: str) -> None:
    data = with_campaign_log(whole, lambda log: [entry for entry in log if entry["type"] != kind])
    assert "B8" in broken(data)


@pytest.mark.parametrize(
    ("candidate", "position"),
    [("O03", "P10"), ("S06", "P01"), ("S06", "P13"), ("S99", "P10")],
    ids=["who has a post", "a full post", "the post found void", "a stranger"],
)
def test_a_post_is_assigned_only_to_who_may_have_it(whole: Json, candidate: str, position: str) -> None:
    def assigned_otherwise(log: list[Json]) -> list[Json]:
        for entry in log:
            if entry["type"] == "position_assigned":
                entry["payload"] |= {"candidate": candidate, "position": position}
        return log

    assert "B8" in broken(with_campaign_log(whole, assigned_otherwise))


def test_no_post_is_assigned_where_the_rules_do_not_say_so(whole: Json) -> None:
    data = deepcopy(whole)
    data["log"]["session"][0]["payload"]["settings"]["assigned_by_office"] = False
    found = verify_documents(data).found["B8"]
    assert any("没有写明由组织指定" in one.sentence for _state, one in found)


def test_nothing_changes_the_result_while_a_second_session_lasts(whole: Json) -> None:
    data = deepcopy(whole)
    log = data["log"]["campaign"]
    recorded = [at for at, entry in enumerate(log) if entry["type"] == "session_recorded"][1]
    void = {**log[recorded], "type": "pick_annulled"}
    void["payload"] = {"candidate": "O03", "position": "P01", "reason": "材料虚假"}
    log.insert(recorded, void)
    found = verify_documents(data).found["B8"]
    assert any("还没有登记，结果不应变动" in one.sentence for _state, one in found)


def test_the_log_of_a_second_session_is_not_left_out(whole: Json) -> None:
    data = deepcopy(whole)
    del data["log"]["session_2"]
    assert "B8" in broken(data)


def test_a_notice_of_the_result_tells_what_stood_on_its_day(whole: Json) -> None:
    data = deepcopy(whole)
    first, last = [one for one in data["notices"]["notices"] if one["kind"] == "result"]
    first["content"]["rows"] = last["content"]["rows"]
    assert "B8" in broken(data)
