"""Uploaded workbooks between preview and commit: kept by digest and account, for a day, out of others' reach.

They hold ID numbers: never in a hidden field, never where a web server would hand them out.
"""

from __future__ import annotations

import hashlib
import os
import re
import time
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine

from resettlement.errors import RefusedError

KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Uploads:
    """The folder of uploads, readable for this program's account alone."""

    folder: Path

    def keep(self, account: str, content: bytes) -> str:
        """Keep a file; its SHA-256, under which the same account finds it again. Old ones are dropped."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._drop_old()
        digest = hashlib.sha256(content).hexdigest()
        target = self._path(account, digest)
        under_way = target.with_suffix(f".{os.getpid()}")
        descriptor = os.open(under_way, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        under_way.replace(target)
        return digest

    def take(self, account: str, digest: str) -> bytes:
        """The file again. Raises RefusedError `upload.gone` when it is not there any more, or not whole."""
        try:
            content = self._path(account, digest).read_bytes()
        except OSError:
            content = b""
        if not content or hashlib.sha256(content).hexdigest() != digest:
            raise RefusedError("upload.gone", "这份工作簿已经不在服务器上了，没有写入任何内容。请重新上传。")
        return content

    def drop(self, account: str, digest: str) -> None:
        """Forget a file once it was brought in."""
        self._path(account, digest).unlink(missing_ok=True)

    def _path(self, account: str, digest: str) -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise RefusedError("upload.gone", "没有这份工作簿，没有写入任何内容。请重新上传。")
        owner = hashlib.sha256(account.encode()).hexdigest()[:16]
        return self.folder / f"{owner}-{digest}.xlsx"

    def _drop_old(self) -> None:
        for path in self.folder.iterdir():
            if time.time() - path.stat().st_mtime > KEPT_SECONDS:
                path.unlink(missing_ok=True)


def uploads(engine: Engine) -> Uploads:
    """Beside a SQLite database, else in the data folder of the account that runs the server."""
    file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
    if file and file != ":memory:":
        return Uploads(Path(file).resolve().parent / "uploads")
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Uploads(Path(home) / "resettlement" / "uploads")
