"""So many times so much: "30 a day for ten days, 300 in all", "12 crates of 20 parcels each"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import permutations
from typing import NamedTuple

from claimtrack.relations.alike import (
    concepts,
    converts,
    elided,
    humans,
    is_kind_of,
    near,
    same_item,
)
from claimtrack.relations.figures import Figure, Sentence
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span, in_base
from claimtrack.relations.words import Words, lexicon
from claimtrack.units import UnknownUnitError, family, product_family

# Products of rounded figures, and totals rounded for the reader.
_SLACK = 0.06
# A total farther off than so many times is no total of these.
_FARTHEST = 5.0
_POWERS = (10.0, 100.0, 1000.0)
# What a total is of is said so close behind it, in characters.
_AROUND = 40
# Figures of one product stand in one sentence, this many figures apart at most.
_REACH = 4
_NUMBER = "dimensionless"
_PER_TIME = re.compile(r" / (?:hour|day|week|month|year)$")


class Product(NamedTuple):
    """Two factors, their total, and the rule that found them."""

    factors: tuple[Figure, Figure]
    total: Figure
    rule: str


def find_products(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Totals held against the two figures of the sentence that multiply to them."""
    seen: set[str] = set()
    for product in (*_rates(sentence, words), *_each(sentence, words)):
        if product.total.id in seen:
            continue
        seen.add(product.total.id)
        relation = _held_against(sentence, product)
        if relation is not None:
            yield relation


def _near(sentence: Sentence, figure: Figure) -> list[Figure]:
    low = max(0, figure.index - _REACH)
    return [f for f in sentence.figures[low : figure.index + _REACH + 1] if f is not figure]


# ---------------------------------------------------------------- so much a day, for so many days


def _rates(sentence: Sentence, words: Words) -> Iterator[Product]:
    """A rate, what it is per, and a total in the unit that the two make."""
    for rate in sentence.figures:
        if rate.kind != "rate" or " / " not in rate.unit:
            continue
        near = _near(sentence, rate)
        for per, total in permutations(near, 2):
            if not _fits_units(rate, per, total):
                continue
            if (
                _tied(sentence, (rate, per), total, words)
                or _closes(rate, per, total)
                or _price(sentence, rate, per, total)
            ):
                yield Product((rate, per), total, "rate_times")
                break


def _fits_units(rate: Figure, per: Figure, total: Figure) -> bool:
    """Dimensions that multiply; a bare number of heads, ages and shares are no factors."""
    if per.value is None or per.is_share or total.is_share or "age" in (per.kind, total.kind):
        return False
    if per.counted and per.value < 2:
        return False
    if per.family == _NUMBER or not _cancels(rate.unit, per.unit) or not _one_noun(rate, per):
        return False
    made = product_family(rate.unit, per.unit)
    # "50 dollars a head and a year": the second is lost where only the total repeats it.
    return made in (total.family, _family(_PER_TIME.sub("", total.unit)))


def _one_noun(rate: Figure, per: Figure) -> bool:
    """What a rate is per is what is counted: no families for "200 euros a child"."""
    if not rate.unit.endswith(" / count") or not per.counted:
        return True
    own = lexicon(per.sentence.story.language)
    word = str(rate.row.text).lower().split()[-1]
    said = own.stems(word)
    if word in own.heads or not said or said & own.stems(near(per)):
        return True
    concept = concepts(per.sentence.story.language).get(word, "")
    return is_kind_of(concept, "person") and humans(per)


def _cancels(rate: str, per: str) -> bool:
    """Whether the rate is per what the other figure has, by dimension: a day, a head, a litre."""
    below = rate.split(" / ")[1:]
    upper = per.split(" / ", maxsplit=1)[0]
    return any(_family(unit) == _family(upper) for unit in below)


def _closes(rate: Figure, per: Figure, total: Figure) -> bool:
    """Rates that multiply to a rate of the same things: 260 lorries an hour, 14 hours a day."""
    return per.kind == total.kind == "rate" and same_item(rate, total)


def _price(sentence: Sentence, rate: Figure, per: Figure, total: Figure) -> bool:
    """So much a head, so many heads and one sum: "at 11 euros a head, 24,000 ducks … 264,000"."""
    if not rate.unit.endswith(" / count") or total.kind != "money" or not per.counted:
        return False
    counts = [f for f in sentence.figures if f.counted]
    amounts = [f for f in sentence.figures if f.kind == "money"]
    return counts == [per] and amounts == [total] and total.start > min(rate.start, per.start)


def _family(unit: str) -> str:
    try:
        return family(unit)
    except UnknownUnitError:
        return unit


