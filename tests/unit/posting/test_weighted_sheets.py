"""Where a rule weights exam and archive, the archive's own lines stand under its line, counted once."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

import scoring
from public_notices.environment import environment
from resettlement.journal.model import canonical
from resettlement.papers.score_sheets import printed_lines
from resettlement.standing.tables import ScoreSheet
from resettlement.web.staff.records import explained

DOCUMENT = Path(__file__).parents[3] / "docs" / "rule-packs.md"
BLOCKS = re.findall(r"```toml\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.DOTALL)
RECORD = {
    "candidate": "O01",
    "category": "officer",
    "enlisted_on": "2009-09-01",
    "discharged_on": "2021-09-01",
    "facts": [
        {"kind": "exam", "subject": "笔试", "mark": "80"},
        {"kind": "post", "level": "正营职", "from": "2018-09-01"},
        {"kind": "award", "grade": "third_class_merit", "on": "2015-07-01"},
    ],
}


@pytest.fixture
def kept() -> ScoreSheet:
    (text,) = (block for block in BLOCKS if 'id = "officers-qingjiang-2021"' in block)
    pack = scoring.pack_from_text(text)
    (sheet,) = scoring.score(scoring.parse_records({"records": [RECORD]}), pack)
    return ScoreSheet(
        campaign_id="x", candidate="O01", version=1, category="officer", record=canonical(RECORD),
        sheet=canonical(sheet.to_json()), service="12-00-00", reason="首次评分", made_by="clerk",
        made_at="2021-10-09T09:00:00+08:00",
    )  # fmt: skip


PARTS = ["军龄", "职务（正营职）", "任现职满3年", "奖励（三等功）"]


def test_on_paper_the_parts_follow_the_archive_and_say_that_they_are_parts(kept: ScoreSheet) -> None:
    lines = printed_lines(kept)
    assert [line["label"] for line in lines][-5:-4] == ["考核（档案）成绩"]
    assert [line["label"] for line in lines][-4:] == [f"其中：{label}" for label in PARTS]
    assert lines[-1]["facts"] == ["奖励：三等功，日期 2015-07-01"]


def test_at_the_desk_the_parts_stand_under_the_archive_with_what_they_rest_on(kept: ScoreSheet) -> None:
    sheet = explained(kept)
    template = '{% from "components/score_lines.html" import score_lines %}{{ score_lines(sheet) }}'
    page = environment().from_string(template).render(sheet=sheet)
    parts = re.findall(r'<tr role="row" class="part">.*?</tr>', page, re.DOTALL)
    assert [re.sub("<[^>]+>", "", re.findall("其中：[^<]+", part)[0]) for part in parts] == [
        f"其中：{label}" for label in PARTS
    ]
    assert "奖励：三等功，日期 2015-07-01" in parts[-1]


def test_in_public_the_parts_stand_under_the_archive_and_the_total_counts_them_once(kept: ScoreSheet) -> None:
    sheet = {**json.loads(kept.sheet), "withheld": None}
    template = '{% from "components/score_sheet.html" import score_sheet %}{{ score_sheet(sheet) }}'
    page = environment().from_string(template).render(sheet=sheet)
    assert re.findall('class="part"><th scope="row" role="rowheader">其中：([^<]+)', page) == PARTS
    assert sum(Decimal(line["points"]) for line in sheet["lines"]) == Decimal(sheet["total"])
