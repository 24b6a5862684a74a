"""What goes wrong is said in one look and in both languages, whatever its status."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from litestar import get
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from resettlement.web.app import create_app
from resettlement.web.security import anyone
from tests.unit.web.office import OFFICE, Client, new_database

SAID = {
    405: ("不能这样访问", "Not possible this way"),
    409: ("有人先动过了", "Somebody was faster"),
    410: ("已经不在这里", "No longer here"),
    415: ("这种文件收不了", "This kind of file is not accepted"),
    422: ("有一处填写不对", "Something is not filled in correctly"),
    418: ("这一步没有完成", "This step was not completed"),
    503: ("暂时打不开", "Out of service"),
}


@get(["/broken/{status:int}", "/en/broken/{status:int}"], guards=[anyone])
async def broken(status: FromPath[int]) -> None:
    raise HTTPException(status_code=status)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    app = create_app(new_database(tmp_path_factory.mktemp("office")))
    app.register(broken)
    with Client(app, base_url=OFFICE, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize("status", SAID)
def test_each_error_says_what_happened_in_the_language_of_the_page_and_leads_home(
    client: Client, status: int
) -> None:
    for place, said, home in zip(("", "/en"), SAID[status], ('href="/"', 'href="/en"'), strict=True):
        answer = client.get(f"{place}/broken/{status}")
        assert answer.status_code == status
        assert f"<h1>{said}</h1>" in answer.text
        assert home in answer.text


def test_whatever_a_visitor_did_wrong_is_not_blamed_on_the_server(client: Client) -> None:
    assert "服务器出了问题" not in client.get("/broken/418").text
    assert "服务器出了问题" in client.get("/broken/500").text


def test_a_wrong_method_of_a_real_page_is_said_so(client: Client) -> None:
    answer = client.request("DELETE", "/sign-in")
    assert (answer.status_code, "不能这样访问" in answer.text) == (405, True)
