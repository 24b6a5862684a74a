"""Wishes filed more than once, each filing kept; codes to file them with; when filing closes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_AS_BEFORE = "campaign_id, candidate, wishes, accepts_any, filed_at, entered_by"
ONLY_ADDED_TO = ("filed_wishes", "wish_code")


def upgrade() -> None:
    """What was filed before came from a workbook, once a person. Rows are added, never changed or removed."""
    op.add_column("campaign", sa.Column("wishes_close_at", sa.String(), nullable=True))
    op.rename_table("filed_wishes", "filed_wishes_before")
    if op.get_bind().dialect.name == "postgresql":  # where names of keys are the schema's, not the table's
        op.drop_constraint("pk_filed_wishes", "filed_wishes_before")
    _filed_wishes()
    op.execute(
        f"INSERT INTO filed_wishes ({_AS_BEFORE}, revision, how) "  # noqa: S608
        f"SELECT {_AS_BEFORE}, 1, 'workbook' FROM filed_wishes_before"
    )
    op.drop_table("filed_wishes_before")
    _wish_code()
    _only_add()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _filed_wishes() -> None:
    op.create_table(
        "filed_wishes",
        *_text("campaign_id", "candidate"),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_text("how", "wishes"),
        sa.Column("accepts_any", sa.Boolean(), nullable=False),
        *_text("filed_at", "entered_by"),
        sa.CheckConstraint("revision >= 1", name="filed_wishes_revision"),
        sa.CheckConstraint("how IN ('phone', 'paper', 'workbook')", name="filed_wishes_how"),
        _of_candidate("filed_wishes"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "revision", name=op.f("pk_filed_wishes")),
    )


def _wish_code() -> None:
    op.create_table(
        "wish_code",
        *_text("campaign_id", "candidate"),
        sa.Column("issue", sa.Integer(), nullable=False),
        *_text("issued_at", "issued_by"),
        sa.CheckConstraint("issue >= 1", name="wish_code_issue"),
        _of_candidate("wish_code"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "issue", name=op.f("pk_wish_code")),
    )


def _of_candidate(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["campaign_id", "candidate"],
        ["candidate.campaign_id", "candidate.code"],
        name=op.f(f"fk_{table}_campaign_id_candidate_candidate"),
    )


def _only_add() -> None:
    for table in ONLY_ADDED_TO:
        if op.get_bind().dialect.name == "postgresql":
            op.execute(
                f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION written_once()"
            )
            continue
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table}.immutable'); END"
            )
