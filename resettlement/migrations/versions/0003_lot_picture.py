"""The picture of a session's lot (抽签照片), written once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLE = "lot_picture"


def upgrade() -> None:
    """Make the table, then what guards it."""
    op.create_table(
        TABLE,
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.String(), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="lot_picture_media_type"
        ),
        sa.PrimaryKeyConstraint("session", name=op.f("pk_lot_picture")),
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
    op.execute(  # INSERT OR REPLACE deletes without firing a DELETE trigger
        f"CREATE TRIGGER {TABLE}_only_new BEFORE INSERT ON {TABLE} BEGIN "  # noqa: S608
        f"{abort} WHERE EXISTS (SELECT 1 FROM {TABLE} WHERE session = NEW.session); END"
    )
