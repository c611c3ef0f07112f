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
# Degrees Celsius that a temperature may be off by.
_DEGREES = 1.5
# British and American measures of one name differ by up to a fifth (gallon, pint).
_OLD_UNITS = frozenset(("gallon", "pint", "quart", "ton", "fluid_ounce", "barrel"))
_OLD_SLACK = 0.21
# "80 a day, or 400 a week": nobody says how many hours, days or weeks are worked; low, high.
_VARIES = {"hour": (0.2, 1.0), "day": (0.6, 1.05), "week": (0.85, 1.05), "month": (0.8, 1.05)}
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
            implied = _implied(first, second)
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


def _implied(first: Figure, second: Figure) -> Span:
    """What the first says for the second, in base units."""
    if "degree_" in first.unit:
        return first.printed_base.widened(0.0, _DEGREES)
    low, high = first.printed_base.widened(_SLACK)
    short, long = _VARIES.get(_time(first), (1.0, 1.0)) if first.kind == "rate" else (1.0, 1.0)
    if first.kind == "rate" and _time(first) != _time(second):
        low, high = low * short, high * long
    if _OLD_UNITS & {first.unit, second.unit}:
        low, high = low * (1 - _OLD_SLACK), high * (1 + _OLD_SLACK)
    return Span(low, high)


def _time(figure: Figure) -> str:
    return figure.unit.rpartition(" / ")[2]


def _restates(sentence: Sentence, first: Figure, second: Figure, words: Words) -> bool:
    gap = sentence.gap(first, second)
    if words.conversion.search(gap) is None:
        return False
    after = sentence.after(second)
    if "(" not in gap:
        return True  # "(300 hectares of vineyards)" is no conversion
    own = second.kind == "measure" and words.of_inside.search(str(second.row.text).lower())
    return _CLOSED.match(after) is not None and not (own or words.share_base.match(after))


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
