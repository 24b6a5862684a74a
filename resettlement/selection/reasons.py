"""Why something out of the ordinary was done: what the log must carry in words."""

from __future__ import annotations

from public_notices.translation import gettext as _
from resettlement.errors import RefusedError


def said(reason: str) -> str:
    """The reason without blanks around it. RefusedError `selection.reason_missing` where none was given."""
    if not reason.strip():
        raise RefusedError("selection.reason_missing", _("请写明原因。原因会写进日志。"))
    return reason.strip()
