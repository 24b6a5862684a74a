"""What every test may ask for: how hard Hypothesis tries; a fresh database, on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, event

from resettlement import database

settings.register_profile(
    "default",
    derandomize=True,  # the same examples on every machine: a red run can be repeated
    database=None,
    deadline=None,
    max_examples=50,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "fresh",  # other examples each time; a red run prints what gives the failing one again
    settings.get_profile("default"),
    derandomize=False,
    print_blob=True,
)
settings.register_profile("faults", settings.get_profile("fresh"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

_numbers = count()
_used: dict[int, Engine] = {}


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[str]:
    """The socket folder of a PostgreSQL that this test process started for itself; gone when it ends."""
    with tempfile.TemporaryDirectory(prefix="pg-") as folder, running(Path(folder)):
        yield folder


@contextmanager
def running(folder: Path, *, durable: bool = False) -> Iterator[None]:
    """A PostgreSQL of its own in a folder; `durable`: it writes to the disk as an office's does."""
    data = folder / "data"
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    # Only a test run may lose data: nothing is flushed. Only this folder's owner can reach the socket.
    options = f"-k {folder} -c listen_addresses=''"
    options += "" if durable else " -c fsync=off -c full_page_writes=off"
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
    """The URL of a database that only this test sees: empty, or of the newest form for who asks for `newest`.

    The test runs once on each kind.
    """
    newest = "newest" in request.fixturenames and request.getfixturevalue(f"newest_{request.param}")
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        yield f"sqlite:///{shutil.copyfile(newest, file) if newest else file}"
    else:
        cluster, name = request.getfixturevalue("postgresql_cluster"), f"test_{next(_numbers)}"
        _execute(cluster, f"CREATE DATABASE {name} TEMPLATE {newest or 'template0'}")
        yield _url(cluster, name)
        _dispose(_url(cluster, name))


@pytest.fixture
def newest(database_url: str) -> str:
    """The same database, of the newest form: a copy, for an upgrade takes its time."""
    return database_url


@pytest.fixture(params=["sqlite", "postgresql"])
def anew(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Makes one database new each time it is asked, under one URL; its engine stays."""
    file, name = tmp_path / "anew.db", f"test_{next(_numbers)}"

    def on_sqlite() -> str:
        for old in tmp_path.glob("anew.db*"):
            old.unlink()
        return f"sqlite:///{shutil.copyfile(request.getfixturevalue('newest_sqlite'), file)}"

    def on_postgresql() -> str:
        template = request.getfixturevalue("newest_postgresql")
        cluster = request.getfixturevalue("postgresql_cluster")
        _execute(cluster, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        _execute(cluster, f"CREATE DATABASE {name} TEMPLATE {template}")
        return _url(cluster, name)

    make = on_sqlite if request.param == "sqlite" else on_postgresql
    url = make()
    yield make
    _dispose(url)


@pytest.fixture(scope="session")
def newest_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of the newest form with nothing in it. Read only: it is copied."""
    file = tmp_path_factory.mktemp("newest") / "newest.db"
    _upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(scope="session")
def newest_postgresql(postgresql_cluster: str) -> str:
    """The name of a database of the newest form with nothing in it. Nobody connects to it: it is copied."""
    _execute(postgresql_cluster, "CREATE DATABASE newest TEMPLATE template0")
    _upgrade(_url(postgresql_cluster, "newest"))
    return "newest"


@pytest.fixture(autouse=True)
def engines_end_with_their_test() -> Iterator[None]:
    """An engine keeps every statement it has compiled: hundreds of engines make all that follows slow."""
    yield
    while _used:
        _used.popitem()[1].dispose()
    database.connect.cache_clear()


@event.listens_for(Engine, "engine_connect")
def _note(connection: Connection) -> None:
    _used[id(connection.engine)] = connection.engine


def _url(cluster: str, name: str) -> str:
    return f"postgresql://postgres@/{name}?host={cluster}"


def _execute(cluster: str, command: str) -> None:
    with psycopg.connect(host=cluster, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(command)


def _upgrade(url: str) -> None:
    database.upgrade(url)
    _dispose(url)


def _dispose(url: str) -> None:
    database.connect(url).dispose()  # the last connection to close folds a write-ahead log into its file
