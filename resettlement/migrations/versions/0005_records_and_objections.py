"""Facts without proof yet, facts withdrawn, reviews counted, findings decided, objections admitted or not."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """New columns and rules of what is there, then new tables, then what keeps score sheets unchangeable."""
    if op.get_bind().dialect.name == "postgresql":
        _change_postgresql()
    else:
        _change_sqlite()
    _profile_change()
    _record_review()
    _record_policy()
    _finding_decision()
    _keep_unchanged()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def _optional(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=True) for name in names]


def _number(name: str, *, optional: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _of_candidate(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["campaign_id", "candidate"],
        ["candidate.campaign_id", "candidate.code"],
        name=op.f(f"fk_{table}_campaign_id_candidate_candidate"),
    )


_ADMISSION = (
    ("admitted_by IS NOT NULL OR status IN ('filed', 'ruled')", "admission_known"),
    ("(admitted_by IS NULL) = (admitted_on IS NULL)", "admitted_by_somebody"),
    ("(standing_before IS NULL) = (standing_after IS NULL)", "carried_out_between_versions"),
    ("standing_after IS NULL OR (outcome IS NOT NULL AND outcome = 'upheld')", "carried_out_if_upheld"),
    ("(status = 'not_admitted') = (not_admitted_because IS NOT NULL)", "reason_if_not_admitted"),
    ("source IN ('paper', 'online', 'hall')", "source_known"),
    ("status IN ('filed', 'admitted', 'not_admitted', 'ruled')", "status_known"),
)
_AS_BEFORE = (
    ("(correction IS NOT NULL) = (outcome IS NOT NULL AND outcome = 'upheld')", "correction_if_upheld"),
    ("(status = 'ruled') = (outcome IS NOT NULL)", "outcome_if_ruled"),
    ("(status = 'ruled') = (reason IS NOT NULL)", "reason_if_ruled"),
    ("(status = 'ruled') = (ruled_by IS NOT NULL)", "ruled_by_if_ruled"),
    ("(status = 'ruled') = (ruled_on IS NOT NULL)", "ruled_on_if_ruled"),
    ("filed_by IN ('self', 'other')", "filed_by_known"),
    ("outcome IN ('upheld', 'rejected')", "outcome_known"),
    ("number >= 1", "number_from_1"),
)


def _change_postgresql() -> None:
    op.alter_column("fact", "evidence", nullable=True)
    op.add_column("fact", sa.Column("document_on", sa.Date(), nullable=True))
    op.add_column("fact", _withdrawn())
    op.add_column("fact_change", _number("objection", optional=True))
    for column in _of_admission():
        op.add_column("objection", column)
    op.drop_constraint("status_known", "objection", type_="check")
    for rule, name in _ADMISSION:
        op.create_check_constraint(op.f(name), "objection", rule)


def _withdrawn() -> sa.Column[bool]:
    return sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false())


def _of_admission() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("source", sa.String(), nullable=False, server_default="paper"),
        *_optional("admitted_by"),
        sa.Column("admitted_on", sa.Date(), nullable=True),
        *_optional("not_admitted_because"),
        _number("standing_before", optional=True),
        _number("standing_after", optional=True),
    )


def _change_sqlite() -> None:
    """SQLite changes no rule of a table: each is made anew, filled, and takes the old one's name.

    The table that points goes before the one it points to, so that no row ever points nowhere.
    """
    _fact("fact_new")
    _copy("fact", "fact_new", "campaign_id, candidate, \"index\", kind, attributes, evidence, "
          "document_number, page")  # fmt: skip
    _fact_change("fact_change_new", "fact_new")
    _copy("fact_change", "fact_change_new", 'campaign_id, candidate, number, fact, before, reason, "by", at')
    for table in ("fact_change", "fact"):
        op.drop_table(table)
    op.rename_table("fact_new", "fact")
    op.rename_table("fact_change_new", "fact_change")
    _objection("objection_new")
    _copy("objection", "objection_new", "campaign_id, number, candidate, item, line, filed_on, filed_by, "
          "text, status, ruled_by, ruled_on, outcome, reason, correction")  # fmt: skip
    op.drop_table("objection")
    op.rename_table("objection_new", "objection")
    op.create_index(op.f("ix_objection_candidate"), "objection", ["candidate"], unique=False)


def _copy(source: str, target: str, columns: str) -> None:
    op.execute(f"INSERT INTO {target} ({columns}) SELECT {columns} FROM {source}")  # noqa: S608


def _fact(name: str) -> None:
    op.create_table(
        name,
        *_text("campaign_id", "candidate"),
        _number("index"),
        *_text("kind", "attributes"),
        *_optional("evidence", "document_number", "page"),
        sa.Column("document_on", sa.Date(), nullable=True),
        _withdrawn(),
        sa.CheckConstraint('"index" >= 0', name="fact_index"),
        sa.CheckConstraint("length(evidence) > 0", name="fact_evidence"),
        _of_candidate("fact"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "index", name=op.f("pk_fact")),
    )


def _fact_change(name: str, facts: str) -> None:
    op.create_table(
        name,
        *_text("campaign_id", "candidate"),
        _number("number"),
        _number("fact"),
        *_optional("before"),
        *_text("reason", "by", "at"),
        _number("objection", optional=True),
        sa.CheckConstraint("length(reason) > 0", name="fact_change_reason"),
        sa.ForeignKeyConstraint(
            ["campaign_id", "candidate", "fact"],
            [f"{facts}.campaign_id", f"{facts}.candidate", f"{facts}.index"],
            name=op.f("fk_fact_change_campaign_id_candidate_fact_fact"),
        ),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_fact_change")),
    )


def _objection(name: str) -> None:
    op.create_table(
        name,
        *_text("campaign_id"),
        _number("number"),
        *_text("candidate", "item"),
        _number("line", optional=True),
        sa.Column("filed_on", sa.Date(), nullable=False),
        *_text("filed_by", "text", "status"),
        *_optional("ruled_by"),
        sa.Column("ruled_on", sa.Date(), nullable=True),
        *_optional("outcome", "reason", "correction"),
        *_of_admission(),
        *(sa.CheckConstraint(rule, name=name) for rule, name in (*_AS_BEFORE, *_ADMISSION)),
        _of_candidate("objection"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_objection_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "number", name=op.f("pk_objection")),
    )


def _profile_change() -> None:
    op.create_table(
        "profile_change",
        *_text("campaign_id", "candidate"),
        _number("number"),
        *_text("field", "before", "reason", "by", "at"),
        sa.CheckConstraint("length(reason) > 0", name="profile_change_reason"),
        _of_candidate("profile_change"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_profile_change")),
    )


def _record_review() -> None:
    op.create_table(
        "record_review",
        *_text("campaign_id", "candidate"),
        _number("number"),
        *_text("by", "at"),
        sa.CheckConstraint("number >= 1", name="record_review_number"),
        _of_candidate("record_review"),
        sa.PrimaryKeyConstraint("campaign_id", "candidate", "number", name=op.f("pk_record_review")),
        sa.UniqueConstraint(
            "campaign_id", "candidate", "by", name=op.f("uq_record_review_campaign_id_candidate_by")
        ),
    )


def _record_policy() -> None:
    op.create_table(
        "record_policy",
        *_text("campaign_id"),
        _number("reviews"),
        sa.Column("confirmation", sa.Boolean(), nullable=False),
        *_text("outlier"),
        sa.CheckConstraint("reviews BETWEEN 1 AND 3", name="record_policy_reviews"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_record_policy_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_record_policy")),
    )


def _finding_decision() -> None:
    op.create_table(
        "finding_decision",
        *_text("campaign_id", "finding", "by", "verdict", "reason", "at"),
        sa.CheckConstraint("verdict IN ('cleared', 'overruled')", name="finding_verdict"),
        sa.CheckConstraint("length(reason) > 0", name="finding_reason"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_finding_decision_campaign_id_campaign")
        ),
        sa.PrimaryKeyConstraint("campaign_id", "finding", "by", name=op.f("pk_finding_decision")),
    )


def _keep_unchanged() -> None:
    """A score sheet is written once; of a standing only `frozen` may change, and only to true."""
    if op.get_bind().dialect.name == "postgresql":
        _keep_unchanged_postgresql()
        return
    for table in ("score_sheet", "standing_version"):
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table}.immutable'); END"
        )
    op.execute(
        "CREATE TRIGGER score_sheet_no_update BEFORE UPDATE ON score_sheet "
        "BEGIN SELECT RAISE(ABORT, 'score_sheet.immutable'); END"
    )
    op.execute(
        "CREATE TRIGGER standing_version_no_update BEFORE UPDATE ON standing_version "
        f"WHEN {_ALTERED.replace('DISTINCT FROM', 'NOT')} "
        "BEGIN SELECT RAISE(ABORT, 'standing_version.immutable'); END"
    )


_ALTERED = "OLD.frozen OR " + " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("campaign_id", "version", "groups", "made_at")
)


def _keep_unchanged_postgresql() -> None:
    op.execute(
        "CREATE FUNCTION written_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '%.immutable', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; "
        "END $$"
    )
    for table, verbs in (
        ("score_sheet", "UPDATE OR DELETE OR TRUNCATE"),
        ("standing_version", "DELETE OR TRUNCATE"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_no_change BEFORE {verbs} ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION written_once()"
        )
    op.execute(
        "CREATE TRIGGER standing_version_no_update BEFORE UPDATE ON standing_version "
        f"FOR EACH ROW WHEN ({_ALTERED}) EXECUTE FUNCTION written_once()"
    )
