"""The ledger of a workspace: what it has read, flagged and been told, and how to get at it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from sqlalchemy import ColumnElement, Connection, Engine, and_, delete, func, or_, select

from claimtrack.articles import article_name
from claimtrack.columns import (
    ARTICLE_COLUMNS,
    CLAIM_COLUMNS,
    FLAG_COLUMNS,
    VERDICT_COLUMNS,
    table_of,
)
from claimtrack.relations import synonyms
from claimtrack.store import schema
from claimtrack.store.batch import Batch, current_claims, next_number, select_current_claims
from claimtrack.store.decided import Imported, import_verdicts, statistics
from claimtrack.store.engine import connect, shown, told, url_of, writing
from claimtrack.store.flagged import last_verdicts
from claimtrack.store.rows import chunks, read_table
from claimtrack.suites import SEVERITIES
from claimtrack.verdicts import Verdict

EXPORTS = ("claims", "flags", "articles", "verdicts")
"""The tables that ``Ledger.table`` gives."""


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How much went with an article, all its versions counted."""

    versions: int
    claims: int
    flags: int
    verdicts: int


class Ledger:
    """A ledger that is open; every method raises StoreError where the database does."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine = engine
        self.name = name

    @contextmanager
    def batch(self) -> Iterator[Batch]:
        """One transaction in which a batch is stored and flagged.

        Nothing of it stays if anything raises or the process ends; another writer waits.
        """
        with told(self.name), writing(self._engine) as connection:
            yield Batch(connection)

    def close(self) -> None:
        """Let go of the database."""
        self._engine.dispose()

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with told(self.name), self._engine.connect() as connection, connection.begin():
            yield connection

    def table(self, name: str) -> pd.DataFrame:
        """One of ``EXPORTS``: current claims and articles, open flags, all verdicts.

        Each in an order of its own that does not depend on when what was stored.
        """
        with self._reading() as connection:
            return _TABLES[name](connection)

    def claims_of(self, articles: Sequence[str]) -> pd.DataFrame:
        """The current claims of articles by their ids, in the order of ``table``."""
        a = schema.articles.c
        with self._reading() as connection:
            query = select(a.article_row).where(a.current)
            rows = [
                row
                for some in chunks(articles)
                for row in connection.execute(query.where(a.article_id.in_(some))).scalars()
            ]
            return current_claims(connection, rows).drop(columns="article_row")

    def history(self, words: Sequence[str]) -> pd.DataFrame:
        """The current claims that each of some words names, by speaker and day of publication.

        A word is the head noun of what is counted (in any language: "soldier" finds "soldats"), a
        class of events, the lemma of an event or a unit; a place and a speaker are named by any
        part of them. A claims table.
        """
        with self._reading() as connection:
            query = select_current_claims().where(*(_names(word) for word in words))
            a, c = schema.articles.c, schema.claims.c
            query = query.order_by(c.speaker, a.published, a.article_id, c.position)
            return read_table(connection, query, CLAIM_COLUMNS)

    def forget(self, article: str) -> Forgotten | None:
        """Remove an article by its id, address or file, with all versions, claims, flags and
        verdicts; None where there is no such article."""
        with told(self.name), writing(self._engine) as connection:
            return _forget(connection, article)

    def import_verdicts(self, verdicts: Sequence[Verdict], saved_at: str) -> Imported:
        """Add the verdicts of one file; see ``Imported``."""
        with told(self.name), writing(self._engine) as connection:
            first = next_number(connection, schema.verdicts.c.verdict_row)
            return import_verdicts(connection, verdicts, saved_at, first)

    def statistics(self) -> pd.DataFrame:
        """How often each check was right (``STATISTICS_COLUMNS``)."""
        with self._reading() as connection:
            return statistics(connection)


@contextmanager
def open_ledger(store: str, folder: Path, *, make: bool = False) -> Iterator[Ledger]:
    """The ledger of a workspace folder, or the one that ``store`` names: a URL or a file.

    ``make`` makes it if need be; otherwise StoreError says that there is none.
    """
    url = url_of(store, folder)
    ledger = Ledger(connect(url, make=make), shown(url))
    try:
        yield ledger
    finally:
        ledger.close()


# ---------------------------------------------------------------- reading


def _claims(connection: Connection) -> pd.DataFrame:
    a, c = schema.articles.c, schema.claims.c
    query = select_current_claims().order_by(a.published, a.article_id, c.position)
    return read_table(connection, query, CLAIM_COLUMNS)


def _articles(connection: Connection) -> pd.DataFrame:
    a, c = schema.articles, schema.claims
    count = select(func.count()).where(c.c.article_row == a.c.article_row).scalar_subquery()
    query = select(a, count.label("claims")).where(a.c.current)
    query = query.order_by(a.c.published, a.c.article_id)
    return read_table(connection, query, ARTICLE_COLUMNS)


def _flags(connection: Connection) -> pd.DataFrame:
    """All open flags with their verdicts, settled or not, in the order of a report."""
    table = schema.flags
    query = select(table).where(table.c.open)
    rows = [dict(row) for row in connection.execute(query).mappings()]
    rank = {severity: at for at, severity in enumerate(SEVERITIES)}
    rows.sort(key=lambda row: (rank[row["severity"]], -row["confidence"], row["flag_id"]))
    decided = last_verdicts(connection, [row["problem"] for row in rows])
    cells = [{**row, **decided.get(row["problem"], {}), "flag_id": row["flag_id"]} for row in rows]
    return table_of(
        FLAG_COLUMNS, {name: [row.get(name, "") for row in cells] for name in FLAG_COLUMNS}
    )


def _verdicts(connection: Connection) -> pd.DataFrame:
    v, f = schema.verdicts, schema.flags
    check = func.coalesce(f.c.check, "").label("check")
    query = select(v, check).join_from(v, f, v.c.flag_id == f.c.flag_id, isouter=True)
    query = query.order_by(v.c.reviewed, v.c.verdict_row)
    return read_table(connection, query, VERDICT_COLUMNS)


_TABLES = {"claims": _claims, "flags": _flags, "articles": _articles, "verdicts": _verdicts}


def _names(word: str) -> ColumnElement[bool]:
    """Whether a claim is about what a word of a question names."""
    c, low = schema.claims.c, word.lower()
    whole = (c.event_class, c.event, c.unit)
    return or_(
        func.lower(c.item_head).in_(sorted(synonyms(word))),
        *(func.lower(column) == low for column in whole),
        *(func.lower(column).contains(low, autoescape=True) for column in (c.speaker, c.place)),
    )


# ---------------------------------------------------------------- forgetting


def _forget(connection: Connection, article: str) -> Forgotten | None:
    a = schema.articles
    name = article_name(article)
    named = or_(a.c.article_id == name, a.c.url == article, a.c.file == article)
    series = list(connection.execute(select(a.c.series).where(named).distinct()).scalars())
    if not article or not series:
        return None
    query = select(a.c.article_row, a.c.article_id).where(a.c.series.in_(series))
    found = connection.execute(query).all()
    rows, ids = [row.article_row for row in found], sorted({row.article_id for row in found})
    flags, verdicts = _forget_flags(connection, ids)
    claims = 0
    for table in (schema.claims, schema.claim_marks, schema.claim_keys, a):
        for some in chunks(rows):
            done = connection.execute(delete(table).where(table.c.article_row.in_(some)))
            claims += done.rowcount if table is schema.claims else 0
    return Forgotten(len(rows), claims, flags, verdicts)


def _forget_flags(connection: Connection, articles: Sequence[str]) -> tuple[int, int]:
    """Remove the flags of some articles and what was decided about them; how many of each."""
    f, named, v = schema.flags, schema.flag_articles, schema.verdicts
    ids: list[str] = []
    for some in chunks(articles):
        query = select(named.c.flag_id).where(named.c.article_id.in_(some)).distinct()
        ids += connection.execute(query).scalars()
    flags = verdicts = 0
    for some in chunks(sorted(set(ids))):
        problems = select(f.c.problem).where(f.c.flag_id.in_(some))
        about = or_(v.c.flag_id.in_(some), and_(v.c.problem != "", v.c.problem.in_(problems)))
        verdicts += connection.execute(delete(v).where(about)).rowcount
        connection.execute(delete(named).where(named.c.flag_id.in_(some)))
        flags += connection.execute(delete(f).where(f.c.flag_id.in_(some))).rowcount
    return flags, verdicts
