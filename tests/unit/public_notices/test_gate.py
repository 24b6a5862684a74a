"""发布前的关口：成品网页和 PDF 读回来检查，泄露个人信息或漏印的一律不放行。"""

from collections.abc import Callable
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from public_notices.documents import document_pdf, notice_body_html
from public_notices.gate import GateRefusedError, check_release, is_card_number, is_id_number, leaks
from public_notices.read_back import Reading, read_html, read_pdf
from public_notices.rendering import EmbeddedFile, PrintJob, render
from tests.notices import contents

FULL_NAMES = contents.NAMES
ID_NUMBER = "11010519491231002X"  # 国家标准里的示例号码
CARD = "4111111111111111"  # 支付行业公开的测试卡号


def found(text: str, *, names: tuple[str, ...] = (), permitted: tuple[str, ...] = ()) -> set[str]:
    return {finding.rule for finding in leaks(Reading((("处", text),)), names, permitted)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (f"身份证{ID_NUMBER}", "公民身份号码"),
        ("身份证11010519491231002x。", "公民身份号码"),
        ("110105 19491231 002X", "公民身份号码"),
        ("110105-19491231-002X", "公民身份号码"),
        ("１１０１０５１９４９１２３１００２Ｘ", "公民身份号码"),
        ("编号110105491231002", "15位以上的数字，疑似证件或账号"),
        ("编号110105194912310021", "15位以上的数字，疑似证件或账号"),
        (f"账号{CARD}", "银行卡号"),
        ("卡号4111 1111 1111 1111", "银行卡号"),
        ("电话13812345678", "手机号码"),
        ("电话138-1234-5678", "手机号码"),
        ("电话138 1234 5678", "手机号码"),
        ("家里0513-85550123", "固定电话（不是公布的联系电话）"),
        ("家里（010）85550123", "固定电话（不是公布的联系电话）"),
        ("原12345部队", "部队番号或代号"),
        ("原九三六三二部队", "部队番号或代号"),
        ("第71集团军某旅", "部队番号或代号"),
        ("第三师", "部队番号或代号"),
        ("残疾等级分", "涉及残疾情况的字样"),
        ("六级残", "涉及残疾情况的字样"),
        ("因公致残", "涉及残疾情况的字样"),
        ("伤残军人", "涉及残疾情况的字样"),
    ],
)
def test_a_leak_is_found_in_whatever_way_it_is_written(text: str, rule: str) -> None:
    assert rule in found(text)


@pytest.mark.parametrize(
    "text",
    [
        "运退公〔2021〕12号，2021年11月8日至2021年11月12日",
        "63.5 12 7.25 4 119.75",
        "a3a3a3a3 12345678 90123456 78901234 a3a3a3a3 11010519 49123100 2a3a3a3a",
        "1101051949123100" + "a3" * 24,
        "第三师范学校、第二连续工作日、第一团队、公安部队伍建设、某部、第2批",
        "S07 P05 L5PV-6X27",
        "王*、欧*雪",
        "职业技能三级、三级士官",
    ],
)
def test_ordinary_wording_of_a_notice_is_let_through(text: str) -> None:
    assert found(text, names=FULL_NAMES) == set()


@given(st.dates(date(1940, 1, 1), date(2010, 12, 31)), st.integers(0, 999), st.sampled_from(["", " ", "-"]))
def test_every_valid_id_number_is_found(born_on: date, order: int, gap: str) -> None:
    body = f"320612{born_on:%Y%m%d}{order:03d}"
    number = next(body + check for check in "0123456789X" if is_id_number(body + check))
    assert "公民身份号码" in found(f"{number[:6]}{gap}{number[6:14]}{gap}{number[14:]}")


@given(st.binary(min_size=32, max_size=32), st.booleans())
def test_no_hash_is_taken_for_a_number(digest: bytes, in_groups: bool) -> None:
    text = digest.hex()
    groups = " ".join(text[at : at + 8] for at in range(0, 64, 8))
    assert found(f"日志头 {groups if in_groups else text}。") == set()


def test_the_check_digits_of_cards_and_id_numbers_are_computed() -> None:
    assert is_id_number(ID_NUMBER)
    assert not is_id_number("110105194912310021")
    assert not is_id_number("11010519491331002X")
    assert is_card_number(CARD)
    assert not is_card_number("4111111111111112")


def test_a_full_name_is_found_and_a_permitted_wording_is_not() -> None:
    assert found("昇 喆", names=("昇喆",)) == {"姓名没有遮去"}
    assert found("住昇喆路1号", names=("昇喆",), permitted=("昇喆路",)) == set()
    assert found("昇喆住昇喆路1号", names=("昇喆",), permitted=("昇喆路",)) == {"姓名没有遮去"}


def test_the_message_hides_what_it_found() -> None:
    findings = leaks(Reading((("处", f"{ID_NUMBER} 昇喆"),)), ("昇喆",))
    text = "".join(str(finding) for finding in findings)
    assert ID_NUMBER not in text
    assert "昇喆" not in text
    assert "110************02X" in text


@cache
def released() -> tuple[str, bytes]:
    return notice_body_html(contents.correction()), document_pdf(contents.correction())


