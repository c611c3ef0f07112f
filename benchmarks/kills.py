"""Whether a ledger survives runs that are killed, and two runs that write into it at once.

    python benchmarks/kills.py                      50 kills of a run over 200 articles, on SQLite
    python benchmarks/kills.py --kills 20 --store postgresql+psycopg://…/postgres
    python benchmarks/kills.py --kills 0 --writers 10 --postgresql postgresql+psycopg://…/postgres

The URL is that of a server where databases may be made; each is removed again.

The articles are made up, from --seed. Every second run starts on an empty ledger and reads all of
them; the others start on a ledger that has the first half, with verdicts, and read the second.
Each is killed with SIGKILL, its whole process group. Half of the moments are spread evenly over
the whole of a run, a quarter over the transaction and a quarter over what comes after flags.csv.
Right before the kill the run is stopped, and another connection asks whether the transaction has
begun, which tells what the kill fell into. A run that is over before its moment does not count.

After each kill the ledger must hold all of the batch or nothing of it, in every row of every table,
and a report that is there must be that of an undisturbed run, byte for byte. Then the same
command runs to its end in the same folder; exports, rows and reports must be those of the
undisturbed run. Then two processes with a half of the articles each, both loaded and held back
until the other is ready, make one ledger and write into it, --writers times. Prints what was seen,
and exits 1 if anything was wrong.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import re
import shutil
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, redirect_stderr, suppress
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path
from uuid import uuid4

KILLS, ARTICLES, WRITERS, SEED = 50, 200, 5, 1
# Tables that have as many rows whatever the batches were. (A later batch may close flags.)
COUNTED = ("articles", "claims", "claim_marks", "claim_keys")
REPORTS = ("claims.csv", "flags.csv", "summary.csv", "relations.csv", "review.xlsx")
# What the moment of a kill is counted from, in turn: the start of the run, or a report.
SINCE = ("", "claims.csv", "", "flags.csv")
# Seconds within which a server must have noticed that a client was killed.
NOTICED = 10.0
# So many moments are tried for a kill: a run may be over before its moment comes.
TRIES = 20

# ---------------------------------------------------------------- articles

_TOWNS = ("Arvelle", "Bostrick", "Cormagne", "Drellin", "Eskermont", "Fanholt", "Grivesnes-le-Bas")
_PEOPLE = ("Odile Marchandeau", "Tomas Brell", "Inès Fauvert", "Karl Ostwin", "Maud Selvaire")


def english(chance: random.Random, town: str, who: str, day: int) -> list[str]:
    """Sentences of one article; about every other one with figures that are at odds."""
    toll, dockers, sailors = 90 + chance.randint(-4, 4) + day // 9, *chance.sample(range(3, 9), 2)
    cost, share = chance.choice((3.4, 4.3, 34)), chance.choice((40, 60))
    total = dockers + sailors + chance.choice((0, 0, 2))
    scale = chance.choice(("million", "million", "billion"))
    rise = chance.choice((20, 25))
    low, high = sorted(chance.sample(range(60, 99), 2), reverse=chance.random() < 0.2)
    return [
        f"The mudslide above {town} has killed {toll} people so far, the mayor, {who}, said.",
        f"The new bridge in {town} will cost {cost} {scale} euros, the mayor, {who}, said.",
        f"At the harbour {total} people were fined: {dockers} dockers and {sailors} sailors.",
        f"Inspectors found rust on 18 of the 30 cranes ({share}%).",
        f"The price of a ferry ticket rose by {rise} per cent, from 40 to 50 euros.",
        f"Repairs will take between {low} and {high} days, according to the port authority.",
        f"The oldest passenger was {chance.choice((71, 88, 171))} years old.",
        f"It rained for {chance.randint(2, 6)} days; {chance.randint(200, 900)} homes lost power.",
    ]


def french(chance: random.Random, town: str, who: str, day: int) -> list[str]:
    """The same in French."""
    toll, skiers, guides = 90 + chance.randint(-4, 4) + day // 9, *chance.sample(range(3, 9), 2)
    cost, share = chance.choice(("3,4", "4,3", "34")), chance.choice((25, 35))
    total = skiers + guides + chance.choice((0, 0, 3))
    scale = chance.choice(("millions", "millions", "milliards"))
    fall = chance.choice((20, 25))
    low, high = sorted(chance.sample(range(60, 99), 2), reverse=chance.random() < 0.2)
    return [
        f"Le glissement de terrain a fait {toll} morts à {town}, selon le maire, {who}.",
        f"Le nouveau pont de {town} coûtera {cost} {scale} d’euros, a dit le maire, {who}.",
        f"L’éboulement a fait {total} blessés : {skiers} skieurs et {guides} guides.",
        f"Un habitant sur quatre ({share} %) a dû quitter son logement.",
        f"Le prix du billet a baissé de {fall} %, passant de 50 à 40 euros.",
        f"Entre {low} et {high} millions d’euros seront dépensés, d’après la préfecture.",
        f"Le doyen des sinistrés a {chance.choice((71, 88, 171))} ans.",
        f"Les pompiers ont fait {chance.randint(20, 90)} sorties en {chance.randint(3, 9)} jours.",
    ]


def write_articles(folder: Path, count: int, seed: int) -> None:
    """Articles of three weeks and more, in two folders: the first and the second half."""
    chance = random.Random(seed)
    for half in ("first", "second"):
        (folder / half).mkdir(parents=True)
    for number in range(count):
        day = number // 8
        at = chance.randrange(len(_TOWNS))
        town, who = _TOWNS[at], _PEOPLE[at % len(_PEOPLE)]
        language = chance.choice(("en", "fr"))
        told = (english if language == "en" else french)(chance, town, who, day)
        text = " ".join(chance.sample(told, 4))
        half = "first" if number < count // 2 else "second"
        (folder / half / f"{number:04}-{town.lower()}.md").write_text(
            f"---\nid: made-up-{number:04}\ntitle: {town} {number}\nsource: The Made-up Herald\n"
            f"published: {date(2031, 3, 1) + timedelta(day)}\nlanguage: {language}\n---\n{text}\n",
            encoding="utf-8",
        )


# ---------------------------------------------------------------- ledgers


class Sqlite:
    """Ledgers that are the file of their workspace."""

    name = "SQLite"

    def store(self, workspace: Path) -> str:
        """Where the ledger of a workspace is."""
        return str(workspace / "claims" / "claims.db")

    def make(self, workspace: Path, template: Path | None) -> None:
        """An empty workspace, or one with the ledger of another."""
        (workspace / "claims").mkdir(parents=True)
        if template is not None:
            shutil.copy(self.store(template), workspace / "claims")

    def options(self, workspace: Path) -> list[str]:
        """What makes claimtrack use it: nothing, the ledger of the workspace is the default."""
        return ["--workspace", str(workspace)]

    def in_transaction(self, workspace: Path) -> bool:
        """Whether somebody is writing."""
        if not Path(self.store(workspace)).exists():
            return False
        address = f"file:{self.store(workspace)}?mode=rw"
        with closing(sqlite3.connect(address, uri=True, timeout=0)) as connection:
            connection.isolation_level = None
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return True
            return False

    def settle(self, workspace: Path) -> None:
        """Nothing is left to wait for once the process is gone."""

    def faults(self, workspace: Path) -> Iterator[str]:
        """What SQLite itself finds wrong with the file."""
        if not Path(self.store(workspace)).exists():
            return
        with closing(sqlite3.connect(self.store(workspace))) as connection:
            told = connection.execute("PRAGMA integrity_check").fetchall()
        if told != [("ok",)]:
            yield f"PRAGMA integrity_check: {told}"

    def drop(self, workspace: Path) -> None:
        """The file goes with its workspace."""


class Postgresql:
    """Ledgers that are databases of a server, one a workspace."""

    name = "PostgreSQL"

    def __init__(self, server: str) -> None:
        self._server = server

    def store(self, workspace: Path) -> str:
        """Where the ledger of a workspace is."""
        from sqlalchemy.engine import make_url

        url = make_url(self._server).set(database=self._database(workspace))
        return url.render_as_string(hide_password=False)

    @staticmethod
    def _database(workspace: Path) -> str:
        return re.sub(r"\W", "_", f"claimtrack_{workspace.parent.name}_{workspace.name}".lower())

    def _ask(self, question: str, **values: str) -> list[tuple[object, ...]]:
        from sqlalchemy import create_engine, text
        from sqlalchemy.pool import NullPool

        # No connection may be left open: a run that is forked would close it for us.
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        with engine.connect() as connection:
            done = connection.execute(text(question), values)
            return [tuple(row) for row in done] if done.returns_rows else []

    def make(self, workspace: Path, template: Path | None) -> None:
        """An empty workspace and database, or a copy of the database of another."""
        workspace.mkdir()
        like = "" if template is None else f" TEMPLATE {self._database(template)}"
        self._ask(f"CREATE DATABASE {self._database(workspace)}{like}")

    def options(self, workspace: Path) -> list[str]:
        """What makes claimtrack use it."""
        return ["--workspace", str(workspace), "--store", self.store(workspace)]

    def in_transaction(self, workspace: Path) -> bool:
        """Whether somebody is writing: a writer holds an advisory lock."""
        question = """
            SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database
            WHERE l.locktype = 'advisory' AND l.granted AND d.datname = :name
        """
        return bool(self._ask(question, name=self._database(workspace)))

    def settle(self, workspace: Path) -> None:
        """Wait until the server has noticed that its client is gone."""
        question = "SELECT 1 FROM pg_stat_activity WHERE datname = :name"
        end = time.monotonic() + NOTICED
        while self._ask(question, name=self._database(workspace)):
            if time.monotonic() > end:
                raise TimeoutError(f"the server holds on to a killed client for {NOTICED} s")
            time.sleep(0.02)

    def faults(self, workspace: Path) -> Iterator[str]:
        """The server checks itself."""
        return iter(())

    def drop(self, workspace: Path) -> None:
        """Remove the database."""
        self._ask(f"DROP DATABASE IF EXISTS {self._database(workspace)} WITH (FORCE)")


Stores = Sqlite | Postgresql


# ---------------------------------------------------------------- runs


def start(arguments: Sequence[str], errors: Path, *, loaded: bool, gate: int = -1) -> int:
    """Start ``claimtrack`` in a process group of its own; its process id.

    ``loaded`` forks this process, which has all modules and models, so that the run is as good as
    all reading and writing; such a one waits for a byte from the ``gate`` if there is one.
    """
    if not loaded:
        command = Path(sys.executable).with_name("claimtrack")
        return os.posix_spawn(
            command,
            [str(command), *arguments],
            os.environ,
            file_actions=[
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, str(errors), os.O_WRONLY | os.O_CREAT, 0o600),
            ],
            setpgroup=0,
        )
    from claimtrack.cli import main as claimtrack

    sys.stdout.flush()
    process = os.fork()
    if process:
        with suppress(OSError):  # the child may have been faster
            os.setpgid(process, process)
        return process
    status = 70
    try:
        os.setpgid(0, 0)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        os.dup2(os.open(errors, os.O_WRONLY | os.O_CREAT, 0o600), 2)
        if gate >= 0:
            os.read(gate, 1)
        status = claimtrack(arguments)
        sys.stderr.flush()
    finally:
        os._exit(status)


def ended(process: int) -> bool:
    """Whether a process is over, without taking note of it."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def wait(process: int) -> int:
    """The exit status of a process, negative for a signal."""
    return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])


