"""Drafts the next step from what the models say now: `python -m resettlement.migrations MESSAGE`.

A draft is read and completed by hand: triggers and checks are not seen by the comparison.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command

from resettlement.database import alembic_config, upgrade


def main(message: str) -> None:
    """Compare the models with a new SQLite database and write the difference to `versions/`."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'draft.db'}"
        upgrade(url)
        config = alembic_config(url)
        number = len(list((Path(__file__).parent / "versions").glob("[0-9]*.py"))) + 1
        command.revision(config, message, autogenerate=True, rev_id=f"{number:04}")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
