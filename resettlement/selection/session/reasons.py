"""Why something out of the ordinary was done: what the log must carry in words."""

from __future__ import annotations

from resettlement.errors import RefusedError
from resettlement.translation import gettext as _

LONGEST = 200
"""Characters: a sentence or two. The log is published and never shortened."""


def require_reason(reason: str) -> str:
    """The reason without blanks around it.

    RefusedError `selection.reason_missing` where none was given, `selection.reason_too_long` beyond LONGEST.
    """
    words = reason.strip()
    if not words:
        raise RefusedError("selection.reason_missing", _("请写明原因。原因会写进日志。"))
    if len(words) > LONGEST:
        raise RefusedError(
            "selection.reason_too_long",
            _("原因有 %(given)s 个字，最多 %(most)s 个字。请写短些。", given=len(words), most=LONGEST),
        )
    return words
