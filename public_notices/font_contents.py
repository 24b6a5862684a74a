"""What a font file must hold before papers are printed with it, and the repair of its glyph numbers.

Repair. WeasyPrint writes glyph ids where the PDF means CIDs. Where a CID-keyed CFF font numbers the two
differently (part of FandolFang), poppler still draws the right glyph, but MuPDF and Acrobat draw another or
none, and PDF/A is broken. `renumber_cids` makes them equal. Whole Noto CJK faces and TrueType are safe.
"""

import re
import struct
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables.DefaultTable import DefaultTable  # type: ignore[import-untyped]

from public_notices.fonts import FontSource

_TABLES = {"OS/2", "cmap", "head", "hhea", "hmtx", "maxp", "name", "post"}
_OUTLINES = ({"CFF "}, {"glyf", "loca"})
_SIGNS = "0123456789ABCXYZabcxyz，。、；：？！“”‘’（）〔〕《》—…①"
_FAMILY, _FULL_NAME, _VERSION = 1, 4, 5  # OpenType, `name` table


def open_font(path: Path, face: int = 0) -> TTFont:
    """A font whose every table agrees with its checksum; tables nobody changes are copied byte by byte.

    Raises TTLibError where the file is cut short or is no font, AssertionError where a byte has changed.
    """
    font = TTFont(
        BytesIO(path.read_bytes()), fontNumber=face, lazy=True, checkChecksums=2, recalcTimestamp=False
    )
    for tag in font.reader.keys():  # noqa: SIM118 - the reader is no dictionary
        font.reader[tag]
    return font


def renumber_cids(font: TTFont) -> int:
    """Give every glyph of a CID-keyed CFF font its glyph id as its CID; returns how many changed.

    A few bytes: the charset is overwritten by one range "1 up to the last glyph" (Adobe Technical Note 5176,
    section 13), which for three glyphs or more is never longer than the charset it replaces. All else in the
    font speaks of glyph ids and stays as it is.
    """
    changed = _cids_that_differ(font)
    if "CFF " in font:
        patched = bytearray(font.reader["CFF "])
        if changed:
            top: Any = font["CFF "].cff[0]
            last = len(top.charset) - 2
            one_range = struct.pack(">BHB", 1, 1, last) if last < 256 else struct.pack(">BHH", 2, 1, last)
            at = top.rawDict["charset"]
            patched[at : at + len(one_range)] = one_range
        font["CFF "] = table = DefaultTable("CFF ")  # as it is: a table that was read would be compiled anew
        table.data = bytes(patched)
    return changed


def _cids_that_differ(font: TTFont) -> int:
    if "CFF " not in font or not hasattr(font["CFF "].cff[0], "ROS"):
        return 0  # TrueType, or names instead of CIDs: a PDF then means glyph ids
    names = font["CFF "].cff[0].charset
    return sum(name != f"cid{number:05d}" for number, name in enumerate(names) if number)


def lacks(font: TTFont, source: FontSource) -> Iterator[str]:
    """What a repaired font does not hold of what our papers rest on, in words; nothing where it will do."""
    tables = set(font.keys())
    if missing := _TABLES - tables:
        yield f"缺少数据表 {'、'.join(sorted(missing))}"
        return
    if not any(outlines <= tables for outlines in _OUTLINES):
        yield "没有字形轮廓（CFF 或 glyf）"
        return
    if (family := font["name"].getDebugName(_FAMILY)) != source.family:
        yield f"字体名是 {family}，应为 {source.family}"
    cmap = font.getBestCmap() or {}
    if missing_characters := sorted(_must_draw(source) - set(cmap)):
        yield f"缺 {len(missing_characters)} 个字，例如{''.join(map(chr, missing_characters[:5]))}"
    elif font["hmtx"][cmap[ord("国")]][0] != font["head"].unitsPerEm:
        yield "汉字不是一字见方，排不成每行 28 字"
    if wrong := _cids_that_differ(font):
        yield f"{wrong} 个字形的编号修正不了"


def _must_draw(source: FontSource) -> set[int]:
    hanzi = {code for code in range(0x4E00, 0xA000) if chr(code).encode(source.hanzi_of, "ignore")}
    return hanzi | {ord(character) for character in _SIGNS + source.besides}


def full_name(font: TTFont) -> str:
    """Name and version for people, such as ``FandolFang R 1.300``."""
    version = str(font["name"].getDebugName(_VERSION))
    number = re.search(r"\d+(\.\d+)*", version)
    return f"{font['name'].getDebugName(_FULL_NAME)} {number[0] if number else version}"
