"""会议纪要：一场什么都遇到的选岗会，日志里的每件事都写进去；PDF 和文本说的一样。"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from typing import Any

import pytest

from public_notices.documents import document_pdf, notice_body_html
from resettlement.journal.model import Draft, Entry, chained
from resettlement.papers.minutes import INTERNAL, SIGNERS, minutes
from resettlement.papers.plain_text import as_text
from resettlement.papers.sitting import Sitting
from resettlement.selection.examination import examine
from tests.hall import DAY, Hall, filed, opening

CAMPAIGN = {"year": 2021, "issuer": "运河区退役军人事务局", "fictional": True}
NAMES = {
    "O1": "龚䶮", "O2": "钟𬭎", "S1": "昇喆", "S2": "堃镕", "S3": "珺玥",
    "S4": "赟祎", "S5": "钟昇", "S6": "龚堃", "S7": "珺镕",
}  # fmt: skip
GROUPS = {"officer": [["O1"], ["O2"]], "sergeant": [["S1"], ["S2", "S3"], ["S4"], ["S5"], ["S6"], ["S7"]]}
SEATS = {"P1": 1, "P2": 1, "P3": 1, "P4": 1, "P5": 2, "P6": 4}
WISHES = {"S2": filed("P3", "P4"), "S3": filed("P3", "P5"), "S4": filed("P1", "P6")}
SCRIPT = """
    09:00 host arrive O1
    09:00 host call O1
    09:01 host choose O1 P2
    09:02 host undo O1 second supervisor 读错岗位编号
    09:03 host call O1
    09:04 host adjust-clock O1 60 电脑死机
    09:05 host choose O1 P1
    09:06 host call O2
    09:07 host miss O2 late
    09:08 host call O2
    09:09 host proxy O2
    09:10 host choose O2 P2
    09:11 host pause 停电
    09:21 host resume
    09:22 host call S1
    09:23 host pass S1
    09:24 host draw-lot 05.11.16./ witnesses supervisor notary
    09:25 host settle-tie
    09:26 host call S2
    09:27 host choose S2 {first}
    09:28 host call S3
    09:29 host choose S3 {second}
    09:30 host call S4
    09:31 host miss S4 absent
    09:32 host call S1
    09:33 host choose S1 P6
    09:34 host waive S1 second supervisor 家属随迁
    09:35 host call S5
    09:36 host give-up S5
    09:37 host call S6
    09:38 host miss S6 absent
    09:39 host call S7
    09:40 host choose S7 P6
    09:41 host call S4
    09:42 host miss S4 absent
    09:43 host filed-wish S4
    09:44 host call S6
    09:45 host miss S6 absent
    09:46 host filed-wish S6
    09:47 host close
