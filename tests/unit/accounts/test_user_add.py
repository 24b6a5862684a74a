"""`user add` on the command line, and the demo's sample accounts. Everybody here is fictional."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from resettlement import clock, database
from resettlement.accounts import service
from resettlement.accounts.model import Role
from resettlement.cli import main
from resettlement.cli.sample_accounts import renew

PASSWORD = "柳湾路上的第一棵树很高大"


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    address = f"sqlite:///{tmp_path / 'office.db'}"
    monkeypatch.setenv("RESETTLEMENT_DATABASE_URL", address)
    return address


def add(monkeypatch: pytest.MonkeyPatch, *arguments: str, typed: str = PASSWORD) -> int:
    """The exit code of `user add` with the password piped in."""
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{typed}\nwhat follows is not read\n"))
    with pytest.raises(SystemExit) as ended:
        main(["user", "add", *arguments])
    return int(ended.value.code or 0)


def known(url: str) -> list[tuple[str, str, Role]]:
    with database.transaction(database.connect(url)) as db:
        return [
            (account.id, account.name, account.role) for account, active in service.accounts(db) if active
        ]


def test_an_account_is_added_and_can_sign_in(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch, "wang-li", "--role", "host", "--name", "主持人（虚构）") == 0
    assert known(url) == [("wang-li", "主持人（虚构）", Role.HOST)]
    assert service.sign_in(database.connect(url), "wang-li", PASSWORD, address="", at=clock.now())
    out, err = capsys.readouterr()
    assert out == ""
    assert "wang-li" in err
    assert PASSWORD not in err


@pytest.mark.parametrize(
    ("arguments", "typed", "said"),
    [
        (("wang-li", "--role", "chief"), PASSWORD, "没有角色“chief”"),
        (("Wang", "--role", "host"), PASSWORD, "账号“Wang”"),
        (("wang-li", "--role", "host"), "zu-kurz", "12 到 128"),
        (("wang-li", "--role", "host"), "", "12 到 128"),
        (("wang-li",), PASSWORD, "--role"),
    ],
)
def test_bad_input_ends_with_2_and_a_sentence_and_adds_nobody(
    url: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: tuple[str, ...],
    typed: str,
    said: str,
) -> None:
    database.upgrade(url)
    assert add(monkeypatch, *arguments, typed=typed) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert said in err
    assert known(url) == []


def test_an_account_is_given_once(
    url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(monkeypatch, "wang-li", "--role", "host") == 0
    assert add(monkeypatch, "wang-li", "--role", "administrator") == 2
    assert "已" in capsys.readouterr().err
    assert known(url) == [("wang-li", "wang-li", Role.HOST)]


def test_the_demo_has_an_account_of_each_role_with_a_fresh_password_every_time(url: str) -> None:
    database.upgrade(url)
    first, second = renew(url), renew(url)
    assert {role for _, _, role in known(url)} == set(Role)
    assert first != second
    engine = database.connect(url)
    assert service.sign_in(engine, "host", second, address="", at=clock.now())
