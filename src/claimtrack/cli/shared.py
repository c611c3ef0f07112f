"""What several commands need: the workspace, its settings, its ledger, and words for people."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from claimtrack.config import load_config
from claimtrack.errors import ClaimtrackError, InputError, Place
from claimtrack.suites import SEVERITIES, at_or_above

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    import pandas as pd

    from claimtrack.records import Article
    from claimtrack.store import Ledger

DONE, FLAGGED, FAILED = 0, 1, 2
# A progress bar is worth its line from this many articles on.
_LONG_WORK = 20
_SHOWN_FLAGS = 5
# Control characters, line separators, and the marks that turn the direction of writing.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]+")
_LISTS = ("languages", "disabled")
_PATHS = ("out", "baseline", "job_summary")
_DEFAULTS = {"fail_on": "critical", "csv_dialect": "", "lang": "", "store": "", "disabled": []}


def configure(arguments: argparse.Namespace) -> None:
    """Fill what the command line left open: from the environment, the workspace's settings, or
    else with what is usual. Raises InputError for settings that cannot be read."""
    for name in _LISTS:
        given = getattr(arguments, name, None)
        if given is not None:
            setattr(arguments, name, [one for one in given.replace(",", " ").split() if one])
    if not hasattr(arguments, "workspace"):
        settings = {}
    else:
        settings = {k.replace("-", "_"): v for k, v in load_config(workspace(arguments)).items()}
    if os.environ.get("CLAIMTRACK_STORE"):
        settings["store"] = os.environ["CLAIMTRACK_STORE"]
    if arguments.command != "run":
        settings.pop("paths", None)
    arguments.reports = Path(settings.get("out") or workspace(arguments) / "reports")
    for name, value in {**_DEFAULTS, **settings}.items():
        if hasattr(arguments, name) and getattr(arguments, name) in (None, []):
            setattr(arguments, name, Path(value) if name in _PATHS else value)


def workspace(arguments: argparse.Namespace) -> Path:
    """The folder of the workspace."""
    given = getattr(arguments, "workspace", None)
    return Path(given or os.environ.get("CLAIMTRACK_WORKSPACE") or ".")


def made_workspace(arguments: argparse.Namespace) -> Path:
    """The workspace folder, its missing parts made."""
    folder = workspace(arguments)
    for part in ("claims", "expectations", "reports"):
        try:
            (folder / part).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            cause = error.strerror or error
            raise ClaimtrackError(f"{folder / part}: cannot be made: {cause}") from None
    return folder


def ledger_of(
    arguments: argparse.Namespace, *, make: bool = False
) -> AbstractContextManager[Ledger]:
    """The ledger, made if need be and ``make``; StoreError where there is none, or for
    ``--store none``."""
    from claimtrack.store import StoreError, open_ledger  # noqa: PLC0415 - brings SQLAlchemy

    if arguments.store == "none":
        raise StoreError("--store none: this command is about the ledger")
    return open_ledger(arguments.store, workspace(arguments), make=make)


def new_ledger(arguments: argparse.Namespace) -> AbstractContextManager[Ledger | None]:
    """The ledger, made if need be; None for ``--store none``."""
    from claimtrack.store import open_ledger  # noqa: PLC0415 - brings SQLAlchemy

    if arguments.store == "none":
        return nullcontext()
    return open_ledger(arguments.store, workspace(arguments), make=True)


def known_suffix(output: Path | None) -> None:
    """Refuse a file of a format that is not written, before any work is done for it."""
    from claimtrack.reports import WRITERS  # noqa: PLC0415 - brings pandas

    if output is not None and output.suffix.lower() not in WRITERS:
        known = ", ".join(WRITERS)
        raise ClaimtrackError(f"{output}: unknown suffix {output.suffix!r}; known are {known}")


def put(table: pd.DataFrame, output: Path | None, dialect: str) -> None:
    """Write a table to a file by its suffix, or to standard output as CSV."""
    from claimtrack.reports import to_csv_bytes, write  # noqa: PLC0415

    if output is not None:
        write(table, output, dialect)
        return
    sys.stdout.buffer.write(to_csv_bytes(table, dialect))
    sys.stdout.buffer.flush()


def column_of(path: Path, name: str) -> list[str]:
    """One column of a CSV file that any spreadsheet may have saved. Raises InputError for a file
    that has none of that name, and OSError."""
    from claimtrack.reports import read_delimited  # noqa: PLC0415 - brings pandas
    from claimtrack.reports.delimited import column_name  # noqa: PLC0415

    header, *rows = read_delimited(path, {name}).rows
    names = [column_name(cell) for cell in header]
    if name not in names:
        raise InputError(Place(str(path), 1), f"no column named {name}")
    at = names.index(name)
    return [row[at] for row in rows if at < len(row)]


def status(problems: Sequence[object], flags: pd.DataFrame, fail_on: str) -> int:
    """2 for input that could not be read, 1 for flags that fail, else 0."""
    if problems:
        return FAILED
    return FLAGGED if flags["severity"].isin(at_or_above(fail_on)).any() else DONE


def progress(articles: list[Article], quiet: bool) -> Iterable[Article]:
    """The articles, with a bar on stderr while many are worked on and somebody can see it."""
    if quiet or len(articles) < _LONG_WORK or not sys.stderr.isatty():
        return articles
    from tqdm import tqdm  # noqa: PLC0415

    bar: Iterable[Article] = tqdm(articles, unit="article", leave=False)
    return bar


def plural(count: int, noun: str) -> str:
    """ "1 flag", "2 flags"."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def flag_counts(flags: pd.DataFrame) -> dict[str, int]:
    """How many flags there are of each severity."""
    return {severity: int((flags["severity"] == severity).sum()) for severity in SEVERITIES}


def flag_line(flags: pd.DataFrame) -> str:
    """The counts for people."""
    if flags.empty:
        return "no flags"
    counts = flag_counts(flags)
    return "flags: " + ", ".join(f"{n} {severity}" for severity, n in counts.items() if n)


def one_line(text: object) -> str:
    """Text of an article or a file's name as part of one line on a terminal."""
    return _CONTROLS.sub(" ", str(text))


def first_flags(flags: pd.DataFrame, places: Mapping[str, str] | None = None) -> list[str]:
    """The first flags as sentences, with their ``places`` by flag_id; how many more there are."""
    top = flags.head(_SHOWN_FLAGS)
    told = zip(top["flag_id"], top["severity"], top["message"], strict=True)
    known = places or {}
    lines = [f"  {s}: {m}" + (f" ({known[f]})" if known.get(f) else "") for f, s, m in told]
    lines = [one_line(line) for line in lines]
    more = len(flags) - len(top)
    return [*lines, f"  and {more} more in flags.csv"] if more > 0 else lines


def complain(what: object) -> None:
    """One line on standard error."""
    print(f"claimtrack: {one_line(what)}", file=sys.stderr)
