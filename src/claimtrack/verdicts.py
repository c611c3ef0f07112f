"""What a reviewer may decide about a flag."""

from __future__ import annotations

from dataclasses import dataclass

from claimtrack.errors import Place

VERDICTS = ("confirmed error", "false alarm", "dispute", "fixed", "later")
"""What can be chosen: ``later`` leaves the flag open, each other one settles it."""

SETTLED = ("confirmed error", "false alarm", "dispute", "fixed")
RIGHT = ("confirmed error", "dispute", "fixed")
"""Those by which the flag was right; ``false alarm`` alone says that it was wrong."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One decision about one flag, as a reviewer's file has it.

    ``verdict`` is one of ``VERDICTS``. ``reviewed`` is when it was decided, ISO 8601 in UTC to the
    second ("2026-11-29T10:15:00+00:00"), or "" where the file does not say; ``place`` is the file
    and the row in it.
    """

    flag_id: str
    verdict: str
    reviewer: str
    note: str
    reviewed: str
    place: Place
