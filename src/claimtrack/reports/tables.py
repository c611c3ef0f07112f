"""One table to one file and back: CSV, JSON lines, Parquet, Excel.

The same table always gives the same bytes. In every format a number is a number and 'not
stated' is an empty cell (``null`` in JSON lines and, for numbers, in Parquet).

What stands in an article never runs in a spreadsheet. In CSV a text cell that a spreadsheet might
take for a formula begins with one apostrophe, which reading takes off (``claimtrack.reports.
delimited`` has the rule); in a workbook every text is marked as text. JSON lines and Parquet, which
no spreadsheet runs, hold text as it is.
"""

from __future__ import annotations

import contextlib
import io
import json
import math
import os
import re
import warnings
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

import pandas as pd

from claimtrack.columns import CLAIM_COLUMNS, NUMERIC, plain_decimal, table_of
from claimtrack.errors import ClaimtrackError, InputError, Place
from claimtrack.reports.delimited import (
    column_name,
    plain_date,
    plain_number,
    read_delimited,
    to_csv_bytes,
)
from claimtrack.reports.workbooks import (
    LONGEST_TEXT,
    MOST_ROWS,
    plain_text,
    text_cell,
    utf16_units,
    workbook_bytes,
    xml_text,
)

_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
_WIDEST = 60


def write(table: pd.DataFrame, path: Path, dialect: str = "") -> None:
    """Write ``table`` in the format that the suffix of ``path`` says (``WRITERS``).

    ``dialect`` is a name among ``CSV_DIALECTS``; the other formats have none. Folders are made; the
    file appears whole or not at all. Raises ClaimtrackError for an unknown suffix or dialect, for
    what the format cannot hold, and where the file cannot be written.
    """
    suffix = path.suffix.lower()
    if suffix not in WRITERS:
        raise ClaimtrackError(f"{path}: {_unknown_suffix(path)}")
    csv = suffix == ".csv"
    write_whole(path, to_csv_bytes(table, dialect) if csv else WRITERS[suffix](table))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name and then rename it, so that it is never there by half."""
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        # Making the folder says "File exists" where a file has its name.
        cause = "Not a directory" if isinstance(error, FileExistsError) else error.strerror
        raise ClaimtrackError(f"{path}: cannot be written: {cause or error}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _unknown_suffix(path: Path) -> str:
    return f"unknown suffix {path.suffix!r}; it must be one of {', '.join(WRITERS)}"


# ---------------------------------------------------------------- writing


def _jsonl(table: pd.DataFrame) -> bytes:
    rows = _records(table)
    names = [str(name) for name in table.columns]
    lines = (json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def _records(table: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """The rows with None for 'not stated' and whole numbers without decimals."""
    columns = [[_value(cell) for cell in table[name].tolist()] for name in table.columns]
    return zip(*columns, strict=True)


def _value(cell: object) -> object:
    if isinstance(cell, float):
        if not math.isfinite(cell):
            return None
        return int(cell) if cell.is_integer() else cell
    return None if cell == "" else cell


def _parquet(table: pd.DataFrame) -> bytes:
    import pyarrow as pa  # noqa: PLC0415 - only who writes this format pays for it
    import pyarrow.parquet as pq  # noqa: PLC0415

    types = {"i": pa.int64(), "f": pa.float64(), "b": pa.bool_()}
    schema = pa.schema(
        [(str(name), types.get(dtype.kind, pa.string())) for name, dtype in table.dtypes.items()]
    )
    # An infinity is no bound, which is 'not stated'.
    plain = table.replace([math.inf, -math.inf], math.nan)
    arrow = pa.Table.from_pandas(plain, schema, preserve_index=False).replace_schema_metadata(None)
    buffer = io.BytesIO()
    pq.write_table(arrow, buffer)
    return buffer.getvalue()


def _xlsx(table: pd.DataFrame) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - only who writes this format pays for it
    from openpyxl.utils import get_column_letter  # noqa: PLC0415

    if len(table) > MOST_ROWS:
        raise ClaimtrackError(f"a workbook holds {MOST_ROWS} rows, the table has {len(table)}")
    _refuse_too_long(table)
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("table")
    sheet.freeze_panes = "A2"
    for at, name in enumerate(table.columns, 1):
        longest = max(map(len, map(str, [name, *table[name].head(200).tolist()])))
        sheet.column_dimensions[get_column_letter(at)].width = min(longest + 2, _WIDEST)
    sheet.append([str(name) for name in table.columns])
    for row in _records(table):
        sheet.append([text_cell(sheet, v) if isinstance(v, str) else v for v in row])
    last = get_column_letter(max(len(table.columns), 1))
    sheet.auto_filter.ref = f"A1:{last}{len(table) + 1}"
    return workbook_bytes(workbook)


def _refuse_too_long(table: pd.DataFrame) -> None:
    for name in table.columns:
        for row, text in enumerate(table[name].tolist(), 2):
            if isinstance(text, str) and (units := utf16_units(xml_text(text))) > LONGEST_TEXT:
                cause = f"{name} in row {row} has {units}: write .csv, .jsonl or .parquet"
                raise ClaimtrackError(f"a workbook's cell holds {LONGEST_TEXT} characters, {cause}")


WRITERS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": to_csv_bytes,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
"""What makes a file of a table, by suffix."""


# ---------------------------------------------------------------- reading claims


def read_claims(path: Path) -> pd.DataFrame:
    """A claims table from a file that ``write`` made, or a person saved again.

    Columns and types are those of ``CLAIM_COLUMNS``, in that order; further columns are left
    out. CSV may have the encoding, delimiter and decimal sign of any spreadsheet, and names of
    columns may be in capitals. Raises InputError with file and line (row, where a format has no
    lines) for a file that cannot be read, a column that is missing and a cell that should be a
    number and is none.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(Place(str(path)), _unknown_suffix(path))
    try:
        names, lines, rows = reader(path)
    except InputError:
        raise
    except UnicodeDecodeError:  # of JSON lines
        raise InputError(Place(str(path)), "is not UTF-8") from None
    except (OSError, ValueError, LookupError, zipfile.BadZipFile) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise InputError(Place(str(path)), f"cannot be read: {cause}") from None
    header = [column_name(name) for name in names]
    lacking = [name for name in CLAIM_COLUMNS if name not in header]
    if lacking:
        raise InputError(Place(str(path), 1), f"lacks the columns {', '.join(lacking)}")
    for line, row in zip(lines, rows, strict=True):
        if len(row) != len(header):
            cause = f"has {len(row)} cells, the header has {len(header)}"
            raise InputError(Place(str(path), line), cause)
    at = {name: header.index(name) for name in CLAIM_COLUMNS}
    return table_of(
        CLAIM_COLUMNS,
        {n: _parsed(n, [row[at[n]] for row in rows], path, lines) for n in CLAIM_COLUMNS},
    )


