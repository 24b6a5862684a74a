"""The campaign's rules at the desk: read, filled in by two, compared. Documents and people are fictional."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from sqlmodel import select

import scoring
from public_notices.documents import notice_body_html
from resettlement import clock, database
from resettlement.accounts.tables import AccountRow
from resettlement.campaign.service import categories
from resettlement.campaign.tables import RuleEntry
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.papers.score_sheets import score_sheet
from resettlement.records.changes import add_fact
from resettlement.records.model import Fact
from resettlement.standing.tables import ScoreSheet
from scoring.pack.load import SHIPPED
from tests.unit.web_staff.office import ID, Desk, summary

SERGEANTS = "/staff/rules/sergeant/fill"
SOURCE = {"title": "退役士兵服役表现量化评分办法", "number": "样字〔2018〕9号", "article": "第九条"}
WARNINGS = {"points.military.warning": "-5", "points.party.warning": "-5"}


def fill(desk: Desk, what: str, figures: Mapping[str, str]) -> Any:
    return desk.send(SERGEANTS, {"what": what, **SOURCE, **figures})


def overlay(desk: Desk) -> str:
    with database.transaction(desk.engine) as db:
        return categories(db, ID)[1].overlay_text or ""


def statuses(desk: Desk) -> list[str]:
    with database.transaction(desk.engine) as db:
        return [entry.status for entry in db.exec(select(RuleEntry))]


@pytest.fixture
def child_of_a_martyr(clerk: Desk, reviewer: Desk) -> Desk:
    """S02 has a fact whose figure his pack does not know for sure."""
    clerk.bring_in("records")
    with database.transaction(clerk.engine) as db:
        fact = Fact("child_of_martyr", {}, "烈士证明书", None, None)
        add_fact(db, ID, "S02", fact, reason="补录", by="clerk", at=clock.now())
    assert reviewer.send("/staff/records/review").status_code == 303
    return clerk


def test_every_item_of_every_pack_is_shown_with_its_figure_article_and_status(clerk: Desk) -> None:
    page = re.sub(r"<[^>]+>|\s", "", clerk.get("/staff/rules").text)
    for pack_id, overlaid in (("soldiers-2018", "sergeants.toml"), ("officers-city-table", "officers.toml")):
        pack = scoring.load_pack(pack_id)
        assert overlaid
        for item in pack.items:
            assert re.sub(r"\s", "", item.label) in page
    assert "没有查到，须由补充文件写明" in page
    assert "江州市运河区退役军人事务局，依据《运河区2021年度退役军人安置工作方案》" in page


def test_the_digests_of_pack_and_overlay_are_shown(clerk: Desk) -> None:
    page = clerk.get("/staff/rules").text
    with database.transaction(clerk.engine) as db:
        for row in categories(db, ID):
            assert scoring.pack_from_text(row.pack_text, row.overlay_text).digest in page
            assert hashlib.sha256((row.overlay_text or "").encode()).hexdigest() in page


def test_a_figure_that_is_not_known_stops_scoring_until_two_people_have_filled_it_in(
    child_of_a_martyr: Desk, reviewer: Desk
) -> None:
    refused = child_of_a_martyr.send("/staff/standing/score", {"reason": "首次评分"})
    assert "烈士子女" in summary(refused.text)
    assert fill(child_of_a_martyr, "martyr_child", {"points": "３０"}).status_code == 303
    assert child_of_a_martyr.send("/staff/standing/score", {"reason": "首次评分"}).status_code == 422
    assert reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"}).status_code == 303
    assert child_of_a_martyr.send("/staff/standing/score", {"reason": "首次评分"}).status_code == 303
    with database.transaction(reviewer.engine) as db:
        sheet = db.exec(select(ScoreSheet.sheet).where(ScoreSheet.candidate == "S02")).one()
    (line,) = [line for line in json.loads(sheet)["lines"] if line["item"] == "martyr_child"]
    assert (line["points"], line["status"]) == ("30", "confirmed")
    assert [t for t in reviewer.log if t.startswith("rule_")] == [
        "rule_figure_entered",
        "rule_figure_confirmed",
    ]


def test_who_entered_a_figure_cannot_confirm_it(clerk: Desk) -> None:
    before = overlay(clerk)
    fill(clerk, "martyr_child", {"points": "30"})
    assert "已对照文件核对" not in clerk.get("/staff/rules").text
    refused = clerk.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"})
    assert refused.status_code == 422
    assert "另一位工作人员" in summary(refused.text)
    assert (overlay(clerk), statuses(clerk)) == (before, ["waiting"])


def test_the_overlay_says_who_took_what_from_where_and_keeps_what_it_said(
    clerk: Desk, reviewer: Desk
) -> None:
    fill(clerk, "martyr_child", {"points": "30"})
    reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"})
    fill(reviewer, "deduct_discipline", WARNINGS)
    text = clerk.get("/staff/rules/sergeant/overlay.toml")
    assert text.headers["content-disposition"].endswith("sergeant-overlay.toml")
    assert text.text == overlay(clerk)
    document = "《退役士兵服役表现量化评分办法》（样字〔2018〕9号）第九条"
    assert f"# 依据{document}；clerk录入，reviewer核对，{clock.now():%Y-%m-%d}\n[[items]]" in text.text
    pack = scoring.load_pack("soldiers-2018")
    filled = scoring.pack_from_text(pack.text, text.text)
    assert filled.tie_chain == ("longer_service", "older")
    assert filled.overlay is not None
    assert filled.overlay.by == "江州市运河区退役军人事务局"
    assert filled.overlay.document.endswith("；《退役士兵服役表现量化评分办法》（样字〔2018〕9号）")
    item = filled.item("martyr_child")
    assert (item.source, item.article) == ("《退役士兵服役表现量化评分办法》（样字〔2018〕9号）", "第九条")
    assert item.confirmed_by == f"江州市运河区退役军人事务局依{document}确认（{clock.now():%Y-%m-%d}）"


def test_what_was_given_back_never_counts_and_cannot_be_confirmed(clerk: Desk, reviewer: Desk) -> None:
    before = overlay(clerk)
    fill(clerk, "martyr_child", {"points": "30"})
    assert reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "drop"}).status_code == 303
    assert "已经处理过" in summary(
        reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"}).text
    )
    assert (overlay(clerk), statuses(clerk)) == (before, ["dropped"])


@pytest.mark.parametrize(
    ("what", "figures", "said"),
    [
        ("award_peace", {"points.third_class_merit": "99"}, "不能补充"),
        ("martyr_child", {"points": "三十"}, "没有读懂"),
        ("martyr_child", {}, "至少填写一个数值"),
        ("martyr_child", {"points": "0.1234567"}, "小数不超过六位"),
        ("deduct_discipline", {"points.military.warning": "5"}, "应为负数"),
        ("exactly_six_months", {"exactly_six_months": "2"}, "0 到 1 年之间"),
    ],
)
def test_what_the_pack_does_not_leave_open_or_cannot_be_read_is_refused_with_the_reason(
    clerk: Desk, what: str, figures: dict[str, str], said: str
) -> None:
    answer = fill(clerk, what, figures)
    assert answer.status_code == 422
    assert said in answer.text
    assert statuses(clerk) == []


def test_a_figure_without_its_document_and_article_is_refused(clerk: Desk) -> None:
    answer = clerk.send(SERGEANTS, {"what": "martyr_child", "points": "30"})
    assert "请填写文件标题" in summary(answer.text)
    assert "请填写第几条" in summary(answer.text)


def test_two_proposals_for_one_figure_do_not_wait_at_once(clerk: Desk) -> None:
    fill(clerk, "martyr_child", {"points": "30"})
    assert "等另一人核对" in summary(fill(clerk, "martyr_child", {"points": "20"}).text)


def test_a_local_setting_is_set_by_two_and_shown_as_it_stands(clerk: Desk, reviewer: Desk) -> None:
    assert 'value="0.5"' in clerk.get(f"{SERGEANTS}?what=exactly_six_months").text
    assert fill(clerk, "tie_chain", {"tie_1": "older", "tie_2": "points.awards"}).status_code == 303
    assert fill(clerk, "exactly_six_months", {"exactly_six_months": "1"}).status_code == 303
    for number in ("1", "2"):
        sent = {"entry": str(number), "decision": "confirm"}
        assert reviewer.send("/staff/rules/entries", sent).status_code == 303
    assert 'tie_chain = ["older", "points.awards"]\n' in overlay(clerk)
    assert "exactly_six_months = 1\n" in overlay(clerk)


def hang_scores(desk: Desk) -> None:
    """The scores are posted: what the journal says of it."""
    posted = {"number": "1", "kind": "scores", "posted_on": "2021-10-18", "data_sha256": "", "pdf_sha256": ""}
    with database.transaction(desk.engine) as db:
        append(db, f"campaign/{ID}", [Draft("notice_posted", posted)], by="clerk", at=clock.now())


def test_until_the_scores_are_posted_a_figure_is_put_right_and_everybody_is_scored_anew(
    scored: Desk, reviewer: Desk
) -> None:
    assert "核对一个数值之后，须重新评分" in scored.get("/staff/rules").text
    for points in ("30", "20"):
        assert fill(scored, "martyr_child", {"points": points}).status_code == 303
        number = str(len(statuses(scored)))
        sent = {"entry": number, "decision": "confirm"}
        assert reviewer.send("/staff/rules/entries", sent).status_code == 303
    assert "points = 20" in overlay(scored)
    assert "points = 30" not in overlay(scored)
    assert scored.send("/staff/standing/score", {"reason": "数值改正"}).status_code == 303


def test_once_the_scores_are_posted_a_figure_that_no_posted_sheet_rests_on_is_still_filled_in(
    scored: Desk, reviewer: Desk
) -> None:
    hang_scores(scored)
    assert "只能补充公示过的评分没有用到的数值" in scored.get("/staff/rules").text
    assert fill(scored, "martyr_child", {"points": "30"}).status_code == 303
    assert reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"}).status_code == 303
    assert "points = 30" in overlay(scored)


def test_once_the_standing_is_frozen_the_rules_stand(scored: Desk, reviewer: Desk) -> None:
    before = overlay(scored)
    fill(scored, "martyr_child", {"points": "30"})
    hang_scores(scored)
    with database.transaction(scored.engine) as db:
        append(db, f"campaign/{ID}", [Draft("standing_frozen", {})], by="supervisor", at=clock.now())
    page = scored.get("/staff/rules").text
    assert "名次已经冻结，规则不能再补充" in page
    assert f"{SERGEANTS}?what" not in page
    assert "名次已经冻结" in summary(fill(scored, "deduct_discipline", WARNINGS).text)
    answer = reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"})
    assert "名次已经冻结" in summary(answer.text)
    assert overlay(scored) == before


def test_one_persons_second_account_confirms_nothing_that_their_first_has_entered(
    clerk: Desk, reviewer: Desk
) -> None:
    with database.transaction(clerk.engine) as db:
        db.get_one(AccountRow, "reviewer").person = "clerk"
    fill(clerk, "martyr_child", {"points": "30"})
    assert "由您录入" in reviewer.get("/staff/rules").text
    refused = reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"})
    assert "另一位工作人员" in summary(refused.text)


def test_what_these_people_need_is_listed_and_filled_in_at_once(
    child_of_a_martyr: Desk, reviewer: Desk
) -> None:
    desk = child_of_a_martyr
    with database.transaction(desk.engine) as db:
        fact = Fact(
            "sanction", {"authority": "military", "grade": "warning", "on": "2010-05-05"}, "x", None, None
        )
        add_fact(db, ID, "S03", fact, reason="补录", by="clerk", at=clock.now())
    page = re.sub(r"<[^>]+>", "", desk.get("/staff/rules").text)
    assert "这一类人员的评分还缺 2 项数值" in page
    assert "烈士子女（S02 要用到）" in page
    form = desk.get(SERGEANTS).text
    assert form.count("有人要用") == 1
    assert "talent_award_1" not in form
    told = {
        "title": SOURCE["title"], "number": SOURCE["number"], "martyr_child/points": "30",
        "martyr_child/article": "第九条", "deduct_discipline/points.military.warning": "-5",
        "deduct_discipline/article": "",
    }  # fmt: skip
    refused = desk.send(SERGEANTS, told)
    assert "请填写第几条" in summary(refused.text)
    assert statuses(desk) == []
    assert desk.send(SERGEANTS, {**told, "deduct_discipline/article": "第十条"}).status_code == 303
    token = {"csrf_token": reviewer.token, "decision": "confirm", "entry": ["1", "2"]}
    sent = reviewer.client.post("/staff/rules/entries", data=token, follow_redirects=False)
    assert sent.status_code == 303
    assert "还缺" not in reviewer.get("/staff/rules").text
    pack = scoring.pack_from_text(scoring.load_pack("soldiers-2018").text, overlay(desk))
    item = pack.item("deduct_discipline")
    assert (item.article, item.labels["military.warning"]) == ("第十条", "军纪警告")


def test_the_sheet_to_be_signed_names_the_overlay_and_its_digest(scored: Desk) -> None:
    with database.transaction(scored.engine) as db:
        content = score_sheet(db, ID, "S02", issued_on=clock.now().date())
    page = str(notice_body_html(content))
    assert "江州市运河区退役军人事务局，依据《运河区2021年度退役军人安置工作方案》" in page
    assert hashlib.sha256(overlay(scored).encode()).hexdigest()[:16] in page


def compared(desk: Desk, pack: str, path: str = "/staff/rules/compare", **texts: str) -> Any:
    files = {name: (f"{name}.toml", text.encode(), "application/toml") for name, text in texts.items()}
    data = {"csrf_token": desk.token, "category": "sergeant", "pack": pack}
    return desk.client.post(path, data=data, files=files, follow_redirects=False)


def test_another_rule_shows_who_would_move_and_by_which_lines(scored: Desk) -> None:
    issued = (SHIPPED / "soldiers-2018.toml").read_text(encoding="utf-8")
    changed = issued.replace("points = 4 }", "points = 5 }")
    assert changed != issued
    page = compared(scored, "same", pack_file=changed).text
    row = re.search(r"<tr role=\"row\">(?:(?!</tr>).)*>S02<.*?</tr>", page, re.DOTALL)
    assert row
    assert "石铁成" in row[0]
    assert "服现役满12年后每多1年 20 → 25" in row[0]


def test_the_same_rule_moves_nobody_and_an_unknown_figure_leaves_people_out(scored: Desk) -> None:
    assert "0 人有变化" in compared(scored, "same").text
    assert "没有参加比较的人" in compared(scored, "soldiers-2023").text


def test_a_comparison_is_exported_from_what_the_page_carries_and_stores_nothing(scored: Desk) -> None:
    other = 'overlays = "soldiers-2018"\nby = "甲"\ndocument = "乙"\non = 2021-09-10\ntie_chain = ["older"]\n'
    other += "exactly_six_months = 1\n"
    before = (overlay(scored), scored.log)
    page = compared(scored, "same", overlay_file=other).text
    assert "S05" in page
    carried = {"category": "sergeant", "pack": "same", "pack_file": "", "overlay_file": other}
    book = openpyxl.load_workbook(BytesIO(scored.send("/staff/rules/compare.xlsx", carried).content))
    rows = list(book.worksheets[0].values)
    assert rows[0][:4] == ("编号", "姓名", "原名次", "新名次")
    assert "S05" in [row[0] for row in rows[1:]]
    assert (overlay(scored), scored.log) == before


def test_a_file_that_is_no_rule_is_refused_in_the_scoring_rooms_words(scored: Desk) -> None:
    answer = compared(scored, "same", pack_file="id = 'x'")
    assert answer.status_code == 422
    assert "缺少" in summary(answer.text)


@pytest.mark.parametrize("path", ["/staff/rules", "/staff/rules/compare", f"{SERGEANTS}?what=tie_chain"])
def test_the_pages_speak_english(clerk: Desk, path: str) -> None:
    clerk.client.cookies.set("language", "en")
    said = re.findall(r"<(?:h1|th scope=\"col\"|button|label for)\b[^>]*>(.*?)</", clerk.get(path).text)
    own = [re.sub("<[^>]+>", "", text) for text in said if "lang=" not in text and "中文" not in text]
    assert own
    assert not [text for text in own if re.search("[\u4e00-\u9fff]", text)]


def test_the_overlay_is_chinese_whoever_works(clerk: Desk, reviewer: Desk) -> None:
    clerk.client.cookies.set("language", "en")
    reviewer.client.cookies.set("language", "en")
    fill(clerk, "martyr_child", {"points": "30"})
    reviewer.send("/staff/rules/entries", {"entry": "1", "decision": "confirm"})
    assert "clerk录入，reviewer核对" in overlay(clerk)
