"""The callers' desk: outcome, promise and place of a contact; issues with units; forms sent once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Columns first, then tables in the order of their foreign keys. Earlier contacts count as reached."""
    # In words of SQL: both databases take a column with its check, and SQLite keeps the table's other checks.
    op.execute(
        "ALTER TABLE follow_up_contact ADD COLUMN outcome VARCHAR DEFAULT 'reached' NOT NULL "
        "CONSTRAINT outcome_known CHECK (outcome IN ('reached', 'no_answer', 'asked_later', 'wrong_number'))"
    )
    op.add_column("follow_up_contact", sa.Column("promised", sa.String(), nullable=True))
    op.add_column("follow_up_contact", sa.Column("place", sa.String(), nullable=True))
    _unit_issue()
    _unit_issue_step()
    op.create_table(
        "follow_up_form",
        *_text("campaign_id", "token", "by", "at"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_follow_up_form_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "token", name=op.f("pk_follow_up_form")),
    )


def _unit_issue() -> None:
    op.create_table(
        "unit_issue",
        *_text("campaign_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("unit"),
        sa.Column("candidate", sa.String(), nullable=True),
        *_text("topic", "what"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *_text("opened_by"),
        sa.Column("demanded_by_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        sa.CheckConstraint(
            "topic IN ('contract', 'pay', 'insurance', 'household', 'start', 'other')", name="topic_known"
        ),
        sa.CheckConstraint("length(what) > 0", name="what_said"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "unit"],
            ["receiving_unit.campaign_id", "receiving_unit.name"],
            name=op.f("fk_unit_issue_campaign_id_receiving_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["follow_up.campaign_id", "follow_up.candidate"],
            name=op.f("fk_unit_issue_campaign_id_follow_up"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_unit_issue")),
    )
    op.create_index(op.f("ix_unit_issue_unit"), "unit_issue", ["unit"], unique=False)


def _unit_issue_step() -> None:
    op.create_table(
        "unit_issue_step",
        *_text("campaign_id"),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_text("by", "note"),
        sa.Column("demanded_by_on", sa.Date(), nullable=True),
        sa.CheckConstraint("length(note) > 0", name="note_said"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "issue"],
            ["unit_issue.campaign_id", "unit_issue.number"],
            name=op.f("fk_unit_issue_step_campaign_id_unit_issue"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "issue", "number", name=op.f("pk_unit_issue_step")),
    )


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]
