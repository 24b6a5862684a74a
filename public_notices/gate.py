"""The publish gate: a finished notice is read back, page and PDF, and blocked where it would harm somebody.

Real county notices have leaked full ID numbers by the thousand. So nothing that hangs on a wall is trusted to
be what it was made from: the text is taken out of the finished files again (`read_back`) and searched for ID
numbers, bank cards, telephone numbers other than the office's, full names, unit designations and words of
disability; and everything the content says of people must be found in the PDF, letter by letter.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from public_notices.content import Content
from public_notices.errors import NoticeError
from public_notices.read_back import Reading, read_html, read_pdf
from public_notices.typesetting import punctuated

# A SHA-256 in hex, in groups of eight or not, may hold long runs of digits and says nothing of anybody. Half
# of one, as it stands on a line, is told from a row of numbers by its letters.
_GROUP = "[0-9a-f]{8}"
_HASH = re.compile(
    rf"(?<![0-9a-zA-Z])(?:(?:{_GROUP} ?){{7}}|(?=[0-9 ]*[a-f])(?:{_GROUP} ?){{3}}){_GROUP}(?![0-9a-zA-Z])"
)
_GAP = r"[ \-‐-―]?"
_ID_NUMBER = re.compile(rf"(?<!\d)([1-9]\d{{5}}){_GAP}(\d{{8}}){_GAP}(\d{{3}}[\dXx])(?![\dXx])")
_LONG_RUN = re.compile(r"(?<!\d)\d{15,}(?!\d)")
_CARD = re.compile(r"(?<!\d)[3-6]\d{3}([ \-]\d{4}){3}([ \-]?\d{1,3})?(?!\d)|(?<!\d)[3-6]\d{15,18}(?!\d)")
_MOBILE = re.compile(rf"(?<!\d)1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[ \-‐-―)]{0,2}[2-9]\d{6,7}(?!\d)")
_NUMERAL = "[0-9〇零○一二三四五六七八九十百]"
_UNIT = re.compile(
    rf"{_NUMERAL}{{3,6}}\s*(部队|分队|仓库)|部队代号|部队番号|第{_NUMERAL}+"
    r"(集团军|师(?![范傅生资])|旅(?![游行])|团(?![队员支委])|营(?![业养])|连(?![续任锁接]))"
)
_DISABILITY = re.compile(rf"残疾|伤残|致残|评残|{_NUMERAL}{{1,2}}级残")
NAME = "姓名没有遮去"
"""The rule of a full name."""
NEVER = ("公民身份号码", "银行卡号", "15位以上的数字，疑似证件或账号")
"""The rules that no permitted wording opens."""
_MUST_APPEAR = frozenset({"candidate", "name", "total", "position", "unit", "total_old", "total_new"})


@dataclass(frozen=True)
class Finding:
    """One reason to hold a notice back: the rule, the place, and an excerpt with its middle hidden."""

    rule: str
    where: str
    excerpt: str

    def __str__(self) -> str:
        return f"{self.rule}：{self.excerpt}（{self.where}）"


class GateRefusedError(NoticeError):
    """The finished notice would show what may not be shown, or lacks what it must say. It is not released."""

    code = "notices.gate_refused"

    def __init__(self, number: str, findings: Iterable[Finding]) -> None:
        self.number, self.findings = number, tuple(findings)
        listed = "\n".join(f"· {finding}" for finding in self.findings)
        super().__init__(
            f"{number} 没有放行，发现 {len(self.findings)} 处问题：\n{listed}\n"
            "请更正内容后重新生成，不要手工改文件。"
        )


def check_release(
    content: Content,
    html: str,
    pdf: bytes,
    *,
    full_names: Iterable[str],
    permitted: Iterable[str] = (),
) -> None:
    """Raise GateRefusedError unless this notice may be posted.

    ``full_names``: everybody of the batch. ``permitted``: wordings let through after somebody looked, such as
    a street that bears a candidate's name; the office's own telephone in ``content`` always is.
    """
    passed = (*permitted, *telephones(str(content.get("contact", {}).get("phone", ""))))
    names = tuple(full_names)
    printed = read_pdf(pdf)
    findings = [
        *leaks(read_html(html), names, passed),
        *leaks(printed, names, passed),
        *_unread(printed),
        *_lost(content, printed),
    ]
    if findings:
        raise GateRefusedError(str(content["number"]), dict.fromkeys(findings))


def leaks(reading: Reading, full_names: Iterable[str] = (), permitted: Iterable[str] = ()) -> list[Finding]:
    """What stands in these texts and may not; each block is looked at by itself."""
    names = [_plain(name) for name in full_names]
    passed = sorted((_plain(wording) for wording in permitted), key=len, reverse=True)
    found: list[Finding] = []
    for where, block in reading.blocks:
        text = _HASH.sub(" ", _normal(block))
        for wording in passed:
            text = text.replace(wording, "□")
        found += [Finding(rule, where, _hide(hit)) for rule, search in _RULES for hit in search(text)]
        squeezed = re.sub(r"\s", "", text)
        found += [Finding(NAME, where, _hide(name)) for name in names if name in squeezed]
    return found


def is_id_number(text: str) -> bool:
    """Eighteen characters with a day that exists and the right check digit (GB 11643-1999)."""
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False
    weighted = sum(int(digit) * (2 ** (17 - at) % 11) for at, digit in enumerate(text[:17]))
    return "10X98765432"[weighted % 11] == text[17].upper()


def is_card_number(digits: str) -> bool:
    """Whether the last digit checks the others (Luhn, ISO/IEC 7812-1 annex B)."""
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return sum(value - 9 if value > 9 else value for value in doubled) % 10 == 0


def _id_numbers(text: str) -> Iterator[str]:
    whole = ("".join(match.groups()) for match in _ID_NUMBER.finditer(text))
    return (number for number in whole if is_id_number(number))


def _cards(text: str) -> Iterator[str]:
    whole = (re.sub(r"\D", "", match[0]) for match in _CARD.finditer(text))
    return (number for number in whole if is_card_number(number))


def _all(pattern: re.Pattern[str]) -> Callable[[str], Iterator[str]]:
    return lambda text: (match[0] for match in pattern.finditer(text))


_RULES: tuple[tuple[str, Callable[[str], Iterator[str]]], ...] = (
    *zip(NEVER, (_id_numbers, _cards, _all(_LONG_RUN)), strict=True),
    ("手机号码", _all(_MOBILE)),
    ("固定电话（不是公布的联系电话）", _all(_LANDLINE)),
    ("部队番号或代号", _all(_UNIT)),
    ("涉及残疾情况的字样", _all(_DISABILITY)),
)


def telephones(written: str) -> list[str]:
    """The office's own telephones, where several are written after one another."""
    return [part for part in re.split(r"[、，,；;/\s]+", written) if part]


