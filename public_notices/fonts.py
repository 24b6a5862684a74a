"""The fonts every paper is printed with: which, where they lie, and which characters they can draw.

`font_preparation` prepares them; docs/adr/0001-fonts.md says why they are made and not shipped. They lie in
``$XDG_CACHE_HOME/resettlement/fonts-<list>`` with a fontconfig file of their own, so that no font that
happens to be installed on a machine can slip into a notice.
"""

import hashlib
import json
import os
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category

from public_notices.errors import FontsNotPreparedError, MissingCharactersError


@dataclass(frozen=True)
class FontSource:
    """One font file: the Debian package and path it comes from, and what it must hold.

    It must draw every hanzi of an encoding and the characters ``besides``. ``known`` are the SHA-256 of
    prepared files that were tried out: the same file, the same bytes of a paper.
    """

    file: str
    use: str
    family: str  # as the style sheets name it
    package: str
    path: str
    hanzi_of: str
    known: tuple[str, ...]
    besides: str = ""
    face: int = 0  # index inside a collection (.ttc)


_NOTO = "usr/share/fonts/opentype/noto"
FONTS = (
    FontSource(
        file="FandolFang-Regular.otf",
        use="仿宋：正文",
        family="FandolFang R",
        package="texlive-lang-chinese",
        path="usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        hanzi_of="gb2312",
        known=("145e8b93b6d98fb22ec1ef53bd77b7cf9cf98a8fced35d5d4752980c49b1fc70",),  # Debian 12 and 13
    ),
    FontSource(
        file="LXGWWenKai-Light.ttf",
        use="楷体，以及仿宋里没有的姓名用字（细体与仿宋浓淡相同）",
        family="LXGW WenKai Light",
        package="fonts-lxgw-wenkai",
        path="usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
        hanzi_of="gbk",
        besides="䶮𬭎",
        known=(
            "e302f84a1967817f91fc4011de7c8c12489c41072a7f0605a1c7b1399352cb93",  # Debian 12: 1.250
            "44ea30bf9f030c73706108ccd0ec3383da8c558c939dcce2d6dcb5dc96a03e16",  # Debian 13: 1.511
        ),
    ),
    FontSource(
        file="NotoSansCJKsc-Regular.otf",
        use="黑体",
        family="Noto Sans CJK SC",
        package="fonts-noto-cjk",
        path=f"{_NOTO}/NotoSansCJK-Regular.ttc",
        hanzi_of="gbk",
        known=("b1f772a4f8e702fc3dd2a29329bed94fa9c6dff54eeeb65423ade8684f98a950",),  # Debian 12 and 13
        face=2,
    ),
    FontSource(
        file="NotoSerifCJKsc-Regular.otf",
        use="宋体：页码",
        family="Noto Serif CJK SC",
        package="fonts-noto-cjk",
        path=f"{_NOTO}/NotoSerifCJK-Regular.ttc",
        hanzi_of="gbk",
        known=(
            "858f617cdae0eff7b6e744be1af81d959ae22f830c1aef4211d29a2ec19f1572",  # Debian 12: 2.001
            "ce5e7baa0194edb8206f3d97a10ebc56873e85fcf521960d8b36607756a4c619",  # Debian 13: 2.003
        ),
        face=2,
    ),
    FontSource(
        file="NotoSerifCJKsc-Bold.otf",
        use="小标宋的替代：标题、发文机关标志",
        family="Noto Serif CJK SC",
        package="fonts-noto-cjk",
        path=f"{_NOTO}/NotoSerifCJK-Bold.ttc",
        hanzi_of="gbk",
        known=(
            "cae1bcccb580c9861f192ef0171de1f3f237c86c132147f4ad3250fc062c1fc1",  # Debian 12: 2.001
            "bb1ad9111c94198c55e6caa2b3c0d21f6937e6601c733404f13d33226608eba7",  # Debian 13: 2.003
        ),
        face=2,
    ),
)
RECORD = "fonts.json"  # in the folder: the fonts it holds, and the ranges of characters they draw
_BLANK = frozenset(" \t\n\r\u3000\u00a0")


def font_folder() -> Path:
    """Where the prepared fonts lie or will lie: another list above, another folder."""
    listing = json.dumps([[font.file, font.path, font.face, font.known] for font in FONTS])
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "resettlement" / f"fonts-{hashlib.sha256(listing.encode()).hexdigest()[:8]}"


def prepared_folder() -> Path:
    """The folder of the prepared fonts; raises FontsNotPreparedError where it is not whole."""
    folder = font_folder()
    if not (folder / RECORD).is_file():
        raise FontsNotPreparedError(str(folder))
    return folder


def fontconfig_file() -> Path:
    """The fontconfig file naming the prepared fonts and no others."""
    return prepared_folder() / "fonts.conf"


@cache
def _record(folder: Path) -> Any:
    return json.loads((folder / RECORD).read_text(encoding="utf-8"))


def made_with() -> str:
    """Every font papers are printed with: name, version, first eight digits of the file's SHA-256."""
    fonts = _record(prepared_folder())["fonts"]
    return "; ".join(f"{font['name']} ({font['sha256'][:8]})" for font in fonts)


@cache
def _coverage(folder: Path) -> tuple[list[int], list[int]]:
    ranges = _record(folder)["drawn"]
    return [first for first, _ in ranges], [last for _, last in ranges]


def missing_characters(text: str) -> set[str]:
    """The characters of ``text`` that no prepared font can draw.

    To be asked when names are imported and before a notice is issued. Blanks and line ends count as drawn;
    invisible and control characters do not, since in a name they can only be a slip.
    """
    firsts, lasts = _coverage(prepared_folder())

    def drawn(character: str) -> bool:
        if category(character).startswith("C"):  # control, format, private use, unassigned
            return False
        at = bisect_right(firsts, ord(character)) - 1
        return at >= 0 and ord(character) <= lasts[at]

    return {c for c in set(text) - _BLANK if not drawn(c)}


def refuse_missing(text: str) -> None:
    """Raise MissingCharactersError where ``text`` holds a character that would print blank."""
    if missing := missing_characters(text):
        raise MissingCharactersError(missing)
