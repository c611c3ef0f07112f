"""Verdicts from what a reviewer hands back: the workbook, or flags.csv out of any spreadsheet."""

from __future__ import annotations

import contextlib
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from claimtrack.columns import plain_decimal
from claimtrack.errors import InputError, Place
from claimtrack.reports.delimited import HEADER_WITHIN, column_name, read_delimited
from claimtrack.reports.workbooks import MOMENT, plain_text
from claimtrack.verdicts import VERDICTS, Verdict

VERDICT_WORDS: Mapping[str, tuple[str, ...]] = {
    "confirmed error": ("confirmed", "erreur confirmée", "erreur"),
    "false alarm": ("fausse alerte", "faux positif", "false positive"),
    "dispute": ("disputed", "désaccord", "litige"),
    "fixed": ("corrected", "corrigé", "corrigée"),
    "later": ("plus tard", "à voir"),
}
"""What else may be written for a verdict; case, accents, hyphens and underscores do not matter."""

_ACCEPTED = "give the review workbook (.xlsx), or flags.csv as saved from a spreadsheet"
_COLUMNS = ("flag_id", "verdict", "reviewer", "note", "reviewed")
_NEEDED = frozenset({"flag_id", "verdict"})
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_SUFFIXES = (".csv", ".tsv", ".tab", ".txt")
_DAY_FIRST = re.compile(
    r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})"
    r"(?:,?\s+(?:à\s+|at\s+)?([0-9]{1,2})\s?[:hH]\s?([0-9]{2})(?::([0-9]{2}))?)?"
)
# Days since 1900 that are a moment from 1982 to 2119: a date in a cell that forgot it is one.
_SERIAL_DAYS = (30_000, 80_000)

_FIRST_YEAR = 2000

_Table = tuple[Sequence[object], Iterator[tuple[int, Sequence[object]]]]


def read_verdicts(path: Path) -> tuple[list[Verdict], list[InputError]]:
    """The verdicts in a review workbook or flags.csv, in the order of its rows, and what is wrong.

    Columns are found by name wherever they stand, the header in one of the first rows, in a
    workbook on the sheet Flags or else on the first that has them. Rows without a verdict are
    passed over; a flag that stands there twice is returned twice. Times without a zone are taken as
    UTC. Nothing is raised: a file or row that cannot be read is one InputError, the rest is read. A
    verdict whose ``reviewed`` cannot be read is both an error and returned without it.
    """
    verdicts: list[Verdict] = []
    errors: list[InputError] = []
    try:
        header, rows = _table(path)
    except InputError as error:
        return [], [error]
    names = [column_name(cell) for cell in header]
    at = {name: names.index(name) for name in _COLUMNS if name in names}
    for line, row in rows:
        cells = {name: row[i] if i < len(row) else None for name, i in at.items()}
        verdict, complaints = _verdict(cells, Place(str(path), line))
        verdicts += [verdict] if verdict else []
        errors += complaints
    return verdicts, errors


def _verdict(cells: Mapping[str, object], place: Place) -> tuple[Verdict | None, list[InputError]]:
    texts = {name: _text(cell) for name, cell in cells.items()}
    given, flag_id = texts["verdict"], texts["flag_id"]
    if not given:
        return None, []
    if not flag_id:
        return None, [InputError(place, f"verdict {given[:40]!r} without a flag_id")]
    complaints = [
        InputError(place, f"{name} has U+FFFD for letters that were lost when it was saved")
        for name, text in texts.items()
        if "\ufffd" in text
    ]
    verdict = _WORDS.get(_plain(given))
    if verdict is None:
        cause = f"verdict {given[:40]!r} is none of: {', '.join(VERDICTS)}"
        return None, [*complaints, InputError(place, cause)]
    reviewed = ""
    try:
        reviewed = _reviewed(cells.get("reviewed"))
    except (ValueError, OverflowError):
        cause = f"reviewed {texts['reviewed'][:40]!r} is no date, such as 2026-11-29 10:15"
        complaints.append(InputError(place, cause))
    reviewer, note = texts.get("reviewer", ""), texts.get("note", "")
    return Verdict(flag_id, verdict, reviewer, note, reviewed, place), complaints


def _plain(word: str) -> str:
    letters = unicodedata.normalize("NFKD", word.casefold())
    bare = "".join(c for c in letters if not unicodedata.combining(c))
    return " ".join(re.sub("[-_\u2010\u2011]", " ", bare).split())


_WORDS = {
    _plain(word): verdict for verdict in VERDICTS for word in (verdict, *VERDICT_WORDS[verdict])
}


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, date):  # a datetime is one
        return cell.isoformat()
    return plain_decimal(cell) if isinstance(cell, float) else plain_text(str(cell)).strip()


