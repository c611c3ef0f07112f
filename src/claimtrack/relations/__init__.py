"""Which figures must fit together: tables of relations from the claims table."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from claimtrack.columns import RELATION_TABLES
from claimtrack.relations.archive import Archive
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


def relate(claims: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """One table of ``RELATION_COLUMNS`` for each name in ``RELATION_TABLES``.

    ``claims`` is a claims table (``CLAIM_COLUMNS``). Relations stand in the order of its articles,
    those between articles in the order of publication.
    """
    found = {kind: RelationRows() for kind in RELATION_TABLES}
    archive = Archive()
    for number, story in enumerate(stories(claims)):
        for relation in _in_story(story):
            found[relation.kind].add(relation, story.first)
        for relation in archive.meet(story):
            found[relation.kind].add(relation, number)
    return {kind: rows.table() for kind, rows in found.items()}


def _in_story(story: Story) -> Iterator[Relation]:
    own = lexicon(story.language)
    for sentence in story.sentences:
        for find in FINDERS:
            yield from find(sentence, own)
    yield from find_repeated(story, own)
