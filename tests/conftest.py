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
    suppress_health_check=[  # by which a run would be red or not as chance has it
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)
settings.register_profile("faults", settings.get_profile("fresh"), max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "default"))

EMPTY = """DO $$
DECLARE
  one name;
  filled text[] := '{}';
  any_row boolean;
BEGIN
  FOR one IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'
  LOOP
    EXECUTE format('SELECT EXISTS (SELECT FROM %I)', one) INTO any_row;
    IF any_row THEN filled := filled || quote_ident(one); END IF;
  END LOOP;
  IF filled <> '{}' THEN EXECUTE 'TRUNCATE ' || array_to_string(filled, ', ') || ' CASCADE'; END IF;
  PERFORM setval(format('%I.%I', schemaname, sequencename), start_value, false)
    FROM pg_sequences WHERE last_value IS NOT NULL;
END $$"""
FORM = """SELECT md5(string_agg(one, ',' ORDER BY one)) FROM (
  SELECT format('%s %s %s %s', attrelid::regclass, attname, atttypid, attnotnull) AS one
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace
  UNION ALL SELECT format('%s %s %s', tgrelid::regclass, tgname, tgenabled) FROM pg_trigger
  UNION ALL SELECT format('revision %s', version_num) FROM alembic_version
) AS parts"""

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


@pytest.fixture(scope="session", autouse=True)
def _data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No test meets what whoever runs it keeps in their own data folder."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a database that only this test sees: empty, or of the newest form for who asks for `newest`.

    The test runs once on each kind.
    """
    newest = "newest" in request.fixturenames
    if request.param == "sqlite":
        file = tmp_path / "test.db"
        if newest:
            shutil.copyfile(request.getfixturevalue("newest_sqlite"), file)
        yield f"sqlite:///{file}"
    elif newest:
        yield request.getfixturevalue("emptied_postgresql")(f"test_{next(_numbers)}")
    else:
        cluster, name = request.getfixturevalue("postgresql_cluster"), f"test_{next(_numbers)}"
        _execute(cluster, f"CREATE DATABASE {name} TEMPLATE template0")
        yield _url(cluster, name)
        _dispose(_url(cluster, name))
        _execute(cluster, f"DROP DATABASE {name} WITH (FORCE)")


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
        return str(request.getfixturevalue("emptied_postgresql")(name))

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
def emptied_postgresql(postgresql_cluster: str) -> Callable[[str], str]:
    """Empties the one database of the newest form and gives it a name, as which nobody knew it before.

    To copy one for each test takes ten times as long.
    """
    cluster = postgresql_cluster
    _execute(cluster, "CREATE DATABASE newest TEMPLATE template0")
    _upgrade(_url(cluster, "newest"))
    form, called = _empty(cluster, "newest"), ""

    def empty(name: str) -> str:
        nonlocal called
        if called:
            _rename(cluster, called, name)
        if not called or _empty(cluster, name) != form:  # a test took its triggers off
            _execute(cluster, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            _execute(cluster, f"CREATE DATABASE {name} TEMPLATE newest")
        called = name
        return _url(cluster, name)

    return empty


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


def _rename(cluster: str, old: str, new: str) -> None:
    """Whoever is still connected is sent away: a database has its name for those who are in it."""
    with psycopg.connect(host=cluster, user="postgres", dbname="postgres", autocommit=True) as connection:
        sent_away = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s"
        connection.execute(sent_away, [old])
        if old != new:
            connection.execute(f"ALTER DATABASE {old} RENAME TO {new}")


def _empty(cluster: str, name: str) -> str:
    """Take out whatever stands in a database; its form: columns, triggers and revision."""
    with psycopg.connect(host=cluster, user="postgres", dbname=name, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # triggers refuse to forget a journal
        connection.execute(EMPTY)
        (form,) = connection.execute(FORM).fetchone() or ("",)
        return str(form)


def _upgrade(url: str) -> None:
    database.upgrade(url)
    _dispose(url)


def _dispose(url: str) -> None:
    database.connect(url).dispose()  # the last connection to close folds a write-ahead log into its file
