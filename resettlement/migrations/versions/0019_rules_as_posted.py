"""The overlay as the posted list of scores names it, where a figure was added since."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Lists posted so far name the overlay as it is."""
    op.add_column("category", sa.Column("posted_overlay", sa.String(), nullable=True))
