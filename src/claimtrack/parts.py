"""Amounts printed in two parts: "deux heures et quart", "13 dollars and 45 cents", "1 m 85"."""

from __future__ import annotations

from dataclasses import replace

from claimtrack.context import Context
from claimtrack.marks import Mark, View
from claimtrack.numbers import exact_float
from claimtrack.records import Number

# The second unit of one amount: how many make one of the first.
_CHANGE = {"cent": 100, "USD_cent": 100, "EUR_cent": 100, "GBX": 100}
_PARTS = {
    ("foot", "inch"): 12,
    ("hour", "minute"): 60,
    ("minute", "second"): 60,
    ("pound", "ounce"): 16,
    ("stone", "pound"): 14,
    ("year", "month"): 12,
    ("week", "day"): 7,
    ("day", "hour"): 24,
}


def two_parts(view: View, marks: list[Mark], words: Context) -> list[Mark]:
    """ "deux heures et quart", "an hour and a half", "two pounds fifty": one number each."""
    kept: list[Mark] = []
    for found in marks:
        if kept and found.number.start < kept[-1].right:
            continue
        if kept and found.left < kept[-1].right:  # "10 $ 30": the sign is the first one's
            found.left = found.number.start
            if found.right == found.number.end:
                found.unit, found.kind, found.own_unit = "", "", False
        if kept and _small_change(view, kept[-1], found, words):
            continue
        if not _half_before(view, found, words) and not _one_or_two(view, found, words):
            _half_after(view, found, words)
        kept.append(found)
    return kept


def _half_after(view: View, found: Mark, words: Context) -> None:
    if not found.own_unit or found.value is None or view.low[found.right : found.right + 1] != " ":
        return
    hit = words.units.halves.at(view.low, found.right + 1)
    if hit is None or view.low[hit.end : hit.end + 1] == "-":
        return
    value = found.value + hit.value
    found.number = replace(found.number, value=value, low=value, high=value, end=hit.end)
    found.right = hit.end
    found.rules += ("and_a_half",)


def _half_before(view: View, found: Mark, words: Context) -> bool:
    """ "an hour and a half": the unit stands before the only number."""
    if found.number.form != "fraction" or found.own_unit or found.value is None:
        return False
    before = view.low[max(0, found.left - 30) : found.left]
    if not before.endswith((" and ", " et ")):
        return False
    parts = before.split(" ")[:-2]
    if len(parts) < 2 or parts[-2] not in ("a", "an", "one", "un", "une"):
        return False
    start = found.left - len(" ".join(before.split(" ")[-4:]))
    unit = words.units.words.at(view.low, start + len(parts[-2]) + 1)
    if unit is None:
        return False
    value = 1 + found.value
    number = replace(found.number, start=start, value=value, low=value, high=value, form="words")
    found.number, found.left, found.own_unit = number, start, True
    found.unit, found.kind = unit.value.name, unit.value.kind
    found.rules += ("one_and_a_half",)
    return True


def _one_or_two(view: View, found: Mark, words: Context) -> bool:
    """ "a day or two": a range from one to two of the unit before."""
    if found.number.form != "words" or found.value != 2 or found.own_unit:
        return False
    before = view.low[max(0, found.left - 24) : found.left]
    parts = before.split(" ")
    if len(parts) < 4 or parts[-2] not in ("or", "ou") or parts[-4] not in ("a", "an", "un", "une"):
        return False
    start = found.left - len(" ".join(parts[-4:]))
    unit = words.units.words.at(view.low, start + len(parts[-4]) + 1)
    if unit is None or unit.value.doubtful:
        return False
    number = Number(start, found.number.end, None, 1.0, 2.0, "range", "or")
    found.number, found.left, found.own_unit = number, start, True
    found.unit, found.kind, found.qualifier = unit.value.name, unit.value.kind, "range"
    return True


def _small_change(view: View, big: Mark, small: Mark, words: Context) -> bool:
    """Add "45 cents", "50" or "2 in" to the dollars or feet before it."""
    if not big.own_unit or big.kind == "percent":
        return False
    gap = view.low[big.right : small.left]
    if gap not in (" ", " and ", " et ", "", "-") or big.value is None or small.value is None:
        return False
    if big.value != int(big.value) or big.number.scale != 1 or big.unit in _CHANGE:
        return False
    parts = _CHANGE.get(small.unit) if big.kind == "money" else _PARTS.get((big.unit, small.unit))
    rated = small.kind == "rate" and small.number.form == "digits"
    rated = rated and (small.unit.startswith("count / ") or small.unit == "dimensionless")
    if parts is None and big.kind == "money" and gap == " " and (rated or not small.own_unit):
        parts = _bare_cents(view, small)
    if parts is None and not small.own_unit and gap == " ":
        parts = _bare_minutes(view, big, small, words)
    if big.unit == "foot" and not small.own_unit and gap in (" ", "", "-"):
        parts = (
            12 if view.low[small.number.end : small.number.end + 1] in (",", ".", ";", "") else None
        )
    if parts is None or not 0 < small.value < parts:
        return False
    value = exact_float(int(big.value * parts) + int(small.value), parts)
    end = small.right if small.own_unit and not rated else small.number.end
    big.number = replace(big.number, value=value, low=value, high=value, end=end)
    big.right = max(end, small.right)
    if rated:  # "15 euros 50 par personne"
        per = small.unit.partition(" / ")[2] or "count"
        big.unit, big.kind = f"{big.unit} / {per}", "rate"
    big.rules += ("and_small_change",)
    return True


# What two digits after the unit mean: "8 minutes 30", "1 m 85"; three after kilos: "1 kg 500".
_BARE_PARTS = {"hour": 60, "minute": 60, "meter": 100, "kilogram": 1000}


def _spelled_hours(view: View, big: Mark, words: Context) -> bool:
    """ "immobilisé quatre heures vingt"; "18 h 30" and "à quatre heures vingt" are times of day."""
    before = view.low[max(0, big.left - 12) : big.left].split()
    clock = before[-1:] != [] and before[-1] in words.table["time"]["clock_before"]
    return "unit_symbol" not in big.rules and not clock


def _bare_minutes(view: View, big: Mark, small: Mark, words: Context) -> int | None:
    parts = _BARE_PARTS.get(big.unit)
    if big.unit == "hour" and not _spelled_hours(view, big, words):
        return None
    if parts is None or small.number.form not in ("digits", "words") or small.value is None:
        return None
    printed = view.low[small.number.start : small.number.end]
    width = 3 if parts == 1000 else 2
    rest = view.low[small.number.end : small.number.end + 2]
    word = words.next_word.match(view.low, small.number.end)
    ends = rest[:1] in ("", ".", ",", ";", ")", "\n") or (
        word is not None and word["w"] in words.stop
    )
    whole = len(printed) == width if printed[0].isdigit() else 10 <= small.value < parts
    return parts if ends and whole and big.number.value == int(big.number.value or 0) else None


def _bare_cents(view: View, small: Mark) -> int | None:
    """ "15 dollars 50": two digits or words that end the amount."""
    if small.number.form not in ("digits", "words"):
        return None
    printed = view.low[small.number.start : small.number.end]
    rest = view.low[small.number.end : small.number.end + 8].strip()
    if rest[:1] == "-" and rest[1:2].isalpha():
        return None  # "£19 one-way"
    counts = rest[:1].isalpha() and not rest.startswith(("more", "the", "and", "et ", "par ", "a "))
    return 100 if (len(printed) == 2 or not printed[0].isdigit()) and not counts else None
