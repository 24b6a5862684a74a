"""The live board is made once for each entry of the log and sent as ready bytes, packed on request."""

from __future__ import annotations

import asyncio
import gzip
import re
import threading
import time

import pytest
from sqlalchemy import Engine

from resettlement import database
from resettlement.selection.session.events import Call
from resettlement.web.cache_key import KeyReader, read_key
from resettlement.web.response_cache import ResponseCache, accepts_gzip, prepare
from tests.unit.web_hall.hall_building import Desk
from tests.unit.web_hall.test_hall_feed import give


def test_the_board_is_asked_about_each_time_and_sent_once(public: Desk) -> None:
    first = public.get("/board", **{"accept-encoding": "identity"})
    again = public.get("/board", **{"accept-encoding": "identity", "if-none-match": first.headers["etag"]})
    assert first.headers["cache-control"] == "no-cache"
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_the_next_command_makes_it_anew(public: Desk) -> None:
    first = public.get("/board")
    give(public.engine, Call())
    again = public.get("/board", **{"if-none-match": first.headers["etag"]})
    assert again.status_code == 200
    assert 'data-version="2"' in again.text


def test_packed_and_plain_are_the_same_page_under_two_tags(public: Desk) -> None:
    plain = public.get("/board", **{"accept-encoding": "identity"})
    packed = public.get("/board", **{"accept-encoding": "br, gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < len(plain.content) / 2
    assert packed.content == plain.content
    assert packed.headers["etag"] != plain.headers["etag"]
    assert not packed.headers["etag"].startswith("W/")
    assert {plain.headers["vary"], packed.headers["vary"]} == {"accept-encoding"}


def test_a_tag_of_the_other_form_is_not_what_the_reader_has(public: Desk) -> None:
    plain = public.get("/board", **{"accept-encoding": "identity"})
    answer = public.get("/board", **{"accept-encoding": "gzip", "if-none-match": plain.headers["etag"]})
    assert answer.status_code == 200
    answer = public.get("/board", **{"accept-encoding": "gzip", "if-none-match": answer.headers["etag"]})
    assert (answer.status_code, answer.headers["vary"]) == (304, "accept-encoding")


def test_everybody_has_the_same_board_but_for_his_own_place(public: Desk) -> None:
    asked, other = public.get("/board?who=o03").text, public.get("/board?who=S11").text
    assert "O03 前面还有" in asked
    assert "S11 前面还有" in other
    alike = {without_own_place(page) for page in (asked, other, public.get("/board").text)}
    assert len(alike) == 1


def without_own_place(page: str) -> str:
    return re.sub(r'<section class="panel" aria-labelledby="own">.*?</section>', "", page, flags=re.S)


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("gzip", True), ("GZIP;q=0.5, br", True), ("br ,  gzip ; q=1", True), ("gzip;q=1.000", True),
        ("", False), ("br", False), ("identity", False), ("gzip;q=0", False), ("br, gzip; q=0.00", False),
        ("x-gzip-like", False),
    ],
)  # fmt: skip
def test_gzip_is_sent_to_whoever_says_so(said: str, accepted: bool) -> None:
    assert accepts_gzip(said) is accepted


def test_the_same_page_is_the_same_bytes_packed_too() -> None:
    one, two = prepare(b"page" * 100, "html"), prepare(b"page" * 100, "html")
    assert one == two
    assert one.packed is not None
    assert gzip.decompress(one.packed) == one.content
    assert prepare(b"%PDF", "pdf").packed is None


def test_a_crowd_waits_for_one_to_make_it(opened: Engine) -> None:
    made = []

    def make() -> str:
        time.sleep(0.05)
        made.append(threading.get_ident())
        return "page"

    async def crowd() -> None:
        kept = ResponseCache(opened)
        assert set(await asyncio.gather(*(kept.get("page", make) for _ in range(50)))) == {"page"}
        assert len(made) == 1
        await asyncio.to_thread(give, opened, Call())
        await kept.get("page", make)
        assert len(made) == 2

    asyncio.run(crowd())


def test_what_could_not_be_made_is_tried_again(opened: Engine) -> None:
    tries = iter([ZeroDivisionError, None])

    def make() -> str:
        if error := next(tries):
            raise error
        return "page"

    async def twice() -> None:
        kept = ResponseCache(opened)
        with pytest.raises(ZeroDivisionError):
            await kept.get("page", make)
        assert await kept.get("page", make) == "page"

    asyncio.run(twice())


def test_whoever_asks_after_something_was_written_hears_of_it(opened: Engine) -> None:
    """Also while the question of somebody who came earlier is still under way."""

    class Slow(KeyReader):
        def _read(self) -> tuple[str, int] | None:
            found = super()._read()
            time.sleep(0.2)
            return found

    async def act() -> None:
        newest = Slow(opened)
        early = asyncio.create_task(newest.key())
        await asyncio.sleep(0.1)
        await asyncio.to_thread(give, opened, Call())
        late = await asyncio.gather(newest.key(), newest.key())
        with database.reading(opened) as db:
            now = read_key(db)
        before = await early
        assert now
        assert before
        assert late == [now, now]
        assert now[1] == before[1] + 1

    asyncio.run(act())


def test_reading_waits_for_no_writer(opened: Engine) -> None:
    with database.transaction(opened), database.reading(opened) as db:
        assert read_key(db)


def test_what_everybody_asked_for_is_made_before_they_are_told_to_ask_again(opened: Engine) -> None:
    made = []

    async def act() -> None:
        kept = ResponseCache(opened)
        await kept.ahead("page")
        assert made == []  # nobody has asked
        await kept.get("page", lambda: made.append("first"))
        await asyncio.to_thread(give, opened, Call())
        await kept.ahead("page")
        assert made == ["first", "first"]
        await kept.get("page", lambda: made.append("late"))
        assert made == ["first", "first"]

    asyncio.run(act())
