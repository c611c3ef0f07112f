"""Articles → claims → the claims table: the only door between records and tables."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from claimtrack.confidence import confidence
from claimtrack.reading import FieldReading, Reading, read
from claimtrack.records import Article, Claim
from claimtrack.units import to_base

if TYPE_CHECKING:
    import pandas as pd


def build_claims(article: Article) -> list[Claim]:
    """Every claim of an article, those of the title first, each in text order.

    ``article.language`` must be one that has a pack, else PackError; ModelError where the
    language's parser is not installed. A claim's text is always
    ``getattr(article, claim.field)[claim.start : claim.end]``.
    """
    return next(claims_of([article]))


def claims_of(articles: Iterable[Article]) -> Iterator[list[Claim]]:
    """``build_claims`` of each article in order, parsed in batches; a list an article."""
    for fields in read(articles):
        yield [claim for field in fields for claim in _claims(field)]


def _claims(read: FieldReading) -> Iterator[Claim]:
    """The claims of one field."""
    article, field = read.article, read.field
    text = getattr(article, field)
    ids = [claim_id(article.id, field, r.quantity.start, r.quantity.end) for r in read.readings]
    for own, reading in zip(ids, read.readings, strict=True):
        yield _claim(article, field, text, own, ids, reading)


def _claim(
    article: Article, field: str, text: str, own: str, ids: list[str], reading: Reading
) -> Claim:
    quantity, counted, said = reading.quantity, reading.counted, reading.statement
    base_value, base_unit = None, ""
    if quantity.value is not None:
        base_value, base_unit = to_base(quantity.value, quantity.unit)
    return Claim(
        claim_id=own,
        article=article,
        field=field,
        quantity=quantity,
        text=text[quantity.start : quantity.end],
        printed=text[quantity.number.start : quantity.number.end],
        sentence=" ".join(text[slice(*reading.sentence)].split()),
        base_value=base_value,
        base_unit=base_unit,
        confidence=confidence(reading),
        item=" ".join(counted.item.split()),
        item_head=counted.head,
        speaker=said.speaker.name if said else "",
        speaker_role=said.speaker.role if said else "",
        attribution=("direct" if said.quoted else "indirect") if said else "",
        cue=said.cue if said else "",
        event=reading.event.lemma,
        event_class=reading.event.name,
        part_of=ids[counted.part_of] if counted.part_of is not None else "",
        place=reading.circumstances.place,
        time_text=reading.circumstances.time_text,
        time_start=reading.circumstances.time_start,
        time_end=reading.circumstances.time_end,
        modality=reading.modality,
    )


def claim_id(article_id: str, field: str, start: int, end: int) -> str:
    """The stable id of a claim: it changes only with the article's id or the claim's place.

    It starts with a letter, for a spreadsheet would take 12345678e9012345 for a number.
    """
    key = f"{article_id}\0{field}\0{start}\0{end}"
    return "c" + hashlib.sha256(key.encode()).hexdigest()[:15]


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
        "speaker": claim.speaker,
        "speaker_role": claim.speaker_role,
        "attribution": claim.attribution,
        "cue": claim.cue,
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
        "item": claim.item,
        "item_head": claim.item_head,
        "event": claim.event,
        "event_class": claim.event_class,
        "part_of": claim.part_of,
        "place": claim.place,
        "time_text": claim.time_text,
        "time_start": claim.time_start,
        "time_end": claim.time_end,
        "modality": claim.modality,
        "sentence": claim.sentence,
        "confidence": claim.confidence,
    }
