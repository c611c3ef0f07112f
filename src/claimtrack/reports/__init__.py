"""Tables to files and back, the format by the file's suffix."""

from claimtrack.reports.tables import READERS, WRITERS, read_claims, to_csv_text, write

__all__ = ["READERS", "WRITERS", "read_claims", "to_csv_text", "write"]
