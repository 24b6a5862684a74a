"""Who stands beside a step in the hall signs in for it on the host's page, and for nothing else."""

from __future__ import annotations

from collections.abc import Container

from resettlement import clock
from resettlement.accounts import service as accounts
from resettlement.errors import RefusedError
from resettlement.rights import SECONDS, WITNESSES
from resettlement.selection.session.command import refuse_alone
from resettlement.translation import gettext as _
from resettlement.web.desk import Desk

WITNESSES_AT_MOST = 3


def second_person(desk: Desk) -> str:
    """The account that confirms what another does, by its own password.

    Raises RefusedError `selection.second_person` for nobody, for who gives the step, and for who has
    nothing to do with the hall: they cannot vouch for what happens in it.
    """
    refuse_alone(desk.text("second"), desk.by)
    return vouched(
        desk, "second", "password", SECONDS,
        _("第二人应为监督人、复核人、另一名主持人或管理员，请换人确认。"),
    )  # fmt: skip


def witnesses(desk: Desk) -> None:
    """Everybody named as a witness of the lot signs in for it: `witness-1` with `password-1`, and so on.

    Raises RefusedError `selection.second_person` for who may not witness.
    """
    for number in range(1, WITNESSES_AT_MOST + 1):
        if desk.text(f"witness-{number}"):
            vouched(
                desk, f"witness-{number}", f"password-{number}", WITNESSES,
                _("见证人应为监督人、公证员、复核人、编办、经办人或管理员，请换人见证。"),
            )  # fmt: skip


def vouched(desk: Desk, field: str, password: str, roles: Container[str], refusal: str) -> str:
    """The account in a field whose password stands in another; failed attempts count as at the sign-in."""
    found = accounts.vouched(
        desk.engine, desk.text(field), desk.as_sent(password), address=desk.address, at=clock.now()
    )
    if found.role not in roles:
        raise RefusedError("selection.second_person", refusal)
    return found.id
