"""排版用的小函数：标题分行、中文序号、标点、短码、二维码。"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from public_notices.errors import NoticeError, RenderingWarnedError
from public_notices.rendering import PrintJob, asset
from public_notices.typesetting import (
    audience,
    citations,
    grouped,
    mark_size,
    numeral,
    printed_value,
    punctuated,
    qr_svg,
    stream,
    title_lines,
)
from public_notices.wording import short_hash


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "一"), (9, "九"), (10, "十"), (11, "十一"), (20, "二十"), (42, "四十二"), (99, "九十九")],
)
def test_headings_are_numbered_in_chinese(number: int, text: str) -> None:
    assert numeral(number) == text


@pytest.mark.parametrize("number", [0, 100])
def test_there_is_no_heading_numeral_beyond_99(number: int) -> None:
    with pytest.raises(ValueError, match=str(number)):
        numeral(number)


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("关于2021年度退役军人安置岗位的公示", ["关于2021年度退役军人安置岗位的公示"]),
        ("关于2021年度退役军人量化评分和名次的公示", ["关于2021年度退役军人", "量化评分和名次的公示"]),
        ("关于更正2021年度退役军人评分和名次的公告", ["关于更正2021年度", "退役军人评分和名次的公告"]),
    ],
)
def test_a_long_title_parts_where_words_do(title: str, lines: list[str]) -> None:
    assert title_lines(title) == lines


@given(st.text(st.sampled_from("关于二〇二一年度的公示〔2021〕AB"), min_size=1, max_size=90))
def test_title_lines_lose_nothing_and_tear_no_figure(title: str) -> None:
    lines = title_lines(title)
    assert "".join(lines) == title
    assert all(lines)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("同分,依次比较:服役(年)", "同分，依次比较：服役（年）"),
        ("运行 verify.py,或查看", "运行 verify.py，或查看"),
        ("8:30开始,共1,234人", "8:30开始，共1,234人"),
        ("f(x), g:h", "f(x), g:h"),
        ("0513-55550101;另一号", "0513-55550101；另一号"),
    ],
)
def test_half_width_marks_beside_chinese_become_full_width(typed: str, printed: str) -> None:
    assert punctuated(typed) == printed
    assert printed_value(typed) == printed


def test_only_plain_strings_are_changed_in_print() -> None:
    svg = qr_svg("编号:1", "码")
    assert printed_value(svg) is svg
    assert printed_value(3) == 3


def test_the_short_code_of_a_hash_is_its_first_forty_bits_in_base32() -> None:
    full = bytes(range(32))
    assert short_hash(full.hex()) == "AAAQ-EAYE"
    assert base64.b32decode("AAAQEAYE") == full[:5]
    assert grouped("0123456789abcdef" * 2) == "01234567 89abcdef 01234567 89abcdef"


def test_whom_a_post_is_open_to_is_said_in_chinese() -> None:
    assert audience(["officer", "sergeant"]) == "军官、士官"
    assert audience("conscript") == "义务兵"
    assert audience([]) == audience(None) == "不限"
    assert audience("三级以上士官") == "三级以上士官"


def test_streams_are_called_by_what_they_hold() -> None:
    assert stream("session/2021") == "选岗会日志"
    assert stream("campaign/2021") == "批次日志"
    assert stream("other") == "other"


def test_clauses_of_one_source_are_cited_together() -> None:
    clauses = [{"source": source} for source in (None, "甲法", "甲法", "乙法", None, "甲法")]
    assert citations(clauses) == ["第2至3项依据甲法。", "第4项依据乙法。", "第6项依据甲法。"]


@pytest.mark.parametrize(("length", "step"), [(4, 10), (10, 10), (11, 13), (17, 17), (22, 22), (30, 22)])
def test_the_issuers_name_is_set_smaller_the_longer_it_is(length: int, step: int) -> None:
    assert mark_size("局" * length) == step


def test_a_qr_code_says_what_it_is_and_escapes_it() -> None:
    svg = qr_svg("编号 012", "核对<码>")
    assert "<title>核对&lt;码&gt;</title>" in svg
    assert svg.startswith("<svg")


@pytest.mark.parametrize(
    "url",
    [
        "file:/hostname.css",
        "http://127.0.0.1/a.css",
        "notices:/../public/base.css",
        "notices:/slip.html",
        "notices://slip.css",
        "slip.css",
    ],
)
def test_only_style_sheets_of_the_notices_are_served(url: str) -> None:
    with pytest.raises(ValueError, match="refused"):
        asset(url)
    assert asset("notices:/slip.css").startswith(b"/*")


def test_errors_survive_the_way_from_one_process_to_another() -> None:
    import pickle

    error = RenderingWarnedError("页", ["甲", "乙"])
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, RenderingWarnedError)
    assert (str(again), again.title, again.warnings) == (str(error), "页", ("甲", "乙"))
    assert issubclass(RenderingWarnedError, NoticeError)


def test_the_identifier_depends_on_every_part_of_the_job() -> None:
    from datetime import date

    base = PrintJob("<p>", "页", date(2021, 11, 8))
    others = [
        PrintJob("<p> ", "页", date(2021, 11, 8)),
        PrintJob("<p>", "页面", date(2021, 11, 8)),
        PrintJob("<p>", "页", date(2021, 11, 9)),
    ]
    assert len({job.identifier() for job in (base, *others)}) == 4
    assert base.identifier() == PrintJob("<p>", "页", date(2021, 11, 8)).identifier()
