"""The freeze of a standing may be lifted; its rows stay as they were scored."""

from __future__ import annotations

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_ALTERED = " OR ".join(
    f"NEW.{column} IS DISTINCT FROM OLD.{column}"
    for column in ("campaign_id", "version", "groups", "made_at")
)


def upgrade() -> None:
    """Of a standing only `frozen` may change, to and fro."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP TRIGGER standing_version_no_update ON standing_version")
        op.execute(
            "CREATE TRIGGER standing_version_no_update BEFORE UPDATE ON standing_version "
            f"FOR EACH ROW WHEN ({_ALTERED}) EXECUTE FUNCTION written_once()"
        )
        return
    op.execute("DROP TRIGGER standing_version_no_update")
    op.execute(
        "CREATE TRIGGER standing_version_no_update BEFORE UPDATE ON standing_version "
        f"WHEN {_ALTERED.replace('DISTINCT FROM', 'NOT')} "
        "BEGIN SELECT RAISE(ABORT, 'standing_version.immutable'); END"
    )
