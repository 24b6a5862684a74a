"""Uploads that earlier versions kept as files beside the database: they may hold ID numbers, and nobody reads
them any more (resettlement.office.uploads).
"""

from __future__ import annotations

import re
from pathlib import Path

from resettlement import database, settings

_NAME = re.compile(r"[0-9a-f]{16}-[0-9a-f]{64}\.(xlsx|json|[0-9]+)")
"""Account, digest, and what it is: a workbook, its columns, or one that was being written."""


def delete_old_uploads(url: str) -> tuple[Path, int]:
    """Delete them, and their folder once nothing else lies in it: the folder, and how many there were.

    A file that is not named as ours were stays, and so does a folder that is a link to another.
    """
    folder = _folder(url)
    if folder.is_symlink() or not folder.is_dir():
        return folder, 0
    found = [one for one in folder.iterdir() if _NAME.fullmatch(one.name) and one.is_file()]
    for one in found:
        one.unlink(missing_ok=True)
    if found and not any(folder.iterdir()):
        folder.rmdir()
    return folder, len(found)


def _folder(url: str) -> Path:
    """Beside a SQLite database, else in the data folder of the account that runs the server."""
    of = database.address(url)
    if of.get_backend_name() == "sqlite" and of.database and of.database != ":memory:":
        return Path(of.database).resolve().parent / "uploads"
    return settings.data_folder() / "uploads"
