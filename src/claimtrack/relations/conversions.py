"""Conversions in one breath: "100 km (62 miles)", "1 300 ha, soit 13 km²", "£1bn ($1.3bn)"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from claimtrack.languages import pack_table
from claimtrack.relations.figures import Figure, Sentence
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words
from claimtrack.units import to_base

# A bracket that only converts closes right behind the figure, or after a word or two.
_CLOSED = regex.compile(r"^(?:\s+[^\W\d_][\w'-]*){0,2}\s*[)\]]")
# What may stand between a figure and its conversion besides the words that equate them.
_SLACK = 0.06
# Rates move: an amount in another currency is only held against its order of magnitude.
_RATE_SLACK = 4.0


def find_conversions(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Neighbouring figures of one dimension in two units, or of money in two currencies."""
    for first, second in zip(sentence.figures, sentence.figures[1:], strict=False):
        if first.unit == second.unit or first.counted or second.counted:
            continue
        if not _restates(sentence, first, second, words):
            continue
        if first.kind == "money" and second.kind == "money":
            yield from _currencies(first, second)
        elif first.family == second.family and "percent" not in first.unit:
            implied = first.printed_base.widened(_SLACK)
            yield Relation(
                "conversions",
                "same_breath",
                first.family,
                second,
                second.printed_base,
                (first,),
                implied,
                restated(second, _in_unit(first, second)),
            )


def _restates(sentence: Sentence, first: Figure, second: Figure, words: Words) -> bool:
    gap = sentence.gap(first, second)
    if words.conversion.search(gap) is None:
        return False
    return "(" not in gap or _CLOSED.match(sentence.after(second)) is not None


def _in_unit(source: Figure, target: Figure) -> float:
    """The middle of the source in the unit of the target; pint's scales are linear."""
    low, high = source.printed_base
    zero, one = to_base(0.0, target.unit)[0], to_base(1.0, target.unit)[0]
    return ((low + high) / 2 - zero) / (one - zero)


def _currencies(first: Figure, second: Figure) -> Iterator[Relation]:
    rates = dollars()
    if first.unit not in rates or second.unit not in rates:
        return
    rate = rates[first.unit] / rates[second.unit]
    middle = sum(first.printed) / 2 * rate
    implied = first.printed * Span(rate / _RATE_SLACK, rate * _RATE_SLACK)
    yield Relation(
        "conversions",
        "currencies",
        "money",
        second,
        second.printed,
        (first,),
        implied,
        restated(second, middle),
        slip="scale",
    )


@cache
def dollars() -> dict[str, float]:
    """US dollars for one unit of a currency, to the order of magnitude."""
    return dict(pack_table("common", "currency_rates")["dollars"])
