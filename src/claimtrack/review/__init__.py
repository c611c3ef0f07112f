"""Flags to a reviewer and verdicts back."""

from claimtrack.review.reading import VERDICT_WORDS, read_verdicts, saved_at
from claimtrack.review.workbook import review_workbook

__all__ = ["VERDICT_WORDS", "read_verdicts", "review_workbook", "saved_at"]
