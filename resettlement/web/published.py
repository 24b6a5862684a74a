"""What of a campaign is public at this moment, as ready bytes.

The pages are those of the bundle (public_notices.pages) with live addresses. They are made once for each
state of the journal and searched like every notice before anybody sees them; a page that would show what may
not be shown is held back. Only what was posted is here: a standing or a list of posts comes with its notice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import rfc8785
from litestar.exceptions import HTTPException
from sqlalchemy import Engine

from public_notices.bundle import own_wording
from public_notices.gate import leaks
from public_notices.page_views import BundleView
from public_notices.pages import pages_of
from public_notices.read_back import read_html
from public_notices.verifier import assemble
from resettlement import database, translation
from resettlement.publication import public_documents, register
from resettlement.publication.bundle import publish_campaign
from resettlement.records.gate import Gate, gate_of
from resettlement.web.addresses import at, linked
from resettlement.web.cache_key import Key, read_key
from resettlement.web.rendering import LiveLinks
from resettlement.web.response_cache import Prepared, prepare

Data = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class State:
    """A campaign as it stands after one entry of the journal. Every page is made when it is called for;
    resettlement.web.response_cache keeps it.
    """

    key: Key
    views: Mapping[str, BundleView]
    gate: Gate

    @property
    def view(self) -> BundleView:
        """In the language spoken: a view keeps what it has put in words."""
        return self.views[translation.language()]

    def page(self, path: str) -> Prepared:
        """A page of the bundle by its path there, such as `people/S07.html`. 404 when there is none."""
        page = pages_of(self.view).get(path)
        if page is None:
            raise HTTPException(status_code=404)
        return self.checked(linked(page(LiveLinks(translation.language()))))

    def data_file(self, name: str) -> Prepared:
        """`data/NAME.json` as the bundle writes it. 404 for another name, or before there is a result."""
        if name not in self.view.data:
            raise HTTPException(status_code=404)
        return prepare(rfc8785.dumps(dict(self.view.data[name])), "json")

    def bundle(self, engine: Engine) -> Prepared:
        """Everything in one file, once the result has been recorded and posted; 404 before."""
        log = self.view.data["log"]
        recorded = sum(entry["type"] == "session_recorded" for entry in log["campaign"])
        if recorded < len(log) - 1 or all(
            notice["kind"] != "result" for notice in self.view.notices.values()
        ):
            raise HTTPException(status_code=404)
        return prepare(bundle(engine, self.key[0]), "zip")

    def checked(self, html: str) -> Prepared:
        """The page, unless it shows what may not be shown: then 503, and nothing of it."""
        permitted = (*self.gate.permitted, *own_wording(self.view.data))
        if leaks(read_html(html), self.gate.names, permitted):
            raise HTTPException(status_code=503, detail="held back")
        return prepare(html.encode(), "html")


class PublicSite:
    """The newest state of each campaign, made again when somebody has written since."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._states: dict[str, State] = {}
        self._making: defaultdict[str, Lock] = defaultdict(Lock)

    def state(self) -> State | None:
        """What is public now of the campaign asked for; None while there is no campaign."""
        with database.reading(self.engine) as db:
            key = read_key(db)
        if key is None:
            return None
        if (found := self._kept(key)) is None:
            with self._making[key[0]]:
                found = self._kept(key) or self._made(key[0])
        return found

    def _kept(self, key: Key) -> State | None:
        found = self._states.get(key[0])
        return found if found and found.key == key else None

    def _made(self, campaign_id: str) -> State:
        with at(campaign_id), database.reading(self.engine) as db:
            key = read_key(db)
            assert key is not None  # campaigns are never removed
            data = public_documents.released(db, campaign_id)
            views = {language: BundleView(data) for language in translation.LANGUAGES}
            self._states[campaign_id] = State(key, views, gate_of(db, campaign_id))
        return self._states[campaign_id]


def notice_pdf(engine: Engine, campaign_id: str, name: str) -> Prepared:
    """The PDF of a notice as it was posted, byte for byte. 404 when there is none."""
    with database.reading(engine) as db:
        every = register.every_posted(db, campaign_id)
        found = next((one for one in every if register.notice_name(one.number) == name), None)
        if found is None:
            raise HTTPException(status_code=404)
        return prepare(register.notice(db, campaign_id, found.sequence).pdf, "pdf")


@cache
def verifier() -> Prepared:
    """The one file with which anybody checks the bundle."""
    return prepare(assemble().encode(), "py")


def bundle(engine: Engine, campaign_id: str) -> bytes:
    """The whole public bundle as one file to take home; the same campaign gives the same bytes."""
    packed = BytesIO()
    with TemporaryDirectory() as scratch, ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        folder = Path(scratch) / campaign_id
        publish_campaign(engine, campaign_id, folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                name = ZipInfo(path.relative_to(scratch).as_posix())
                name.compress_type = ZIP_DEFLATED
                archive.writestr(name, path.read_bytes())
    return packed.getvalue()
