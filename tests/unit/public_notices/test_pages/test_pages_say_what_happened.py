"""What the public pages tell a candidate and his family, read from the text alone."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest

from public_notices.page_views import BundleView
from public_notices.pages import render_pages
from public_notices.verifier.command import VERDICTS

Data = dict[str, dict[str, Any]]


def text_of(html: str) -> str:
    """What a reader sees, each piece parted by one space."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.fixture
def told(data: Data) -> dict[str, str]:
    return {path: text_of(html) for path, html in render_pages(data).items()}


def row(data: Data, candidate: str) -> str:
    """One person's line on the standing page."""
    found = re.search(rf'<tr id="{candidate}">.*?</tr>', render_pages(data)["standing.html"], re.S)
    assert found
    return text_of(found[0])


def page(data: Data, candidate: str, language: str = "") -> str:
    """What one person's page says."""
    return text_of(render_pages(data)[f"{language}people/{candidate}.html"].partition("<main")[2])


def test_a_candidate_finds_his_standing_subtotals_and_total_in_one_line(data: Data) -> None:
    assert row(data, "S02") == "2 S02 王*明 54 14 10.8 78.8"


def test_every_line_of_a_sheet_is_explained_with_quantity_points_and_ground(data: Data) -> None:
    told = page(data, "S02")
    assert "计入服役时间 16年3个月12天。" in told
    assert "分值出处：符合政府安排工作条件退役士兵服役表现量化评分暂行办法。" in told
    assert "满12年后每多1年 4.5 年 18 条款待核" in told
    assert "平时三等功 1 次 10 条款待核" in told
    assert "条款待核 ：分值写在上面列出的文件里" in told


def test_the_subtotals_stand_as_numbers_and_as_bars_of_their_size(data: Data) -> None:
    html = render_pages(data)["people/S02.html"]
    assert "服役年限 54 奖励和表彰 14 其他各项 10.8 总分 78.8" in text_of(html)
    assert re.findall(r'<rect width="([\d.]+)"', html) == ["100.0", "25.9", "20.0"]


def test_a_sum_below_zero_is_told_apart_from_one_above(data: Data) -> None:
    html = render_pages(data)["people/O08.html"]
    assert re.findall(r'<rect(?: class="(\w+)")? width="([\d.]+)"', html) == [
        ("", "100.0"),
        ("", "0.0"),
        ("below", "66.7"),
    ]


def test_what_is_withheld_stands_as_one_sum_with_the_reason(data: Data) -> None:
    assert "其他各项 1 项合计，涉及个人隐私，明细只告知本人 — 10.8" in page(data, "S02")


def test_a_known_article_is_printed_instead_of_the_gap(data: Data) -> None:
    for line in next(s for s in data["sheets"]["sheets"] if s["candidate"] == "S02")["lines"]:
        line["article"] = "二（一）"
    told = page(data, "S02")
    assert "二（一）" in told
    assert "条款待核" not in told


def test_an_inferred_figure_is_marked(data: Data) -> None:
    sheet = next(s for s in data["sheets"]["sheets"] if s["candidate"] == "S02")
    sheet["lines"][0]["status"] = "inferred"
    assert "此数为推定" in page(data, "S02")


def test_a_settled_tie_shows_what_was_compared(data: Data) -> None:
    assert "总分相同，依次比较：服役时间为12年5个月（长者在前）。" in page(data, "S07")
    assert "并列" not in row(data, "S07")


def test_an_unsettled_tie_says_how_the_session_settles_it(data: Data) -> None:
    assert row(data, "S10").startswith("10 S10 冯*涛 并列")
    assert "出生日期为1989年5月1日（年长者在前）。比较后仍相同，名次并列" in page(data, "S10")


def test_an_exempt_person_has_no_points_but_a_place(data: Data) -> None:
    assert row(data, "S01") == "1 S01 龚*䶮 免予计分 — — — —"
    assert "各项小计" not in page(data, "S01")


def test_a_barred_person_stands_last_without_a_place(data: Data) -> None:
    group = data["standing"]["versions"][-1]["groups"][1]
    barred = group["rows"][-1]
    barred["standing"], barred["tie"] = None, None
    sheet = next(s for s in data["sheets"]["sheets"] if s["candidate"] == barred["candidate"])
    sheet["barred"] = True
    assert row(data, barred["candidate"]).startswith(f"— {barred['candidate']} {barred['name']} 不列入排名")


