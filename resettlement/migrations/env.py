"""Runs the steps on the database whose URL stands in `config.attributes["url"]`, all of them or none."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from sqlalchemy import text
from sqlmodel import AutoString

from resettlement.database import connect
from resettlement.migrations.metadata import all_tables

ONE_AT_A_TIME = 0x72657365  # any number, the same for all who upgrade


def _render(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """In a step, text columns are plain: a step must not change with a library."""
    return "sa.String()" if kind == "type" and isinstance(item, AutoString) else False


def run() -> None:
    """Two processes that upgrade at once queue up: SQLite by BEGIN IMMEDIATE, PostgreSQL by a lock."""
    with connect(context.config.attributes["url"]).begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL statement_timeout = 0"))  # a step takes as long as it needs
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": ONE_AT_A_TIME})
        context.configure(
            connection=connection,
            target_metadata=all_tables(),
            render_as_batch=connection.dialect.name == "sqlite",
            compare_type=True,
            render_item=_render,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
