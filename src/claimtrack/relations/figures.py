"""The claims table read back as articles, sentences and figures with their places in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, groupby
from typing import Any

import pandas as pd

from claimtrack.relations.spans import Span, in_base, rounding
from claimtrack.text import folded
from claimtrack.units import UnknownUnitError, family

_COLUMNS = (
    *("claim_id", "article_id", "source", "title", "published", "language", "speaker"),
    *("text", "field", "start", "end", "number", "value", "low", "high", "qualifier"),
    *("direction", "kind", "unit", "item", "item_head", "event", "event_class", "part_of"),
    *("place", "time_text", "time_start", "time_end", "modality", "sentence", "confidence"),
)
# Rows of the table that are read at a time.
_PIECE = 10_000
_ONE_SIDED = ("more_than", "at_least", "less_than", "at_most")


@dataclass(eq=False)
class Figure:
    """One row of the claims table: ``start`` and ``end`` are its place in its sentence's text."""

    row: Any
    index: int
    start: int
    end: int
    sentence: Sentence = field(repr=False)

    @cached_property
    def id(self) -> str:
        return str(self.row.claim_id)

    @cached_property
    def value(self) -> float | None:
        value = float(self.row.value)
        return None if math.isnan(value) else value

    @cached_property
    def unit(self) -> str:
        return str(self.row.unit)

    @cached_property
    def kind(self) -> str:
        return str(self.row.kind)

    @cached_property
    def counted(self) -> bool:
        return self.unit == "count"

    @cached_property
    def is_share(self) -> bool:
        """A percentage, or a ratio that is no multiple."""
        return self.unit == "percent" or (self.is_ratio and (self.value or 0.0) <= 1)

    @cached_property
    def is_ratio(self) -> bool:
        return self.kind == "ratio" and self.unit == "dimensionless"

    @cached_property
    def family(self) -> str:
        """The dimension; the unit itself where the registry does not know it."""
        try:
            return family(self.unit)
        except UnknownUnitError:
            return self.unit

    @cached_property
    def low(self) -> float:
        low = float(self.row.low)
        return -math.inf if math.isnan(low) else low

    @cached_property
    def high(self) -> float:
        high = float(self.row.high)
        return math.inf if math.isnan(high) else high

    @cached_property
    def rounding(self) -> float:
        value = self.value
        if value is None:
            return 0.0
        return rounding(str(self.row.number), value, self.kind)

    @cached_property
    def span(self) -> Span:
        """What the words allow, with what rounding may hide, in the figure's own unit."""
        low, high = sorted((self.low, self.high))
        return Span(low, high).widened(0.0, self.rounding)

    @cached_property
    def printed(self) -> Span:
        """The printed figure itself, whatever stands before it: 70 for "more than 70"."""
        value = self.value
        if value is None or self.row.qualifier not in _ONE_SIDED:
            return self.span
        return Span(value, value).widened(0.0, self.rounding)

    @cached_property
    def base(self) -> Span:
        """``span`` in base units."""
        return in_base(self.span, self.unit)

    @cached_property
    def printed_base(self) -> Span:
        """``printed`` in base units."""
        return in_base(self.printed, self.unit)

    @cached_property
    def scale(self) -> float:
        """How many base units one of its own unit is."""
        one, none = in_base(Span(1.0, 1.0), self.unit), in_base(Span(0.0, 0.0), self.unit)
        return one.low - none.low

    @cached_property
    def exact(self) -> bool:
        return bool(self.row.qualifier == "exact")


