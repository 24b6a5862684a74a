"""What templates ask for beyond the content itself: Chinese numerals, days, hashes people can read, QR."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import groupby
from typing import Any

import segno
from markupsafe import Markup

from public_notices.wording import BASES, day, short_hash

_DIGITS = "零一二三四五六七八九"
_AUDIENCES = {"officer": "军官", "sergeant": "士官", "conscript": "义务兵", "any": "不限", "both": "不限"}
_FULL_WIDTH = str.maketrans(",:;()?!", "，：；（）？！")
_CHINESE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”"
_AFTER = re.compile(rf"(?<=[{_CHINESE}])[,:;()?!]")
_BEFORE = re.compile(rf"[,:;()?!](?=[{_CHINESE}])")
# Widest size (pt) of the issuer's name that fits the 156 mm of the text block, by number of characters.
_MARK_STEPS = (10, 13, 17, 22)


def numeral(number: int) -> str:
    """1 to 99 as 一 to 九十九, for headings (GB/T 9704, 7.3.3)."""
    if not 1 <= number <= 99:
        raise ValueError(f"no heading numeral for {number}")
    tens, ones = divmod(number, 10)
    head = ("" if tens == 1 else _DIGITS[tens]) + "十" if tens else ""
    return head + (_DIGITS[ones] if ones else "")


def mark_size(issuer: str) -> int:
    """Which step of the style sheet (`issuer-N`) sets the issuer's name in one line."""
    return next((step for step in _MARK_STEPS if len(issuer) <= step), _MARK_STEPS[-1])


def punctuated(text: str) -> str:
    """Half-width punctuation beside Chinese characters made full-width (GB/T 15834), as print demands."""
    for _ in range(2):  # a mark may stand beside one that has just become full-width
        text = _AFTER.sub(lambda match: match[0].translate(_FULL_WIDTH), text)
        text = _BEFORE.sub(lambda match: match[0].translate(_FULL_WIDTH), text)
    return text


def printed_value(value: object) -> object:
    """What templates print for a plain string of the content; markup is left as it is."""
    return punctuated(value) if type(value) is str else value


def title_lines(title: str, widest: float = 19.5) -> list[str]:
    """The title in as few lines as fit (in characters of 22 pt), of similar length, broken between words.

    GB/T 9704, 7.3.1: lines part where the words do. There is no dictionary here, so a break after 的 or
    before 关于 and the like is preferred, and figures and bracketed parts are never torn.
    """
    if _width(title) <= widest:
        return [title]
    count = int(_width(title) // widest) + 1
    at = min(range(1, len(title)), key=lambda place: _break_cost(title, place, _width(title) / count))
    return [title[:at], *title_lines(title[at:], widest)]


def _width(text: str) -> float:
    return sum(0.55 if character.isascii() else 1.0 for character in text)


def _break_cost(title: str, at: int, wanted: float) -> float:
    before, after = title[at - 1], title[at]
    torn = (before.isascii() and after.isascii()) or title[:at].count("〔") > title[:at].count("〕")
    torn = torn or before in "〔（《“" or after in "〕）》”，、的"
    figure = before.isascii() or after.isascii()  # 2021|年度
    return abs(_width(title[:at]) - wanted) + 99 * torn + 4 * figure - 3 * (before in "的度员人、》")


def grouped(full: str) -> str:
    """Hex in groups of eight, so that the eye can compare it with a screen."""
    return " ".join(full[at : at + 8] for at in range(0, len(full), 8))


def citations(clauses: Sequence[Mapping[str, Any]]) -> list[str]:
    """Which clauses (numbered from 1) rest on which law, one line for each run of the same source."""
    numbered = enumerate(clauses, start=1)
    runs = [
        (source, [number for number, _ in run])
        for source, run in groupby(numbered, key=lambda entry: entry[1]["source"])
        if source
    ]
    return [
        f"第{numbers[0]}项依据{source}。"
        if len(numbers) == 1
        else f"第{numbers[0]}至{numbers[-1]}项依据{source}。"
        for source, numbers in runs
    ]


def audience(value: object) -> str:
    """Whom a post is open to (a category, several, or a wording of the plan) in Chinese."""
    match value:
        case None | "" | [] | ():
            return "不限"
        case list() | tuple():
            return "、".join(audience(one) for one in value)
        case _:
            return _AUDIENCES.get(str(value), str(value))


def basis(value: str) -> str:
    """How a post was come by, in Chinese."""
    return BASES.get(value, value)


def stream(name: str) -> str:
    """A journal stream (``session/2021``) as people call it."""
    return {"session": "选岗会日志", "campaign": "批次日志"}.get(name.partition("/")[0], name)


def qr_svg(text: str, label: str) -> Markup:
    """A QR code (ISO/IEC 18004, level M) as inline SVG; ``label`` is read out in place of the picture."""
    out = BytesIO()
    code = segno.make(text, error="m", micro=False, encoding="utf-8")
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=2, nl=False, title=label)
    return Markup(out.getvalue().decode())  # noqa: S704 - segno escapes the title


def qr_of_result(content: Mapping[str, Any]) -> str:
    """What a phone reads off a result notice: number, log head, count, fingerprint, where to check."""
    log = content["log"]
    return (
        f"{content['number']}\n日志头 {log['head']}\n条数 {log['count']}\n"
        f"结果指纹 {content['fingerprint']['full']}\n{content['verify_url_hint']}"
    )


def qr_of_slip(content: Mapping[str, Any]) -> str:
    """What a phone reads off a slip: running number, candidate, post, log head and count."""
    log = content["log"]
    return (
        f"{content['number']}\n{content['candidate']} {content['position']['id']}\n"
        f"{log['stream']} {log['count']}\n{log['head']}"
    )


FILTERS = {
    "numeral": numeral,
    "mark_size": mark_size,
    "short_hash": short_hash,
    "grouped": grouped,
    "title_lines": title_lines,
    "audience": audience,
    "citations": citations,
    "basis": basis,
    "stream": stream,
    "zh_date": day,
    "qr_svg": qr_svg,
    "qr_of_result": qr_of_result,
    "qr_of_slip": qr_of_slip,
}
