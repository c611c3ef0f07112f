"""A number with what is printed right at it: currency sign, unit, rate, fraction of a unit.

A Mark is the working record of quantities.py, one a number, changed in place while neighbours
are joined; it never leaves that module.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from claimtrack.context import Context, Unit
from claimtrack.numbers import exact_float
from claimtrack.records import Number

# How far a left context is read.
REACH = 60
_SINGLE_LETTERS = frozenset("mgltshWVAJNKdjpbBTGkL")
_FORMS_WITH_OF = frozenset(["collective", "vague", "fraction"])


@dataclass(slots=True)
class View:
    """One text in the three forms the patterns need; offsets are the same in all."""

    text: str
    plain: str
    low: str


@dataclass(slots=True)
class Mark:
    """A number and its edges: ``left`` with currency sign, ``right`` with unit and rate."""

    number: Number
    left: int
    right: int
    unit: str = ""
    kind: str = ""
    high: float | None = None
    qualifier: str = ""
    name: str = ""
    own_unit: bool = False
    range_end: bool = False
    rules: tuple[str, ...] = ()
    first: Number | None = None
    shared: bool = False

    @property
    def value(self) -> float | None:
        return self.number.value


def mark(view: View, number: Number, words: Context) -> Mark:
    """The mark of one number: its unit, if one is printed before or after it."""
    found = Mark(number, number.start, number.end)
    _prefix(view, found, words)
    _suffix(view, found, words)
    if not found.unit or found.kind == "money":
        _unit(view, found, words)
    if found.unit and found.unit.partition(" / ")[1] and found.kind == "measure":
        found.kind = "rate"
    _rate(view, found, words)
    found.own_unit = bool(found.unit)
    return found


def _prefix(view: View, found: Mark, words: Context) -> None:
    """A currency sign or code before the number: "$", "US$ ", "RM"."""
    plain, start = view.plain, found.number.start
    if start == 0:
        return
    last = plain[start - 1]
    if last == " " and start > 1:
        last = plain[start - 2]
    if last not in words.prefix_ends:
        return
    match = words.prefix.match(plain, max(0, start - 12), start)
    if match is None:
        return
    surface = match[0].strip()
    found.left, found.unit, found.kind = match.start(), words.prefixes[surface], "money"
    found.rules += ("currency_before",)
    if surface[0] == "M" and surface[1:] in words.prefixes and len(surface) == 4:
        found.number = scaled(found.number, 10**6, found.number.end)


def scaled(number: Number, times: int, end: int) -> Number:
    """The number with a scale that its unit brought ("£4m")."""
    value = number.value
    if value is None:
        return number
    exact = exact_float(round(value * 10**6) * times, 10**6)
    return replace(number, value=exact, low=exact, high=exact, scale=times, end=end)


def _suffix(view: View, found: Mark, words: Context) -> None:
    """Letters that mean a scale only with money ("$18m", "120 MEUR") or with people ("4m people")."""
    number = found.number
    if number.form != "digits" or number.scale != 1:
        return
    code = words.suffix_code.match(view.plain, number.end)
    if code is not None and code["c"] in words.prefixes:
        found.number = scaled(number, words.money_scales[code["s"]], code.end("s"))
        found.right, found.unit = code.end(), words.prefixes[code["c"]]
        found.kind, found.rules = "money", (*found.rules, "suffix_and_code")
        return
    match = words.money_suffix.match(view.plain, number.end)
    if match is None:
        return
    if found.kind == "money" or _counts_people(view, match.start("s"), match.end(), words):
        found.number = scaled(number, words.money_scales[match["s"]], match.end())
        found.right = found.number.end
        found.rules += ("scale_suffix",)


def _counts_people(view: View, start: int, end: int, words: Context) -> bool:
    """ "4m people" are millions, "a 4m wall" and "4 m" are metres."""
    if view.plain[start:end] != "m" or view.plain[start - 1] == " " or words.language == "":
        return False
    if not words.table["words"].get("m_is_million", False):
        return False
    word = words.next_word.match(view.low, end)
    if word is None or view.low[end] != " " or word["w"] in words.stop:
        return False
    if view.low[max(0, start - 12) : start].rsplit(" ", 2)[-2:-1] in (["a"], ["the"]):
        return False
    return word["w"].endswith("s") or word["w"] in words.persons


def _unit(view: View, found: Mark, words: Context) -> None:
    """The unit after the number, straight or over "de", "of" or one adjective."""
    end, low = found.number.end, view.low
    if end >= len(low) or low[end] in ",.;:!?)\n\"]":
        return
    match = words.symbol.match(view.plain, end)
    if match is None and found.number.scale >= 10**6:
        match = words.bridged_symbol.match(view.plain, end)
    if match is not None and not _stray_symbol(view, match, found, words):
        _take(found, words.symbols[match["u"]], match.end(), "unit_symbol")
        _scale_after(view, found, words)
        return
    match = words.word.match(low, end)
    if match is None and _may_bridge(found.number, low):
        match = words.bridged.match(low, end)
        if match is None and found.number.form in _FORMS_WITH_OF and low[end] == " ":
            match = words.bridged.match(low, end)
    if match is None and low[end] == " ":
        match = words.modified.match(low, end)
    if match is None:
        return
    unit = words.words[match["u"]]
    if unit.doubtful and not _surely_unit(view, match, unit, found):
        return
    if low[match.start("u") - 1] in " -'" or found.number.form == "digits":
        _take(found, unit, match.end(), "unit_word")
        _scale_after(view, found, words)


def _surely_unit(view: View, match: object, unit: Unit, found: Mark) -> bool:
    """Is a surface that is also a common word a unit here ("5 ft 2 in", "3,000 won")?"""
    start, end = match.start("u"), match.end("u")  # type: ignore[attr-defined]
    if unit.kind == "money":
        return (found.value or 0) >= 100 and view.low[end : end + 5] != " the "
    if view.low[start - 1] != " ":
        return found.number.form == "digits" or view.low[start - 1] == "-"
    if view.low[start:end] == "in":
        return view.low[end : end + 1] in (".", ",", ")", "") and found.number.form == "digits"
    return not view.low[start:end].startswith(("won", "mark"))


def _scale_after(view: View, found: Mark, words: Context) -> None:
    """ "75 USD million": the scale stands after the currency."""
    if found.kind != "money" or found.number.scale != 1:
        return
    match = words.scale_word.match(view.low, found.right)
    if match is not None:
        times = words.scale_words[match["s"]]
        found.number = scaled(found.number, times, match.end())
        found.right = match.end()


def _may_bridge(number: Number, low: str) -> bool:
    """Only large scales, collectives and fractions take "de" before what they measure."""
    return number.scale >= 10**6 or number.form in _FORMS_WITH_OF or (
        number.value is not None and number.value >= 10**6
    )


def _take(found: Mark, unit: Unit, end: int, rule: str) -> None:
    if found.kind == "money" and (unit.kind != "money" or found.unit == unit.name):
        if unit.kind != "money":
            return
    found.unit, found.kind, found.right = unit.name, unit.kind, end
    found.rules += (rule,)


def _stray_symbol(view: View, match: object, found: Mark, words: Context) -> bool:
    """Is a one-letter symbol rather a word, a name or a quotation mark ("5 A Street")?"""
    start, end = match.start("u"), match.end("u")  # type: ignore[attr-defined]
    symbol = view.plain[start:end]
    if symbol in ('"', "'"):
        line = view.text.rfind("\n", 0, start) + 1
        return view.text[start] != symbol or view.text.count(symbol, line, start) % 2 == 1
    if symbol == "in" and view.plain[start - 1] == " ":
        return view.plain[end : end + 1] not in ("", ".", ",", ";", ")")
    if symbol == "s" and view.plain[start - 1].isdigit() and "." not in view.plain[found.number.start : start]:
        return True  # "the 1980s", "over-65s"
    if symbol in "CF":
        return not _may_be_degrees(view, start, found, words)
    if len(symbol) != 1 or symbol not in _SINGLE_LETTERS:
        return False
    if found.number.form != "digits":
        return True
    after = view.plain[end : end + 1]
    if after in ("'", "-") or (after == "." and view.plain[end + 1 : end + 2].isalpha()):
        return True
    return symbol.isupper() and view.plain[start - 1] == " " and symbol not in "WVT"


def _may_be_degrees(view: View, start: int, found: Mark, words: Context) -> bool:
    """ "11C", "to 104F" are temperatures; "777F" and "23456 F" are names."""
    value = found.value
    if found.number.form != "digits" or value is None or not -100 <= value <= 200:
        return False
    last = view.low[max(0, found.number.start - 12) : found.number.start].rstrip().rsplit(" ", 1)[-1]
    return view.plain[start - 1] != " " and last in words.table["words"]["before_degrees"]


def _rate(view: View, found: Mark, words: Context) -> None:
    """ "a day", "par habitant", "/h" after the unit; "le litre" after money."""
    low, end = view.low, found.right
    if end >= len(low) or low[end] not in " -/" or found.number.form == "fraction":
        return
    match = words.rate.match(low, end)
    if match is None and found.kind == "money":
        match = words.money_rate.match(low, end)
    if match is None or found.kind == "percent":
        return
    if found.kind == "rate" or (not found.unit and found.number.form == "multiple"):
        return
    found.unit = f"{found.unit or 'count'} / {_divisor(words.denominators[match['d']])}"
    found.kind, found.right = "rate", match.end()
    found.rules += ("rate",)


def _divisor(unit: str) -> str:
    return f"({unit})" if " / " in unit else unit


def rate_after_noun(view: View, found: Mark, noun_end: int, words: Context) -> None:
    """A rate that stands after the counted noun: "30 substations a day"."""
    match = words.rate.match(view.low, noun_end)
    if match is None:
        return
    found.unit = f"count / {_divisor(words.denominators[match['d']])}"
    found.kind, found.right = "rate", match.end()
    found.rules += ("rate_after_noun",)


def halves(view: View, marks: list[Mark], words: Context) -> list[Mark]:
    """ "deux heures et quart", "an hour and a half", "two pounds fifty": one number each."""
    kept: list[Mark] = []
    for found in marks:
        if kept and found.number.start < kept[-1].right:
            continue
        if _half_before(view, found, words) or (kept and _small_change(view, kept[-1], found)):
            kept.append(found) if found.first is None else None
            continue
        _half_after(view, found, words)
        kept.append(found)
    return kept


def _half_after(view: View, found: Mark, words: Context) -> None:
    if not found.own_unit or found.value is None or found.kind == "percent":
        return
    match = words.halves.match(view.low, found.right)
    if match is None:
        return
    value = found.value + words.table["halves"][match["h"]]
    number = replace(found.number, value=value, low=value, high=value, end=match.end())
    found.number, found.right = number, match.end()
    found.rules += ("and_a_half",)


def _half_before(view: View, found: Mark, words: Context) -> bool:
    """ "an hour and a half": the unit stands before the only number."""
    if found.number.form != "fraction" or found.own_unit or found.value is None:
        return False
    match = words.half_before.search(view.low, max(0, found.left - 30), found.left)
    if match is None or match.end() != found.left:
        return False
    value = 1 + found.value
    found.number = replace(
        found.number, start=match.start(), value=value, low=value, high=value, form="words"
    )
    unit = words.words[match["u"]]
    found.left, found.unit, found.kind, found.own_unit = match.start(), unit.name, unit.kind, True
    found.rules += ("one_and_a_half",)
    return True


# Unit pairs that print one amount: a second unit, how many make one of the first.
_CHANGE = {"cent": 100, "USD_cent": 100, "EUR_cent": 100, "GBX": 100}
_PARTS = {("foot", "inch"): 12, ("hour", "minute"): 60, ("pound", "ounce"): 16, ("minute", "second"): 60}


def _small_change(view: View, big: Mark, small: Mark) -> bool:
    """ "13 dollars and 45 cents", "15 euros 50", "5 ft 2 in": added to ``big``; ``small`` goes."""
    gap = view.low[big.right : small.left]
    if gap not in (" ", " and ", " et ", "", ", ") or big.value is None or small.value is None:
        return False
    if not (big.own_unit and big.value == int(big.value) and big.number.scale == 1):
        return False
    parts = _CHANGE.get(small.unit) if big.kind == "money" else _PARTS.get((big.unit, small.unit))
    if parts is None and big.kind == "money" and not small.own_unit and gap == " ":
        parts = _bare_cents(view, small)
    if parts is None or not 0 < small.value < parts or big.unit in _CHANGE:
        return False
    if gap == ", " or "/" in big.unit:
        return False
    value = exact_float(int(big.value * parts) + int(small.value), parts)
    end = small.right if small.own_unit else small.number.end
    big.number = replace(big.number, value=value, low=value, high=value, end=end)
    big.right = end
    big.rules += ("and_small_change",)
    small.first = big.number
    return True


def _bare_cents(view: View, small: Mark) -> int | None:
    """ "15 dollars 50": two digits or words that end the amount."""
    after = view.low[small.number.end : small.number.end + 1]
    printed = view.low[small.number.start : small.number.end]
    if after in ("", ".", ",", ";", " ", ")") and small.number.form in ("digits", "words"):
        rest = view.low[small.number.end : small.number.end + 8].strip()
        word = rest[:1].isalpha() and not rest.startswith(("more", "the", "and", "et "))
        return 100 if (len(printed) == 2 or not printed[0].isdigit()) and not word else None
    return None
