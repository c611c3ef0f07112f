"""Conversions against values from independent references, and what a unit name may look like.

The expected figures are those of the SI Brochure (9th ed.), NIST SP 811 (2008) appendix B and the
IEA's unit converter, not computed from ``units.txt``.
"""

from __future__ import annotations

import subprocess
import sys

import pytest

from claimtrack.units import UnknownUnitError, family, known_unit, to_base

CONVERSIONS = [
    # length
    (1, "kilometer", 1000, "meter"),
    (1, "hectometer", 100, "meter"),
    (1, "nanometer", 1e-9, "meter"),
    (1, "inch", 0.0254, "meter"),
    (1, "foot", 0.3048, "meter"),
    (1, "yard", 0.9144, "meter"),
    (1, "mile", 1609.344, "meter"),
    (1, "nautical_mile", 1852, "meter"),
    (1, "league", 4828.032, "meter"),
    (1, "fathom", 1.8288, "meter"),
    (1, "furlong", 201.168, "meter"),
    (15, "hand", 1.524, "meter"),
    (1, "light_year", 9.4607304725808e15, "meter"),
    (1, "parsec", 3.08567758149e16, "meter"),
    (1, "astronomical_unit", 149597870700, "meter"),
    # area
    (1, "hectare", 10000, "meter ** 2"),
    (1, "are", 100, "meter ** 2"),
    (1, "acre", 4046.8564224, "meter ** 2"),
    (1, "kilometer ** 2", 1e6, "meter ** 2"),
    (1, "mile ** 2", 2589988.110336, "meter ** 2"),
    (1, "foot ** 2", 0.09290304, "meter ** 2"),
    # volume
    (1, "liter", 0.001, "meter ** 3"),
    (1, "centimeter ** 3", 1e-6, "meter ** 3"),
    (1, "gallon", 0.003785411784, "meter ** 3"),
    (1, "quart", 0.000946352946, "meter ** 3"),
    (1, "pint", 0.000473176473, "meter ** 3"),
    (1, "cup", 0.0002365882365, "meter ** 3"),
    (1, "fluid_ounce", 2.95735295625e-5, "meter ** 3"),
    (1, "tablespoon", 1.478676478125e-5, "meter ** 3"),
    (1, "teaspoon", 4.92892159375e-6, "meter ** 3"),
    (1, "imperial_gallon", 0.00454609, "meter ** 3"),
    (1, "imperial_pint", 0.00056826125, "meter ** 3"),
    (1, "barrel", 0.158987294928, "meter ** 3"),
    (1, "bushel", 0.0352390701669, "meter ** 3"),
    (1, "foot ** 3", 0.028316846592, "meter ** 3"),
    (1, "acre_foot", 1233.48183755, "meter ** 3"),
    # mass
    (1, "gram", 0.001, "kilogram"),
    (1, "microgram", 1e-9, "kilogram"),
    (1, "pound", 0.45359237, "kilogram"),
    (1, "ounce", 0.028349523125, "kilogram"),
    (1, "troy_ounce", 0.0311034768, "kilogram"),
    (1, "stone", 6.35029318, "kilogram"),
    (1, "ton", 907.18474, "kilogram"),
    (1, "long_ton", 1016.0469088, "kilogram"),
    (1, "metric_ton", 1000, "kilogram"),
    (2.5, "megatonne", 2.5e9, "kilogram"),
    (1, "quintal", 100, "kilogram"),
    (5, "carat", 0.001, "kilogram"),
    (1, "grain", 6.479891e-5, "kilogram"),
    # time
    (1, "hour", 3600, "second"),
    (1, "week", 604800, "second"),
    (1, "fortnight", 1209600, "second"),
    (1, "year", 31557600, "second"),
    (12, "month", 31557600, "second"),
    (2, "semester", 31557600, "second"),
    (4, "quarter_year", 31557600, "second"),
    (1, "century", 3155760000, "second"),
    # speed, flow, frequency, angle
    (90, "kilometer / hour", 25, "meter / second"),
    (1, "mile / hour", 0.44704, "meter / second"),
    (1, "knot", 0.514444444444, "meter / second"),
    (1, "barrel / day", 1.84013072833e-6, "meter ** 3 / second"),
    (2.4, "gigahertz", 2.4e9, "hertz"),
    (180, "degree", 3.14159265359, "radian"),
    (60, "turn / minute", 6.28318530718, "radian / second"),
    # temperature
    (41.3, "degree_Celsius", 314.45, "kelvin"),
    (-273.15, "degree_Celsius", 0, "kelvin"),
    (212, "degree_Fahrenheit", 373.15, "kelvin"),
    (-459.67, "degree_Fahrenheit", 0, "kelvin"),
    (1.5, "delta_degree_Celsius", 1.5, "kelvin"),
    (9, "delta_degree_Fahrenheit", 5, "kelvin"),
    # force, pressure, energy, power
    (1, "pound_force", 4.44822161526, "newton"),
    (1013.25, "hectopascal", 101325, "pascal"),
    (1, "atmosphere", 101325, "pascal"),
    (1, "millibar", 100, "pascal"),
    (1, "pound_force / inch ** 2", 6894.75729317, "pascal"),
    (120, "millimeter_Hg", 15998.6864898, "pascal"),
    (1, "kilocalorie", 4184, "joule"),
    (1, "kilowatt_hour", 3.6e6, "joule"),
    (720, "gigawatt_hour", 2.592e15, "joule"),
    (1, "electron_volt", 1.602176634e-19, "joule"),
    (1, "british_thermal_unit", 1055.05585262, "joule"),
    (1, "therm", 1.05505585262e8, "joule"),
    (1, "megaton_of_oil_equivalent", 4.1868e16, "joule"),
    (15, "kiloton_TNT", 6.276e13, "joule"),
    (1, "horsepower", 745.699871582, "watt"),
    (1, "metric_horsepower", 735.49875, "watt"),
    (1.3, "gigawatt", 1.3e9, "watt"),
    (8.766, "gigawatt_hour / year", 1e6, "watt"),
    # electricity, light, data, sound, radiation
    (3, "ampere_hour", 10800, "coulomb"),
    (400, "kilovolt", 400000, "volt"),
    (500, "lux", 500, "lux"),
    (1, "megabyte", 8e6, "bit"),
    (1, "gibibyte", 8589934592, "bit"),
    (100, "megabit / second", 1e8, "bit / second"),
    (85, "decibel", 85, "decibel"),
    (20, "millisievert", 0.02, "sievert"),
    # shares
    (18, "percent", 18, "percent"),
    (5, "permille", 0.5, "percent"),
    (25, "basis_point", 0.25, "percentage_point"),
    (420, "part_per_million", 420, "part_per_million"),
    # money
    (480e6, "EUR", 480e6, "EUR"),
    (412, "GBX", 4.12, "GBP"),
    (99, "EUR_cent", 0.99, "EUR"),
    (62, "EUR / megawatt_hour", 1.72222222222e-8, "EUR / joule"),
    (3000, "EUR / meter ** 2", 3000, "EUR / meter ** 2"),
    # counted things
    (3, "count", 3, "count"),
    (2250, "count / day", 0.0260416666667, "count / second"),
    (412, "count / 100000", 0.00412, "count"),
    (31.5576, "count / 1000 / year", 1e-9, "count / second"),
    (6, "liter / 100 / kilometer", 6e-8, "meter ** 2"),
    (0.4, "dimensionless", 0.4, "dimensionless"),
]


