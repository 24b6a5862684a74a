"""What can be asked for in a session: the shape every command has, and how a form and a script spell it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar, Self, TypeAlias

from resettlement.errors import BadInputError, RefusedError
from resettlement.selection.session.state import Event, Opened, Session
from resettlement.translation import gettext as _
from resettlement.translation import gettext_noop as later
from resettlement.translation import looked_up

CONTROL, STANDBY = "/hall/control/{command}", "/hall/standby/{command}"
Form: TypeAlias = Mapping[str, str]
Filed: TypeAlias = Callable[[str], Opened | None]
"""Hands out a person's filed wishes; None where they filed none."""


@dataclass(frozen=True)
class Command(ABC):
    """A subclass says how it is called (`name`, the `arguments` of its line in a script, what it `does`), on
    which desk, whether it may be given `while_paused`, and what it decides."""

    name: ClassVar[str]
    arguments: ClassVar[str] = ""
    does: ClassVar[str]
    desk: ClassVar[str] = CONTROL
    while_paused: ClassVar[bool] = False

    @property
    def confirmed_by(self) -> str:
        """The second account that stands behind it; "" where one person is enough."""
        return ""

    @abstractmethod
    def decide(self, session: Session, at: datetime, by: str) -> Event:
        """The event that it makes now, given by this account. Raises RefusedError (`selection.…`)."""

    @classmethod
    def from_words(cls, words: Sequence[str], session: Session, filed: Filed) -> Self:
        """From a line of a script: the fields in their order, and as reason whatever is left.

        Raises IndexError or ValueError where something lacks.
        """
        names = [field.name for field in fields(cls)]
        return cls(*(" ".join(words[n:]) if name == "reason" else words[n] for n, name in enumerate(names)))

    @classmethod
    def from_form(cls, form: Form, session: Session, filed: Filed, second: str) -> Self:
        """From a form that names its fields so; `second` is the account that confirmed with its password.

        Raises BadInputError for what cannot be read.
        """
        return cls.from_words([given(form, field.name) for field in fields(cls)], session, filed)


def refuse_alone(second: str, by: str) -> None:
    """RefusedError `selection.second_person` unless somebody else confirms what this account does."""
    if not second or second == by:
        raise RefusedError(
            "selection.second_person", _("这一步须由另一人（例如纪检监督人员）共同确认，一个人不能登记。")
        )


def given(form: Form, field: str) -> str:
    """What was typed, without blanks around it."""
    return form.get(field, "").strip()


def several(form: Form, prefix: str) -> tuple[str, ...]:
    """The filled fields `prefix-…`, in their order."""
    return tuple(given(form, name) for name in form if name.startswith(f"{prefix}-") and given(form, name))


def number_of(form: Form, field: str) -> int:
    """A whole number of a form. Raises BadInputError naming the field."""
    typed = given(form, field)
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        label = looked_up(LABELS.get(field, field))
        raise BadInputError(_("提交的内容不完整（%(field)s）。请回到控制台重新操作。", field=label))
    return int(typed)


LABELS = {
    "expected": later("看板序号"),
    "from_version": later("要撤销的记录"),
    "version": later("要联签的记录"),
}