def test_whoever_changed_is_marked_and_the_mark_leads_to_line_and_reason(data: Data) -> None:
    html = render_pages(data)["standing.html"]
    marked = re.findall(r'href="people/(\w+)\.html#changes">有变化', html)
    assert sorted(marked) == ["S05", "S06"]
    corrected = page(data, "S06")
    assert "第 6 名 → 第 5 名 · 54.4 分 → 64.4 分" in corrected
    assert "“平时三等功”由 10 分变为 20 分" in corrected
    assert "本人的分数没有变；别人的评分更正后，名次随之变动。" in page(data, "S05")


def test_the_reason_is_the_one_that_the_correction_gives_and_leads_to_it(data: Data) -> None:
    notice = next(n for n in data["notices"]["notices"] if n["kind"] == "correction")
    notice["content"]["reason"] = "登记表夹在他人档案中"
    html = render_pages(data)["people/S06.html"]
    assert "更正公示写明的理由：登记表夹在他人档案中" in text_of(html)
    assert f'href="../{notice["html"]}"' in html or quote(notice["html"]) in html


def test_a_persons_page_says_what_he_chose_and_where_it_is_written_down(data: Data) -> None:
    assert "运河区人民政府办公室 ，综合科科员。现场选岗。 选岗实录第 3 条" in page(data, "O01")


def test_a_persons_page_tells_his_objection_and_how_it_ended(data: Data) -> None:
    filed = next(e for e in data["log"]["campaign"] if e["type"] == "objection_filed")
    told = page(data, filed["payload"]["candidate"])
    assert re.search(r"第 1 号异议：2021年\d+月\d+日收到，2021年\d+月\d+日答复，成立，予以更正。", told)


def test_each_category_is_a_table_of_its_own_with_its_own_columns(data: Data) -> None:
    officers, sergeants = BundleView(data).standing
    assert [column.label for column in officers.columns] == ["职务", "立功受奖", "其他各项"]
    assert [column.label for column in sergeants.columns] == ["服役年限", "奖励和表彰", "其他各项"]


def test_changes_name_everybody_who_moved_and_nobody_else(data: Data) -> None:
    first, second = BundleView(data).versions
    assert first.changes == ()
    told = {(c.candidate, c.total, c.standing) for c in second.changes}
    assert told == {("S06", ("54.4", "64.4"), (6, 5)), ("S05", ("61", "61"), (5, 6))}


def test_who_is_new_or_gone_counts_as_a_change(data: Data) -> None:
    rows = data["standing"]["versions"][0]["groups"][0]["rows"]
    gone = rows.pop()["candidate"]
    change = next(c for c in BundleView(data).versions[1].changes if c.candidate == gone)
    assert change.total[0] is None
    assert change.standing[0] is None


def test_a_post_shows_its_conditions_who_took_it_and_what_is_left(told: dict[str, str]) -> None:
    positions = told["positions.html"]
    assert "P03 运河区市场监督管理局 统筹 基层所科员 不限 军转干部 2 O03 韩*东 O04 杨*" in positions
    assert "P09 运河区疾病预防控制中心 统筹 医学检验专业技术岗位" in positions
    assert "医学检验技术专业；持检验师资格证 士官 1 余 1 无人选" in positions


def test_the_result_lists_picks_in_order_with_basis_time_and_entry(told: dict[str, str]) -> None:
    result = told["result.html"]
    assert "1 O01 钱*𬭎 军转干部 运河区人民政府办公室 综合科科员 现场选岗 09:06 第 3 条" in result
    assert "18 S11 陈* 士官 运河水务集团有限公司 管网运维岗位 同分统一分配" in result
    assert "19 S05 孙*国 士官 运河水务集团有限公司 管网运维岗位 按填报志愿" in result


def test_whoever_holds_no_post_is_named_without_calling_it_a_waiver(data: Data) -> None:
    data["result"]["assignment"]["S09"] = None
    assert "S09 郑* 本次没有选定岗位不等于放弃安排工作待遇" in text_of(render_pages(data)["result.html"])


def test_a_revoked_pick_stays_in_the_log_and_is_marked(told: dict[str, str], data: Data) -> None:
    assert "已撤回 O03 韩*东 选定 P05 运河区退役军人服务中心·权益维护科科员" in told["log.html"]
    assert (
        "撤回第 7 条起的操作。原因：录入岗位与本人口述不一致。由主持人与监督人两人共同确认。"
        in told["log.html"]
    )
    revoked = [event.version for event in BundleView(data).session_events if event.revoked]
    assert revoked == [7]


