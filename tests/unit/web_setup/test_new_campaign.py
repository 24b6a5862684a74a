"""From an empty database to the first import, touching no command: set-up, accounts, draft, copy, figures."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from resettlement import database
from resettlement.accounts.model import Role
from resettlement.campaign.service import campaign, categories
from resettlement.campaign.tables import CampaignDraft
from resettlement.plan.reading import read_plan
from resettlement.plan.writing import toml_of, zipped
from resettlement.sample import folder
from tests.unit.web_setup.office import PASSWORD, Browser, engine_of, plain

ID = "yunhe-2026"
NAMES = {
    "id": ID, "year": "2026", "title": "江州市运河区2026年度阳光安置", "district": "运河区",
    "issuer": "江州市运河区退役军人事务局", "fictional": "true", "contact.office": "安置科",
    "contact.phone": "0000-0002021", "contact.address": "柳湾路0号（虚构）",
    "objections.guide": "书面递交安置科。",
}  # fmt: skip
RULES = {
    "session_rules": "default", "sergeant.used": "1", "sergeant.pack": "soldiers-2018", "officer.used": "1",
    "officer.pack": "officers-city-table", "officer.label": "转业军官", "records.reviews": "1",
    "records.confirmation": "false", "records.outlier": "10",
}  # fmt: skip
NOTICES = {"notices.number": "运退公〔2026〕{n}号", "notices.scores.period": "7天"}
SESSION = {"session.on": "2026-11-25"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def office(administrator: Browser) -> Browser:
    """Accounts of everybody, made in the browser."""
    for role in (Role.STAFFING, Role.CLERK, Role.REVIEWER):
        told = {"account": role.value, "name": role.value, "role": role.value, "password": PASSWORD}
        answer = administrator.send("/staff/accounts/new", told)
        assert answer.status_code == 303, answer.text
    return administrator


def draft_of(answer: object) -> str:
    found = re.search(r"/staff/campaigns/drafts/\d+", answer.headers["location"])  # type: ignore[attr-defined]
    assert found
    return found[0]


def fill(desk: Browser) -> str:
    """A draft filled in step by step."""
    at = draft_of(desk.send("/staff/campaigns", {}))
    for step, typed in (
        ("names", NAMES),
        ("rules", RULES),
        ("notices", NOTICES),
        ("session", SESSION),
    ):
        answer = desk.send(f"{at}/{step}", typed)
        assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"{at}/check?done=draft"
    return at


def test_an_office_begins_in_the_browser_and_imports_its_first_records(office: Browser) -> None:
    desk = office.sign_in("staffing")
    at = fill(desk)
    assert "填齐了" in desk.get(f"{at}/check").text
    opened = desk.send(at, {"decision": "open"})
    assert opened.headers["location"].endswith("/staff?done=campaign_opened")
    with database.reading(engine_of(desk)) as db:
        assert campaign(db, ID).fictional
        assert [(one.id, one.label) for one in categories(db, ID)] == [
            ("officer", "转业军官"),
            ("sergeant", "士官"),
        ]
        assert db.get(CampaignDraft, 1) is None
    clerk = desk.sign_in("clerk")
    fill_in = {
        "what": "tie_chain",
        "tie_1": "longer_service",
        "tie_2": "older",
        "title": "方案",
        "article": "六",
    }
    assert clerk.send(f"/c/{ID}/staff/rules/sergeant/fill", fill_in).status_code == 303
    reviewer = clerk.sign_in("reviewer")
    told = {"entry": "1", "decision": "confirm"}
    assert reviewer.send(f"/c/{ID}/staff/rules/entries", told).status_code == 303
    clerk = reviewer.sign_in("clerk")
    files = {"workbook": ("records.xlsx", (folder() / "records.xlsx").read_bytes(), XLSX)}
    shown = clerk.send(f"/c/{ID}/staff/import/records", {}, files)
    page = clerk.get(shown.headers["location"]) if shown.status_code == 303 else shown
    assert "19" in plain(page.text)


def test_what_is_lacking_is_listed_with_the_way_to_it(office: Browser) -> None:
    at = draft_of(office.send("/staff/campaigns", {}))
    page = office.get(f"{at}/check").text
    assert f'href="{at}/names">批次编号' in page
    assert f'href="{at}/rules">类别' in page
    assert 'value="open"' not in page
    refused = office.send(at, {"decision": "open"})
    assert refused.status_code == 422
    assert 'value="江州市运河区退役军人事务局"' in office.get(f"{at}/names").text


def test_what_cannot_be_read_is_shown_again_and_the_draft_stays(office: Browser) -> None:
    at = draft_of(office.send("/staff/campaigns", {}))
    refused = office.send(f"{at}/session", {"session.on": "11月25日", "session.place": "二楼大厅"})
    assert refused.status_code == 422
    assert "请填写日期" in refused.text
    assert "二楼大厅" in refused.text
    assert "二楼大厅" not in office.get(f"{at}/session").text


def test_a_file_that_is_added_can_be_chosen_and_two_categories_share_a_pack(office: Browser) -> None:
    at = draft_of(office.send("/staff/campaigns", {}))
    overlay = ("own.toml", (folder() / "sergeants.toml").read_bytes(), "application/toml")
    kept = office.send(f"{at}/rules", {**RULES, "stay": "1"}, {"files": overlay})
    assert kept.headers["location"].startswith(f"{at}/rules")
    both = {**RULES, "conscript.used": "1", "conscript.pack": "soldiers-2018", "sergeant.overlay": "own.toml"}
    assert office.send(f"{at}/rules", both).status_code == 303
    office.send(f"{at}/names", NAMES)
    assert office.send(at, {"decision": "open"}).status_code == 303
    with database.reading(engine_of(office)) as db:
        found = {one.id: one for one in categories(db, ID)}
    assert found["sergeant"].pack_text == found["conscript"].pack_text
    assert found["sergeant"].overlay_text
    assert found["conscript"].overlay_text is None


def test_last_years_campaign_is_copied_and_a_plan_goes_out_and_in(office: Browser) -> None:
    sample = read_plan(folder())
    files = {"files": ("plan.zip", zipped(sample), "application/zip")}
    at = draft_of(office.send("/staff/campaigns", {}, files))
    assert office.send(at, {"decision": "open"}).status_code == 303
    out = office.get(f"/staff/campaigns/plan/{sample.id}/plan.zip")
    if out.status_code == 303:
        out = office.get(out.headers["location"])
    with zipfile.ZipFile(io.BytesIO(out.content)) as made:
        assert "campaign.toml" in made.namelist()
    copied = office.send(f"/c/{sample.id}/staff/campaigns", {"of": sample.id, "year": "2022"})
    at = draft_of(copied)
    page = plain(office.get(f"/c/{sample.id}{at}/check").text)
    assert "yunhe-2022" in page
    assert office.send(f"/c/{sample.id}{at}", {"decision": "open"}).status_code == 303
    with database.reading(engine_of(office)) as db:
        assert campaign(db, "yunhe-2022").title == "江州市运河区2022年度退役军人阳光安置"
    loose = {"files": ("campaign.toml", toml_of(sample.table).encode(), "application/toml")}
    refused = office.send(f"/c/{sample.id}/staff/campaigns", {}, loose)
    at = draft_of(refused)
    assert "没有一起交来" in office.send(f"/c/{sample.id}{at}", {"decision": "open"}).text


def test_what_may_still_be_changed_is_changed_at_the_desk_with_a_reason(office: Browser) -> None:
    at = fill(office)
    office.send(at, {"decision": "open"})
    page = f"/c/{ID}/staff/campaign"
    assert "发布单位" in plain(office.get(page).text)
    assert "为什么改" in office.get(f"{page}?key=contact.phone").text
    told = {"key": "contact.phone", "value": "0000-0002022", "reason": "换了电话"}
    assert "请写明为什么改" in office.send(page, {**told, "reason": ""}).text
    assert office.send(page, told).status_code == 303
    shown = plain(office.get(page).text)
    assert "0000-0002021 → 0000-0002022 换了电话" in shown
    more = {"id": "conscript", "pack": "soldiers-2018", "why": "本年也有义务兵"}
    assert office.send(f"{page}/categories", more).status_code == 303
    assert "增加类别" not in re.sub("类别已增加", "", plain(office.get(page).text))
