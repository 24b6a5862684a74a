"""Scans and photographs as they are taken in: told by their bytes, whatever the file was called."""

from __future__ import annotations

from resettlement.errors import BadInputError
from resettlement.translation import gettext as _

MOST_BYTES = 20 * 1024 * 1024
MEGABYTE = 1024 * 1024
SUFFIXES = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
_FORMS = (
    ("application/pdf", b"%PDF-", b"%%EOF"),
    ("image/jpeg", b"\xff\xd8\xff", b"\xff\xd9"),
    ("image/png", b"\x89PNG\r\n\x1a\n", b"IEND\xae\x42\x60\x82"),
)
"""How a file of each kind begins, and what a whole one has at its end."""


def media_type_of(content: bytes, missing: str) -> str:
    """What the bytes are. Raises BadInputError saying what would be right; `missing` where there are none."""
    if not content:
        raise BadInputError(missing)
    if len(content) > MOST_BYTES:
        size = f"{len(content) / MEGABYTE:.1f}"
        raise BadInputError(
            _("扫描件有 %(size)s MB，最多 20 MB。请降低扫描的分辨率，或改成灰度，重新扫描后再存。", size=size)
        )
    for media_type, begins, ends in _FORMS:
        if content.startswith(begins):
            if ends not in content:
                raise BadInputError(_("文件不完整，结尾缺了一段。请重新扫描，或重新选择文件。"))
            return media_type
    raise BadInputError(
        _("文件的内容不是 PDF、JPEG 或 PNG（看的是内容，不是文件名）。请用其中一种格式重新扫描后再存。")
    )
