"""The articles of tests/bundles: what is planted in them, what is disputed, and what is flagged."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from claimtrack.claims import claims_of, claims_table
from claimtrack.flags import flags_table
from claimtrack.records import Article
from claimtrack.relations import relate
from claimtrack.validation import validate

FOLDER = Path(__file__).parent / "bundles"
# A flag that catches an error may name so many other figures besides.
OTHERS = 5

# A figure's place: article, field, start, end.
Place = tuple[str, str, int, int]


@dataclass(frozen=True)
class Bundle:
    """Some articles with their planted errors and disputes, each a list of figures' places."""

    name: str
    articles: tuple[Article, ...]
    planted: tuple[tuple[Place, ...], ...]
    kinds: tuple[str, ...]
    disputes: tuple[tuple[Place, ...], ...]


@cache
def bundles() -> dict[str, Bundle]:
    """Every bundle by its name."""
    return {path.stem: _bundle(path) for path in sorted(FOLDER.glob("*.json"))}


def _bundle(path: Path) -> Bundle:
    told = json.loads(path.read_text("utf-8"))
    names = ("title", "source", "published", "language", "text")
    articles = {
        one["id"]: Article(id=f"{path.stem}/{one['id']}", **{name: one[name] for name in names})
        for one in told["articles"]
    }

    def places(entry: Mapping[str, Any]) -> tuple[Place, ...]:
        return tuple(_place(mention, articles) for mention in entry["mentions"])

    return Bundle(
        path.stem,
        tuple(articles.values()),
        tuple(places(entry) for entry in told["planted"]),
        tuple(entry["kind"] for entry in told["planted"]),
        tuple(places(entry) for entry in told["disputes"]),
    )


def _place(mention: Mapping[str, Any], articles: Mapping[str, Article]) -> Place:
    article = articles[mention["article"]]
    field = "title" if mention.get("in_title") else "text"
    start = getattr(article, field).index(mention["anchor"])
    start += mention["anchor"].index(mention["number"])
    return article.id, field, start, start + len(mention["number"])


@cache
def flagged() -> dict[str, list[tuple[str, str, list[Place]]]]:
    """For each bundle its flags above info: severity, message, places of the figures."""
    return flags_of({name: bundle.articles for name, bundle in bundles().items()})


def flags_of(
    groups: Mapping[str, Iterable[Article]],
) -> dict[str, list[tuple[str, str, list[Place]]]]:
    """The flags above info in each group of articles, which are checked group by group.

    Great Expectations costs the same for one row and for a thousand: all are validated at once.
    """
    flat = [article for articles in groups.values() for article in articles]
    claims = dict(zip((article.id for article in flat), claims_of(flat), strict=True))
    tables: dict[str, list[pd.DataFrame]] = {}
    for articles in groups.values():
        table = claims_table(claim for article in articles for claim in claims[article.id])
        for name, some in {"claims": table, **relate(table)}.items():
            tables.setdefault(name, []).append(some)
    whole = {name: pd.concat(some, ignore_index=True) for name, some in tables.items()}
    flags = flags_table(validate(whole), whole["claims"])
    where = whole["claims"][["claim_id", "article_id", "field", "start", "end"]]
    at: dict[str, Place] = {
        claim: tuple(place) for claim, *place in where.itertuples(index=False, name=None)
    }
    found: dict[str, list[tuple[str, str, list[Place]]]] = {name: [] for name in groups}
    group_of = {article.id: name for name, articles in groups.items() for article in articles}
    for flag in flags[flags["severity"] != "info"].itertuples():
        places = [at[claim] for claim in str(flag.claim_ids).split()]
        told = (str(flag.severity), f"{flag.check}: {flag.message}", places)
        found[group_of[places[0][0]]].append(told)
    return found


def catches(planted: Iterable[Place], places: list[Place]) -> bool:
    """Whether a flag on these figures is on at least two of a planted error's, or its only one.

    Dates and years, which are no figures, are not asked for.
    """
    mentions = list(planted)
    touched = sum(any(_overlap(mention, place) for place in places) for mention in mentions)
    return touched >= min(2, len(mentions)) and len(places) <= len(mentions) + OTHERS


def _overlap(a: Place, b: Place) -> bool:
    return a[:2] == b[:2] and a[2] < b[3] and b[2] < a[3]


def false_alarms(name: str) -> Iterator[str]:
    """The flags of a bundle that are on no planted error; a warning on a dispute is none."""
    bundle = bundles()[name]
    for severity, message, places in flagged()[name]:
        disputed = severity == "warning" and any(catches(d, places) for d in bundle.disputes)
        if not disputed and not any(catches(planted, places) for planted in bundle.planted):
            yield f"{severity} {message}"
