"""Scans and photographs handed in with objections: added, never changed or removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table; on SQLite the third trigger stops INSERT OR REPLACE, which fires no DELETE trigger."""
    _objection_file()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER objection_file_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON objection_file "
            "FOR EACH STATEMENT EXECUTE FUNCTION written_once()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER objection_file_no_{verb.lower()} BEFORE {verb} ON objection_file "
            "BEGIN SELECT RAISE(ABORT, 'objection_file.immutable'); END"
        )
    op.execute(
        "CREATE TRIGGER objection_file_only_new BEFORE INSERT ON objection_file BEGIN "
        "SELECT RAISE(ABORT, 'objection_file.immutable') WHERE EXISTS (SELECT 1 FROM objection_file "
        "WHERE campaign_id = NEW.campaign_id AND objection = NEW.objection AND number = NEW.number); END"
    )


def _objection_file() -> None:
    op.create_table(
        "objection_file",
        sa.Column("campaign_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("objection", "number")),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("what", "media_type")),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("by", "at")),
        sa.CheckConstraint("length(what) > 0", name="objection_file_what"),
        sa.CheckConstraint("size BETWEEN 1 AND 20971520", name="objection_file_size"),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="objection_file_media_type"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "objection"],
            ["objection.campaign_id", "objection.number"],
            name=op.f("fk_objection_file_campaign_id_objection_objection"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "objection", "number", name=op.f("pk_objection_file")),
    )
