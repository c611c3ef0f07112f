"""The columns of the tables that claimtrack writes, their types and how a number is printed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

CLAIM_COLUMNS: tuple[str, ...] = (
    "claim_id",
    "article_id",
    "source",
    "title",
    "url",
    "published",
    "language",
    "speaker",
    "speaker_role",
    "attribution",
    "cue",
    "text",
    "field",
    "start",
    "end",
    "number",
    "value",
    "low",
    "high",
    "qualifier",
    "direction",
    "kind",
    "unit",
    "base_value",
    "base_unit",
    "item",
    "item_head",
    "event",
    "event_class",
    "part_of",
    "place",
    "time_text",
    "time_start",
    "time_end",
    "modality",
    "sentence",
    "confidence",
)
"""One row per quantity; what each column means stands in the contract (docs)."""

FLAG_COLUMNS: tuple[str, ...] = (
    "flag_id",
    "check",
    "severity",
    "scope",
    "message",
    "claim_ids",
    "article_ids",
    "observed",
    "expected",
    "verdict",
    "reviewer",
    "note",
    "reviewed",
)
"""One row per failed check."""

ARTICLE_COLUMNS: tuple[str, ...] = (
    "article_id",
    "version",
    "source",
    "title",
    "url",
    "published",
    "language",
    "file",
    "claims",
)
"""One row per article: ``version`` counts its texts from 1, ``file`` is where it was read and
``claims`` how many figures it states."""

VERDICT_COLUMNS: tuple[str, ...] = (
    "flag_id",
    "check",
    "verdict",
    "reviewer",
    "note",
    "reviewed",
    "file",
)
"""One row per decision about a flag, the oldest first; ``file`` is what it was read from."""

STATISTICS_COLUMNS: tuple[str, ...] = (
    "check",
    "reviewed_flags",
    "confirmed_error",
    "false_alarm",
    "dispute",
    "fixed",
    "later",
    "precision",
)
"""One row per check with reviewed flags: how many there are, how many of each verdict, and the
share of the settled ones that were right."""

FAILURE_COLUMNS: tuple[str, ...] = (
    "table",
    "check",
    "severity",
    "message",
    "observed",
    "expected",
    "claim_ids",
    "article_ids",
    "scope",
)
"""What validation found, before it becomes flags: one row per check and row that fails it;
``table`` is the one that the check looks at."""

RELATION_COLUMNS: tuple[str, ...] = (
    "relation",
    "rule",
    "why",
    "scope",
    "voice",
    "slip",
    "language",
    "claim_ids",
    "article_ids",
    "stated_text",
    "stated_low",
    "stated_high",
    "stated_speaker",
    "stated_place",
    "stated_field",
    "stated_source",
    "stated_published",
    "basis_text",
    "basis_speaker",
    "basis_place",
    "basis_field",
    "basis_source",
    "basis_published",
    "implied_text",
    "implied_low",
    "implied_high",
    "confidence",
)
"""One row per relation: a figure as stated, the figures it must fit (``basis``) and what they
imply for it, with the bounds of both; docs/checks.md explains each column."""

RELATION_TABLES: tuple[str, ...] = (
    *("parts", "sums", "shares", "changes", "conversions", "products", "durations", "lists"),
    *("repeated", "archive"),
)
"""The tables of relations, one a kind, each with ``RELATION_COLUMNS``."""

SUMMARY_COLUMNS: tuple[str, ...] = ("group", "name", "claims", "critical", "warning", "info")
"""Counts in long form: ``group`` is article, source, speaker or check, ``name`` its member
(empty: not stated), then how many claims it has and how many flags of each severity."""

NUMERIC: Mapping[str, str] = {
    "start": "int64",
    "end": "int64",
    "value": "float64",
    "low": "float64",
    "high": "float64",
    "base_value": "float64",
    "stated_low": "float64",
    "stated_high": "float64",
    "implied_low": "float64",
    "implied_high": "float64",
    "confidence": "float64",
    "claims": "int64",
    "version": "int64",
    "article_row": "int64",
    "critical": "int64",
    "warning": "int64",
    "info": "int64",
    **dict.fromkeys(("reviewed_flags", "confirmed_error", "false_alarm"), "int64"),
    **dict.fromkeys(("dispute", "fixed", "later"), "int64"),
    "precision": "float64",
}
"""Columns that hold numbers; NaN means not stated. All others are ``str``, '' for not stated.

Plain ``str`` and ``float64`` because Great Expectations stumbles over nullable and
categorical types.
"""


_NOT_STATED: Mapping[str, object] = {"str": "", "int64": 0, "float64": math.nan}


def table_of(
    columns: Sequence[str], data: Mapping[str, Iterable[object]] | None = None
) -> pd.DataFrame:
    """A table with just ``columns``, typed as ``NUMERIC`` says, rows numbered from 0.

    ``data`` maps column names to values of equal length; a column it lacks is filled with 'not
    stated' (NaN, '', or 0 in a column of whole numbers). Without data the table is empty.
    Raises ValueError where a value is no number in a column of numbers.
    """
    given = {name: list(values) for name, values in (data or {}).items() if name in columns}
    rows = max(map(len, given.values()), default=0)
    series = {name: _typed(name, given.get(name), rows) for name in columns}
    return pd.DataFrame(series, columns=list(columns), index=pd.RangeIndex(rows))


def _typed(name: str, values: list[object] | None, rows: int) -> pd.Series[str]:
    dtype = NUMERIC.get(name, "str")
    return pd.Series([not_stated(name)] * rows if values is None else values, dtype=dtype)


def not_stated(name: str) -> object:
    """What stands for 'not stated' in a column: '', NaN, or 0 in a column of whole numbers."""
    return _NOT_STATED[NUMERIC.get(name, "str")]


def plain_decimal(value: float) -> str:
    """The shortest decimal that reads back as ``value``: 200000, 0.5, 0.000000000001.

    Never an exponent, never a trailing '.0'; '' for NaN (not stated) and for an infinity (no
    bound, which the tables write as an empty cell).
    """
    if not math.isfinite(value):
        return ""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return np.format_float_positional(value, trim="-")


def printed_number(value: float, language: str) -> str:
    """A number for people: 200 000 and 0,5 in French, 200,000 and 0.5 otherwise.

    French groups with a narrow no-break space (U+202F).
    """
    whole, _, decimals = plain_decimal(value).partition(".")
    separator, point = ("\u202f", ",") if language.startswith("fr") else (",", ".")
    grouped = re.sub(r"(?<=\d)(?=(?:\d{3})+$)", separator, whole)
    return grouped + (point + decimals if decimals else "")
