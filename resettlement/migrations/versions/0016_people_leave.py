"""Who was removed, whose record was returned to entry, who would not sign; and why."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns of a candidate, and a table of reasons."""
    op.add_column("candidate", sa.Column("refused_on", sa.Date(), nullable=True))
    for name in ("returned_at", "removed_at", "removed_by", "removed_because"):
        op.add_column("candidate", sa.Column(name, sa.String(), nullable=True))
    op.create_table(
        "record_note",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("campaign_id", "candidate")),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("what", "reason", "by", "at")),
        sa.CheckConstraint("what IN ('returned', 'refused_to_sign')", name="record_note_what"),
        sa.CheckConstraint("length(reason) > 0", name="record_note_reason"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_record_note_campaign_id_candidate"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_record_note")),
    )