def test_absence_proxy_pause_and_lot_are_told_in_words(told: dict[str, str]) -> None:
    log = told["log.html"]
    for sentence in (
        "S05 孙*国 未到场，按规则排到本组最后。",
        "S07 周* 的受托人代为选岗，已验委托书、双方身份证。",
        "暂停，停止计时。原因：会场扩音故障。",
        "抽签。号码 4.8.15.16.23.42./，监督人、公证员见证。",
        "S10 冯*涛、S11 陈* 同分，按各人事先密封的志愿统一分配。抽签次序：S11 陈*、S10 冯*涛。"
        "当场启封志愿：S10 冯*涛 P14、P15、服从调剂；S11 陈* P14、P16、服从调剂。",
        "S05 孙*国 选定 P16 运河水务集团有限公司·管网运维岗位。按填报志愿。"
        "当场启封志愿：P10、P16、服从调剂。",
        "量化评分（第 1 版），并由第二套程序复算一致。",
        "答复第 1 号异议：成立，予以更正。",
        "本人签字确认评分（19 人）。",
    ):
        assert sentence in log


def test_short_codes_stand_on_every_page_that_speaks_of_them(told: dict[str, str], data: Data) -> None:
    result = data["result"]
    for page in ("index.html", "result.html", "log.html", "verify.html"):
        for code in (result["log"]["short"], f"{result['log']['count']} 条", result["fingerprint"]["short"]):
            assert code in told[page]


def test_stages_are_dated_by_the_entries_that_make_them_up(data: Data) -> None:
    stages = {stage.title: (stage.done, stage.first, stage.last) for stage in BundleView(data).stages}
    assert stages["公示"] == (True, "2021-11-22", "2021-11-22")
    assert stages["异议与更正"] == (True, "2021-11-25", "2021-12-08")
    assert stages["选岗会"] == (True, "2021-12-18", "2021-12-18")


def test_what_is_scored_again_after_posting_counts_as_correction_not_as_scoring(data: Data) -> None:
    last = data["log"]["campaign"][-1]
    again = {"type": "scored", "payload": {"reason": "更正"}, "version": last["version"] + 1}
    data["log"]["campaign"].append(last | again)
    scoring = next(stage for stage in BundleView(data).stages if stage.title == "量化评分")
    assert (scoring.first, scoring.last) == ("2021-10-17", "2021-10-23")


def test_a_chapter_in_which_only_exempt_people_have_lines_is_no_column(data: Data) -> None:
    for row in data["standing"]["versions"][-1]["groups"][1]["rows"]:
        if row["exempt"]:
            row["columns"] = {"disability": "0"}
    assert "残疾等级" not in [column.label for column in BundleView(data).standing[1].columns]


def test_half_width_marks_that_people_typed_are_printed_as_in_print(data: Data) -> None:
    data["campaign"]["objection"] = "请写明编号,签名后交来(也可邮寄)"
    assert "请写明编号，签名后交来（也可邮寄）" in text_of(render_pages(data)["index.html"])


def test_before_the_session_the_same_pages_say_what_is_still_to_come(data: Data) -> None:
    data["log"]["session"] = []
    del data["result"]
    told = {path: text_of(html) for path, html in render_pages(data).items()}
    assert "选岗会尚未结束" in told["result.html"]
    assert "选岗会尚未开始" in told["log.html"]
    assert "选定的人" not in told["positions.html"]
    assert "选岗会 待进行" in told["index.html"]


def test_a_fictional_campaign_says_so_on_every_page_and_a_real_one_on_none(data: Data) -> None:
    assert all("sample-banner" in html for html in render_pages(data).values())
    assert "虚构示例" in render_pages(data)["index.html"]
    data["campaign"]["fictional"] = False
    assert not any("sample-banner" in html for html in render_pages(data).values())


def test_verification_explains_all_four_answers_in_the_words_of_the_program(told: dict[str, str]) -> None:
    answers = [verdict.partition("（")[0] for verdict in VERDICTS.values()]
    assert len(answers) == 4
    assert [answer for answer in answers if answer not in told["verify.html"]] == []
    assert [answer for answer in answers if answer not in told["verify.html"]] == []
