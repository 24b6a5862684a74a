"""Hashes, heads and chains from docs/session-log.md; the RFC 8785 form against the RFC's own rules."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import pytest
import rfc8785

from public_notices.verifier import chain_differences
from public_notices.verifier.chain import canonical, entry_hash, fits_paper, short_form
from tests.unit.verifier.building import Json, Log, chained, opening


@pytest.fixture
def entries() -> list[Json]:
    return Log(opening([["A"], ["B"]], {"P1": 1, "P2": 1})).pick("A", "P1").pick("B", "P2").entries


@pytest.mark.parametrize(
    "value",
    [
        {"b": 1, "a": [None, True, False, -7, "中\n\"\\\u0001\u007f\u2028"]},
        {"\U0001f600": 1, "\ue000": 2, "z": {"é": [], "e": {}}},
        {"S10": 1, "S2": 2, "": 3}, [], {}, "x", 2**53 - 1,
    ],
)  # fmt: skip
def test_the_form_is_that_of_the_rfc(value: object) -> None:
    assert canonical(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", [1.5, {"a": [0.0]}, 2**53, {"a": -(2**60)}])
def test_fractions_and_huge_numbers_have_no_form(value: object) -> None:
    with pytest.raises(ValueError, match="整数"):
        canonical(value)


def test_the_short_head_is_the_start_of_the_base32_of_the_hash() -> None:
    full = hashlib.sha256(b"abc").hexdigest()
    assert short_form(full) == "XJ4B-NP4P"
    assert fits_paper(full, "xj4b np4p")
    assert fits_paper(full, full.upper())
    assert not fits_paper(full, "XJ4B-NP4Q")


def test_a_chain_as_written_holds(entries: list[Json]) -> None:
    assert chain_differences(entries) == []
    assert chain_differences(entries, "session/s1") == []
    assert [entry_hash(one) for one in entries] == [one["hash"] for one in entries]


BREAKS: list[tuple[str, Callable[[list[Json]], object]]] = [
    ("编号", lambda log: log.pop(2)),
    ("编号", lambda log: log.insert(2, log[2])),
    ("编号", lambda log: log.reverse()),
    ("编号", lambda log: log[2].update(version=True)),
    ("校验值", lambda log: log[2]["payload"].update(position="P2")),
    ("校验值", lambda log: log[2].update(by="clerk")),
    ("接不上", lambda log: log[2].update(previous="0" * 64)),
    ("所属记录", lambda log: log[2].update(stream="session/s2")),
    ("时间", lambda log: log[2].update(at="2021-12-18T09:00:00")),
    ("时间", lambda log: log[2].update(at="gestern")),
    ("早于上一条", lambda log: log[2].update(at="2020-12-18T09:00:00+08:00")),
    ("不完整", lambda log: log[2].update(more=1)),
    ("不完整", lambda log: log[2].pop("by")),
    ("不完整", lambda log: log[2].update(payload=[])),
    ("不完整", lambda log: log.__setitem__(2, None)),  # type: ignore[call-overload]
    ("整数", lambda log: log[2]["payload"].update(x=0.5)),
]


@pytest.mark.parametrize(("word", "change"), BREAKS)
def test_a_broken_chain_says_where_and_how(
    entries: list[Json], word: str, change: Callable[[list[Json]], object]
) -> None:
    change(entries)
    found = chain_differences(entries, "session/s1")
    assert found
    assert found[0].property == "B2"
    assert word in found[0].sentence
    assert str(found[0].line) in found[0].sentence


def test_a_chain_made_again_holds_again(entries: list[Json]) -> None:
    entries.pop(2)
    assert chain_differences(chained(entries)) == []


def test_the_same_instant_in_another_zone_is_no_step_back(entries: list[Json]) -> None:
    entries[1]["at"] = "2021-12-18T01:00:10+00:00"
    assert chain_differences(chained(entries)) == []
