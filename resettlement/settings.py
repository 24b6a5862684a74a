"""Settings from the environment: nothing that a campaign decides, only where things are."""

from __future__ import annotations

import os
from dataclasses import dataclass
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import urlsplit

from resettlement.errors import BadInputError


@dataclass(frozen=True)
class Settings:
    """`database_url` is any SQLAlchemy URL of SQLite or PostgreSQL (psycopg 3)."""

    database_url: str


def load() -> Settings:
    """`RESETTLEMENT_DATABASE_URL`, else a SQLite file under the user's data folder."""
    url = os.environ.get("RESETTLEMENT_DATABASE_URL")
    return Settings(database_url=url or f"sqlite:///{data_folder() / 'resettlement.db'}")


def trusted_proxies() -> tuple[str, ...]:
    """`RESETTLEMENT_TRUSTED_PROXIES`: addresses or networks, separated by commas; none unless it is set.

    What a web server at one of them says in X-Forwarded-For and X-Forwarded-Proto is believed: the reader's
    address, by which attempts are counted, and that they came by https. It must set both headers itself and
    drop what a reader sent. Raises BadInputError for what is no address: `*` would let anybody be anybody.
    """
    listed = os.environ.get("RESETTLEMENT_TRUSTED_PROXIES", "").split(",")
    proxies = tuple(part.strip() for part in listed if part.strip())
    for proxy in proxies:
        try:
            ip_network(proxy)
        except ValueError as error:
            raise BadInputError(
                f"RESETTLEMENT_TRUSTED_PROXIES 里的“{proxy}”不是 IP 地址或网段。请写反向代理服务器的地址，"
                "例如 127.0.0.1 或 10.0.0.0/24，几个之间用英文逗号隔开。"
            ) from error
    return proxies


def public_address() -> str | None:
    """`RESETTLEMENT_PUBLIC_ADDRESS`: where phones reach this site, such as `http://192.168.1.20:8000`.

    The big screen's QR code leads there; without it, to the address under which the screen was opened. Raises
    BadInputError for what is no such address.
    """
    address = os.environ.get("RESETTLEMENT_PUBLIC_ADDRESS", "").strip().rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query):
        raise BadInputError(
            f"RESETTLEMENT_PUBLIC_ADDRESS 是“{address}”，应为以 http:// 或 https:// 开头、不带路径的网址，"
            "例如 http://192.168.1.20:8000。"
        )
    return address or None


def workdays_file() -> Path | None:
    """`RESETTLEMENT_WORKDAYS`: the table of working days that staff fill, see `workdays.read_calendar`."""
    file = os.environ.get("RESETTLEMENT_WORKDAYS")
    return Path(file) if file else None


def data_folder() -> Path:
    """The user's data folder; made where it is lacking."""
    home = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    folder = Path(home) / "resettlement"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
