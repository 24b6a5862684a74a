"""Placement letters; contacts that are numbered, corrected and say how satisfied; follow-ups that end."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Contacts of before are numbered by their days."""
    _follow_up_ends()
    _contacts_numbered()
    _placement_letter()
    _written_once()


def _follow_up_ends() -> None:
    # In words of SQL: both databases take a column with its check, and SQLite keeps the table's other checks.
    op.execute(
        "ALTER TABLE follow_up ADD COLUMN ended_why VARCHAR "
        "CONSTRAINT ended_why_known CHECK (ended_why IN ('died', 'withdrew', 'moved'))"
    )
    op.add_column("follow_up", sa.Column("ended_on", sa.Date(), nullable=True))
    for name in ("ended_note", "ended_by"):
        op.add_column("follow_up", sa.Column(name, sa.String(), nullable=True))


def _contacts_numbered() -> None:
    op.execute("ALTER TABLE follow_up_contact ADD COLUMN serial INTEGER NOT NULL DEFAULT 0")
    op.execute(
        "ALTER TABLE follow_up_contact ADD COLUMN satisfied INTEGER "
        "CONSTRAINT satisfied_from_1_to_5 CHECK (satisfied BETWEEN 1 AND 5)"
    )
    op.add_column("follow_up_contact", sa.Column("replaces", sa.Integer(), nullable=True))
    op.execute(
        "ALTER TABLE follow_up_contact ADD COLUMN reason VARCHAR "
        "CONSTRAINT replaced_with_reason CHECK ((replaces IS NULL) = (reason IS NULL))"
    )
    op.execute(
        "UPDATE follow_up_contact SET serial = (SELECT count(*) FROM follow_up_contact AS earlier "
        "WHERE earlier.campaign_id = follow_up_contact.campaign_id "
        "AND (earlier.held_on, earlier.candidate, earlier.number) "
        "<= (follow_up_contact.held_on, follow_up_contact.candidate, follow_up_contact.number))"
    )
    op.create_index(
        "uq_follow_up_contact_serial", "follow_up_contact", ["campaign_id", "serial"], unique=True
    )


def _placement_letter() -> None:
    op.create_table(
        "placement_letter",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=False) for name in ("number", "candidate", "position")),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("letter_on", "report_by_on")),
        *(
            sa.Column(name, sa.String(), nullable=False)
            for name in ("content", "data_sha256", "issued_by", "issued_at")
        ),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("sequence >= 1", name="letter_sequence"),
        sa.CheckConstraint("(replaces IS NULL) = (reason IS NULL)", name="letter_replaced_with_reason"),
        sa.CheckConstraint("report_by_on >= letter_on", name="letter_report_by"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_placement_letter_campaign_id_campaign")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_placement_letter_campaign_id_candidate"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "sequence", name=op.f("pk_placement_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_placement_letter_number")),
    )


def _written_once() -> None:
    """On SQLite the third trigger stops INSERT OR REPLACE, which fires no DELETE trigger."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE TRIGGER placement_letter_no_change BEFORE UPDATE OR DELETE OR TRUNCATE "
            "ON placement_letter FOR EACH STATEMENT EXECUTE FUNCTION written_once()"
        )
        return
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER placement_letter_no_{verb.lower()} BEFORE {verb} ON placement_letter "
            "BEGIN SELECT RAISE(ABORT, 'placement_letter.immutable'); END"
        )
    op.execute(
        "CREATE TRIGGER placement_letter_only_new BEFORE INSERT ON placement_letter BEGIN "
        "SELECT RAISE(ABORT, 'placement_letter.immutable') WHERE EXISTS (SELECT 1 FROM placement_letter "
        "WHERE (campaign_id = NEW.campaign_id AND sequence = NEW.sequence) OR number = NEW.number); END"
    )
