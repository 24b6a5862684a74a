"""Settings from the environment: nothing that a campaign decides, only where things are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """`database_url` is any SQLAlchemy URL of SQLite or PostgreSQL (psycopg 3)."""

    database_url: str


def load() -> Settings:
    """`RESETTLEMENT_DATABASE_URL`, else a SQLite file under the user's data folder."""
    url = os.environ.get("RESETTLEMENT_DATABASE_URL")
    return Settings(database_url=url or f"sqlite:///{_data_folder() / 'resettlement.db'}")


def workdays_file() -> Path | None:
    """`RESETTLEMENT_WORKDAYS`: the table of working days that staff fill, see `workdays.read_calendar`."""
    file = os.environ.get("RESETTLEMENT_WORKDAYS")
    return Path(file) if file else None


def _data_folder() -> Path:
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folder = Path(home) / "resettlement"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
