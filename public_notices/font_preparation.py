"""Fetching and repairing the fonts, once per machine: ``python -m public_notices.font_preparation``.

Debian's packages are fetched by name with the ordinary client and only the wanted files are unpacked; a file
that is already installed, or lies in ``$RESETTLEMENT_FONT_SOURCES``, is taken when its checksum is right.

Repair. WeasyPrint writes glyph ids where the PDF means CIDs. Where a CID-keyed CFF font numbers the two
differently (part of FandolFang), poppler still draws the right glyph, but MuPDF and Acrobat draw another or
none, and PDF/A is broken. `renumber_cids` makes them equal. Whole Noto CJK faces and TrueType are safe.
"""

import hashlib
import json
import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont  # type: ignore[import-untyped]
from fontTools.ttLib.tables.DefaultTable import DefaultTable  # type: ignore[import-untyped]

from public_notices.errors import FontPreparationFailedError
from public_notices.fonts import FONTS, FontSource, font_folder

Progress = Callable[[str], None]
_FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>
"""


def prepare(progress: Progress) -> Path:
    """Make sure the prepared fonts lie in `font_folder()`, whole; quick where they already do.

    Raises FontPreparationFailedError with advice where a file cannot be had or is not the expected one.
    """
    folder = font_folder()
    if _is_whole(folder):
        progress(f"字体已备好：{folder}")
        return folder
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent, prefix="preparing-") as work:
        _prepare_into(Path(work) / "fonts-new", Path(work), progress)
        _write_fontconfig(Path(work) / "fonts-new", folder)
        _put_in_place(Path(work) / "fonts-new", folder)
    progress(f"字体备好：{folder}")
    return folder


def _is_whole(folder: Path) -> bool:
    return (folder / "coverage.json").is_file() and all(
        _sha256(folder / "fonts" / font.file) == font.prepared_sha256 for font in FONTS
    )


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prepare_into(new: Path, work: Path, progress: Progress) -> None:
    (new / "fonts").mkdir(parents=True)
    sources = _find_sources(work, progress)
    progress("修正字体编号，核对校验和……")
    with ThreadPoolExecutor(2) as pool:
        made = [pool.submit(_make, font, sources[font.file], new / "fonts" / font.file) for font in FONTS]
        for task in made:
            task.result()
    ranges = list(_ranges(_covered(new / "fonts")))
    (new / "coverage.json").write_text(json.dumps(ranges), encoding="utf-8")


def _write_fontconfig(new: Path, folder: Path) -> None:
    text = _FONTS_CONF.format(fonts=folder / "fonts", cache=folder / "fontconfig")
    (new / "fonts.conf").write_text(text, encoding="utf-8")


def _put_in_place(new: Path, folder: Path) -> None:
    """Rename in one step, so that a folder is there whole or not at all; a second run's copy may win."""
    if folder.exists() and not _is_whole(folder):
        shutil.rmtree(folder)
    if not folder.exists():
        new.rename(folder)


def _find_sources(work: Path, progress: Progress) -> dict[str, Path]:
    found = {font.file: path for font in FONTS if (path := _lying_about(font))}
    packages = sorted({font.package for font in FONTS if font.file not in found})
    if packages:
        progress(f"下载字体包：{' '.join(packages)}（每个约 50 MB）……")
        download(packages, work, progress)
        progress("解开需要的字体文件……")
        with ThreadPoolExecutor(2) as pool:
            list(pool.map(lambda package: _unpack(package, work), packages))
    return found | {font.file: work / font.path for font in FONTS if font.file not in found}


def _lying_about(font: FontSource) -> Path | None:
    """The source file where it is already on this machine and has the right checksum."""
    candidates = [Path("/") / font.path]
    if given := os.environ.get("RESETTLEMENT_FONT_SOURCES"):
        candidates.insert(0, Path(given) / Path(font.path).name)
    return next((path for path in candidates if _sha256(path) == font.source_sha256), None)


