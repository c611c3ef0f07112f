"""Flags into the ledger: which are new, which are gone, and what was decided about them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select, update

from claimtrack.columns import FLAG_COLUMNS
from claimtrack.store import schema
from claimtrack.store.rows import Row, chunks, figures_of, insert, kept, problem_of

_TOLD = ("check", "severity", "scope", "message", "claim_ids", "article_ids")
_SAID = (*_TOLD, "observed", "expected")
_DECIDED = ("verdict", "reviewer", "note", "reviewed")


@dataclass(frozen=True, slots=True)
class Scene:
    """What flags are recorded against: a run, the claims that flags may name, the series of their
    articles, the articles whose flags these are, and the claims of others that met these."""

    run: int
    claims: pd.DataFrame
    series: Mapping[str, int]
    articles: set[str]
    others: set[str]


@dataclass(frozen=True, slots=True)
class Flagged:
    """The flags of a batch's articles, and new ones, with their verdicts; the ids of the new ones;
    whether the ledger changed."""

    flags: pd.DataFrame
    new: frozenset[str]
    changed: bool


def record_flags(connection: Connection, flags: pd.DataFrame, scene: Scene) -> Flagged:
    """Store flags (``FLAG_COLUMNS``); those that the scene's articles no longer have are closed,
    and so are those by which its ``others`` were held against still others.

    A flag is new if no flag that was open told the same problem, which is one check that fails
    for the same figures of the same articles, wherever these have moved.
    """
    rows = _rows(flags, scene)
    stored = _stored(connection, rows, scene)
    open_problems = {row["problem"] for row in stored.values() if row["open"]}
    new = {row["flag_id"] for row in rows if row["problem"] not in open_problems}
    changed = _close(connection, stored, {row["flag_id"] for row in rows})
    for row in rows:
        changed |= _put(connection, row, stored.get(row["flag_id"]), row["flag_id"] in new)
    changed |= _adopt(connection, rows)
    decided = last_verdicts(connection, [row["problem"] for row in rows])
    columns = {
        name: [decided.get(row["problem"], {}).get(name, "") for row in rows] for name in _DECIDED
    }
    # A figure that met one of the batch may also have a flag with others that was there before.
    ours = [
        row["flag_id"] in new or not scene.articles.isdisjoint(row["article_ids"].split())
        for row in rows
    ]
    told = flags.assign(**columns)[list(FLAG_COLUMNS)]
    return Flagged(
        told[pd.Series(ours, dtype=bool)].reset_index(drop=True), frozenset(new), changed
    )


def _rows(flags: pd.DataFrame, scene: Scene) -> list[Row]:
    figures = figures_of(scene.claims, scene.series)
    sure = dict(zip(scene.claims["claim_id"], scene.claims["confidence"].fillna(0.0), strict=True))
    rows = []
    for record in flags.to_dict("records"):
        claims, articles = record["claim_ids"].split(), record["article_ids"].split()
        series = [str(scene.series.get(article, article)) for article in articles]
        rows.append(
            {
                "flag_id": record["flag_id"],
                **{name: kept(record[name]) for name in _SAID},
                "problem": problem_of(record["check"], claims, series, figures),
                "confidence": min((sure.get(claim, 0.0) for claim in claims), default=0.0),
                "open": True,
                "first_run": scene.run,
            }
        )
    return rows


def _stored(connection: Connection, rows: list[Row], scene: Scene) -> dict[str, Row]:
    """The flags that the ledger has under these ids, or that are decided anew, by id."""
    of_claim = dict(zip(scene.claims["claim_id"], scene.claims["article_id"], strict=True))
    others = {of_claim[claim] for claim in scene.others}
    found = _of_articles(connection, scene.articles)
    for flag, row in _of_articles(connection, others).items():
        # The last claim is the later one, which was held against the others.
        if row["scope"] == "archive" and row["claim_ids"].split()[-1] in scene.others:
            found[flag] = row
    flags = schema.flags
    for some in chunks(row["flag_id"] for row in rows):
        query = select(flags).where(flags.c.flag_id.in_(some))
        found |= {row["flag_id"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _of_articles(connection: Connection, articles: Iterable[str]) -> dict[str, Row]:
    flags, named = schema.flags, schema.flag_articles
    found: dict[str, Row] = {}
    for some in chunks(sorted(articles)):
        ids = select(named.c.flag_id).where(named.c.article_id.in_(list(map(kept, some))))
        query = select(flags).where(flags.c.flag_id.in_(ids))
        found |= {row["flag_id"]: dict(row) for row in connection.execute(query).mappings()}
    return found


def _close(connection: Connection, stored: Mapping[str, Row], ids: set[str]) -> bool:
    gone = sorted(flag for flag, row in stored.items() if row["open"] and flag not in ids)
    for some in chunks(gone):
        where = schema.flags.c.flag_id.in_(some)
        connection.execute(update(schema.flags).where(where).values(open=False))
    return bool(gone)


def _put(connection: Connection, row: Row, before: Row | None, new: bool) -> bool:
    """Store a flag; whether that changed anything."""
    flags = schema.flags
    if before is None:
        insert(connection, flags, [row])
        links = [
            {"article_id": article, "flag_id": row["flag_id"]}
            for article in dict.fromkeys(row["article_ids"].split())
        ]
        insert(connection, schema.flag_articles, links)
        return True
    kept_run = {} if new else {"first_run": before["first_run"]}
    changed = {k: v for k, v in {**row, **kept_run}.items() if before[k] != v}
    if changed:
        where = flags.c.flag_id == row["flag_id"]
        connection.execute(update(flags).where(where).values(changed))
    return bool(changed)


def _adopt(connection: Connection, rows: list[Row]) -> bool:
    """Verdicts that came before their flag are now about its problem."""
    verdicts, adopted = schema.verdicts, False
    problems = {row["flag_id"]: row["problem"] for row in rows}
    for some in chunks(sorted(problems)):
        query = select(verdicts).where(verdicts.c.problem == "", verdicts.c.flag_id.in_(some))
        for row in connection.execute(query).all():
            where = verdicts.c.verdict_row == row.verdict_row
            values = {"problem": problems[row.flag_id]}
            connection.execute(update(verdicts).where(where).values(values))
            adopted = True
    return adopted


def last_verdicts(connection: Connection, problems: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The verdict in force about each problem that has one: the last by time, then as stored."""
    table = schema.verdicts
    found: dict[str, dict[str, Any]] = {}
    for some in chunks(sorted(set(problems) - {""})):
        query = select(table).where(table.c.problem.in_(some))
        for row in connection.execute(
            query.order_by(table.c.reviewed, table.c.verdict_row)
        ).mappings():
            found[row["problem"]] = dict(row)
    return found
