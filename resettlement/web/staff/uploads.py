"""Uploaded workbooks between preview and commit: kept by digest and account, for a day, out of others' reach.

They hold ID numbers: never in a hidden field, never where a web server would hand them out.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Engine

from resettlement.errors import RefusedError
from resettlement.records.layout import ColumnMap

KEPT_SECONDS = 24 * 60 * 60


@dataclass(frozen=True)
class Upload:
    """A workbook as it was sent, and the columns of it that somebody named by hand."""

    content: bytes
    columns: ColumnMap = field(default_factory=dict)


@dataclass(frozen=True)
class Uploads:
    """The folder of uploads, readable for this program's account alone."""

    folder: Path

    def keep(self, account: str, content: bytes) -> str:
        """Keep a file; its SHA-256, under which the same account finds it again. Old ones are dropped."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._drop_old()
        digest = hashlib.sha256(content).hexdigest()
        self._write(self._path(account, digest), content)
        return digest

    def name_columns(self, account: str, digest: str, columns: Mapping[str, Mapping[str, str]]) -> None:
        """Keep beside a file which of its columns is which, said by hand."""
        self._write(self._path(account, digest, ".json"), json.dumps(columns).encode())

    def take(self, account: str, digest: str) -> Upload:
        """The file again. Raises RefusedError `upload.gone` when it is not there any more, or not whole."""
        try:
            content = self._path(account, digest).read_bytes()
        except OSError:
            content = b""
        if not content or hashlib.sha256(content).hexdigest() != digest:
            raise RefusedError("upload.gone", "这份工作簿已经不在服务器上了，没有写入任何内容。请重新上传。")
        named = self._path(account, digest, ".json")
        return Upload(content, json.loads(named.read_bytes()) if named.exists() else {})

    def drop(self, account: str, digest: str) -> None:
        """Forget a file once it was brought in."""
        for suffix in (".xlsx", ".json"):
            self._path(account, digest, suffix).unlink(missing_ok=True)

    def _path(self, account: str, digest: str, suffix: str = ".xlsx") -> Path:
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise RefusedError("upload.gone", "没有这份工作簿，没有写入任何内容。请重新上传。")
        owner = hashlib.sha256(account.encode()).hexdigest()[:16]
        return self.folder / f"{owner}-{digest}{suffix}"

    def _write(self, target: Path, content: bytes) -> None:
        """Whole or not at all, for this program's account alone."""
        under_way = target.with_suffix(f".{os.getpid()}")
        descriptor = os.open(under_way, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        under_way.replace(target)

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
