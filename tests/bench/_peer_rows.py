"""The posted standing as tables that FastAPI and Django read by their own means, in the same SQLite file.

More than fair to them: their rows lie there as the page shows them, in two tables; what ours must read and
work out when somebody has written (bundle documents, packs, sheets) they never touch, and their page leaves
out the sheets behind each row.
"""

from __future__ import annotations

import os
from typing import Any

from sqlmodel import Field, Session, SQLModel, create_engine

from resettlement import database
from resettlement.web.published import PublicSite

FILE_VARIABLE = "BENCH_FILE"
PARTS = 8


class PeerGroup(SQLModel, table=True):
    """A category; `labels` of its subtotals, parted by |."""

    __tablename__ = "peer_group"

    id: int = Field(primary_key=True)
    label: str
    labels: str


class PeerRow(SQLModel, table=True):
    """One person's row; subtotals in the order of the group's labels."""

    __tablename__ = "peer_row"

    id: int = Field(primary_key=True)
    group_id: int = Field(foreign_key="peer_group.id", index=True)
    standing: int
    candidate: str
    name: str
    exempt: bool
    total: str
    part1: str | None
    part2: str | None
    part3: str | None
    part4: str | None
    part5: str | None
    part6: str | None
    part7: str | None
    part8: str | None


def fill(url: str) -> int:
    """Write the tables from what our page shows; how many rows."""
    state = PublicSite(database.connect(url)).state()
    assert state is not None
    engine = create_engine(url)
    SQLModel.metadata.create_all(engine, [PeerGroup.__table__, PeerRow.__table__])  # type: ignore[attr-defined]
    rows: list[Any] = []
    with Session(engine) as session:
        for number, group in enumerate(state.view.standing, 1):
            labels = "|".join(column.label for column in group.columns)
            session.add(PeerGroup(id=number, label=group.label, labels=labels))
            rows += [_row(number, row) for row in group.rows]
        session.add_all(rows)
        session.commit()
    engine.dispose()
    return len(rows)


def _row(group: int, row: Any) -> PeerRow:
    points = [points for _, points in row.cells]
    parts = dict(zip((f"part{n}" for n in range(1, PARTS + 1)), points + [None] * PARTS, strict=False))
    return PeerRow(
        group_id=group, standing=row.standing, candidate=row.candidate, name=row.name, exempt=row.exempt,
        total=row.total, **parts,
    )  # fmt: skip


def file() -> str:
    """Where the server was told the SQLite file is."""
    return os.environ[FILE_VARIABLE]
