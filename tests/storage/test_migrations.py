"""The steps lead to exactly what the models say, all of them or none."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from resettlement.campaign.service import categories
from resettlement.database import connect, reading, upgrade
from resettlement.errors import StorageError
from resettlement.migrations.metadata import all_tables
from tests.storage.scored import open_scored


def test_the_steps_make_what_the_models_say(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_tables()) == []


def test_every_check_of_the_models_stands_in_the_database(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in all_tables().sorted_tables:
        wanted = {c.name for c in table.constraints if isinstance(c, CheckConstraint)}
        assert None not in wanted, f"a check of {table.name} has no name"
        assert {check["name"] for check in inspector.get_check_constraints(table.name)} == wanted


def test_every_table_and_constraint_has_a_name(engine: Engine) -> None:
    inspector = inspect(engine)
    for table in all_tables().tables:
        keys = inspector.get_foreign_keys(table)
        unique = inspector.get_unique_constraints(table)
        names = [inspector.get_pk_constraint(table)["name"], *(c["name"] for c in [*keys, *unique])]
        assert all(names), f"{table}: {names}"


def test_upgrading_again_keeps_what_is_there(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE marker (n INTEGER)"))
    upgrade(database_url)
    assert {"marker", "journal", "campaign"} <= set(inspect(engine).get_table_names())


def test_an_upgrade_that_fails_leaves_nothing_behind(database_url: str) -> None:
    engine = connect(database_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE score_sheet (stranger INTEGER)"))
    with pytest.raises(DBAPIError, match="already exists"):
        upgrade(database_url)
    assert inspect(engine).get_table_names() == ["score_sheet"]


def test_the_database_keeps_rows_together(engine: Engine) -> None:
    """A person of no campaign is refused: foreign keys are on, on SQLite too."""
    statement = (
        "INSERT INTO category (campaign_id, id, label, place, pack_text) VALUES ('no', 'x', 'x', 1, '')"
    )
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"(?i)foreign key"):
        connection.execute(text(statement))


def test_no_program_writes_over_a_score_sheet(engine: Engine) -> None:
    """On SQLite, INSERT OR REPLACE deletes without firing a trigger on DELETE."""
    open_scored(engine)
    again = "INSERT OR REPLACE" if engine.dialect.name == "sqlite" else "INSERT"
    with engine.connect() as connection, pytest.raises(DBAPIError):
        connection.execute(text(f"{again} INTO score_sheet SELECT * FROM score_sheet"))


def test_a_database_of_an_older_form_says_how_it_is_brought_on(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE category DROP COLUMN posted_overlay"))
    with pytest.raises(StorageError) as older, reading(engine) as db:
        categories(db, "c")
    assert older.value.code == "storage.older"
    assert "resettlement db upgrade" in str(older.value)
