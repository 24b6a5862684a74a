"""A contact is corrected, a follow-up ended or taken up again, each with a reason."""

from __future__ import annotations

from litestar import post
from litestar.exceptions import NotFoundException
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath
from sqlmodel import Session

from resettlement import clock
from resettlement.follow_up.corrections import correct_contact, end_follow_up, take_up_again
from resettlement.follow_up.model import QUESTIONS, Answer, Ended
from resettlement.follow_up.service import contacts
from resettlement.translation import gettext as _
from resettlement.web.callers.desk import PEOPLE, Desk
from resettlement.web.callers.events import registered
from resettlement.web.callers.forms import Fault, Reader
from resettlement.web.callers.person import Form
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do

PERSON = PEOPLE + "/{campaign:str}/{candidate:str}"


@post(PERSON + "/contacts/{serial:int}", guards=[may_do("correct")], sync_to_thread=True)
def correct(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    candidate: FromPath[str],
    serial: FromPath[int],
    data: Form,
) -> AnyResponse:
    """A contact with what was wrong in it put right; what is left empty stays as it was."""

    def carry_out(db: Session, _found: Desk) -> list[Fault]:
        if serial not in {contact.serial for contact in contacts(db, campaign, candidate)}:
            raise NotFoundException
        read = Reader(data)
        answers = {topic: Answer(data[topic]) for topic in QUESTIONS if data.get(topic) in {*Answer}}
        reason = read.text("correct_reason", "更正理由", needed=_("请写明为什么更正。"))
        note = read.text("correct_note", "说了什么")
        changed = {"answers": answers} | ({"note": note} if note else {})
        if not read.faults:
            correct_contact(db, campaign, serial, changed, reason=reason, by=account.id, at=clock.now())
        return [Fault(f"{fault.field}-{serial}", fault.message) for fault in read.faults]

    typed = {**data, "correcting": str(serial)}
    return registered(request, engine, (campaign, candidate), typed, carry_out, "history")


@post(PERSON + "/end", guards=[may_do("end")], sync_to_thread=True)
def end(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    candidate: FromPath[str],
    data: Form,
) -> AnyResponse:
    """Nobody calls any more."""

    def carry_out(db: Session, _found: Desk) -> list[Fault]:
        read = Reader(data)
        why = read.choice("ended_why", Ended, Ended.MOVED, _("请选择为什么结束回访。"))
        note = read.text("ended_note", "怎么知道的", needed=_("请写明为什么结束回访、怎么知道的。"))
        if not read.faults:
            end_follow_up(db, campaign, candidate, why, note=note, by=account.id, at=clock.now())
        return read.faults

    return registered(request, engine, (campaign, candidate), data, carry_out, "ending")


@post(PERSON + "/reopen", guards=[may_do("reopen")], sync_to_thread=True)
def reopen(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    campaign: FromPath[str],
    candidate: FromPath[str],
    data: Form,
) -> AnyResponse:
    """An end that was a mistake is undone."""

    def carry_out(db: Session, _found: Desk) -> list[Fault]:
        read = Reader(data)
        reason = read.text("reopen_reason", "恢复理由", needed=_("请写明为什么恢复回访。"))
        if not read.faults:
            take_up_again(db, campaign, candidate, reason=reason, by=account.id, at=clock.now())
        return read.faults

    return registered(request, engine, (campaign, candidate), data, carry_out, "ending")


handlers: list[HTTPRouteHandler] = [correct, end, reopen]
