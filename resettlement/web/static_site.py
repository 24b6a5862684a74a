"""One file of a published folder, ready to be sent: what it is, what it holds, and how to name its state.

Nothing outside the folder can be named, whatever the path says: it is resolved first and compared then.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

# The answer adds the charset (UTF-8) to the text types.
CONTENT_TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".py": "text/x-python",
    ".svg": "image/svg+xml",
    ".txt": "text/plain",
}
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True)
class SiteFile:
    """`etag` is of the content (RFC 9110, 8.8.3), so that it survives the folder being published anew."""

    content: bytes
    content_type: str
    etag: str


def read_file(site: Path, path: str) -> SiteFile | None:
    """The file at a URL path below `site`; a folder stands for its index.html. None when there is none."""
    root = site.resolve()
    place = _inside(root, path)
    if place is None:
        return None
    try:
        content = (place / "index.html" if place.is_dir() else place).read_bytes()
    except OSError:
        return None
    kind = CONTENT_TYPES.get(".html" if place.is_dir() else place.suffix.lower(), UNKNOWN)
    return SiteFile(content, kind, f'"{hashlib.sha256(content).hexdigest()[:32]}"')


def _inside(root: Path, path: str) -> Path | None:
    """The place a path names, unless it leads out of the folder or to a hidden file."""
    parts = [part for part in path.split("/") if part]
    if "\\" in path or "\0" in path or any(part.startswith(".") for part in parts):
        return None
    place = root.joinpath(*parts).resolve()
    return place if place.is_relative_to(root) else None


def matches(etag: str, if_none_match: str | None) -> bool:
    """Whether the reader already has it (RFC 9110, 13.1.2; weak comparison)."""
    if if_none_match is None:
        return False
    known = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return etag in known or "*" in known
