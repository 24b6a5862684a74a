"""`/staff/records/…/remove`, `restore`, `return`, `refuse-to-sign`, `bar`: what is decided about a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import post
from litestar.params import FromPath

from resettlement.errors import BadInputError
from resettlement.records import service
from resettlement.selection import barring
from resettlement.standing import signing
from resettlement.translation import gettext as _
from resettlement.web.desk import AtDesk, Desk, or_show
from resettlement.web.security import AnyResponse, may_do
from resettlement.web.staff.frame import done
from resettlement.web.staff.records import PATH, person_page


@post("/records/{code:str}/remove", guards=[may_do("remove")], sync_to_thread=True)
@or_show(person_page)
def remove(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """Count somebody out who withdrew, died, or was entered twice."""
    return _decided(desk, code, "removed", service.remove)


@post("/records/{code:str}/restore", guards=[may_do("restore")], sync_to_thread=True)
@or_show(person_page)
def restore(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """Count somebody in again who was removed by mistake."""
    return _decided(desk, code, "restored", service.restore)


@post("/records/{code:str}/return", guards=[may_do("return")], sync_to_thread=True)
@or_show(person_page)
def return_record(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """Send a record back to those who enter; they see why."""
    return _decided(desk, code, "returned", service.return_record)


@post("/records/{code:str}/refuse-to-sign", guards=[may_do("refuse-to-sign")], sync_to_thread=True)
@or_show(person_page)
def refuse_to_sign(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """Somebody read the sheet whose version is named and will not sign it."""

    def refuse(db: Any, campaign_id: str, code: str, reason: str, *, by: str, at: Any) -> None:
        seen = desk.text("version")
        signing.refuse_to_sign(db, campaign_id, code, reason, by=by, at=at, seen=seen)

    return _decided(desk, code, "not_signed", refuse)


@post("/records/{code:str}/bar", guards=[may_do("bar")], sync_to_thread=True)
@or_show(person_page)
def bar(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """A single post is closed to this person: papers lacking for it, kinship."""
    return _decided(desk, code, "barred", _of_the_post(desk, "barred_position", barring.bar))


@post("/records/{code:str}/unbar", guards=[may_do("unbar")], sync_to_thread=True)
@or_show(person_page)
def unbar(desk: AtDesk, code: FromPath[str]) -> AnyResponse:
    """The post is theirs to take again."""
    return _decided(desk, code, "unbarred", _of_the_post(desk, "unbarred_position", barring.unbar))


def _of_the_post(desk: Desk, field: str, decide: Callable[..., None]) -> Callable[..., None]:
    """The decision on the post that the form names."""
    position = desk.text(field)
    if not position:
        raise BadInputError(_("请选择岗位。"))

    def on_it(db: Any, campaign_id: str, code: str, reason: str, *, by: str, at: Any) -> None:
        decide(db, campaign_id, code, position, reason, by=by, at=at)

    return on_it


def _decided(desk: Desk, code: str, what: str, decide: Callable[..., None]) -> AnyResponse:
    """One service with the reason typed under `WHAT_because`; back to the person's page."""
    reason = desk.text(f"{what}_because")
    if not reason:
        raise BadInputError(_("请写明理由。"))
    desk.write(lambda db, id_, at: decide(db, id_, code, reason, by=desk.by, at=at))
    return done(f"{PATH}/{code}", what)
