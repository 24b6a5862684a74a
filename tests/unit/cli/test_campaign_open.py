"""建立批次:方案文件里缺什么、错什么,逐项说明;已建立的批次不会被覆盖。"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from resettlement import database
from resettlement.accounts.tables import AccountRow
from resettlement.campaign.service import categories
from resettlement.campaign.tables import Campaign
from resettlement.journal.service import read
from resettlement.records.policy import Policy, policy
from resettlement.rights import Role
from resettlement.sample import folder
from resettlement.selection.session.rules import load_rules, parse_rules

CONSEQUENCE = "'given_up'"


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The sample's plan and overlays in a folder that a test may change."""
    for name in ("campaign.toml", "officers.toml", "sergeants.toml"):
        shutil.copy(folder() / name, tmp_path / name)
    url = f"sqlite:///{tmp_path / 'office.db'}"
    database.upgrade(url)
    with database.transaction(database.connect(url)) as db:
        for role in (Role.STAFFING, Role.CALLER):
            db.add(AccountRow(id=role.value, name=role.value, role=role.value, password_hash="-"))
    return tmp_path / "campaign.toml"


def opened(plan: Path, *options: str) -> subprocess.CompletedProcess[str]:
    url = f"sqlite:///{plan.parent / 'office.db'}"
    command = [sys.executable, "-m", "resettlement", "campaign", "open", str(plan), *options]
    env = {**os.environ, "RESETTLEMENT_DATABASE_URL": url}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=env)


def test_a_plan_opens_a_campaign_with_the_text_of_its_rules(plan: Path) -> None:
    done = opened(plan)
    assert done.returncode == 0, done.stderr
    with database.transaction(database.connect(f"sqlite:///{plan.parent / 'office.db'}")) as db:
        assert db.get_one(Campaign, "yunhe-2021").issuer == "江州市运河区退役军人事务局"
        officers, sergeants = categories(db, "yunhe-2021")
    assert 'id = "soldiers-2018"' in sergeants.pack_text
    assert officers.overlay_text == (plan.parent / "officers.toml").read_text("utf-8")


def test_a_campaign_is_opened_once(plan: Path) -> None:
    assert opened(plan).returncode == 0
    again = opened(plan)
    assert again.returncode == 2
    assert "yunhe-2021 已经建立过" in again.stderr


@pytest.mark.parametrize("by", ["caller", "nobody"])
def test_only_somebody_of_the_office_who_may_opens_a_campaign(plan: Path, by: str) -> None:
    refused = opened(plan, "--by", by)
    assert refused.returncode == 2
    assert f"账号“{by}”不能建立批次" in refused.stderr
    assert "现有：staffing" in refused.stderr


def test_everything_that_is_missing_is_named_at_once(plan: Path) -> None:
    text = plan.read_text("utf-8").replace('issuer = "', 'issuing = "').replace('pack = "soldiers-2018"', "")
    plan.write_text(text, "utf-8")
    refused = opened(plan)
    assert refused.returncode == 2
    assert "issuer 应有" in refused.stderr
    assert "第 2 个 [[categories]] 的 pack 应有" in refused.stderr


def test_an_overlay_that_does_not_fit_its_pack_opens_nothing(plan: Path) -> None:
    (plan.parent / "sergeants.toml").write_text('overlays = "soldiers-2016"\n', "utf-8")
    assert opened(plan).returncode == 2
    assert opened(plan).stdout == ""


def test_what_the_plan_demands_of_records_holds_for_the_campaign(plan: Path) -> None:
    plan.write_text(plan.read_text("utf-8") + "\n[records]\nreviews = 3\nconfirmation = true\n", "utf-8")
    assert opened(plan).returncode == 0
    with database.transaction(database.connect(f"sqlite:///{plan.parent / 'office.db'}")) as db:
        assert policy(db, "yunhe-2021") == Policy(reviews=3, confirmation=True)


@pytest.mark.parametrize("said", ["2021-11-24T17:00:00", "2021-11-24T09:00:00Z"])
def test_the_plan_may_close_the_filing_of_wishes_at_an_instant_of_chinas_time(plan: Path, said: str) -> None:
    plan.write_text(f"wishes_close_at = {said}\n{plan.read_text('utf-8')}", "utf-8")
    assert opened(plan).returncode == 0
    with database.transaction(database.connect(f"sqlite:///{plan.parent / 'office.db'}")) as db:
        assert db.get_one(Campaign, "yunhe-2021").wishes_close_at == "2021-11-24T17:00:00+08:00"
        (entry,) = (one for one in read(db, "campaign/yunhe-2021") if one.type == "campaign_opened")
    assert entry.payload["wishes_close_at"] == "2021-11-24T17:00:00+08:00"


@pytest.mark.parametrize("said", ["2021-11-24", '"tomorrow"'])
def test_a_closing_without_a_time_of_day_opens_nothing(plan: Path, said: str) -> None:
    plan.write_text(f"wishes_close_at = {said}\n{plan.read_text('utf-8')}", "utf-8")
    refused = opened(plan)
    assert refused.returncode == 2
    assert "wishes_close_at 应有，且为日期和时刻" in refused.stderr


def test_a_demand_that_nobody_can_mean_opens_nothing(plan: Path) -> None:
    plan.write_text(plan.read_text("utf-8") + "\n[records]\nreviews = 5\n", "utf-8")
    refused = opened(plan)
    assert refused.returncode == 2
    assert "campaign.toml：[records] 的 reviews（复审次数）应为 1 至 3 的整数，现为 5" in refused.stderr


def test_rules_of_a_place_that_leave_something_open_need_an_overlay_with_author_and_document(
    plan: Path,
) -> None:
    said = plan.read_text(encoding="utf-8").replace('session_rules = "default"', 'session_rules = "dezhou"')
    plan.write_text(said, encoding="utf-8")
    refused = opened(plan)
    assert refused.returncode == 2
    assert "missed.absent.again" in refused.stderr
    assert "session_overlay" in refused.stderr
    rules = load_rules("dezhou")
    values = {"minutes_to_choose": 5, "passed.times": 0, "guarantee": "'off'", "tie_method": "'lot'"}
    values |= {"proxy.allowed": "false", "proxy.papers": "[]"}
    lines = "\n".join(f"{path} = {values.get(path, CONSEQUENCE)}" for path in rules.unknown)
    head = "pack = 'dezhou'\nauthor = '示例局'\ndocument = '示例文件（虚构）'\n"
    (plan.parent / "hall.toml").write_text(f"{head}{lines}\n", encoding="utf-8")
    plan.write_text(f'session_overlay = "hall.toml"\n{said}', encoding="utf-8")
    done = opened(plan)
    assert done.returncode == 0, done.stderr
    with database.transaction(database.connect(f"sqlite:///{plan.parent / 'office.db'}")) as db:
        kept = parse_rules(db.get_one(Campaign, "yunhe-2021").session_rules.encode(), "kept")
    assert (kept.id, kept.unknown) == ("dezhou", ())
    assert "示例局依据示例文件（虚构）" in kept.source
