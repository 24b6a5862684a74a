"""From positions to the bundle at the office's desk: each step by whom it is for, every refusal shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select

from resettlement import clock, database
from resettlement.journal.service import read
from resettlement.objections.tables import Objection
from resettlement.publication.tables import Notice
from resettlement.records.tables import Candidate
from resettlement.selection.service import stream_of
from resettlement.standing.tables import StandingVersion
from tests.unit.web_staff.office import ID, Desk, hidden, summary

Enter = Callable[[str], Desk]
TODAY = clock.now().date()
ANNOUNCED = {
    "session_on": (TODAY + timedelta(days=3)).isoformat(),
    "place": "运河区退役军人服务中心二楼大厅",
    "roll_call": "8时30分",
    "lot_algorithm": "sha256",
    "lot_source": "当日由监督员当众摇出的6个号码",
    "further_rules": "按名次叫号。\n每人5分钟。",
}


def draft(kind: str, number: str, **more: str) -> dict[str, str]:
    """What a clerk types for a notice."""
    typed = {
        "kind": kind,
        "number": number,
        "title": f"虚构区2021年度{kind}公示",
        "length": "5",
        "unit": "workdays",
        "paragraphs": "现将有关事项公示如下。",
    }
    return typed | more


def preview(clerk: Desk, typed: dict[str, str]) -> dict[str, str]:
    """The typed fields and the digest of what was shown."""
    shown = clerk.send("/staff/notices/new", typed)
    assert shown.status_code == 200, summary(shown.text)
    return typed | {"digest": hidden(shown.text, "digest")}


def notices(desk: Desk) -> list[str]:
    with database.transaction(desk.engine) as db:
        return sorted(db.exec(select(Notice.number)))


def frozen(desk: Desk) -> None:
    """As if every period were over and the supervisor had frozen the standing."""
    with database.transaction(desk.engine) as db:
        for row in db.exec(select(StandingVersion)):
            row.frozen = True


def test_a_notice_is_looked_at_before_it_is_posted(scored: Desk) -> None:
    posting = preview(scored, draft("scores", "样公〔2021〕1号"))
    assert notices(scored) == []
    assert "notice_posted" not in scored.log
    assert scored.send("/staff/notices/post", posting).status_code == 303
    assert notices(scored) == ["样公〔2021〕1号"]
    paper = scored.get("/staff/notices/1/paper.pdf")
    assert paper.content.startswith(b"%PDF")
    assert "filename*=UTF-8''" in paper.headers["content-disposition"]
    again = scored.send("/staff/notices/new", draft("scores", "样公〔2021〕1号"))
    assert "已经用过" in summary(again.text)


def test_a_notice_whose_data_changed_after_the_preview_is_not_posted(scored: Desk, reviewer: Desk) -> None:
    posting = preview(scored, draft("scores", "样公〔2021〕1号"))
    fact = {"事项": "奖励", "等级": "三等功", "日期": "2016-08-30", "证明材料": "登记表", "reason": "补录"}
    scored.send("/staff/records/S09/facts", fact)
    reviewer.send("/staff/records/review")
    scored.send("/staff/standing/score", {"reason": "补录之后"})
    refused = scored.send("/staff/notices/post", posting)
    assert refused.status_code == 409
    assert "重新预览" in summary(refused.text)
    assert notices(scored) == []


def test_a_notice_that_shows_a_full_name_is_held_back(scored: Desk) -> None:
    typed = draft("scores", "样公〔2021〕1号", paragraphs="现将陆承岳等人的评分公示如下。")
    refused = scored.send("/staff/notices/post", preview(scored, typed))
    assert refused.status_code == 422
    assert summary(refused.text)
    assert "现将陆承岳等人" in refused.text
    assert notices(scored) == []


@pytest.mark.parametrize(
    ("kind", "change", "field"),
    [
        ("scores", {"number": ""}, "number"),
        ("scores", {"title": ""}, "title"),
        ("scores", {"length": "0"}, "length"),
        ("scores", {"length": "²"}, "length"),
        ("correction", {"corrects": "", "reason": "漏录"}, "corrects"),
        ("announcement", ANNOUNCED | {"lot_source": ""}, "lot_source"),
        ("announcement", ANNOUNCED | {"lot_algorithm": "dice"}, "lot_algorithm"),
        ("announcement", ANNOUNCED | {"session_on": ""}, "session_on"),
    ],
)
def test_what_is_wrong_in_a_notice_is_said_at_its_field_and_nothing_typed_is_lost(
    clerk: Desk, kind: str, change: dict[str, str], field: str
) -> None:
    refused = clerk.send("/staff/notices/new", draft(kind, "样公〔2021〕1号") | change)
    assert refused.status_code == 422
    assert re.findall(r'<li><a href="#([^"]+)"', refused.text) == [field]
    assert "现将有关事项公示如下。" in refused.text


@pytest.mark.parametrize(
    ("kind", "more", "said"),
    [
        ("scores", {}, "还没有评分"),
        ("positions", {}, "还没有导入岗位表"),
        ("correction", {"corrects": "样公〔2021〕0号", "reason": "漏录"}, "没有可更正的"),
        ("announcement", ANNOUNCED, "名次尚未冻结"),
        ("result", {}, "结果还没有登记"),
    ],
)
def test_no_notice_is_made_before_its_time(clerk: Desk, kind: str, more: dict[str, str], said: str) -> None:
    refused = clerk.send("/staff/notices/new", draft(kind, "样公〔2021〕1号") | more)
    assert refused.status_code == 422
    assert said in summary(refused.text)


def test_there_is_nothing_to_correct_in_the_first_standing(scored: Desk) -> None:
    typed = draft("correction", "样公〔2021〕1号", corrects="样公〔2021〕0号", reason="漏录")
    assert "没有可更正的" in summary(scored.send("/staff/notices/new", typed).text)


def test_a_notice_hangs_no_shorter_than_the_rules_of_the_place_say(scored: Desk) -> None:
    short = scored.send("/staff/notices/new", draft("scores", "样公〔2021〕1号", length="4"))
    assert short.status_code == 422
    assert "至少 5 个工作日" in summary(short.text)
    longer = preview(scored, draft("scores", "样公〔2021〕1号", length="30", unit="days"))
    assert scored.send("/staff/notices/post", longer).status_code == 303


def test_the_session_is_announced_before_its_day(scored: Desk) -> None:
    frozen(scored)
    typed = draft("announcement", "样公〔2021〕1号", **ANNOUNCED) | {"session_on": TODAY.isoformat()}
    refused = scored.send("/staff/notices/new", typed)
    assert refused.status_code == 422
    assert "须在选岗会之前张贴" in summary(refused.text)


def test_the_form_begins_with_the_texts_and_the_next_number_of_the_campaign(scored: Desk) -> None:
    first = hidden_or_typed(scored.get("/staff/notices/new?kind=scores").text, "number")
    posting = preview(scored, draft("scores", first))
    assert scored.send("/staff/notices/post", posting).status_code == 303
    second = hidden_or_typed(scored.get("/staff/notices/new?kind=positions").text, "number")
    assert second == first.replace("1号", "2号")


def hidden_or_typed(page: str, name: str) -> str:
    """What a text field is filled with."""
    found = re.search(rf'<input[^>]* name="{name}"[^>]* value="([^"]*)"', page)
    assert found, page
    return found[1]


def test_the_supervisor_lifts_a_freeze_and_the_correction_says_why(scored: Desk, desk: Enter) -> None:
    supervisor = desk("supervisor")
    scored.send("/staff/notices/post", preview(scored, draft("scores", "样公〔2021〕1号")))
    periods_over(scored)
    assert supervisor.send("/staff/standing/freeze").status_code == 303
    assert scored.send("/staff/standing/unfreeze", {"unfreeze_reason": "专业有误"}).status_code == 403
    assert "请写明" in summary(supervisor.send("/staff/standing/unfreeze").text)
    assert supervisor.send("/staff/standing/unfreeze", {"unfreeze_reason": "专业有误"}).status_code == 303
    assert "名次解除冻结之后还没有张贴更正公示" in scored.get("/staff").text
    form = scored.get("/staff/notices/new?kind=correction").text
    assert "专业有误" in form
    typed = draft("correction", "样公〔2021〕2号", corrects="样公〔2021〕1号", reason="专业有误，已改正")
    shown = scored.send("/staff/notices/new", typed).text
    assert "名次冻结解除，待更正后重新冻结。" in shown
    assert "更正的计分" not in shown
    assert scored.send("/staff/notices/post", preview(scored, typed)).status_code == 303
    assert "名次解除冻结之后还没有张贴更正公示" not in scored.get("/staff").text


def filed(clerk: Desk, **change: str) -> Any:
    typed = {
        "candidate": "S09",
        "item": "评分表",
        "filed_on": TODAY.isoformat(),
        "filed_by": "self",
        "text": "漏录三等功一次。",
        "notice": "样公〔2021〕1号",
    }
    return clerk.send("/staff/objections/new", typed | change)


def objection(desk: Desk) -> Objection:
    with database.transaction(desk.engine) as db:
        return db.get_one(Objection, (ID, 1))


def test_an_objection_is_filed_within_its_period_and_ruled_by_another(scored: Desk, desk: Enter) -> None:
    scored.send("/staff/notices/post", preview(scored, draft("scores", "样公〔2021〕1号")))
    early = filed(scored, filed_on=(TODAY - timedelta(days=1)).isoformat())
    assert early.status_code == 422
    assert "不在公示期内" in summary(early.text)
    assert "漏录三等功一次。" in early.text
    assert "没有编号 X9" in summary(filed(scored, candidate="X9").text)
    tomorrow = (TODAY + timedelta(days=1)).isoformat()
    assert "还没有到" in summary(filed(scored, filed_on=tomorrow).text)
    assert filed(scored).status_code == 303
    ruling = {"outcome": "upheld", "reason": "属实", "ruled_on": TODAY.isoformat()}
    assert scored.send("/staff/objections/1/rule", ruling).status_code == 403
    early = desk("supervisor").send("/staff/objections/1/rule", ruling | {"ruled_on": tomorrow})
    assert "还没有到" in summary(early.text)
    assert objection(scored).status == "filed"
    assert desk("supervisor").send("/staff/objections/1/rule", ruling).status_code == 303
    assert objection(scored).outcome == "upheld"
    again = desk("supervisor").send("/staff/objections/1/rule", ruling)
    assert "不能改动" in summary(again.text)


def test_nobody_rules_on_a_record_he_entered(scored: Desk, desk: Enter) -> None:
    scored.send("/staff/notices/post", preview(scored, draft("scores", "样公〔2021〕1号")))
    filed(scored)
    with database.transaction(scored.engine) as db:
        db.get_one(Candidate, (ID, "S09")).entered_by = "supervisor"
    ruling = {"outcome": "rejected", "reason": "不属实", "ruled_on": TODAY.isoformat()}
    refused = desk("supervisor").send("/staff/objections/1/rule", ruling)
    assert refused.status_code == 422
    assert "由另一位工作人员裁定" in summary(refused.text)
    assert objection(scored).status == "filed"


def test_a_trial_shows_whom_an_upheld_objection_would_move_and_writes_nothing(
    scored: Desk, desk: Enter
) -> None:
    scored.send("/staff/notices/post", preview(scored, draft("scores", "样公〔2021〕1号")))
    filed(scored)
    before = scored.log
    page = desk("supervisor").get("/staff/objections/1?事项=奖励&等级=三等功&日期=2016-08-30").text
    moved = re.search(r"会变动的人.*?</table>", page, re.S)
    assert moved
    assert "40.5 → 50.5" in moved[0]
    assert set(re.findall(r'rowheader"><a [^>]+>(\w+)<', moved[0])) == {"S08", "S09", "S10"}
    assert scored.log == before
    wrong = desk("supervisor").get("/staff/objections/1?事项=奖励&等级=九等功").text
    assert "会变动的人" not in wrong
    assert 'id="wrong-等级"' in wrong


def test_the_standing_is_frozen_only_after_its_period(scored: Desk, desk: Enter) -> None:
    supervisor = desk("supervisor")
    assert "还没有公示" in summary(supervisor.send("/staff/standing/freeze").text)
    running = draft("scores", "样公〔2021〕1号")
    scored.send("/staff/notices/post", preview(scored, running))
    assert "公示期到" in summary(supervisor.send("/staff/standing/freeze").text)
    with database.transaction(scored.engine) as db:
        db.get_one(Notice, (ID, "样公〔2021〕1号")).closes_on = date(2021, 10, 25)
    assert supervisor.send("/staff/standing/freeze").status_code == 303
    refused = scored.send("/staff/standing/score", {"reason": "再评一次"})
    assert "已经冻结" in summary(refused.text)


def test_the_hall_is_opened_on_what_was_announced_once_nothing_is_missing(scored: Desk, desk: Enter) -> None:
    host = desk("host")
    lacking = summary(opening(host, "").text)
    for said in ("岗位表", "名次已公示并冻结", "选岗会公告已张贴"):
        assert said in lacking
    desk("staffing").bring_in("positions")
    frozen(scored)
    for kind, number, more in (
        ("scores", "样公〔2021〕1号", {}),
        ("positions", "样公〔2021〕2号", {}),
        ("announcement", "样公〔2021〕3号", ANNOUNCED),
    ):
        answer = scored.send("/staff/notices/post", preview(scored, draft(kind, number, **more)))
        assert answer.status_code == 303, summary(answer.text)
    scored.bring_in("wishes")
    assert "期满后才能开场" in summary(opening(host, "样公〔2021〕3号").text)
    periods_over(scored)
    assert opening(host, "样公〔2021〕2号").status_code == 409
    assert opening(scored, "样公〔2021〕3号").status_code == 403
    form = {"announcement": "样公〔2021〕3号", "reason": "场地提前空出"}
    unchecked = host.send("/staff/session/open", form)
    assert unchecked.status_code == 422
    assert "没有开场" in summary(unchecked.text)
    assert 'value="场地提前空出"' in unchecked.text
    without = opening(host, "样公〔2021〕3号", reason="")
    assert without.status_code == 422
    assert "请写明理由" in summary(without.text)
    assert "改日开场的理由" in host.get("/staff/session").text
    assert opening(host, "样公〔2021〕3号").status_code == 303
    with database.transaction(scored.engine) as db:
        (opened,) = read(db, stream_of(ID))
    assert opened.payload["lot"]["source"] == ANNOUNCED["lot_source"]
    assert len(opened.payload["wish_commitments"]) > 0
    assert scored.log[-1] == "session_day_changed"
    assert "正在进行" in host.get("/staff/session").text
    assert "开过场" in summary(opening(host, "样公〔2021〕3号").text)


def opening(desk: Desk, number: str, reason: str = "场地提前空出") -> Any:
    """The host has looked at everything and opens."""
    return desk.send("/staff/session/open", {"announcement": number, "reason": reason, "looked": "yes"})


def periods_over(desk: Desk) -> None:
    """As if every notice had hung long enough."""
    with database.transaction(desk.engine) as db:
        for notice in db.exec(select(Notice)):
            notice.closes_on = notice.closes_on and TODAY - timedelta(days=1)


def test_nothing_is_recorded_or_published_before_the_session_has_closed(
    scored: Desk, desk: Enter, site: Path
) -> None:
    for path in ("/staff/session/record", "/staff/session/publish"):
        refused = desk("supervisor").send(path)
        assert refused.status_code == 422
        assert "还没有" in summary(refused.text)
    assert not site.exists()


def test_every_page_says_what_is_there_before_anything_was_done(clerk: Desk, desk: Enter) -> None:
    for path in ("", "/records", "/standing", "/positions", "/notices", "/objections", "/session"):
        page = clerk.get(f"/staff{path}")
        assert page.status_code == 200, path
    for path in ("records", "standing", "positions", "notices", "objections"):
        assert clerk.get(f"/staff/{path}.xlsx").content.startswith(b"PK")


WRITES = {
    "/staff/records/review": {"reviewer"},
    "/staff/records/O01/review": {"reviewer"},
    "/staff/records/O01/confirm": {"clerk", "reviewer"},
    "/staff/records/confirm": {"clerk", "reviewer"},
    "/staff/records/O01/facts": {"clerk"},
    "/staff/import/records": {"clerk"},
    "/staff/import/records/commit": {"clerk"},
    "/staff/import/positions": {"staffing"},
    "/staff/import/positions/commit": {"staffing"},
    "/staff/import/wishes/commit": {"clerk"},
    "/staff/standing/score": {"clerk"},
    "/staff/standing/freeze": {"supervisor"},
    "/staff/notices/new": {"clerk"},
    "/staff/notices/post": {"clerk"},
    "/staff/objections/new": {"clerk", "reviewer", "supervisor"},
    "/staff/objections/1/rule": {"supervisor", "reviewer"},
    "/staff/session/open": {"host"},
    "/staff/session/record": {"supervisor"},
    "/staff/session/publish": {"clerk", "supervisor"},
}


@pytest.mark.parametrize(
    "role", ["clerk", "reviewer", "staffing", "host", "supervisor", "caller", "administrator"]
)
def test_each_step_is_for_its_roles_alone(engine: Any, desk: Enter, role: str) -> None:
    at_desk = desk(role)
    token = re.search(r'name="csrf_token" value="([^"]+)"', at_desk.get("/sign-in").text)
    sent = {"csrf_token": token[1] if token else at_desk_token(at_desk)}
    for path, roles in WRITES.items():
        answer = at_desk.client.post(path, data=sent, follow_redirects=False)
        assert (answer.status_code == 403) == (role not in roles), (path, answer.status_code)
    assert (at_desk.get("/staff").status_code == 403) == (role in {"host", "caller"})


def at_desk_token(desk: Desk) -> str:
    """The token from whatever page this role may open."""
    for path in ("/staff/session", "/callers"):
        found = re.search(r'name="csrf_token" value="([^"]+)"', desk.get(path).text)
        if found:
            return found[1]
    raise AssertionError("no page with a form")


def test_the_host_finds_the_page_from_which_the_hall_is_opened(desk: Enter) -> None:
    page = desk("host").get("/staff/session").text
    assert '<a href="/staff/session" aria-current="page">开场</a>' in page
    assert 'href="/staff/records"' not in page


def test_an_objection_that_was_admitted_still_waits_and_one_turned_away_does_not(scored: Desk) -> None:
    scored.send("/staff/notices/post", preview(scored, draft("scores", "样公〔2021〕1号")))
    filed(scored)
    assert "1 件异议还没有裁定" in scored.get("/staff").text
    assert scored.send("/staff/objections/1/admit", {"admitted": "yes"}).status_code == 303
    assert "1 件异议还没有裁定" in scored.get("/staff").text
    assert "已受理，待裁定" in scored.get("/staff/objections").text
    filed(scored)
    assert "不予受理的理由" in summary(scored.send("/staff/objections/2/admit").text)
    told = {"not_admitted_because": "所指的公示不是本局张贴"}
    assert scored.send("/staff/objections/2/admit", told).status_code == 303
    assert "1 件异议还没有裁定" in scored.get("/staff").text
    assert "所指的公示不是本局张贴" in scored.get("/staff/objections/2").text


def test_an_upheld_objection_leads_to_the_fact_and_back(scored: Desk, desk: Enter) -> None:
    scored.send("/staff/notices/post", preview(scored, draft("scores", "样公〔2021〕1号")))
    filed(scored)
    ruling = {"outcome": "upheld", "reason": "属实", "ruled_on": TODAY.isoformat()}
    assert desk("supervisor").send("/staff/objections/1/rule", ruling).status_code == 303
    found = re.search(
        r'href="(/staff/records/\w+/facts\?objection=1)"', scored.get("/staff/objections/1").text
    )
    assert found
    form = scored.get(found[1]).text
    assert "第1号异议成立" in form
    fact = {
        "objection": "1", "事项": "奖励", "等级": "三等功", "日期": "2016-08-30",
        "证明材料": "个人奖励登记表", "reason": "第1号异议成立",
    }  # fmt: skip
    kept = scored.send(found[1].partition("?")[0], fact)
    assert (kept.status_code, kept.headers["location"]) == (303, "/staff/objections/1?done=fact")
    assert "还没有新的一版" in summary(scored.send("/staff/objections/1/effect").text)
    assert "评分不必改的，写明改正了什么" in scored.get("/staff/objections/1").text
    told = {"put_right": "另有一份档案的登记已改正"}
    assert scored.send("/staff/objections/1/effect", told).status_code == 303
    assert scored.log[-1] == "objection_carried_out"


def test_a_notice_that_hangs_by_mistake_is_withdrawn_from_its_page_and_posted_again(
    scored: Desk, reviewer: Desk
) -> None:
    first = preview(scored, draft("scores", "样公〔2021〕1号"))
    assert scored.send("/staff/notices/post", first).status_code == 303
    page = scored.get("/staff/notices/1").text
    assert "撤回这份公告" in page
    assert "撤回这份公告" not in reviewer.get("/staff/notices/1").text
    refused = scored.send("/staff/notices/1/withdraw", {"because": ""})
    assert "请写明理由" in summary(refused.text)
    assert scored.send("/staff/notices/1/withdraw", {"because": "公示期写错"}).status_code == 303
    number = notices(scored)[-1]
    assert f"已由 {number} 撤回" in scored.get("/staff/notices/1").text
    assert "已撤回" in scored.get("/staff/notices").text
    assert "已撤回" in scored.get("/notices").text
    again = preview(scored, draft("scores", "样公〔2021〕9号"))
    assert scored.send("/staff/notices/post", again).status_code == 303
