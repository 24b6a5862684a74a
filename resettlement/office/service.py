"""What the office says of itself once: its name, where it publishes, how phones and people reach it.

Typed at set-up and put right at the desk; RESETTLEMENT_PUBLIC_ADDRESS goes before what was typed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlmodel import Session, select

from resettlement import database, settings
from resettlement.errors import BadInputError
from resettlement.journal.model import Draft
from resettlement.journal.service import append
from resettlement.office.calendar import STREAM
from resettlement.office.tables import OfficeSetting
from resettlement.translation import gettext as _

PUBLISHED = ("index.html", "data", "verify.py")
"""What lies in every folder that this software has published to."""


@dataclass(frozen=True)
class Office:
    """`folder`: where bundles are published, each campaign's in a folder of its own; `public_address`: where
    phones reach the site, "" for unknown; `address`: where letters reach the office.
    """

    name: str = ""
    folder: str = ""
    public_address: str = ""
    phone: str = ""
    address: str = ""


def office_of(db: Session) -> Office:
    """As it was typed last; empty before set-up."""
    rows = dict(db.exec(select(OfficeSetting.key, OfficeSetting.value)).all())
    return Office(**{key: rows.get(key, "") for key in asdict(Office())})


def public_address(db: Session) -> str | None:
    """Where phones reach the site, without a slash at its end; None for not known."""
    return settings.public_address() or office_of(db).public_address or None


def site_folder(db: Session, campaign_id: str) -> Path | None:
    """Where a campaign's bundle is published; None before the office has said."""
    folder = office_of(db).folder
    return Path(folder) / campaign_id if folder else None


def set_office(db: Session, office: Office, *, by: str, at: datetime) -> None:
    """Keep what was typed. Raises BadInputError with what is wrong by field in `fields`."""
    if wrong := faults(office):
        raise BadInputError("；".join(wrong.values()), fields=wrong)
    kept = office_of(db)
    changed = [key for key, value in asdict(office).items() if value != getattr(kept, key)]
    for key in changed:
        db.merge(OfficeSetting(key=key, value=getattr(office, key)))
    db.flush()
    if changed:
        append(db, STREAM, [Draft("office_changed", {"keys": changed})], by=by, at=at)


def faults(office: Office) -> Mapping[str, str]:
    """What is wrong with it, by field."""
    wanted = {
        "name": _("请填写单位名称"), "phone": _("请填写电话"), "address": _("请填写通信地址"),
    }  # fmt: skip
    found = {key: why for key, why in wanted.items() if not getattr(office, key)}
    if why := folder_fault(office.folder):
        found["folder"] = why
    if office.public_address and not _is_site(office.public_address):
        found["public_address"] = _("应以 http:// 或 https:// 开头、不带路径，如 http://192.168.1.20:8000")
    return found


def folder_fault(folder: str) -> str:
    """Why bundles cannot be published to a folder; "" where it is new, empty, or holds bundles alone.

    A new one is made, and written to, to be sure.
    """
    path = Path(folder)
    if not folder or not path.is_absolute():
        return _("请填写完整的文件夹路径，如 /srv/resettlement/publication")
    if path.exists() and not path.is_dir():
        return _("这是一个文件，不是文件夹。请换一个")
    if path.is_dir() and not _is_ours(path):
        return _("这个文件夹里有别的文件，公布会整体替换它。请换一个新的或空的文件夹")
    try:
        path.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=path):
            return ""
    except OSError as error:
        return _("写不进去（%(why)s）。请换一个文件夹，或给出权限", why=error.strerror)


def suggested_folder(db: Session) -> str:
    """Beside the database's file; in the user's data folder where the database is a server."""
    url = db.get_bind().engine.url
    if url.get_backend_name() == "sqlite" and url.database:
        return str(Path(url.database).absolute().parent / "publication")
    file = database.address(settings.load().database_url).database or ""
    beside = Path(file).parent if file.startswith("/") else settings.data_folder()
    return str(beside / "publication")


def _is_ours(folder: Path) -> bool:
    """Empty, or nothing but folders that each hold a bundle."""
    return all(
        one.is_dir() and (not any(one.iterdir()) or all((one / name).exists() for name in PUBLISHED))
        for one in folder.iterdir()
    )


def _is_site(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not (parts.path or parts.query)
