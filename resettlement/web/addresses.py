"""Where things are: each campaign has an address, `/c/CAMPAIGN`, below which everything of it stands.

Routes, handlers and templates say addresses as if there were one campaign. In front of the router the
campaign is taken off the address and kept while the request is answered (`at`, `asked`); it is put back on
every link of a page (`linked`) and every redirect (`here`) as the answer leaves. So no link can be forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from urllib.parse import quote

OF_THE_SITE = re.compile(
    r"/(?:c|assets|sign-in|sign-out|language|demonstration|accounts|callers|campaigns|en/campaigns|setup|healthz|verify\.py)"
    r"(?=[/?#.]|$)"
)
"""What all campaigns share. The callers' desk is one for all of them."""

_LINK = re.compile(r'(\s(?:href|src|action|hx-get|hx-post|data-feed|data-home)=")(/(?!/)[^"]*)')
_ADDRESS = re.compile(r"/c/([^/]+)(/.*)?", re.DOTALL)
_asked: ContextVar[str | None] = ContextVar("campaign", default=None)


def asked() -> str | None:
    """The campaign of the address that is being answered; None for what all campaigns share."""
    return _asked.get()


@contextmanager
def at(campaign_id: str | None) -> Iterator[None]:
    """As somebody at this campaign's address sees the site."""
    token = _asked.set(campaign_id)
    try:
        yield
    finally:
        _asked.reset(token)


def parted(path: str) -> tuple[str | None, str]:
    """The campaign that an address names, and the rest: `/c/a-2021/standing` is a-2021's `/standing`."""
    found = _ADDRESS.fullmatch(path)
    return (found[1], found[2] or "/") if found else (None, path)


def here(path: str) -> str:
    """A local address (a path, with query and fragment if any) as it stands at the campaign asked for."""
    campaign_id = asked()
    if campaign_id is None or not path.startswith("/") or OF_THE_SITE.match(path):
        return path
    return f"/c/{quote(campaign_id, safe='')}{path}"


def linked(html: str) -> str:
    """A page with each of its local addresses as `here` says it. What people typed is escaped and is none."""
    return _LINK.sub(lambda found: found[1] + here(found[2]), html) if asked() else html
