"""The lot of a tied class: RFC 3797 section 4, with the digest the session named (CONTRACT)."""

import hashlib
import re
from collections.abc import Callable, Iterable
from itertools import pairwise

from .numbered import CannotComputeError

SM3_START = (
    0x7380166F,
    0x4914B2B9,
    0x172442D7,
    0xDA8A0600,
    0xA96F30BC,
    0x163138AA,
    0xE38DEE4D,
    0xB0FB0E4E,
)
WORD = 0xFFFFFFFF


def lot_order(members: Iterable[str], key: str, algorithm: str) -> list[str]:
    """Members, sorted by id, drawn one after another: digest of index, key, index, modulo those remaining."""
    if algorithm not in DIGESTS:
        raise CannotComputeError(f"不认识的抽签算法 {algorithm}")
    remaining = sorted(members)
    order = []
    for index in range(len(remaining)):
        around = index.to_bytes(2, "big")
        drawn = DIGESTS[algorithm](around + key.encode() + around)
        order.append(remaining.pop(int.from_bytes(drawn, "big") % len(remaining)))
    return order


def keeps_form(key: str, form: str) -> bool:
    """Whether the key is as announced: so many numbers, ascending, none twice, each with all its figures."""
    many, bounds = form.split("个，")
    least, most = bounds.split("至")
    numbers = re.findall(r"([0-9]+)\.", key)
    written = "".join(f"{int(one):0{len(most)}}." for one in numbers) + "/"
    rising = all(int(one) < int(other) for one, other in pairwise(numbers))
    within = all(int(least) <= int(one) <= int(most) for one in numbers)
    return key == written and len(numbers) == int(many) and rising and within


def turned(word: int, by: int) -> int:
    """A 32-bit word rotated to the left."""
    by %= 32
    return (word << by | word >> (32 - by)) & WORD


def sm3(message: bytes) -> bytes:
    """SM3 (GB/T 32905-2016), written out because not every Python's OpenSSL has it."""
    padded = message + b"\x80" + b"\0" * ((55 - len(message)) % 64) + (8 * len(message)).to_bytes(8, "big")
    state: tuple[int, ...] = SM3_START
    for start in range(0, len(padded), 64):
        state = sm3_block(state, padded[start : start + 64])
    return b"".join(word.to_bytes(4, "big") for word in state)


def sm3_words(block: bytes) -> list[int]:
    """The 68 words a block is expanded to (5.3.2)."""
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, 64, 4)]
    for j in range(16, 68):
        x = words[j - 16] ^ words[j - 9] ^ turned(words[j - 3], 15)
        mixed = x ^ turned(x, 15) ^ turned(x, 23)
        words.append(mixed ^ turned(words[j - 13], 7) ^ words[j - 6])
    return words


def sm3_block(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    """The compression function (5.3.3)."""
    words = sm3_words(block)
    a, b, c, d, e, f, g, h = state
    for j in range(64):
        constant = 0x79CC4519 if j < 16 else 0x7A879D8A
        first = turned((turned(a, 12) + e + turned(constant, j)) & WORD, 7)
        second = first ^ turned(a, 12)
        ff = a ^ b ^ c if j < 16 else (a & b) | (a & c) | (b & c)
        gg = e ^ f ^ g if j < 16 else (e & f) | (~e & g)
        new_a = (ff + d + second + (words[j] ^ words[j + 4])) & WORD
        mixed = (gg + h + first + words[j]) & WORD
        a, b, c, d = new_a, a, turned(b, 9), c
        e, f, g, h = mixed ^ turned(mixed, 9) ^ turned(mixed, 17), e, turned(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))


DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    "md5": lambda data: hashlib.md5(data, usedforsecurity=False).digest(),
    "sha256": lambda data: hashlib.sha256(data).digest(),
    "sm3": sm3,
}
