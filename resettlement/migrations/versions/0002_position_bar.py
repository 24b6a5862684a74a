"""Single posts that a reviewer closed to single people (不对本人开放的岗位), written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLE = "position_bar"


def upgrade() -> None:
    """Make the table, then what guards it."""
    op.create_table(
        TABLE,
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("candidate", sa.String(), nullable=False),
        sa.Column("position", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("barred", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("at", sa.String(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name="position_bar_reason"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_position_bar_campaign_id_candidate_candidate"),
        ),
        sa.PrimaryKeyConstraint(
            "campaign_id", "candidate", "position", "number", name=op.f("pk_position_bar")
        ),
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE TRIGGER {TABLE}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {TABLE} "
            "FOR EACH STATEMENT EXECUTE FUNCTION written_once()"
        )
        return
    abort = f"SELECT RAISE(ABORT, '{TABLE}.immutable')"
    for verb in ("UPDATE", "DELETE"):
        op.execute(f"CREATE TRIGGER {TABLE}_no_{verb.lower()} BEFORE {verb} ON {TABLE} BEGIN {abort}; END")
    taken = " AND ".join(f"{key} = NEW.{key}" for key in ("campaign_id", "candidate", "position", "number"))
    op.execute(  # INSERT OR REPLACE deletes without firing a DELETE trigger
        f"CREATE TRIGGER {TABLE}_only_new BEFORE INSERT ON {TABLE} BEGIN "  # noqa: S608
        f"{abort} WHERE EXISTS (SELECT 1 FROM {TABLE} WHERE {taken}); END"
    )
