"""Text files as offices write them: UTF-8, with or without a mark in front, or GBK from an older editor."""

from __future__ import annotations

from contextlib import suppress

from resettlement.errors import BadInputError
from resettlement.translation import gettext as _

_ENCODINGS = ("utf-8-sig", "gb18030")  # gb18030 holds GBK and GB 2312


def decoded(content: bytes, name: str) -> str:
    """The text of a file. Raises BadInputError, naming the remedy, for what is neither."""
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError):
            return content.decode(encoding)
    raise BadInputError(
        _("%(file)s：不是文字文件，或编码认不出来。请用记事本打开，另存为 UTF-8 编码后再试。", file=name)
    )
