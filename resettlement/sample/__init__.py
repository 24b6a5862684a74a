"""The sample campaign: an invented district's 2021 campaign as an office hands it in. Fictional."""

from __future__ import annotations

from pathlib import Path


def folder() -> Path:
    """Where `records.xlsx`, `positions.xlsx`, `wishes.xlsx`, `campaign.toml` and the overlays lie."""
    return Path(__file__).parent
