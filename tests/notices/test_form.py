"""The form of official documents, GB/T 9704-2012, measured on the finished paper."""

import re
import subprocess
from collections.abc import Mapping
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import pytest

from public_notices.rendering import PrintJob, render
from tests.notices import contents

MM = 72 / 25.4
BLOCK = (28 * MM, 37 * MM, (210 - 26) * MM, (297 - 35) * MM)  # left, top, right, bottom of the text block


class Word(NamedTuple):
    page: int
    left: float
    top: float
    right: float
    bottom: float
    text: str


def pdftotext(pdf: bytes, *options: str) -> str:
    command = ["pdftotext", *options, "-", "-"]
    return subprocess.run(command, input=pdf, capture_output=True, check=True).stdout.decode()


def words(pdf: bytes) -> list[Word]:
    found, page = [], 0
    for line in pdftotext(pdf, "-bbox").splitlines():
        if "<page " in line:
            page += 1
        if box := re.search(r'xMin="(.*)" yMin="(.*)" xMax="(.*)" yMax="(.*)">(.*)</word>', line):
            found.append(Word(page, *(float(box[at]) for at in range(1, 5)), box[5]))
    return found


def word(pdf: bytes, text: str, page: int | None = None) -> Word:
    return next(w for w in words(pdf) if text in w.text and page in (None, w.page))


@pytest.fixture(scope="module")
def full_pages() -> bytes:
    """Three pages of nothing but running text."""
    text = "国" * (28 * 22 * 3)
    html = f"""<!DOCTYPE html><html lang="zh-CN"><head><title>版心</title>
    <link rel="stylesheet" href="notices:/gbt9704.css"></head>
    <body><h1 style="position: absolute; top: -30mm">版心</h1><p class="flush">{text}</p></body></html>"""
    return render(PrintJob(html, "版心", date(2021, 11, 8)))


def test_a_full_page_has_22_lines_of_28_characters(full_pages: bytes) -> None:
    lines = [line for line in pdftotext(full_pages, "-f", "2", "-l", "2").splitlines() if "国" in line]
    assert [len(line) for line in lines] == [28] * 22


def test_the_text_block_is_156_by_225_mm_28_from_the_left_and_37_from_the_top(full_pages: bytes) -> None:
    lines = [w for w in words(full_pages) if w.page == 2 and "国" in w.text]
    centres = [(w.top + w.bottom) / 2 for w in lines]
    assert min(w.left for w in lines) == pytest.approx(BLOCK[0], abs=0.5)
    assert max(w.right for w in lines) == pytest.approx(BLOCK[2], abs=0.5)
    assert {round(below - above, 1) for above, below in pairwise(centres)} == {round(225 * MM / 22, 1)}
    assert BLOCK[1] < centres[0] < BLOCK[1] + 225 * MM / 22
    assert BLOCK[3] - 225 * MM / 22 < centres[-1] < BLOCK[3]


@pytest.mark.parametrize("page", [1, 2, 3])
def test_page_numbers_stand_below_the_block_odd_right_even_left(full_pages: bytes, page: int) -> None:
    below = [w for w in words(full_pages) if w.page == page and w.top > BLOCK[3]]
    assert "".join(w.text for w in below) == f"—{page}—"
    assert min(w.top for w in below) == pytest.approx(BLOCK[3] + 7 * MM, abs=6)
    if page % 2:
        assert max(w.right for w in below) == pytest.approx(BLOCK[2] - 14, abs=1.5)
    else:
        assert min(w.left for w in below) == pytest.approx(BLOCK[0] + 14, abs=1.5)


def test_the_issuers_name_stands_35_mm_below_the_top_of_the_block_and_centred(
    papers: Mapping[str, bytes],
) -> None:
    mark = word(papers["scores"], "运河区退役军人事务局", 1)
    middle = (BLOCK[0] + BLOCK[2]) / 2
    assert mark.top == pytest.approx(BLOCK[1] + 35 * MM, abs=12)  # the box is a little taller than the glyphs
    assert (mark.left + mark.right) / 2 == pytest.approx(middle, abs=1)


def test_the_date_ends_four_characters_in_with_the_issuer_centred_over_it(
    papers: Mapping[str, bytes],
) -> None:
    last = max(w.page for w in words(papers["scores"]))
    signed, issuer = [
        [w for w in words(papers["scores"]) if w.page == last and text in w.text][-1]
        for text in ("2021年11月8日", "运河区退役军人事务局")
    ]
    assert signed.right == pytest.approx(BLOCK[2] - 4 * 15.79, abs=2)
    assert (signed.left + signed.right) / 2 == pytest.approx((issuer.left + issuer.right) / 2, abs=1)
    assert issuer.bottom < signed.bottom


def test_a_long_table_repeats_its_head_and_splits_no_row() -> None:
    from public_notices.documents import document_pdf

    pdf = document_pdf(contents.scores(people=100))
    pages = pdftotext(pdf, "-layout").split("\f")
    with_rows = [page for page in pages if re.search(r"[JS]\d\d", page)]
    assert len(with_rows) > 2
    assert all("名次" in page and "总分" in page for page in with_rows)
    assert all(len(re.findall(r"[JS]\d\d", page)) > 1 for page in with_rows)
    rows = [line for page in with_rows for line in page.splitlines() if re.search(r"[JS]\d\d", line)]
    assert len(rows) == 100
    assert all(re.search(r"\d+\s+[JS]\d\d\s+\S\*\s+63\.5\s+12\s+7\.25\s+4\s+\d+\.75", row) for row in rows)


def test_a_slip_is_one_a6_leaf(papers: Mapping[str, bytes]) -> None:
    info = subprocess.run(
        ["pdfinfo", "-"], input=papers["slip"], capture_output=True, check=True
    ).stdout.decode()
    width, height = (float(size) for size in re.findall(r"Page size:\s+([\d.]+) x ([\d.]+)", info)[0])
    assert re.search(r"Pages:\s+1\n", info)
    assert (width, height) == (pytest.approx(105 * MM, abs=0.5), pytest.approx(148 * MM, abs=0.5))


def test_every_page_of_a_sample_says_that_it_is_fictional(papers: Mapping[str, bytes]) -> None:
    for kind, pdf in papers.items():
        pages = pdftotext(pdf).rstrip("\f").split("\f")
        assert all("示例：人物、单位均为虚构" in page for page in pages), kind
