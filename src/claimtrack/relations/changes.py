"""Changes and their ends: "rose 20% from 200 to 240", "9, contre 12, soit une baisse de 25 %"."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import regex

from claimtrack.relations.alike import converts, elided, same_item
from claimtrack.relations.figures import Figure, Sentence, rounded_alike
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words, lexicon

# Besides the rounding of what is printed: a point of the change, and some of a change in words.
_POINTS, _SHARE, _IN_WORDS = 0.01, 0.04, 0.12
# Farther apart than this no change belongs to its ends, in characters.
_FAR = 110
# A noun of change stands so close behind its factor.
_NOUN = 14
_STOP = regex.compile(r"[;:!?]|\.(?:\s|$)")


class Ends(NamedTuple):
    """The first and the last level of a change."""

    first: Figure
    last: Figure
    rule: str


def find_changes(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Stated changes (percent, points, factors, amounts) held against the levels beside them."""
    for ends in _all_ends(sentence, words):
        held = [
            relation
            for change in _changes_beside(sentence, ends, words)
            for relation in _held_against(sentence, change, ends, words)
        ]
        fitting = [relation for relation in held if relation.span.meets(relation.implied)]
        # "21 points, a fall of a quarter": each is held against the ends, two of one unit are not.
        sorts = {relation.stated.unit for relation in fitting}
        yield from fitting
        yield from (r for r in held if r not in fitting and r.stated.unit not in sorts)
        yield from _factor_words(sentence, ends, words)


def _all_ends(sentence: Sentence, words: Words) -> list[Ends]:
    """Pairs of levels that the words between and before them make the ends of a change."""
    found = []
    figures = [f for f in sentence.figures if _is_level(f) and not converts(f)]
    for i, a in enumerate(figures):
        for b in figures[i + 1 : i + 3]:
            if not _one_measure(a, b):
                continue
            ends = _ends(sentence, a, b, words)
            if ends is not None:
                found.append(ends)
                break
    return found


def _one_measure(a: Figure, b: Figure) -> bool:
    """One kind and dimension; of "€1,120 to €1,148 a month" the first has lost its month."""
    if a.family == b.family and a.kind == b.kind:
        return True
    return b.unit.startswith(f"{a.unit} / ") or a.unit.startswith(f"{b.unit} / ")


def _is_level(figure: Figure) -> bool:
    """Not a change itself, nor an age, nor what a share is of ("72% of the 5.85 billion")."""
    if figure.value is None or figure.kind == "age" or figure.unit == "percentage_point":
        return False
    return not _is_base(figure)


def _is_base(figure: Figure) -> bool:
    own = lexicon(figure.sentence.story.language)
    before = figure.sentence.next(figure, -1)
    if before is None or not before.is_share or before.row.direction:
        return False
    return own.of_gap.search(figure.sentence.gap(before, figure)) is not None


def _ends(sentence: Sentence, a: Figure, b: Figure, words: Words) -> Ends | None:
    gap, before = sentence.gap(a, b), sentence.before(a)
    if len(gap) > _FAR or _STOP.search(gap) or not _alike(a, b):
        return None
    if a.row.part_of == b.id or b.row.part_of == a.id:  # "90 des 100 wagons"
        return None
    adjacent = b.index == a.index + 1
    if adjacent and words.to_gap.search(gap) and words.from_end.search(before):
        return Ends(a, b, "from_to")
    if not adjacent and words.stood.search(before) and _rises_to(sentence, a, b, words):
        return Ends(a, b, "stood_at")
    if words.against_end.search(gap) or (adjacent and words.from_end.search(gap)):
        return Ends(b, a, "against")
    return None


def _rises_to(sentence: Sentence, a: Figure, b: Figure, words: Words) -> bool:
    """ "It stood at 1.25bn in 2023 and rose 12% last year to 1.4bn": only the change in between."""
    change = sentence.next(a)
    if change is None or b.index != change.index + 1:
        return False
    before = sentence.gap(a, change)
    if not (change.row.direction or words.up.search(before) or words.down.search(before)):
        return False
    return change.is_share and words.to_gap.search(sentence.gap(change, b)) is not None