@dataclass(frozen=True, slots=True)
class Times:
    """How long a run took, until claims.csv and until flags.csv was there, and in all."""

    read: float
    stored: float
    done: float

    def moment(self, chance: random.Random, since: str, work: float) -> float:
        """A moment to kill a run at, in seconds ``since`` it began or a report is there.

        ``work`` is how long the transaction takes; what else comes before it is loading modules.
        """
        if since == "claims.csv":
            return max(0.0, self.stored - self.read - chance.uniform(0, work))
        return chance.uniform(0, self.done - self.stored if since else self.done)


def to_the_end(arguments: Sequence[str], workspace: Path, *, loaded: bool) -> tuple[str, Times]:
    """Run claimtrack and see what it says ("" if all is well), and how long it took."""
    errors = workspace / "errors.txt"
    errors.unlink(missing_ok=True)
    # Those of a run that was killed would tell nothing about this one.
    before = {name: changed(workspace, name) for name in REPORTS}
    begun = time.monotonic()
    process = start(arguments, errors, loaded=loaded)
    seen: dict[str, float] = {}
    while not ended(process):
        for name in ("claims.csv", "flags.csv"):
            if name not in seen and changed(workspace, name) != before[name]:
                seen[name] = time.monotonic() - begun
        time.sleep(0.002)
    took = time.monotonic() - begun
    status, told = wait(process), errors.read_text("utf-8")
    times = Times(seen.get("claims.csv", took), seen.get("flags.csv", took), took)
    return (f"exit status {status}: {told}" if told or status not in (0, 1) else ""), times


