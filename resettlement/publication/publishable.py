"""Whether what is public could be published if the campaign ended now, asked as often as one likes.

Checked are the documents as data: by the second path (`verifier.verify_documents`), and every text in them by
the publish gate. A newest version that nothing rests on yet is not public and is left out. The stage decides
what is asked for: a session once there is one, a result once it is posted.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from sqlmodel import Session

from public_notices import verifier
from public_notices.bundle import own_wording
from public_notices.verifier import Difference
from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import RefusedError
from resettlement.journal.model import GENESIS
from resettlement.journal.service import newest
from resettlement.publication.public_documents import released
from resettlement.records.gate import Gate, gate_of
from resettlement.selection.service import sessions
from resettlement.selection.service import stream_of as session_stream
from resettlement.translation import gettext as _

GATE = "gate"


"""What a difference that the gate found bears in place of a property's number."""


SHOWN_AT_MOST = 8


KEPT_AT_MOST = 64


Key: TypeAlias = tuple[str, ...]


"""A database, a campaign, and the last hashes of its streams, which tell all that was written to them."""


_kept: dict[Key, tuple[Difference, ...]] = {}


def differences(db: Session, campaign_id: str) -> tuple[Difference, ...]:
    """What keeps the campaign from being published as it is public now; nothing where all is well.

    Kept for as long as nobody writes to the campaign or its session.
    """
    key = _key(db, campaign_id)
    found = _kept.get(key)
    if found is None:
        data = released(db, campaign_id)
        found = (*_by_the_second_path(data), *_by_the_gate(db, campaign_id, data))
        _kept[key] = found
        for old in list(_kept)[:-KEPT_AT_MOST]:
            _kept.pop(old, None)
    return found


def refuse_unpublishable(db: Session, campaign_id: str) -> None:
    """Raises RefusedError `posting.not_publishable` naming every difference."""
    if found := differences(db, campaign_id):
        listed = [one.sentence for one in found[:SHOWN_AT_MOST]]
        if len(found) > SHOWN_AT_MOST:
            listed.append(_("另有 %(n)s 处。", n=len(found) - SHOWN_AT_MOST))
        said = _("已公示的内容没有通过核对，不能继续：\n%(differences)s", differences="\n".join(listed))
        raise RefusedError("posting.not_publishable", said, differences=found)


def _key(db: Session, campaign_id: str) -> Key:
    streams = campaign_stream(campaign_id), *map(session_stream, sessions(db, campaign_id))
    last = (newest(db, stream) for stream in streams)
    return str(db.get_bind().engine.url), campaign_id, *(entry.hash if entry else GENESIS for entry in last)


def _by_the_second_path(data: dict[str, Any]) -> Iterator[Difference]:
    for found in verifier.verify_documents(data).found.values():
        for _state, difference in found:
            yield difference


def _by_the_gate(db: Session, campaign_id: str, data: dict[str, Any]) -> Iterator[Difference]:
    texts: dict[str, str] = {}
    for name in (one for one in data if one != "rules"):
        for where, text in _texts(data[name], name):
            texts.setdefault(text, where)
    known = gate_of(db, campaign_id)
    gate = Gate(known.names, (*known.permitted, *own_wording(data)))
    for one in gate.found((where, text) for text, where in texts.items()):
        yield Difference(GATE, None, one.where, "", one.excerpt, f"{one}。")


MADE_BY_US = {"finding"}


"""Signs that the program makes up: their digits may look like a telephone's, and tell of nobody."""


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text with the place where it stands."""
    match value:
        case str():
            yield where, value
        case dict():
            for key, inner in value.items():
                if key not in MADE_BY_US:
                    yield from _texts(inner, f"{where}.{key}")
        case list():
            for at, inner in enumerate(value):
                yield from _texts(inner, f"{where}.{at}")
        case _:
            pass
