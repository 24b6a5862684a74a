"""A contact is corrected, a follow-up ended or taken up again, each with a reason."""

from __future__ import annotations

from litestar import post
from litestar.exceptions import NotFoundException
from litestar.params import FromPath
from sqlmodel import Session

from resettlement import clock
from resettlement.follow_up.corrections import correct_contact, end_follow_up, take_up_again
from resettlement.follow_up.model import QUESTIONS, Answer, Ended
from resettlement.follow_up.service import contacts
from resettlement.translation import gettext as _
from resettlement.web.callers.call_list import CallList
from resettlement.web.callers.events import registered
from resettlement.web.callers.forms import Reader
from resettlement.web.callers.person import PERSON
from resettlement.web.desk import AtDesk
from resettlement.web.security import AnyResponse, may_do


@post(PERSON + "/contacts/{serial:int}", guards=[may_do("correct")], sync_to_thread=True)
def correct(
    desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str], serial: FromPath[int]
) -> AnyResponse:
    """A contact with what was wrong in it put right; what is left empty stays as it was."""

    def carry_out(db: Session, _found: CallList, read: Reader) -> None:
        if serial not in {contact.serial for contact in contacts(db, campaign, candidate)}:
            raise NotFoundException
        answers = {
            topic: Answer(read.typed[topic]) for topic in QUESTIONS if read.typed.get(topic) in {*Answer}
        }
        reason = read.text("correct_reason", "更正理由", needed=_("请写明为什么更正。"))
        note = read.text("correct_note", "说了什么")
        changed = {"answers": answers} | ({"note": note} if note else {})
        if not read.faults:
            correct_contact(db, campaign, serial, changed, reason=reason, by=desk.by, at=clock.now())

    chosen = {"correcting": str(serial)}
    return registered(desk, (campaign, candidate), carry_out, "history", chosen, suffix=f"-{serial}")


@post(PERSON + "/end", guards=[may_do("end")], sync_to_thread=True)
def end(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """Nobody calls any more."""

    def carry_out(db: Session, _found: CallList, read: Reader) -> None:
        why = read.choice("ended_why", Ended, Ended.MOVED, _("请选择为什么结束回访。"))
        note = read.text("ended_note", "怎么知道的", needed=_("请写明为什么结束回访、怎么知道的。"))
        if not read.faults:
            end_follow_up(db, campaign, candidate, why, note=note, by=desk.by, at=clock.now())

    return registered(desk, (campaign, candidate), carry_out, "ending")


@post(PERSON + "/reopen", guards=[may_do("reopen")], sync_to_thread=True)
def reopen(desk: AtDesk, campaign: FromPath[str], candidate: FromPath[str]) -> AnyResponse:
    """An end that was a mistake is undone."""

    def carry_out(db: Session, _found: CallList, read: Reader) -> None:
        reason = read.text("reopen_reason", "恢复理由", needed=_("请写明为什么恢复回访。"))
        if not read.faults:
            take_up_again(db, campaign, candidate, reason=reason, by=desk.by, at=clock.now())

    return registered(desk, (campaign, candidate), carry_out, "ending")