def _alike(a: Figure, b: Figure) -> bool:
    """One unit, and for counts no two different nouns."""
    if a.unit != b.unit and "money" in (a.kind, b.kind) and not _one_measure(a, b):
        return False
    return not a.counted or same_item(a, b) or elided(a) or elided(b)


def _changes_beside(sentence: Sentence, ends: Ends, words: Words) -> list[Figure]:
    """Figures next to the ends that state a change of theirs."""
    low, high = sorted((ends.first.index, ends.last.index))
    near = [sentence.next(sentence.figures[low], -1), sentence.next(sentence.figures[high], 1)]
    near += [sentence.figures[i] for i in range(low + 1, high)]
    near += [sentence.next(sentence.figures[low], -2), sentence.next(sentence.figures[high], 2)]
    return [f for f in near if f is not None and _states_change(sentence, f, ends, words)]


def _states_change(sentence: Sentence, figure: Figure, ends: Ends, words: Words) -> bool:
    if figure.value is None or not (figure.is_share or figure.is_ratio or _is_amount(figure, ends)):
        return False
    nearest = min((ends.first, ends.last), key=lambda e: abs(e.start - figure.start))
    left, right = sorted((figure, nearest), key=lambda f: f.start)
    gap = sentence.gap(left, right)
    if len(gap) > _FAR or _STOP.search(gap):
        return False
    if ends.rule != "stood_at" and _of_another(sentence, figure, gap, left, words):
        return False
    # "5% fewer, after donations shrank to 8 from 14": those have a change of their own.
    later = gap.partition(",")[2] if left is figure else ""
    own = sentence.gap(*sorted((ends.first, ends.last), key=lambda f: f.start))
    between = f"{later} {own}" if left is figure and ends.rule == "against" else later
    if words.up.search(between) or words.down.search(between):
        return False
    if any(f.family == ends.first.family for f in sentence.figures[left.index + 1 : right.index]):
        return False
    if figure.row.direction or figure.unit == "percentage_point":
        return True
    behind = sentence.after(figure)[:_NOUN]
    if figure.is_ratio and (words.up.search(behind) or words.down.search(behind)):
        return True  # "a threefold increase"
    if ends.rule == "stood_at" and ends.first.index < figure.index < ends.last.index:
        return True
    before = sentence.before(figure)
    if words.change_noun.search(before):
        return True
    if ends.rule == "against" and left is figure and words.change_by.search(before):
        return words.up.search(before) is not None or words.down.search(before) is not None
    apposed = words.apposed_change.search(before)  # "£94m, against £85m, an improvement of £9m"
    return (
        apposed is not None
        and figure.index == max(ends.first.index, ends.last.index) + 1
        and not words.other_rates.search(apposed["noun"])
        and not words.share_noun.search(before)
    )


def _of_another(sentence: Sentence, change: Figure, gap: str, left: Figure, words: Words) -> bool:
    """Whether the change is of something else, of an earlier time, or of every year."""
    if words.joins.search(gap) or words.yearly.match(sentence.low[change.end :]):
        return True
    if left is not change and words.later.search(gap):
        return True
    beside = sentence.low[max(0, change.start - 12) : change.end]
    return words.otherwise_said.search(beside) is not None


def _is_amount(figure: Figure, ends: Ends) -> bool:
    """A change in the unit of its levels: "up 40 from 200 to 240"; or points between percents."""
    if figure.unit == "percentage_point":
        return ends.first.unit == "percent"
    if figure.unit != ends.first.unit or figure.counted:
        return figure.unit == ends.first.unit and bool(figure.row.direction)
    own = lexicon(figure.sentence.story.language)
    apposed = own.apposed_change.search(figure.sentence.before(figure))
    return bool(figure.row.direction) or apposed is not None


def _held_against(
    sentence: Sentence, change: Figure, ends: Ends, words: Words
) -> Iterator[Relation]:
    first, last = _levels(ends.first, ends.last)
    stated = _stated(change)
    readings = _readings(change, ends, first, last)
    if not readings:
        return
    implied = next((r for r in readings if r.meets(stated)), readings[0])
    if not implied.meets(stated) and _fits_otherwise(sentence, stated, change, ends):
        return
    yield Relation(
        "changes",
        ends.rule,
        "a change and the levels it is between",
        change,
        stated,
        tuple(sorted((ends.first, ends.last), key=lambda f: f.start)),
        implied,
        restated(change, _shown(change, ends)),
    )


