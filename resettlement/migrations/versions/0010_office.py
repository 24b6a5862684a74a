"""What the office says of itself, the working days it enters, and campaigns that are being prepared."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Three new tables."""
    op.create_table(
        "office_setting",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("key", "value")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_office_setting")),
    )
    op.create_table(
        "workday_year",
        sa.Column("year", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("source", "rest_days", "workdays", "entered_by", "entered_at")
        ),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_workday_year")),
    )
    op.create_table(
        "campaign_draft",
        sa.Column("number", sa.Integer(), nullable=False),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("plan", "files", "changed_by", "changed_at")
        ),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_campaign_draft")),
    )
