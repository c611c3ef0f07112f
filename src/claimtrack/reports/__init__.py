"""Tables to files and back, the format by the file's suffix."""

from claimtrack.reports.delimited import (
    CSV_DIALECTS,
    CsvDialect,
    read_delimited,
    to_csv_bytes,
    to_csv_text,
)
from claimtrack.reports.tables import READERS, WRITERS, read_claims, write, write_whole

__all__ = [
    "CSV_DIALECTS",
    "READERS",
    "WRITERS",
    "CsvDialect",
    "read_claims",
    "read_delimited",
    "to_csv_bytes",
    "to_csv_text",
    "write",
    "write_whole",
]