@pytest.mark.parametrize(("value", "unit", "base_value", "base_unit"), CONVERSIONS)
def test_a_value_converts_to_base_units(
    value: float, unit: str, base_value: float, base_unit: str
) -> None:
    converted, name = to_base(value, unit)

    assert name == base_unit
    assert converted == pytest.approx(base_value, rel=5e-12, abs=1e-30)


@pytest.mark.parametrize("unit", sorted({unit for _, unit, _, _ in CONVERSIONS}))
def test_base_units_convert_to_themselves(unit: str) -> None:
    value, base_unit = to_base(1.0, unit)

    assert to_base(value, base_unit) == (value, base_unit)


def test_base_values_print_without_float_noise() -> None:
    assert str(to_base(98, "mile / hour")[0]) == "43.80992"
    assert str(to_base(0.3, "gram")[0]) == "0.0003"
    assert str(to_base(412, "GBX")[0]) == "4.12"


SAME_FAMILY = [
    ("kilometer", "mile"),
    ("kilometer / hour", "knot"),
    ("gigawatt", "kilowatt_hour / year"),
    ("GBP", "GBX"),
    ("degree_Celsius", "kelvin"),
    ("percent", "permille"),
    ("liter / 100 / kilometer", "liter / kilometer"),
    ("count / 100000", "count / 1000"),
    ("hectare", "mile ** 2"),
]
OTHER_FAMILY = [
    ("EUR", "USD"),
    ("USD_cent", "cent"),
    ("franc", "CHF"),
    ("count", "percent"),
    ("percent", "percentage_point"),
    ("percent", "dimensionless"),
    ("count", "count / 100000"),
    ("count", "count / day"),
    ("degree_Celsius", "delta_degree_Celsius"),
    ("degree", "dimensionless"),
    ("gray", "sievert"),
    ("hertz", "becquerel"),
    ("pound", "GBP"),
    ("night", "day"),
]


@pytest.mark.parametrize(("one", "other"), SAME_FAMILY)
def test_units_of_one_dimension_are_comparable(one: str, other: str) -> None:
    assert family(one) == family(other)
    assert to_base(1, one)[1] == to_base(1, other)[1]


@pytest.mark.parametrize(("one", "other"), OTHER_FAMILY)
def test_units_of_different_kinds_are_not_comparable(one: str, other: str) -> None:
    assert family(one) != family(other)


def test_a_family_reads_as_dimensions_in_alphabetical_order() -> None:
    assert family("kilometer / hour") == "[length] / [time]"
    assert family("watt") == "[length] ** 2 * [mass] / [time] ** 3"
    assert family("EUR / year") == "[currency_EUR] / [time]"
    assert family("delta_degree_Celsius") == "[temperature] difference"
    assert family("count / 100000") == "[item] / [number]"


NOT_CANONICAL = [
    *("", " ", "km", "meters", "parrot", "kilometer/hour", "kilometer / parrot", "meter ** 1"),
    *("newton * meter", "count / count", "count / 0", "EUR / year / 5", "2 * meter", "€", "eur"),
    *("degree_Celsius / day", "meter\n", "mètre", "__import__", "meter ** 99"),
]


@pytest.mark.parametrize("unit", NOT_CANONICAL)
def test_only_canonical_names_are_known(unit: str) -> None:
    assert not known_unit(unit)
    with pytest.raises(UnknownUnitError, match="unknown unit") as raised:
        to_base(1, unit)
    assert raised.value.unit == unit


def test_a_family_of_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnitError, match="unknown unit 'parrot'"):
        family("parrot")


def test_importing_units_does_not_import_pint() -> None:
    code = "import sys, claimtrack.units; sys.exit('pint' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
