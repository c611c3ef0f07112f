"""Articles → claims → the claims table: the only door between records and tables."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from typing import TYPE_CHECKING

from claimtrack.numbers import find_numbers
from claimtrack.quantities import find_quantities
from claimtrack.records import Article, Claim, Quantity
from claimtrack.text import sentence_spans
from claimtrack.units import to_base

if TYPE_CHECKING:
    import pandas as pd

# How sure a reading is, by the least sure rule that made it. Estimates, to be calibrated
# against the development data when speakers and events are read too.
_SURE = 0.97
_LESS_SURE = {
    "vague": 0.9,
    "plural": 0.9,
    "multiple": 0.8,
    "n_in_m": 0.93,
    "unit_of_previous": 0.8,
    "unit_of_next": 0.9,
    "age": 0.85,
    "word_pair": 0.75,
    "dash": 0.9,
    "to": 0.9,
    "and_a_half": 0.9,
    "times": 0.85,
    "rate_after_noun": 0.9,
}


def build_claims(article: Article) -> list[Claim]:
    """Every claim of an article, those of the title first, each in text order.

    ``article.language`` must be one that has a pack, else PackError. A claim's text is always
    ``getattr(article, claim.field)[claim.start : claim.end]``.
    """
    return [
        _claim(article, field, text, quantity)
        for field, text in (("title", article.title), ("text", article.text))
        if text
        for quantity in find_quantities(
            text, find_numbers(text, article.language), article.language
        )
    ]


def _claim(article: Article, field: str, text: str, quantity: Quantity) -> Claim:
    base_value, base_unit = None, ""
    if quantity.value is not None:
        base_value, base_unit = to_base(quantity.value, quantity.unit)
    return Claim(
        claim_id=claim_id(article.id, field, quantity.start, quantity.end),
        article=article,
        field=field,
        quantity=quantity,
        text=text[quantity.start : quantity.end],
        printed=text[quantity.number.start : quantity.number.end],
        sentence=_sentence(text, quantity.start),
        base_value=base_value,
        base_unit=base_unit,
        confidence=min(_LESS_SURE.get(rule, _SURE) for rule in quantity.rules),
    )


def claim_id(article_id: str, field: str, start: int, end: int) -> str:
    """The stable id of a claim: it changes only with the article's id or the claim's place.

    It starts with a letter, for a spreadsheet would take 12345678e9012345 for a number.
    """
    key = f"{article_id}\0{field}\0{start}\0{end}"
    return "c" + hashlib.sha256(key.encode()).hexdigest()[:15]


def _sentence(text: str, at: int) -> str:
    """The sentence around offset ``at``, on one line."""
    spans = sentence_spans(text)
    start, end = spans[max(0, bisect_right(spans, (at, len(text) + 1)) - 1)]
    return " ".join(text[start:end].split())


def claims_table(claims: Iterable[Claim]) -> pd.DataFrame:
    """One row a claim with just the contract's columns (``CLAIM_COLUMNS``), rows in given order.

    Numbers are float64 with NaN for 'not stated', offsets int64, all else ``str`` with ''.
    """
    from claimtrack.columns import CLAIM_COLUMNS, table_of  # noqa: PLC0415 - pandas comes late

    rows = [_row(claim) for claim in claims]
    return table_of(
        CLAIM_COLUMNS, {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}
    )


def _row(claim: Claim) -> dict[str, object]:
    article, quantity = claim.article, claim.quantity
    return {
        "claim_id": claim.claim_id,
        "article_id": article.id,
        "source": article.source,
        "title": article.title,
        "url": article.url,
        "published": article.published,
        "language": article.language,
        "text": claim.text,
        "field": claim.field,
        "start": quantity.start,
        "end": quantity.end,
        "number": claim.printed,
        "value": quantity.value,
        "low": quantity.low,
        "high": quantity.high,
        "qualifier": quantity.qualifier,
        "direction": quantity.direction,
        "kind": quantity.kind,
        "unit": quantity.unit,
        "base_value": claim.base_value,
        "base_unit": claim.base_unit,
        "item": quantity.item,
        "item_head": quantity.item_head,
        "sentence": claim.sentence,
        "confidence": claim.confidence,
    }
