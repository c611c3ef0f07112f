"""Opening a ledger: SQLite or PostgreSQL, one writer at a time, errors in one line."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError, SQLAlchemyError

from claimtrack.errors import ClaimtrackError
from claimtrack.store import schema

# Seconds that a run waits for another one to finish with the ledger.
WAIT = 900
# What is deleted is overwritten: an article that is forgotten is not to be found in the file.
_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "cache_size=-16384", "secure_delete=ON")
_HELD = re.compile("locked|lock timeout")
_SQLITE: dict[str, Any] = {"connect_args": {"timeout": WAIT}}
# A writer must see what the one that it has waited for wrote, whatever the server's own default is.
_POSTGRESQL: dict[str, Any] = {"isolation_level": "READ COMMITTED"}
# Any number will do that no other program takes for its own advisory lock.
_LOCK = 0x636C61696D73


class StoreError(ClaimtrackError):
    """A ledger that cannot be opened, read or written."""


def url_of(store: str, folder: Path) -> URL:
    """The address of a ledger: a URL, or the path of a SQLite file; "" is that of a workspace.

    Raises StoreError for a URL of another kind of database.
    """
    if not store:
        return URL.create("sqlite", database=str(folder / "claims" / "claims.db"))
    if "://" not in store:
        return URL.create("sqlite", database=store)
    try:
        url = make_url(store)
        backend = url.get_backend_name()
    except (ArgumentError, ValueError):
        raise StoreError(f"{store}: not the URL of a database") from None
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{shown(url)}: only sqlite:/// and postgresql+psycopg:// are known")
    if backend == "sqlite" and url.database in (None, "", ":memory:"):
        raise StoreError(f"{shown(url)}: names no file, and a ledger in memory remembers nothing")
    # Without a driver SQLAlchemy would look for psycopg2.
    return url.set(drivername="postgresql+psycopg") if backend == "postgresql" else url


def shown(url: URL) -> str:
    """The address for people: a file's path, or the URL without the password."""
    if url.get_backend_name() == "sqlite":
        return str(url.database)
    return url.render_as_string(hide_password=True)


def connect(url: URL, *, make: bool) -> Engine:
    """An engine for a ledger that is there and of today's schema.

    ``make`` makes the file, the tables and the folder if need be. Raises StoreError.
    """
    name = shown(url)
    sqlite = url.get_backend_name() == "sqlite"
    if sqlite and not Path(name).exists():
        if not make:
            raise StoreError(f"{name}: there is no ledger yet; claimtrack run makes it")
        _make_folder(Path(name).parent)
    with told(name):
        engine = create_engine(url, **(_SQLITE if sqlite else _POSTGRESQL))
        if sqlite:
            _tune(engine)
        try:
            _check_version(engine, name, make=make)
        except BaseException:
            engine.dispose()
            raise
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{folder}: cannot be made: {error.strerror or error}") from None


def _check_version(engine: Engine, name: str, *, make: bool) -> None:
    with engine.connect() as connection:
        version = schema.version_of(connection)
    if version > schema.SCHEMA_VERSION:
        raise StoreError(
            f"{name}: the ledger is of schema {version}, this claimtrack knows only "
            f"{schema.SCHEMA_VERSION}: use the newer one"
        )
    if version == 0 and not make:
        raise StoreError(f"{name}: there is no ledger in it yet; claimtrack run makes it")
    if version < schema.SCHEMA_VERSION:
        with writing(engine) as connection:
            schema.bring_up_to_date(connection)


def _tune(engine: Engine) -> None:
    """Transactions are ours to begin; readers do not wait for the writer; little waits for disk."""

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: object) -> None:
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            _patiently(lambda pragma=pragma: connection.execute(f"PRAGMA {pragma}"))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        writer = connection.get_execution_options().get("writer")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writer else "BEGIN")


def _patiently(act: Any) -> None:
    """Changing to a write-ahead log does not wait by itself while another process does it."""
    from sqlite3 import OperationalError as Busy  # noqa: PLC0415 - where there is SQLite only

    for left in reversed(range(100)):
        try:
            act()
        except Busy as error:
            if "locked" not in str(error) or not left:
                raise
            time.sleep(0.1)
        else:
            return


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction, the only one that writes; committed at the end unless something raises."""
    with engine.connect().execution_options(writer=True) as connection, connection.begin():
        if engine.dialect.name == "postgresql":
            connection.execute(text(f"SET LOCAL lock_timeout = '{WAIT}s'"))
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            connection.execute(text("SET LOCAL lock_timeout = 0"))
        yield connection
    if engine.dialect.name == "sqlite":
        _into_the_file(engine)


def _into_the_file(engine: Engine) -> None:
    """Move what was written from the log to the file, which SQLite leaves for later while another
    program, such as Datasette, has the ledger open.

    Who copies the file, or opens it as immutable, would not see the last runs; and what was
    forgotten would still be in it. Not worth waiting for a reader, though: the next one does it.
    """
    from sqlite3 import OperationalError as Busy  # noqa: PLC0415 - where there is SQLite only

    pooled = engine.raw_connection()
    try:
        connection: Any = pooled.driver_connection
        with suppress(Busy):
            connection.execute("PRAGMA busy_timeout=1000")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute(f"PRAGMA busy_timeout={WAIT * 1000}")
    finally:
        pooled.close()


@contextmanager
def told(name: str) -> Iterator[None]:
    """Turn what the database or its driver raises into one line about the ledger."""
    try:
        yield
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StoreError(
            f"{name}: {error}; PostgreSQL needs the psycopg package: pip install 'psycopg[binary]'"
        ) from None
    except SQLAlchemyError as error:
        cause = " ".join(str(getattr(error, "orig", None) or error).split())
        if isinstance(error, OperationalError) and _HELD.search(cause):
            cause = f"another run has held it for {WAIT} seconds"
        raise StoreError(f"{name}: {cause}") from None
