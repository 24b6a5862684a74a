"""A second session for those whom the first left without a post: when there is one, and what it opens on."""

from __future__ import annotations

from dataclasses import replace

from sqlmodel import Session

from resettlement.campaign.service import stream_of as campaign_stream
from resettlement.errors import RefusedError
from resettlement.objections.service import unanswered
from resettlement.publication import public_documents
from resettlement.selection.outcome import is_recorded, outcome
from resettlement.selection.service import next_session, sessions, stream_of
from resettlement.selection.session.state import SessionOpened
from resettlement.translation import gettext as _


def refuse_needless(db: Session, campaign_id: str) -> None:
    """Where it may not be opened, or nobody would come to it.

    Raises RefusedError `posting.already_open` while the last session is not recorded,
    `posting.objections_open` while somebody waits for an answer, and `posting.nobody_left` where nobody
    without a post may take one that is left.
    """
    if not is_recorded(db, campaign_id):
        raise RefusedError("posting.already_open", _("选岗会已经开过场，结果还没有登记，不能再开一次。"))
    if numbers := unanswered(db, campaign_id):
        raise RefusedError(
            "posting.objections_open",
            _("第 %(numbers)s 号异议还没有答复，不能再开选岗会。请先裁定，或写明不予受理。", numbers=numbers),
        )
    if not is_wanted(db, campaign_id):
        raise RefusedError(
            "posting.nobody_left", _("没有岗位的人里，没有人符合剩余岗位的条件，不用再开选岗会。")
        )


def is_wanted(db: Session, campaign_id: str) -> bool:
    """Whether somebody without a post may take one that is left."""
    found = outcome(db, campaign_id)
    return any(found.open_to(candidate) for candidate in found.without_post)


def opening(db: Session, campaign_id: str) -> SessionOpened:
    """The first event of it: those without a post, one by one in the order of the first session, and the
    seats that nobody holds, all of them at once. Everything else is what the first session was opened on.
    """
    found, held = outcome(db, campaign_id), sessions(db, campaign_id)
    people, left = found.without_post, found.seats_left
    last = public_documents.head(db, stream_of(held[-1]))
    return replace(
        found.first,
        session=next_session(campaign_id, held),
        groups=tuple(
            {"category": group["category"], "classes": tuple((one,) for one in order if one in people)}
            for group, order in zip(found.first.groups, found.order, strict=True)
        ),
        positions=tuple(
            {key: post[key] for key in post if key != "round"} | {"seats": left[post["id"]]}
            for post in found.first.positions
        ),
        eligible={
            person: tuple(post for post in may_take if post not in found.void.get(person, ()))
            for person, may_take in found.first.eligible.items()
            if person in people
        },
        wish_commitments={
            person: sealed for person, sealed in found.first.wish_commitments.items() if person in people
        },
        campaign_head=public_documents.head(db, campaign_stream(campaign_id))["head"],
        after={key: last[key] for key in ("stream", "head", "count")} | {"picks": found.numbers},
    )
