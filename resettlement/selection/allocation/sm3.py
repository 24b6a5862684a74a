"""SM3 (GB/T 32905-2016) where OpenSSL was built without it, so that a lot can be drawn anywhere."""

from __future__ import annotations

from typing import Final

_START: Final = (
    0x7380166F, 0x4914B2B9, 0x172442D7, 0xDA8A0600, 0xA96F30BC, 0x163138AA, 0xE38DEE4D, 0xB0FB0E4E,
)  # fmt: skip
_WORD: Final = 0xFFFFFFFF
_BLOCK: Final = 64


def sm3(data: bytes) -> bytes:
    """The 32 bytes of the digest."""
    state: tuple[int, ...] = _START
    padded = data + b"\x80" + bytes(-(len(data) + 9) % _BLOCK) + (8 * len(data)).to_bytes(8, "big")
    for start in range(0, len(padded), _BLOCK):
        state = _compress(state, padded[start : start + _BLOCK])
    return b"".join(word.to_bytes(4, "big") for word in state)


def _rotated(word: int, by: int) -> int:
    by %= 32
    return (word << by | word >> (32 - by)) & _WORD


def _expand(block: bytes) -> list[int]:
    words = [int.from_bytes(block[at : at + 4], "big") for at in range(0, _BLOCK, 4)]
    for at in range(16, 68):
        mixed = words[at - 16] ^ words[at - 9] ^ _rotated(words[at - 3], 15)
        mixed ^= _rotated(mixed, 15) ^ _rotated(mixed, 23)
        words.append(mixed ^ _rotated(words[at - 13], 7) ^ words[at - 6])
    return words


def _compress(state: tuple[int, ...], block: bytes) -> tuple[int, ...]:
    words = _expand(block)
    a, b, c, d, e, f, g, h = state
    for step in range(64):
        constant = 0x79CC4519 if step < 16 else 0x7A879D8A
        turned = _rotated(a, 12)
        first = _rotated((turned + e + _rotated(constant, step)) & _WORD, 7)
        second = first ^ turned
        if step < 16:
            either, chosen = a ^ b ^ c, e ^ f ^ g
        else:
            either, chosen = a & b | a & c | b & c, e & f | ~e & _WORD & g
        left = (either + d + second + (words[step] ^ words[step + 4])) & _WORD
        right = (chosen + h + first + words[step]) & _WORD
        a, b, c, d = left, a, _rotated(b, 9), c
        e, f, g, h = right ^ _rotated(right, 9) ^ _rotated(right, 17), e, _rotated(f, 19), g
    return tuple(old ^ new for old, new in zip(state, (a, b, c, d, e, f, g, h), strict=True))
