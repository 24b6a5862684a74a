"""Writes the public bundle of docs/bundle.md: data, notices, pages, verifier, and the list of them all.

The same data give the same bytes. A bundle is put together beside its place and renamed into it, so that a
reader never meets half of one and a failure leaves the old one as it was.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import rfc8785

from public_notices.errors import NoticeError
from public_notices.gate import GateRefusedError, leaks, telephones
from public_notices.pages import OWN_WORDING, assets, render_pages
from public_notices.read_back import read_html
from public_notices.verifier import assemble

Data = Mapping[str, Mapping[str, Any]]
DATA_FILES = ("campaign", "rules", "positions", "sheets", "standing", "log", "notices", "result")
MANIFEST = "manifest.json"


class BundleRefusedError(NoticeError):
    """The bundle cannot be written as asked; nothing was changed."""

    code = "notices.bundle_refused"


@dataclass(frozen=True)
class NoticeFiles:
    """What a posted notice adds to the bundle beside its entry in notices.json: the PDF as it was posted."""

    number: str
    pdf: bytes


def write_bundle(
    directory: Path,
    data: Data,
    notices: Iterable[NoticeFiles],
    *,
    full_names: Iterable[str] = (),
    permitted: Iterable[str] = (),
) -> None:
    """Write the whole bundle to `directory`, replacing an older one there.

    `data` holds the eight files of docs/bundle.md by name without `.json`. Raises BundleRefusedError when a
    file or a notice's PDF is missing or not the one in notices.json, or when `directory` holds anything but
    a bundle; GateRefusedError when a finished page shows what may not be shown. `full_names` is everybody of
    the batch, `permitted` wordings let through after somebody looked (`gate.check_release`).
    """
    target = directory.resolve()
    _refuse_foreign(target)
    pages = render_pages(_complete(data))
    _gate(pages, tuple(full_names), (*permitted, *own_wording(data)))
    files = _bundle_files(data, pages, {notice.number: notice.pdf for notice in notices})
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}.", dir=target.parent) as scratch:
        fresh = Path(scratch) / "new"
        _write_all(fresh, files)
        _replace(target, fresh, Path(scratch) / "old")


def _complete(data: Data) -> Data:
    missing = [name for name in DATA_FILES if name not in data]
    extra = [name for name in data if name not in DATA_FILES]
    if missing or extra:
        said = f"缺少：{'、'.join(missing) or '无'}，多出：{'、'.join(extra) or '无'}"
        raise BundleRefusedError(f"公开包应有且只有这些数据文件：{'、'.join(DATA_FILES)}；{said}。")
    return data


def _gate(pages: Mapping[str, str], full_names: Iterable[str], permitted: Iterable[str]) -> None:
    """Read the pages back like every notice: what people typed into a reason or a note stands there too."""
    names, passed = tuple(full_names), tuple(permitted)
    for path, page in pages.items():
        if findings := leaks(read_html(page), names, passed):
            raise GateRefusedError(path, dict.fromkeys(findings))


def own_wording(data: Data) -> tuple[str, ...]:
    """What the gate lets through: the templates' own words, and the office's telephones of then and now."""
    contacts = [data["campaign"]["contact"]]
    contacts += [notice["content"].get("contact", {}) for notice in data["notices"]["notices"]]
    phones = {phone: None for one in contacts for phone in telephones(str(one.get("phone", "")))}
    return (*phones, *OWN_WORDING)


def _bundle_files(data: Data, pages: Mapping[str, str], pdfs: Mapping[str, bytes]) -> dict[str, bytes]:
    files = {f"data/{name}.json": rfc8785.dumps(dict(data[name])) for name in DATA_FILES}
    files |= _pdfs(data["notices"]["notices"], pdfs)
    for sheet in data["sheets"]["sheets"]:
        _inside("people", f"people/{sheet['candidate']}.html")
    files |= {path: page.encode() for path, page in pages.items()}
    files |= assets()
    files["verify.py"] = assemble().encode()
    listed = {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    return files | {MANIFEST: rfc8785.dumps({"format": data["campaign"]["format"], "files": listed})}


def _pdfs(notices: Iterable[Mapping[str, Any]], pdfs: Mapping[str, bytes]) -> dict[str, bytes]:
    """The PDFs by path; one that is not byte for byte the posted one is refused."""
    files = {}
    for notice in notices:
        number = notice["number"]
        content = pdfs.get(number)
        if content is None:
            raise BundleRefusedError(
                f"{number} 登记为已张贴，但没有找到它的 PDF 原件。请从存档中取回后再发布。"
            )
        if hashlib.sha256(content).hexdigest() != notice["pdf_sha256"]:
            raise BundleRefusedError(f"{number} 的 PDF 与张贴时登记的指纹不一致。请放回张贴的原件后再发布。")
        files[_inside("notices", notice["pdf"])] = content
        _inside("notices", notice["html"])
    extra = sorted(set(pdfs) - {notice["number"] for notice in notices})
    if extra:
        raise BundleRefusedError(f"这些 PDF 没有登记为已张贴的公示：{'、'.join(extra)}。")
    return files


def _inside(folder: str, path: str) -> str:
    """A path given by data must be a plain file of its folder."""
    parts = path.split("/")
    if len(parts) != 2 or parts[0] != folder or parts[1] in ("", ".", "..") or "\\" in path:
        raise BundleRefusedError(f"文件的位置“{path}”不对，应为 {folder}/文件名。")
    return path


def _write_all(folder: Path, files: Mapping[str, bytes]) -> None:
    for path, content in files.items():
        place = folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    folder.chmod(0o755)


def _replace(target: Path, fresh: Path, old: Path) -> None:
    """Two renames; should the second fail, the old bundle goes back."""
    if not target.exists():
        fresh.rename(target)
        return
    target.rename(old)
    try:
        fresh.rename(target)
    except OSError:
        old.rename(target)
        raise


def _refuse_foreign(target: Path) -> None:
    """Replacing means deleting what was there, so only a bundle's own files may be there."""
    if not target.exists():
        return
    if not target.is_dir():
        raise BundleRefusedError(f"{target} 已存在且不是文件夹。请另选一个文件夹。")
    present = {path.relative_to(target).as_posix() for path in target.rglob("*") if not path.is_dir()}
    foreign = sorted(present - _listed(target) - {MANIFEST})
    if foreign:
        raise BundleRefusedError(
            f"{target} 里有不属于公开包的文件（{foreign[0]}等 {len(foreign)} 个），"
            "为免误删，请另选一个空文件夹。"
        )


def _listed(target: Path) -> set[str]:
    try:
        return set(json.loads((target / MANIFEST).read_bytes())["files"])
    except (OSError, ValueError, KeyError, TypeError):
        return set()
