"""A posted notice is withdrawn by a numbered one (撤回公告): it hangs no more, and counts as never posted.

Nothing is taken off the register. What a withdrawn notice posted has to be posted again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from resettlement import clock, database
from resettlement.campaign.service import campaign, stream_of
from resettlement.campaign.settings import settings_of
from resettlement.errors import RefusedError
from resettlement.journal.service import act, newest_by_type
from resettlement.notices import contents
from resettlement.notices.contents import Heading
from resettlement.notices.drafting import LISTS, next_number
from resettlement.notices.posting import post, prepare
from resettlement.publication import public_documents, register
from resettlement.publication.register import Posted
from resettlement.publication.tables import Notice
from resettlement.records.gate import gate_of
from resettlement.selection.service import stream_of as session_stream
from resettlement.standing.service import newest_standing
from resettlement.translation import gettext as _
from resettlement.translation import in_chinese

TITLE = "关于撤回{number}的公告"


def withdraw_notice(engine: Engine, campaign_id: str, number: str, reason: str, *, by: str) -> Notice:
    """Post the notice that withdraws notice `number`; it is made and read back like every other.

    Raises RefusedError `posting.unknown_notice`, `posting.withdrawn`, `posting.no_reason`,
    `posting.not_the_newest` for one that another has replaced or corrected, `standing.frozen`,
    `posting.session_opened`; and what `posting.prepare` raises.
    """
    with database.reading(engine) as db:
        content = _content(db, campaign_id, number, reason, clock.now().date())
        gate = gate_of(db, campaign_id)
    prepared = prepare(content, full_names=gate.names, permitted=gate.permitted)

    def checked_and_posted(db: Session, at: datetime) -> Notice:
        _refuse(db, campaign_id, number, reason)
        return post(db, campaign_id, prepared, by=by, at=at)

    return act(engine, stream_of(campaign_id), checked_and_posted)


def may_be_withdrawn(db: Session, campaign_id: str, number: str) -> bool:
    """Whether `withdraw_notice` would take it, given a reason."""
    try:
        _refuse(db, campaign_id, number, "-")
    except RefusedError:
        return False
    return True


@in_chinese
def _content(db: Session, campaign_id: str, number: str, reason: str, today: date) -> Mapping[str, Any]:
    withdrawn = _refuse(db, campaign_id, number, reason)
    row = campaign(db, campaign_id)
    own = next_number(settings_of(row), register.every_posted(db, campaign_id), row.year)
    heading = Heading(own, TITLE.format(number=number), today, None, ())
    documents = {"campaign": public_documents.frozen_campaign(db, campaign_id)}
    return contents.withdrawal(heading, documents, withdrawn.number, withdrawn.title, reason.strip())


def _refuse(db: Session, campaign_id: str, number: str, reason: str) -> Posted:
    """The notice to be withdrawn, where it may be."""
    if number in register.withdrawn(db, campaign_id):
        raise RefusedError("posting.withdrawn", _("%(number)s 已经撤回过。", number=number))
    standing = register.posted(db, campaign_id)
    found = next((one for one in standing if one.number == number), None)
    if found is None:
        raise RefusedError(
            "posting.unknown_notice", _("没有文号为 %(number)s 的公示公告可以撤回。", number=number)
        )
    if not reason.strip():
        raise RefusedError("posting.no_reason", _("请写明撤回的理由；理由会公开。"))
    if (later := _later(found, standing)) is not None:
        raise RefusedError(
            "posting.not_the_newest",
            _(
                "%(number)s 之后已有 %(later)s，不能单独撤回。请撤回 %(later)s，或再做更正公示。",
                number=number,
                later=later.number,
            ),
        )
    _refuse_in_use(db, campaign_id, found)
    return found


def _later(found: Posted, standing: Sequence[Posted]) -> Posted | None:
    """What took the place of a notice, or corrected it."""
    kinds = LISTS if found.kind in LISTS else (found.kind,)
    last = [one for one in standing if one.kind in kinds][-1]
    return None if last.number == found.number else last


def _refuse_in_use(db: Session, campaign_id: str, found: Posted) -> None:
    """A session rests on what was posted for it, a frozen standing on its list; a result may be withdrawn."""
    if found.kind == "result":
        return
    if newest_by_type(db, session_stream(campaign_id)):
        raise RefusedError(
            "posting.session_opened", _("选岗会已经按 %(number)s 开场，不能撤回。", number=found.number)
        )
    newest = newest_standing(db, campaign_id)
    if found.kind in LISTS and newest is not None and newest.frozen:
        raise RefusedError(
            "standing.frozen",
            _("名次已按 %(number)s 冻结，不能撤回。请监督人先解除冻结。", number=found.number),
        )
