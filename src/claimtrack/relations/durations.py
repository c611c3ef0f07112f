"""Durations and the dates they are between; ages and years of birth."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

import regex

from claimtrack.relations.alike import one_more
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
_FARTHEST = 6.0
# Between an age and the year of birth, in characters.
_OF_ONE = 45
_YEAR = regex.compile(r"(?:19|20)\d\d")
_WORDS = regex.compile(r"[^\W\d_]+")


class Dated(NamedTuple):
    """A time expression and its first and last day."""

    mention: TimeMention
    start: str
    end: str


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
    dated = _dated(sentence)
    for period in _periods(sentence, dated, words):
        near = [f for f in stated if _beside(f, period, sentence, words)]
        if not near:
            continue
        relations = [_relation(f, period) for f in near]
        fitting = [r for r in relations if r.span.meets(r.implied)]
        if fitting or not _far(relations[0]):
            yield fitting[0] if fitting else relations[0]
    yield from _ago(sentence, stated, dated, words)


def _is_duration(figure: Figure) -> bool:
    return figure.kind == "duration" and figure.unit in _DAYS and figure.row.qualifier != "vague"


def _dated(sentence: Sentence) -> list[Dated]:
    """The time expressions of a sentence that a calendar has."""
    story = sentence.story
    mentions = find_times(sentence.text, story.language)
    mentions = [m for m in mentions if m.rule not in _COUNTED]
    resolved = (Dated(m, *resolve(m.text, story.language, story.published)) for m in mentions)
    return [one for one in resolved if one.start]


def _periods(sentence: Sentence, dated: list[Dated], words: Words) -> list[Period]:
    """Ranges of dates, or else the only two dates of the sentence if its words span them."""
    ranges = [_period(one, one) for one in dated if one.mention.rule in _RANGES]
    if ranges:
        return ranges
    if not words.spans.search(sentence.low):
        return []
    for rules in (_MONTHS, _DATES):
        some = [one for one in dated if one.mention.rule.rpartition("_")[2] in rules]
        if len(some) == 2 and some[0].start < some[1].start:
            return [_period(*some)]
    return []


_RANGES = ("range_date", "range_part_of_date", "range_month", "range_numeric", "range_year")
# Times told by a duration are those that are held against the dates.
_COUNTED = ("ago", "ahead", "rolling", "duration", "vague")
_MONTHS, _DATES = ("month", "year"), ("date", "numeric")


def _period(first: Dated, last: Dated) -> Period:
    days = (date.fromisoformat(last.end) - date.fromisoformat(first.start)).days
    one, other = first.mention, last.mention
    # Days may be counted with the first or without it; of months, either may be cut short.
    short = float(_length(first) + _length(last))
    if first is last:
        short = 61.0 if "month" in one.rule else 731.0 if "year" in one.rule else 0.0
    text = one.text if first is last else f"{one.text} … {other.text}"
    return Period(Span(max(0.0, days - short), days + 1.0), text, one.start, other.end, one.rule)


def _length(dated: Dated) -> int:
    return (date.fromisoformat(dated.end) - date.fromisoformat(dated.start)).days


def _beside(figure: Figure, period: Period, sentence: Sentence, words: Words) -> bool:
    """Whether the words make a duration that of the dates: "…, or five days", "lasted"."""
    if one_more(figure, words) or figure.row.part_of:
        return False
    if period.start <= figure.start and figure.end <= period.end:
        return period.rule in _RANGES
    low, high = sorted(((figure.start, figure.end), (period.start, period.end)))
    between = sentence.low[low[1] : high[0]]
    if len(between) > _BESIDE or regex.search(r"[;:]|\.\s", between):
        return False
    if words.joins.search(between) or words.average.search(between):
        return False
    spanned = period.rule not in _RANGES  # the words of the sentence say that both are ends
    if words.lasting.search(between) or (spanned and words.spans.search(between)):
        told = words.spans.sub(" ", words.lasting.sub(" ", between))
        return len(words.stems(told)) <= 2
    ends = regex.match(r"\s*(?:[.,;)]|$)", sentence.low[figure.end :])
    after = words.later.sub("", between) if ends or spanned else between
    return not _WORDS.search(after)


def _far(relation: Relation) -> bool:
    """Farther off than so many times, it is the length of something else."""
    low, high = sorted(sum(span) / 2 for span in (relation.span, relation.implied))
    return low <= 0 or high / low > _FARTHEST


# ---------------------------------------------------------------- so long ago


def _ago(
    sentence: Sentence, stated: list[Figure], dated: list[Dated], words: Words
) -> Iterator[Relation]:
    """ "In February 2022, eleven years ago", "depuis 2010, soit depuis quatorze ans"."""
    published = sentence.story.published
    if not published or len(dated) != 1:  # "speaking in 2020, she said that in 2014, six years ago"
        return
    for figure in stated:
        if figure.unit not in _DAYS or not _is_ago(sentence, figure, words):
            continue
        for one in dated:
            if one.mention.rule in _RANGES or one.start > published:
                continue
            if _says_again(sentence, figure, one, words):
                yield _relation(figure, _since(one, published))
                break


def _is_ago(sentence: Sentence, figure: Figure, words: Words) -> bool:
    behind, before = sentence.low[figure.end :], sentence.low[: figure.start]
    return bool(words.ago_after.match(behind) or words.ago_before.search(before))


def _says_again(sentence: Sentence, figure: Figure, one: Dated, words: Words) -> bool:
    """Nothing but a comma and the words for it between the date and the duration."""
    if one.mention.start <= figure.start < one.mention.end:
        return False
    if one.mention.end <= figure.start:
        gap = words.ago_before.sub("", sentence.low[one.mention.end : figure.start])
    else:
        gap = sentence.low[figure.end : one.mention.start]
        ago = words.ago_after.match(gap)
        gap = gap[ago.end() :] if ago else gap
    mark = regex.search(r"[,(–—]", gap)
    left = regex.sub(r"[\s,(–—-]", "", words.lasting.sub("", gap))
    return mark is not None and not left


def _since(one: Dated, published: str) -> Period:
    today = date.fromisoformat(published)
    most = (today - date.fromisoformat(one.start)).days
    least = (today - date.fromisoformat(one.end)).days
    span = Span(float(max(0, least)), most + 1.0)
    return Period(span, one.mention.text, one.mention.start, one.mention.end, "ago")


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
    age, birth = ages[0], births[0]
    if not _of_one(sentence, age, birth.span(), words):
        return
    years = int(published[0]) - int(birth["year"])
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
        note=birth["year"],
    )


def _of_one(sentence: Sentence, age: Figure, birth: tuple[int, int], words: Words) -> bool:
    """Whether an age of today and a birth stand beside each other, but for names and "who is"."""
    if words.age_then.match(sentence.low[age.end :]):
        return False
    if age.end <= birth[0]:
        gap, known = sentence.text[age.end : birth[0]], words.born_lead
    else:
        gap, known = sentence.text[birth[1] : age.start], words.born_tail
        if not _WORDS.search(sentence.low[: birth[0]]):  # "Born in 1950, the singer, aged 74, …"
            gap = words.named_so.sub("", gap)
    names = [w for w in _WORDS.findall(gap) if w[0].isupper()]
    left = _WORDS.findall(known.sub(" ", gap.lower()))
    mark = regex.search(r"[;:.]\s", gap)
    return len(gap) <= _OF_ONE and mark is None and len(left) <= len(names)
