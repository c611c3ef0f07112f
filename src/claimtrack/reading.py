"""Articles → what is known of every figure in them: the stages joined, parsed in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from claimtrack.circumstances import Circumstances, find_circumstances
from claimtrack.counted import Counted, find_counted
from claimtrack.events import Event, find_events
from claimtrack.modality import modality_of
from claimtrack.numbers import find_numbers
from claimtrack.parsing import parse_all
from claimtrack.quantities import find_quantities
from claimtrack.records import Article, Quantity
from claimtrack.sentences import Draft, draft
from claimtrack.speakers import Statement, find_statements, statement_at
from claimtrack.speech import speech

FIELDS = ("title", "text")
# Articles drafted together: enough sentences for the parser's batches, few enough to keep.
_TOGETHER = 32


@dataclass(frozen=True, slots=True)
class Reading:
    """One figure with all that its text says of it."""

    quantity: Quantity
    counted: Counted
    event: Event
    statement: Statement | None
    modality: str
    modality_rule: str
    circumstances: Circumstances
    sentence: tuple[int, int]


@dataclass(frozen=True, slots=True)
class FieldReading:
    """A field of an article (``title`` or ``text``) and its figures in text order."""

    article: Article
    field: str
    readings: tuple[Reading, ...]


def read(articles: Iterable[Article]) -> Iterator[list[FieldReading]]:
    """The fields of each article that have text, title first; one list an article, in order.

    ``article.language`` must be one that has a pack, else PackError; raises ModelError where
    the language's parser is not installed.
    """
    articles = iter(articles)
    while some := list(islice(articles, _TOGETHER)):
        drafted = [(article, [_draft(article, field) for field in FIELDS]) for article in some]
        _parse([(article.language, made) for article, drafts in drafted for made in drafts])
        for article, drafts in drafted:
            yield [
                FieldReading(article, field, tuple(_readings(made, article)))
                for field, made in zip(FIELDS, drafts, strict=True)
                if made.text
            ]


def _draft(article: Article, field: str) -> Draft:
    text = getattr(article, field)
    numbers = find_numbers(text, article.language) if text else []
    quantities = find_quantities(text, numbers, article.language)
    return draft(text, quantities, speech(article.language))


def _parse(drafts: list[tuple[str, Draft]]) -> None:
    """Parse every piece of the drafts, one language after the other."""
    for language in sorted({language for language, _ in drafts}):
        sentences = [
            (made.plain, sentence)
            for own, made in drafts
            if own == language
            for sentence in made.sentences
            if sentence.pieces
        ]
        if not sentences:
            continue
        pieces = ((text, piece) for text, sentence in sentences for piece in sentence.pieces)
        trees = parse_all(pieces, language)
        for _, sentence in sentences:
            sentence.trees = list(islice(trees, len(sentence.pieces)))


def _readings(made: Draft, article: Article) -> Iterator[Reading]:
    if not made.quantities:
        return
    language = article.language
    statements = find_statements(made, speech(language))
    counted = find_counted(made, language)
    events = find_events(made, counted, language)
    where_and_when = find_circumstances(made, language, article.published)
    for i, quantity in enumerate(made.quantities):
        statement = statement_at(statements, quantity.number.start)
        modality, rule = modality_of(made, i, statement, language)
        sentence = made.sentence_of(quantity.start)
        yield Reading(
            quantity=quantity,
            counted=counted[i],
            event=events[i],
            statement=statement,
            modality=modality,
            modality_rule=rule,
            circumstances=where_and_when[i],
            sentence=(sentence.start, sentence.end),
        )
