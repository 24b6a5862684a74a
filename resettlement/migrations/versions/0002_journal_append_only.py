"""What keeps the journal append-only, whatever program writes to it (docs/session-log.md)."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Triggers: an entry is the next of its stream or it is refused; none is changed or removed."""
    if op.get_bind().dialect.name == "postgresql":
        _postgresql()
    else:
        _sqlite()


def _sqlite() -> None:
    """No UPDATE, no DELETE; and no INSERT that is not the next entry of its stream.

    The last one also stops INSERT OR REPLACE, which deletes without firing a DELETE trigger.
    """
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER journal_no_{verb.lower()} BEFORE {verb} ON journal "
            "BEGIN SELECT RAISE(ABORT, 'journal.append_only'); END"
        )
    op.execute(
        "CREATE TRIGGER journal_next_only BEFORE INSERT ON journal BEGIN "
        "SELECT RAISE(ABORT, 'journal.not_the_next') WHERE EXISTS (SELECT 1 FROM journal WHERE id = NEW.id) "
        "OR EXISTS (SELECT 1 FROM journal WHERE hash = NEW.hash) "
        "OR NEW.version <> 1 + COALESCE((SELECT MAX(version) FROM journal WHERE stream = NEW.stream), 0) "
        "OR NEW.previous <> COALESCE((SELECT hash FROM journal WHERE stream = NEW.stream "
        "ORDER BY version DESC LIMIT 1), hex(zeroblob(32))); END"
    )


def _postgresql() -> None:
    """The same on PostgreSQL, where TRUNCATE must be refused as well."""
    op.execute(
        "CREATE FUNCTION journal_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ "
        "BEGIN RAISE EXCEPTION 'journal.append_only' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER journal_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON journal "
        "FOR EACH STATEMENT EXECUTE FUNCTION journal_append_only()"
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
        "CREATE TRIGGER journal_next_only BEFORE INSERT ON journal "
        "FOR EACH ROW EXECUTE FUNCTION journal_next_only()"
    )
