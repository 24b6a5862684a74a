"""Wrong results planted by the publisher, with every digest, chain, manifest and notice made to fit.

Each must come out as "differs", and the answer names the person and the line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from public_notices.verifier import Difference, verify
from public_notices.verifier.bundle import DIFFERS, VERIFIED
from tests.unit.verifier.building import Json, canonical, sha, wishes
from tests.unit.verifier.people import KEY, lot
from tests.unit.verifier.sample import Sample, write_bundle, write_manifest


@pytest.fixture
def sample() -> Sample:
    return Sample()


@pytest.fixture
def differences(tmp_path: Path) -> Callable[[Sample, str], list[Difference]]:
    """Publishes a sample and gives the differences of one property; nothing may look tampered with."""

    def publish(sample: Sample, number: str) -> list[Difference]:
        report = verify(sample.write(tmp_path / "bundle"))
        assert report.state() == DIFFERS, [(one, found) for one, found in report.found.items()]
        return [one for _, one in report.found[number]]

    return publish


Publish = Callable[[Sample, str], list[Difference]]


def event(sample: Sample, kind: str, candidate: str | None = None, which: int = 0) -> Json:
    """The payload of an event of the sample's session, to be changed."""
    entries = [entry for entry in sample.entries if entry["type"] == kind]
    if candidate is not None:
        entries = [entry for entry in entries if entry["payload"].get("candidate") == candidate]
    payload: Json = entries[which]["payload"]
    return payload


def row(sample: Sample, candidate: str, version: int = 2) -> Json:
    groups = sample.standing["versions"][version - 1]["groups"]
    return next(one for group in groups for one in group["rows"] if one["candidate"] == candidate)


def sheet(sample: Sample, candidate: str, version: int = 1) -> Json:
    return next(one for one in sample.sheets if (one["candidate"], one["version"]) == (candidate, version))


def names(found: list[Difference], person: str, word: str) -> bool:
    """Whether a difference is about the person and its sentence has the word."""
    return any(one.person == person and person in one.sentence and word in one.sentence for one in found)


class TestScores:
    def test_a_line_with_wrong_points_and_the_total_to_fit(
        self, sample: Sample, differences: Publish
    ) -> None:
        for one in (sheet(sample, "S04"), row(sample, "S04", 1), row(sample, "S04", 2)):
            one["total"] = "47"
        sheet(sample, "S04")["lines"][1]["points"] = "11"
        found = differences(sample, "B5")
        assert names(found, "S04", "merit3")
        assert names(found, "S04", "应为 10，公布的是 11")

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            (lambda one: one["lines"][1].update(quantity="2"), "数量"),
            (lambda one: one["lines"][1].update(facts=[]), "事实"),
            (lambda one: one["lines"][1].update(chapter="other"), "所属部分"),
            (lambda one: one["lines"][1].update(article="九"), "条款"),
            (lambda one: one["lines"].pop(1), "merit3"),
            (lambda one: one["lines"].append(one["lines"][1]), "merit3"),
            (lambda one: one.update(total="46.1"), "总分"),
            (lambda one: one.update(service={"years": 13, "months": 0, "days": 0}), "first12|beyond12"),
            (lambda one: one.update(exempt=True), "免予计分"),
            (lambda one: one.update(barred=True), "不予列入"),
            (lambda one: one.update(withheld={"label": "其他各项", "points": "0", "count": 1}), "其他各项"),
            (lambda one: one["facts"].append({"index": 1, "kind": "disability", "grade": 6}), "不应公开"),
            (lambda one: one["facts"].append({"index": 7, "kind": "award", "grade": "x"}), "编号"),
        ],
    )  # fmt: skip
    def test_anything_wrong_on_a_sheet(
        self, sample: Sample, differences: Publish, change: Callable[[Json], Any], word: str
    ) -> None:
        change(sheet(sample, "S05"))
        found = differences(sample, "B5")
        assert any(names(found, "S05", one) for one in word.split("|"))

    def test_a_withheld_sum_that_does_not_make_up_the_total(
        self, sample: Sample, differences: Publish
    ) -> None:
        sheet(sample, "S02")["withheld"]["points"] = "31"
        assert names(differences(sample, "B5"), "S02", "总分")

    def test_a_withheld_fact_that_is_counted_nowhere(self, sample: Sample, differences: Publish) -> None:
        one = sheet(sample, "S02")
        one["withheld"] = None
        one["total"] = "46"
        assert names(differences(sample, "B5"), "S02", "未公开的事实")

    def test_one_cause_counted_twice(self, sample: Sample, differences: Publish) -> None:
        line = sheet(sample, "O2")["lines"][1]
        line["quantity"], line["points"] = "3", "4"
        assert names(differences(sample, "B5"), "O2", "merit3")

    def test_an_earlier_post_taken_for_the_last(self, sample: Sample, differences: Publish) -> None:
        sheet(sample, "O1")["lines"][0]["points"] = "12"
        assert names(differences(sample, "B5"), "O1", "post")

    def test_a_person_exempt_without_the_award_for_it(self, sample: Sample, differences: Publish) -> None:
        one = sheet(sample, "S07")
        one["exempt"], one["lines"], one["total"] = True, [], "0"
        assert names(differences(sample, "B5"), "S07", "免予计分")

    def test_a_person_barred_without_anything_withheld(self, sample: Sample, differences: Publish) -> None:
        sheet(sample, "S09")["facts"] = []
        assert names(differences(sample, "B5"), "S09", "不予列入")

    def test_points_given_to_somebody_barred(self, sample: Sample, differences: Publish) -> None:
        sheet(sample, "S09")["total"] = "5"
        assert names(differences(sample, "B5"), "S09", "总分")

    def test_a_sheet_published_twice(self, sample: Sample, differences: Publish) -> None:
        sample.sheets.append(sheet(sample, "S07"))
        assert names(differences(sample, "B5"), "S07", "两次")

    def test_a_sheet_scored_by_a_pack_of_another_category(self, sample: Sample, differences: Publish) -> None:
        sheet(sample, "S07")["pack"] = "test-officers"
        assert names(differences(sample, "B3"), "S07", "计分规则")