_DATES = ("published", "time_start", "time_end")
_Rows = tuple[Sequence[str], Sequence[int], Sequence[Sequence[object]]]


def _parsed(
    name: str, cells: list[object], path: Path, lines: Sequence[int]
) -> list[str] | list[float] | list[int]:
    if name not in NUMERIC:
        return [_text(cell) for cell in cells]
    numbers: list[float] = []
    for cell, line in zip(cells, lines, strict=True):
        number = _number(cell)
        whole = NUMERIC[name] == "int64"
        if number is None or (whole and not number.is_integer()):
            what = "whole number" if whole else "number"
            raise InputError(Place(str(path), line), f"{name}: {cell!r} is no {what}")
        numbers.append(number)
    return [int(n) for n in numbers] if NUMERIC[name] == "int64" else numbers


def _text(cell: object) -> str:
    """Spreadsheets like to turn 70 into a number and 2022-12-19 into a date."""
    if cell is None:
        return ""
    if isinstance(cell, datetime) and cell.time() == datetime.min.time():
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return plain_decimal(cell) if isinstance(cell, float) else str(cell)


def _number(cell: object) -> float | None:
    """The number in a cell, NaN for an empty one, None if there is something else."""
    if cell is None or cell == "":
        return math.nan
    if isinstance(cell, str):
        return float(cell) if _DECIMAL.fullmatch(cell) else None
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None


def _read_csv(path: Path) -> _Rows:
    found = read_delimited(path, CLAIM_COLUMNS)
    header, *rows = found.rows
    # Excel leaves off the last cells of a row where they are empty.
    rows = [[*row, *[""] * (len(header) - len(row))] for row in rows]
    for at, name in enumerate(map(column_name, header)):
        plain = plain_number if name in NUMERIC else plain_date if name in _DATES else None
        if plain is not None:
            for row in rows:
                row[at] = plain(row[at], found.delimiter)
    return header, found.lines[1:], rows


def _read_jsonl(path: Path) -> _Rows:
    lines, rows = [], []
    for line, text in enumerate(path.read_text("utf-8-sig").split("\n"), 1):
        if not text.strip():
            continue
        try:
            row = json.loads(text)
        except ValueError as error:
            raise InputError(Place(str(path), line), f"not JSON: {error}") from None
        if not isinstance(row, dict):
            raise InputError(Place(str(path), line), "is not an object")
        lacking = [name for name in CLAIM_COLUMNS if name not in row]
        if lacking:
            raise InputError(Place(str(path), line), f"lacks {', '.join(lacking)}")
        lines.append(line)
        rows.append([row[name] for name in CLAIM_COLUMNS])
    return CLAIM_COLUMNS, lines, rows


def _read_parquet(path: Path) -> _Rows:
    import pyarrow.parquet as pq  # noqa: PLC0415 - only who reads this format pays for it

    table = pq.read_table(path)
    rows = list(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return table.column_names, range(1, len(rows) + 1), rows


def _spelled_out(cell: object) -> object:
    return plain_text(cell) if isinstance(cell, str) else cell


def _read_xlsx(path: Path) -> _Rows:
    from openpyxl import load_workbook  # noqa: PLC0415 - only who reads this format pays for it

    with warnings.catch_warnings():
        # It warns of parts of other programs' workbooks that it does not read; we need none.
        warnings.simplefilter("ignore")
        workbook = load_workbook(path, read_only=True, data_only=True)
        sheet = workbook.worksheets[0]
        numbered = list(enumerate(sheet.iter_rows(values_only=True), 1))
        workbook.close()
    filled = [(line, row) for line, row in numbered if any(cell is not None for cell in row)]
    if not filled:
        raise InputError(Place(str(path)), "is empty")
    header = [_text(cell) for cell in filled[0][1]]
    # A row may end with its last filled cell.
    empty = [None] * len(header)
    rows = [[*map(_spelled_out, row), *empty][: len(header)] for _, row in filled[1:]]
    return header, [line for line, _ in filled[1:]], rows


READERS: Mapping[str, Callable[[Path], _Rows]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
    ".xlsx": _read_xlsx,
}
"""What reads a file's header, line numbers and rows, by suffix."""