def _reviewed(cell: object) -> str:
    """A cell's moment in ISO 8601, UTC, to the second; "" for none. Raises ValueError."""
    if isinstance(cell, datetime):
        return _iso(cell)
    if isinstance(cell, date):
        return _iso(datetime(cell.year, cell.month, cell.day))
    if isinstance(cell, int | float) and _SERIAL_DAYS[0] < cell < _SERIAL_DAYS[1]:
        return _iso(datetime(1899, 12, 30) + timedelta(days=cell))
    text = _text(cell)
    if day_first := _DAY_FIRST.fullmatch(text):
        day, month, year, hour, minute, second = (int(part or 0) for part in day_first.groups())
        return _iso(datetime(year, month, day, hour, minute, second))
    return _iso(datetime.fromisoformat(text)) if text else ""


def _iso(moment: datetime) -> str:
    if moment.year < _FIRST_YEAR:
        raise ValueError("a small number in a cell for dates")
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    # A spreadsheet's fraction of a day may be off by some microseconds.
    nearest = (aware + timedelta(milliseconds=500)).replace(microsecond=0)
    return nearest.astimezone(UTC).isoformat()


# ---------------------------------------------------------------- files


def _table(path: Path) -> _Table:
    """The header of a file's flags and the rows below it with their numbers. Raises InputError."""
    place = Place(str(path))
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start == _OLE:
            raise InputError(place, _old_or_locked(path))
        if start.startswith(_ZIP):
            return _workbook_table(path)
        if path.suffix.lower() not in _TEXT_SUFFIXES:
            raise InputError(place, f"is no workbook; {_ACCEPTED}")
        found = read_delimited(path, _COLUMNS)
        rows = list(zip(found.lines, found.rows, strict=True))
    except OSError as error:
        raise InputError(place, f"cannot be read: {error.strerror or error}") from None
    header = _header(rows)
    if header is None:
        raise InputError(place, f"lacks the columns flag_id and verdict; {_ACCEPTED}")
    return rows[header][1], iter(rows[header + 1 :])


def _header(rows: Sequence[tuple[int, Sequence[object]]]) -> int | None:
    """Which of the first rows has the names of the columns."""
    for at, (_, row) in enumerate(rows[:HEADER_WITHIN]):
        if {column_name(cell) for cell in row} >= _NEEDED:
            return at
    return None


def _old_or_locked(path: Path) -> str:
    # A workbook with a password has the shell of the old format around it.
    if "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        return f"is protected by a password; {_ACCEPTED}"
    return f"is in the old .xls format; {_ACCEPTED}"


def _workbook_table(path: Path) -> _Table:
    """As ``_table``: of the sheet Flags if it has the columns, or else of the first that has."""
    place = Place(str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            if "mimetype" in archive.namelist():
                raise InputError(place, f"is an OpenDocument file; {_ACCEPTED}")
        for rows in _sheets(path):
            header = _header(rows)
            if header is not None:
                return rows[header][1], iter(rows[header + 1 :])
    except InputError:
        raise
    # Whatever a damaged file makes of the library that reads it.
    except Exception as error:
        cause = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(place, f"is a damaged workbook: {cause}; {_ACCEPTED}") from None
    raise InputError(place, f"no sheet has the columns flag_id and verdict; {_ACCEPTED}")


def _sheets(path: Path) -> Iterator[list[tuple[int, Sequence[object]]]]:
    """The numbered rows of each sheet that hold anything, those of Flags first."""
    from openpyxl import load_workbook  # noqa: PLC0415 - only who reads a workbook pays for it

    with warnings.catch_warnings(), contextlib.ExitStack() as stack:
        # It warns of parts of other programs' workbooks that it does not read; we need none.
        warnings.simplefilter("ignore")
        workbook = load_workbook(path, read_only=True, data_only=True)
        stack.callback(workbook.close)
        for sheet in sorted(workbook.worksheets, key=lambda s: column_name(s.title) != "flags"):
            sheet.reset_dimensions()
            rows = enumerate(sheet.iter_rows(values_only=True), 1)
            yield [(line, row) for line, row in rows if any(cell is not None for cell in row)]


def saved_at(path: Path) -> str:
    """When a file was last saved, ISO 8601 in UTC to the second.

    What the workbook itself says of it, if a spreadsheet program has saved it; else what the file
    system says. Raises InputError for a file that is not there.
    """
    try:
        modified = datetime.fromtimestamp(path.stat().st_mtime, UTC)
        said = _said_modified(path)
    except OSError as error:
        cause = f"cannot be read: {error.strerror or error}"
        raise InputError(Place(str(path)), cause) from None
    return _iso(said or modified.replace(microsecond=0))


def _said_modified(path: Path) -> datetime | None:
    try:
        with zipfile.ZipFile(path) as archive:
            core = archive.read("docProps/core.xml").decode()
        stamp = re.search(r"<dcterms:modified[^>]*>\s*([^<\s]+)\s*<", core)
        said = datetime.fromisoformat(stamp[1]) if stamp else None
    except (zipfile.BadZipFile, KeyError, ValueError):
        return None
    return said if said and said.replace(tzinfo=None) != MOMENT else None
