"""The answer of the command as the contract writes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .pack import Pack
from .sheet import ScoreSheet


def result_json(pack: Pack, sheets: Sequence[ScoreSheet]) -> dict[str, Any]:
    """Pack and sheets; `overlay` names who set what the pack leaves open, or is null."""
    overlay = pack.overlay
    return {
        "pack": {
            "id": pack.id,
            "title": pack.title,
            "digest": pack.digest,
            "overlay": overlay and {
                "by": overlay.by, "document": overlay.document, "on": overlay.on.isoformat()
            },
        },
        "sheets": [sheet.to_json() for sheet in sheets],
    }  # fmt: skip
