"""A number with what is printed right at it: currency sign, unit, rate, fraction of a unit.

A Mark is the working record of quantities.py, one a number, changed in place while neighbours
are joined; it never leaves the quantity stage.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import regex

from claimtrack.context import Context, Unit
from claimtrack.lookup import Hit
from claimtrack.numbers import exact_float
from claimtrack.records import Number

_HOURS = regex.compile(
    r"""[ ]?h[ ]?(?P<min>[0-5]?\d)(?!\d)
        (?:[ ]?(?:minutes?|min|mn)(?!\w)(?:[ ]?(?P<s>[0-5]?\d)[ ]?s(?!\w))?)?""",
    flags=regex.X,
)
_TIMES = frozenset(["second", "minute", "hour", "day", "week", "month", "year"])
_DIGIT_AFTER = regex.compile(r"-\d")
_FORMS_WITH_OF = frozenset(["collective", "vague", "fraction"])
_NO_UNIT_AFTER = frozenset(',.;:!?)\n"]')


@dataclass(slots=True)
class View:
    """One text in the three forms the rules need; offsets are the same in all."""

    text: str
    plain: str
    low: str


@dataclass(slots=True)
class Mark:
    """A number and its edges: ``left`` with currency sign, ``right`` with unit and rate.

    ``name`` is the rule that makes it no claim, ``first`` the first number of a range,
    ``shared`` whether its unit is another figure's.
    """

    number: Number
    left: int
    right: int
    unit: str = ""
    kind: str = ""
    qualifier: str = ""
    name: str = ""
    own_unit: bool = False
    shared: bool = False
    rules: tuple[str, ...] = ()
    first: Number | None = None
    item: tuple[str, str, int] | None = None

    @property
    def value(self) -> float | None:
        return self.number.value


def mark(view: View, number: Number, words: Context) -> Mark:
    """The mark of one number: its unit, if one is printed before or after it."""
    found = Mark(number, number.start, number.end)
    _prefix(view, found, words)
    if number.form == "digits" and found.number.scale == 1:
        _suffix(view, found, words)
    if not _hours(view, found, words):
        _unit(view, found, words)
    if found.kind == "measure" and " / " in found.unit:
        found.kind = "rate"
    rate(view, found, found.right, words)
    found.own_unit = bool(found.unit)
    return found


# ---------------------------------------------------------------- currency signs, scale suffixes


def _prefix(view: View, found: Mark, words: Context) -> None:
    """A currency sign or code before the number: "$", "US$ ", "RM"."""
    plain, start = view.plain, found.number.start
    if start == 0:
        return
    if plain[start - 1] == "(" and plain[found.number.end : found.number.end + 1] == ")":
        _loss(view, found, words)
        return
    at = start - 1 if plain[start - 1] != " " else start - 2
    if at < 0 or plain[at] not in words.units.prefix_ends:
        return
    hit = words.units.prefixes.before(plain, start)
    if hit is None or start - hit.end > 1:
        return
    if len(hit.phrase) == 1 and hit.phrase.isalpha() and hit.end != start:
        return  # "the S&P 500"
    found.left, found.unit, found.kind = hit.start, hit.value, "money"
    found.rules += ("currency_before",)
    if hit.phrase[1:] in words.units.codes and hit.phrase[0] == "M" and len(hit.phrase) == 4:
        found.number = scaled(found.number, 10**6, found.number.end)


def _loss(view: View, found: Mark, words: Context) -> None:
    """ "$(12.4) million": brackets after the sign are a minus."""
    number = found.number
    hit = words.units.prefixes.before(view.plain, number.start - 1)
    if hit is None or hit.end != number.start - 1 or number.value is None:
        return
    value = -number.value
    start, end = number.start - 1, number.end + 1
    found.number = replace(number, start=start, end=end, value=value, low=value, high=value)
    found.left, found.right, found.unit, found.kind = hit.start, end, hit.value, "money"
    found.rules += ("currency_before",)
    _scale_after(view, found, words)


def scaled(number: Number, times: int, end: int) -> Number:
    """The number with a scale that its unit brought ("£4m")."""
    if number.value is None:
        return number
    exact = exact_float(round(number.value * 10**6) * times, 10**6)
    return replace(number, value=exact, low=exact, high=exact, scale=times, end=end)


def _suffix(view: View, found: Mark, words: Context) -> None:
    """Letters that are a scale only with money ("$18m", "120 MEUR") or people ("4m people")."""
    plain, end = view.plain, found.number.end
    at = end + 1 if plain[end : end + 1] == " " else end
    if plain[at : at + 1] not in words.units.suffix_firsts:
        return
    code = words.units.suffix_code.match(plain, end)
    if code is not None:
        currency = words.units.prefixes.before(plain, code.end())
        found.number = scaled(found.number, words.units.scales[code["s"]], code.end("s"))
        found.right, found.kind = code.end(), "money"
        found.unit = currency.value if currency else found.unit
        found.rules += ("suffix_and_code",)
        return
    hit = words.units.money_suffixes.at(plain, at)
    if hit is not None and (found.kind == "money" or _counts_people(view, hit, words)):
        found.number = scaled(found.number, hit.value, hit.end)
        found.right = hit.end
        found.rules += ("scale_suffix",)


def _counts_people(view: View, hit: Hit[int], words: Context) -> bool:
    """ "4m people" are millions, "a 4m wall" and "4 m" are metres."""
    if hit.phrase != "m" or view.plain[hit.start - 1] == " ":
        return False
    if not words.table["words"].get("m_is_million", False):
        return False
    low, at, table = view.low, hit.end, words.table["words"]
    before = low[max(0, hit.start - 12) : hit.start].split(" ")
    if len(before) > 1 and before[-2] in ("a", "the"):
        word = words.next_word.match(low, at)
        sold = word is not None and word["w"] in (*table["million_words"], *words.persons)
        return before[-2] == "the" and sold  # "the 3.8m voters", but "the 400m hurdles"
    if low.startswith(("+", "-plus"), at):
        return True
    if low[at : at + 1] != " ":
        return False
    unit = words.units.words.at(low, at + 1)
    if unit is not None and not unit.value.doubtful:
        return True
    for _ in range(3):
        word = words.next_word.match(low, at)
        if word is None or word["w"] in words.stop or word["w"] in table["metre_words"]:
            return False
        if word["w"].endswith("s") or word["w"] in words.persons:
            return True
        at = word.end()
    return False


# ---------------------------------------------------------------- units


def _unit(view: View, found: Mark, words: Context) -> None:
    """The unit after the number, straight or over "de", "of" or one adjective."""
    end = found.number.end
    after = view.low[end : end + 1]
    if not after or after in _NO_UNIT_AFTER:
        return
    start = end + 1 if after in " -" else end
    hit = _symbol(view, found, start, words)
    rule = "unit_symbol"
    if hit is None:
        hit, rule = _word(view.low, found, start, words), "unit_word"
    if hit is None and after == " ":
        hit = _after_qualifier(view.low, end, words)
    sign = hit is not None and after == "-" and not hit.phrase[-1].isalnum()
    if sign and hit is not None and view.low[hit.end : hit.end + 1].isdigit():
        return  # "€200-€500": the sign is the next number's
    joined = hit is not None and hit.value.name != "foot" and hit.value.kind != "money"
    if hit is None or (joined and _DIGIT_AFTER.match(view.low, hit.end)):
        return
    if found.kind == "money" and hit.value.kind != "money":
        return
    found.unit, found.kind, found.right = hit.value.name, hit.value.kind, hit.end
    found.rules += (rule,)
    if found.kind == "money" and found.number.scale == 1:
        _scale_after(view, found, words)


def _hours(view: View, found: Mark, words: Context) -> bool:
    """ "en 2 h 41", "1h30 de débats": hours and minutes that last, and are no time of day."""
    number, low = found.number, view.low
    if number.form != "digits" or number.value is None or number.value != int(number.value):
        return False
    match = _HOURS.match(low, number.end)
    spelled = match is not None and match.end("min") < match.end()  # "4 h 11 min" always lasts
    if match is None or not (spelled or lasts(low, number.start, match.end(), words)):
        return False
    seconds = (int(number.value) * 60 + int(match["min"])) * 60 + int(match["s"] or 0)
    value = exact_float(seconds, 3600)
    found.number = replace(number, value=value, low=value, high=value, end=match.end())
    found.unit, found.kind, found.right = "hour", "duration", match.end()
    found.rules += ("and_small_change",)
    return True


def lasts(low: str, start: int, end: int, words: Context) -> bool:
    """Do the words around hours and minutes say that something lasts so long?"""
    time = words.table["time"]
    before = low[max(0, start - 30) : start].replace("'", " ").split()
    if not before or before[-1] in time["clock_before"]:
        return False
    if low.startswith((" de ", " d'", " par "), end):
        return True
    if before[-1] in ("de", "d") and len(before) > 1:
        return before[-2] in time["lasting_nouns"]
    return before[-1] in time["lasting"]


def _after_qualifier(low: str, end: int, words: Context) -> Hit[Unit] | None:
    """ "five or more hours", "20 or so kilometres"."""
    phrase = words.after.after_blank(low, end)
    if phrase is None or low[phrase.end : phrase.end + 1] != " ":
        return None
    hit = words.units.words.at(low, phrase.end + 1)
    return None if hit is None or hit.value.doubtful else hit


def _symbol(view: View, found: Mark, start: int, words: Context) -> Hit[Unit] | None:
    plain = view.plain
    if plain.startswith(("de ", "of "), start) and found.number.scale >= 10**6:
        hit = words.units.symbols.at(plain, start + 3)
        return hit if hit is not None and not hit.phrase.isalpha() else None
    if plain[start : start + 1] in "[<":
        start += 1
    if plain[start : start + 1] not in words.units.symbol_firsts:
        return None
    hit = words.units.symbols.at(plain, start)
    return None if hit is None or _stray_symbol(view, hit, found, words) else hit


def _word(low: str, found: Mark, start: int, words: Context) -> Hit[Unit] | None:
    """A unit word at ``start``, over "de" or "of" where the number takes them, or an adjective."""
    hit = words.units.words.at(low, start)
    if hit is None and low[start - 1] == " ":
        hit = _word_beyond(low, found, start, words)
    if hit is None or (hit.value.doubtful and not _surely_unit(low, hit, found)):
        return None
    if len(hit.phrase) == 1 and low[hit.end : hit.end + 1] == ".":
        return None if low[hit.end + 1 : hit.end + 2].isalpha() else hit
    if (
        len(hit.phrase) <= 2
        and found.number.form == "words"
        and hit.phrase not in words.short_units
    ):
        return None
    attached = low[hit.start - 1] not in " -'"
    return None if attached and found.number.form != "digits" else hit


def _word_beyond(low: str, found: Mark, start: int, words: Context) -> Hit[Unit] | None:
    if found.number.form == "fraction" and low.startswith(("a ", "an "), start):
        return words.units.words.at(low, low.index(" ", start) + 1)
    for of in words.of:
        if low.startswith(of[1:], start):
            at = start + len(of) - 1
            part = low.startswith(("a ", "an "), at) and 0 < (found.value or 0) < 1
            if not part and not _takes_of(found.number):
                return None
            if low.startswith(("a ", "an "), at):
                at = low.index(" ", at) + 1
            return words.units.words.at(low, at)
    word = words.next_word.match(low, start - 1)
    if word is None or word["w"] not in words.modifiers or low[word.end() : word.end() + 1] != " ":
        return None
    hit = words.units.words.at(low, word.end() + 1)
    plural = hit is not None and (hit.phrase[-1] in "sx" or (found.value or 2) < 2)
    return hit if plural else None


def _takes_of(number: Number) -> bool:
    """Only large scales, collectives and fractions take "de" before what they measure."""
    large = number.scale >= 10**6 or (number.value is not None and number.value >= 10**6)
    return large or number.form in _FORMS_WITH_OF


def _stray_symbol(view: View, hit: Hit[Unit], found: Mark, words: Context) -> bool:
    """Is a symbol rather a word, a name or a quotation mark ("5 A Street")?"""
    plain, symbol, end = view.plain, hit.phrase, hit.end
    attached = plain[hit.start - 1] != " "
    if symbol == "'" and plain[end : end + 1] == "s":
        return True
    if symbol in ('"', "'"):
        line = view.text.rfind("\n", 0, hit.start) + 1
        return view.text[hit.start] != symbol or view.text.count(symbol, line, hit.start) % 2 == 1
    if symbol in ("in", "K", "A") and (attached or plain[hit.start - 1] == "-"):
        dash = plain[hit.start - 1] == "-" and (symbol != "in" or plain[end : end + 1] == "-")
        return dash or symbol == "A"
    if symbol == "in" and not attached:
        return plain[end : end + 1] not in ("", ".", ",", ";", ")")
    if symbol == "s" and attached:  # "the 1980s", "over-65s"; but "9.58s"
        return "." not in plain[found.number.start : hit.start]
    if symbol in ("C", "F"):
        return not _may_be_degrees(view, found, attached, words)
    if hit.value.kind == "money" and symbol.isalpha() and found.number.form == "words":
        return True  # "all three Rs"
    if len(symbol) > 1 or not symbol.isalpha():
        return plain[end : end + 1] in ("²", "³")
    after = plain[end : end + 1]
    if found.number.form != "digits" or after in ("'", "-", "²", "³"):
        return True
    if after == "." and plain[end + 1 : end + 2].isalpha():
        return True
    return symbol.isupper() and not attached and symbol not in "WVT"


def _may_be_degrees(view: View, found: Mark, attached: bool, words: Context) -> bool:
    """ "11C", "to 104F" are temperatures; "777F" and "23456 F" are names."""
    value = found.value
    if found.number.form != "digits" or value is None or not -100 <= value <= 300 or not attached:
        return False
    last = view.low[max(0, found.number.start - 12) : found.number.start].rstrip()
    if last[-1:] == "(" or (last[-1:] in "-–" and last[-2:-1].isdigit()):
        return True
    return last.rsplit(" ", 1)[-1] in words.table["words"]["before_degrees"]


def _surely_unit(low: str, hit: Hit[Unit], found: Mark) -> bool:
    """Is a surface that is also a common word a unit here ("5 ft 2 in", "3,000 won")?"""
    if hit.value.kind == "money":
        plural = hit.phrase[-1] == "s" or hit.phrase == "won"
        return plural and (found.value or 0) >= 100 and not low.startswith(" the ", hit.end)
    if low[hit.start - 1] != " ":
        return found.number.form == "digits" or low[hit.start - 1] == "-"
    if hit.phrase != "in" and hit.phrase[-1] != "s" and (found.value or 2) >= 2:
        return False
    if hit.phrase == "in":
        return low[hit.end : hit.end + 1] in (".", ",", ")", "") and found.number.form == "digits"
    return True


def _scale_after(view: View, found: Mark, words: Context) -> None:
    """ "75 USD million": the scale stands after the currency."""
    if view.low[found.right : found.right + 1] != " ":
        return
    hit = words.units.scale_words.at(view.low, found.right + 1)
    if hit is not None:
        found.number = scaled(found.number, hit.value, hit.end)
        found.right = hit.end


# ---------------------------------------------------------------- rates


def rate(view: View, found: Mark, end: int, words: Context) -> bool:
    """Take "a day", "par habitant", "/h" at ``end`` into the unit; "le litre" after money."""
    low = view.low
    at = end + 1 if low[end : end + 1] in (" ", "-") else end
    filler = words.units.rate_fillers.at(low, at) if found.unit else None
    if filler is not None and low[filler.end : filler.end + 1] == " ":
        at = filler.end + 1
    if low[at : at + 1] not in words.units.rate_firsts or found.kind in ("percent", "rate"):
        return False
    if found.number.form in ("fraction", "multiple"):
        return False
    hit = words.units.per.at(low, at)
    if hit is None and found.kind == "money":
        hit = words.units.money_per.at(low, at)
        following = low[hit.end : hit.end + 14].strip() if hit is not None else ""
        if following.startswith(words.units.not_article_rates):
            return False
    if hit is None:
        return False
    top, bottom = found.unit or "count", hit.value
    article = not hit.phrase.startswith(("per ", "par ")) and bottom in _TIMES
    if article and low[hit.end : hit.end + 14].lstrip(" -").startswith(words.units.not_rates):
        return False  # "30 dead a week later", but "£90 a tonne before tax"
    if " / " in bottom:
        return False
    found.rules += ("rate" if end == found.right else "rate_after_noun",)
    found.unit = f"{top} / {bottom}" if top != bottom else "dimensionless"
    found.kind, found.right = "rate", hit.end
    return True