class TestStanding:
    def test_two_standings_swapped_everywhere(self, sample: Sample, differences: Publish) -> None:
        for version in (1, 2):
            rows = sample.standing["versions"][version - 1]["groups"][0]["rows"]
            rows[0]["standing"], rows[1]["standing"] = 2, 1
            rows.reverse()
        found = differences(sample, "B6")
        assert names(found, "O1", "名次应为 1，公布的是 2")
        assert names(found, "O2", "名次应为 2，公布的是 1")

    def test_a_tie_broken_though_the_chain_leaves_it(self, sample: Sample, differences: Publish) -> None:
        row(sample, "S05")["standing"] = 4
        assert names(differences(sample, "B6"), "S05", "名次应为 3，公布的是 4")

    def test_a_tie_value_that_is_not_the_sheets(self, sample: Sample, differences: Publish) -> None:
        row(sample, "S06")["tie"]["longer_service"] = "12-00-01"
        assert names(differences(sample, "B6"), "S06", "服役时间")

    def test_a_tie_value_needed_and_not_published(self, sample: Sample, differences: Publish) -> None:
        row(sample, "S06")["tie"] = None
        assert any(
            "S06" in one.sentence and "longer_service" in one.sentence for one in differences(sample, "B6")
        )

    def test_a_person_left_out_of_the_standing(self, sample: Sample, differences: Publish) -> None:
        for version in (1, 2):
            group = sample.standing["versions"][version - 1]["groups"][1]
            group["rows"] = [one for one in group["rows"] if one["candidate"] != "S10"]
        assert names(differences(sample, "B6"), "S10", "0 次")

    def test_a_person_in_the_standing_twice(self, sample: Sample, differences: Publish) -> None:
        rows = sample.standing["versions"][1]["groups"][1]["rows"]
        rows.append(dict(rows[-1]))
        assert names(differences(sample, "B6"), rows[-1]["candidate"], "2 次")

    @pytest.mark.parametrize(
        ("change", "word"),
        [
            ({"name": "别*"}, "姓名"), ({"total": "47"}, "总分"), ({"exempt": True}, "免予计分"),
            ({"columns": {"service": "36", "awards": "9"}}, "小计 awards"), ({"sheet_version": 1}, "版次"),
        ],
    )  # fmt: skip
    def test_a_row_that_is_not_its_sheet(
        self, sample: Sample, differences: Publish, change: Json, word: str
    ) -> None:
        row(sample, "S06").update(change)
        assert names(differences(sample, "B6"), "S06", word)

    def test_a_notice_that_says_otherwise_than_the_standing(
        self, sample: Sample, differences: Publish
    ) -> None:
        printed = sample.notices[0]["content"]["groups"][1]["rows"]
        next(one for one in printed if one["candidate"] == "S03")["total"] = "44"
        assert names(differences(sample, "B6"), "S03", "总分")

    def test_a_change_between_versions_that_no_correction_names(
        self, sample: Sample, differences: Publish
    ) -> None:
        content = sample.notices[2]["content"]
        content["changed"] = [one for one in content["changed"] if one["candidate"] != "S06"]
        assert names(differences(sample, "B6"), "S06", "总分更正")

    def test_a_move_that_no_correction_names(self, sample: Sample, differences: Publish) -> None:
        content = sample.notices[2]["content"]
        content["moved"] = [one for one in content["moved"] if one["candidate"] != "S03"]
        found = differences(sample, "B6")
        assert names(found, "S03", "名次变动")
        assert any("名次不变的人数" in one.sentence for one in found)

    def test_a_second_version_posted_without_a_correction(self, sample: Sample, differences: Publish) -> None:
        sample.standing["versions"][1]["notice"] = "测公〔2021〕2号"
        assert any("更正公告" in one.sentence for one in differences(sample, "B6"))

    def test_a_standing_never_posted(self, sample: Sample, differences: Publish) -> None:
        sample.standing["versions"][0]["notice"] = None
        assert any("没有公布" in one.sentence for one in differences(sample, "B6"))