def _tied(sentence: Sentence, factors: tuple[Figure, Figure], total: Figure, words: Words) -> bool:
    """Whether the words make the total one: *in all* beside it, or *soit* between it and them."""
    if words.total_after.search(sentence.after(total)):
        return True
    first, last = sorted(factors, key=lambda f: f.start)
    if total.start > last.start:
        gap = sentence.low[last.end : total.start]
        return _near_enough(gap) and bool(
            words.equated.search(gap) or words.total_before.search(gap)
        )
    if total.start < first.start:
        rate = next(f for f in factors if f.kind == "rate" or f is factors[0])
        gap = sentence.before(rate)
        return _near_enough(gap) and bool(words.equated.search(gap))
    return False


def _near_enough(gap: str) -> bool:
    return len(gap) < 120 and ";" not in gap and ". " not in gap


# ---------------------------------------------------------------- so many of so much each


def _each(sentence: Sentence, words: Words) -> Iterator[Product]:
    """A count, what each of them has, and the total: "12 crates of 20 parcels each, 240 in all"."""
    for first, second in zip(sentence.figures, sentence.figures[1:], strict=False):
        many, each = first, second
        if _each_of(sentence, first, second, words):  # "24 bottles to each of the 350"
            many, each = second, first
        elif not _is_each(sentence, many, each, words):
            continue
        for total in (*_near(sentence, each), *_told_next(sentence, each, words)):
            if total in (many, each) or total.is_share or total.family != each.family:
                continue
            if (
                total.sentence is not sentence
                or _tied_total(sentence, many, each, total, words)
                or _only_total(sentence, many, each, total, words)
            ):
                yield Product((many, each), total, "each_times")
                break


def _each_of(sentence: Sentence, each: Figure, many: Figure, words: Words) -> bool:
    if not many.counted or many.value is None or each.is_share or each.kind in ("age", "rate"):
        return False
    gap = sentence.gap(each, many)
    return len(gap) <= 60 and words.each_of.search(gap) is not None


def _told_next(sentence: Sentence, each: Figure, words: Words) -> Iterator[Figure]:
    """ "… of 15,000 euros each. These 180,000 euros …": the first figure of the next sentence."""
    following = sentence.story.sentences[sentence.number + 1 : sentence.number + 2]
    if each is sentence.figures[-1] and following:
        first = following[0].figures[0]
        if words.these.search(following[0].before(first)):
            yield first


def _is_each(sentence: Sentence, many: Figure, each: Figure, words: Words) -> bool:
    """Whether the second figure is what each of the first has."""
    if not many.counted or many.value is None or each.is_share or each.kind in ("age", "rate"):
        return False
    gap = sentence.gap(many, each)
    if len(gap) > 60 or any(mark in gap for mark in ";:("):
        return False
    if words.each_after.search(sentence.after(each)) or words.each_after.search(_own_words(each)):
        return True
    if words.each_of.search(gap):
        return False
    if words.each_before.search(gap):
        return True
    if words.instalments.search(str(many.row.text).lower() + gap):
        return bool(words.of_gap.search(gap) or gap.strip() == "")
    return False


def _own_words(figure: Figure) -> str:
    """What the mention has behind its number: " euros chacune"."""
    return (
        str(figure.row.text).lower().partition(str(figure.row.number).lower())[2].rpartition(" ")[2]
    )


def _only_total(
    sentence: Sentence, many: Figure, each: Figure, total: Figure, words: Words
) -> bool:
    """The only other figure of what each has: "45 tankers bring 30,000 litres apiece, or …"."""
    if total.start < each.start or not words.each_after.search(sentence.after(each)):
        return False
    alike = [
        f
        for f in sentence.figures
        if f not in (many, each) and f.family == each.family and not f.is_share
    ]
    alike = [f for f in alike if not f.counted or elided(f) or same_item(f, each)]
    return alike == [total] and not (
        total.counted and not elided(total) and not same_item(total, each)
    )


def _tied_total(
    sentence: Sentence, many: Figure, each: Figure, total: Figure, words: Words
) -> bool:
    right_behind = total.index == each.index + 1 and sentence.gap(each, total).strip() in ("", ",")
    if right_behind and words.each_before.search(sentence.gap(many, each)):
        return True
    if words.total_after.search(sentence.after(total)):
        return True
    if total.start > each.start:
        gap = sentence.gap(each, total)
        return _near_enough(gap) and bool(
            words.equated.search(gap) or words.total_before.search(gap)
        )
    gap = sentence.gap(total, many)
    if words.instalments.search(str(many.row.text).lower() + sentence.gap(many, each)):
        return _near_enough(gap)
    return _near_enough(gap) and bool(words.equated.search(gap))


