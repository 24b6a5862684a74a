"""The administrator opens, closes and resets accounts; everybody changes his own password. All fictional."""

from __future__ import annotations

from collections.abc import Callable

from resettlement import database
from resettlement.accounts.service import LIMITS, same_person
from tests.unit.web_staff.office import PASSWORD, Desk, summary

Enter = Callable[[str], Desk]
OTHER = "another quiet office in winter"
NEW = {"account": "sun-qi", "name": "孙琪（虚构）", "role": "clerk", "password": OTHER}


def signs_in(desk: Desk, account: str, password: str) -> bool:
    sent = {"account": account, "password": password}
    return desk.client.post("/sign-in", data=sent, follow_redirects=False).status_code == 303


def is_in(desk: Desk) -> bool:
    return bool(desk.get("/staff/session").status_code == 200)


def test_the_administrator_alone_sees_the_accounts(desk: Enter) -> None:
    shown = desk("administrator").get("/staff/accounts?q=clerk").text
    assert "/staff/accounts/clerk" in shown
    assert desk("clerk").get("/staff/accounts").status_code == 403
    assert "/staff/accounts" not in desk("clerk").get("/staff").text


def test_a_new_account_can_sign_in_and_a_weak_password_or_a_taken_name_is_refused(desk: Enter) -> None:
    administrator = desk("administrator")
    for change, said in (
        ({"password": "short"}, "12 到 128"),
        ({"account": "clerk"}, "已经有了"),
        ({"account": "孙"}, "不合要求"),
        ({"role": "emperor"}, "请选择"),
        ({"name": ""}, "请填写姓名"),
    ):
        refused = administrator.send("/staff/accounts/new", NEW | change)
        assert refused.status_code == 422
        assert said in summary(refused.text)
        assert OTHER not in refused.text
    assert administrator.send("/staff/accounts/new", NEW).status_code == 303
    assert signs_in(administrator, "sun-qi", OTHER)


def test_a_closed_account_is_out_at_once_and_never_in_again(desk: Enter) -> None:
    clerk, administrator = desk("clerk"), desk("administrator")
    assert is_in(clerk)
    wrong = administrator.send("/staff/accounts/clerk/close", {"again": "reviewer"})
    assert wrong.status_code == 422
    assert is_in(clerk)
    assert administrator.send("/staff/accounts/clerk/close", {"again": "clerk"}).status_code == 303
    assert not is_in(clerk)
    assert not signs_in(clerk, "clerk", PASSWORD)
    again = administrator.send("/staff/accounts/clerk/close", {"again": "clerk"})
    assert "已经停用" in summary(again.text)


def test_nobody_closes_or_resets_himself(desk: Enter) -> None:
    administrator = desk("administrator")
    own = "/staff/accounts/administrator"
    closing = administrator.send(f"{own}/close", {"again": "administrator"})
    assert "不能停用自己" in summary(closing.text)
    assert "原密码" in summary(administrator.send(f"{own}/password", {"password": OTHER}).text)
    assert is_in(administrator)


def test_a_reset_password_ends_the_old_sign_ins(desk: Enter) -> None:
    clerk, administrator = desk("clerk"), desk("administrator")
    sent = administrator.send("/staff/accounts/clerk/password", {"password": OTHER})
    assert sent.status_code == 303
    assert not is_in(clerk)
    assert not signs_in(clerk, "clerk", PASSWORD)
    assert signs_in(clerk, "clerk", OTHER)


def test_ones_own_password_is_changed_by_who_knows_the_old_one_and_he_stays_signed_in(desk: Enter) -> None:
    host = desk("host")
    typed = {"password": PASSWORD, "new": OTHER, "again": OTHER}
    for change, said in (
        ({"password": "not mine at all"}, "原密码不对"),
        ({"again": PASSWORD}, "不一样"),
        ({"new": PASSWORD, "again": PASSWORD}, "相同"),
        ({"new": "short", "again": "short"}, "12 到 128"),
    ):
        assert said in summary(host.send("/accounts/password", typed | change).text)
    assert host.send("/accounts/password", typed).status_code == 303
    assert is_in(host)
    assert not signs_in(desk("clerk"), "host", PASSWORD)


def test_guessing_at_an_old_password_is_limited_like_signing_in(desk: Enter) -> None:
    caller = desk("caller")
    token = caller.client.get("/accounts/password").text.split('csrf_token" value="')[1].split('"')[0]
    typed = {"csrf_token": token, "password": "a guess of some length", "new": OTHER, "again": OTHER}
    answers = [
        caller.client.post("/accounts/password", data=typed).status_code for _ in range(LIMITS["both"] + 1)
    ]
    assert answers[:-1] == [422] * LIMITS["both"]
    assert answers[-1] == 429


def test_a_second_account_of_somebody_is_the_same_person_and_their_page_says_so(desk: Enter) -> None:
    administrator = desk("administrator")
    assert administrator.send("/staff/accounts/new", NEW | {"person": "clerk"}).status_code == 303
    third = NEW | {"account": "sun-ba", "role": "reviewer", "person": "sun-qi"}
    assert administrator.send("/staff/accounts/new", third).status_code == 303
    with database.reading(administrator.engine) as db:
        assert same_person(db, "sun-ba", "clerk")
        assert not same_person(db, "sun-qi", "reviewer")
    assert "sun-ba、sun-qi" in administrator.get("/staff/accounts/clerk").text
    assert "本人的其他账号" not in administrator.get("/staff/accounts/reviewer").text


def test_an_account_of_somebody_who_has_none_is_refused_and_nothing_typed_is_lost(desk: Enter) -> None:
    refused = desk("administrator").send("/staff/accounts/new", NEW | {"person": "nobody"})
    assert refused.status_code == 422
    assert "没有账号“nobody”" in summary(refused.text)
    assert 'value="sun-qi"' in refused.text
