"""The finished campaign on the live site: the same pages as the bundle's, and the bundle to take home."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from public_notices import verifier
from public_notices.pages import PAGES
from resettlement import database
from resettlement.web.app import create_app

Client = TestClient[Litestar]
STATIC_ALONE = {
    "本页不收集任何信息，不使用 Cookie；所列内容均可核对：",
    "manifest.json",
    "全部文件的清单",
}


@pytest.fixture(scope="module")
def client(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    file = tmp_path_factory.mktemp("live") / "resettlement.db"
    shutil.copyfile(finished / "resettlement.db", file)
    database.upgrade(f"sqlite:///{file}")
    with Client(create_app(database.connect(f"sqlite:///{file}"))) as client:
        yield client


def words(html: str) -> list[str]:
    """The words of a page, without addresses and without what only a site with a server has."""
    without_addresses = re.sub(r"<[^>]*>", "\n", html)
    return [line.strip() for line in without_addresses.splitlines() if line.strip()]


@pytest.mark.parametrize("name", [*PAGES, "people/S09.html"])
def test_a_page_says_live_what_it_says_in_the_bundle(client: Client, finished: Path, name: str) -> None:
    static = words((finished / "bundle" / (name if "." in name else f"{name}.html")).read_text("utf-8"))
    live = words(client.get("/" if name == "index" else f"/{name}").text)
    assert {line for line in static if line not in live} <= STATIC_ALONE


def test_a_notice_says_live_what_it_says_in_the_bundle_and_its_pdf_is_the_posted_one(
    client: Client, finished: Path
) -> None:
    papers = sorted((finished / "bundle" / "notices").glob("*.pdf"))
    assert papers
    for paper in papers:
        static = words(paper.with_suffix(".html").read_text("utf-8"))
        live = set(words(client.get(f"/notices/{paper.stem}.html").text))
        assert [line for line in static if line not in live and "Cookie" not in line] == []
        assert client.get(f"/notices/{paper.name}").content == paper.read_bytes()


@pytest.mark.parametrize(
    "name", ["campaign", "rules", "positions", "sheets", "standing", "log", "notices", "result"]
)
def test_a_data_file_is_the_bundles_byte_for_byte(client: Client, finished: Path, name: str) -> None:
    path = f"data/{name}.json"
    assert client.get(f"/{path}").content == (finished / "bundle" / path).read_bytes()


def test_the_bundle_taken_home_from_the_site_is_verified(client: Client, tmp_path: Path) -> None:
    answer = client.get("/bundle.zip")
    assert answer.headers["content-type"] == "application/zip"
    ZipFile(BytesIO(answer.content)).extractall(tmp_path)
    (folder,) = tmp_path.iterdir()
    assert verifier.verify(folder).state() == "verified"


def test_every_page_stays_under_a_hundred_kilobytes(client: Client) -> None:
    for name in PAGES:
        assert len(client.get("/" if name == "index" else f"/{name}").content) < 100_000
