"""The atoms of numerals: digit strings and number words, each with the role a pack gives it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple

import regex

from claimtrack.errors import PackError
from claimtrack.languages import pack_table

# Roles of atoms.
DIGITS, CARDINAL, HUNDRED, SCALE = "digits", "cardinal", "hundred", "scale"
FRACTION, COLLECTIVE, VAGUE, MULTIPLE = "fraction", "collective", "vague", "multiple"
_ROLES = (CARDINAL, HUNDRED, SCALE, FRACTION, COLLECTIVE, VAGUE, MULTIPLE)

# Digits with grouping (three by three; two by two in India), a decimal part, or neither.
# A raised point is a decimal sign, but a multiplication before a power of ten.
_SIGN = r"(?:[.,]|·(?!10(?:\^|[⁰¹²³⁴⁵⁶⁷⁸⁹⁻])))"
_DIGITS = rf"""
    \d{{1,3}}(?:(?P<sep>[ .,'’])\d{{3}}(?!\d))(?:(?P=sep)\d{{3}}(?!\d))*(?:{_SIGN}\d+)?
  | \d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)
  | \d+(?:{_SIGN}\d+)*
  | (?<![\w.,])[.,]\d+
"""
VULGAR = {
    "½": (1, 2),
    "⅓": (1, 3),
    "⅔": (2, 3),
    "¼": (1, 4),
    "¾": (3, 4),
    "⅕": (1, 5),
    "⅖": (2, 5),
    "⅗": (3, 5),
    "⅘": (4, 5),
    "⅙": (1, 6),
    "⅚": (5, 6),
    "⅛": (1, 8),
    "⅜": (3, 8),
    "⅝": (5, 8),
    "⅞": (7, 8),
    "⅐": (1, 7),
    "⅑": (1, 9),
    "⅒": (1, 10),
}


class Atom(NamedTuple):
    """A digit string or number word: offsets, role, exact value, and the word itself."""

    start: int
    end: int
    role: str
    num: int
    den: int
    word: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """The number grammar of a language, compiled from its pack."""

    words: dict[str, tuple[str, int]]
    alone: dict[str, int]
    hyphened: dict[str, tuple[str, str, int]]
    suffix: Any
    suffix_word: Any
    suffixes: dict[str, int]
    codes: frozenset[str]
    gaps: dict[str, str]
    fraction_gap: Any
    of: Any
    before: Any
    definite: Any
    minus: Any
    ordinal: Any
    decimal: str
    decimal_words: tuple[str, ...]
    and_units: frozenset[int]
    teens_after: frozenset[int]
    twenty_after: int
    comma_joins: bool
    first_adds: frozenset[int]
    vague_article: str
    need_article: frozenset[str]
    need_of: frozenset[str]


@cache
def grammar(language: str) -> Grammar:
    """The compiled grammar of ``language``. Raises PackError where a word has two roles."""
    table = pack_table(language, "numbers")
    words: dict[str, tuple[str, int]] = {}
    for role in _ROLES:
        for value, surfaces in table[role].items():
            for surface in surfaces:
                if words.setdefault(surface, (role, int(value))) != (role, int(value)):
                    raise PackError(f"{language}/numbers.toml: {surface!r} has two roles")
    scales = {s: int(v) for v, many in table["scale"].items() for s in many}
    suffixes = {s: int(v) for v, many in table["suffix"].items() for s in many}
    ands = "|".join(table["and_words"])
    articles = "|".join([*table["articles"], *table["and_words"]])
    return Grammar(
        words=words,
        alone={s: int(v) for v, many in table["fraction_alone"].items() for s in many},
        hyphened={w.split("-")[0]: (w, *entry) for w, entry in words.items() if "-" in w},
        suffix=regex.compile(r"[ ]?(?P<s>\L<suffixes>)(?!\w)", suffixes=list(suffixes)),
        suffix_word=regex.compile(r"(?P<s>\L<scales>)(?!\w)", scales=list(scales)),
        suffixes=suffixes | scales,
        codes=frozenset(
            sign.lower()
            for table in (pack_table("common", "units"), pack_table(language, "units"))
            for signs in table.get("money_prefix", {}).values()
            for sign in signs
            if sign.isalpha()
        ),
        gaps=_gaps(tuple(table["and_words"])),
        fraction_gap=regex.compile(
            rf"(?:[ ]|[ ]-[ ]|-)?(?:(?:{ands})[ -])?(?:(?:{'|'.join(table['articles'])})[ -])?"
        ),
        of=regex.compile(
            rf"[ -](?:(?:{'|'.join(table['of_words'])})(?:(?:{articles})[ ])?)?", flags=regex.V1
        ),
        before=regex.compile(
            rf"(?r)(?<!\w)(?:{'|'.join(table['articles'])})[ ]"
            rf"(?:(?:{'|'.join(table['rough'])})[ ])?"
        ),
        definite=regex.compile(rf"(?r)(?<!\w)(?:{'|'.join(table['definite'])})[ ]"),
        minus=regex.compile(
            rf"(?r)(?<!\w)(?:(?<!(?:plus or|plus ou)[ ])(?:{'|'.join(table['minus_words'])})[ ]"
            rf"|(?<=(?:^|[\"(:]|(?:{'|'.join(table['minus_after'])})[ ]))"
            rf"(?:{'|'.join(table['minus_sometimes'])})[ ]"
            r"|(?<=(?:^|[\s(\[:\"]))[-−+]"
            rf"|(?<=(?:^|\s)(?:{'|'.join(table['minus_after'])})[ ]|\()[-–][ ])"
        ),
        ordinal=regex.compile(rf"(?:-|-et-| et )(?:{'|'.join(table['ordinal_tails'])})(?!\w)"),
        decimal=table["decimal"],
        decimal_words=tuple(f" {w} " for w in table["decimal_words"]),
        and_units=frozenset(table["and_units"]),
        teens_after=frozenset(table["teens_after"]),
        twenty_after=table["twenty_after"],
        comma_joins=table["comma_joins"],
        first_adds=frozenset(table["first_adds"]),
        vague_article=table["vague_article"],
        need_article=frozenset(table["need_article"]),
        need_of=frozenset(table["need_of"]),
    )


def _gaps(ands: tuple[str, ...]) -> dict[str, str]:
    """What may stand between two words of a numeral → join, and, or comma."""
    gaps = dict.fromkeys([" ", "-", " - ", "  "], "join")
    for word in ands:
        gaps |= dict.fromkeys([f" {word} ", f"-{word}-", f", {word} "], "and")
    gaps[", "] = "comma"
    return gaps


# Words and the starts of digit strings. Here `re` finds what one dictionary look-up a word then
# sorts out: four times as fast as a pattern that holds the words.
_TOKEN = re.compile(rf"[^\W\d_]+|\d|[{''.join(VULGAR)}]|(?<![\w.,])[.,](?=\d)")
_DIGIT_STRING = regex.compile(_DIGITS, flags=regex.X)


def find_atoms(low: str, rules: Grammar) -> list[Atom]:
    """The digit strings and number words of a folded text, in order."""
    atoms: list[Atom] = []
    known, hyphened, taken = rules.words.get, rules.hyphened, 0
    for match in _TOKEN.finditer(low):
        token = match[0]
        entry = known(token)
        if entry is not None:
            start = match.start()
            if not low[start - 1 : start].isalnum() or start == 0:
                atoms.append(_word_atom(low, start, match.end(), token, entry, hyphened))
        elif not token.isalpha() and match.start() >= taken:
            atom = _digit_atom(low, match.start(), rules)
            if atom is not None:
                taken = atom.end
                if atom.den:
                    atoms.append(atom)
    return atoms


def _word_atom(
    low: str, start: int, end: int, word: str, entry: tuple[str, int], hyphened: Any
) -> Atom:
    longer = hyphened.get(word) if low[end : end + 1] == "-" else None
    if longer is not None and low.startswith(longer[0], start):
        word, role, value = longer
        return Atom(start, start + len(word), role, value, 1, word)
    return Atom(start, end, entry[0], entry[1], 1, word)


def _digit_atom(low: str, start: int, rules: Grammar) -> Atom | None:
    """The digit string at ``start``; den 0 where it is no number, None where none starts."""
    if low[start] in VULGAR:
        return Atom(start, start + 1, DIGITS, *VULGAR[low[start]], low[start])
    match = _DIGIT_STRING.match(low, start)
    if match is None:
        return None
    word, end = match[0], match.end()
    value = read_digits(word, rules.decimal)
    if value is None or (
        low[start - 1 : start].isalpha() and not _code_before(low, start, word, rules)
    ):
        return Atom(start, end, DIGITS, 0, 0, word)
    return Atom(start, end, DIGITS, *value, word)


def _code_before(low: str, start: int, word: str, rules: Grammar) -> bool:
    """ "USD115", "R18.12": a currency code joined to the digits; a single letter needs a sum."""
    at = start
    while at > 0 and low[at - 1].isalpha():
        at -= 1
    code = low[at:start]
    end = start + len(word)
    scaled = rules.suffix.match(low, end) or low.startswith((" million", " billion"), end)
    return code in rules.codes and (len(code) > 1 or not word.isdigit() or bool(scaled))


# A longer digit string is a code, and more than a float can hold.
_LONGEST = 40


def read_digits(word: str, decimal: str) -> tuple[int, int] | None:
    """A printed digit string as an exact fraction; None where it is no number (1.2.3).

    One separator before three digits is read by the language's habit ("4,800" is 4.8 in French,
    4800 in English), but ",000" groups everywhere. Two kinds of separator: the last is decimal.
    """
    if len(word) > _LONGEST:
        return None
    if word.isdigit():
        return int(word), 1
    marks = [c for c in word if not c.isdigit()]
    last = marks[-1]
    whole, _, rest = word.rpartition(last)
    grouped = len(rest) == 3 and len(whole.rpartition(marks[0])[2]) <= 3
    if last in " '’":
        return int("".join(c for c in word if c.isdigit())), 1
    if len(set(marks)) == 1 and len(marks) > 1:
        return (int("".join(c for c in word if c.isdigit())), 1) if grouped else None
    groups = len(set(marks)) == 1 and grouped and whole not in ("", "0")
    if groups and (last != decimal or rest == "000"):
        return int(whole + rest), 1
    head = "".join(c for c in whole if c.isdigit())
    if not _well_grouped(whole):
        return None
    den = 10 ** len(rest)
    return int((head or "0") + rest), den


def _well_grouped(whole: str) -> bool:
    """Digits in groups of three (or two, in India) before a decimal sign."""
    marks = {c for c in whole if not c.isdigit()}
    if not marks:
        return True
    groups = regex.split(r"\D", whole)
    return len(marks) == 1 and len(groups[-1]) == 3
