"""A form as it was sent: its fields, and what is wrong with them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated

from litestar.datastructures import FormMultiDict, UploadFile
from litestar.enums import RequestEncodingType
from litestar.params import Body

from resettlement.errors import BadInputError

Form = Annotated[dict[str, str], Body(media_type=RequestEncodingType.URL_ENCODED)]
"""A public form, whose fields are text."""

NEVER_SHOWN_AGAIN = ("csrf_token", "password")
"""What the names of such fields begin with."""


class SentForm:
    """`problems`: what is wrong so far, by field."""

    def __init__(self, form: FormMultiDict) -> None:
        self.form = form
        self.problems: dict[str, str] = {}

    @cached_property
    def fields(self) -> dict[str, str]:
        """Every field to the letter."""
        return {name: self.as_sent(name) for name in self.form}

    def as_sent(self, name: str) -> str:
        """A field to the letter: blanks belong to a password."""
        sent = self.form.get(name, "")
        return sent if isinstance(sent, str) else ""

    def text(self, name: str) -> str:
        """A field as typed, without blanks around it; "" for none."""
        return self.as_sent(name).replace("\r\n", "\n").strip()

    @cached_property
    def typed(self) -> dict[str, str]:
        """Everything typed that may be shown again, by field."""
        return {name: self.text(name) for name in self.form if not name.startswith(NEVER_SHOWN_AGAIN)}

    def file(self, name: str) -> bytes:
        """An uploaded file's bytes; empty for none."""
        sent = self.form.get(name)
        return sent.file.read() if isinstance(sent, UploadFile) else b""

    def day(self, name: str) -> date:
        """A day as typed; where there is none, that is a problem, and any day."""
        try:
            return date.fromisoformat(self.text(name))
        except ValueError:
            self.problems[name] = "请填写日期，如 2021-10-18"
            return date.min

    def require(self, **wanted: str) -> None:
        """Notes for every field left empty what should stand there."""
        self.problems.update({name: said for name, said in wanted.items() if not self.text(name)})

    def check(self, **problems: str) -> None:
        """Raises BadInputError, which `or_show` shows by field, where anything is wrong so far."""
        self.problems.update(problems)
        if self.problems:
            raise BadInputError("；".join(self.problems.values()), fields=dict(self.problems))
