"""What every test may ask for: how hard Hypothesis tries; a fresh database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings

settings.register_profile(
    "default",
    derandomize=True,  # the same examples on every machine: a red run can be repeated
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile("faults", settings.get_profile("default"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_numbers = count()


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[str]:
    """The socket folder of a PostgreSQL that this test process started for itself; gone when it ends."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, _running(Path(folder)):
        yield folder


@contextmanager
def _running(folder: Path) -> Iterator[None]:
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    # Only a test run may lose data: nothing is flushed. Only this folder's owner can reach the socket.
    options = f"-k {folder} -c listen_addresses='' -c fsync=off -c full_page_writes=off"
    _postgresql("initdb", f"--pgdata={data}", "--username=postgres", "--auth=trust", "--locale=C.UTF-8")
    _postgresql("pg_ctl", "start", "-w", f"--pgdata={data}", f"--log={folder}/log", f"--options={options}")
    try:
        yield
    finally:
        _postgresql("pg_ctl", "stop", "-w", f"--pgdata={data}", "--mode=immediate")


def _postgresql(name: str, *arguments: str) -> None:
    """Run one of PostgreSQL's programs, as its own user where we are root: it refuses to run as root."""
    # Debian keeps them apart by version, others have them in the PATH.
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    command = [*owner, str(installed[-1]) if installed else name, *arguments]
    done = subprocess.run(
        command, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"{command}: {done.stdout}{done.stderr}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database that only this test sees; the test runs once on each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'test.db'}"
    else:
        url = _new_database(request.getfixturevalue("postgresql_cluster"))
    yield url
    _close(url)


def _new_database(cluster: str) -> str:
    name = f"test_{next(_numbers)}"
    with psycopg.connect(host=cluster, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    return f"postgresql://postgres@/{name}?host={cluster}"


def _close(url: str) -> None:
    from resettlement.database import connect

    connect(url).dispose()