def _unread(printed: Reading) -> list[Finding]:
    if not printed.pictures:
        return []
    return [Finding("图片里的文字无法核对", "PDF", f"{printed.pictures}幅图片")]


def _lost(content: Content, printed: Reading) -> Iterator[Finding]:
    """What the content says of people and posts, and the PDF's text does not."""
    page = "".join(text for where, text in printed.blocks if where == "正文")
    squeezed = re.sub(r"\s", "", _normal(page))
    for text in dict.fromkeys(_must_appear(content)):
        if _plain(punctuated(text)) not in squeezed:
            yield Finding("内容里有而成品上没有", "PDF正文", text)


def _must_appear(value: Any, key: str = "") -> Iterator[str]:
    match value:
        case dict():
            for name, inner in value.items():
                yield from _must_appear(inner, name)
        case list() | tuple():
            for inner in value:
                yield from _must_appear(inner, key)
        case str() if key in _MUST_APPEAR:
            yield value


def _normal(text: str) -> str:
    """Full-width digits and letters as plain ones, so that ３２０ is seen as 320."""
    return unicodedata.normalize("NFKC", text)


def _plain(text: str) -> str:
    return re.sub(r"\s", "", _normal(text))


def _hide(text: str) -> str:
    """The excerpt for the message, which must not leak either: ends only."""
    if len(text) <= 3:
        return text[0] + "*" * (len(text) - 1)
    keep = 2 if len(text) < 9 else 3
    return text[:keep] + "*" * (len(text) - 2 * keep) + text[-keep:]
