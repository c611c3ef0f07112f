"""One batch of articles into the ledger: a single transaction from the first row to the last."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Column, Connection, Select, Table, delete, func, select, update

from claimtrack import __version__
from claimtrack.articles import is_fingerprint
from claimtrack.columns import CLAIM_COLUMNS
from claimtrack.records import Article, Origin
from claimtrack.relations import Known, marks_of, met, stories
from claimtrack.store import schema
from claimtrack.store.comparable import Marked, Neighbours, Place, marked_in
from claimtrack.store.flagged import Flagged, Scene, record_flags
from claimtrack.store.rows import (
    Row,
    chunks,
    claim_rows,
    digest,
    insert,
    kept,
    key_rows,
    mark_rows,
    read_table,
)

_CONTENT = ("source", "title", "url", "published", "language", "text")
# So many later articles are looked at at a time, to bound what is in memory.
_PIECE = 200
_PLACE = ("file", "line", "title_line", "one_line")


@dataclass(frozen=True, slots=True)
class _Reading:
    """An article with the rows of its claims and of their marks."""

    article: Article
    claims: list[Row]
    marks: list[Row]

    @property
    def row(self) -> Row:
        """What the table of articles has of it, whenever it is stored."""
        return {
            **{name: kept(getattr(self.article, name)) for name in _CONTENT},
            "article_id": kept(self.article.id),
            **{name: getattr(self.article.origin, name) for name in _PLACE},
            "digest": digest(self.claims, self.marks),
        }


class Batch:
    """Articles on their way into the ledger, within its one writing transaction.

    ``add`` them, have them checked against what is ``comparable``, then ``flag``.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._run = next_number(connection, schema.runs.c.run)
        self._rows: dict[str, int] = {}
        self._series: dict[str, int] = {}
        self._retired: set[str] = set()
        self._gone: list[Marked] = []
        self._claims = pd.DataFrame(columns=list(CLAIM_COLUMNS))
        self._known = self._claims
        self._others: set[str] = set()
        self._changed = False

    def add(self, articles: Sequence[Article], claims: pd.DataFrame) -> None:
        """Store articles with the claims found in them (``CLAIM_COLUMNS``).

        What the ledger has already stays as it is. An article that came again with other text is
        a new version: the claims of the old one stay, but are no longer checked or compared.
        """
        self._claims = claims
        rows, earlier = claim_rows(claims), _earlier(self._connection, articles)
        marks = {story.id: list(marks_of(story)) for story in stories(claims)}
        row = next_number(self._connection, schema.articles.c.article_row)
        for article in articles:
            own = rows.get(article.id, [])
            places = {claim["claim_id"]: claim["position"] for claim in own}
            found = mark_rows(marks.get(article.id, ()), places)
            row += self._put(_Reading(article, own, found), earlier.get(article.id), row)

    def _put(self, reading: _Reading, before: Row | None, row: int) -> int:
        """Store one article; how many rows of the table of articles that took, 0 or 1."""
        article, new = reading.article, reading.row
        self._series[article.id] = before["series"] if before else row
        if before and all(before[name] == new[name] for name in ("article_id", *_CONTENT)):
            self._rows[article.id] = before["article_row"]
            self._refresh(before, reading)
            return 0
        if before:
            self._retire(before)
        self._rows[article.id] = row
        version = before["version"] + 1 if before else 1
        state = {"article_row": row, "series": self._series[article.id], "version": version}
        state |= {"current": True, "first_run": self._run}
        insert(self._connection, schema.articles, [{**new, **state}])
        self._insert(reading, row)
        return 1

    def _refresh(self, before: Row, reading: _Reading) -> None:
        """The text is there: its claims are replaced if it is read otherwise now."""
        new = reading.row
        changed = {k: new[k] for k in (*_PLACE, "digest") if before[k] != new[k]}
        if not changed:
            return
        row, table = before["article_row"], schema.articles
        self._changed = True
        self._connection.execute(update(table).where(table.c.article_row == row).values(changed))
        if "digest" in changed:
            self._gone += marked_in(self._connection, [row])
            self._delete(row, schema.claims, schema.claim_marks, schema.claim_keys)
            self._insert(reading, row)

    def _retire(self, before: Row) -> None:
        """An old version: nothing is compared with it any longer, and its flags are closed."""
        table, row = schema.articles, before["article_row"]
        self._retired.add(before["article_id"])
        self._gone += marked_in(self._connection, [row])
        where = table.c.article_row == row
        self._connection.execute(update(table).where(where).values(current=False))
        self._delete(row, schema.claim_marks, schema.claim_keys)

    def _delete(self, row: int, *tables: Table) -> None:
        for table in tables:
            self._connection.execute(delete(table).where(table.c.article_row == row))

    def _insert(self, reading: _Reading, row: int) -> None:
        self._changed = True
        rows = {
            schema.claims: reading.claims,
            schema.claim_marks: reading.marks,
            schema.claim_keys: key_rows(reading.article, reading.marks),
        }
        for table, some in rows.items():
            insert(self._connection, table, [{"article_row": row, **one} for one in some])

    def comparable(self) -> Known:
        """What of other articles those of the batch are to be held against.

        A later figure that has to do with one of the batch may have met others so far, one of
        which may agree where ours does not: it meets all of its own again.
        """
        neighbours, ours = Neighbours(self._connection), set(self._rows.values())
        batch = marked_in(self._connection, ours)
        meetings: dict[Place, list[Place]] = {}
        for own in batch:
            meetings |= neighbours.before(own)
        later = self._later(neighbours, batch)
        for own in marked_in(self._connection, {row for row, _ in later}):
            mine = tuple(one for one in own.marks if one[0] in later)
            meetings |= neighbours.before(replace(own, marks=mine))
        rows = {row for place, some in meetings.items() for row, _ in (place, *some)} - ours
        known = current_claims(self._connection, rows)
        self._series |= _series(self._connection, rows)
        self._known = known.drop(columns="article_row")
        ids = self._ids(known)
        self._others = {ids[place] for place in later}
        named = {ids[one]: [ids[other] for other in some] for one, some in meetings.items()}
        return Known(self._known, named)

    def _later(self, neighbours: Neighbours, batch: Sequence[Marked]) -> set[Place]:
        """The figures of later articles that have to do with one of the batch, and those that may
        have had to do with one that is gone."""
        ours, latest = set(self._rows.values()), self._latest()
        pairs: dict[Place, list[Place]] = {}
        for own in batch:
            # News is later than all that is there, and has nobody to look for.
            for place, met_by in neighbours.after(own) if own.published <= latest else ():
                if place[0] not in ours:
                    pairs.setdefault(place, []).append(met_by)
        gone = {place for own in self._gone for place, _ in neighbours.after(own)}
        rows = sorted({row for row, _ in pairs})
        found = {place for place in gone if place[0] not in ours}
        for at in range(0, len(rows), _PIECE):
            some = set(rows[at : at + _PIECE])
            found |= self._met({p: m for p, m in pairs.items() if p[0] in some})
        return found

    def _latest(self) -> str:
        """When the last article was published that was there before; "" if none was."""
        table = schema.articles
        query = select(func.max(table.c.published)).where(table.c.current)
        return str(
            self._connection.execute(query.where(table.c.first_run < self._run)).scalar() or ""
        )

    def _met(self, pairs: Mapping[Place, Sequence[Place]]) -> set[Place]:
        """The figures of other articles that have to do with one of the batch's beside them."""
        known = current_claims(self._connection, {row for row, _ in pairs})
        ids = self._ids(known)
        rows = {row for met_by in pairs.values() for row, _ in met_by}
        own = self._claims[self._claims["article_id"].map(self._rows).isin(rows)]
        told = met(
            pd.concat([own, known], ignore_index=True),
            {ids[place]: [ids[other] for other in met_by] for place, met_by in pairs.items()},
        )
        return {place for place in pairs if ids[place] in told}

    def _ids(self, known: pd.DataFrame) -> dict[Place, str]:
        """The ids of the claims of the batch and of others by their places."""
        own = self._claims.assign(article_row=self._claims["article_id"].map(self._rows))
        return claim_ids(own) | claim_ids(known)

    def versions(self, ids: Iterable[str]) -> dict[str, int]:
        """Which version of an article is current, by its id."""
        rows = _current(self._connection, "article_id", set(map(kept, ids))).values()
        return {row["article_id"]: row["version"] for row in rows}

    def articles(self, ids: Iterable[str]) -> list[Article]:
        """Earlier articles as they were read, those of some ids that are not of the batch."""
        wanted = sorted(set(ids) - set(self._rows))
        rows = _current(self._connection, "article_id", wanted).values()
        return [_article(row) for row in rows]

    def flag(self, flags: pd.DataFrame) -> Flagged:
        """Store the flags of the batch's articles, all of them, and fill in their verdicts.

        Flags that these articles had and have no longer are closed. Where nothing at all has
        changed, no run is recorded either.
        """
        claims = pd.concat([self._claims, self._known], ignore_index=True)
        settled = {*self._rows, *self._retired}
        scene = Scene(self._run, claims, self._series, settled, self._others)
        flagged = record_flags(self._connection, flags, scene)
        if self._changed or flagged.changed:
            run = {
                "run": self._run,
                "started": datetime.now(UTC).isoformat(timespec="seconds"),
                "claimtrack": __version__,
                "articles": len(self._rows),
                "claims": len(self._claims),
                "new_flags": len(flagged.new),
            }
            insert(self._connection, schema.runs, [run])
        return flagged


