"""Durations and the dates they are between; ages and years of birth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import regex

from claimtrack.relations.figures import Figure, Sentence
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words
from claimtrack.times import TimeMention, find_times, resolve

# Days in a unit, by the Gregorian calendar's mean year.
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "fortnight": 14.0, "month": 30.44, "year": 365.25}
# A duration stands beside its dates: so many characters between them.
_BESIDE = 45
_SLACK = 0.05
_YEAR = regex.compile(r"(?:19|20)\d\d")


class Period(NamedTuple):
    """Two dates of a sentence as the days that lie between them, and where they stand."""

    days: Span
    text: str
    start: int
    end: int
    rule: str


def find_durations(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Durations held against the dates beside them, ages against years of birth."""
    yield from _ages(sentence, words)
    stated = [f for f in sentence.figures if _is_duration(f)]
    if not stated:
        return
    for period in _periods(sentence, words):
        near = [f for f in stated if _beside(f, period, sentence)]
        if not near:
            continue
        relations = [_relation(f, period) for f in near]
        fitting = [r for r in relations if r.span.meets(r.implied)]
        yield fitting[0] if fitting else relations[0]


def _is_duration(figure: Figure) -> bool:
    return figure.kind == "duration" and figure.unit in _DAYS and figure.row.qualifier != "vague"


def _periods(sentence: Sentence, words: Words) -> list[Period]:
    """Ranges of dates, or else the only two dates of the sentence if its words span them."""
    story = sentence.story
    mentions = find_times(sentence.text, story.language)
    resolved = [(m, *resolve(m.text, story.language, story.published)) for m in mentions]
    ranges = [
        _period(m, m, start, end)
        for m, start, end in resolved
        if start and m.rule in ("range_date", "range_part_of_date", "range_month", "range_numeric")
    ]
    if ranges:
        return ranges
    if words.between.search(sentence.low):
        months = [(m, start, end) for m, start, end in resolved if start and m.rule in _MONTHS]
        if len(months) == 2 and months[0][1] < months[1][1]:
            return [_period(months[0][0], months[1][0], months[0][1], months[1][2])]
    days = [(m, start) for m, start, end in resolved if start and start == end and m.rule in _DATES]
    if len(days) != 2 or not words.spans.search(sentence.low):
        return []
    (first, start), (last, end) = days
    return [_period(first, last, *sorted((start, end)))] if start != end else []


_MONTHS = ("month", "year", "month_year", "since_month", "until_month")
_DATES = ("date", "on_date", "from_date", "until_date", "since_date", "numeric", "by_date")


def _period(first: TimeMention, last: TimeMention, start: str, end: str) -> Period:
    days = (date.fromisoformat(end) - date.fromisoformat(start)).days
    months = "month" in first.rule
    years = "year" in first.rule and not months
    # Days may be counted with the first or without it; of months, either may be cut short.
    short = 61.0 if months else 731.0 if years else 0.0
    span = Span(max(0.0, days - short), days + 1.0)
    text = first.text if first is last else f"{first.text} … {last.text}"
    return Period(span, text, first.start, last.end, first.rule)


def _beside(figure: Figure, period: Period, sentence: Sentence) -> bool:
    if period.start <= figure.start and figure.end <= period.end:
        return True
    low, high = sorted(((figure.start, figure.end), (period.start, period.end)))
    between = sentence.low[low[1] : high[0]]
    return len(between) <= _BESIDE and not regex.search(r"[;:]|\.\s", between)


def _relation(figure: Figure, period: Period) -> Relation:
    unit = _DAYS[figure.unit]
    value = figure.value
    span = figure.span if value is None or figure.row.qualifier == "approx" else Span(value, value)
    stated = Span((span.low - 0.5) * unit, (span.high + 0.5) * unit).widened(_SLACK)
    shown = period.days.high / unit
    shown = round(shown) if unit < 300 else round(shown, 1)
    return Relation(
        "durations",
        period.rule,
        "a duration and the dates beside it",
        figure,
        stated,
        (),
        period.days,
        restated(figure, float(shown)),
        note=period.text,
    )


def _ages(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """ "72, who was born in 1950": the year of publication tells the age, but of the dead."""
    published: Sequence[str] = _YEAR.findall(sentence.story.published[:4])
    if not published or words.died.search(sentence.low):
        return
    births = list(words.born.finditer(sentence.low))
    ages = [f for f in sentence.figures if f.kind == "age" and f.unit == "year" and f.value]
    if len(births) != 1 or len(ages) != 1:
        return
    age = ages[0]
    years = int(published[0]) - int(births[0]["year"])
    implied = Span(years - 1.0, float(years))
    yield Relation(
        "durations",
        "age_and_birth",
        "an age and a year of birth",
        age,
        age.printed,
        (),
        implied,
        restated(age, float(years)),
        note=births[0]["year"],
    )
