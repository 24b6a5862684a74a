"""The register of notices when two people post at once: numbers in a row, a number given once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine

from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.notices.posting import Prepared, post
from resettlement.publication.register import register
from tests.notices import contents
from tests.storage.building import CAMPAIGN, NINE, add_campaign


def post_at_once(engine: Engine, numbers: Sequence[str]) -> list[str]:
    with transaction(engine) as session:
        add_campaign(session)
    start = Barrier(len(numbers))

    def one(number: str) -> str:
        prepared = Prepared(
            {**contents.positions(), "number": number, "issued_on": NINE.date().isoformat()}, b"%PDF-1.7"
        )
        start.wait()
        try:
            with transaction(engine) as session:
                post(session, CAMPAIGN, prepared, by="clerk", at=NINE)
        except RefusedError as refused:
            return refused.code
        return "posted"

    with ThreadPoolExecutor(len(numbers)) as pool:
        return sorted(pool.map(one, numbers))


def test_notices_posted_at_once_stand_one_after_the_other(engine: Engine) -> None:
    numbers = [f"虚退公〔2021〕{n}号" for n in range(1, 5)]
    assert post_at_once(engine, numbers) == ["posted"] * 4
    with transaction(engine) as session:
        notices = register(session, CAMPAIGN)
        assert [notice.sequence for notice in notices] == [1, 2, 3, 4]
        assert sorted(notice.number for notice in notices) == numbers


def test_a_notice_bears_the_day_on_which_it_is_posted(engine: Engine) -> None:
    with transaction(engine) as session:
        add_campaign(session)
    prepared = Prepared(contents.positions(), b"%PDF-1.7")
    with pytest.raises(RefusedError, match="今天是 2021-12-18") as refused, transaction(engine) as session:
        post(session, CAMPAIGN, prepared, by="clerk", at=NINE)
    assert refused.value.code == "posting.not_today"
    with transaction(engine) as session:
        assert register(session, CAMPAIGN) == ()


def test_of_two_who_give_one_number_at_once_the_second_is_told(engine: Engine) -> None:
    assert post_at_once(engine, ["虚退公〔2021〕1号"] * 2) == ["posted", "posting.number_taken"]
