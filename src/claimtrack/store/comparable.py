"""Which stored figures a batch is to be held against, read off the index of keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, select, tuple_

from claimtrack.relations import BACK, DAYS, Mark
from claimtrack.store.rows import chunks, kept, keys_in
from claimtrack.store.schema import articles, claim_keys, claim_marks

Place = tuple[int, int]
"""An ``article_row`` and the position of a claim in it."""

Figure = tuple[Place, Mark]

_ORDER = (claim_keys.c.published, claim_keys.c.article_id, claim_keys.c.position)
_HERE = tuple_(bindparam("published"), bindparam("article"))
_SAME_CLAIM = and_(
    claim_marks.c.article_row == claim_keys.c.article_row,
    claim_marks.c.position == claim_keys.c.position,
)
_UNDER_KEY = (
    select(claim_marks)
    .join_from(claim_keys, claim_marks, _SAME_CLAIM)
    .where(claim_keys.c.key == bindparam("asked"))
)
_BEFORE = (
    _UNDER_KEY.where(tuple_(*_ORDER[:2]) < _HERE, claim_keys.c.published >= bindparam("bound"))
    .order_by(*(column.desc() for column in _ORDER))
    .limit(BACK)
)
# Twice as many, for what lies between two figures is not the same from either side.
_AFTER = (
    _UNDER_KEY.where(tuple_(*_ORDER[:2]) > _HERE, claim_keys.c.published < bindparam("bound"))
    .order_by(*_ORDER)
    .limit(2 * BACK)
)


@dataclass(frozen=True, slots=True)
class Marked:
    """The figures of an article that take part in the checks, by their places."""

    article_id: str
    published: str
    marks: tuple[Figure, ...]


class Neighbours:
    """Who meets whom among the figures of a ledger.

    A figure meets those that share a comparability key with it, are among the last ``BACK`` under
    that key before its article, at most ``DAYS`` earlier, and pass ``Mark.matters``.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def before(self, article: Marked) -> dict[Place, list[Place]]:
        """The earlier figures that each figure of an article meets, the nearest last."""
        met = {}
        for (place, mark), near in self._near(article, back=True):
            met[place] = list(dict.fromkeys(p for p, other in near if other.matters(mark)))
        return met

    def after(self, article: Marked) -> Iterator[tuple[Place, Place]]:
        """Each later figure that may meet a figure of an article, with that one."""
        for (place, mark), near in self._near(article, back=False):
            yield from ((later, place) for later, other in near if mark.matters(other))

    def _near(self, article: Marked, *, back: bool) -> Iterator[tuple[Figure, list[Figure]]]:
        """Each figure of an article with those nearest under its keys; the article's figures share
        keys, so each is read once."""
        read: dict[str, list[Figure]] = {}
        for place, mark in article.marks:
            for key in mark.keys:
                if key not in read:
                    read[key] = self._nearest(key, article.published, article.article_id, back)
            yield (place, mark), [figure for key in mark.keys for figure in read[key]]

    def _nearest(self, key: str, published: str, article: str, back: bool) -> list[Figure]:
        """In the order of publication."""
        day = date.fromisoformat(published[:10]).toordinal()
        nearest = max(day - DAYS, 1) if back else min(day + DAYS + 1, date.max.toordinal())
        bound = date.fromordinal(nearest)
        asked = {"asked": kept(key), "published": published, "article": kept(article)}
        rows = self._connection.execute(
            _BEFORE if back else _AFTER, {**asked, "bound": bound.isoformat()}
        ).all()
        found = [((row.article_row, row.position), _mark(row)) for row in rows]
        return found[::-1] if back else found


def marked_in(connection: Connection, rows: Iterable[int]) -> list[Marked]:
    """The figures of some articles that take part in the checks."""
    found: dict[tuple[str, str], list[Figure]] = {}
    of_article = (articles.c.article_id, articles.c.published)
    for some in chunks(sorted(rows)):
        query = select(claim_marks, *of_article).where(claim_marks.c.article_row.in_(some))
        query = query.join(articles, articles.c.article_row == claim_marks.c.article_row)
        query = query.order_by(claim_marks.c.article_row, claim_marks.c.position)
        for row in connection.execute(query):
            own = found.setdefault((row.article_id, row.published), [])
            mark = _mark(row, tuple(keys_in(row.all_keys)))
            own.append(((row.article_row, row.position), mark))
    return [Marked(*article, tuple(marks)) for article, marks in found.items()]


def _mark(row: Row[Any], keys: tuple[str, ...] = ()) -> Mark:
    return Mark(
        "",
        keys,
        row.sort,
        row.value,
        row.unit,
        row.digits,
        row.item,
        tuple(row.who.split()),
        row.words,
        row.runs,
    )
