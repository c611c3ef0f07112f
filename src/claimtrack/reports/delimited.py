"""CSV, as this project writes it and as spreadsheets hand it back.

Text from articles must never run as a formula when a spreadsheet opens the file. So a text cell
that begins with ``=``, ``+``, ``-``, ``@``, their full-width forms or a control character gets one
apostrophe in front, and so does one that begins with apostrophes before such a character, which
makes the rule reversible: reading takes one apostrophe off again. A cell that is nothing but a
signed numeral (-1,3 or +12) is left alone, for it can only become a number; and so are the cells
of numeric columns.
"""

from __future__ import annotations

import contextlib
import csv
import io
import re
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import pandas as pd

from claimtrack.articles import MARKS
from claimtrack.columns import plain_decimal
from claimtrack.errors import ClaimtrackError, InputError, Place

_RUNS = re.compile("'*[=+\\-@＝＋－＠\x00-\x1f\x7f-\x9f]")
_SIGNED_NUMERAL = re.compile("[+-][0-9]+(?:[ \u00a0\u202f.,][0-9]+)*")
_GUARDED = re.compile("'+[=+\\-@＝＋－＠\x00-\x1f\x7f-\x9f]")

_SEPARATOR_LINE = re.compile('"?sep=(.)"?(?:\r\n|\r|\n)')
_DELIMITERS = (",", ";", "\t")
# Who inserts rows above the header does not insert more than this.
HEADER_WITHIN = 20
_GROUPING_BLANK = re.compile("(?<=[0-9])[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))")
_DAY_FIRST = re.compile("([0-9]{1,2})/([0-9]{1,2})/([0-9]{4})")


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How a CSV file is written: in the first of ``encodings`` that loses nothing."""

    delimiter: str
    decimal: str
    line_end: str
    encodings: tuple[str, ...]


CSV_DIALECTS: Mapping[str, CsvDialect] = {
    "": CsvDialect(",", ".", "\n", ("utf-8",)),
    "excel": CsvDialect(",", ".", "\r\n", ("utf-8-sig",)),
    # French text is full of narrow no-break spaces, which Windows-1252 lacks; the mark in front
    # of the other tells Excel and LibreOffice what it is.
    "excel-fr": CsvDialect(";", ",", "\r\n", ("cp1252", "utf-8-sig")),
}
"""The dialects of CSV by name; "" is the one that everything reads."""


def csv_dialect(name: str) -> CsvDialect:
    """The dialect of that name. Raises ClaimtrackError for one that is not known."""
    if name not in CSV_DIALECTS:
        known = ", ".join(filter(None, CSV_DIALECTS))
        raise ClaimtrackError(f"unknown CSV dialect {name!r}; it must be one of {known}")
    return CSV_DIALECTS[name]


# ---------------------------------------------------------------- writing


def to_csv_text(table: pd.DataFrame, dialect: str = "") -> str:
    """The table as CSV: header row, quotes where RFC 4180 asks for them.

    By default comma and ``\\n``; ``dialect`` is a name among ``CSV_DIALECTS``. Numbers are plain
    decimals (200000, 0.5, 0.000000000001), NaN is an empty cell. Text is written as it is, but for
    one apostrophe in front of what a spreadsheet might run as a formula; see ``guarded``. Raises
    ClaimtrackError for an unknown dialect.
    """
    form = csv_dialect(dialect)
    special = re.compile(f'["\r\n{form.delimiter}]')
    columns = [[_quoted(c, special) for c in _cells(table[n], form)] for n in table.columns]
    header = form.delimiter.join(_quoted(guarded(str(name)), special) for name in table.columns)
    rows = map(form.delimiter.join, zip(*columns, strict=True))
    return "".join(f"{line}{form.line_end}" for line in (header, *rows))


def to_csv_bytes(table: pd.DataFrame, dialect: str = "") -> bytes:
    """``to_csv_text`` in the encoding of its dialect: the first of its that loses nothing."""
    text = to_csv_text(table, dialect)
    *others, last = csv_dialect(dialect).encodings
    for encoding in others:
        with contextlib.suppress(UnicodeError):
            data = text.encode(encoding)
            # A few letters of Windows-1252 in a row look like UTF-8 to whoever reads them.
            if decoded(data) == text:
                return data
    return text.encode(last)


def guarded(text: str) -> str:
    """``text`` as a cell that no spreadsheet runs; ``unguarded`` gives the text back."""
    if _RUNS.match(text) and not _SIGNED_NUMERAL.fullmatch(text):
        return f"'{text}"
    return text


def unguarded(cell: str) -> str:
    """The text of a cell that ``guarded`` wrote, or whose apostrophe a spreadsheet took off."""
    return cell[1:] if _GUARDED.match(cell) else cell


def _cells(column: pd.Series[Any], form: CsvDialect) -> Iterable[str]:
    if pd.api.types.is_float_dtype(column.dtype):
        printed = {
            value: plain_decimal(value).replace(".", form.decimal)
            for value in column.dropna().unique()
        }
        return [printed.get(value, "") for value in column.tolist()]
    texts = map(str, column.tolist())
    return texts if pd.api.types.is_numeric_dtype(column.dtype) else map(guarded, texts)


def _quoted(cell: str, special: re.Pattern[str]) -> str:
    return '"' + cell.replace('"', '""') + '"' if special.search(cell) else cell


# ---------------------------------------------------------------- reading


@dataclass(frozen=True, slots=True)
class Delimited:
    """The rows of a CSV file that hold anything, each with the line it starts at.

    Cells are unguarded. ``delimiter`` is what stands between them.
    """

    delimiter: str
    lines: list[int]
    rows: list[list[str]]


def read_delimited(path: Path, wanted: Collection[str]) -> Delimited:
    """A CSV file as this project wrote it or any spreadsheet saved it.

    UTF-8, UTF-16 with a mark or Windows-1252; comma, semicolon or tab, whichever finds the most of
    the ``wanted`` column names in one of the first rows, or what a line ``sep=;`` says. Raises
    InputError with file and line for what is no such file, and OSError.
    """
    try:
        text = decoded(path.read_bytes())
    except UnicodeError as error:
        raise InputError(Place(str(path)), str(error)) from None
    above, delimiter = 0, ""
    if declared := _SEPARATOR_LINE.match(text):
        above, delimiter, text = 1, declared[1], text[declared.end() :]
    with _cells_of_any_length():
        delimiter = delimiter or _delimiter(text, frozenset(wanted))
        lines, rows = [], []
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
        try:
            line = 1
            for row in reader:
                if any(row):
                    lines.append(above + line)
                    rows.append([unguarded(cell) for cell in row])
                line = reader.line_num + 1
        except csv.Error as error:
            raise InputError(Place(str(path), above + reader.line_num), str(error)) from None
    if not rows:
        raise InputError(Place(str(path)), "is empty")
    return Delimited(delimiter, lines, rows)


def decoded(data: bytes) -> str:
    """The text of a file: UTF-8, UTF-16 with its mark, or else Windows-1252, without the mark.

    Raises UnicodeError, in words for the user, where it is none of these.
    """
    encoding = next((name for mark, name in MARKS.items() if data.startswith(mark)), "")
    try:
        return data.decode(encoding or "utf-8")
    except UnicodeDecodeError as error:
        if encoding:
            raise UnicodeError(f"is not {encoding.removesuffix('-sig').upper()}") from None
        text = data.decode("utf-8", "replace")
        letters = sum(character > "\x7f" for character in text)
        if letters > 2 * text.count("\ufffd"):
            line = data.count(b"\n", 0, error.start) + 1
            where = f"byte 0x{data[error.start]:02X} in line {line}"
            raise UnicodeError(f"is not UTF-8: {where}") from None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        raise UnicodeError("is neither UTF-8, UTF-16 nor Windows-1252") from None


def column_name(cell: object) -> str:
    """A header cell as the name of a column: ' Flag ID' is ``flag_id``."""
    return "_".join(str("" if cell is None else cell).strip("\ufeff").casefold().split())


def plain_number(cell: str, delimiter: str) -> str:
    """A cell of a column of numbers without grouping blanks and with a point.

    Where cells are separated by something else than a comma, a comma is a decimal one.
    """
    plain = _GROUPING_BLANK.sub("", cell.strip())
    return plain if delimiter == "," or "." in plain else plain.replace(",", ".", 1)


def plain_date(cell: str, delimiter: str) -> str:
    """A cell of a column of dates as ISO 8601 if a spreadsheet wrote the day first.

    Only where no comma separates the cells: else it may as well be the month that comes first.
    """
    day_first = _DAY_FIRST.fullmatch(cell.strip())
    if delimiter == "," or not day_first:
        return cell
    day, month, year = day_first.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def _delimiter(text: str, wanted: frozenset[str]) -> str:
    def fit(delimiter: str) -> tuple[int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        head = list(islice(filter(any, reader), HEADER_WITHIN))
        named = (len(wanted & {column_name(unguarded(cell)) for cell in row}) for row in head)
        return max(named, default=0), max(map(len, head[:1]), default=0)

    return max(_DELIMITERS, key=fit)


@contextlib.contextmanager
def _cells_of_any_length() -> Iterator[None]:
    # The module's limit on a cell's length is for the whole process: put it back.
    limit = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(limit)