class TestSession:
    def test_a_pick_of_a_post_one_is_not_eligible_for(self, sample: Sample, differences: Publish) -> None:
        event(sample, "chosen", "S02")["position"] = "P7"
        found = differences(sample, "B7")
        assert names(found, "S02", "不符合岗位 P7 的条件")
        assert "选定" in str(found[0].line)

    def test_a_seat_given_twice(self, sample: Sample, differences: Publish) -> None:
        event(sample, "chosen", "S06")["position"] = "P1"
        assert names(differences(sample, "B7"), "S06", "P1 已没有名额")

    def test_somebody_called_before_his_turn(self, sample: Sample, differences: Publish) -> None:
        sample.entries[0]["payload"]["groups"][0]["classes"].reverse()
        found = differences(sample, "B7")
        assert names(found, "O1", "轮到的人应为 O2，公布的是 O1")
        assert any("按名次表" in one.sentence for one in found)

    def test_a_choice_after_the_time(self, sample: Sample, differences: Publish) -> None:
        at = next(n for n, one in enumerate(sample.entries) if one["payload"].get("candidate") == "O2")
        assert sample.entries[at]["type"] == "called"
        sample.entries[at]["at"] = sample.entries[at - 1]["at"]
        for one in sample.entries[at + 1 :]:
            one["at"] = one["at"].replace("T09:", "T19:").replace("T10:", "T20:")
        assert names(differences(sample, "B7"), "O2", "规定时间是 5 分钟")

    def test_another_lot_than_the_one_drawn(self, sample: Sample, differences: Publish) -> None:
        event(sample, "tie_settled")["order"].reverse()
        assert any("先后次序" in one.sentence and one.person == "S04" for one in differences(sample, "B7"))

    def test_a_tie_given_to_the_wrong_person(self, sample: Sample, differences: Publish) -> None:
        first, second = lot(["S04", "S05"])
        event(sample, "tie_settled")["assignment"] = {first: "P3", second: "P2"}
        event(sample, "chosen", first)["position"] = "P3"
        event(sample, "chosen", second)["position"] = "P2"
        found = differences(sample, "B7")
        assert names(found, first, "应为 P2，公布的是 P3")
        assert names(found, second, "应为 P3，公布的是 P2")

    def test_a_tie_settled_worse_than_possible(self, sample: Sample, differences: Publish) -> None:
        for one in ("S04", "S05"):
            event(sample, "tie_settled")["opened"][one] = form = wishes("P2", "P3", "P4")
            sample.entries[0]["payload"]["wish_commitments"][one] = sha(form)
        second = lot(["S04", "S05"])[1]
        event(sample, "tie_settled")["assignment"][second] = "P4"
        event(sample, "chosen", second)["position"] = "P4"
        event(sample, "chosen", "S06")["position"] = "P5"
        event(sample, "chosen", "S06")["warned"] = []
        assert names(differences(sample, "B7"), second, "应为 P3，公布的是 P4")

    def test_a_lot_that_did_not_matter_said_to_matter(self, sample: Sample, differences: Publish) -> None:
        event(sample, "tie_settled", which=1)["mattered"] = True
        assert any("抽签是否影响结果" in one.sentence for one in differences(sample, "B7"))

    def test_wishes_exchanged_after_they_were_sealed(self, sample: Sample, differences: Publish) -> None:
        event(sample, "tie_settled")["opened"]["S04"] = wishes("P3", "P2")
        assert names(differences(sample, "B7"), "S04", "封存")

    def test_a_filed_wish_that_is_not_the_first_one_free(self, sample: Sample, differences: Publish) -> None:
        event(sample, "chosen", "S02")["position"] = "P5"  # so that P3 is still free for S03, who takes any
        assert names(differences(sample, "B7"), "S03", "应为 P3，公布的是 P5")

    def test_somebody_left_with_nothing_without_a_warning(self, sample: Sample, differences: Publish) -> None:
        event(sample, "chosen", "S06")["warned"] = []
        assert names(differences(sample, "B7"), "S06", "无岗可选")

    def test_a_warning_of_people_who_are_in_no_danger(self, sample: Sample, differences: Publish) -> None:
        event(sample, "chosen", "S02")["warned"] = ["S10"]
        assert names(differences(sample, "B7"), "S02", "提醒名单")

    def test_a_consequence_the_rules_do_not_give(self, sample: Sample, differences: Publish) -> None:
        event(sample, "missed", "S03")["consequence"] = "after:1"
        assert names(differences(sample, "B7"), "S03", "过号的处理")

    def test_a_person_of_the_standing_left_out_of_the_session(
        self, sample: Sample, differences: Publish
    ) -> None:
        opening = sample.entries[0]["payload"]
        opening["groups"][1]["classes"] = [one for one in opening["groups"][1]["classes"] if one != ["S10"]]
        del opening["eligible"]["S10"]
        found = differences(sample, "B7")
        assert names(found, "S10", "S10")

    def test_seats_that_were_not_posted(self, sample: Sample, differences: Publish) -> None:
        sample.entries[0]["payload"]["positions"][4]["seats"] = 5
        assert any("P5" in one.sentence for one in differences(sample, "B7"))

    def test_seats_posted_otherwise_in_the_notice(self, sample: Sample, differences: Publish) -> None:
        sample.notices[1]["content"]["rows"][0]["seats"] = 2
        assert any("P1" in one.sentence for one in differences(sample, "B7"))

    def test_settings_that_are_not_those_of_the_rules(self, sample: Sample, differences: Publish) -> None:
        sample.entries[0]["payload"]["settings"]["minutes_to_choose"] = 6
        assert any("minutes_to_choose" in one.sentence for one in differences(sample, "B3"))


