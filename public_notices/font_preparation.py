"""Fetching and repairing the fonts, once per machine: ``python -m public_notices.font_preparation``.

A file that lies in ``$RESETTLEMENT_FONT_SOURCES`` or is installed is taken where it holds what papers need
(`font_contents`), whatever its version. Debian's packages of the others are fetched by name with the ordinary
client and only the wanted files are unpacked.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fontTools.ttLib import TTLibError  # type: ignore[import-untyped]

from public_notices.errors import FontPreparationFailedError
from public_notices.font_contents import full_name, lacks, open_font, renumber_cids
from public_notices.fonts import FONTS, RECORD, FontSource, font_folder

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
    if not (folder / RECORD).is_file():
        return False
    fonts = json.loads((folder / RECORD).read_text(encoding="utf-8"))["fonts"]
    return all(_sha256(folder / "fonts" / font["file"]) == font["sha256"] for font in fonts)


def _sha256(path: Path) -> str | None:
    if not path.is_file():
        return None
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prepare_into(new: Path, work: Path, progress: Progress) -> None:
    made = new / "fonts"
    made.mkdir(parents=True)
    progress("修正字体编号，核对字体内容……")
    with ThreadPoolExecutor(2) as pool:
        here = list(pool.map(lambda font: _make_from_here(font, made, progress), FONTS))
        wanting = [font for font, is_made in zip(FONTS, here, strict=True) if not is_made]
        if packages := sorted({font.package for font in wanting}):
            _unpack_all(packages, work, progress)
            list(pool.map(lambda font: make(font, work / font.path, made), wanting))
    _write_record(new, progress)


def _make_from_here(font: FontSource, made: Path, progress: Progress) -> bool:
    """Make the font from a file already on this machine; what is wrong with others is said."""
    candidates = [Path("/") / font.path]
    if given := os.environ.get("RESETTLEMENT_FONT_SOURCES"):
        candidates.insert(0, Path(given) / Path(font.path).name)
    for path in filter(Path.is_file, candidates):
        try:
            make(font, path, made)
        except FontPreparationFailedError as error:
            progress(error.reason)
        else:
            return True
    return False


def make(font: FontSource, source: Path, folder: Path) -> None:
    """Put the font, repaired, into ``folder``; FontPreparationFailedError where it will not do."""
    target = folder / font.file
    try:
        with open_font(source, font.face) as face:
            if renumber_cids(face) or font.face:
                with target.open("wb") as file:
                    face.save(file, reorderTables=None)
            else:
                shutil.copyfile(source, target)
        with open_font(target) as face:
            lacking = "；".join(lacks(face, font))
    except (TTLibError, AssertionError) as error:
        lacking = f"文件不完整或不是字体（{error}）"
    if lacking:
        target.unlink(missing_ok=True)
        raise FontPreparationFailedError(
            f"{source}（{font.use}）不能用：{lacking}。", _advice([font.package])
        )


def _write_record(new: Path, progress: Progress) -> None:
    listed, drawn = [], set[int]()
    for font in FONTS:
        path = new / "fonts" / font.file
        with open_font(path) as face:
            name = full_name(face)
            drawn.update(face.getBestCmap())
        listed.append({"file": font.file, "name": name, "sha256": _sha256(path)})
        if listed[-1]["sha256"] not in font.known:
            progress(f"{name} 的内容合用，但这个版本没有试过：请先看一份打印出来的样张（{font.use}）。")
    record = {"fonts": listed, "drawn": list(_ranges(drawn))}
    (new / RECORD).write_text(json.dumps(record), encoding="utf-8")


def _write_fontconfig(new: Path, folder: Path) -> None:
    text = _FONTS_CONF.format(fonts=folder / "fonts", cache=folder / "fontconfig")
    (new / "fonts.conf").write_text(text, encoding="utf-8")


def _put_in_place(new: Path, folder: Path) -> None:
    """Rename in one step, so that a folder is there whole or not at all; a second run's copy may win."""
    if folder.exists() and not _is_whole(folder):
        shutil.rmtree(folder)
    if not folder.exists():
        new.rename(folder)


def _unpack_all(packages: list[str], work: Path, progress: Progress) -> None:
    progress(f"下载字体包：{' '.join(packages)}（每个约 50 MB）……")
    download(packages, work, progress)
    progress("解开需要的字体文件……")
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda package: _unpack(package, work), packages))


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
    files = "\n".join(f"  {Path(font.path).name}（{font.use}）" for font in FONTS)
    return (
        "可以任选一种办法：\n"
        "· 在 Debian 12 或 13 上以管理员运行 "
        f"apt-get update && apt-get install {' '.join(packages)}，然后重试；\n"
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
