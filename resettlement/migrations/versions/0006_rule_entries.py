"""Figures that the office enters into a rule pack's overlay: by one person, confirmed by another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table; the overlay itself stays where it was, in its category's row."""
    op.create_table(
        "rule_entry",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("category", "what", "figures", "document", "status", "entered_by", "entered_at")
        ),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("decided_by", "decided_at")),
        sa.CheckConstraint("status IN ('waiting', 'confirmed', 'dropped')", name="rule_entry_status"),
        sa.CheckConstraint("(status = 'waiting') = (decided_by IS NULL)", name="rule_entry_decided"),
        sa.CheckConstraint("status <> 'confirmed' OR decided_by <> entered_by", name="rule_entry_two_people"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "category"],
            ["category.campaign_id", "category.id"],
            name=op.f("fk_rule_entry_campaign_id_category_category"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_rule_entry")),
    )
