"""`/staff/records/…/remove`, `restore`, `return`, `refuse-to-sign`: what is decided about a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from litestar import post
from litestar.params import FromPath

from resettlement.errors import BadInputError, RefusedError
from resettlement.records import service
from resettlement.standing import signing
from resettlement.translation import gettext as _
from resettlement.web.security import AnyRequest, AnyResponse, CurrentAccount, CurrentEngine, may_do
from resettlement.web.staff.common import CurrentForm, acting, done, text_of, typed_of
from resettlement.web.staff.records import PATH, person_page


@post("/records/{code:str}/remove", guards=[may_do("remove")], sync_to_thread=True)
def remove(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """Count somebody out who withdrew, died, or was entered twice."""
    return _decided(request, engine, account, form, code, "removed", service.remove)


@post("/records/{code:str}/restore", guards=[may_do("restore")], sync_to_thread=True)
def restore(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """Count somebody in again who was removed by mistake."""
    return _decided(request, engine, account, form, code, "restored", service.restore)


@post("/records/{code:str}/return", guards=[may_do("return")], sync_to_thread=True)
def return_record(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """Send a record back to whoever enters; they see why."""
    return _decided(request, engine, account, form, code, "returned", service.return_record)


@post("/records/{code:str}/refuse-to-sign", guards=[may_do("refuse-to-sign")], sync_to_thread=True)
def refuse_to_sign(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: FromPath[str],
) -> AnyResponse:
    """Somebody read the sheet whose version is named and will not sign it."""

    def refuse(db: Any, campaign_id: str, code: str, reason: str, *, by: str, at: Any) -> None:
        seen = text_of(form, "version")
        signing.refuse_to_sign(db, campaign_id, code, reason, by=by, at=at, seen=seen)

    return _decided(request, engine, account, form, code, "not_signed", refuse)


def _decided(
    request: AnyRequest,
    engine: CurrentEngine,
    account: CurrentAccount,
    form: CurrentForm,
    code: str,
    what: str,
    decide: Callable[..., None],
) -> AnyResponse:
    """One service with the reason typed under `WHAT_because`; back to the person's page."""
    reason = text_of(form, f"{what}_because")
    try:
        if not reason:
            raise BadInputError(_("请写明理由。"))
        acting(engine, lambda db, id_, at: decide(db, id_, code, reason, by=account.id, at=at))
    except (BadInputError, RefusedError) as error:
        return person_page(request, engine, account, code, error, typed_of(form))
    return done(f"{PATH}/{code}", what)