class TestResult:
    def test_a_closing_list_that_is_not_what_was_chosen(self, sample: Sample, differences: Publish) -> None:
        sample.at_closing = {"S07": "P3"}
        found = differences(sample, "B7")
        assert names(found, "S07", "收尾名单")
        assert "应为 P5，公布的是 P3" in next(one.sentence for one in found)

    def test_somebody_missing_from_the_closing_list(self, sample: Sample, differences: Publish) -> None:
        sample.at_closing = {"S99": "P3"}
        assert names(differences(sample, "B7"), "S99", "收尾名单")

    def test_a_log_that_was_never_closed(self, sample: Sample, differences: Publish) -> None:
        sample.entries.pop()
        assert any("结束" in one.sentence for one in differences(sample, "B8"))

    def test_a_result_file_that_is_not_the_log(self, sample: Sample, differences: Publish) -> None:
        def plant(data: dict[str, Json]) -> None:
            data["result"]["picks"][2]["position"] = "P3"

        sample.after_sealing = plant
        assert any("应为 P1，公布的是 P3" in one.sentence for one in differences(sample, "B8"))

    def test_a_result_notice_that_gives_somebody_another_post(self, tmp_path: Path, sample: Sample) -> None:
        data = sample.data()
        content = data["notices"]["notices"][-1]["content"]
        planted = next(one for one in content["rows"] if one["candidate"] == "S07")
        planted |= {"position": "P3", "unit": "P3单位", "title": "P3岗位"}
        folder = write_bundle(tmp_path / "bundle", data)
        assert names([one for _, one in verify(folder).found["B8"]], "S07", "应为 P5，公布的是 P3")