"""


@dataclass
class Heard:
    """An objection taken down in the hall, ruled."""

    number: int = 1
    candidate: str = "S7"
    text: str = "认为叫号\n顺序有误"
    status: str = "ruled"
    outcome: str | None = "rejected"
    reason: str | None = "按公布的抽签办法叫号"
    not_admitted_because: str | None = None


def held() -> Hall:
    hall = Hall(opening(GROUPS, SEATS, wishes=WISHES), WISHES)
    before, after = SCRIPT.split("    09:26", 1)
    hall.say(before)
    given = hall.session.held
    return hall.say("    09:26" + after.format(first=given["S2"], second=given["S3"]))


def beside(type_: str, by: str, minute: int, **payload: Any) -> Entry:
    return chained("supervision/test", 1, DAY.replace(hour=17, minute=minute), by, Draft(type_, payload), "")


@pytest.fixture(scope="module")
def sitting() -> Sitting:
    entries = held().entries
    return Sitting(
        entries,
        place="运河区退役军人服务中心一楼大厅",
        names=NAMES,
        posts={post: f"样例单位·岗位{post[1:]}" for post in SEATS},
        accounts={"host": "选岗会主持人 王一", "supervisor": "纪检监督 李二", "notary": "公证员 张三"},
        found=examine(entries),
        signed={"filed": 4, "missing": [{"order": 2, "candidate": "O2"}]},
        ruling=beside("certified", "supervisor", 0),
        co_signed=(beside("co_signed", "supervisor", 1, version=9),),
        day_changed={"announced": "2021-12-17", "held_on": "2021-12-18", "reason": "大雪"},
        objections=(("2021-12-18T09:34:30+08:00", Heard()),),
    )


@pytest.fixture(scope="module")
def content(sitting: Sitting) -> dict[str, Any]:
    return minutes(CAMPAIGN, sitting, "2021-12-18")


def said(content: dict[str, Any], title: str) -> str:
    """What stands under a heading: lines, and rows with their cells side by side."""
    found = next(one for one in content["sections"] if one["title"] == title)
    rows = found["table"]["rows"] if found["table"] else []
    return "\n".join([*found["lines"], *(" ".join(row) for row in rows)])


def test_the_log_of_the_example_holds_for_the_second_path(sitting: Sitting) -> None:
    assert sitting.found.holds, [one for one in sitting.found.findings if not one.holds]


def test_place_and_times_are_those_of_the_log(content: dict[str, Any]) -> None:
    told = said(content, "时间和地点")
    assert "地点：运河区退役军人服务中心一楼大厅。" in told
    assert "2021年12月18日 09:00开场；09:05第一人选定，09:43最后一人选定；09:47结束。" in told
    assert "公告的日期是2021年12月17日，改在2021年12月18日举行。原因：大雪。" in told
    assert "暂停1次，共10分。" in told


def test_who_came_who_sent_somebody_and_who_did_not_is_told_person_by_person(content: dict[str, Any]) -> None:
    told = said(content, "到会和选岗")
    assert "应到9人：军官2人、士官7人。" in told
    assert "本人到场6人。" in told
    assert "委托他人1人：O2 钟𬭎。" in told
    assert "未到场2人：S4 赟祎、S6 龚堃。" in told
    assert "O1 龚䶮 本人到场 09:05 P1 样例单位·岗位1 第1顺位，现场选岗" in told
    assert "O2 钟𬭎 委托他人 09:10 P2 样例单位·岗位2 第2顺位，现场选岗（受托人）" in told
    assert "S4 赟祎 未到场 09:43 P6 样例单位·岗位6 第7顺位，未到场，按填报志愿（第2志愿）" in told
    assert "S1 昇喆 本人到场  没有选定岗位 选定后放弃" in told
    assert "S5 钟昇 本人到场  没有选定岗位 本次不选岗" in told
    assert "S6 龚堃 未到场  没有选定岗位 本次不选岗" in told


def test_misses_passes_and_waivers_are_told_with_time_and_consequence(content: dict[str, Any]) -> None:
    missed = said(content, "未到、迟到、超时和离场")
    assert "09:07 O2 钟𬭎 迟到，按规则排到本组最后。" in missed
    assert "09:42 S4 赟祎 未到场，按规则以其事先密封的志愿代选。" in missed
    left = said(content, "暂不选岗、放弃和第二轮")
    assert "09:23 S1 昇喆 本轮暂不选" in left
    assert "09:34 S1 昇喆 放弃已选定的 P6 样例单位·岗位6（不等于放弃安排工作待遇）。原因：家属随迁。" in left


def test_a_proxy_is_told_with_the_papers_they_showed(content: dict[str, Any]) -> None:
    shown = "09:09 O2 钟𬭎 的受托人代为选岗，已验盖章委托书、本人身份证、受托人身份证。"
    assert shown in said(content, "委托他人选岗")


def test_the_lot_names_its_witnesses_and_the_tie_how_it_was_settled(content: dict[str, Any]) -> None:
    told = said(content, "同分和抽签")
    assert "见证人：纪检监督 李二（账号 supervisor）、公证员 张三（账号 notary）。" in told
    assert "05.11.16./" in told
    assert "S2 堃镕、S3 珺玥 同分，按各人事先密封的志愿统一分配。抽签次序：" in told


def test_a_correction_tells_reason_both_people_and_what_was_taken_back(content: dict[str, Any]) -> None:
    told = said(content, "更正（撤销）")
    assert "原因：读错岗位编号。" in told
    assert "操作：选岗会主持人 王一（账号 host）；第二人：纪检监督 李二（账号 supervisor）。" in told
    assert "撤回的是：09:01 O1 龚䶮 选定 P2 样例单位·岗位2。" in told


def test_pauses_added_time_objections_and_certificate_are_told(content: dict[str, Any]) -> None:
    paused = said(content, "暂停、补时和备选区核对")
    assert "09:11 暂停，停止计时。原因：停电。" in paused
    assert "给 O1 龚䶮 补时1分。原因：电脑死机。" in paused
    objected = said(content, "会上提出的异议和答复")
    assert "09:34:30 第1号异议（S7 珺镕）：认为叫号 顺序有误" in objected
    assert "答复：不成立，维持原评分。理由：按公布的抽签办法叫号" in objected
    certified = said(content, "核对和签认")
    assert "各项全部相符" in certified
    assert "还缺：第2位O2 钟𬭎" in certified
    assert "2021年12月18日 17:00 纪检监督 李二（账号 supervisor）签认。" in certified
    assert "联签日志至第9条" in certified
    assert "supervisor 第二人、抽签见证、会中联签、会后核对" in said(content, "会上的工作人员")


def test_an_event_under_no_heading_is_told_all_the_same(sitting: Sitting) -> None:
    last = sitting.entries[-1]
    new = chained("session/test", last.version + 1, DAY.replace(hour=18), "host", Draft("fire_alarm", {}), "")
    told = minutes(CAMPAIGN, replace(sitting, entries=(*sitting.entries, new)), "2021-12-18")
    assert said(told, "其他事项") == "18:00 fire_alarm"


def test_a_quiet_session_says_that_there_was_nothing() -> None:
    hall = Hall(opening({"officer": [["O1"]]}, SEATS))
    hall.say("09:00 host call O1\n 09:01 host choose O1 P1\n 09:02 host close")
    found = examine(hall.entries)
    quiet = Sitting(hall.entries, "大厅", NAMES, {}, {}, found, {"filed": 1, "missing": []})
    told = minutes(CAMPAIGN, quiet, "2021-12-18")
    assert said(told, "更正（撤销）") == said(told, "同分和抽签") == "无。"
    assert "监督人尚未在系统中签认。" in said(told, "核对和签认")


def test_pdf_and_text_say_the_same_and_that_they_are_internal(content: dict[str, Any]) -> None:
    printed = subprocess.run(
        ["pdftotext", "-", "-"], input=document_pdf(content), capture_output=True, check=True
    ).stdout.decode()
    text = as_text(content)
    on_paper, in_file = ("".join(one.split()) for one in (printed, text))
    for section in content["sections"]:
        cells = [cell for row in (section["table"] or {"rows": []})["rows"] for cell in row]
        for told in ["".join(one.split()) for one in (*section["lines"], *cells)]:
            assert told in in_file
            # a page number may stand within a paragraph, and a cell is broken beside its neighbours
            assert told[:6] in on_paper
    for signer in SIGNERS:
        assert signer in on_paper
        assert f"{signer}（签名）" in text
    assert "".join(INTERNAL.split()) in on_paper
    assert INTERNAL in text
    assert all("内部资料，不张贴、不公开" in page for page in printed.rstrip("\f").split("\f"))


def test_the_columns_of_the_text_stand_under_each_other(content: dict[str, Any]) -> None:
    rows = [line for line in as_text(content).splitlines() if line[:2] in ("O1", "O2", "S7")]
    assert (
        len({line.index("  P") + sum(ord(c) > 0x2E80 for c in line[: line.index("  P")]) for line in rows})
        == 1
    )


def test_what_somebody_typed_is_printed_as_it_is(content: dict[str, Any]) -> None:
    typed = {**content, "sections": [{"title": "其他", "lines": ["<b>停电</b>"], "table": None}]}
    assert "&lt;b&gt;停电&lt;/b&gt;" in notice_body_html(typed)
