"""The ledger: articles, claims, flags and verdicts of all runs, in SQLite or PostgreSQL."""

from claimtrack.store.batch import Batch
from claimtrack.store.decided import ENOUGH, Imported
from claimtrack.store.engine import StoreError, url_of
from claimtrack.store.flagged import Flagged
from claimtrack.store.ledger import EXPORTS, Forgotten, Ledger, open_ledger

__all__ = [
    "ENOUGH",
    "EXPORTS",
    "Batch",
    "Flagged",
    "Forgotten",
    "Imported",
    "Ledger",
    "StoreError",
    "open_ledger",
    "url_of",
]
