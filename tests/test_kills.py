"""A run that is killed at the worst of moments, and what it leaves to the next one."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

import claimtrack.reports
from claimtrack import pipeline
from claimtrack.reports import to_csv_text
from claimtrack.store import EXPORTS, Ledger, StoreError, open_ledger, schema
from claimtrack.store.batch import Batch
from claimtrack.store.rows import insert
from claimtrack.suites import shipped_folder
from ledgers import STORES, made

TOWNS = ("Arvelle", "Bostrick", "Cormagne", "Drellin")
ARTICLES = [
    f"A storm hit {TOWNS[number % 4]}. The storm has killed {90 - number // 8} people in "
    f"{TOWNS[number % 4]} so far, the mayor, Tomas Brell, said. {total} people were fined: five "
    "dockers and four sailors."
    for number, total in zip(range(20), ("Nine", "Eleven") * 10, strict=True)
]

# --- in a process that has loaded everything, and forks one that is to die


def die(*_: object, **__: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def and_dies(act: Callable[..., Any], when: Callable[..., bool]) -> Callable[..., Any]:
    """Do something as ever, and die right after it if ``when`` says so of what it was given."""

    def acting(*given: Any, **named: Any) -> Any:
        result = act(*given, **named)
        if when(*given):
            die()
        return result

    return acting


def once(number: int) -> Callable[..., bool]:
    """Says yes to the call of that number."""
    times = iter(range(number))
    return lambda *_: next(times, None) == number - 1


def writes_flags(_: object, path: Path, *__: object) -> bool:
    return path.name == "flags.csv"


_replace, _batch = Path.replace, Ledger.batch


def replace_unless_flags(self: Path, target: Path) -> Path:
    if target.name == "flags.csv":
        die()
    return _replace(self, target)


@contextmanager
def batch_and_death(self: Ledger) -> Iterator[Batch]:
    with _batch(self) as batch:
        yield batch
    die()


BEFORE: Mapping[str, Callable[[], Any]] = {
    "the tables are made": lambda: mock.patch.object(
        schema, "bring_up_to_date", and_dies(schema.bring_up_to_date, once(1))
    ),
    "some articles are inserted": lambda: mock.patch(
        "claimtrack.store.batch.insert", and_dies(insert, once(25))
    ),
    "all articles are inserted": lambda: mock.patch.object(Batch, "comparable", die),
    "flags are recorded": lambda: mock.patch.object(Batch, "flag", and_dies(Batch.flag, once(1))),
}
AFTER: Mapping[str, Callable[[], Any]] = {
    "the batch is committed": lambda: mock.patch.object(Ledger, "batch", batch_and_death),
    "a report is half-way there": lambda: mock.patch.object(Path, "replace", replace_unless_flags),
    "two of the reports are written": lambda: mock.patch.object(
        claimtrack.reports, "write", and_dies(claimtrack.reports.write, writes_flags)
    ),
}
"""What has just happened when a run is killed: before the commit, or after it."""


def serve() -> None:
    """Do one run for each line of standard input, in a fork, and tell how it ended.

    What it reads and finds is the same each time, and is read and found once only.
    """
    articles, suites = sys.argv[1:]
    extraction = pipeline.extract([articles])
    checked = pipeline.check(extraction.claims, Path(suites), extraction.articles)
    for line in sys.stdin:
        process = os.fork()
        if not process:
            try:
                with (
                    mock.patch.object(pipeline, "extract", return_value=extraction),
                    mock.patch.object(pipeline, "check", return_value=checked),
                ):
                    work(Path(suites), **json.loads(line))
            except BaseException:
                traceback.print_exc()
                os._exit(70)
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])}\n")
        sys.stdout.flush()


def work(suites: Path, store: str, folder: str, point: str) -> None:
    at = {**BEFORE, **AFTER}[point]() if point else nullcontext()
    with at, open_ledger(store, Path(folder), make=True) as ledger:
        pipeline.run([], pipeline.Settings(Path(folder) / "reports", suites), ledger)


# --- in the test


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[str]

    def run(self, store: str, folder: Path, point: str = "") -> int:
        """The status of a run, negative for the signal that ended it."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = {"store": store, "folder": str(folder), "point": point}
        self.process.stdin.write(f"{json.dumps(asked)}\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("server")
    for number, text in enumerate(ARTICLES):
        head = f"---\nid: storm-{number}\npublished: 2031-03-{number // 4 + 1:02}\n"
        path = folder / "articles" / f"{number:02}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{head}language: en\n---\n{text}\n")
    (folder / "suites").mkdir()
    # What the other suites would say of these articles is not of interest here.
    for name in ("sums.json", "archive.json"):
        shutil.copy(shipped_folder() / name, folder / "suites")
    script = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r})"
    process = subprocess.Popen(
        [
            *(sys.executable, "-c", f"{script}; import test_kills; test_kills.serve()"),
            *(str(folder / "articles"), str(folder / "suites")),
        ],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Server(process)


@pytest.fixture(scope="module")
def undisturbed(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("undisturbed")
    assert server.run("", folder) == 0
    return folder


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    with made(request.param, tmp_path) as address:
        yield address


def exports(store: str, folder: Path) -> dict[str, str]:
    """All tables of a ledger, none where there is no ledger yet."""
    try:
        with open_ledger(store, folder) as ledger:
            return {name: to_csv_text(ledger.table(name)) for name in EXPORTS}
    except StoreError as error:
        if "there is no ledger" not in str(error):
            raise
        return {}


def rows(tables: Mapping[str, str]) -> int:
    return sum(table.count("\n") - 1 for table in tables.values())


def reports(folder: Path) -> dict[str, bytes]:
    """The reports; what is only on its way to be one has a hidden name."""
    files = (folder / "reports").glob("[!.]*")
    return {file.name: file.read_bytes() for file in files}


def sound(store: str) -> bool:
    """Whether SQLite finds nothing wrong with a ledger; a server sees to its own."""
    if "://" in store:
        return True
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_articles_are_flagged_within_and_across(undisturbed: Path) -> None:
    flags = exports("", undisturbed)["flags"]

    assert flags.count("parts_do_not_add_up") == 10
    assert flags.count("total_falls") > 1


@pytest.mark.parametrize("point", BEFORE)
def test_a_run_that_is_killed_before_the_commit_leaves_nothing_in_the_ledger(
    server: Server, store: str, tmp_path: Path, point: str, undisturbed: Path
) -> None:
    status = server.run(store, tmp_path, point)
    left = exports(store, tmp_path)

    assert status == -signal.SIGKILL
    assert rows(left) == 0
    assert sound(store)
    assert set(reports(tmp_path)) <= {"claims.csv"}
    assert server.run(store, tmp_path) == 0
    assert exports(store, tmp_path) == exports("", undisturbed)
    assert reports(tmp_path) == reports(undisturbed)


@pytest.mark.parametrize("point", AFTER)
def test_a_run_that_is_killed_after_the_commit_leaves_all_of_the_batch(
    server: Server, store: str, tmp_path: Path, point: str, undisturbed: Path
) -> None:
    status = server.run(store, tmp_path, point)
    left, whole = exports(store, tmp_path), reports(undisturbed)

    assert status == -signal.SIGKILL
    assert left == exports("", undisturbed)
    assert sound(store)
    assert reports(tmp_path).items() < whole.items()
    assert server.run(store, tmp_path) == 0
    assert exports(store, tmp_path) == left
    assert reports(tmp_path) == whole
