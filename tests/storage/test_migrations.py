"""The steps lead to exactly what the models say, all of them or none."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from resettlement.database import alembic_config, connect, upgrade
from resettlement.migrations.metadata import all_tables


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


def test_facts_changes_and_objections_from_before_are_kept_row_by_row(database_url: str) -> None:
    """The step 0005 makes three tables anew on SQLite."""
    command.upgrade(alembic_config(database_url), "0004")
    engine = connect(database_url)
    with engine.begin() as connection:
        for statement in BEFORE:
            connection.execute(text(statement))
    upgrade(database_url)
    with engine.connect() as connection:
        facts = connection.execute(text('SELECT "index", evidence, page, withdrawn FROM fact')).all()
        changes = connection.execute(text("SELECT fact, reason, objection FROM fact_change")).all()
        filed = connection.execute(
            text("SELECT number, text, status, source, admitted_by FROM objection")
        ).all()
    assert [tuple(row) for row in facts] == [(0, "登记表", "47", False)]
    assert [tuple(row) for row in changes] == [(0, "录错", None)]
    assert [tuple(row) for row in filed] == [(1, "漏录", "filed", "paper", None)]


def test_wishes_filed_once_by_workbook_are_the_first_revision(database_url: str) -> None:
    """The step 0007 makes their table anew."""
    command.upgrade(alembic_config(database_url), "0006")
    engine = connect(database_url)
    with engine.begin() as connection:
        for statement in BEFORE[:3]:
            connection.execute(text(statement))
        connection.execute(
            text("INSERT INTO filed_wishes VALUES ('c', 'S01', '[\"P1\"]', true, '2021-12-10', 'clerk')")
        )
    upgrade(database_url)
    with engine.connect() as connection:
        columns = "candidate, revision, how, wishes, accepts_any, filed_at, entered_by"
        (row,) = connection.execute(text(f"SELECT {columns} FROM filed_wishes")).all()
    assert tuple(row) == ("S01", 1, "workbook", '["P1"]', True, "2021-12-10", "clerk")


BEFORE = (
    "INSERT INTO campaign VALUES ('c', '虚构', '虚构区', 2021, '虚构局', true, '2021-09-13', '', '', '', '', "
    "'', '')",
    "INSERT INTO category (campaign_id, id, label, place, pack_text) VALUES ('c', 'sergeant', '士官', 0, '')",
    "INSERT INTO candidate (campaign_id, code, category, name, sex, id_number, born_on, enlisted_on, "
    "discharged_on, education, political_status, certificates, avoid_units, entered_by) VALUES ('c', 'S01', "
    "'sergeant', '虚构甲', '男', '990000198703020013', '1987-03-02', '2005-12-01', '2021-12-01', '大专', "
    "'群众', '[]', '[]', 'clerk')",
    'INSERT INTO fact (campaign_id, candidate, "index", kind, attributes, evidence, page) '
    "VALUES ('c', 'S01', 0, 'state_allowance', '{}', '登记表', '47')",
    'INSERT INTO fact_change (campaign_id, candidate, number, fact, reason, "by", at) '
    "VALUES ('c', 'S01', 1, 0, '录错', 'clerk', '2021-09-24T09:00:00+08:00')",
    "INSERT INTO objection (campaign_id, number, candidate, item, filed_on, filed_by, text, status) "
    "VALUES ('c', 1, 'S01', '评分表', '2021-10-20', 'self', '漏录', 'filed')",
)
