"""What a plan says in public passes the gate before it is kept: no number but the office's own, no names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from public_notices.gate import leaks
from public_notices.read_back import Reading
from public_notices.translation import gettext as _
from resettlement.errors import RefusedError


def texts_of(table: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a plan's public tables, with its key."""
    for key, value in table.items():
        yield from _texts(f"{at}{key}", value)


def _texts(at: str, value: Any) -> Iterator[tuple[str, str]]:
    match value:
        case str():
            yield at, value
        case Mapping():
            yield from texts_of(value, f"{at}.")
        case list() | tuple():
            for one in value:
                yield from _texts(at, one)
        case _:
            pass


def refuse_unpublishable(
    texts: Iterable[tuple[str, str]], *, phone: str, full_names: Iterable[str] = ()
) -> None:
    """Raises RefusedError `gate.not_public` naming the key of each text that may not be shown; `faults`."""
    permitted = [part for part in phone.replace("，", "、").replace(",", "、").split("、") if part.strip()]
    found = leaks(Reading(tuple(texts)), full_names, permitted)
    if found:
        faults = {one.where: f"{_(one.rule)}：{one.excerpt}" for one in found}
        told = "；".join(f"{key} {why}" for key, why in faults.items())
        raise RefusedError(
            "gate.not_public",
            _("这里写的会公开，不能保存：%(told)s。请删去后再试。", told=told),
            faults=faults,
        )
