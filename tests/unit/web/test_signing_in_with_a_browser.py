"""What a browser sees of signing in and out: the cookie, where it leads, and what is said. All fictional."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import Role
from resettlement.web.accounts import START
from tests.browsing import browsing
from tests.passwords import keep_cheaply
from tests.unit.web.office import OFFICE, Client, enter, new_database

PASSWORD = "柳湾路上的第一棵树很高大"


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    engine = new_database(tmp_path_factory.mktemp("office"))
    with database.transaction(engine) as db:
        for account, role in (("li", Role.HOST), ("wang", Role.CLERK)):
            service.add_account(
                db, account, name="<b>虚构</b>", role=role, password=PASSWORD, by="console", at=clock.now()
            )
    keep_cheaply(engine, PASSWORD)
    return engine


@pytest.fixture
def client(engine: Engine) -> Iterator[Client]:
    with browsing(engine, base_url=OFFICE) as client:
        yield client


def sign_in(client: Client, account: str = "li", password: str = PASSWORD, **more: str) -> Any:
    form = {"account": account, "password": password, **more}
    return client.post("/sign-in", data=form, follow_redirects=False)


def test_the_cookie_is_for_this_host_over_tls_out_of_reach_of_scripts_and_other_sites(client: Client) -> None:
    answer = sign_in(client)
    name, *attributes = re.split(r"; ", answer.headers["set-cookie"])
    assert name.startswith("__Host-session=")
    assert {a.lower() for a in attributes} >= {"secure", "httponly", "samesite=strict", "path=/"}
    assert not [a for a in attributes if a.lower().startswith("domain")]


def test_on_loopback_the_demo_signs_in_without_tls(engine: Engine) -> None:
    with browsing(engine, base_url="http://127.0.0.1:8000") as client:
        cookie = sign_in(client).headers["set-cookie"]
        assert cookie.startswith("session=")
        assert "secure" not in cookie.lower()
        assert client.post("/sign-out", follow_redirects=False).status_code == 403  # signed in, but no token


def test_a_cookie_without_the_host_prefix_counts_on_loopback_alone(client: Client) -> None:
    sign_in(client)
    client.cookies.set("session", client.cookies.pop("__Host-session"))
    assert client.get("/hall/control", follow_redirects=False).status_code == 401


def test_everyone_starts_at_his_desk(client: Client) -> None:
    assert sign_in(client).headers["location"] == "/hall/control"
    assert sign_in(client, "wang").headers["location"] == "/staff"


@pytest.mark.parametrize("role", list(Role))
def test_each_role_starts_at_a_page_it_may_open(engine: Engine, client: Client, role: Role) -> None:
    enter(client, engine, role)
    assert client.get(START.get(role, "/staff")).status_code not in {401, 403}


def test_a_page_that_was_narrowed_down_is_so_after_the_sign_in(client: Client) -> None:
    sent = client.get("/callers?q=S07", headers={"accept": "text/html"}, follow_redirects=False)
    assert sign_in(client, to=_to(client, sent.headers["location"])).headers["location"] == "/callers?q=S07"


def _to(client: Client, sign_in_page: str) -> str:
    found = re.search(r'name="to" value="(/[^"]*)"', client.get(sign_in_page).text)
    assert found
    return found[1]


def test_who_was_sent_to_sign_in_comes_back_to_the_page(client: Client) -> None:
    sent = client.get("/staff", headers={"accept": "text/html"}, follow_redirects=False)
    assert (sent.status_code, sent.headers["location"]) == (303, "/sign-in?to=/staff")
    assert 'name="to" value="/staff"' in client.get(sent.headers["location"]).text
    assert sign_in(client, to="/staff").headers["location"] == "/staff"


@pytest.mark.parametrize("to", ["//evil.test", "https://evil.test", "/\\evil.test", "javascript:x", "/\nx"])
def test_nobody_is_led_to_another_site(client: Client, to: str) -> None:
    assert sign_in(client, to=to).headers["location"] == "/hall/control"


@pytest.mark.parametrize(("account", "password"), [("li", "falsch"), ("niemand", PASSWORD), ("", "")])
def test_a_refusal_says_the_same_whatever_was_wrong_and_keeps_the_account_alone(
    client: Client, account: str, password: str
) -> None:
    answer = sign_in(client, account, password)
    assert answer.status_code == 422
    text = answer.text
    assert "账号或密码不对" in text
    assert f'name="account" value="{account}"' in text
    assert not password or password not in text
    assert "set-cookie" not in answer.headers


def test_too_many_attempts_are_told_to_wait(client: Client) -> None:
    answers = [sign_in(client, "zhao", "falsch").status_code for _ in range(6)]
    assert answers[:5] == [422] * 5
    assert answers[5] == 429


def test_signing_out_by_the_button_ends_it_on_the_server_too(posted: Engine) -> None:
    with database.transaction(posted) as db:
        service.add_account(
            db, "wang", name="<b>虚构</b>", role=Role.CLERK, password=PASSWORD, by="console", at=clock.now()
        )
    with browsing(posted, base_url=OFFICE) as client:
        _sign_out(client, posted)


def _sign_out(client: Client, engine: Engine) -> None:
    sign_in(client, "wang")
    token = client.cookies["__Host-session"]
    page = client.get("/staff")
    assert "&lt;b&gt;虚构&lt;/b&gt;（经办人）" in page.text
    csrf = re.search(r'name="csrf_token" value="([0-9a-f]{64})"', page.text)
    assert csrf
    out = client.post("/sign-out", data={"csrf_token": csrf[1]}, follow_redirects=False)
    assert (out.status_code, out.headers["location"]) == (303, "/")
    assert service.signed_in(engine, token, clock.now()) is None
    assert "max-age=0" in out.headers["set-cookie"].lower()


def test_a_page_shows_only_the_desks_of_the_role(posted: Engine) -> None:
    with browsing(posted, base_url=OFFICE) as client:
        enter(client, posted, Role.CLERK)
        page = client.get("/staff").text
    assert 'href="/staff"' in page
    assert 'href="/hall/control"' not in page
    assert 'href="/callers"' not in page


def test_signed_in_pages_are_kept_by_no_cache(client: Client, engine: Engine) -> None:
    enter(client, engine, Role.CLERK)
    assert client.get("/staff").headers["cache-control"] == "no-store"


def test_a_failure_is_told_without_details(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(service, "sign_in", broken)
    with browsing(engine, base_url=OFFICE, raise_server_exceptions=False) as client:
        answer = client.post("/sign-in", data={"account": "li", "password": PASSWORD})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert PASSWORD not in answer.text


def test_a_form_that_is_too_large_is_refused_in_words(client: Client) -> None:
    answer = client.post("/sign-in", content=b"a=" + b"x" * 20_000_001, headers={"content-type": FORM})
    assert answer.status_code == 413
    assert "文件太大" in answer.text


FORM = "application/x-www-form-urlencoded"
