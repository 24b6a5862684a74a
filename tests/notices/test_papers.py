"""What every paper must do: say each character, carry its data, be the same for the same content, refuse."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from public_notices.content import content_bytes, content_sha256
from public_notices.documents import document_pdf, notice_body_html, print_job
from public_notices.errors import ContentRefusedError, MissingCharactersError, RenderingWarnedError
from public_notices.fonts import made_with
from public_notices.read_back import read_pdf
from public_notices.rendering import EmbeddedFile, PrintJob, render, render_many
from tests.notices import contents

HERE = Path(__file__).resolve()
NO_GLYPH = "\U00016a06"  # 巴姆穆文, in none of the prepared fonts


def pdftotext(pdf: bytes) -> str:
    return subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("make", contents.ALL, ids=lambda make: make.__name__)
def test_the_data_of_a_paper_lie_inside_it_byte_for_byte(make: Any, papers: Mapping[str, bytes]) -> None:
    with pikepdf.open(BytesIO(papers[make.__name__])) as pdf:
        embedded = {name: file.get_file().read_bytes() for name, file in pdf.attachments.items()}
    assert embedded == {f"{make.__name__}.json": content_bytes(make())}
    assert content_sha256(make()) == hashlib.sha256(content_bytes(make())).hexdigest()


def test_a_paper_notes_the_fonts_it_was_made_with(papers: Mapping[str, bytes]) -> None:
    noted = f"Resettlement; {made_with()}"
    with pikepdf.open(BytesIO(papers["slip"])) as pdf, pdf.open_metadata() as metadata:
        assert str(pdf.docinfo["/Creator"]) == metadata["xmp:CreatorTool"] == noted
    assert all(family in noted for family in ("FandolFang R 1.300 (145e8b93)", "LXGW WenKai Light 1."))


@pytest.mark.parametrize("character", "䶮𬭎昇喆堃镕珺玥赟祎")
def test_every_character_of_a_rare_name_is_in_the_text_of_the_paper(character: str) -> None:
    name = f"钟{character}王"
    pdf = document_pdf(contents.slip() | {"name": name})
    assert name in pdftotext(pdf)
    assert f"{name}（S07）" in [text for _, text in read_pdf(pdf).blocks]


def test_the_same_content_gives_the_same_bytes_in_another_process(papers: Mapping[str, bytes]) -> None:
    program = """if True:
        import hashlib
        from public_notices.documents import document_pdf
        from tests.notices import contents
        for make in (contents.result, contents.slip):
            print(hashlib.sha256(document_pdf(make())).hexdigest())
        """
    other = subprocess.run(
        [sys.executable, "-c", program], cwd=HERE.parents[2], capture_output=True, text=True, check=True
    )
    here = [hashlib.sha256(papers[kind]).hexdigest() for kind in ("result", "slip")]
    assert other.stdout.split() == here


def test_another_content_gives_another_identifier(papers: Mapping[str, bytes]) -> None:
    other = document_pdf(contents.slip() | {"number": "013"})
    with pikepdf.open(BytesIO(papers["slip"])) as one, pikepdf.open(BytesIO(other)) as two:
        assert bytes(one.trailer["/ID"][0]) != bytes(two.trailer["/ID"][0])


def test_several_processes_give_the_papers_in_order_and_the_same_bytes(papers: Mapping[str, bytes]) -> None:
    kinds = ("slip", "agreement", "slip")
    made = list(render_many([print_job(getattr(contents, kind)()) for kind in kinds], workers=2))
    assert made == [papers[kind] for kind in kinds]


def test_a_refusal_in_another_process_arrives_with_its_arguments() -> None:
    jobs = [print_job(contents.slip() | {"name": NO_GLYPH})]
    with pytest.raises(MissingCharactersError) as refused:
        list(render_many(jobs, workers=2))
    assert refused.value.characters == (NO_GLYPH,)
    assert "U+16A06" in str(refused.value)


def test_a_character_that_no_font_can_draw_stops_the_paper() -> None:
    with pytest.raises(MissingCharactersError) as refused:
        document_pdf(contents.slip() | {"name": f"钟{NO_GLYPH}"})
    assert refused.value.characters == (NO_GLYPH,)


def page(body: str) -> str:
    head = '<!DOCTYPE html><html lang="zh-CN"><head><title>页</title></head>'
    return f"{head}<body><h1>页</h1>{body}</body></html>"


@pytest.mark.parametrize(
    "body",
    [
        f'<img src="{HERE.as_uri()}" alt="x">',
        '<img src="http://127.0.0.1:9/x.png" alt="x">',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="x">',
        '<link rel="stylesheet" href="notices:/../public/base.css">',
        f'<p style="background: url({HERE.as_uri()})">x</p>',
        '<p style="no-such-property: 1">x</p>',
    ],
)
def test_anything_that_is_no_packaged_asset_and_any_warning_stops_the_paper(body: str) -> None:
    with pytest.raises(RenderingWarnedError):
        render(PrintJob(page(body), "页", date(2021, 11, 8)))


def test_an_attachment_changes_the_identifier_of_a_paper() -> None:
    one, two = (
        render(PrintJob(page(""), "页", date(2021, 11, 8), (EmbeddedFile("a.json", data, "甲"),)))
        for data in (b"{}", b"[]")
    )
    with pikepdf.open(BytesIO(one)) as first, pikepdf.open(BytesIO(two)) as second:
        assert bytes(first.trailer["/ID"][0]) != bytes(second.trailer["/ID"][0])


def test_a_name_that_looks_like_markup_is_printed_as_it_is() -> None:
    name = '<b>王</b>&amp;"'
    assert "&lt;b&gt;王&lt;/b&gt;&amp;amp;&#34;" in notice_body_html(contents.slip() | {"name": name})


@pytest.mark.parametrize("make", contents.ALL, ids=lambda make: make.__name__)
def test_a_content_without_one_of_its_fields_is_refused_by_name(make: Any) -> None:
    for field in make():
        content = {key: value for key, value in make().items() if key != field}
        with pytest.raises(ContentRefusedError) as refused:
            notice_body_html(content)
        assert refused.value.field == field


def test_a_missing_inner_field_is_refused_too() -> None:
    content = contents.result()
    del content["rows"][3]["unit"]
    with pytest.raises(ContentRefusedError, match="unit"):
        notice_body_html(content)


def test_a_binary_fraction_is_refused_with_its_place() -> None:
    content = contents.scores()
    content["groups"][0]["rows"][1]["total"] = 63.5
    with pytest.raises(ContentRefusedError) as refused:
        notice_body_html(content)
    assert refused.value.field == "groups[0].rows[1].total"


@pytest.mark.parametrize(
    ("kind", "issued_on"), [("letter", "2021-11-08"), ("slip", "2021-11-31"), ("slip", None)]
)
def test_an_unknown_kind_and_a_day_that_does_not_exist_are_refused(kind: str, issued_on: str | None) -> None:
    with pytest.raises(ContentRefusedError):
        notice_body_html(contents.slip() | {"kind": kind, "issued_on": issued_on})


def test_a_correction_that_moves_nobody_says_so() -> None:
    body = notice_body_html(contents.correction() | {"moved": [], "unchanged_count": 19})
    assert "全部19人的名次不变" in body
    assert "原名次" not in body


def test_a_correction_of_a_lifted_freeze_has_no_tables_and_numbers_its_headings_on() -> None:
    said = {"standing_version": None, "changed": [], "moved": [], "unchanged_count": 19}
    body = notice_body_html(contents.correction() | said | {"reason": "专业登记有误"})
    assert "<table" not in body
    assert "专业登记有误" in body
    assert "全部19人的评分和名次不变" in body
    assert re.findall("<h2>(.)、", body) == list("一二三")


def test_a_certificate_says_that_the_session_was_held_on_another_day_and_why() -> None:
    changed = {"announced": "2021-11-20", "held_on": "2021-11-22", "reason": "场地检修"}
    body = notice_body_html(contents.certificate() | {"day_changed": changed})
    assert "公告的选岗会日期是2021年11月20日，改在2021年11月22日举行。原因：场地检修。" in body
    assert "公告的选岗会日期" not in notice_body_html(contents.certificate())


def test_an_announcement_without_objection_period_gives_only_whom_to_ask() -> None:
    body = notice_body_html(contents.announcement())
    assert "六、联系方式" in body
    assert "公示时间" not in body
    assert contents.CONTACT["objection"] not in body
    assert "三、公示时间" in notice_body_html(contents.scores())
    assert "四、异议反映方式" in notice_body_html(contents.scores())


def test_the_list_of_positions_bears_the_remarks_of_posts_that_have_one() -> None:
    body = notice_body_html(contents.positions())
    noted = [row for row in contents.positions()["rows"] if "note" in row]
    assert body.count("备注：") == len(noted) > 0
    text = re.sub(r"\s", "", pdftotext(document_pdf(contents.positions())))
    assert text.count("备注：需值夜班，单位提供住宿") + text.count("备注：需值夜班，单位") >= len(noted)


def test_someone_without_standing_and_a_missing_subtotal_are_printed_as_such() -> None:
    content = contents.scores(people=5)
    row = content["groups"][0]["rows"][0]
    row |= {"standing": None, "subtotals": {"service": "63.5"}}
    blocks = [text for _, text in read_pdf(document_pdf(content)).blocks]
    at = blocks.index("J01")
    assert blocks[at - 1 : at + 7] == ["—", "J01", "钟*", "63.5", "0", "0", "0", "119.75"]