@dataclass(slots=True, eq=False)
class Sentence:
    """A sentence with figures. ``low`` is its text in lower case with plain marks, same length."""

    text: str
    low: str
    number: int
    offset: int
    story: Story = field(repr=False)
    figures: list[Figure] = field(default_factory=list)

    def gap(self, left: Figure, right: Figure) -> str:
        """What stands between two figures."""
        return self.low[left.end : right.start]

    def before(self, figure: Figure) -> str:
        """What stands between a figure and the one before it, or the sentence's start."""
        start = self.figures[figure.index - 1].end if figure.index else 0
        return self.low[start : figure.start]

    def after(self, figure: Figure) -> str:
        """What stands between a figure and the next one, or the sentence's end."""
        following = self.figures[figure.index + 1 : figure.index + 2]
        return self.low[figure.end : following[0].start if following else len(self.low)]

    def next(self, figure: Figure, by: int = 1) -> Figure | None:
        at = figure.index + by
        return self.figures[at] if 0 <= at < len(self.figures) else None


@dataclass(slots=True, eq=False)
class Story:
    """An article's figures by sentence: those of the title, then those of the text.

    ``first`` is the place of its first claim in the table.
    """

    id: str
    language: str
    source: str
    title: str
    published: str
    first: int
    sentences: list[Sentence] = field(default_factory=list)

    @property
    def headline(self) -> list[Sentence]:
        return [s for s in self.sentences if s.figures[0].row.field == "title"]

    @property
    def body(self) -> list[Sentence]:
        return [s for s in self.sentences if s.figures[0].row.field != "title"]

    @property
    def figures(self) -> Iterator[Figure]:
        return (figure for sentence in self.sentences for figure in sentence.figures)


def stories(claims: pd.DataFrame) -> Iterator[Story]:
    """The articles of a claims table by day of publication, each with its figures in text order.

    The table is read piece by piece, so that not all of it is in memory as Python objects.
    """
    order = claims[["published", "article_id"]].reset_index(drop=True)
    order = order.sort_values(["published", "article_id"], kind="stable")
    rows = chain.from_iterable(
        claims[list(_COLUMNS)].iloc[order.index[at : at + _PIECE]].itertuples(name="Row")
        for at in range(0, len(claims), _PIECE)
    )
    for _, some in groupby(rows, lambda row: row.article_id):
        yield _story(list(some))


def _story(rows: list[Any]) -> Story:
    first = rows[0]
    story = Story(
        id=str(first.article_id),
        language=str(first.language).partition("-")[0].lower(),
        source=str(first.source),
        title=str(first.title),
        published=str(first.published)[:10],
        first=int(first.Index),
    )
    rows.sort(key=lambda row: (row.field != "title", row.start))
    for (_, text), some in groupby(rows, lambda row: (row.field, row.sentence)):
        _add(story, str(text), some)
    return story


def _add(story: Story, text: str, rows: Iterable[Any]) -> None:
    """A sentence's figures, each found behind the one before; one not found is left out."""
    low = folded(text)
    sentence = Sentence(text, low, len(story.sentences), 0, story)
    end = 0
    for row in rows:
        mention = " ".join(str(row.text).split())
        start = text.find(mention, end)
        if start < 0:
            continue
        if not sentence.figures:
            sentence.offset = int(row.start) - start
        end = start + len(mention)
        sentence.figures.append(Figure(row, len(sentence.figures), start, end, sentence))
    if sentence.figures:
        story.sentences.append(sentence)


def rounded_alike(figures: Sequence[Figure], *, as_printed: bool = False) -> list[Span]:
    """What is printed of figures that stand together, all rounded as the finest of them is.

    Who writes 240 beside 200 has not rounded the 200 to hundreds. In base units, or each in its
    own if ``as_printed``.
    """
    scales = [1.0 if as_printed else f.scale for f in figures]
    rounded = [f.rounding * s for f, s in zip(figures, scales, strict=True) if f.value is not None]
    finest = min(rounded, default=0.0)
    return [_within(f, finest / s, as_printed) for f, s in zip(figures, scales, strict=True)]


def _within(figure: Figure, half: float, as_printed: bool) -> Span:
    value = figure.value
    if value is None or figure.row.qualifier in ("approx", "range", "vague"):
        return figure.printed if as_printed else figure.printed_base
    span = Span(value, value).widened(0.0, half)
    return span if as_printed else in_base(span, figure.unit)
