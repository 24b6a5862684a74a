"""Uploaded workbooks wait in the database for their commit, where every server finds them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table."""
    op.create_table(
        "waiting_upload",
        sa.Column("account_id", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("kept_at", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("pk_waiting_upload")),
    )
    op.create_index(op.f("ix_waiting_upload_kept_at"), "waiting_upload", ["kept_at"])