# ---------------------------------------------------------------- does it fit?


def _held_against(sentence: Sentence, product: Product) -> Relation | None:
    total = product.total
    implied = _product(*product.factors)
    unit = (
        total.unit
        if product_family(*(f.unit for f in product.factors)) == total.family
        else _PER_TIME.sub("", total.unit)
    )
    stated = in_base(total.printed, unit).widened(_SLACK)
    if implied is None:
        return None
    if not stated.meets(implied) and (
        _far(stated, implied)
        or converts(total)
        or _fits_otherwise(sentence, stated, implied, product)
        or _of_more(sentence, product)
    ):
        return None
    return Relation(
        "products",
        product.rule,
        "a total and the figures that multiply to it",
        total,
        stated,
        product.factors,
        implied,
        restated(total, _point(*product.factors) / total.scale),
    )


def _point(a: Figure, b: Figure) -> float:
    """The product of the printed values, in base units of the total."""
    made = 1.0
    for figure in (a, b):
        made *= (figure.value or 0.0) * _per_one(figure)
    return made


def _per_one(figure: Figure) -> float:
    """What one is in base units; a rate per head is per one."""
    unit = figure.unit.removesuffix(" / count") if figure.kind == "rate" else figure.unit
    return in_base(Span(1.0, 1.0), unit).low


def _far(a: Span, b: Span) -> bool:
    """Farther off than so many times, but for a slip of the scale."""
    low, high = sorted(((a.low + a.high) / 2, (b.low + b.high) / 2))
    if low <= 0:
        return True
    slipped = any(abs(high / low / power - 1) < _SLACK for power in _POWERS)
    return high / low > _FARTHEST and not slipped


def _of_more(sentence: Sentence, product: Product) -> bool:
    """Whether the total is said to be of more, or less, than its factors."""
    own = lexicon(sentence.story.language)
    total, factors = product.total, product.factors
    if any(not _exact(sentence, f, own) for f in factors) or total.value in _values(factors):
        return True
    if total.sentence is not sentence:
        return False
    low, high = sorted((total.start, *(f.end for f in factors)))[:: len(factors)]
    between = [f for f in sentence.figures if low < f.start < high and f not in (total, *factors)]
    if any(not converts(f) for f in between):
        return True
    last = max(f.end for f in factors)
    around = sentence.low[last : max(last, total.start)] + " " + sentence.after(total)[:_AROUND]
    parted = own.not_all.search(sentence.low[last : max(last, total.start)])
    return bool(parted or own.besides.search(around))


def _exact(sentence: Sentence, factor: Figure, words: Words) -> bool:
    """Neither "up to 50 a day" nor "from 300 euros each"."""
    if factor.row.qualifier in ("at_least", "at_most"):
        return False
    return words.bounds.search(sentence.low[: factor.start]) is None


def _values(figures: tuple[Figure, Figure]) -> frozenset[float | None]:
    return frozenset(f.value for f in figures if f.kind != "rate")


def _product(a: Figure, b: Figure) -> Span | None:
    """The product in base units; a rate per head or per so many is per one."""
    if any(f.value is None or f.value <= 0 for f in (a, b)):
        return None
    spans = [f.printed_base for f in (a, b)]
    rate = next((f for f in (a, b) if f.kind == "rate"), None)
    if rate is not None and rate.unit.endswith(" / count"):
        spans[(a, b).index(rate)] = in_base(rate.printed, rate.unit.removesuffix(" / count"))
    return spans[0] * spans[1]


def _fits_otherwise(sentence: Sentence, stated: Span, implied: Span, product: Product) -> bool:
    """Whether other figures of the sentence make the total, as a product or a sum.

    Or make it of what these multiply to: three lorries, each so many a day for so many days.
    """
    total = product.total
    others = [f for f in sentence.figures if f is not total and (f.value or 0) > 0]
    terms = [f.base for f in others if f.family == total.family]
    for n, a in enumerate(others):
        if a not in product.factors and a.counted and (a.printed * implied).meets(stated):
            return True
        for b in others[n + 1 :]:
            made = _product(a, b)
            if made is not None and {a, b} != set(product.factors):
                terms.append(made)
            if a.family == b.family == total.family and (a.base + b.base).meets(stated):
                return True
    return any(
        term.meets(stated) or (implied + term).meets(stated) or (implied - term).meets(stated)
        for term in terms
    )