def changed(workspace: Path, name: str) -> int:
    """When a report was written, 0 if it was not."""
    with suppress(FileNotFoundError):
        return (workspace / "reports" / name).stat().st_mtime_ns
    return 0


# ---------------------------------------------------------------- what is there

Rows = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class State:
    """What a ledger holds: its exports, and every row but for the time when a run was."""

    exports: Mapping[str, bytes]
    rows: Rows


def exports_of(stores: Stores, workspace: Path) -> Mapping[str, bytes] | str:
    """The four tables, or what claimtrack says instead."""
    from claimtrack.cli import main as claimtrack
    from claimtrack.store import EXPORTS

    found, said, output = {}, io.StringIO(), workspace / "export.csv"
    for name in EXPORTS:
        command = ["export", name, *stores.options(workspace), "--output", str(output), "--quiet"]
        with redirect_stderr(said):
            status = claimtrack(command)
        if status or said.getvalue():
            return said.getvalue() or f"claimtrack export: exit status {status}"
        found[name] = output.read_bytes()
    return found


def rows_of(stores: Stores, workspace: Path) -> Rows:
    """Every row of every table."""
    from sqlalchemy import create_engine, inspect, text
    from sqlalchemy.pool import NullPool

    from claimtrack.store import url_of

    rows = {}
    engine = create_engine(url_of(stores.store(workspace), workspace), poolclass=NullPool)
    with engine.connect() as connection:
        for name in inspect(connection).get_table_names():
            found = connection.execute(text(f"SELECT * FROM {name}")).mappings()
            kept = ({k: v for k, v in row.items() if k != "started"} for row in found)
            rows[name] = sorted(repr(sorted(row.items())) for row in kept)
    return rows


