"""The lot against RFC 3797's own worked example (section 6) and the digests' own standards."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

import hypothesis.strategies as st
import pytest
from hypothesis import given

from resettlement.errors import BadInputError
from resettlement.selection.allocation.lot import LARGEST_POOL, Lot, draw
from resettlement.selection.allocation.sm3 import sm3

KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
POOL = [f"{number:02}" for number in range(1, 26)]

RFC_3797_SECTION_6 = """
990DD0A5692A029A98B5E01AA28F3459  25 -> 17
3691E55CB63FCC37914430B2F70B5EC6  24 ->  7
FE814EDF564C190AC1D25753979990FA  23 ->  2
1863CCACEB568C31D7DDBDF1D4E91387  22 -> 16
F4AB33DF4889F0AF29C513905BE1D758  21 -> 25
13EAEB529F61ACFB9A29D0BA3A60DE4A  20 -> 23
992DB77C382CA2BDB9727001F3CDCCD9  19 ->  8
63AB4258ECA922976811C7F55C383CE7  18 -> 24
DFBC5AC97CED01B3A6E348E3CC63F40D  17 -> 19
31CB111C4A4EBE9287CEAE16FE51B909  16 -> 13
07FA46C122F164C215BBC72793B189A3  15 -> 22
AC52F8D75CCBE2E61AFEB3387637D501  14 ->  5
53306F73E14FC0B2FBF434218D25948E  13 -> 18
B5D1403501A81F9A47318BE7893B347C  12 ->  9
85B10B356AA06663EF1B1B407765100A  11 ->  1
3269E6CE559ABD57E2BA6AAB495EB9BD  10 ->  4
"""
ROWS = [line.replace("->", "").split() for line in RFC_3797_SECTION_6.strip().splitlines()]


@pytest.mark.parametrize(("index", "row"), list(enumerate(ROWS)))
def test_each_digest_of_the_rfcs_example_is_of_index_key_index(index: int, row: list[str]) -> None:
    frame = index.to_bytes(2, "big")
    assert hashlib.md5(frame + KEY.encode() + frame).hexdigest().upper() == row[0]


def test_the_rfcs_example_selects_the_people_the_rfc_selects() -> None:
    drawn = [int(person) for person in draw(KEY, POOL, "md5")]
    assert drawn[: len(ROWS)] == [int(selected) for _, _, selected in ROWS]


def test_everyone_is_drawn_once() -> None:
    assert sorted(draw(KEY, POOL, "md5")) == POOL


@pytest.mark.parametrize(
    ("algorithm", "digest"), [("sha256", lambda b: hashlib.sha256(b).digest()), ("sm3", sm3)]
)
def test_another_algorithm_changes_the_digest_and_nothing_else(
    algorithm: str, digest: Callable[[bytes], bytes]
) -> None:
    pool, drawn = list(POOL), []
    for index in range(len(POOL)):
        frame = index.to_bytes(2, "big")
        drawn.append(pool.pop(int.from_bytes(digest(frame + KEY.encode() + frame), "big") % len(pool)))
    assert draw(KEY, POOL, algorithm) == tuple(drawn)


@given(st.permutations(POOL), st.sampled_from(["md5", "sha256", "sm3"]))
def test_the_order_people_are_handed_over_in_plays_no_part(pool: list[str], algorithm: str) -> None:
    assert draw(KEY, pool, algorithm) == draw(KEY, POOL, algorithm)


def test_people_are_sorted_by_code_points_not_by_the_rules_of_a_language() -> None:
    people = ["é", "z", "Z", "10", "9", "\U0001f600", "龍"]
    assert draw(KEY, people, "md5") == draw(KEY, ["10", "9", "Z", "z", "é", "龍", "\U0001f600"], "md5")
    assert Lot(KEY, "md5").order(people) == draw(KEY, people, "md5")


def test_sha256_is_the_algorithm_where_none_is_named() -> None:
    assert Lot(KEY).order(POOL) == draw(KEY, POOL, "sha256") != draw(KEY, POOL, "md5")


def test_a_class_larger_than_two_bytes_can_count_is_refused() -> None:
    with pytest.raises(BadInputError, match="65536"):
        draw(KEY, map(str, range(LARGEST_POOL + 1)))


def test_an_unknown_algorithm_is_refused_by_name() -> None:
    with pytest.raises(BadInputError, match=r"sha1.*sm3"):
        draw(KEY, POOL, "sha1")


# GB/T 32905-2016, appendix A, examples 1 and 2
@pytest.mark.parametrize(
    ("message", "digest"),
    [
        (b"abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"),
        (b"abcd" * 16, "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"),
    ],
)
def test_sm3_gives_the_digests_of_its_standard(message: bytes, digest: str) -> None:
    assert sm3(message).hex() == digest


def test_a_lot_by_sm3_is_the_same_without_openssls_help(monkeypatch: pytest.MonkeyPatch) -> None:
    with_help = draw(KEY, POOL, "sm3")

    def not_built_in(name: str, data: bytes = b"") -> None:
        raise ValueError(f"unsupported hash type {name}")

    monkeypatch.setattr(hashlib, "new", not_built_in)
    assert draw(KEY, POOL, "sm3") == with_help
