"""Tables to rows of the ledger and back; what makes two readings, or two problems, the same."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Select, Table

from claimtrack.columns import not_stated, table_of
from claimtrack.records import Article
from claimtrack.relations import Mark
from claimtrack.store.schema import OF_CLAIM

# So many values stand in one IN (…) at most; SQLite takes 32 766, PostgreSQL 65 535.
CHUNK = 5_000
# What a database of text may refuse, and what stands for it.
_NUL, _SHOWN_NUL = "\0", "\u2400"
_BETWEEN_KEYS = "\n"
# What makes a figure what it is, wherever it has moved.
_FIGURE = ("number", "value", "qualifier", "unit")

Row = dict[str, Any]


def chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values in lists that one statement can take."""
    listed = list(values)
    yield from (listed[at : at + CHUNK] for at in range(0, len(listed), CHUNK))


def kept(value: Any) -> Any:
    """A cell as the ledger keeps it: None for NaN and infinities, no NUL in a text."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value.replace(_NUL, _SHOWN_NUL) if isinstance(value, str) else value


def insert(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all have the same keys; none is fine."""
    if rows:
        connection.execute(table.insert(), list(rows))


def read_table(connection: Connection, query: Select[Any], columns: Sequence[str]) -> pd.DataFrame:
    """What a query finds, as a table of ``columns`` with the types they have everywhere."""
    found = connection.execute(query)
    at = [list(found.keys()).index(name) for name in columns]
    rows = found.fetchall()
    cells = {
        name: [not_stated(name) if row[i] is None else row[i] for row in rows]
        for name, i in zip(columns, at, strict=True)
    }
    return table_of(columns, cells)


def claim_rows(claims: pd.DataFrame) -> dict[str, list[Row]]:
    """The rows of a claims table by article, as the ledger keeps them."""
    by_article: dict[str, list[Row]] = {}
    columns = [claims[name].tolist() for name in OF_CLAIM]
    for article, *cells in zip(claims["article_id"], *columns, strict=True):
        own = by_article.setdefault(article, [])
        row = dict(zip(OF_CLAIM, map(kept, cells), strict=True))
        own.append({**row, "position": len(own)})
    return by_article


def mark_rows(marks: Iterable[Mark], positions: Mapping[str, int]) -> list[Row]:
    """What an article's figures are sorted out by, as the ledger keeps it."""
    return [
        {
            "position": positions[mark.claim_id],
            "sort": mark.sort,
            "value": mark.value,
            "unit": mark.unit,
            "digits": mark.digits,
            "item": kept(mark.item),
            "who": kept(" ".join(mark.who)),
            "words": kept(mark.words),
            "all_keys": kept(_BETWEEN_KEYS.join(dict.fromkeys(mark.keys))),
            "runs": mark.runs,
        }
        for mark in marks
    ]


def key_rows(article: Article, marks: Iterable[Row]) -> list[Row]:
    """The rows by which an article's figures are found: one for each key of a mark's row."""
    return [
        {
            "key": key,
            "published": article.published,
            "article_id": kept(article.id),
            "position": mark["position"],
        }
        for mark in marks
        for key in keys_in(mark["all_keys"])
    ]


def keys_in(cell: str) -> list[str]:
    """The keys in a cell that ``mark_rows`` made."""
    return [key for key in cell.split(_BETWEEN_KEYS) if key]


def digest(claims: Sequence[Row], keys: Sequence[Row]) -> str:
    """The same for two readings of an article that found the same."""
    cells = [[list(row.values()) for row in rows] for rows in (claims, keys)]
    return hashlib.sha256(repr(cells).encode()).hexdigest()


def problem_of(
    check: str, claim_ids: Sequence[str], article_ids: Sequence[str], figures: Mapping[str, str]
) -> str:
    """The same for one check that fails for the same figures of the same articles.

    ``figures`` names what each claim states and of which article; where a flag has no claims, its
    articles stand for them.
    """
    parts = sorted(figures.get(claim, claim) for claim in claim_ids) or sorted(article_ids)
    return hashlib.sha256("\0".join([check, *parts]).encode()).hexdigest()[:32]


def figures_of(claims: pd.DataFrame, series: Mapping[str, int]) -> dict[str, str]:
    """What each claim states, by its id: its figure and the article, in all its versions."""
    columns = [claims[name].tolist() for name in _FIGURE]
    return {
        claim: repr((series.get(article), field, cells))
        for claim, article, field, *cells in zip(
            claims["claim_id"], claims["article_id"], claims["field"], *columns, strict=True
        )
    }
