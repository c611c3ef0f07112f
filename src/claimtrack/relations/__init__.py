"""Which figures must fit together: tables of relations from the claims table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from claimtrack.columns import RELATION_TABLES
from claimtrack.relations.alike import synonyms
from claimtrack.relations.archive import BACK, DAYS, Archive, Mark, marks_of
from claimtrack.relations.changes import find_changes
from claimtrack.relations.conversions import find_conversions
from claimtrack.relations.durations import find_durations
from claimtrack.relations.figures import Story, stories
from claimtrack.relations.lists import find_lists
from claimtrack.relations.parts import find_parts
from claimtrack.relations.products import find_products
from claimtrack.relations.record import Relation, RelationRows
from claimtrack.relations.repeated import find_repeated
from claimtrack.relations.shares import find_shares
from claimtrack.relations.sums import find_sums
from claimtrack.relations.words import lexicon

__all__ = [
    "BACK",
    "DAYS",
    "FINDERS",
    "Known",
    "Mark",
    "Story",
    "marks_of",
    "met",
    "relate",
    "stories",
    "synonyms",
]

# Those that look at one sentence (and what stands right before it).
FINDERS = (
    find_parts,
    find_sums,
    find_shares,
    find_changes,
    find_conversions,
    find_products,
    find_durations,
    find_lists,
)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of other articles: whole ones, as a claims table, and who meets whom.

    ``meetings`` names for each figure the earlier figures it is to be held against, by their
    claim_ids, the nearest last: for those of the articles at hand, and for later ones that meet
    these.
    """

    claims: pd.DataFrame
    meetings: Mapping[str, Sequence[str]]


def relate(claims: pd.DataFrame, known: Known | None = None) -> dict[str, pd.DataFrame]:
    """One table of ``RELATION_COLUMNS`` for each name in ``RELATION_TABLES``.

    ``claims`` is a claims table (``CLAIM_COLUMNS``), of which all is related; between articles only
    what is ``known`` to meet, if that is given. Relations stand in the order of its articles, those
    between articles in the order of publication.
    """
    found = {kind: RelationRows() for kind in RELATION_TABLES}
    archive = Archive(known.meetings if known else None)
    own = set(claims["article_id"])
    every = pd.concat([claims, known.claims], ignore_index=True) if known else claims
    for number, story in enumerate(stories(every)):
        if story.id in own:
            for relation in _in_story(story):
                found[relation.kind].add(relation, story.first)
        for relation in archive.meet(story):
            found[relation.kind].add(relation, number)
    return {kind: rows.table() for kind, rows in found.items()}


def met(claims: pd.DataFrame, meetings: Mapping[str, Sequence[str]]) -> set[str]:
    """The ids of the figures that have to do with one of those that they are held against."""
    archive = Archive(meetings)
    return {found.stated.id for story in stories(claims) for found in archive.meet(story)}


def _in_story(story: Story) -> Iterator[Relation]:
    own = lexicon(story.language)
    for sentence in story.sentences:
        for find in FINDERS:
            yield from find(sentence, own)
    yield from find_repeated(story, own)
