"""备好的字体：能写哪些字，缺字怎样说，字体编号怎样修正。"""

import hashlib
import os
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from fontTools import subset
from fontTools.ttLib import TTFont

from public_notices import font_preparation
from public_notices.errors import FontPreparationFailedError, FontsNotPreparedError, MissingCharactersError
from public_notices.fonts import FONTS, missing_characters, prepared_folder, refuse_missing


def test_rare_characters_of_names_are_covered() -> None:
    assert missing_characters("䶮𬭎昇喆堃镕珺玥赟祎王明 　\n〔2021〕①㎡“”—") == set()


@pytest.mark.parametrize("character", ["\U00016a06", "\u200b", "\u0007", "\ufe0f", "\ue000"])
def test_what_no_font_draws_is_missing_invisible_characters_too(character: str) -> None:
    assert missing_characters(f"王{character}明") == {character}


def test_a_refusal_names_each_character_and_its_code() -> None:
    with pytest.raises(MissingCharactersError, match=r"U\+16A06") as refused:
        refuse_missing("王\U00016a06")
    assert refused.value.characters == ("\U00016a06",)


def test_every_prepared_file_is_the_one_that_was_tried_out() -> None:
    for font in FONTS:
        data = (prepared_folder() / "fonts" / font.file).read_bytes()
        assert hashlib.sha256(data).hexdigest() == font.prepared_sha256, font.file


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
    for expected in ("apt-get", "fonts-noto-cjk", "RESETTLEMENT_FONT_SOURCES", FONTS[0].source_sha256):
        assert expected in str(refused.value)


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
    assert font_preparation.renumber_cids(font) > 0
    out = BytesIO()
    font.save(out)
    charset = TTFont(BytesIO(out.getvalue()))["CFF "].cff[0].charset
    assert charset[1:] == [f"cid{at:05d}" for at in range(1, len(charset))]
    assert outlines(out.getvalue()) == before
