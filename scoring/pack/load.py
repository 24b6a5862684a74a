"""Packs from files and texts; the shipped ones by id."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path

from scoring.errors import Fault, PackError, why_unreadable
from scoring.toml_text import read_toml

from .build import build_pack
from .check import check_pack
from .overlay import PLACE, apply_overlay
from .shape import Pack

SHIPPED = Path(__file__).parents[1] / "rules"


def shipped_packs() -> tuple[str, ...]:
    """The ids of the packs shipped in `scoring/rules/`, sorted."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def load_pack(pack_id_or_path: str | Path, overlay: str | Path | None = None) -> Pack:
    """A shipped pack by id, or one from a file, with an overlay from a file.

    Raises PackError with every fault of the files, each with its line.
    """
    text = read_text(pack_path(pack_id_or_path), "规则包")
    return pack_from_text(text, None if overlay is None else read_text(Path(overlay), PLACE))


@lru_cache(maxsize=64)
def pack_from_text(text: str, overlay_text: str | None = None) -> Pack:
    """A pack from its text and its overlay's; the digest is over the UTF-8 bytes of both.

    Raises PackError with every fault.
    """
    source = read_toml(text, "规则包")
    faults = check_pack(source)
    if faults:
        raise PackError(faults)
    digest = hashlib.sha256((text + (overlay_text or "")).encode()).hexdigest()
    if overlay_text is None:
        return build_pack(source.data, digest, text, None, None)
    data, overlay = apply_overlay(source, read_toml(overlay_text, PLACE))
    return build_pack(data, digest, text, overlay_text, overlay)


def overlay_from_text(text: str) -> Pack | None:
    """The shipped pack with this overlay on it; None if the text is a pack, not an overlay.

    Raises PackError with every fault, also if the overlaid pack is not a shipped one.
    """
    data = read_toml(text, "文件").data
    if "overlays" not in data or "rule" in data or "chapters" in data:
        return None
    return pack_from_text(read_text(pack_path(str(data["overlays"])), "规则包"), text)


def pack_path(pack_id_or_path: str | Path) -> Path:
    """Where a pack lies: the shipped one if the name is a shipped id, otherwise the path as given."""
    name = str(pack_id_or_path)
    if name in shipped_packs():
        return SHIPPED / f"{name}.toml"
    path = Path(name)
    if not _exists(path):
        known = "、".join(shipped_packs())
        problem = f"“{name[:80]}”既不是随附的规则包，也不是存在的文件"
        raise PackError([Fault("pack.not_found", "规则包", problem, f"随附的规则包：{known}；或写文件路径")])
    return path


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name longer than any file can have
        return False


def read_text(path: Path, place: str) -> str:
    """The text of a pack or overlay file, bytes kept; PackError if it cannot be read as UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        problem = f"读不到 {path.name or path}（{why_unreadable(error)}）"
        raise PackError([Fault("pack.unreadable", place, problem, "请核对路径和权限")]) from None
    except UnicodeDecodeError as error:
        problem = f"{path.name} 第 {error.start + 1} 个字节不是 UTF-8 文字"
        raise PackError([Fault("pack.not_utf8", place, problem, "请另存为 UTF-8 编码")]) from None
    if text.startswith("\ufeff"):  # its digest would be another than that of the same text without
        problem = f"{path.name} 开头有看不见的 BOM 标记"
        raise PackError([Fault("pack.not_utf8", place, problem, "请另存为 UTF-8 编码（不带 BOM）")])
    return text