def refuse(html: str, pdf: bytes, content: dict[str, Any] | None = None) -> GateRefusedError:
    with pytest.raises(GateRefusedError) as refused:
        check_release(content or contents.correction(), html, pdf, full_names=FULL_NAMES)
    return refused.value


@pytest.mark.parametrize(
    "make",
    [contents.scores, contents.positions, contents.announcement, contents.result, contents.correction],
    ids=lambda make: make.__name__,
)
def test_a_proper_notice_is_released(make: Callable[[], dict[str, Any]]) -> None:
    check_release(make(), notice_body_html(make()), document_pdf(make()), full_names=FULL_NAMES)


@pytest.mark.parametrize("leak", [ID_NUMBER, CARD, "13812345678", "昇喆", "原12345部队服役", "残疾六级"])
def test_a_leak_in_the_content_is_found_in_page_paper_and_embedded_data(leak: str) -> None:
    content = contents.correction() | {"reason": f"经查{leak}。"}
    refused = refuse(notice_body_html(content), document_pdf(content), content)
    places = {finding.where for finding in refused.findings}
    assert places == {"网页正文", "正文", "附件 correction.json"}
    assert refused.number == content["number"]


def test_the_office_s_own_telephone_is_let_through_and_another_is_not() -> None:
    content = contents.correction() | {
        "contact": contents.CONTACT | {"phone": "0513-55550101、0513-55550102"}
    }
    check_release(content, notice_body_html(content), document_pdf(content), full_names=FULL_NAMES)
    content["contact"] = content["contact"] | {"address": "运河区，电话0513-66660103"}
    assert {f.rule for f in refuse(notice_body_html(content), document_pdf(content), content).findings} == {
        "固定电话（不是公布的联系电话）"
    }


@pytest.mark.parametrize(
    "planted",
    [
        f"<p>号码<b>{ID_NUMBER[:6]}</b>{ID_NUMBER[6:]}</p>",
        f"<!-- {ID_NUMBER} -->",
        f'<img src="x.svg" alt="{ID_NUMBER}">',
        f'<a href="/person/{ID_NUMBER}">详情</a>',
        f'<p data-id="{ID_NUMBER}">甲</p>',
        "<p>昇<span>喆</span></p>",
        "<p>昇&#x5586;</p>",
    ],
)
def test_a_leak_hidden_in_the_page_is_found(planted: str) -> None:
    html, pdf = released()
    refused = refuse(str(html) + planted, pdf)
    assert {"公民身份号码", "姓名没有遮去"} & {finding.rule for finding in refused.findings}


def hidden(body: str = "", *, title: str = "页", file: EmbeddedFile | None = None) -> bytes:
    html = f'<!DOCTYPE html><html lang="zh-CN"><head><title>页</title></head><body>{body}</body></html>'
    return render(PrintJob(html, title, date(2021, 11, 8), (file,) if file else ()))


@pytest.mark.parametrize(
    ("pdf", "where"),
    [
        (hidden(f'<p>{ID_NUMBER[:9]}<span style="color: red">{ID_NUMBER[9:]}</span></p>'), "正文"),
        (hidden(f'<p style="width: 9em; overflow-wrap: anywhere">{ID_NUMBER}</p>'), "正文"),
        (hidden(f'<p style="color: white">{ID_NUMBER}</p>'), "正文"),
        (hidden(f"<style>@page {{ @top-left {{ content: '{ID_NUMBER}' }} }}</style>"), "第1页页边"),
        (hidden(title=ID_NUMBER), "文件属性 /Title"),
        (hidden(f'<a href="https://example.org/{ID_NUMBER}">甲</a>'), "文件属性 /URI"),
        (hidden(file=EmbeddedFile("a.txt", ID_NUMBER.encode(), "甲")), "附件 a.txt"),
        (hidden(file=EmbeddedFile("a.json", f'[["{ID_NUMBER}"]]'.encode(), "甲")), "附件 a.json"),
        (hidden(file=EmbeddedFile("a.json", b"{}", ID_NUMBER)), "文件属性 /Desc"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_leak_hidden_anywhere_in_a_pdf_is_found(pdf: bytes, where: str) -> None:
    assert where in {f.where for f in leaks(read_pdf(pdf)) if f.rule == "公民身份号码"}


def test_neighbouring_cells_do_not_make_one_number() -> None:
    cells = "".join(f"<td>{ID_NUMBER[at : at + 6]}</td>" for at in (0, 6, 12))
    table = f"<table><tr>{cells}</tr></table>"
    assert leaks(read_html(table)) == []
    assert leaks(read_pdf(hidden(table))) == []


def test_a_paper_that_lacks_a_name_of_the_content_is_held_back() -> None:
    html, pdf = released()
    content = contents.correction()
    content["moved"][1]["name"] = "赟*"
    refused = refuse(html, pdf, content)
    assert [(f.rule, f.excerpt) for f in refused.findings] == [("内容里有而成品上没有", "赟*")]


def test_a_picture_is_held_back_because_nobody_can_read_it_back() -> None:
    html, pdf = released()
    with pikepdf.open(BytesIO(pdf)) as document:
        image = document.make_stream(b"\0", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image)
        document.Root["/Hidden"] = document.make_indirect(image)
        out = BytesIO()
        document.save(out)
    assert {f.rule for f in refuse(html, out.getvalue()).findings} == {"图片里的文字无法核对"}
