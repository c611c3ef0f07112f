"""Quantities: numbers → how much of which unit, with bounds, qualifier, direction and kind.

No model: what is printed around the numeral decides. The stages are one function each: units
at the number, neighbours that make one figure (ranges, ratios), numbers that are no claims,
units left out and taken from a neighbour, then qualifier, direction, kind and item.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from claimtrack.ages import read_age, spread
from claimtrack.atoms import CARDINAL, grammar
from claimtrack.context import Context, context
from claimtrack.inherited import inherit_units
from claimtrack.items import item_of
from claimtrack.marks import Mark, View, mark, rate
from claimtrack.naming import name_of
from claimtrack.parts import two_parts
from claimtrack.qualifiers import bounds, direction, qualify
from claimtrack.ranges import join_ranges, join_ratios
from claimtrack.records import Number, Quantity
from claimtrack.settled import settle_units
from claimtrack.text import folded, plain

_NO_DIRECT_RATE = ("fraction", "ratio", "multiple")
_SHARES = ("ratio", "multiple")


def find_quantities(text: str, numbers: list[Number], language: str) -> list[Quantity]:
    """The quantities that ``text`` states, in order, none overlapping another.

    ``numbers`` is what find_numbers gave for the same text. Years, dates, clock times, names
    and other numbers that are no claims are left out. Raises PackError for an unknown language.
    """
    if not numbers:
        return []
    words = context(language)
    view = View(text, plain(text), folded(text))
    marks = [m for m in _marks(view, numbers, words) if not m.name]
    _rates_of_nouns(view, marks, words)
    inherit_units(view, marks, words)
    settle_units(view, marks, words)
    quantities: list[Quantity] = []
    limit = len(text)
    for i, found in reversed(list(enumerate(marks))):
        # a mention begins after the number before it, and ends before the next one's qualifier
        room = (marks[i - 1].right if i else 0, limit)
        quantities.append(_quantity(view, found, room, words))
        limit = quantities[-1].start
    return _restated(view, spread(view, quantities[::-1]))


def _restated(view: View, found: list[Quantity]) -> list[Quantity]:
    """ "down 24 cents, or 0.35%": what restates a change is one in the same direction."""
    for i, (a, b) in enumerate(pairwise(found)):
        again = view.low[a.end : b.start] in (", or ", " or ", ", soit ", " soit ")
        if again and a.direction and not b.direction and b.kind == "percent":
            found[i + 1] = replace(b, direction=a.direction)
    return found


def _rates_of_nouns(view: View, marks: list[Mark], words: Context) -> None:
    """ "30 substations a day", "litres d'eau par seconde": the rate stands after the noun."""
    for found in marks:
        direct = not found.unit and found.number.form not in _NO_DIRECT_RATE
        if direct or found.kind == "measure":
            item = item_of(view, found, words)
            if (direct or item[0]) and rate(view, found, item[2], words):
                found.item, found.own_unit = item, True


def left_out(text: str, numbers: list[Number], language: str) -> list[tuple[Number, str]]:
    """The numbers that are no claims, each with the rule that says so."""
    words = context(language)
    view = View(text, plain(text), folded(text))
    marks = _marks(view, numbers, words)
    named = [(m.number, m.name) for m in marks if m.name]
    read = [(m.number.start, m.number.end) for m in marks]
    inside = [n for n in numbers if not any(start <= n.start < end for start, end in read)]
    return sorted(named + [(n, "in_unit") for n in inside], key=lambda pair: pair[0].start)


def _marks(view: View, numbers: list[Number], words: Context) -> list[Mark]:
    """The numbers with their units, ranges and ratios joined, names of other things named."""
    marks = [mark(view, number, words) for number in numbers]
    marks = two_parts(view, marks, words)
    marks = join_ratios(view, marks, words)
    for i, found in enumerate(marks):
        found.name = found.name or name_of(view, found, marks[i - 1] if i else None, words)
    marks = join_ranges(view, marks, words)
    for found in marks:
        if not found.name and not _counts(view, found, words):
            found.name = "not_counted"
    return marks


# ---------------------------------------------------------------- what counts


def _counts(view: View, found: Mark, words: Context) -> bool:
    """Is the number a figure? "un", "a third" and "double" only where they count."""
    number = found.number
    if number.form == "words" and number.value == 1 and number.scale == 1:
        return _one_counts(view, found, words)
    if number.form == "fraction" and number.scale == 1:
        return _is_share(view, found, words)
    if number.form == "multiple":
        printed = view.low[number.start : number.end]
        if printed in words.table["multiples"]["counts"] and not found.own_unit:
            following = words.next_word.match(view.low, number.end)
            if following is None or following["w"] not in words.table["times"]["compared"]:
                found.kind = "count"
        if printed in words.table["multiples"]["adjectives"]:
            return view.low.startswith(tuple(words.table["multiples"]["before"]), number.end)
    return True


def _one_counts(view: View, found: Mark, words: Context) -> bool:
    """ "plus d'une heure", "un mort", "one of the nine"; not "un homme" nor "one day"."""
    one, low = words.table["one"], view.low
    start, end = found.number.start, found.number.end
    if low[start:end] not in one["words"]:
        return True
    left = low[max(0, start - 24) : start]
    if left.endswith(tuple(one["never"])):
        return False
    for alone in one["alone"]:  # "un seul"
        if low.startswith(f" {alone}", end) and not low[end + 1 + len(alone)].isalpha():
            found.number = replace(found.number, end=end + 1 + len(alone))
            found.right = max(found.right, found.number.end)
            return True
    rest = low[end : end + 40].lstrip(" -")
    if _opens(rest, one["units"]):
        return True
    qualified = left.rstrip(" ").endswith(tuple(one["before"]))
    if qualified and (found.own_unit or _noun_after(low, end, words)):
        return True
    if _opens(rest, one["after"]):
        return not left.rstrip().endswith((" no", " any", " every", " each"))
    return rest.startswith("of the ") and _number_opens(rest[7:], words)


def _opens(rest: str, phrases: list[str]) -> bool:
    return any(rest.startswith(p) and not rest[len(p) : len(p) + 1].isalpha() for p in phrases)


def _number_opens(rest: str, words: Context) -> bool:
    word = rest.split(" ", 1)[0].split("-", 1)[0]
    return word[:1].isdigit() or grammar(words.language).words.get(word, ("",))[0] == CARDINAL


def _noun_after(low: str, end: int, words: Context) -> bool:
    match = words.next_word.match(low, end)
    return match is not None and match["w"] not in words.stop


def _is_share(view: View, found: Mark, words: Context) -> bool:
    if not found.own_unit:
        return _share_counts(view, found, words)
    printed, shares = view.low[found.number.start : found.number.end], words.table["shares"]
    ordinal = printed.startswith(tuple(shares["maybe_ordinal"])) and printed not in shares["named"]
    return not ordinal or view.low.startswith(" of", found.number.end)  # "a third day"


def _share_counts(view: View, found: Mark, words: Context) -> bool:
    """English "a third" is a share only before "of", a verb or a stop; else it is an ordinal."""
    number, low, shares = found.number, view.low, words.table["shares"]
    left = low[max(0, number.start - 12) : number.start].rstrip().rsplit(" ", 1)[-1]
    printed = low[number.start : number.end]
    if printed in shares["named"] and left in shares["named_after"]:
        return False
    if low[number.end : number.end + 1] == "-":
        return False  # "a half-frozen snake"; with a unit ("half-hour") it was read before
    if not printed.startswith(tuple(shares["maybe_ordinal"])):
        return True
    match = words.next_word.match(low, number.end)
    if match is None or low[number.end] != " ":
        return True
    return match["w"] in words.stop or match["w"] in shares["before"]


# ---------------------------------------------------------------- the finished quantity


def _quantity(view: View, found: Mark, room: tuple[int, int], words: Context) -> Quantity:
    read_age(view, found, words)
    item, head, item_end = found.item or item_of(view, found, words)
    if item_end > room[1]:
        item, head, item_end = "", "", found.right
    _times(view, found, words)
    kind = found.kind or _kind(found)
    qualified = qualify(view, found, item_end, room, words)
    value, low, high = bounds(found, qualified.name)
    return Quantity(
        start=qualified.start,
        end=qualified.end,
        number=found.number,
        value=value,
        low=low,
        high=high,
        qualifier=qualified.name,
        direction=direction(view, found, kind, qualified.start, words),
        kind=kind,
        unit=found.unit or ("dimensionless" if kind == "ratio" else "count"),
        item=item,
        item_head=head,
        rules=(found.number.rule, *found.rules, f"qualifier:{qualified.name}"),
    )


def _kind(found: Mark) -> str:
    number = found.number
    share = number.form in _SHARES or (number.form == "fraction" and number.scale == 1)
    of_shares = found.first is not None and found.first.form in ("fraction", "ratio")
    return "ratio" if share or of_shares else "count"


def _times(view: View, found: Mark, words: Context) -> None:
    """ "deux fois plus", "multiplié par cinq" are ratios; "trois fois" alone is a count."""
    if found.own_unit or found.number.form in (*_NO_DIRECT_RATE, "collective"):
        return
    hit = words.times.after_blank(view.low, found.number.end)
    if hit is not None:
        found.right = hit.end
        half = words.units.halves.after_blank(view.low, hit.end)
        if half is not None and found.value is not None:  # "une fois et demie la superficie"
            value = found.value + half.value
            number = replace(found.number, value=value, low=value, high=value, end=half.end)
            found.number, found.right, hit = number, half.end, hit._replace(end=half.end)
        following = words.next_word.match(view.plain, hit.end)
        if following is None:
            return
        whole = found.value is None or found.value == int(found.value)
        compared = following["w"].split("'")[0] in words.table["times"]["compared"]
        possessive = following["w"].endswith("'s") or following["w"].startswith(("l'", "d'un"))
        if whole and not compared and not possessive:
            return
    elif words.times_before.before(view.low, found.left) is None:
        return
    found.kind, found.unit = "ratio", "dimensionless"
    found.rules += ("times",)
