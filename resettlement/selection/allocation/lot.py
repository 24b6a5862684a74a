"""The lot that settles a tie: RFC 3797, so that anyone with the published key can draw it again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from resettlement.errors import BadInputError

KEY: Final = re.compile(r"(?:(?:[0-9]+\.)+/|[A-Z][0-9A-Z]*\.?/)+")
"""Numbers each with a point, or a word in capitals; a slash after each source (RFC 3797 section 4.1)."""
FORM: Final = re.compile(r"([1-9][0-9]?)个，([0-9]{1,4})至([0-9]{1,4})")
"""What the announcement says of the numbers that will be drawn: 6个，01至33."""
LARGEST_POOL: Final = 1 << 16
"""RFC 3797 section 4 writes the index in two bytes, so no pool can be larger."""


def _sm3(data: bytes) -> bytes:
    """SM3 (GB/T 32905-2016), which an OpenSSL built without Chinese algorithms does not offer by name."""
    try:
        return hashlib.new("sm3", data).digest()
    except ValueError:
        from resettlement.selection.allocation.sm3 import sm3

        return sm3(data)


def _md5(data: bytes) -> bytes:
    return hashlib.md5(data, usedforsecurity=False).digest()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


ALGORITHMS: Final[dict[str, Callable[[bytes], bytes]]] = {"md5": _md5, "sha256": _sha256, "sm3": _sm3}
"""`md5` is the RFC's own; the skew RFC 3797 section 3.2 speaks of is smaller still with the longer two."""


@dataclass(frozen=True, slots=True)
class Lot:
    """The published key, made of sources named before they existed, and the digest it goes through."""

    key: str
    algorithm: str = "sha256"

    def order(self, people: Iterable[str]) -> tuple[str, ...]:
        """Everyone of `people` in the order drawn; the order they are handed over in plays no part."""
        return draw(self.key, people, self.algorithm)


def is_form(text: str) -> bool:
    """Whether it says how many numbers there will be, and from which to which, enough to draw from."""
    found = FORM.fullmatch(text)
    if found is None:
        return False
    many, least, most = map(int, found.groups())
    return many <= most - least + 1 and len(found[2]) <= len(found[3])


def fits(key: str, form: str) -> bool:
    """Whether a key is what the announcement said: so many numbers, different, ascending, each within the
    bounds and with as many figures as the greatest, so that one draw is written in one way alone."""
    found = FORM.fullmatch(form)
    assert found is not None, form
    many, least, most = map(int, found.groups())
    numbers = key.removesuffix("/").removesuffix(".").split(".")
    if key != "".join(f"{one}." for one in numbers) + "/" or len(numbers) != many:
        return False
    if not all(one.isascii() and one.isdigit() and len(one) == len(found[3]) for one in numbers):
        return False
    drawn = [int(one) for one in numbers]
    return drawn == sorted(set(drawn)) and least <= drawn[0] and drawn[-1] <= most


def draw(key: str, people: Iterable[str], algorithm: str = "sha256") -> tuple[str, ...]:
    """The whole of `people`, sorted by code points, in the order RFC 3797 section 4 selects them.

    Raises BadInputError where the algorithm is not one of ALGORITHMS or the pool exceeds two bytes.
    """
    pool = sorted(people)
    _check(algorithm, pool)
    return tuple(pool.pop(int(one, 16) % len(pool)) for one in digests(key, len(pool), algorithm))


def digests(key: str, people: int, algorithm: str = "sha256") -> tuple[str, ...]:
    """The digest that selects each of so many people, first to last, in lower-case hex."""
    digest, secret = ALGORITHMS[algorithm], key.encode()
    frames = (index.to_bytes(2, "big") for index in range(people))
    return tuple(digest(frame + secret + frame).hex() for frame in frames)


def _check(algorithm: str, pool: list[str]) -> None:
    if algorithm not in ALGORITHMS:
        allowed = "、".join(ALGORITHMS)
        raise BadInputError(f"抽签算法「{algorithm}」不认识：应为 {allowed} 之一。", algorithm=algorithm)
    if len(pool) > LARGEST_POOL:
        message = f"同一名次有 {len(pool)} 人：RFC 3797 的序号只有两个字节，最多 {LARGEST_POOL} 人。"
        raise BadInputError(message, people=len(pool))
