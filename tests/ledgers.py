"""Ledgers to test with: SQLite always, PostgreSQL where a server is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

SERVER = "CLAIMTRACK_TEST_POSTGRESQL"
"""The environment variable with the address of a PostgreSQL server where databases may be made."""

STORES = [
    "sqlite",
    pytest.param(
        "postgresql",
        marks=pytest.mark.skipif(
            not os.environ.get(SERVER),
            reason=f"no PostgreSQL server: set {SERVER}, as .ci/run does, to test with one",
        ),
    ),
]


@contextmanager
def made(kind: str, folder: Path) -> Iterator[str]:
    """A store that is empty, and gone afterwards."""
    if kind == "sqlite":
        yield str(folder / "ledger.db")
        return
    server = make_url(os.environ[SERVER])
    name = f"claimtrack_{uuid4().hex[:12]}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield server.set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
