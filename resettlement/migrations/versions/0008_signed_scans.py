"""Scans of signed agreements, filed to their picks: added, never changed or removed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """One new table; on SQLite the third trigger stops INSERT OR REPLACE, which fires no DELETE trigger."""
    _signed_scan()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER signed_scan_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON signed_scan "
            "FOR EACH STATEMENT EXECUTE FUNCTION written_once()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER signed_scan_no_{verb.lower()} BEFORE {verb} ON signed_scan "
            "BEGIN SELECT RAISE(ABORT, 'signed_scan.immutable'); END"
        )
    op.execute(
        "CREATE TRIGGER signed_scan_only_new BEFORE INSERT ON signed_scan BEGIN "
        "SELECT RAISE(ABORT, 'signed_scan.immutable') WHERE EXISTS (SELECT 1 FROM signed_scan "
        "WHERE session = NEW.session AND version = NEW.version AND number = NEW.number); END"
    )


def _signed_scan() -> None:
    op.create_table(
        "signed_scan",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("candidate", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("filed_by", sa.String(), nullable=False),
        sa.Column("filed_at", sa.String(), nullable=False),
        sa.CheckConstraint("version >= 1", name="signed_scan_version"),
        sa.CheckConstraint("number >= 1", name="signed_scan_number"),
        sa.CheckConstraint("size BETWEEN 1 AND 20971520", name="signed_scan_size"),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="signed_scan_media_type"
        ),
        sa.ForeignKeyConstraint(
            ["session", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_signed_scan_session_candidate"),
        ),
        sa.PrimaryKeyConstraint("session", "version", "number", name=op.f("pk_signed_scan")),
    )