def test_the_sample_itself_is_verified(tmp_path: Path, sample: Sample) -> None:
    assert verify(sample.write(tmp_path)).state() == VERIFIED


def test_a_rule_text_exchanged_under_its_old_digest_is_found(tmp_path: Path, sample: Sample) -> None:
    def plant(data: dict[str, Json]) -> None:
        data["rules"]["packs"][1]["pack"] += "\n"

    sample.after_sealing = plant
    report = verify(sample.write(tmp_path))
    assert any("原文与校验值不符" in one.sentence for _, one in report.found["B3"])


def test_an_overlay_that_changes_a_known_figure_is_refused(tmp_path: Path, sample: Sample) -> None:
    sample.overlay += '[[items]]\nid = "merit3"\npoints = 12\n'
    report = verify(sample.write(tmp_path))
    assert report.state() != VERIFIED
    assert any("merit3" in one.sentence for _, one in report.found["B5"])


def test_the_lot_of_the_sample_is_the_one_of_its_key() -> None:
    assert sorted(lot(["S04", "S05"], KEY)) == ["S04", "S05"]


def test_a_page_that_leaves_a_row_out_is_found(tmp_path: Path, sample: Sample) -> None:
    folder = sample.write(tmp_path)
    page = next((folder / "notices").glob("*4号.html"))
    text = page.read_text(encoding="utf-8")
    at = text.index("<tr><td>", text.index("</tr>"))
    page.write_text(text[:at] + text[text.index("</tr>", at) + 5 :], encoding="utf-8")
    write_manifest(folder)
    assert verify(folder).state_of("B4") == "tampered"


ALTERED = [
    lambda text: text.replace("<td>S04</td>", "<td>S05</td>", 1),
    lambda text: text.replace("<td>S04</td>", "<td>9</td><td>S04</td>", 1),
    lambda text: text.replace("<td>46</td>", "<td>47</td>", 1),
    lambda text: text.replace("</table>", "<tr><td>1</td><td>S99</td></tr></table>", 1),
    lambda text: text.replace("书面", "口头", 1),
]


@pytest.mark.parametrize("change", ALTERED)
def test_a_page_that_says_otherwise_than_the_content_is_found(
    tmp_path: Path, sample: Sample, change: Callable[[str], str]
) -> None:
    folder = sample.write(tmp_path)
    page = next((folder / "notices").glob("*1号.html"))
    before = page.read_text(encoding="utf-8")
    page.write_text(change(before), encoding="utf-8")
    assert page.read_text(encoding="utf-8") != before
    write_manifest(folder)
    assert verify(folder).state_of("B4") == "tampered"


def test_a_head_announced_that_the_log_does_not_have_is_found(tmp_path: Path, sample: Sample) -> None:
    data = sample.data()
    announcement = next(one for one in data["notices"]["notices"] if one["kind"] == "announcement")
    announcement["content"]["heads"][0]["count"] -= 1
    report = verify(write_bundle(tmp_path, data))
    assert any("上印的日志头" in one.sentence for _, one in report.found["B2"])


def test_other_session_rules_announced_than_used_are_found(tmp_path: Path, sample: Sample) -> None:
    sample.notices[3]["content"]["rules"]["digest"] = "0" * 64
    report = verify(sample.write(tmp_path))
    assert any("选岗会规则" in one.sentence for _, one in report.found["B3"])


def test_a_pdf_without_its_content_is_found(tmp_path: Path, sample: Sample) -> None:
    data = sample.data()
    empty = b"%PDF-1.7\n1 0 obj\n<< >>\nstream\nnothing\nendstream\nendobj\n"
    folder = write_bundle(tmp_path, data)
    (folder / data["notices"]["notices"][0]["pdf"]).write_bytes(empty)
    data["notices"]["notices"][0]["pdf_sha256"] = hashlib.sha256(empty).hexdigest()
    (folder / "data" / "notices.json").write_bytes(canonical(data["notices"]))
    write_manifest(folder)
    found = verify(folder).found["B4"]
    assert any("没有附上登记的内容" in one.sentence for _, one in found)
