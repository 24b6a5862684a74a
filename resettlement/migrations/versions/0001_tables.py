"""All tables of the first release."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Tables in the order of their foreign keys."""
    _campaign()
    _journal()
    _category()
    _notice()
    _receiving_unit()
    _score_sheet()
    _standing_version()
    _candidate()
    _position()
    _fact()
    _filed_wishes()
    _follow_up()
    _objection()
    _fact_change()
    _follow_up_contact()
    _follow_up_duty()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=True) for name in names]


def _campaign() -> None:
    op.create_table(
        "campaign",
        *_text("id", "title", "district"),
        sa.Column("year", sa.Integer(), nullable=False),
        *_text("issuer"),
        sa.Column("fictional", sa.Boolean(), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        *_text(
            "contact_office",
            "contact_phone",
            "contact_address",
            "objection_guide",
            "session_rules",
            "salt_key",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )


def _journal() -> None:
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("stream"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("at", "by", "type", "payload", "previous", "hash"),
        sa.CheckConstraint("version >= 1", name="journal_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
        sa.UniqueConstraint("stream", "version", name=op.f("uq_journal_stream_version")),
    )


def _category() -> None:
    op.create_table(
        "category",
        *_text("campaign_id", "id", "label"),
        sa.Column("place", sa.Integer(), nullable=False),
        *_text("pack_text"),
        *_optional("overlay_text"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_category_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_category")),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        *_text("campaign_id", "number"),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *_text("kind", "title"),
        sa.Column("posted_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=True),
        sa.Column("standing", sa.Integer(), nullable=True),
        *_text("content", "data_sha256"),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        *_text("pdf_sha256"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_notice_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_notice")),
        sa.UniqueConstraint("campaign_id", "sequence", name=op.f("uq_notice_campaign_id_sequence")),
    )


def _receiving_unit() -> None:
    op.create_table(
        "receiving_unit",
        *_text("campaign_id", "name", "kind"),
        sa.Column("establishment", sa.Integer(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.CheckConstraint("(establishment IS NULL) = (staff IS NULL)", name="unit_establishment"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_receiving_unit_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "name", name=op.f("pk_receiving_unit")),
    )


def _score_sheet() -> None:
    op.create_table(
        "score_sheet",
        *_text("campaign_id", "candidate"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("category", "record", "sheet", "service", "reason", "made_by", "made_at"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_score_sheet_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "version", name=op.f("pk_score_sheet")),
    )


def _standing_version() -> None:
    op.create_table(
        "standing_version",
        *_text("campaign_id"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("groups"),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        *_text("made_at"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_standing_version_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_standing_version")),
    )


def _candidate() -> None:
    op.create_table(
        "candidate",
        *_text("campaign_id", "code", "category", "name", "sex", "id_number"),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("enlisted_on", sa.Date(), nullable=False),
        sa.Column("discharged_on", sa.Date(), nullable=False),
        *_text("education"),
        *_optional("major"),
        *_text("political_status", "certificates", "avoid_units"),
        *_optional("phone"),
        *_text("entered_by"),
        *_optional("reviewed_by", "reviewed_at"),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("sex IN ('男', '女')", name="candidate_sex"),
        sa.CheckConstraint("(reviewed_by IS NULL) = (reviewed_at IS NULL)", name="candidate_reviewed"),
        sa.CheckConstraint("born_on < enlisted_on AND enlisted_on < discharged_on", name="candidate_dates"),
        sa.CheckConstraint("confirmed_on IS NULL OR reviewed_by IS NOT NULL", name="candidate_confirmed"),
        sa.CheckConstraint("length(id_number) = 18", name="candidate_id_number"),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> entered_by", name="candidate_second_person"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "category"],
            ["category.campaign_id", "category.id"],
            name=op.f("fk_candidate_campaign_id_category_category"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_candidate_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "code", name=op.f("pk_candidate")),
        sa.UniqueConstraint("campaign_id", "id_number", name=op.f("uq_candidate_campaign_id_id_number")),
    )


def _position() -> None:
    op.create_table(
        "position",
        *_text("campaign_id", "id"),
        sa.Column("place", sa.Integer(), nullable=False),
        *_text("unit", "title", "kind"),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("coordinated", sa.Boolean(), nullable=False),
        *_text("open_to"),
        *_optional("sex"),
        sa.Column("age_at_most", sa.Integer(), nullable=True),
        sa.Column("age_on", sa.Date(), nullable=True),
        *_optional("education_at_least"),
        *_text("majors"),
        *_optional("political"),
        *_text("certificates"),
        *_optional("note"),
        sa.CheckConstraint("seats >= 0", name="position_seats"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "unit"],
            ["receiving_unit.campaign_id", "receiving_unit.name"],
            name=op.f("fk_position_campaign_id_unit_receiving_unit"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_position_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_position")),
        sa.UniqueConstraint("campaign_id", "place", name=op.f("uq_position_campaign_id_place")),
    )


def _fact() -> None:
    op.create_table(
        "fact",
        *_text("campaign_id", "candidate"),
        sa.Column("index", sa.Integer(), nullable=False),
        *_text("kind", "attributes", "evidence"),
        *_optional("document_number", "page"),
        sa.CheckConstraint('"index" >= 0', name="fact_index"),
        sa.CheckConstraint("length(evidence) > 0", name="fact_evidence"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_fact_campaign_id_candidate_candidate"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "index", name=op.f("pk_fact")),
    )


def _filed_wishes() -> None:
    op.create_table(
        "filed_wishes",
        *_text("campaign_id", "candidate", "wishes"),
        sa.Column("accepts_any", sa.Boolean(), nullable=False),
        *_text("filed_at", "entered_by"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_filed_wishes_campaign_id_candidate_candidate"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", name=op.f("pk_filed_wishes")),
    )


def _follow_up() -> None:
    op.create_table(
        "follow_up",
        *_text("campaign_id", "candidate", "category", "position", "unit", "rules_id", "rules_digest"),
        *_optional("residence"),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("report_by_on", sa.Date(), nullable=True),
        sa.Column("reported_in_on", sa.Date(), nullable=True),
        sa.Column("started_work_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_follow_up_campaign_id_candidate_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "position"],
            ["position.campaign_id", "position.id"],
            name=op.f("fk_follow_up_campaign_id_position_position"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_follow_up_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", name=op.f("pk_follow_up")),
    )


def _objection() -> None:
    op.create_table(
        "objection",
        *_text("campaign_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("candidate", "item"),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        *_text("filed_by", "text", "status"),
        *_optional("ruled_by"),
        sa.Column("ruled_on", sa.Date(), nullable=True),
        *_optional("outcome", "reason", "correction"),
        sa.CheckConstraint(
            "(correction IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'upheld')",
            name="correction_if_upheld",
        ),
        sa.CheckConstraint("(status = 'ruled') = (outcome IS NOT NULL)", name="outcome_if_ruled"),
        sa.CheckConstraint("(status = 'ruled') = (reason IS NOT NULL)", name="reason_if_ruled"),
        sa.CheckConstraint("(status = 'ruled') = (ruled_by IS NOT NULL)", name="ruled_by_if_ruled"),
        sa.CheckConstraint("(status = 'ruled') = (ruled_on IS NOT NULL)", name="ruled_on_if_ruled"),
        sa.CheckConstraint("filed_by IN ('self', 'other')", name="filed_by_known"),
        sa.CheckConstraint("outcome IN ('upheld', 'rejected')", name="outcome_known"),
        sa.CheckConstraint("status IN ('filed', 'ruled')", name="status_known"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            name=op.f("fk_objection_campaign_id_candidate_candidate"),
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_objection_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_candidate"), "objection", ["candidate"], unique=False)


def _fact_change() -> None:
    op.create_table(
        "fact_change",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        *_optional("before"),
        *_text("reason", "by", "at"),
        sa.CheckConstraint("length(reason) > 0", name="fact_change_reason"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate", "fact"],
            ["fact.campaign_id", "fact.candidate", "fact.index"],
            name=op.f("fk_fact_change_campaign_id_candidate_fact_fact"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_fact_change")),
    )


def _follow_up_contact() -> None:
    op.create_table(
        "follow_up_contact",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_text("by", "channel", "contract", "pay", "insurance", "household", "note"),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.CheckConstraint("channel IN ('phone', 'visit')", name="channel_known"),
        sa.CheckConstraint("contract IN ('ok', 'trouble', 'not_yet', 'unknown')", name="contract_known"),
        sa.CheckConstraint("household IN ('ok', 'trouble', 'not_yet', 'unknown')", name="household_known"),
        sa.CheckConstraint("insurance IN ('ok', 'trouble', 'not_yet', 'unknown')", name="insurance_known"),
        sa.CheckConstraint("pay IN ('ok', 'trouble', 'not_yet', 'unknown')", name="pay_known"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["follow_up.campaign_id", "follow_up.candidate"],
            name=op.f("fk_follow_up_contact_campaign_id_candidate_follow_up"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_follow_up_contact")),
    )
    op.create_index(op.f("ix_follow_up_contact_next_on"), "follow_up_contact", ["next_on"], unique=False)


def _follow_up_duty() -> None:
    op.create_table(
        "follow_up_duty",
        *_text("campaign_id", "candidate", "key"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("topic", "label", "owed_by"),
        *_optional("figure", "direction", "law", "article"),
        *_text("state"),
        sa.Column("due_on", sa.Date(), nullable=True),
        *_optional("waits_for"),
        *_text("reason"),
        sa.Column("settled_on", sa.Date(), nullable=True),
        *_optional("settled_by", "settled_note"),
        sa.CheckConstraint("state IN ('dated', 'waiting', 'to_check', 'unknown')", name="state_known"),
        sa.CheckConstraint(
            "topic IN ('contract', 'pay', 'insurance', 'household', 'start', 'other')", name="topic_known"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate"],
            ["follow_up.campaign_id", "follow_up.candidate"],
            name=op.f("fk_follow_up_duty_campaign_id_candidate_follow_up"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "key", name=op.f("pk_follow_up_duty")),
    )
    op.create_index(op.f("ix_follow_up_duty_due_on"), "follow_up_duty", ["due_on"], unique=False)
