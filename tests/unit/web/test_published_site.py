"""What a reader's browser gets from the server: the published folder, nothing else, under strict headers."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from resettlement.errors import BadInputError
from resettlement.web.app import create_app
from resettlement.web.server import serve_site
from resettlement.web.static_site import read_file

Client = TestClient[Litestar]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    (folder / "notices").mkdir(parents=True)
    (folder / "index.html").write_text("<h1>首页</h1>", encoding="utf-8")
    (folder / "notices" / "公示1号.pdf").write_bytes(b"%PDF-1.7")
    (folder / "verify.py").write_text("print()")
    (folder / ".hidden").write_text("no")
    (tmp_path / "secret.txt").write_text("no")
    (folder / "leak.txt").symlink_to(tmp_path / "secret.txt")
    return folder


@pytest.fixture
def client(site: Path) -> Iterator[Client]:
    with TestClient(create_app(site=site)) as client:
        yield client


def get(client: Client, path: str, **headers: str) -> Any:
    return client.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/notices/%E5%85%AC%E7%A4%BA1%E5%8F%B7.pdf", "application/pdf"),
        ("/verify.py", "text/x-python; charset=utf-8"),
    ],
)
def test_a_published_file_is_sent_as_what_it_is(client: Client, path: str, kind: str) -> None:
    answer = get(client, path)
    assert (answer.status_code, answer.headers["content-type"]) == (200, kind)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing.html",
        "/notices",
        "/.hidden",
        "/leak.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/a%00b",
    ],
)
def test_nothing_outside_the_folder_hidden_or_missing_can_be_had(client: Client, path: str) -> None:
    answer = get(client, path)
    assert answer.status_code == 404
    assert "没有这一页" in answer.text


@pytest.mark.parametrize(
    "path", ["../secret.txt", "/../secret.txt", "notices/../../secret.txt", "..\\secret.txt"]
)
def test_a_path_that_leads_out_of_the_folder_names_nothing(site: Path, path: str) -> None:
    assert read_file(site, path) is None


@given(path=st.text(alphabet="./\\%~a\0", max_size=20))
def test_whatever_a_path_says_only_files_of_the_folder_answer(path: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        inside = Path(scratch) / "site"
        inside.mkdir()
        (inside / "a").write_bytes(b"public")
        (Path(scratch) / "a").write_bytes(b"secret")
        found = read_file(inside, path)
    assert found is None or found.content == b"public"


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "/"), ("GET", "/nothing"), ("POST", "/"), ("GET", "/healthz")]
)
def test_every_answer_errors_included_carries_the_strict_headers_and_no_cookie(
    client: Client, method: str, path: str
) -> None:
    headers = client.request(method, path).headers
    policy = headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["x-content-type-options"] == "nosniff"
    assert "set-cookie" not in headers


def test_a_failure_inside_is_a_page_without_details_and_with_the_headers(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("resettlement.web.app.read_file", broken)
    with TestClient(create_app(site=site), raise_server_exceptions=False) as client:
        answer = client.get("/")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "content-security-policy" in answer.headers


def test_what_the_reader_has_already_is_not_sent_again(client: Client) -> None:
    tag = get(client, "/").headers["etag"]
    answer = get(client, "/", if_none_match=f'"other", W/{tag}')
    assert (answer.status_code, answer.content) == (304, b"")


def test_a_changed_file_is_sent_anew(client: Client, site: Path) -> None:
    tag = get(client, "/").headers["etag"]
    (site / "index.html").write_text("<h1>更正</h1>", encoding="utf-8")
    answer = get(client, "/", if_none_match=tag)
    assert answer.status_code == 200
    assert "更正" in answer.text


def test_the_head_of_a_page_is_the_page_without_its_body(client: Client) -> None:
    answer = client.head("/")
    assert answer.content == b""
    assert answer.headers["content-length"] == get(client, "/").headers["content-length"]


def test_the_pages_cannot_be_written_to(client: Client) -> None:
    assert client.post("/").status_code == 405


def test_health_is_answered_in_one_word(client: Client) -> None:
    assert get(client, "/healthz").text == "ok\n"


def test_a_folder_that_is_no_bundle_is_not_served(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"index\.html"):
        serve_site(tmp_path)
