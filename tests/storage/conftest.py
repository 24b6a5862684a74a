"""A database of the newest form, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from resettlement.database import connect, upgrade


@pytest.fixture
def engine(database_url: str) -> Engine:
    upgrade(database_url)
    return connect(database_url)
