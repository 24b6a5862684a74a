"""One file of a published folder, ready to be sent: what it is, what it holds, and how to name its state.

No path can name anything outside the folder: it is resolved first and compared then.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path

from resettlement.web.response_cache import Prepared, prepare


def folder_of(site: Path, campaign_id: str | None) -> Path:
    """Where the bundle of a campaign lies: in `site` for the first that was published there, beside it for
    every other (`SITE-CAMPAIGN`), so that none is written over another.
    """
    try:
        held = json.loads((site / "data" / "campaign.json").read_bytes())["id"]
    except (OSError, ValueError, KeyError):
        return site
    return site if campaign_id in (None, held) else site.with_name(f"{site.name}-{campaign_id}")


def read_file(site: Path, path: str) -> Prepared | None:
    """The file at a URL path below `site`; a folder stands for its index.html. None when there is none."""
    root = site.resolve()
    place = _inside(root, path)
    if place is None:
        return None
    file = place / "index.html" if place.is_dir() else place
    try:
        found = file.stat()
        return _ready(file, found.st_ino, found.st_mtime_ns, found.st_size)
    except OSError:
        return None


@lru_cache(maxsize=256)
def _ready(file: Path, *_state: int) -> Prepared:
    """A file as it was written last, packed once; its tag is of the content, so that it survives a folder
    that is published anew.
    """
    return prepare(file.read_bytes(), file.suffix.removeprefix("."))


def _inside(root: Path, path: str) -> Path | None:
    """The place a path names, unless it leads out of the folder or to a hidden file."""
    parts = [part for part in path.split("/") if part]
    if "\\" in path or "\0" in path or any(part.startswith(".") for part in parts):
        return None
    place = root.joinpath(*parts).resolve()
    return place if place.is_relative_to(root) else None
