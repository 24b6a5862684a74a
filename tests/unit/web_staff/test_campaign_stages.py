"""The stages page says what a campaign is at and what is missing before the next stage."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from resettlement.campaign.stages import Progress, Stage, State, stages
from resettlement.translation import speaking
from resettlement.web.staff.overview import TASKS

TODAY = date(2021, 11, 3)
FINISHED = Progress(
    today=TODAY, people=19, standing=2, positions=27, seats=36, placeable=19,
    posted=frozenset({"scores", "positions", "announcement", "result"}), standing_posted=True,
    positions_posted=True, announced=True,
    objections=1, frozen=True, wishes=19, session="closed", recorded=True, published=True,
)  # fmt: skip


def stage(progress: Progress, name: str) -> Stage:
    return next(one for one in stages(progress) if one.id == name)


def lacks(found: Stage) -> tuple[str, ...]:
    return tuple(lack.text for lack in found.missing)


def test_an_empty_campaign_begins_with_its_records() -> None:
    first, *later = stages(Progress(today=TODAY))
    assert (first.state, lacks(first)) == (State.CURRENT, ("还没有录入档案",))
    assert {one.state for one in later if one.id != "objections"} == {State.AHEAD}


def test_a_finished_campaign_lacks_nothing() -> None:
    assert {(one.state, one.missing) for one in stages(FINISHED)} == {(State.DONE, ())}


@pytest.mark.parametrize(
    ("change", "current", "missing"),
    [
        ({"unreviewed": 2}, "records", "2 人的档案还没有由另一位工作人员复核"),
        ({"unreviewed": 2, "returned": 2}, "records", "2 人的档案已退回录入，须先改正"),
        ({"standing": 0, "standing_posted": False}, "scores", "还没有评分"),
        ({"records_newer": True, "frozen": False}, "scores", "评分之后档案或规则有改动，须重新评分"),
        (
            {"standing": 0, "posted": frozenset(), "unscorable": 1},
            "scores",
            "1 人的评分要用规则里没有查到的数值：请先在规则页补充，由另一人核对",
        ),
        (
            {"records_newer": True, "frozen": False, "unscorable": 1},
            "scores",
            "1 人的评分要用规则里没有查到的数值："
            "请在规则页补充公示过的评分没有用到的数值，由另一人核对；事实有误的，撤去这项事实",
        ),
        ({"unconfirmed": 3}, "scores", "3 人还没有签字确认本人评分"),
        ({"positions": 0}, "positions", "还没有导入岗位表"),
        ({"standing_posted": False}, "notices", "名次第 2 版还没有公示"),
        (
            {"posted": FINISHED.posted - {"positions"}, "positions_posted": False},
            "notices",
            "岗位还没有公示",
        ),
        ({"positions_posted": False}, "notices", "岗位表更换之后还没有重新公示"),
        ({"objections_open": 1}, "objections", "1 件异议还没有裁定"),
        ({"frozen": False}, "frozen", "名次还没有冻结"),
        ({"unfrozen": True}, "notices", "名次解除冻结之后还没有张贴更正公示"),
        (
            {"posted": FINISHED.posted - {"announcement"}, "announced": False},
            "announcement",
            "选岗会公告还没有张贴",
        ),
        ({"announced": False}, "announcement", "名次重新冻结之后还没有重新公告选岗会"),
        ({"wishes": 0, "session": None}, "wishes", "还没有人填报志愿"),
        ({"wishes": 0, "session": None, "wishes_closed": True}, "session", "选岗会还没有开场"),
        ({"session": None}, "session", "选岗会还没有开场"),
        ({"session": None, "session_on": TODAY}, "session", "选岗会还没有开场"),
        (
            {"session": None, "session_on": date(2021, 11, 25)},
            "session",
            "选岗会定在 2021-11-25，还没有开场",
        ),
        (
            {"session": None, "session_on": date(2021, 11, 2)},
            "session",
            "公告的选岗会日期 2021-11-02 已过：写明理由开场，或改日期、再张贴一次公告",
        ),
        ({"session": "open"}, "session", "选岗会正在进行"),
        ({"recorded": False}, "session", "选岗会已结束，结果还没有登记"),
        ({"posted": FINISHED.posted - {"result"}}, "result", "选岗结果还没有公示"),
        ({"published": False}, "published", "公开包还没有公布"),
    ],
)
def test_the_first_stage_that_lacks_something_is_the_current_one(
    change: dict[str, object], current: str, missing: str
) -> None:
    found = stages(replace(FINISHED, **change))  # type: ignore[arg-type]
    now = next(one for one in found if one.state is State.CURRENT)
    assert (now.id, lacks(now)[0]) == (current, missing)
    assert [one.state for one in found].count(State.CURRENT) == 1


def test_a_period_under_way_holds_up_the_freezing_but_not_what_comes_after() -> None:
    running = {"样公〔2021〕3号": date(2021, 11, 5)}
    before = replace(FINISHED, frozen=False, periods=running)
    assert lacks(stage(before, "notices")) == ("样公〔2021〕3号 的公示期到 2021-11-05 为止",)
    after = replace(FINISHED, periods=running)
    assert stage(after, "notices").missing == ()
    assert stage(after, "result").hints == ("样公〔2021〕3号 的公示期到 2021-11-05 为止",)


def test_a_list_posted_anew_after_the_freeze_holds_up_the_hall_until_its_last_day() -> None:
    hanging = replace(FINISHED, session=None, periods={"样公〔2021〕3号": date(2021, 11, 5)})
    assert lacks(stage(hanging, "session")) == ("样公〔2021〕3号 的公示期到 2021-11-05 为止",)


def test_nobody_is_told_to_score_what_is_frozen_or_to_sign_what_will_be_another_sheet() -> None:
    frozen = replace(FINISHED, records_newer=True, session=None)
    assert lacks(stage(frozen, "scores")) == ()
    assert "由监督人解除冻结" in stage(frozen, "frozen").hints[0]
    assert stage(replace(frozen, session="closed"), "frozen").hints == ()
    stale = replace(FINISHED, frozen=False, records_newer=True, unconfirmed=2)
    assert [lack.task for lack in stage(stale, "scores").missing] == ["score"]


def test_what_the_audit_found_is_a_hint_and_holds_nothing_up() -> None:
    found = stage(replace(FINISHED, placeable=17, nobody_fits=("P26",)), "positions")
    assert found.state is State.DONE
    assert found.hints == ("按现有岗位和条件，有 2 人不能同时安置", "无人符合条件的岗位：P26")


def test_everything_that_can_be_missing_has_somebody_who_does_it_and_a_place() -> None:
    lacking = Progress(today=TODAY, periods={"样公〔2021〕3号": TODAY}, objections_open=1)
    states = [
        lacking,
        replace(lacking, standing=1, people=2, unreviewed=1, unconfirmed=1, records_newer=True),
    ]
    states += [replace(FINISHED, standing_posted=False), replace(FINISHED, session="open")]
    states += [replace(FINISHED, recorded=False), replace(FINISHED, session=None)]
    states += [replace(FINISHED, unconfirmed=1), replace(FINISHED, findings=1, objections_upheld=1)]
    states += [replace(FINISHED, unreviewed=1, returned=1)]
    needing = replace(FINISHED, frozen=False, records_newer=True, unscorable=1)
    states += [needing, replace(needing, posted=frozenset())]
    tasks = {lack.task for state in states for one in stages(state) for lack in one.missing}
    assert tasks == set(TASKS)
    assert {name for name, task in TASKS.items() if not task.roles} == {"wait"}


def test_the_stages_speak_english_too() -> None:
    with speaking("en"):
        said = [one.title for one in stages(FINISHED)]
    assert not any("\u4e00" <= letter <= "\u9fff" for letter in "".join(said))
