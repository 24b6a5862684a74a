"""The documents that a session was opened on are kept as they were."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table."""
    op.create_table(
        "opened_on",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("campaign_id", "name", "content")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_opened_on_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "name", name=op.f("pk_opened_on")),
    )
