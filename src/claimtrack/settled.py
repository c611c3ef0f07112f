"""Units that the words around decide: pounds of money or weight, points, degrees, the letter m."""

from __future__ import annotations

from claimtrack.context import Context
from claimtrack.marks import Mark, View, scaled
from claimtrack.qualifiers import change_after
from claimtrack.ranges import words_of
from claimtrack.text import sentence_start

# No share rises or falls by more percentage points than this; a game or an index does.
_MOST_POINTS = 60


def settle_units(view: View, marks: list[Mark], words: Context) -> None:
    """Decide what pounds, degrees, points and the letter m are."""
    for i, found in enumerate(marks):
        if found.unit == "percentage_point":
            _points(view, found, words)
        elif found.unit == "meter" and words.table["words"].get("m_is_million"):
            _millions(view, found, marks[i - 1] if i else None, words)
        if found.unit == "pound" and "unit_symbol" not in found.rules:
            _pounds(view, found, words)
        elif found.unit.startswith("degree"):
            _degrees(view, found, words)


def _points(view: View, found: Mark, words: Context) -> None:
    """Bare points are of a percentage near words of percentages, else of a game or an index."""
    if view.low[found.number.end : found.right].strip(" -") not in words.table["points"]["bare"]:
        return
    start = sentence_start(view.plain, found.left)
    near = view.low[start : found.right + 120].split("\n", 1)[0]
    high = found.value if found.value is not None else found.number.high
    of_percent = "%" in near or bool(set(words_of(near)) & set(words.table["points"]["percent"]))
    if (high or 0) > _MOST_POINTS or not of_percent:
        found.unit, found.kind = "count", "count"


def _millions(view: View, found: Mark, previous: Mark | None, words: Context) -> None:
    """ "a population of 120m", "rose to 678m": millions after words of people or large figures."""
    at = found.number.end
    if view.plain[at : at + 1] != "m" or "unit_symbol" not in found.rules or found.value is None:
        return
    after = words.next_word.match(view.low, at + 1)
    if after is not None and after["w"] in words.table["words"]["metre_words"]:
        return
    start = sentence_start(view.plain, found.left)
    crowd = set(words_of(view.low[start : found.left])) & set(words.table["words"]["million_words"])
    large = (
        previous is not None
        and previous.left >= start
        and (
            previous.number.scale >= 10**6
            or previous.kind == "money"
            or (previous.value or 0) >= 10**5
        )
    )
    if crowd or large:
        found.number = scaled(found.number, 10**6, at + 1)
        found.unit, found.kind, found.right = "", "", at + 1
        found.rules = (*found.rules, "scale_suffix")


def _pounds(view: View, found: Mark, words: Context) -> None:
    """Pounds and livres are money in large sums and near words of money, else a weight."""
    near = words_of(view.low[max(0, found.left - 40) : found.left])
    weight = set(near) & set(words.table["words"]["weight_words"])
    substance = view.low.startswith(words.of, found.right)
    books = words.table["words"]["pounds_are_books"] and found.number.scale < 10**6
    if books and not (weight or substance):
        found.unit, found.kind, found.right, found.own_unit = "", "", found.number.end, False
        return
    if found.number.scale >= 10**6 or set(near) & set(words.table["words"]["money_words"]):
        found.unit, found.kind = "GBP", "money"


def _degrees(view: View, found: Mark, words: Context) -> None:
    """Plain degrees are of temperature near words of weather; a change of them is a difference."""
    table = words.table["words"]
    start = max(sentence_start(view.plain, found.left), found.left - 80)
    near = view.low[start : found.right + 24]
    changed = any(c in near for c in table["change_of_degrees"])
    warm = changed or table["degrees_are_celsius"]
    tokens = set(words_of(near))
    of_weather = bool(tokens & set(table["warm"]))
    if table["degrees_are_celsius"]:
        of_weather = of_weather or not tokens & set(table["angles"])
    if warm and found.unit == "degree" and of_weather:
        found.unit = "degree_Celsius"
    if found.unit == "degree":
        return
    after = change_after(view.low, found.right, words)
    lower = found.value is not None and found.value < 0
    if after is not None or (changed and not lower and not _at_level(view, found)):
        found.unit = f"delta_{found.unit}"


def _at_level(view: View, found: Mark) -> bool:
    """ "rose to 11C", "grimpé jusqu'à 41 °C" give the temperature itself."""
    left = view.low[max(0, found.left - 14) : found.left].rstrip()
    return left.endswith(
        (
            " to",
            " at",
            " à",
            "qu'à",
            " of",
            "reached",
            "was",
            "hit",
            "atteint",
            "is",
            "est",
            "(",
            "least",
        )
    )