def _levels(a: Figure, b: Figure) -> list[Span]:
    """Both rounded alike; in their own units where one has lost its "a month"."""
    return rounded_alike((a, b), as_printed=a.family != b.family)


def _stated(change: Figure) -> Span:
    """The size of the change: a fraction for shares, base units for amounts."""
    if change.unit == "percent":
        span = change.printed
        return Span(span.low / 100, span.high / 100).widened(_SHARE, _POINTS)
    if change.unit == "percentage_point":
        return change.printed.widened(_SHARE, 0.05)
    if change.is_ratio:  # "more than doubled" may be five times
        return change.span.widened(_IN_WORDS, 0.005)
    return change.printed_base.widened(_SHARE)


def _readings(change: Figure, ends: Ends, first: Span, last: Span) -> list[Span]:
    """What the ends imply, in each sense that the words may have."""
    difference = _size(last - first)
    if change.unit == "percentage_point" or not (change.is_share or change.is_ratio):
        return [difference]
    if ends.first.value is None or ends.first.value <= 0:
        return []
    relative = _size(last / first - Span(1, 1))
    if change.kind == "ratio" and (change.value or 0) > 1:  # "a fourfold increase", "doubled"
        factor = last / first if (ends.last.value or 0) >= ends.first.value else first / last
        return [factor, relative]
    if ends.first.unit == "percent":
        return [relative, Span(difference.low / 100, difference.high / 100)]
    if ends.rule == "against":  # "480, or 9% more than the 5,217 expected": an excess, not a level
        return [relative, last / first, first / last]
    return [relative]


def _size(span: Span) -> Span:
    """The absolute values."""
    if span.low >= 0:
        return span
    if span.high <= 0:
        return Span(-span.high, -span.low)
    return Span(0.0, max(-span.low, span.high))


def _shown(change: Figure, ends: Ends) -> float:
    first, last = ends.first.value or 0.0, ends.last.value or 0.0
    if change.unit == "percentage_point" or not (change.is_share or change.is_ratio):
        return abs(last - first)
    if change.kind == "ratio" and (change.value or 0) > 1:
        return max(first, last) / min(first, last) if min(first, last) else 0.0
    relative = abs(last - first) / first if first else 0.0
    return relative * 100 if change.unit == "percent" else relative


def _fits_otherwise(sentence: Sentence, stated: Span, change: Figure, ends: Ends) -> bool:
    """Whether two other levels of the sentence make this change: then it is theirs."""
    some = [f for f in sentence.figures if _is_level(f) and f is not change and (f.value or 0) > 0]
    return any(
        reading.meets(stated)
        for a in some
        for b in some
        if a is not b
        and {a.id, b.id} != {ends.first.id, ends.last.id}
        and (a.family == b.family or elided(a) or elided(b))
        for reading in _readings(change, Ends(a, b, ""), *_levels(a, b))
    )


def _factor_words(sentence: Sentence, ends: Ends, words: Words) -> Iterator[Relation]:
    """ "has tripled, from 2.5 days to five": the factor is a word before its ends."""
    first, last = ends.first, ends.last
    if (first.value or 0) <= 0 or (last.value or 0) <= 0:
        return
    start = min(first.start, last.start)
    before = sentence.low[max(0, start - _FAR) : start]
    before = _STOP.split(before)[-1]
    for factor, pattern in words.factors:
        match = pattern.search(before)
        if match is None or words.joins.search(before[match.end() :]):
            continue
        from_span, to_span = _levels(first, last)
        implied = to_span / from_span
        slack = Span(factor, factor).widened(0.2)
        more = words.more_than.search(before[: match.start()])
        stated = Span(slack.low, float("inf")) if more and factor > 1 else slack
        yield Relation(
            "changes",
            "factor_word",
            "a change and the levels it is between",
            last,
            implied,
            (first,),
            stated,
            match[0],
            slip="factor",
        )
        return
