"""Wordings that the gate of public texts lets through after somebody looked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table."""
    op.create_table(
        "permitted_wording",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("wording", "reason", "by", "at")),
        sa.CheckConstraint("length(wording) > 0", name="permitted_wording_says"),
        sa.CheckConstraint("length(reason) > 0", name="permitted_wording_reason"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_permitted_wording_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_permitted_wording")),
        sa.UniqueConstraint("campaign_id", "wording", name=op.f("uq_permitted_wording_campaign_id_wording")),
    )
