"""Canonical units: is a name known, what is a value in base units, what may be compared.

pint does the arithmetic on one registry of our own (``units.txt``). It is loaded on first use
and only ever sees canonical names in its own default format: ``kilometer / hour``,
``meter ** 2``, ``EUR / year``. A whole number may stand first among the denominators and scales
the value: ``count / 100000``, ``liter / 100 / kilometer``.

Everything about a unit is worked out once; after that ``to_base`` is a multiplication.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from claimtrack.errors import ClaimtrackError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pint

_DEFINITIONS = Path(__file__).with_name("units.txt")

# Float noise ends well below this many significant digits, and no article prints as many.
_DIGITS = 12

_TERM = r"[A-Za-z_]++(?: \*\* [2-9])?+"
_CANONICAL = re.compile(
    rf"(?P<top>(?:1|{_TERM})(?: \* {_TERM})*+)(?: / (?P<number>[1-9][0-9]*+))?+"
    rf"(?P<bottom>(?: / {_TERM})*+)"
)

# Coherent derived units (SI Brochure, 9th ed., table 4) that stand for their base units where
# those say nothing to a reader: 'watt', not 'kilogram * meter ** 2 / second ** 3' ...
_NAMED = (
    *("joule", "watt", "newton", "pascal", "hertz", "lux"),
    *("coulomb", "volt", "ohm", "farad", "henry", "tesla"),
)
# ... and those that also do so as one factor of a compound: 'EUR / joule' for a price of energy.
_NAMED_FACTORS = (("joule", 1), ("joule", -1), ("watt", 1), ("watt", -1))


class UnknownUnitError(ClaimtrackError):
    """A unit that ``units.txt`` does not define, or not written in canonical form."""

    def __init__(self, unit: str) -> None:
        self.unit = unit
        super().__init__(f"unknown unit {unit!r}")


@dataclass(frozen=True, slots=True)
class _Scale:
    """``base value = value * factor + offset``, in ``base_unit``."""

    factor: float
    offset: float
    base_unit: str
    family: str


def known_unit(unit: str) -> bool:
    """Whether ``unit`` is canonical: defined, and spelled as pint itself would print it."""
    return _scale(unit) is not None


def to_base(value: float, unit: str) -> tuple[float, str]:
    """The value in base units and their name, to 12 significant digits.

    Money, ``count``, ``percent`` and ``percentage_point`` are their own base. Temperatures go
    to kelvin from their own zero, temperature differences (``delta_degree_Celsius``) do not.

    >>> to_base(90, "kilometer / hour")
    (25.0, 'meter / second')
    >>> to_base(412, "count / 100000")
    (0.00412, 'count')
    """
    scale = _known(unit)
    base = value * scale.factor + scale.offset
    if scale.offset:
        base = round(base, 9)  # near absolute zero only the noise of the sum is left
    return float(f"{base:.{_DIGITS}g}"), scale.base_unit


def family(unit: str) -> str:
    """What decides comparability: the dimension, ``[length] / [time]`` for any speed.

    Two things share a dimension and still differ: a difference of temperatures is no
    temperature (``[temperature] difference``), and a figure per so many heads is no count
    (``[item] / [number]``).
    """
    return _known(unit).family


@cache
def product_family(unit: str, other: str) -> str:
    """The family of a product of two units: money per head times heads is money.

    "" where one of them is not a canonical unit.
    """
    parts = [_CANONICAL.fullmatch(name) for name in (unit, other)]
    if not all(known_unit(name) for name in (unit, other)) or None in parts:
        return ""
    one, two = (_registry().Unit(part["top"] + part["bottom"]) for part in parts if part)
    return _dimension(one * two)


def _known(unit: str) -> _Scale:
    scale = _scale(unit)
    if scale is None:
        raise UnknownUnitError(unit)
    return scale


@cache
def _registry() -> pint.UnitRegistry[Any]:
    import pint  # noqa: PLC0415 - 0.2 s that `claimtrack --help` need not pay

    return pint.UnitRegistry(str(_DEFINITIONS))


@cache
def _scale(unit: str) -> _Scale | None:
    """How ``unit`` converts to base units, ``None`` where it is not a canonical unit."""
    match = _CANONICAL.fullmatch(unit)
    if match is None:
        return None
    plain = match["top"] + match["bottom"]
    try:
        parsed = _registry().Unit(plain)
    except AttributeError:  # pint.UndefinedUnitError is one
        return None
    if str(parsed) != plain:
        return None
    factor, offset, base_unit = _linear(plain)
    dimension = _dimension(parsed)
    if match["number"]:
        factor /= int(match["number"])
        if not match["bottom"]:
            dimension += " / [number]"
    return _Scale(factor, offset, base_unit, dimension)


def _linear(unit: str) -> tuple[float, float, str]:
    """Factor, offset and base unit: temperatures alone have an offset, and a delta unit."""
    registry = _registry()
    origin = float(registry.Quantity(0.0, unit).to_base_units().magnitude)
    one = registry.Quantity(1.0, f"delta_{unit}" if origin else unit).to_base_units()
    return float(one.magnitude), origin, _base_name(_powers(dict(one.unit_items())))


def _dimension(unit: pint.Unit) -> str:
    powers = _powers(unit.dimensionality)
    delta = str(unit).startswith("delta_") and len(powers) == 1
    return _product(powers) + (" difference" if delta else "")


def _base_name(powers: dict[str, int]) -> str:
    """The name of a base unit, shorter where the SI has a name for it."""
    named = {name: _named_powers(name) for name in _NAMED}
    for name, parts in named.items():
        if powers == parts:
            return name
    for name, sign in _NAMED_FACTORS:
        parts = named[name]
        if all(powers.get(part) == sign * power for part, power in parts.items()):
            rest = {part: power for part, power in powers.items() if part not in parts}
            return _product({**rest, name: sign})
    return _product(powers)


@cache
def _named_powers(name: str) -> dict[str, int]:
    return _powers(dict(_registry().Quantity(1.0, name).to_base_units().unit_items()))


def _powers(container: Mapping[str, Any]) -> dict[str, int]:
    return {name: int(power) for name, power in container.items()}


def _product(powers: Mapping[str, int]) -> str:
    """Names with their powers as pint's default format prints them, in alphabetical order."""
    top = [_power(name, power) for name, power in sorted(powers.items()) if power > 0]
    bottom = [_power(name, -power) for name, power in sorted(powers.items()) if power < 0]
    return " / ".join([" * ".join(top) or ("1" if bottom else "dimensionless"), *bottom])


def _power(name: str, power: int) -> str:
    return name if power == 1 else f"{name} ** {power}"