def state_of(stores: Stores, workspace: Path) -> State | str:
    """What a ledger holds, or what is wrong with it; where there is none it holds nothing."""
    from claimtrack.store import EXPORTS, schema

    exports = exports_of(stores, workspace)
    faults = list(stores.faults(workspace))
    there = isinstance(stores, Postgresql) or Path(stores.store(workspace)).exists()
    rows: Rows = rows_of(stores, workspace) if there else {}
    if faults:
        return "; ".join(faults)
    if isinstance(exports, str):
        if "there is no ledger" not in exports:
            return exports
        return f"no ledger, and yet tables: {[*rows]}" if rows else State({}, {})
    if set(rows) != set(schema.metadata.tables):
        return f"some of the tables only: {[*rows]}"
    rows = {name: some for name, some in rows.items() if name != schema.ledger.name}
    nothing = not any(rows.values())
    return State({}, {}) if nothing and len(exports) == len(EXPORTS) else State(exports, rows)


def reports_in(workspace: Path) -> dict[str, bytes]:
    """The reports that are there; temporary files are hidden ones."""
    folder = workspace / "reports"
    files = sorted(folder.iterdir()) if folder.exists() else []
    return {file.name: file.read_bytes() for file in files if not file.name.startswith(".")}


@dataclass(slots=True)
class Kind:
    """A way for a run to start, and what an undisturbed one makes of it.

    ``times`` are those of such a run as it is killed, ``work`` what the last run of all took from
    claims.csv to flags.csv where all modules were loaded before.
    """

    name: str
    template: Path | None
    paths: list[str]
    before: State
    after: State
    reports: Mapping[str, bytes]
    times: Times
    work: float

    def arguments(self, stores: Stores, workspace: Path) -> list[str]:
        """The command line that is killed, and run again."""
        return ["run", *self.paths, *stores.options(workspace)]


