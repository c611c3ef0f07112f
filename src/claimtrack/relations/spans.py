"""Intervals: what a figure allows, what follows from several, and when two cannot both be true."""

from __future__ import annotations

import math
import re
from typing import NamedTuple

from claimtrack.units import UnknownUnitError, to_base

_DIGITS = re.compile(r"\d[\d\s.,'’\u00a0\u202f\u2009]*\d|\d")
# Behind the last mark there are decimals unless three digits stand there, as in a group.
_DECIMALS = re.compile(r"[.,](?!\d{3}(?!\d))\d+$")
# No more than this share of a round figure is taken for rounding.
_COUNTED, _MEASURED = 0.025, 0.05
# Up to here a counted number is taken at its word.
_COUNTED_OUT = 100
# "Half a point", "two and a half": a fifth of one to either side, both together.
_FRACTION = 0.2


class Span(NamedTuple):
    """Inclusive bounds; infinite where there is none."""

    low: float
    high: float

    def __add__(self, other: Span) -> Span:  # type: ignore[override]
        return Span(self.low + other.low, self.high + other.high)

    def __sub__(self, other: Span) -> Span:
        return Span(self.low - other.high, self.high - other.low)

    def __mul__(self, other: Span) -> Span:  # type: ignore[override]
        ends = [_times(a, b) for a in self for b in other]
        return Span(min(ends), max(ends))

    def __truediv__(self, other: Span) -> Span:
        """Only by what is above zero: no figure of an article is a share of nothing."""
        if other.low <= 0:
            return ANY
        return self * Span(0.0 if math.isinf(other.high) else 1 / other.high, 1 / other.low)

    def widened(self, share: float, by: float = 0.0) -> Span:
        """Each side further out by a share of it and by an amount."""
        return Span(
            self.low - share * abs(self.low) - by if math.isfinite(self.low) else self.low,
            self.high + share * abs(self.high) + by if math.isfinite(self.high) else self.high,
        )

    def meets(self, other: Span) -> bool:
        """Whether both can be true."""
        return self.low <= other.high and other.low <= self.high


ANY = Span(-math.inf, math.inf)


def _times(a: float, b: float) -> float:
    return 0.0 if a == 0 or b == 0 else a * b


def printed_step(number: str, value: float) -> float:
    """What one unit of the last printed place is worth: 0.1 for 2.4, 1e8 for 2.4bn, 100 for 1,300.

    Trailing zeros before a decimal point may be rounding, those behind it are not. A number in
    words is taken as printed in digits.
    """
    found = _DIGITS.search(number)
    digits = re.sub(r"\D", "", found[0]) if found else ""
    if not int(digits or 0) or not value:
        return _round_step(value)
    place = abs(value) / int(digits)
    if found is not None and _DECIMALS.search(found[0]):
        return place
    zeros = len(digits) - len(digits.rstrip("0"))
    return float(place * 10**zeros)


def _round_step(value: float) -> float:
    if value != int(value) or not value:
        return _FRACTION if value else 1.0
    digits = str(abs(int(value)))
    return float(10 ** (len(digits) - len(digits.rstrip("0"))))


def rounding(number: str, value: float, kind: str) -> float:
    """How far a printed figure may be from the truth because it was rounded, in its own unit."""
    step = printed_step(number, value)
    if kind == "percent":  # 60 % is seldom a rounded 58 %
        return min(step, 1.0) / 2
    if kind == "count":
        return min(step / 2, _COUNTED * abs(value)) if abs(value) >= _COUNTED_OUT else 0.0
    return min(step / 2, _MEASURED * abs(value))


def in_base(span: Span, unit: str) -> Span:
    """The span in base units of ``unit``; as it is where the registry does not have it."""
    try:
        ends = [to_base(end, unit)[0] if math.isfinite(end) else end for end in span]
    except UnknownUnitError:
        return span
    return Span(min(ends), max(ends))
