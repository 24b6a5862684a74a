"""An empty database is set up in the browser, once, by whoever sees the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest

from resettlement import database
from resettlement.accounts.service import accounts
from resettlement.journal.service import read
from resettlement.office.calendar import STREAM
from resettlement.office.service import office_of, public_address, site_folder
from resettlement.office.setup import new_code
from resettlement.office.tables import OfficeSetting
from tests.unit.web_setup.office import Browser, engine_of, plain, told


@pytest.mark.parametrize("path", ["/", "/en/", "/sign-in"])
def test_an_empty_database_leads_to_set_up(browser: Browser, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/setup")
    assert "设置码" in browser.get("/setup").text


def test_whoever_has_the_code_becomes_administrator_and_signs_in(
    browser: Browser, code: str, tmp_path: Path
) -> None:
    answer = browser.send("/setup", told(code.lower().replace("-", " "), tmp_path))
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in?to=/staff/accounts")
    browser.sign_in("admin")
    assert "admin" in browser.get("/staff/accounts").text
    with database.reading(engine_of(browser)) as db:
        assert [(one.id, one.role.value) for one, _active in accounts(db)] == [("admin", "administrator")]
        assert office_of(db).phone == "0000-0002021"
        assert public_address(db) == "http://192.168.1.20:8000"
        assert site_folder(db, "yunhe-2021") == tmp_path / "publication" / "yunhe-2021"
        assert [entry.type for entry in read(db, STREAM)] == ["office_changed"]


def test_the_page_is_gone_once_somebody_is_set_up(administrator: Browser, code: str, tmp_path: Path) -> None:
    assert administrator.get("/setup").headers["location"] == "/sign-in?to=/staff/accounts"
    again = administrator.send("/setup", told(code, tmp_path, account="other"))
    assert again.status_code == 422
    assert "已经设置过" in again.text
    assert administrator.get("/sign-in").status_code == 200


def test_a_code_is_used_once_and_only_the_newest_holds(browser: Browser, code: str, tmp_path: Path) -> None:
    with database.transaction(engine_of(browser)) as db:
        newer = new_code(db)
        kept = db.get_one(OfficeSetting, "setup_code_sha256").value
    assert newer.replace("-", "") not in kept
    refused = browser.send("/setup", told(code, tmp_path))
    assert refused.status_code == 422
    assert "设置码不对" in refused.text
    assert browser.send("/setup", told(newer, tmp_path)).status_code == 303
    with database.reading(engine_of(browser)) as db:
        assert db.get(OfficeSetting, "setup_code_sha256") is None


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("code", "ABCD-EFGH-IJKL-MNOP", "设置码不对"),
        ("person", "", "请填写姓名"),
        ("account", "Admin", "不合要求"),
        ("password", "short", "两次输入的密码不一样"),
        ("name", "", "请填写单位名称"),
        ("phone", "", "请填写电话"),
        ("address", "", "请填写通信地址"),
        ("folder", "publication", "完整的文件夹路径"),
        ("public_address", "192.168.1.20", "应以 http:// 或 https:// 开头"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_typed_is_lost(
    browser: Browser, code: str, tmp_path: Path, field: str, typed: str, said: str
) -> None:
    refused = browser.send("/setup", told(code, tmp_path, **{field: typed}))
    assert refused.status_code == 422
    assert said in refused.text
    assert "江州市运河区柳湾路0号（虚构）" in refused.text or field == "address"
    with database.reading(engine_of(browser)) as db:
        assert accounts(db) == ()
        assert office_of(db).name == ""


def test_a_folder_with_somebodys_files_in_it_is_not_published_to(
    browser: Browser, code: str, tmp_path: Path
) -> None:
    photographs = tmp_path / "photographs"
    photographs.mkdir()
    (photographs / "summer.jpg").write_bytes(b"-")
    file = tmp_path / "file"
    file.write_bytes(b"-")
    for folder, said in ((photographs, "有别的文件"), (file, "不是文件夹"), (Path("/proc/x"), "写不进去")):
        refused = browser.send("/setup", told(code, tmp_path, folder=str(folder)))
        assert said in plain(refused.text)
    (photographs / "summer.jpg").unlink()
    assert browser.send("/setup", told(code, tmp_path, folder=str(photographs))).status_code == 303


def test_what_the_office_said_is_put_right_by_the_administrator(
    administrator: Browser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = administrator.get("/staff/office").text
    assert 'value="0000-0002021"' in page
    changed = told("", tmp_path, phone="0000-0002022", public_address="")
    assert administrator.send("/staff/office", changed).status_code == 303
    assert "请填写电话" in administrator.send("/staff/office", {**changed, "phone": ""}).text
    with database.reading(engine_of(administrator)) as db:
        assert office_of(db).phone == "0000-0002022"
        assert public_address(db) is None
        monkeypatch.setenv("RESETTLEMENT_PUBLIC_ADDRESS", "https://example.org")
        assert public_address(db) == "https://example.org"
        assert read(db, STREAM)[-1].payload == {"keys": ["public_address", "phone"]}


@pytest.mark.parametrize("path", ["/staff", "/staff/records", "/staff/rules", "/staff/log", "/staff/session"])
def test_every_page_of_the_desk_leads_on_while_there_is_no_campaign(
    administrator: Browser, path: str
) -> None:
    page = administrator.get(path).text
    assert "还没有安置批次" in page
    for way in ("/staff/accounts", "/staff/campaigns", "/staff/workdays"):
        assert f'href="{way}"' in page


def test_a_year_is_typed_at_the_desk_as_the_notice_has_it(administrator: Browser) -> None:
    told_of_2031 = {
        "year": "2031", "source": "虚构的 2031 年放假安排", "workdays": "1月4日（星期六）上班",
        "rest_days": "元旦：1月1日至3日放假，共3天。国庆节：10月1日至7日",
    }  # fmt: skip
    assert administrator.send("/staff/workdays", told_of_2031).status_code == 303
    page = plain(administrator.get("/staff/workdays").text)
    assert "01-01 01-02 01-03 10-01 10-02" in page
    again = administrator.get("/staff/workdays?year=2031").text
    assert "2031-10-07" in again
    for field, typed, said in (
        ("year", "31", "四位年份"),
        ("rest_days", "2月30日", "没有 2031 年 2 月 30 日"),
        ("rest_days", "元旦 1 日", "没有读懂"),
        ("rest_days", "", "每年都有法定节假日"),
        ("workdays", "1月1日", "又放假又上班"),
        ("source", "", "名称和文号"),
    ):
        refused = administrator.send("/staff/workdays", {**told_of_2031, field: typed})
        assert refused.status_code == 422
        assert said in plain(refused.text)
