"""备好的字体：能写哪些字，缺字怎样说，字体编号怎样修正。"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from public_notices import font_contents, font_preparation
from public_notices.errors import FontPreparationFailedError, FontsNotPreparedError, MissingCharactersError
from public_notices.fonts import (
    FONTS,
    FontSource,
    made_with,
    missing_characters,
    prepared_folder,
    refuse_missing,
)


def test_rare_characters_of_names_are_covered() -> None:
    assert missing_characters("䶮𬭎昇喆堃镕珺玥赟祎王明 　\n〔2021〕①㎡“”—") == set()


@pytest.mark.parametrize("character", ["\U00016a06", "\u200b", "\u0007", "\ufe0f", "\ue000"])
def test_what_no_font_draws_is_missing_invisible_characters_too(character: str) -> None:
    assert missing_characters(f"王{character}明") == {character}


def test_a_refusal_names_each_character_and_its_code() -> None:
    with pytest.raises(MissingCharactersError, match=r"U\+16A06") as refused:
        refuse_missing("王\U00016a06")
    assert refused.value.characters == ("\U00016a06",)


@pytest.mark.parametrize("source", FONTS, ids=lambda source: source.file)
def test_every_prepared_file_is_noted_and_one_that_was_tried_out(source: FontSource) -> None:
    sha256 = hashlib.sha256((prepared_folder() / "fonts" / source.file).read_bytes()).hexdigest()
    assert sha256[:8] in made_with()
    assert sha256 in source.known, "没有试过的版本：看过样张后，把校验和列入 FONTS"


def test_every_prepared_cid_font_has_cids_equal_to_glyph_ids() -> None:
    for font in FONTS:
        with TTFont(prepared_folder() / "fonts" / font.file, lazy=True) as face:
            if "CFF " in face:
                names = face["CFF "].cff[0].charset
                assert all(name == f"cid{at:05d}" for at, name in enumerate(names) if at), font.file


def test_without_prepared_fonts_the_command_that_prepares_them_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with pytest.raises(FontsNotPreparedError, match=r"python -m public_notices\.font_preparation"):
        missing_characters("王")


def test_preparing_twice_does_nothing_the_second_time() -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in (prepared_folder() / "fonts").iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "public_notices.font_preparation"], capture_output=True, text=True, check=True
    )
    assert "字体已备好" in done.stderr
    assert "下载" not in done.stderr
    assert before == sorted(
        (path, path.stat().st_mtime_ns) for path in (prepared_folder() / "fonts").iterdir()
    )


def test_a_machine_without_apt_is_told_the_files_and_where_to_put_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.fspath(tmp_path))
    with pytest.raises(FontPreparationFailedError) as refused:
        font_preparation.download(["fonts-noto-cjk"], tmp_path, lambda _: None)
    for expected in ("apt-get", "fonts-noto-cjk", "RESETTLEMENT_FONT_SOURCES", FONTS[0].file):
        assert expected in str(refused.value)


WENKAI = next(font for font in FONTS if font.family == "LXGW WenKai Light")


def wenkai() -> TTFont:
    return TTFont(prepared_folder() / "fonts" / WENKAI.file, lazy=True)


def as_source(font: TTFont, folder: Path) -> Path:
    path = folder / "another.ttf"
    font.save(path, reorderTables=None)
    return path


def test_another_version_of_a_font_is_taken_for_what_it_holds(tmp_path: Path) -> None:
    with wenkai() as font:
        font["name"].setName("Version 9.999", 5, 3, 1, 0x409)
        another = as_source(font, tmp_path)
    font_preparation.make(WENKAI, another, tmp_path)
    assert (tmp_path / WENKAI.file).read_bytes() == another.read_bytes()
    with font_contents.open_font(tmp_path / WENKAI.file) as font:
        assert font_contents.full_name(font) == "LXGW WenKai Light 9.999"


def unnamed(font: TTFont) -> None:
    font["name"].setName("Another Family", 1, 3, 1, 0x409)


def without_a_name_character(font: TTFont) -> None:
    for table in font["cmap"].tables:
        getattr(table, "cmap", {}).pop(ord("䶮"), None)


def half_as_wide(font: TTFont) -> None:
    font["hmtx"][font.getBestCmap()[ord("国")]] = (500, 0)


def without_outlines(font: TTFont) -> None:
    del font["glyf"]


def without_widths(font: TTFont) -> None:
    del font["hmtx"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (unnamed, "字体名是 Another Family，应为 LXGW WenKai Light"),
        (without_a_name_character, "缺 1 个字，例如䶮"),
        (half_as_wide, "不是一字见方"),
        (without_outlines, "没有字形轮廓"),
        (without_widths, "缺少数据表 hmtx"),
    ],
)
def test_a_font_that_would_print_otherwise_is_refused_in_words(
    spoil: Callable[[TTFont], None], said: str
) -> None:
    with wenkai() as font:
        spoil(font)
        assert said in "；".join(font_contents.lacks(font, WENKAI))


@pytest.mark.parametrize("spoilt", ["cut short", "a byte changed", "no font"])
def test_a_spoilt_copy_is_refused_and_leaves_nothing_behind(tmp_path: Path, spoilt: str) -> None:
    data = (prepared_folder() / "fonts" / WENKAI.file).read_bytes()
    half = len(data) // 2
    copies = {
        "cut short": data[:half],
        "a byte changed": data[:half] + bytes([data[half] ^ 1]) + data[half + 1 :],
        "no font": "不是字体".encode(),
    }
    (tmp_path / "copy.ttf").write_bytes(copies[spoilt])
    with pytest.raises(FontPreparationFailedError, match="文件不完整或不是字体"):
        font_preparation.make(WENKAI, tmp_path / "copy.ttf", tmp_path)
    assert not (tmp_path / WENKAI.file).exists()


def cid_font(characters: str) -> tuple[bytes, dict[str, str]]:
    """A small CID-keyed font made from 仿宋 with scattered CIDs, and its outlines by character."""
    with TTFont(prepared_folder() / "fonts" / "FandolFang-Regular.otf") as font:
        options = subset.Options()
        options.drop_tables += ["GPOS", "BASE", "VORG", "vhea", "vmtx"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=characters)
        subsetter.subset(font)
        out = BytesIO()
        font.save(out)
    return out.getvalue(), outlines(out.getvalue())


def outlines(data: bytes) -> dict[str, str]:
    font = TTFont(BytesIO(data))
    top = font["CFF "].cff[0]
    drawn = {}
    for code, name in font.getBestCmap().items():
        glyph = top.CharStrings[name]
        glyph.decompile()
        drawn[chr(code)] = str(glyph.program)
    return drawn


@pytest.mark.parametrize(
    "characters", ["王明", "王明仿宋印刷字体" * 2, "".join(map(chr, range(0x4E00, 0x4F80)))]
)
def test_renumbering_makes_cids_equal_glyph_ids_and_changes_no_outline(characters: str) -> None:
    data, before = cid_font(characters)
    font = TTFont(BytesIO(data), lazy=True, recalcTimestamp=False)
    assert font_contents.renumber_cids(font) > 0
    out = BytesIO()
    font.save(out)
    charset = TTFont(BytesIO(out.getvalue()))["CFF "].cff[0].charset
    assert charset[1:] == [f"cid{at:05d}" for at in range(1, len(charset))]
    assert outlines(out.getvalue()) == before


def test_a_font_is_repaired_on_its_way_and_left_alone_the_second_time(tmp_path: Path) -> None:
    source = replace(FONTS[0], hanzi_of="ascii")  # so that a small one will do
    data, before = cid_font("国0123456789ABCXYZabcxyz，。、；：？！“”‘’（）〔〕《》—…①")
    (tmp_path / "small.otf").write_bytes(data)
    font_preparation.make(source, tmp_path / "small.otf", tmp_path)
    made = (tmp_path / source.file).read_bytes()
    assert made != data
    assert outlines(made) == before
    (tmp_path / "again").mkdir()
    font_preparation.make(source, tmp_path / source.file, tmp_path / "again")
    assert (tmp_path / "again" / source.file).read_bytes() == made
