"""Sound articles raise no flag, and with one figure changed so that a relation breaks, they do."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd

from bundles import bundles, flags_of
from claimtrack.articles import read_articles
from claimtrack.claims import claims_of, claims_table
from claimtrack.records import Article
from claimtrack.relations import relate
from mutations import ARITHMETIC, Mutation, mutations

EXAMPLES = Path(__file__).parent.parent / "examples"
# So many of the changed figures must be flagged, and so many there must be to say so.
LEAST, ENOUGH = 0.9, 400


@cache
def sound() -> dict[str, Article]:
    """The example articles, and those of the bundles without an error."""
    examples, _ = read_articles([str(EXAMPLES)])
    clean = [bundle for bundle in bundles().values() if not bundle.planted]
    some = [*examples, *(article for bundle in clean for article in bundle.articles)]
    return {article.id: article for article in some}


@cache
def mutated() -> list[Mutation]:
    """Every mutation of every sound article."""
    found: list[Mutation] = []
    for article in sound().values():
        claims = claims_table(claim for some in claims_of([article]) for claim in some)
        relations = pd.concat(relate(claims).values(), ignore_index=True)
        found += mutations({article.id: article}, claims, relations)
    return found


@cache
def missed() -> list[str]:
    """The mutations without a flag on the figure that was changed."""
    groups = {
        str(at): [replace(one.article, id=f"{at}/{one.article.id}")]
        for at, one in enumerate(mutated())
    }
    flags = flags_of(groups)
    return [
        f"{one.kind}/{one.rule}: … {one.told} …"
        for at, one in enumerate(mutated())
        if not any(one.is_at(*place[1:]) for _, _, places in flags[str(at)] for place in places)
    ]


def test_sound_articles_raise_no_flag() -> None:
    flags = flags_of({name: [article] for name, article in sound().items()})

    assert {name: told for name, told in flags.items() if told} == {}


def test_nine_figures_in_ten_that_break_a_relation_are_flagged() -> None:
    assert len(mutated()) >= ENOUGH
    assert len(missed()) <= (1 - LEAST) * len(mutated()), "\n".join(missed())


def test_every_kind_of_relation_within_an_article_is_broken() -> None:
    assert {one.kind for one in mutated()} >= {"parts", "repeated", *ARITHMETIC}
