"""选岗会一步把本地的规则说成句子；没有的不提，未定的写明待定，英文页说英文。"""

from __future__ import annotations

import pytest
from sqlalchemy import Engine

from resettlement import database
from resettlement.campaign.tables import Campaign
from resettlement.selection.session.rules import load_rules
from tests.unit.web_staff.office import ID, Desk

LOCAL = """
not_supported = ["选岗全程录像，由办公室另行安排。"]
lists = "separate"
[call_ahead]
people = 1
minutes = 2
clock = "first"
[second_round]
who = ["gave_up"]
restart = "top"
"""


def held_by(engine: Engine, text: str) -> None:
    with database.transaction(engine) as db:
        row = db.get(Campaign, ID)
        assert row is not None
        row.session_rules = text
        db.add(row)


def with_local(text: str) -> str:
    """The default pack with more; keys before the first table, tables at the end."""
    keys, tables = LOCAL.split("[call_ahead]")
    return text.replace("\n[standby]", f"{keys}\n[standby]", 1) + f"\n[call_ahead]{tables}"


def test_what_the_place_has_stands_on_the_page_and_nothing_else(clerk: Desk) -> None:
    before = clerk.get("/staff/session").text
    assert "叫号前 10 分钟在备选区点名" in before
    assert "剩 60 秒起" in before
    for lacking in ("提前叫号", "第二轮", "须另行安排", "分列岗位"):
        assert lacking not in before.split("规则文件全文")[0], lacking
    held_by(clerk.engine, with_local(load_rules("default").text))
    page = clerk.get("/staff/session").text
    assert "前一人叫号满 2 分钟，可以再叫后面的人到选岗席旁等候，至多 1 人" in page
    assert "本次不选岗的，都叫过一遍以后再选一轮" in page
    assert "各类人员分列岗位" in page
    assert "选岗全程录像，由办公室另行安排。" in page.split("规则文件全文")[0]


@pytest.mark.parametrize("pack", ["jinan-2024", "qianjiang-2016", "anning-2025", "dezhou"])
def test_rules_that_are_still_open_say_so_instead_of_breaking_the_page(clerk: Desk, pack: str) -> None:
    held_by(clerk.engine, load_rules(pack).text)
    answer = clerk.get("/staff/session")
    assert answer.status_code == 200
    told = answer.text.split("规则文件全文")[0]
    assert "待定" in told
    assert "unknown" not in told


def test_the_rules_are_said_in_english_too(clerk: Desk) -> None:
    clerk.client.cookies.set("language", "en")
    assert "Roll call in the standby zone 10 minutes before the call" in clerk.get("/staff/session").text
