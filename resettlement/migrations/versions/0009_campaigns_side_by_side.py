"""Several accounts of one person; what a campaign's notices, session and duties are made from."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Two columns: everybody there is one person, and campaigns opened before said nothing of their texts."""
    op.add_column("account", sa.Column("person", sa.String(), nullable=True))
    op.add_column("campaign", sa.Column("settings", sa.String(), nullable=False, server_default="{}"))
