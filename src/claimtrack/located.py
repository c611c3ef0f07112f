"""Flags with the file and line of each of their figures."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

import pandas as pd

from claimtrack.records import Article
from claimtrack.reports.ci import Finding, Spot

_TOLD = ("flag_id", "check", "severity", "scope", "message", "observed", "expected")


def locate(
    flags: pd.DataFrame,
    claims: pd.DataFrame,
    articles: Iterable[Article],
    new: Collection[str],
    batch: Collection[str],
) -> list[Finding]:
    """A finding for each flag, in their order.

    ``claims`` and ``articles`` hold what the flags name, also of earlier batches; ``new`` are the
    ids of new flags and ``batch`` those of the articles just read. The first spot of a finding is
    in one of these, the last that the flag names, for an article is held against earlier ones.
    """
    by_id = {article.id: article for article in articles}
    rows = {row.claim_id: row for row in claims.itertuples(index=False)}
    found = []
    for flag in flags.to_dict("records"):
        named = [rows[claim] for claim in flag["claim_ids"].split() if claim in rows]
        spots = [_spot(row, by_id) for row in named]
        spots = spots or [
            _whole(by_id[article]) for article in flag["article_ids"].split() if article in by_id
        ]
        told = {str(name): flag[name] for name in _TOLD}
        spots = _newest_first(spots, batch)
        found.append(Finding(**told, spots=tuple(spots), new=flag["flag_id"] in new))
    return found


def _newest_first(spots: list[Spot], batch: Collection[str]) -> list[Spot]:
    """All spots, from the first one of the last article of the batch on."""
    ours = [spot.article_id for spot in spots if spot.article_id in batch]
    first = [spot for spot in spots if ours and spot.article_id == ours[-1]]
    return [*first, *(spot for spot in spots if spot not in first)]


def _spot(row: Any, articles: Mapping[str, Article]) -> Spot:
    article_id = str(row.article_id)
    article = articles.get(article_id, Article(article_id, ""))
    return Spot(
        file=article.origin.file,
        line=article.origin.line_of(article, row.field, int(row.start)),
        text=str(row.text),
        speaker=str(row.speaker),
        title=article.title,
        article_id=article_id,
    )


def _whole(article: Article) -> Spot:
    origin = article.origin
    return Spot(origin.file, origin.line, "", "", article.title, article.id)
