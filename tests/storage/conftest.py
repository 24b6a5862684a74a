"""A database of the newest form, on SQLite and on PostgreSQL."""

import pytest
from sqlalchemy import Engine

from resettlement.database import connect


@pytest.fixture
def engine(newest: str) -> Engine:
    return connect(newest)