class Campaign:
    """Undisturbed runs, then killed ones, in folders of one parent."""

    def __init__(self, stores: Stores, folder: Path, seed: int, *, loaded: bool) -> None:
        self._stores = stores
        self._folder = folder
        self._chance = random.Random(seed)
        self._loaded = loaded
        self._made: list[Path] = []
        self.wrong: list[str] = []
        self.seen: Counter[tuple[str, str]] = Counter()
        self.leftovers = 0

    def workspace(self, name: str, template: Path | None = None) -> Path:
        """A new one, with an empty ledger or that of another."""
        made = self._folder / name
        self._stores.make(made, template)
        self._made.append(made)
        return made

    def drop(self, workspace: Path) -> None:
        """Remove one with its ledger."""
        self._stores.drop(workspace)
        shutil.rmtree(workspace)
        self._made.remove(workspace)

    def keep(self, workspace: Path) -> None:
        """Leave one, with its ledger, for whoever looks into what went wrong."""
        self._made.remove(workspace)

    def close(self) -> None:
        """Remove all other ledgers."""
        for workspace in self._made:
            self._stores.drop(workspace)

    # ------------------------------------------------------------ undisturbed

    def first_half(self, articles: Path) -> Path:
        """A workspace whose ledger has the first half of the articles, and verdicts on flags."""
        from claimtrack.cli import main as claimtrack

        made = self.workspace("half")
        options = self._stores.options(made)
        told, _ = to_the_end(["run", str(articles / "first"), *options], made, loaded=True)
        if told:
            raise SystemExit(f"an undisturbed run: {told}")
        with (made / "reports" / "flags.csv").open(encoding="utf-8", newline="") as file:
            flags = [row["flag_id"] for row in csv.DictReader(file)]
        verdicts = made / "verdicts.csv"
        decided = zip(flags[::9], cycle(("false alarm", "confirmed error", "later")), strict=False)
        lines = [f"{flag},{verdict},2031-06-01" for flag, verdict in decided]
        verdicts.write_text("\n".join(["flag_id,verdict,reviewed", *lines, ""]), "utf-8")
        if claimtrack(["review", "import", str(verdicts), *options, "--quiet"]):
            raise SystemExit("claimtrack review import failed")
        return made

    def kind(self, name: str, template: Path | None, paths: list[str]) -> Kind:
        """Run undisturbed, once as a command and once from what is loaded already."""
        before = State({}, {}) if template is None else self.sound(template)
        times: list[Times] = []
        states: list[State] = []
        reports: list[dict[str, bytes]] = []
        for loaded in (True, self._loaded):
            made = self.workspace(f"{name}-undisturbed-{len(states)}", template)
            command = ["run", *paths, *self._stores.options(made)]
            told, took = to_the_end(command, made, loaded=loaded)
            if told:
                raise SystemExit(f"an undisturbed run: {told}")
            times.append(took)
            states.append(self.sound(made))
            reports.append(reports_in(made))
            self.drop(made)
        if states[0] != states[1] or reports[0] != reports[1]:
            self.wrong.append(f"{name}: two undisturbed runs differ")
        if set(reports[1]) != set(REPORTS):
            self.wrong.append(f"{name}: the reports of an undisturbed run are {[*reports[1]]}")
        work = times[0].stored - times[0].read
        return Kind(name, template, paths, before, states[1], reports[1], times[1], work)

    def sound(self, workspace: Path) -> State:
        """What a ledger holds that nothing has happened to."""
        state = state_of(self._stores, workspace)
        if isinstance(state, str):
            raise SystemExit(f"after an undisturbed run: {state}")
        return state

    # ------------------------------------------------------------ killed

    def kill(self, number: int, kind: Kind) -> None:
        """Kill one run, look at what it leaves, run it again and look at that."""
        since = SINCE[number // 2 % len(SINCE)]
        for _ in range(TRIES):
            made = self.workspace(f"kill-{number}", kind.template)
            moment = kind.times.moment(self._chance, since, kind.work)
            writing = self._killed(kind, made, moment, since)
            if writing is not None:
                break
            self.drop(made)  # it was over before
        else:
            raise SystemExit(f"no run of {TRIES} lasted until its moment came")
        problems = list(self._problems(kind, made, writing))
        said = f"kill {number} ({kind.name}, {moment:.3f} s after {since or 'the start'})"
        self.wrong += [f"{said}: {problem}; see {made}" for problem in problems]
        (self.keep if problems else self.drop)(made)

    def _killed(self, kind: Kind, made: Path, moment: float, since: str) -> bool | None:
        """Whether the kill fell into the transaction; None if the run was over before."""
        arguments = kind.arguments(self._stores, made)
        process = start(arguments, made / "errors.txt", loaded=self._loaded)
        while since and not changed(made, since) and not ended(process):
            time.sleep(0.001)
        time.sleep(moment)
        if ended(process):
            wait(process)
            return None
        os.killpg(process, signal.SIGSTOP)
        writing = self._stores.in_transaction(made)
        os.killpg(process, signal.SIGKILL)
        status = wait(process)
        self._stores.settle(made)
        return writing if status == -signal.SIGKILL else None

    def _problems(self, kind: Kind, made: Path, writing: bool) -> Iterator[str]:
        state, reports = state_of(self._stores, made), reports_in(made)
        self.leftovers += len([*(made / "reports").glob(".*")])
        if isinstance(state, str):
            yield state
        elif state not in (kind.before, kind.after):
            yield f"neither all of the batch is stored nor nothing: {differences(kind, state)}"
        stored = state == kind.after
        self.seen[phase(reports, writing, stored), kind.name] += 1
        yield from (f"{n} is not that of an undisturbed run" for n in half(reports, kind.reports))
        if stored and "claims.csv" not in reports:
            yield "the batch is stored and claims.csv is not there"
        if not stored and "flags.csv" in reports:
            yield "flags.csv is there and the batch is not stored"

        told, times = to_the_end(kind.arguments(self._stores, made), made, loaded=True)
        if told:
            yield f"run again: {told}"
        # Whatever else the machine has to do now, the next run has to share it with too.
        kind.work = times.stored - times.read
        if self._loaded and not stored:
            kind.times = times
        state, reports = state_of(self._stores, made), reports_in(made)
        if state != kind.after:
            found = state if isinstance(state, str) else differences(kind, state)
            yield f"run again, the ledger is not that of an undisturbed run: {found}"
        if reports != kind.reports:
            names = [*half(reports, kind.reports)] or [*reports]
            yield f"run again, the reports are not those of an undisturbed run: {names}"


def half(reports: Mapping[str, bytes], whole: Mapping[str, bytes]) -> Iterator[str]:
    """The reports that differ from those of an undisturbed run."""
    yield from (name for name, data in reports.items() if data != whole.get(name))


def differences(kind: Kind, state: State) -> str:
    """How many rows each table has, with what it should have had; which exports differ."""
    names = sorted({*state.rows, *kind.after.rows})
    counts = [
        f"{name} {len(state.rows.get(name, ()))} "
        f"({len(kind.before.rows.get(name, ()))} or {len(kind.after.rows.get(name, ()))})"
        for name in names
    ]
    others = [name for name, data in state.exports.items() if data != kind.after.exports[name]]
    return f"{', '.join(counts)}; exports that differ: {', '.join(others)}"


PHASES = (
    "reading, before claims.csv",
    "claims.csv there, transaction not begun",
    "making the ledger",
    "in the transaction",
    "committed, before flags.csv",
    "between the reports",
    "after the last report",
)


def phase(reports: Mapping[str, bytes], writing: bool, stored: bool) -> str:
    """What a kill fell into."""
    if stored:
        if "flags.csv" not in reports:
            return PHASES[4]
        return PHASES[6] if len(reports) == len(REPORTS) else PHASES[5]
    if "claims.csv" not in reports:
        return PHASES[2 if writing else 0]
    return PHASES[3 if writing else 1]


# ---------------------------------------------------------------- two at once


def one_after_the_other(campaign: Campaign, stores: Stores, halves: Sequence[str]) -> State:
    """What the ledger holds after one run over both halves, for which two runs in either order
    must leave the same exports."""
    states: list[State] = []
    for order in ([halves], [[half] for half in halves], [[half] for half in halves[::-1]]):
        made = campaign.workspace(f"alone-{len(states)}")
        for paths in order:
            told, _ = to_the_end(["run", *paths, *stores.options(made)], made, loaded=True)
            campaign.wrong += [f"a run alone: {told}"] if told else []
        states.append(campaign.sound(made))
        campaign.drop(made)
    if any(state.exports != states[0].exports for state in states):
        campaign.wrong.append("one after the other, the exports depend on the order")
    return states[0]


def write_at_once(campaign: Campaign, stores: Stores, articles: Path, rounds: int) -> list[str]:
    """What went wrong where two runs wrote into one new ledger at the same moment."""
    halves = [str(articles / name) for name in ("first", "second")]
    expected = one_after_the_other(campaign, stores, halves)
    for number in range(rounds):
        made = campaign.workspace(f"writers-{number}")
        said = two_runs(stores, made, halves)
        state = state_of(stores, made)
        problems = [said] if said else []
        if isinstance(state, str):
            problems.append(state)
        elif state.exports != expected.exports:
            problems.append("the exports are not those of one run")
        elif any(len(state.rows[n]) != len(expected.rows[n]) for n in COUNTED):
            problems.append("the exports are those of one run, but not the numbers of rows")
        elif len(state.rows["runs"]) != len(halves):
            problems.append(f"{len(state.rows['runs'])} runs are recorded")
        campaign.wrong += [f"writers, {number}: {problem}; see {made}" for problem in problems]
        (campaign.keep if problems else campaign.drop)(made)
    return campaign.wrong


def two_runs(stores: Stores, made: Path, halves: Sequence[str]) -> str:
    """Let a run for each half begin at once, each with reports of its own; what is wrong."""
    errors = [made / f"errors-{which}.txt" for which in range(len(halves))]
    waiting, gate = os.pipe()
    processes = [
        start(
            ["run", half, *stores.options(made), "--out", str(made / f"reports-{which}")],
            errors[which],
            loaded=True,
            gate=waiting,
        )
        for which, half in enumerate(halves)
    ]
    time.sleep(0.2)  # until all are at the gate
    os.write(gate, bytes(len(halves)))
    statuses = [wait(process) for process in processes]
    os.close(waiting)
    os.close(gate)
    told = " ".join(file.read_text("utf-8") for file in errors).strip()
    well = {0, 1}.issuperset(statuses) and not told
    return "" if well else f"exit statuses {statuses}: {told}"


# ---------------------------------------------------------------- telling


@contextmanager
def campaign_of(stores: Stores, folder: Path, seed: int, *, loaded: bool) -> Iterator[Campaign]:
    """A campaign whose ledgers are gone afterwards, but for those where something was wrong."""
    part = folder / f"{stores.name}-{uuid4().hex[:6]}"
    part.mkdir()
    campaign = Campaign(stores, part, seed, loaded=loaded)
    try:
        yield campaign
    finally:
        campaign.close()


def tell(campaign: Campaign, kinds: Sequence[Kind]) -> None:
    """A table of what the kills fell into."""
    names = [kind.name for kind in kinds]
    print(f"{'the kill fell':42}" + "".join(f"{name:>14}" for name in names))
    for what in PHASES:
        print(f"{what:42}" + "".join(f"{campaign.seen[what, name]:14}" for name in names))
    print(f"temporary files left: {campaign.leftovers}", flush=True)


def kills(stores: Stores, folder: Path, arguments: argparse.Namespace) -> list[str]:
    """The first part; what went wrong."""
    articles = folder / "articles"
    with campaign_of(stores, folder, arguments.seed, loaded=arguments.loaded) as campaign:
        half = campaign.first_half(articles)
        kinds = [
            campaign.kind("empty ledger", None, [str(articles)]),
            campaign.kind("half is there", half, [str(articles / "second")]),
        ]
        scopes = scopes_of(kinds[0].after.exports["flags"])
        print(f"\n{stores.name}: flags by scope {scopes}")
        for kind in kinds:
            print(
                f"undisturbed, {kind.name}: claims.csv after {kind.times.read:.1f} s, flags.csv "
                f"after {kind.times.stored:.1f} s, done after {kind.times.done:.1f} s",
                flush=True,
            )
        if any(
            kinds[0].after.exports[n] != kinds[1].after.exports[n] for n in ("claims", "articles")
        ):
            campaign.wrong.append("claims or articles depend on the batches they came in")
        for number in range(arguments.kills):
            campaign.kill(number, kinds[number % 2])
            if sys.stderr.isatty():
                print(f"\r{number + 1} kills, {len(campaign.wrong)} wrong", end="", file=sys.stderr)
        tell(campaign, kinds)
        return campaign.wrong


def scopes_of(flags: bytes) -> dict[str, int]:
    """How many flags there are of each scope."""
    return dict(
        Counter(r["scope"] for r in csv.DictReader(io.StringIO(flags.decode(), newline="")))
    )


def main() -> int:
    """Kill, write at once, and tell what was seen."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--kills", type=int, default=KILLS)
    options.add_argument("--articles", type=int, default=ARTICLES)
    options.add_argument("--store", default="", help="a PostgreSQL server; default: SQLite files")
    options.add_argument("--writers", type=int, default=WRITERS, help="rounds of two at once")
    options.add_argument("--postgresql", default="", help="a server for the writers, beside SQLite")
    options.add_argument("--seed", type=int, default=SEED)
    options.add_argument(
        "--loaded",
        action="store_true",
        help="kill forks of a process that has loaded everything, whose time is all work",
    )
    arguments = options.parse_args()
    os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    for name in ("CLAIMTRACK_STORE", "CLAIMTRACK_WORKSPACE", "GITHUB_STEP_SUMMARY"):
        os.environ.pop(name, None)
    folder = Path(tempfile.mkdtemp(prefix="kills-"))
    write_articles(folder / "articles", arguments.articles, arguments.seed)
    load(folder)
    wrong: list[str] = []
    if arguments.kills:
        killed = Postgresql(arguments.store) if arguments.store else Sqlite()
        wrong += kills(killed, folder, arguments)
    server = arguments.postgresql or arguments.store
    kinds: list[Stores] = [Sqlite(), Postgresql(server)] if server else [Sqlite()]
    for stores in kinds if arguments.writers else ():
        with campaign_of(stores, folder, arguments.seed, loaded=True) as campaign:
            found = write_at_once(campaign, stores, folder / "articles", arguments.writers)
        told = f"{stores.name}, two at once: {arguments.writers} rounds, {len(found)} wrong"
        print(told, flush=True)
        wrong += found
    print("\n".join(["", *wrong, f"{len(wrong)} wrong" if wrong else "all as it should be"]))
    if not wrong:
        shutil.rmtree(folder)
    return 1 if wrong else 0


def load(folder: Path) -> None:
    """Load what a run needs, by a run."""
    from claimtrack.cli import main as claimtrack

    some = [*sorted((folder / "articles" / "first").iterdir())][:8]
    claimtrack(["run", *map(str, some), "--workspace", str(folder / "loaded"), "--quiet"])


if __name__ == "__main__":
    sys.exit(main())
