"""Two people, or one who presses twice, at the same moment. Everybody here is fictional (虚构)."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import Engine
from sqlmodel import select

from resettlement import clock
from resettlement.accounts.model import Role
from resettlement.accounts.service import accounts, add_account, deactivate
from resettlement.campaign.service import stream_of
from resettlement.database import transaction
from resettlement.errors import RefusedError
from resettlement.journal.service import act, read
from resettlement.notices import objecting
from resettlement.objections.tables import Objection
from resettlement.papers.signed import file_agreement, scan, signings
from resettlement.selection.supervision import certify
from resettlement.selection.wishes.codes import issue_first_codes, issues
from tests.storage.held import EVENING, held
from tests.storage.scored import AT, ID, content_of, open_scored, posted

PASSWORD = "fictional-and-long-enough"


def at_once(*works: Callable[[], object]) -> list[str]:
    """What became of each: "done", or the code of the refusal."""
    start = Barrier(len(works))

    def one(work: Callable[[], object]) -> str:
        start.wait()
        try:
            work()
        except RefusedError as refused:
            return refused.code
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(one, works))


def administrators(engine: Engine) -> list[str]:
    with transaction(engine) as db:
        return [one.id for one, active in accounts(db) if active and one.role is Role.ADMINISTRATOR]


def add(engine: Engine, account_id: str, role: Role = Role.ADMINISTRATOR) -> None:
    with transaction(engine) as db:
        add_account(db, account_id, name="某人（虚构）", role=role, password=PASSWORD, by="system", at=AT)


def close(engine: Engine, account_id: str, by: str) -> None:
    with transaction(engine) as db:
        deactivate(db, account_id, by=by, at=AT)


def test_two_administrators_who_close_each_other_at_once_leave_one(engine: Engine) -> None:
    for name in ("first", "second"):
        add(engine, name)
    said = at_once(lambda: close(engine, "first", "second"), lambda: close(engine, "second", "first"))
    assert said == ["accounts.last_administrator", "done"]
    assert len(administrators(engine)) == 1


def test_of_two_who_open_one_account_at_once_the_second_is_told(engine: Engine) -> None:
    said = at_once(lambda: add(engine, "clerk9"), lambda: add(engine, "clerk9", Role.CLERK))
    assert said == ["accounts.taken", "done"]


def test_an_objection_sent_twice_at_once_is_filed_once(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    open_scored(engine)
    with transaction(engine) as db:
        notice = posted(db, content_of(db)).number
    form = objecting.typed(
        {"notice": notice, "candidate": "S01", "filed_by": "self", "item": "评分表", "text": "少一项。"}
        | {"name": "某人（虚构）", "phone": "0000-0009999"}
    )
    numbers: list[int] = []

    def send() -> None:
        filed = act(engine, stream_of(ID), lambda db, at: objecting.file_online(db, ID, form, at=at))
        numbers.append(filed.number)

    assert at_once(*[send] * 4) == ["done"] * 4
    assert numbers == [1] * 4
    with transaction(engine) as db:
        assert len(db.exec(select(Objection)).all()) == 1


def test_two_supervisors_who_certify_at_once_certify_once(engine: Engine) -> None:
    held(engine)

    def sign(by: str) -> None:
        with transaction(engine) as db:
            certify(db, ID, by=by, at=EVENING)

    said = at_once(lambda: sign("supervisor"), lambda: sign("notary"))
    assert said == ["done", "supervision.certified"]
    with transaction(engine) as db:
        assert len(read(db, f"supervision/{ID}")) == 1


def test_two_scans_filed_to_one_pick_at_once_are_both_kept(engine: Engine) -> None:
    held(engine)

    def file(content: bytes) -> None:
        with transaction(engine) as db:
            file_agreement(db, ID, 6, content, by="clerk", at=EVENING)

    one, two = b"%PDF-1.7 one %%EOF", b"%PDF-1.7 two %%EOF"
    assert at_once(lambda: file(one), lambda: file(two)) == ["done", "done"]
    with transaction(engine) as db:
        (pick,) = [found for found in signings(db, ID) if found.pick.version == 6]
        kept = {row.content for number in (1, 2) if (row := scan(db, ID, 6, number))}
    assert [filed.number for filed in pick.scans] == [1, 2]
    assert kept == {one, two}


def test_two_clerks_who_give_everybody_a_first_code_at_once_end_no_code(engine: Engine) -> None:
    open_scored(engine)

    def give() -> None:
        with transaction(engine) as db:
            issue_first_codes(db, ID, {"S01", "S02"}, by="clerk", at=EVENING)

    assert at_once(give, give) == ["done", "done"]
    with transaction(engine) as db:
        assert issues(db, ID) == {"S01": 1, "S02": 1}
