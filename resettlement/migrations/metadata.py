"""The tables of every feature, each constraint with a name, so that a later step can change it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from sqlalchemy import MetaData
from sqlmodel import SQLModel

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


def all_tables() -> MetaData:
    """What the models say the database looks like."""
    package = Path(__file__).parent.parent
    for path in sorted(package.rglob("tables.py")):
        import_module(".".join([package.name, *path.relative_to(package).with_suffix("").parts]))
    named = MetaData(naming_convention=NAMES)
    for table in SQLModel.metadata.sorted_tables:
        table.to_metadata(named)
    return named