def _article(row: Row) -> Article:
    origin = Origin(*(row[name] for name in _PLACE))
    return Article(row["article_id"], **{n: row[n] for n in _CONTENT}, origin=origin)


def next_number(connection: Connection, column: Column[Any]) -> int:
    """One more than the highest; only the writer asks, so nobody else takes it."""
    return int(connection.execute(select(func.coalesce(func.max(column), 0))).scalar_one()) + 1


def select_current_claims() -> Select[Any]:
    """The claims of current articles with all their columns and the ``article_row``; no order."""
    a, c = schema.articles, schema.claims
    columns = [*(a.c[name] for name in schema.OF_ARTICLE), *(c.c[n] for n in schema.OF_CLAIM)]
    query = select(*columns, a.c.article_row).join_from(c, a, c.c.article_row == a.c.article_row)
    return query.where(a.c.current)


def current_claims(connection: Connection, rows: Iterable[int]) -> pd.DataFrame:
    """The claims of some articles, by the day they were published and then in text order.

    A claims table with the ``article_row`` of each.
    """
    a, c = schema.articles.c, schema.claims.c
    query = select_current_claims().order_by(a.published, a.article_id, c.position)
    names = (*CLAIM_COLUMNS, "article_row")
    parts = list(chunks(sorted(rows))) or [[]]
    tables = [read_table(connection, query.where(a.article_row.in_(some)), names) for some in parts]
    return pd.concat(tables, ignore_index=True)


