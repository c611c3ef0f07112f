"""One table to one file and back: CSV, JSON lines, Parquet, Excel.

The same table always gives the same bytes. In every format a number is a number and 'not
stated' is an empty cell (``null`` in JSON lines and, for numbers, in Parquet).
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import math
import os
import re
import sys
import warnings
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from claimtrack.columns import CLAIM_COLUMNS, NUMERIC, plain_decimal, table_of
from claimtrack.errors import ClaimtrackError, InputError, Place

if TYPE_CHECKING:
    from openpyxl import Workbook

# Whatever a spreadsheet might take for a formula or an error code when a cell is edited.
_NOT_PLAIN_TEXT = re.compile(r"[=+\-@#\t\r\n]")
# What XML, and so a workbook, cannot hold.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_NEEDS_QUOTES = re.compile(r'[",\r\n]')
_DECIMAL = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# An arbitrary moment, always the same; also the first that a zip file can tell.
_MOMENT = datetime(1980, 1, 1)
_MOST_ROWS = 1_048_575
_WIDEST = 60


def write(table: pd.DataFrame, path: Path) -> None:
    """Write ``table`` in the format that the suffix of ``path`` says (``WRITERS``).

    Folders are made; the file appears whole or not at all. Raises ClaimtrackError for an
    unknown suffix, for what the format cannot hold, and where the file cannot be written.
    """
    writer = WRITERS.get(path.suffix.lower())
    if writer is None:
        raise ClaimtrackError(f"{path}: {_unknown_suffix(path)}")
    write_whole(path, writer(table))


def write_whole(path: Path, data: bytes) -> None:
    """Write a file under another name and then rename it, so that it is never there by half."""
    target = path.resolve()
    temporary = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError as error:
        raise ClaimtrackError(f"{path}: cannot be written: {error.strerror or error}") from None
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)


def _unknown_suffix(path: Path) -> str:
    return f"unknown suffix {path.suffix!r}; it must be one of {', '.join(WRITERS)}"


# ---------------------------------------------------------------- writing


def to_csv_text(table: pd.DataFrame) -> str:
    """The table as CSV: header row, comma, ``\\n``, quotes where RFC 4180 asks for them.

    Numbers are plain decimals (200000, 0.5, 0.000000000001), NaN is an empty cell; text is
    written as it is.
    """
    columns = [[_quoted(cell) for cell in _cells(table[name])] for name in table.columns]
    header = ",".join(_quoted(str(name)) for name in table.columns)
    return "".join(f"{line}\n" for line in (header, *map(",".join, zip(*columns, strict=True))))


def _cells(column: pd.Series[Any]) -> Iterable[str]:
    if pd.api.types.is_float_dtype(column.dtype):
        printed = {value: plain_decimal(value) for value in column.dropna().unique()}
        return [printed.get(value, "") for value in column.tolist()]
    return map(str, column.tolist())


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell


def _csv(table: pd.DataFrame) -> bytes:
    return to_csv_text(table).encode()


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

    if len(table) > _MOST_ROWS:
        raise ClaimtrackError(f"a workbook holds {_MOST_ROWS} rows, the table has {len(table)}")
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


def text_cell(sheet: Any, text: str) -> Any:
    """What to put into a cell of an openpyxl sheet so that ``text`` stays text for good.

    Also when somebody edits the cell: text that begins like a formula is marked as text.
    Characters that no workbook can hold become U+FFFD.
    """
    from openpyxl.cell import WriteOnlyCell  # noqa: PLC0415

    text = _NOT_XML.sub("\ufffd", text)
    if not _NOT_PLAIN_TEXT.match(text):
        return text
    cell = WriteOnlyCell(sheet, text)
    cell.data_type = "s"
    cell.quotePrefix = True
    return cell


def workbook_bytes(workbook: Workbook) -> bytes:
    """An openpyxl workbook as a file without a trace of when it was written."""
    from openpyxl.writer.excel import ExcelWriter  # noqa: PLC0415

    workbook.properties.created = workbook.properties.modified = _MOMENT
    drafted, final = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(drafted, "w") as archive:
        ExcelWriter(workbook, archive).save()
    with zipfile.ZipFile(drafted) as draft, zipfile.ZipFile(final, "w") as archive:
        for entry in draft.infolist():
            same = zipfile.ZipInfo(entry.filename, _MOMENT.timetuple()[:6])
            archive.writestr(same, draft.read(entry), zipfile.ZIP_DEFLATED)
    return final.getvalue()


WRITERS: Mapping[str, Callable[[pd.DataFrame], bytes]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
"""What makes a file of a table, by suffix."""


# ---------------------------------------------------------------- reading claims


def read_claims(path: Path) -> pd.DataFrame:
    """A claims table from a file that ``write`` made, or a person saved again.

    Columns and types are those of ``CLAIM_COLUMNS``, in that order; further columns are left
    out. Raises InputError with file and line (row, where a format has no lines) for a file that
    cannot be read, a column that is missing and a cell that should be a number and is none.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(Place(str(path)), _unknown_suffix(path))
    try:
        header, lines, rows = reader(path)
    except InputError:
        raise
    except UnicodeDecodeError:
        raise InputError(Place(str(path)), "is not UTF-8") from None
    except (OSError, ValueError, LookupError, zipfile.BadZipFile) as error:
        cause = getattr(error, "strerror", None) or str(error)
        raise InputError(Place(str(path)), f"cannot be read: {cause}") from None
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
    lines, rows = [], []
    # The module's limit on a cell's length is for the whole process: put it back.
    limit = csv.field_size_limit(sys.maxsize)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            line = 1
            for row in reader:
                if row:
                    lines.append(line)
                    rows.append(row)
                line = reader.line_num + 1
    except csv.Error as error:
        raise InputError(Place(str(path), reader.line_num), str(error)) from None
    finally:
        csv.field_size_limit(limit)
    if not rows:
        raise InputError(Place(str(path)), "is empty")
    return rows[0], lines[1:], rows[1:]


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
    rows = [[*row, *empty][: len(header)] for _, row in filled[1:]]
    return header, [line for line, _ in filled[1:]], rows


READERS: Mapping[str, Callable[[Path], _Rows]] = {
    ".csv": _read_csv,
    ".jsonl": _read_jsonl,
    ".parquet": _read_parquet,
    ".xlsx": _read_xlsx,
}
"""What reads a file's header, line numbers and rows, by suffix."""
