"""Figures of sound articles changed so that they no longer fit: what to change, and to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from claimtrack.columns import printed_number
from claimtrack.records import Article

# What is tied by arithmetic is changed to so much of itself, a percentage by so many points.
_FACTOR = 1.6
_POINTS = 29.0
# Amounts in two currencies are only held against their order of magnitude.
_SCALE = 100.0
# A total or its part by so much of the largest figure, at least by two.
_OF_TOTAL = 0.15
# Wholes of smaller parts are not made smaller: "one others" is no French.
_FEWEST = 4
# Relations in which each figure follows from the others.
ARITHMETIC = ("sums", "shares", "changes", "conversions", "products")
# Rules of figures that agree but need not.
_HAPPEN = ("same_item", "headline_alike", "told_again")
_DIGITS = re.compile(r"\d(?:[\d.,\s]*\d)?")


@dataclass(frozen=True)
class Mutation:
    """An article with one figure changed, the relation that this breaks, and the figure's place."""

    article: Article
    kind: str
    rule: str
    field: str
    start: int
    end: int
    told: str

    def is_at(self, field: str, start: int, end: int) -> bool:
        """Whether the changed figure is at this place."""
        return field == self.field and start < self.end and self.start < end


def mutations(
    articles: Mapping[str, Article], claims: pd.DataFrame, relations: pd.DataFrame
) -> Iterator[Mutation]:
    """Each figure of each relation within an article in turn, changed so that it cannot fit.

    Left out are relations between two speakers, whose difference would be no error, and figures
    that only happen to be equal.
    """
    rows: dict[str, Any] = {str(row.claim_id): row for row in claims.itertuples()}
    must = (relations["voice"] != "different") & ~relations["rule"].isin(_HAPPEN)
    for relation in relations[must].itertuples():
        figures = [rows[claim_id] for claim_id in str(relation.claim_ids).split()]
        for figure in figures:
            others = [f for f in figures if f is not figure]
            value = _unfit(str(relation.relation), figure, others)
            if value is not None:
                taken = {row.value for row in rows.values() if row.article_id == figure.article_id}
                while value in taken:  # it would fit another figure of the article
                    value += 1 if value > figure.value else -1
                yield _mutation(articles[figure.article_id], figure, value, relation)


def _unfit(relation: str, figure: Any, others: list[Any]) -> float | None:
    """A value with which the figure cannot fit the others; None for "doubled" and "a third"."""
    in_words = not _DIGITS.search(figure.number)
    if not figure.value or (in_words and figure.value < 1):  # no "3 an inch" for "half an inch"
        return None
    if figure.unit == "percentage_point" and figure.value < 2:  # nor "soit 29,6 point"
        return None
    if figure.kind not in ("count", "money", "measure", "percent", "duration", "temperature"):
        return None
    if figure.kind == "percent":
        return float(figure.value + _POINTS)
    if relation == "conversions" and figure.kind == "money":
        return float(figure.value * _SCALE)
    if relation == "sums":
        return float(round(figure.value + max(2.0, _OF_TOTAL * max(f.value for f in others))))
    if relation != "parts":
        return float(round(figure.value * _FACTOR) + 1)
    other = float(others[0].value)
    if figure.value <= other:
        return other * 2
    return other // 2 if other >= _FEWEST else None


def _mutation(article: Article, figure: Any, value: float, relation: Any) -> Mutation:
    field, number = str(figure.field), str(figure.number)
    text = getattr(article, field)
    start = text.index(number, figure.start)
    new = _written(value, number, float(figure.value), article.language)
    changed = text[:start] + new + text[start + len(number) :]
    return Mutation(
        replace(article, **{field: changed}),
        str(relation.relation),
        str(relation.rule),
        field,
        start,
        start + len(new),
        changed[max(0, start - 60) : start + len(new) + 60].replace("\n", " "),
    )


def _written(value: float, number: str, old: float, language: str) -> str:
    """A value as the number was written, with its scale word; in digits if it was in words."""
    digits = _DIGITS.search(number)
    if digits is None:
        return printed_number(round(value), language)
    plain = re.sub(r"[\s,]" if language == "en" else r"\s", "", digits[0]).replace(",", ".")
    places = len(plain.partition(".")[2])
    new = round(value / (old / float(plain)), places)
    return number.replace(digits[0], printed_number(new, language), 1)
