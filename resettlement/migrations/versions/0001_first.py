"""The first form of the database: every table, and the triggers by which nothing written is ever changed.

The journal is append-only whatever program writes to it (docs/session-log.md). What is in WRITTEN_ONCE has
rows that neither change nor go; of a standing only `frozen` may change, to and fro.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WRITTEN_ONCE: dict[str, tuple[tuple[str, ...], ...]] = {
    "filed_wishes": (("campaign_id", "candidate", "revision"),),
    "objection_file": (("campaign_id", "objection", "number"),),
    "placement_letter": (("campaign_id", "sequence"), ("number",)),
    "score_sheet": (("campaign_id", "candidate", "version"),),
    "signed_scan": (("session", "version", "number"),),
    "wish_code": (("campaign_id", "candidate", "issue"),),
}
"""Each table with its keys: on SQLite, INSERT OR REPLACE deletes without firing a DELETE trigger."""

_ALTERED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("campaign_id", "version", "groups", "made_at")
)


def upgrade() -> None:
    """Make the tables, then what guards them."""
    _tables()
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_sqlite() -> None:
    """No UPDATE, no DELETE; and no INSERT into the journal that is not the next entry of its stream."""
    for table in ("journal", *WRITTEN_ONCE):
        _refuse("UPDATE", table)
        _refuse("DELETE", table)
    op.execute(
        "CREATE TRIGGER journal_next_only BEFORE INSERT ON journal BEGIN "
        "SELECT RAISE(ABORT, 'journal.not_the_next') WHERE EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM journal WHERE hash = NEW.hash) "
        "OR NEW.version <> 1 + COALESCE((SELECT MAX(version) FROM journal WHERE stream = NEW.stream), 0) "
        "OR NEW.previous <> COALESCE((SELECT hash FROM journal WHERE stream = NEW.stream "
        "ORDER BY version DESC LIMIT 1), hex(zeroblob(32))); END"
    )
    for table, keys in WRITTEN_ONCE.items():
        taken = " OR ".join(
            "(" + " AND ".join(f"{column} = NEW.{column}" for column in key) + ")" for key in keys
        )
        op.execute(
            f"CREATE TRIGGER {table}_only_new BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, "  # noqa: S608
            f"'{table}.immutable') WHERE EXISTS (SELECT 1 FROM {table} WHERE {taken}); END"
        )
    _refuse("DELETE", "standing_version")
    _refuse("UPDATE", "standing_version", f"WHEN {_ALTERED.replace('DISTINCT FROM', 'NOT')} ")


def _refuse(verb: str, table: str, when: str = "") -> None:
    code = "journal.append_only" if table == "journal" else f"{table}.immutable"
    op.execute(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} {when}"
        f"BEGIN SELECT RAISE(ABORT, '{code}'); END"
    )


def _guard_on_postgresql() -> None:
    """The same on PostgreSQL, where TRUNCATE must be refused as well."""
    op.execute(
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'journal.append_only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE FUNCTION journal_next_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "DECLARE last record; BEGIN "
        "SELECT version, hash INTO last FROM journal "
        "WHERE stream = NEW.stream ORDER BY version DESC LIMIT 1; "
        "IF NEW.version <> 1 + COALESCE(last.version, 0) "
        "OR NEW.previous <> COALESCE(last.hash, repeat('0', 64)) THEN "
        "RAISE EXCEPTION 'journal.not_the_next' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$"
    )
    op.execute(
        "CREATE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%.immutable', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_next_only BEFORE INSERT ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_next_only()"
    )
    _keep("journal", "UPDATE OR DELETE OR TRUNCATE", "journal_append_only")
    for table in WRITTEN_ONCE:
        _keep(table, "UPDATE OR DELETE OR TRUNCATE", "written_once")
    _keep("standing_version", "DELETE OR TRUNCATE", "written_once")
    op.execute(
        "CREATE TRIGGER standing_version_no_update BEFORE UPDATE ON standing_version "
        f"FOR EACH ROW WHEN ({_ALTERED}) EXECUTE FUNCTION written_once()"
    )


def _keep(table: str, verbs: str, function: str) -> None:
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE {verbs} ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    )


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _refers(columns: list[str], to: list[str], name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(columns, to, name=op.f(name))


def _tables() -> None:
    """Each table after those that it refers to."""
    op.create_table(
        "account",
        *_text("id", "name", "role", "password_hash"),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("person", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_table(
        "campaign",
        *_text("id", "title", "district"),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
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
        sa.Column("wishes_close_at", sa.String(), nullable=True),
        sa.Column("settings", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    op.create_table(
        "campaign_draft",
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("plan", "files", "changed_by", "changed_at"),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_campaign_draft")),
    )
    op.create_table(
        "journal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("stream", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("at", "by", "type", "payload", "previous", "hash"),
        sa.CheckConstraint("version >= 1", name="journal_version"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal")),
        sa.UniqueConstraint("hash", name=op.f("uq_journal_hash")),
        sa.UniqueConstraint("stream", "version", name=op.f("uq_journal_stream_version")),
    )
    op.create_table(
        "office_setting",
        *_text("key", "value"),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_office_setting")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        *_text("account_id", "address", "at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_at"), "sign_in_attempt", ["at"], unique=False)
    op.create_table(
        "waiting_upload",
        *_text("account_id", "digest"),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_text("columns", "kept_at"),
        sa.PrimaryKeyConstraint("account_id", "digest", name=op.f("pk_waiting_upload")),
    )
    op.create_index(op.f("ix_waiting_upload_kept_at"), "waiting_upload", ["kept_at"], unique=False)
    op.create_table(
        "workday_year",
        sa.Column("year", sa.Integer(), nullable=False),
        *_text("source", "rest_days", "workdays", "entered_by", "entered_at"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_workday_year")),
    )
    op.create_table(
        "campaign_change",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("key", "before", "after", "reason", "changed_by", "changed_at"),
        _refers(["campaign_id"], ["campaign.id"], "fk_campaign_change_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_campaign_change")),
    )
    op.create_table(
        "category",
        *_text("campaign_id", "id", "label"),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("pack_text", sa.String(), nullable=False),
        sa.Column("overlay_text", sa.String(), nullable=True),
        sa.Column("posted_overlay", sa.String(), nullable=True),
        _refers(["campaign_id"], ["campaign.id"], "fk_category_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_category")),
    )
    op.create_table(
        "finding_decision",
        *_text("campaign_id", "finding", "by", "verdict", "reason", "at"),
        sa.CheckConstraint("verdict IN ('cleared', 'overruled')", name="finding_verdict"),
        sa.CheckConstraint("length(reason) > 0", name="finding_reason"),
        _refers(["campaign_id"], ["campaign.id"], "fk_finding_decision_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "finding", "by", name=op.f("pk_finding_decision")),
    )
    op.create_table(
        "follow_up_form",
        *_text("campaign_id", "token", "by", "at"),
        _refers(["campaign_id"], ["campaign.id"], "fk_follow_up_form_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "token", name=op.f("pk_follow_up_form")),
    )
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
        sa.Column("pdf_sha256", sa.String(), nullable=False),
        _refers(["campaign_id"], ["campaign.id"], "fk_notice_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_notice")),
        sa.UniqueConstraint("campaign_id", "sequence", name=op.f("uq_notice_campaign_id_sequence")),
    )
    op.create_table(
        "opened_on",
        *_text("campaign_id", "name", "content"),
        _refers(["campaign_id"], ["campaign.id"], "fk_opened_on_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "name", name=op.f("pk_opened_on")),
    )
    op.create_table(
        "permitted_wording",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("wording", "reason", "by", "at"),
        sa.CheckConstraint("length(reason) > 0", name="permitted_wording_reason"),
        sa.CheckConstraint("length(wording) > 0", name="permitted_wording_says"),
        _refers(["campaign_id"], ["campaign.id"], "fk_permitted_wording_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_permitted_wording")),
        sa.UniqueConstraint("campaign_id", "wording", name=op.f("uq_permitted_wording_campaign_id_wording")),
    )
    op.create_table(
        "receiving_unit",
        *_text("campaign_id", "name", "kind"),
        sa.Column("establishment", sa.Integer(), nullable=True),
        sa.Column("staff", sa.Integer(), nullable=True),
        sa.CheckConstraint("(establishment IS NULL) = (staff IS NULL)", name="unit_establishment"),
        _refers(["campaign_id"], ["campaign.id"], "fk_receiving_unit_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "name", name=op.f("pk_receiving_unit")),
    )
    op.create_table(
        "record_policy",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("reviews", sa.Integer(), nullable=False),
        sa.Column("confirmation", sa.Boolean(), nullable=False),
        sa.Column("outlier", sa.String(), nullable=False),
        sa.CheckConstraint("reviews BETWEEN 1 AND 3", name="record_policy_reviews"),
        _refers(["campaign_id"], ["campaign.id"], "fk_record_policy_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_record_policy")),
    )
    op.create_table(
        "score_sheet",
        *_text("campaign_id", "candidate"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_text("category", "record", "sheet", "service", "reason", "made_by", "made_at"),
        _refers(["campaign_id"], ["campaign.id"], "fk_score_sheet_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "version", name=op.f("pk_score_sheet")),
    )
    op.create_table(
        "sign_in",
        *_text("token_sha256", "account_id", "started_at", "seen_at"),
        _refers(["account_id"], ["account.id"], "fk_sign_in_account_id_account"),
        sa.PrimaryKeyConstraint("token_sha256", name=op.f("pk_sign_in")),
    )
    op.create_index(op.f("ix_sign_in_account_id"), "sign_in", ["account_id"], unique=False)
    op.create_table(
        "standing_version",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("groups", sa.String(), nullable=False),
        sa.Column("frozen", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.String(), nullable=False),
        _refers(["campaign_id"], ["campaign.id"], "fk_standing_version_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "version", name=op.f("pk_standing_version")),
    )
    op.create_table(
        "candidate",
        *_text("campaign_id", "code", "category", "name", "sex", "id_number"),
        sa.Column("born_on", sa.Date(), nullable=False),
        sa.Column("enlisted_on", sa.Date(), nullable=False),
        sa.Column("discharged_on", sa.Date(), nullable=False),
        sa.Column("education", sa.String(), nullable=False),
        sa.Column("major", sa.String(), nullable=True),
        *_text("political_status", "certificates", "avoid_units"),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("entered_by", sa.String(), nullable=False),
        sa.Column("reviewed_by", sa.String(), nullable=True),
        sa.Column("reviewed_at", sa.String(), nullable=True),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("refused_on", sa.Date(), nullable=True),
        sa.Column("returned_at", sa.String(), nullable=True),
        sa.Column("removed_at", sa.String(), nullable=True),
        sa.Column("removed_by", sa.String(), nullable=True),
        sa.Column("removed_because", sa.String(), nullable=True),
        sa.CheckConstraint("sex IN ('男', '女')", name="candidate_sex"),
        sa.CheckConstraint("(reviewed_by IS NULL) = (reviewed_at IS NULL)", name="candidate_reviewed"),
        sa.CheckConstraint("born_on < enlisted_on AND enlisted_on < discharged_on", name="candidate_dates"),
        sa.CheckConstraint("confirmed_on IS NULL OR reviewed_by IS NOT NULL", name="candidate_confirmed"),
        sa.CheckConstraint("length(id_number) = 18", name="candidate_id_number"),
        sa.CheckConstraint(
            "reviewed_by IS NULL OR reviewed_by <> entered_by", name="candidate_second_person"
        ),
        _refers(
            ["campaign_id", "category"],
            ["category.campaign_id", "category.id"],
            "fk_candidate_campaign_id_category_category",
        ),
        _refers(["campaign_id"], ["campaign.id"], "fk_candidate_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "code", name=op.f("pk_candidate")),
        sa.UniqueConstraint("campaign_id", "id_number", name=op.f("uq_candidate_campaign_id_id_number")),
    )
    op.create_table(
        "position",
        *_text("campaign_id", "id"),
        sa.Column("place", sa.Integer(), nullable=False),
        *_text("unit", "title", "kind"),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("coordinated", sa.Boolean(), nullable=False),
        sa.Column("open_to", sa.String(), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("age_at_most", sa.Integer(), nullable=True),
        sa.Column("age_on", sa.Date(), nullable=True),
        sa.Column("education_at_least", sa.String(), nullable=True),
        sa.Column("majors", sa.String(), nullable=False),
        sa.Column("political", sa.String(), nullable=True),
        sa.Column("certificates", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("seats >= 0", name="position_seats"),
        _refers(
            ["campaign_id", "unit"],
            ["receiving_unit.campaign_id", "receiving_unit.name"],
            "fk_position_campaign_id_unit_receiving_unit",
        ),
        _refers(["campaign_id"], ["campaign.id"], "fk_position_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "id", name=op.f("pk_position")),
        sa.UniqueConstraint("campaign_id", "place", name=op.f("uq_position_campaign_id_place")),
    )
    op.create_table(
        "rule_entry",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("category", "what", "figures", "document", "status", "entered_by", "entered_at"),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.String(), nullable=True),
        sa.CheckConstraint("(status = 'waiting') = (decided_by IS NULL)", name="rule_entry_decided"),
        sa.CheckConstraint("status <> 'confirmed' OR decided_by <> entered_by", name="rule_entry_two_people"),
        sa.CheckConstraint("status IN ('waiting', 'confirmed', 'dropped')", name="rule_entry_status"),
        _refers(
            ["campaign_id", "category"],
            ["category.campaign_id", "category.id"],
            "fk_rule_entry_campaign_id_category_category",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_rule_entry")),
    )
    op.create_table(
        "fact",
        *_text("campaign_id", "candidate"),
        sa.Column("index", sa.Integer(), nullable=False),
        *_text("kind", "attributes"),
        sa.Column("evidence", sa.String(), nullable=True),
        sa.Column("document_number", sa.String(), nullable=True),
        sa.Column("document_on", sa.Date(), nullable=True),
        sa.Column("page", sa.String(), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.CheckConstraint('"index" >= 0', name="fact_index"),
        sa.CheckConstraint("length(evidence) > 0", name="fact_evidence"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_fact_campaign_id_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "index", name=op.f("pk_fact")),
    )
    op.create_table(
        "filed_wishes",
        *_text("campaign_id", "candidate"),
        sa.Column("revision", sa.Integer(), nullable=False),
        *_text("how", "wishes"),
        sa.Column("accepts_any", sa.Boolean(), nullable=False),
        *_text("filed_at", "entered_by"),
        sa.CheckConstraint("how IN ('phone', 'paper', 'workbook')", name="filed_wishes_how"),
        sa.CheckConstraint("revision >= 1", name="filed_wishes_revision"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_filed_wishes_campaign_id_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "revision", name=op.f("pk_filed_wishes")),
    )
    op.create_table(
        "follow_up",
        *_text("campaign_id", "candidate", "category", "position", "unit", "rules_id", "rules_digest"),
        sa.Column("residence", sa.String(), nullable=True),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("report_by_on", sa.Date(), nullable=True),
        sa.Column("reported_in_on", sa.Date(), nullable=True),
        sa.Column("started_work_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_why", sa.String(), nullable=True),
        sa.Column("ended_note", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.CheckConstraint("ended_why IN ('died', 'withdrew', 'moved')", name="ended_why_known"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_follow_up_campaign_id_candidate_candidate",
        ),
        _refers(
            ["campaign_id", "position"],
            ["position.campaign_id", "position.id"],
            "fk_follow_up_campaign_id_position_position",
        ),
        _refers(["campaign_id"], ["campaign.id"], "fk_follow_up_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", name=op.f("pk_follow_up")),
    )
    op.create_table(
        "objection",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("candidate", "item"),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        *_text("filed_by", "text", "source"),
        sa.Column("admitted_by", sa.String(), nullable=True),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        sa.Column("not_admitted_because", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("ruled_by", sa.String(), nullable=True),
        sa.Column("ruled_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("correction", sa.String(), nullable=True),
        sa.Column("standing_before", sa.Integer(), nullable=True),
        sa.Column("standing_after", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(correction IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'upheld')",
            name="correction_if_upheld",
        ),
        sa.CheckConstraint(
            "(status = 'not_admitted') = (not_admitted_because IS NOT NULL)", name="reason_if_not_admitted"
        ),
        sa.CheckConstraint("(status = 'ruled') = (outcome IS NOT NULL)", name="outcome_if_ruled"),
        sa.CheckConstraint("(status = 'ruled') = (reason IS NOT NULL)", name="reason_if_ruled"),
        sa.CheckConstraint("(status = 'ruled') = (ruled_by IS NOT NULL)", name="ruled_by_if_ruled"),
        sa.CheckConstraint("(status = 'ruled') = (ruled_on IS NOT NULL)", name="ruled_on_if_ruled"),
        sa.CheckConstraint("admitted_by IS NOT NULL OR status IN ('filed', 'ruled')", name="admission_known"),
        sa.CheckConstraint("filed_by IN ('self', 'other')", name="filed_by_known"),
        sa.CheckConstraint("outcome IN ('upheld', 'rejected')", name="outcome_known"),
        sa.CheckConstraint("source IN ('paper', 'online', 'hall')", name="source_known"),
        sa.CheckConstraint(
            "standing_after IS NULL OR (outcome IS NOT NULL AND outcome = 'upheld')",
            name="carried_out_if_upheld",
        ),
        sa.CheckConstraint("status IN ('filed', 'admitted', 'not_admitted', 'ruled')", name="status_known"),
        sa.CheckConstraint("(admitted_by IS NULL) = (admitted_on IS NULL)", name="admitted_by_somebody"),
        sa.CheckConstraint(
            "(standing_before IS NULL) = (standing_after IS NULL)", name="carried_out_between_versions"
        ),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_objection_campaign_id_candidate_candidate",
        ),
        _refers(["campaign_id"], ["campaign.id"], "fk_objection_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_objection")),
    )
    op.create_index(op.f("ix_objection_candidate"), "objection", ["candidate"], unique=False)
    op.create_table(
        "placement_letter",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        *_text("number", "candidate", "position"),
        sa.Column("letter_on", sa.Date(), nullable=False),
        sa.Column("report_by_on", sa.Date(), nullable=False),
        *_text("content", "data_sha256", "issued_by", "issued_at"),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("(replaces IS NULL) = (reason IS NULL)", name="letter_replaced_with_reason"),
        sa.CheckConstraint("report_by_on >= letter_on", name="letter_report_by"),
        sa.CheckConstraint("sequence >= 1", name="letter_sequence"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_placement_letter_campaign_id_candidate_candidate",
        ),
        _refers(["campaign_id"], ["campaign.id"], "fk_placement_letter_campaign_id_campaign"),
        sa.PrimaryKeyConstraint("campaign_id", "sequence", name=op.f("pk_placement_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_placement_letter_number")),
    )
    op.create_table(
        "profile_change",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("field", "before", "reason", "by", "at"),
        sa.CheckConstraint("length(reason) > 0", name="profile_change_reason"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_profile_change_campaign_id_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_profile_change")),
    )
    op.create_table(
        "record_note",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("what", "reason", "by", "at"),
        sa.CheckConstraint("what IN ('returned', 'refused_to_sign')", name="record_note_what"),
        sa.CheckConstraint("length(reason) > 0", name="record_note_reason"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_record_note_campaign_id_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_record_note")),
    )
    op.create_table(
        "record_review",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("by", "at"),
        sa.CheckConstraint("number >= 1", name="record_review_number"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_record_review_campaign_id_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_record_review")),
        sa.UniqueConstraint(
            "campaign_id", "candidate", "by", name=op.f("uq_record_review_campaign_id_candidate_by")
        ),
    )
    op.create_table(
        "signed_scan",
        sa.Column("session", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("candidate", "sha256", "media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_text("filed_by", "filed_at"),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="signed_scan_media_type"
        ),
        sa.CheckConstraint("number >= 1", name="signed_scan_number"),
        sa.CheckConstraint("size BETWEEN 1 AND 20971520", name="signed_scan_size"),
        sa.CheckConstraint("version >= 1", name="signed_scan_version"),
        _refers(
            ["session", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_signed_scan_session_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("session", "version", "number", name=op.f("pk_signed_scan")),
    )
    op.create_table(
        "wish_code",
        *_text("campaign_id", "candidate"),
        sa.Column("issue", sa.Integer(), nullable=False),
        *_text("issued_at", "issued_by"),
        sa.CheckConstraint("issue >= 1", name="wish_code_issue"),
        _refers(
            ["campaign_id", "candidate"],
            ["candidate.campaign_id", "candidate.code"],
            "fk_wish_code_campaign_id_candidate_candidate",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "issue", name=op.f("pk_wish_code")),
    )
    op.create_table(
        "fact_change",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("fact", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        *_text("reason", "by", "at"),
        sa.Column("objection", sa.Integer(), nullable=True),
        sa.CheckConstraint("length(reason) > 0", name="fact_change_reason"),
        _refers(
            ["campaign_id", "candidate", "fact"],
            ["fact.campaign_id", "fact.candidate", "fact.index"],
            "fk_fact_change_campaign_id_candidate_fact_fact",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_fact_change")),
    )
    op.create_table(
        "follow_up_contact",
        *_text("campaign_id", "candidate"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("serial", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_text("by", "channel", "contract", "pay", "insurance", "household", "note"),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("promised", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("satisfied", sa.Integer(), nullable=True),
        sa.Column("replaces", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.CheckConstraint("channel IN ('phone', 'visit')", name="channel_known"),
        sa.CheckConstraint("contract IN ('ok', 'trouble', 'not_yet', 'unknown')", name="contract_known"),
        sa.CheckConstraint("household IN ('ok', 'trouble', 'not_yet', 'unknown')", name="household_known"),
        sa.CheckConstraint("insurance IN ('ok', 'trouble', 'not_yet', 'unknown')", name="insurance_known"),
        sa.CheckConstraint(
            "outcome IN ('reached', 'no_answer', 'asked_later', 'wrong_number')", name="outcome_known"
        ),
        sa.CheckConstraint("pay IN ('ok', 'trouble', 'not_yet', 'unknown')", name="pay_known"),
        sa.CheckConstraint("(replaces IS NULL) = (reason IS NULL)", name="replaced_with_reason"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        sa.CheckConstraint("satisfied BETWEEN 1 AND 5", name="satisfied_from_1_to_5"),
        _refers(
            ["campaign_id", "candidate"],
            ["follow_up.campaign_id", "follow_up.candidate"],
            "fk_follow_up_contact_campaign_id_candidate_follow_up",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_follow_up_contact")),
    )
    op.create_index(op.f("ix_follow_up_contact_next_on"), "follow_up_contact", ["next_on"], unique=False)
    op.create_index(
        "uq_follow_up_contact_serial", "follow_up_contact", ["campaign_id", "serial"], unique=True
    )
    op.create_table(
        "follow_up_duty",
        *_text("campaign_id", "candidate", "key"),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("topic", "label", "owed_by"),
        sa.Column("figure", sa.String(), nullable=True),
        sa.Column("direction", sa.String(), nullable=True),
        sa.Column("law", sa.String(), nullable=True),
        sa.Column("article", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("waits_for", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=True),
        sa.Column("settled_note", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('dated', 'waiting', 'to_check', 'unknown')", name="state_known"),
        sa.CheckConstraint(
            "topic IN ('contract', 'pay', 'insurance', 'household', 'start', 'other')", name="topic_known"
        ),
        _refers(
            ["campaign_id", "candidate"],
            ["follow_up.campaign_id", "follow_up.candidate"],
            "fk_follow_up_duty_campaign_id_candidate_follow_up",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "key", name=op.f("pk_follow_up_duty")),
    )
    op.create_index(op.f("ix_follow_up_duty_due_on"), "follow_up_duty", ["due_on"], unique=False)
    op.create_table(
        "objection_file",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("objection", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text("what", "media_type"),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        *_text("by", "at"),
        sa.CheckConstraint(
            "media_type IN ('application/pdf', 'image/jpeg', 'image/png')", name="objection_file_media_type"
        ),
        sa.CheckConstraint("length(what) > 0", name="objection_file_what"),
        sa.CheckConstraint("size BETWEEN 1 AND 20971520", name="objection_file_size"),
        _refers(
            ["campaign_id", "objection"],
            ["objection.campaign_id", "objection.number"],
            "fk_objection_file_campaign_id_objection_objection",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "objection", "number", name=op.f("pk_objection_file")),
    )
    op.create_table(
        "unit_issue",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("candidate", sa.String(), nullable=True),
        *_text("topic", "what"),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("demanded_by_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.CheckConstraint(
            "topic IN ('contract', 'pay', 'insurance', 'household', 'start', 'other')", name="topic_known"
        ),
        sa.CheckConstraint("(closed_on IS NULL) = (closed_by IS NULL)", name="closed_by_somebody"),
        sa.CheckConstraint("(closed_on IS NULL) = (outcome IS NULL)", name="closed_with_outcome"),
        sa.CheckConstraint("length(what) > 0", name="what_said"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        _refers(
            ["campaign_id", "candidate"],
            ["follow_up.campaign_id", "follow_up.candidate"],
            "fk_unit_issue_campaign_id_candidate_follow_up",
        ),
        _refers(
            ["campaign_id", "unit"],
            ["receiving_unit.campaign_id", "receiving_unit.name"],
            "fk_unit_issue_campaign_id_unit_receiving_unit",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_unit_issue")),
    )
    op.create_index(op.f("ix_unit_issue_unit"), "unit_issue", ["unit"], unique=False)
    op.create_table(
        "unit_issue_step",
        sa.Column("campaign_id", sa.String(), nullable=False),
        sa.Column("issue", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_text("by", "note"),
        sa.Column("demanded_by_on", sa.Date(), nullable=True),
        sa.CheckConstraint("length(note) > 0", name="note_said"),
        sa.CheckConstraint("number >= 1", name="number_from_1"),
        _refers(
            ["campaign_id", "issue"],
            ["unit_issue.campaign_id", "unit_issue.number"],
            "fk_unit_issue_step_campaign_id_issue_unit_issue",
        ),
        sa.PrimaryKeyConstraint("campaign_id", "issue", "number", name=op.f("pk_unit_issue_step")),
    )
