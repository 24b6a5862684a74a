"""The fonts every paper is printed with: which, where they lie, and which characters they can draw.

`font_preparation` prepares them; docs/adr/0001-fonts.md says why they are made and not shipped. They lie in
``$XDG_CACHE_HOME/resettlement/fonts-<version>`` with a fontconfig file of their own, so that no font that
happens to be installed on a machine can slip into a notice.
"""

import hashlib
import json
import os
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from unicodedata import category

from public_notices.errors import FontsNotPreparedError, MissingCharactersError


@dataclass(frozen=True)
class FontSource:
    """One font file: the Debian package and path it comes from, and what it must be before and after."""

    file: str
    use: str
    package: str
    path: str
    source_sha256: str
    prepared_sha256: str
    face: int | None = None  # index inside a collection (.ttc), else None
    renumber: bool = False  # CID-keyed CFF whose glyph ids differ from its CIDs


_NOTO = "usr/share/fonts/opentype/noto"
_LXGW = "e302f84a1967817f91fc4011de7c8c12489c41072a7f0605a1c7b1399352cb93"
FONTS = (
    FontSource(
        file="FandolFang-Regular.otf",
        use="仿宋：正文",
        package="texlive-lang-chinese",
        path="usr/share/texlive/texmf-dist/fonts/opentype/public/fandol/FandolFang-Regular.otf",
        source_sha256="d838ad32ce2244d8144f408c37fe71065aba6fbbc80759a4d2aa2033948d5bc9",
        prepared_sha256="145e8b93b6d98fb22ec1ef53bd77b7cf9cf98a8fced35d5d4752980c49b1fc70",
        renumber=True,
    ),
    FontSource(
        file="LXGWWenKai-Light.ttf",
        use="楷体，以及仿宋里没有的姓名用字（细体与仿宋浓淡相同）",
        package="fonts-lxgw-wenkai",
        path="usr/share/fonts/truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
        source_sha256=_LXGW,
        prepared_sha256=_LXGW,
    ),
    FontSource(
        file="NotoSansCJKsc-Regular.otf",
        use="黑体",
        package="fonts-noto-cjk",
        path=f"{_NOTO}/NotoSansCJK-Regular.ttc",
        source_sha256="b76b0433203017ca80401b2ee0dd69350349871c4b19d504c34dbdd80541690a",
        prepared_sha256="b1f772a4f8e702fc3dd2a29329bed94fa9c6dff54eeeb65423ade8684f98a950",
        face=2,
    ),
    FontSource(
        file="NotoSerifCJKsc-Regular.otf",
        use="宋体：页码",
        package="fonts-noto-cjk",
        path=f"{_NOTO}/NotoSerifCJK-Regular.ttc",
        source_sha256="a04178ec485dffdff7cc0c0c20e1fce9202d7e2160d805e8e44a4c8841c58481",
        prepared_sha256="858f617cdae0eff7b6e744be1af81d959ae22f830c1aef4211d29a2ec19f1572",
        face=2,
    ),
    FontSource(
        file="NotoSerifCJKsc-Bold.otf",
        use="小标宋的替代：标题、发文机关标志",
        package="fonts-noto-cjk",
        path=f"{_NOTO}/NotoSerifCJK-Bold.ttc",
        source_sha256="a5d4b046c127da3d7c72f98b46c41489cd29bf52abfdf18aba920903e920d4ac",
        prepared_sha256="cae1bcccb580c9861f192ef0171de1f3f237c86c132147f4ad3250fc062c1fc1",
        face=2,
    ),
)
_BLANK = frozenset(" \t\n\r\u3000\u00a0")


def version() -> str:
    """Eight hex digits over the list above: a changed font or checksum gets a folder of its own."""
    listing = json.dumps([[font.file, font.prepared_sha256] for font in FONTS])
    return hashlib.sha256(listing.encode()).hexdigest()[:8]


def font_folder() -> Path:
    """Where the prepared fonts lie or will lie."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "resettlement" / f"fonts-{version()}"


def prepared_folder() -> Path:
    """The folder of the prepared fonts; raises FontsNotPreparedError where it is not whole."""
    folder = font_folder()
    if not (folder / "coverage.json").is_file():
        raise FontsNotPreparedError(str(folder))
    return folder


def fontconfig_file() -> Path:
    """The fontconfig file naming the prepared fonts and no others."""
    return prepared_folder() / "fonts.conf"


@cache
def _coverage(folder: Path) -> tuple[list[int], list[int]]:
    ranges = json.loads((folder / "coverage.json").read_text(encoding="utf-8"))
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