def claim_ids(claims: pd.DataFrame) -> dict[tuple[int, int], str]:
    """The id of each claim by its place: the row of its article, and which claim it is there."""
    positions = claims.groupby("article_row").cumcount()
    places = zip(claims["article_row"].astype(int), positions, strict=True)
    return dict(zip(places, claims["claim_id"], strict=True))


def _series(connection: Connection, rows: Iterable[int]) -> dict[str, int]:
    """The series of some articles, by their ids."""
    table = schema.articles
    found: dict[str, int] = {}
    for some in chunks(sorted(rows)):
        query = select(table.c.article_id, table.c.series).where(table.c.article_row.in_(some))
        found |= dict(map(tuple, connection.execute(query)))
    return found


def _earlier(connection: Connection, articles: Sequence[Article]) -> dict[str, Row]:
    """The current row of each article that the ledger has, by the id that it has now.

    It is the same article if the id is the same. One that was given none (its id is then made of
    its text) is also known by its address or its file, unless the batch has two with that.
    """
    ids = {kept(article.id) for article in articles}
    by_id = _current(connection, "article_id", ids)
    found = {a.id: by_id[kept(a.id)] for a in articles if kept(a.id) in by_id}
    ways: Mapping[str, Callable[[Article], str]] = {
        "url": lambda article: kept(article.url),
        "file": lambda article: kept(article.origin.file) if article.origin.alone else "",
    }
    for column, value_of in ways.items():
        values = [value_of(article) for article in articles]
        single = {value for value in values if value and values.count(value) == 1}
        there = _current(connection, column, single)
        taken = {row["article_row"] for row in found.values()}
        for article, value in zip(articles, values, strict=True):
            row = there.get(value)
            if row is None or article.id in found or not is_fingerprint(article):
                continue
            if column == "file" and not _alike(article.text, row["text"]):
                continue  # another article was put under the name
            if row["article_row"] not in taken and row["article_id"] not in ids:
                found[article.id] = row
    return found


def _alike(text: str, other: str) -> bool:
    """Whether one may be the other after an edit: they share half of their words at least."""
    words, others = set(text.casefold().split()), set(other.casefold().split())
    return 2 * len(words & others) >= min(len(words), len(others))


def _current(connection: Connection, column: str, values: Iterable[str]) -> dict[str, Row]:
    table, found = schema.articles, {}
    for some in chunks(sorted(values)):
        query = select(table).where(table.c.current, table.c[column].in_(some))
        for row in connection.execute(query.order_by(table.c.article_row)).mappings():
            found[row[column]] = dict(row)
    return found
