"""What each rule made of a text, for a person to read."""

from __future__ import annotations

from claimtrack.columns import plain_decimal
from claimtrack.numbers import find_numbers
from claimtrack.quantities import find_quantities, left_out
from claimtrack.records import Number, Quantity

# What a rule does, in a few words; a rule not listed here is named as it is.
RULES = {
    "digits": "a number in digits",
    "digits_suffix": "digits with a scale suffix",
    "digits_tail": "digits with a power or fraction",
    "words": "a number in words",
    "fraction": "a fraction",
    "collective": "a collective, so about that many",
    "vague": "a vague word, at least two",
    "plural": "a plural without a number, at least two of them",
    "multiple": "a multiple",
    "n_in_m": "so many in so many",
    "currency_before": "a currency sign before it",
    "scale_suffix": "a letter that means a scale with money or people",
    "suffix_and_code": "a scale letter joined to a currency",
    "unit_symbol": "a unit symbol after it",
    "unit_word": "a unit word after it",
    "unit_of_next": "its unit is printed with the next figure",
    "unit_of_previous": "its unit is that of the figure before",
    "rate": "per something, printed right after",
    "rate_after_noun": "per something, printed after the counted noun",
    "per_many": "per so many",
    "and_a_half": "a fraction of the unit added",
    "one_and_a_half": "one unit and a fraction of it",
    "and_small_change": "a smaller unit added",
    "between": "a range: between ... and",
    "to": "a range: ... to ...",
    "or": "a range: ... or ...",
    "dash": "a range with a dash",
    "word_pair": "a range of two number words",
    "plus_minus": "plus or minus",
    "times": "so many times another figure",
    "age": "an age by its place",
    "age_old": "an age: years old",
    "aged": "an age: aged",
    "age_group": "an age limit",
    "person_of": "an age of a person named before",
    "apposed_age": "an age between commas or brackets",
    "at_age": "an age: at so many years",
    "web_address": "part of a web address",
    "numeric_date": "part of a date",
    "phone_number": "part of a phone number",
    "identifier": "part of a name or code",
    "citation": "a citation",
    "ordinal": "an ordinal",
    "list_number": "numbers a list",
    "clock_time": "a time of day",
    "date": "a day of the month",
    "year": "a year",
    "score": "a score",
    "numbered": "numbers something named before it",
    "proper_name": "part of a name",
    "compound": "part of a compound word",
    "street_number": "a street number",
    "idiom": "part of an idiom",
    "adjective": "an adjective here",
    "in_unit": "part of the unit of the number before it",
    "odds": "odds",
    "denominator": "what something is per",
    "department": "a number of a place",
    "not_counted": "an article or adjective, no count",
}


def explain(text: str, language: str | None = None) -> str:
    """A report of several lines: each claim with its readings and rules, then what was left out.

    The language is detected where none is given. Raises PackError for one without a pack.
    """
    if language is None:
        from claimtrack.articles import detect_language  # noqa: PLC0415 - reads a model

        language = detect_language(text)
    numbers = find_numbers(text, language)
    blocks = [_claim(text, quantity) for quantity in find_quantities(text, numbers, language)]
    others = [_left_out(text, *pair) for pair in left_out(text, numbers, language)]
    if others:
        blocks.append("not claims:\n" + "\n".join(others))
    return "\n\n".join([f"language: {language}", *(blocks or ["no figure found"])])


def _claim(text: str, quantity: Quantity) -> str:
    number = quantity.number
    lines = [
        f"«{' '.join(text[quantity.start : quantity.end].split())}»",
        f"  number     {text[number.start : number.end]} = {_value(quantity)}",
        f"  bounds     {_bounds(quantity)} ({quantity.qualifier})",
        f"  kind       {quantity.kind}, unit {quantity.unit}",
    ]
    if quantity.direction:
        lines.append(f"  direction  {quantity.direction}")
    if quantity.item:
        lines.append(f"  item       {quantity.item} (head: {quantity.item_head})")
    because = [_reason(rule) for rule in quantity.rules if rule != "qualifier:exact"]
    lines.append(f"  because    {'; '.join(because)}")
    return "\n".join(lines)


def _reason(rule: str) -> str:
    """A rule in words."""
    if rule.startswith("qualifier:"):
        return f"the words around it say {rule.removeprefix('qualifier:').replace('_', ' ')}"
    return RULES.get(rule, rule)


def _value(quantity: Quantity) -> str:
    return "no single value" if quantity.value is None else plain_decimal(quantity.value)


def _bounds(quantity: Quantity) -> str:
    low = "no lower bound" if quantity.low is None else plain_decimal(quantity.low)
    high = "no upper bound" if quantity.high is None else plain_decimal(quantity.high)
    return low if low == high else f"{low} to {high}"


def _left_out(text: str, number: Number, rule: str) -> str:
    return f"  {text[number.start : number.end]}: {RULES.get(rule, rule)}"
