"""How a post was come by, read from the session's log: what agreement and minutes say of it. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from public_notices.log_views import revoked_versions
from public_notices.wording import BASES, MISSED
from resettlement.journal.model import Entry

HELD = "因同分，已按各人事先密封、会上启封的志愿统一分配到岗"
Payload = Mapping[str, Any]


@dataclass(frozen=True)
class Taking:
    """What the log says of one pick.

    `basis` is the entry's own. `missed`: why the rules took the post for somebody who did not choose, empty
    where they, or their `proxy` with these `papers`, were there. `wish`: which of the wishes filed it was,
    counted from 1; 0 for another post that was accepted too, and for what no wish decided.
    """

    basis: str
    missed: str = ""
    proxy: bool = False
    papers: tuple[str, ...] = ()
    wish: int = 0


def taking(entries: Sequence[Entry], version: int) -> Taking:
    """How the post of the pick in entry `version` was come by; `entries` is the log from its beginning."""
    pick = entries[version - 1].payload
    turn = _turn(entries[: version - 1], pick["candidate"])
    missed = [one.payload for one in turn if one.type == "missed"]
    admitted = [one.payload for one in turn if one.type == "proxy_admitted"]
    wishes = pick["opened"]["wishes"] if pick.get("opened") else []
    post = pick["position"]
    return Taking(
        pick["basis"],
        MISSED[missed[-1]["reason"]] if missed else "",
        proxy=bool(pick["proxy"]) and not missed,
        papers=tuple(admitted[-1]["papers"]) if admitted and not missed else (),
        wish=wishes.index(post) + 1 if post in wishes else 0,
    )


def sentence(of: Taking, order: int) -> str:
    """How the third party of the agreement came by the post, under which running number."""
    turn = f"按第{order}顺位"
    if of.missed:
        return f"{turn}，因丙方{of.missed}，依选岗规则取岗：{_by_rule(of)}"
    if of.proxy:
        shown = f"由受托人持{'、'.join(of.papers)}" if of.papers else "由受托人"
        done = f"{HELD}，{shown}到席确认" if of.basis == "tie" else f"{shown}代为选岗，受托人当场确认"
        return f"{turn}，{done}"
    match of.basis:
        case "live":
            return f"{turn}选岗，并当场确认"
        case "tie":
            return f"{turn}，{HELD}，本人到席确认"
        case other:
            return f"{turn}，{BASES.get(other, other)}"


def in_brief(of: Taking) -> str:
    """The same for a table."""
    how = BASES.get(of.basis, of.basis)
    if of.missed:
        return f"{of.missed}，{how}{f'（第{of.wish}志愿）' if of.wish else ''}"
    return f"{how}（受托人）" if of.proxy else how


def _by_rule(of: Taking) -> str:
    if of.basis == "tie":
        return f"{HELD}，按预留的名额办理"
    if of.wish:
        return f"按丙方事先密封、会上启封的志愿，取第{of.wish}志愿"
    return "按丙方事先密封、会上启封的志愿，所填各岗位已无名额，依其服从调剂取岗"


def _turn(before: Sequence[Entry], candidate: str) -> list[Entry]:
    """What stands of somebody's turn, from their last call on."""
    revoked = revoked_versions(entry.to_json() for entry in before)
    theirs = [
        entry
        for entry in before
        if entry.version not in revoked and entry.payload.get("candidate") == candidate
    ]
    calls = [at for at, entry in enumerate(theirs) if entry.type == "called"]
    return theirs[calls[-1] :] if calls else []
