"""Text files as offices save them are read; what is none is refused with the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

import scoring
from resettlement.errors import BadInputError
from resettlement.texts import decoded
from resettlement.workdays import read_calendar

CALENDAR = '[2027]\nsource = "国务院办公厅通知"\nrest_days = [2027-01-01]\nworkdays = []\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_text_is_read_in_whatever_editors_write(encoding: str) -> None:
    assert decoded(CALENDAR.encode(encoding), "工作日.toml") == CALENDAR


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_table_of_working_days_may_have_a_mark_in_front_or_be_gbk(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "工作日.toml"
    file.write_bytes(CALENDAR.encode(encoding))
    assert read_calendar(file).years[2027].source == "国务院办公厅通知"


def test_what_is_no_text_is_refused_with_the_remedy() -> None:
    with pytest.raises(BadInputError, match=r"方案\.toml.*另存为 UTF-8"):
        decoded(b"\x89PNG\xff\xff\xff", "方案.toml")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk"])
def test_a_rule_pack_is_digested_byte_by_byte_and_must_be_plain_utf_8(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "补充.toml"
    file.write_bytes('# 补充\npack = "soldiers-2018"\n'.encode(encoding))
    with pytest.raises(scoring.PackError) as caught:
        scoring.load_pack("soldiers-2018", file)
    assert "另存为 UTF-8" in str(caught.value.faults[0])
