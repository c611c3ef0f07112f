"""Where the figures stand in their sentences, and the sentences a flag is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

Run = tuple[str, str]
"""Text and how it looks in its cell: "" as the cell, "bold" or "italic"."""

Spans = Mapping[str, tuple[int, int]]
"""Where a claim's figure starts and ends in its sentence, by claim_id."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reviewer is told of a claim; the fields are columns of the claims table."""

    claim_id: str
    article_id: str
    source: str
    published: str
    speaker: str
    text: str
    field: str
    start: int
    sentence: str


def told(claims: pd.DataFrame) -> dict[str, Told]:
    """The claims of a table by their ids."""
    columns = (claims[name].tolist() for name in Told.__dataclass_fields__)
    return {row[0]: Told(*row) for row in zip(*columns, strict=True)}


def spans(claims: Iterable[Told]) -> dict[str, tuple[int, int]]:
    """Where the figure of each claim stands in its sentence; one that is not found is left out.

    The table has offsets into the article, not into the sentence. Where the same words stand in a
    sentence twice, the distances between its figures tell which is which.
    """
    together: dict[tuple[str, str, str], list[Told]] = {}
    for claim in claims:
        key = (claim.article_id, claim.field, claim.sentence)
        together.setdefault(key, []).append(claim)
    return {
        claim_id: span
        for (_, _, sentence), some in together.items()
        for claim_id, span in _spans(sentence, sorted(some, key=lambda c: c.start))
    }


def _spans(sentence: str, claims: Sequence[Told]) -> list[tuple[str, tuple[int, int]]]:
    # As in the sentence, every kind of blank is a single space.
    texts = [" ".join(claim.text.split()) for claim in claims]
    shift = _shift(sentence, claims, texts)
    found, last = [], 0
    for claim, text in zip(claims, texts, strict=True):
        at = claim.start + shift
        if at < 0 or not sentence.startswith(text, at):
            at = max(sentence.find(text, last), sentence.find(text) if last else -1)
        if text and at >= 0:
            last = at + len(text)
            found.append((claim.claim_id, (at, last)))
    return found


def _shift(sentence: str, claims: Sequence[Told], texts: Sequence[str]) -> int:
    """What to add to offsets in the article so that most of the figures are found there."""
    first, start = texts[0], claims[0].start

    def fit(at: int) -> tuple[int, bool]:
        places = ((c.start + at - start, t) for c, t in zip(claims, texts, strict=True))
        within = sum(place >= 0 and sentence.startswith(t, place) for place, t in places)
        around = sentence[at - 1 : at] + sentence[at + len(first) : at + len(first) + 1]
        return within, not any(map(str.isalnum, around))

    starts = [match.start() for match in re.finditer(f"(?={re.escape(first)})", sentence)]
    return max(starts, key=fit, default=0) - start


def evidence(claims: Sequence[Told], where: Spans, across: bool) -> list[Run]:
    """The sentences of a flag's claims, one a line, with the figures in bold.

    Several are each preceded by who says it, and by publication and day if the flag is ``across``
    articles.
    """
    together: dict[tuple[str, str, str], list[Told]] = {}
    for claim in claims:
        key = (claim.article_id, claim.field, claim.sentence)
        together.setdefault(key, []).append(claim)
    runs: list[Run] = []
    for (_, field, sentence), some in together.items():
        runs += [("\n", "")] if runs else []
        if len(together) > 1 or field == "title":
            runs.append((_introduced(some, across), "italic"))
        runs += marked(sentence, [where[c.claim_id] for c in some if c.claim_id in where])
    return runs


def _introduced(claims: Sequence[Told], across: bool) -> str:
    first = claims[0]
    speakers = list(dict.fromkeys(claim.speaker for claim in claims if claim.speaker))
    paper = [first.source, first.published[:10]] if across else []
    who = speakers or [] if across and first.source else speakers or [first.source]
    headline = ["headline"] if first.field == "title" else []
    parts = [part for part in (*paper, *who, *headline) if part]
    return f"{', '.join(parts) or 'The article'}: "


def marked(sentence: str, stretches: Iterable[tuple[int, int]]) -> list[Run]:
    """A sentence with some stretches of it in bold."""
    runs: list[Run] = []
    at = 0
    for first, end in sorted(stretches):
        if end <= at:
            continue
        start = max(first, at)
        between = sentence[at:start]
        if between and not between.strip() and runs:
            # A blank alone would be lost on its way through a workbook.
            runs.append((between + sentence[start:end], "bold"))
        else:
            runs += [(between, "")] if between else []
            runs.append((sentence[start:end], "bold"))
        at = end
    return [*runs, (sentence[at:], "")] if sentence[at:] else runs