def download(packages: list[str], work: Path, progress: Progress) -> None:
    """Fetch Debian packages by name into ``work``, renewing the package lists first where root may.

    Raises FontPreparationFailedError with what else can be done.
    """
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise FontPreparationFailedError(
            "这台机器没有 apt-get 和 dpkg-deb，无法按包名取字体。", _advice(packages)
        )
    # The sandbox user cannot write to a private folder; saying root keeps apt from warning about that.
    download = ["apt-get", "-q", "-o", "APT::Sandbox::User=root", "download", *packages]
    if _run(download, work).returncode == 0:
        return
    if os.geteuid() == 0:
        progress("更新软件包列表（apt-get update）……")
        _run(["apt-get", "-q", "update"], work)
    second = _run(download, work)
    if second.returncode != 0:
        reason = f"取不到字体包 {' '.join(packages)}：{second.stderr.strip()[-300:]}"
        raise FontPreparationFailedError(reason, _advice(packages))


def _advice(packages: list[str]) -> str:
    files = "\n".join(f"  {Path(font.path).name}  SHA-256 {font.source_sha256}" for font in FONTS)
    return (
        "可以任选一种办法：\n"
        f"· 在 Debian 12 上以管理员运行 apt-get update && apt-get install {' '.join(packages)}，然后重试；\n"
        "· 从能上网的机器拷来下列文件，放在同一个文件夹里，"
        "令环境变量 RESETTLEMENT_FONT_SOURCES 指向它，然后重试：\n"
        f"{files}"
    )


def _run(command: list[str], folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603


def _unpack(package: str, work: Path) -> None:
    deb = next(work.glob(f"{package}_*.deb"))
    members = [f"./{font.path}" for font in FONTS if font.package == package]
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as tar:  # noqa: S603, S607
        unpacked = subprocess.run(  # noqa: S603
            ["tar", "-x", "-C", work, *sorted(set(members))],  # noqa: S607
            stdin=tar.stdout,
            capture_output=True,
            text=True,
            check=False,
        )
    if unpacked.returncode != 0:
        raise FontPreparationFailedError(
            f"解不开 {deb.name}：{unpacked.stderr.strip()[-300:]}", _advice([package])
        )


def _make(font: FontSource, source: Path, target: Path) -> None:
    _expect(font, "源文件", _sha256(source), font.source_sha256)
    if font.face is None and not font.renumber:
        shutil.copyfile(source, target)
    else:
        # lazy: tables nobody asked for are copied byte by byte, which is quick and cannot change them
        with TTFont(source, fontNumber=font.face or 0, lazy=True, recalcTimestamp=False) as face:
            if font.renumber:
                renumber_cids(face)
            face.save(target, reorderTables=None)
    _expect(font, "备好的文件", _sha256(target), font.prepared_sha256)


def _expect(font: FontSource, what: str, found: str | None, expected: str) -> None:
    if found != expected:
        reason = f"{font.file}（{font.use}）：{what}的校验和是 {found}，应为 {expected}。"
        raise FontPreparationFailedError(reason, _advice([font.package]))


def renumber_cids(font: TTFont) -> int:
    """Give every glyph of a CID-keyed CFF font its glyph id as its CID; returns how many changed.

    A few bytes: the charset is overwritten by one range "1 up to the last glyph" (Adobe Technical Note 5176,
    section 13), which for three glyphs or more is never longer than the charset it replaces. All else in the
    font speaks of glyph ids and stays as it is.
    """
    top: Any = font["CFF "].cff[0]
    changed: int = sum(name != f"cid{number:05d}" for number, name in enumerate(top.charset) if number)
    last = len(top.charset) - 2
    one_range = struct.pack(">BHB", 1, 1, last) if last < 256 else struct.pack(">BHH", 2, 1, last)
    patched = bytearray(font.reader["CFF "])
    at = top.rawDict["charset"]
    patched[at : at + len(one_range)] = one_range
    table = DefaultTable("CFF ")
    table.data = bytes(patched)
    font["CFF "] = table
    return changed


def _covered(folder: Path) -> set[int]:
    covered: set[int] = set()
    for file in FONTS:
        with TTFont(folder / file.file, lazy=True) as font:
            covered.update(font.getBestCmap())
    return covered


def _ranges(code_points: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = -1
    for point in sorted(code_points):
        if point == last + 1 and first >= 0:
            last = point
            continue
        if first >= 0:
            yield first, last
        first = last = point
    if first >= 0:
        yield first, last


def main() -> int:
    """Prepare the fonts and say so; 2 with advice on stderr where that cannot be done."""
    try:
        prepare(lambda line: print(line, file=sys.stderr, flush=True))
    except FontPreparationFailedError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
