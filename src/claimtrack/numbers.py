"""Numerals: text → Number, in any mixture of digits and words; no model, no units.

One scan finds the atoms (a digit string or a number word, with the role its word list gives
it); small parsers, one a role, join neighbours into numerals. Values are kept as exact
fractions until the end, so that "3,4 milliards" is 3400000000 and not 3399999999.9999995.
"""

from __future__ import annotations

from math import gcd
from typing import Any, NamedTuple

import regex

from claimtrack.atoms import (
    CARDINAL,
    COLLECTIVE,
    DIGITS,
    FRACTION,
    HUNDRED,
    MULTIPLE,
    SCALE,
    VAGUE,
    VULGAR,
    Atom,
    Grammar,
    find_atoms,
    grammar,
)
from claimtrack.records import Number
from claimtrack.text import folded, plain

# Four decimals are kept of a fraction that does not end: a third is 0.3333.
FRACTION_DECIMALS = 4
# No more scales are multiplied above this.
_LARGEST = 10**24

_SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")
_DENOMINATORS = frozenset([2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 15, 16, 20, 32, 50, 64, 100, 1000])
_TAIL = regex.compile(
    r"""(?:[ ]?[×x*·][ ]?10(?:\^|\*\*)?(?P<power>[-−]?[⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺]+|(?<=\^|\*)[-−]?\d+)
       | (?P<exponent>e-?\d{1,3})(?!\w))
       | (?P<vulgar>[ ]?[½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞⅐⅑⅒])
       | [ -](?P<num>\d{1,2})[ ]?/[ ]?(?P<den>\d{1,3})(?![\d/.,])
       | (?P<slash>[ ]?[/⁄][ ]?)(?P<under>\d{1,4})(?![\d/,])(?!\.\d)
       | \^?(?P<ten>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+|(?<=\^)-?\d+(?![\d.,]\d))""",
    flags=regex.X,
)


class Reading(NamedTuple):
    """What atoms from one to before ``stop`` say; ``end`` is the offset where it ends."""

    num: int
    den: int
    scale: int
    stop: int
    end: int
    words: bool


def find_numbers(text: str, language: str) -> list[Number]:
    """Every numeral of ``text``, in order, none overlapping another.

    ``text`` is taken as it is, offsets count its code points. What the numeral stands for (a
    year, an amount, a name) is not decided here. Raises PackError for an unknown language.
    """
    rules = grammar(language)
    low, text = folded(text), plain(text)
    atoms = find_atoms(low, rules)
    found: list[Number] = []
    i = 0
    while i < len(atoms):
        number, stop = _PARSERS[atoms[i].role](text, low, atoms, i, rules)
        if number is not None:
            if found and number.start < found[-1].end:  # "une" of "une bonne trentaine"
                found.pop()
            found.append(number)
        i = max(stop, i + 1)
    return found


# ---------------------------------------------------------------- whole numbers


def _group(low: str, atoms: list[Atom], i: int, rules: Grammar) -> tuple[int, int, int] | None:
    """A value below a thousand, or a digit string with its hundreds: (num, den, next atom)."""
    first = atoms[i]
    if first.role == DIGITS:
        return _digit_group(low, atoms, i, rules)
    if first.role not in (CARDINAL, HUNDRED):
        return None
    value, j, before_and = 0, i, None
    while j < len(atoms) and atoms[j].role in (CARDINAL, HUNDRED):
        atom = atoms[j]
        gap = "join" if j == i else rules.gaps.get(low[atoms[j - 1].end : atom.start])
        if gap not in ("join", "and"):
            break
        step = _add(value, atom, gap, rules)
        if step is None:
            if atom.role == HUNDRED and before_and:  # "one hundred and | two hundred"
                return before_and
            break
        if gap == "and" and value >= 100:
            before_and = (value, 1, j)
        value, j = step, j + 1
        if atom.num == 0:
            break
    return value, 1, j


def _add(value: int, atom: Atom, gap: str, rules: Grammar) -> int | None:
    """``value`` with one more word; None where the word cannot go on the numeral."""
    if atom.role == HUNDRED:
        if gap == "and" or value >= 100:
            return None
        return (value or 1) * 100
    word, slot = atom.num, value % 100
    if gap == "and":
        joins = word in rules.and_units if rules.and_units else value >= 100 and slot == 0
        if not joins:
            return None
    if slot == 0:
        return value + word if value == 0 or word > 0 else None
    if word == 20 and slot % 100 == rules.twenty_after:
        return value + 76
    if word < 10 and slot >= 20 and slot % 10 == 0:
        return value + word if word else None
    if 10 <= word < 20 and slot in rules.teens_after:
        return value + word
    # "soixante-dix-sept", "quatre-vingt-dix-neuf": ten and unit as two words
    if word in (7, 8, 9) and slot % 10 == 0 and slot - 10 in {0, *rules.teens_after}:
        return value + word
    return None


def _digit_group(low: str, atoms: list[Atom], i: int, rules: Grammar) -> tuple[int, int, int]:
    """Digits, and what hundreds follow them: "322 cent", "3 hundred and 21"."""
    num, den, j = atoms[i].num, atoms[i].den, i + 1
    if j == len(atoms) or atoms[j].role != HUNDRED or low[atoms[i].end : atoms[j].start] != " ":
        return num, den, j
    # "50 cents" are coins: the plural counts hundreds only after a scale or more than a hundred
    coins = rules.and_units and atoms[j].word.endswith("s") and num <= 100 * den
    if coins and (i == 0 or atoms[i - 1].role != SCALE):
        return num, den, j
    num, j = num * 100, j + 1
    if j < len(atoms) and den == 1 and atoms[j].role in (DIGITS, CARDINAL):
        gap = rules.gaps.get(low[atoms[j - 1].end : atoms[j].start])
        joins = gap == "join" or (gap == "and" and not rules.and_units)
        if joins and atoms[j].den == 1 and 0 < atoms[j].num < 100:
            return num + atoms[j].num, den, j + 1
    return num, den, j


def _cardinal(low: str, atoms: list[Atom], i: int, rules: Grammar) -> Reading | None:
    """The longest well-formed cardinal from atom ``i``: "deux cent mille", "3 million 200"."""
    num, den, last, scale, j = 0, 1, 10**30, 1, i
    digits = atoms[i].role == DIGITS
    no_and = low.endswith(("between ", "entre "), 0, atoms[i].start)
    while j < len(atoms):
        gap = "join" if j == i else rules.gaps.get(low[atoms[j - 1].end : atoms[j].start])
        if gap is None:
            break
        thousand_and_one = atoms[j].num in rules.and_units and scale == 1000
        if gap == "and" and (no_and or rules.and_units) and not thousand_and_one:
            break
        group = _group(low, atoms, j, rules)
        if group is None:
            group = _implied_one(atoms, j, i, last)
        if group is None:
            break
        more, more_den, k = group
        times, k = _scales(low, atoms, k, rules, implied=k == j)
        if j > i and not _goes_on(atoms, j, k, (more, more_den, times, last, gap), digits, rules):
            break
        num, den = num * more_den + more * times * den, den * more_den
        last, j = times, k
        scale = times if times > 1 else scale
        if times == 1:
            break
    return None if j == i else Reading(num, den, scale, j, atoms[j - 1].end, not digits)


def _implied_one(atoms: list[Atom], j: int, i: int, last: int) -> tuple[int, int, int] | None:
    """ "mille", "thousand" and "lakh" may stand without a number before them."""
    atom = atoms[j]
    if atom.role == SCALE and atom.num == 1000 and (j == i or last > 1000):
        return 1, 1, j
    return None


def _scales(
    low: str, atoms: list[Atom], k: int, rules: Grammar, implied: bool = False
) -> tuple[int, int]:
    """The scale words from atom ``k`` on, multiplied: "mille milliards", "lakh crore"."""
    times, first = 1, k
    while k < len(atoms) and atoms[k].role == SCALE:
        if times > _LARGEST:
            break
        if k > first or not implied:
            gap = low[atoms[k - 1].end : atoms[k].start]
            adds = times > atoms[k].num and atoms[k].num in rules.first_adds
            if rules.gaps.get(gap) != "join" or adds:
                break
        times, k = times * atoms[k].num, k + 1
    return times, k


def _goes_on(
    atoms: list[Atom],
    j: int,
    k: int,
    part: tuple[int, int, int, int, str | None],
    digits: bool,
    rules: Grammar,
) -> bool:
    """May the group of atoms ``j`` to ``k`` be added to the scales before it?

    Not when it is as large as they are ("3 million and 5 million"), belongs to a fraction, or
    is merely the next thing in a list.
    """
    more, more_den, times, last, gap = part
    if times >= last or more_den != 1 or more * times >= last or more == 0:
        return False
    if k < len(atoms) and atoms[k].role == FRACTION:
        return False
    if atoms[j].role == DIGITS and (not digits or gap != "join"):
        return False
    if gap == "comma":
        return rules.comma_joins and not digits and (more >= 100 or times > 1)
    return True


# ---------------------------------------------------------------- parsers, one a role


def _read_number(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int]:
    """A cardinal in digits or words with its fraction, decimals, suffix and sign."""
    atom = atoms[i]
    if atom.role == DIGITS:
        special = _digit_tail(text, low, atoms, i, rules)
        if special is not None:
            return special
    part = _fraction(low, atoms, i, rules)
    if part is not None:
        start = _with_article(low, atom, rules) if atom.role == FRACTION else atom.start
        return _number(low, start, part, rules, _fraction_form(atoms, part)), part.stop
    if i + 1 < len(atoms) and atoms[i + 1].role == COLLECTIVE:
        many = _dozens(low, atoms, i, rules)
        if many is not None:
            return many
    reading = _cardinal(low, atoms, i, rules)
    if reading is None:
        return None, i + 1
    if reading.words and rules.ordinal.match(low, reading.end):
        return None, reading.stop + 1
    reading = _spoken_decimals(low, atoms, reading, rules)
    reading = _plus_fraction(low, atoms, reading, rules)
    reading = _hundreds(atoms, i, reading)
    form = "words" if reading.words else "digits"
    return _number(low, atom.start, reading, rules, form), reading.stop


def _hundreds(atoms: list[Atom], i: int, reading: Reading) -> Reading:
    """ "six hundred (thousand)": a range may share its hundred too ("five or six hundred")."""
    simple = i + 1 < reading.stop <= i + 3 and atoms[i].role == CARDINAL and atoms[i].num < 20
    if (
        simple
        and atoms[i + 1].role == HUNDRED
        and reading.num == atoms[i].num * 100 * reading.scale
    ):
        return reading._replace(scale=100 * reading.scale)
    return reading


def _digit_tail(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int] | None:
    """Powers, vulgar fractions and suffixes right after digits; None where there are none."""
    atom = atoms[i]
    num, den, end, form, rule = atom.num, atom.den, atom.end, "digits", "digits"
    if low[atom.start] in VULGAR:
        reading = _after_fraction(low, atoms, Reading(num, den, 1, i + 1, end, False), rules)
        return _number(low, atom.start, reading, rules, "fraction"), reading.stop
    tail = _TAIL.match(low, end)
    if tail is not None:
        read = _tail_value(tail, atom)
        if read is not None:
            num, den, form = read
            end, rule = tail.end(), "digits_tail"
    scale = 1
    suffix = rules.suffix.match(text, end) or rules.suffix_word.match(low, end)
    if suffix is not None and form == "digits":
        scale = rules.suffixes[suffix["s"]]
        num, end, rule = num * scale, suffix.end(), "digits_suffix"
    if rule == "digits":
        return None
    stop = i + 1
    while stop < len(atoms) and atoms[stop].start < end:
        stop += 1
    reading = Reading(num, den, scale, stop, end, False)
    if form == "fraction":
        reading = _after_fraction(low, atoms, reading, rules)
    elif suffix is None:
        times, k = _scales(low, atoms, stop, rules)
        if times > 1:
            reading = Reading(num * times, den, times, k, atoms[k - 1].end, False)
    return _number(low, atom.start, reading, rules, form, rule), reading.stop


def _tail_value(tail: Any, atom: Atom) -> tuple[int, int, str] | None:
    """(num, den, form) of digits with the tail that _TAIL found, None where it is no number."""
    num, den = atom.num, atom.den
    if tail["vulgar"]:
        over, under = VULGAR[tail["vulgar"].strip()]
        return num * under + over, under, "digits"
    if tail["num"]:
        over, under = int(tail["num"]), int(tail["den"])
        if not (0 < over < under and under in _DENOMINATORS and den == 1):
            return None
        return num * under + over, under, "digits"
    if tail["slash"]:
        under = int(tail["under"])
        if not (0 < num < under and under in _DENOMINATORS and den == 1):
            return None
        return num, under, "fraction"
    if tail["ten"] and num != 10:
        return None
    printed = tail["power"] or (tail["exponent"] or "")[1:] or tail["ten"]
    power = int(printed.translate(_SUPERSCRIPTS).replace("−", "-"))
    if abs(power) > 40:
        return None
    power = power - 1 if tail["ten"] else power
    return (num * 10**power, den, "digits") if power >= 0 else (num, den * 10**-power, "digits")


def _fraction(low: str, atoms: list[Atom], i: int, rules: Grammar) -> Reading | None:
    """ "two-thirds", "trois cinquièmes", "a quarter of a billion", "half a million"."""
    first = atoms[i]
    if first.role == FRACTION:
        num, k = 1, i
        bare = first.word in rules.alone or _scale_next(low, atoms, i)
        if not (bare or _article_at(low, first.start, rules) is not None):
            return None
    elif first.role in (CARDINAL, HUNDRED) or (first.role == DIGITS and first.den == 1):
        group = _group(low, atoms, i, rules)
        if group is None or group[2] >= len(atoms) or atoms[group[2]].role != FRACTION:
            return None
        num, k = group[0], group[2]
        gap = low[atoms[k - 1].end : atoms[k].start]
        if rules.gaps.get(gap) != "join" or _ordinal_pair(atoms, i, k, gap):
            return None
        if _begins_word(low, atoms, k):  # "510 demi-pensionnaires", "12 half-brothers"
            return None
    else:
        return None
    reading = Reading(num, atoms[k].num, 1, k + 1, atoms[k].end, True)
    return _after_fraction(low, atoms, reading, rules)


def _begins_word(low: str, atoms: list[Atom], k: int) -> bool:
    """Whether a denominator is only the first half of a word that is no number."""
    end = atoms[k].end
    joined = low[end : end + 1] == "-" and low[end + 1 : end + 2].isalpha()
    return joined and not (k + 1 < len(atoms) and atoms[k + 1].start == end + 1)


def _scale_next(low: str, atoms: list[Atom], k: int) -> bool:
    """ "quarter million": a scale right after."""
    if k + 1 >= len(atoms) or atoms[k + 1].role != SCALE:
        return False
    return low[atoms[k].end : atoms[k + 1].start] == " "


def _ordinal_pair(atoms: list[Atom], i: int, k: int, gap: str) -> bool:
    """ "twenty-third" is an ordinal, "three-thirds" a fraction; "2 quarters" are quarters."""
    tens = atoms[k - 1].num
    digits = atoms[i].role == DIGITS and atoms[k].num < 10
    one = atoms[k - 1].num == 1 and not atoms[k].word.endswith("s")
    singular = not atoms[k].word.endswith("s") and not one and atoms[k].num > 2
    joined = gap == "-" and atoms[k].num > 4
    return singular and (joined or digits or (tens >= 20 and tens % 10 == 0 and k - i == 1))


def _after_fraction(low: str, atoms: list[Atom], reading: Reading, rules: Grammar) -> Reading:
    """A scale or dozen after a fraction: "a quarter of a billion", "half a dozen"."""
    k = reading.stop
    if k >= len(atoms) or atoms[k].role not in (SCALE, COLLECTIVE, HUNDRED, CARDINAL):
        return reading
    skipped = rules.of.match(low, reading.end)
    if atoms[k].role == CARDINAL:  # "a quarter of one million", "la moitié d'un million"
        if atoms[k].num != 1 or k + 1 >= len(atoms) or atoms[k + 1].role != SCALE:
            return reading
        if skipped is None or low[atoms[k].end : atoms[k + 1].start] != " ":
            return reading
        k += 1
        skipped_end = atoms[k].start if skipped.end() >= atoms[k - 1].start else -1
    else:
        skipped_end = skipped.end() if skipped else -1
    if skipped_end != atoms[k].start and low[reading.end : atoms[k].start] not in (" ", "-", " a "):
        return reading
    if atoms[k].word.endswith("s") and atoms[k].role != SCALE:
        return reading
    times, stop = (atoms[k].num, k + 1) if atoms[k].role != SCALE else _scales(low, atoms, k, rules)
    if atoms[k].role == SCALE and stop == k:
        times, stop = atoms[k].num, k + 1
    return Reading(reading.num * times, reading.den, times, stop, atoms[stop - 1].end, True)


def _plus_fraction(low: str, atoms: list[Atom], reading: Reading, rules: Grammar) -> Reading:
    """ "one and a half million", "un million et demi", "trois et un cinquième"."""
    k = reading.stop
    if k >= len(atoms) or not low.startswith((" and ", " et ", "-and-", "-et-"), reading.end):
        return reading
    gap = rules.fraction_gap.match(low, reading.end)
    if atoms[k].role == FRACTION and gap.end() == atoms[k].start:
        num, stop = 1, k + 1
    elif atoms[k].role == CARDINAL and k + 1 < len(atoms) and atoms[k + 1].role == FRACTION:
        if rules.gaps.get(low[atoms[k].end : atoms[k + 1].start]) != "join":
            return reading
        num, stop = atoms[k].num, k + 2
    else:
        return reading
    under = atoms[stop - 1].num
    compound = low[atoms[stop - 1].end : atoms[stop - 1].end + 1] == "-" and reading.words is False
    if num >= under or under > 10 or compound:
        return reading
    more = num * reading.scale
    total = reading.num * under + more * reading.den
    full = Reading(
        total, reading.den * under, reading.scale, stop, atoms[stop - 1].end, reading.words
    )
    if reading.scale > 1:
        return full
    times, after = _scales(low, atoms, stop, rules)
    if times == 1:
        return full
    return Reading(total * times, full.den, times, after, atoms[after - 1].end, reading.words)


def _spoken_decimals(low: str, atoms: list[Atom], reading: Reading, rules: Grammar) -> Reading:
    """ "deux virgule zéro cinq", "two point five million"."""
    k = reading.stop
    if not reading.words or k >= len(atoms) or atoms[k].role not in (CARDINAL, HUNDRED):
        return reading
    if low[reading.end : atoms[k].start] not in rules.decimal_words:
        return reading
    digits = ""
    while k < len(atoms) and atoms[k].role in (CARDINAL, HUNDRED):
        if digits and rules.gaps.get(low[atoms[k - 1].end : atoms[k].start]) != "join":
            break
        group = _group(low, atoms, k, rules)
        if group is None:
            break
        digits, k = digits + str(group[0]), group[2]
    times, stop = _scales(low, atoms, k, rules)
    den = 10 ** len(digits)
    num = (reading.num * den + int(digits)) * times
    return Reading(num, den, times, stop, atoms[stop - 1].end, True)


def _dozens(
    low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int] | None:
    """ "une douzaine", "two dozen", "une centaine de milliers"."""
    count, many = atoms[i], atoms[i + 1]
    if low[count.end : many.start] not in (" ", "-") or count.den != 1 or count.role == HUNDRED:
        return None
    num, k, end = count.num * many.num, i + 2, many.end
    num, k, end, scale = _of_scale(low, atoms, num, k, end, rules)
    reading = Reading(num, 1, max(scale, 1), k, end, True)
    return _number(low, count.start, reading, rules, "collective"), k


def _of_scale(
    low: str, atoms: list[Atom], num: int, k: int, end: int, rules: Grammar
) -> tuple[int, int, int, int]:
    """Scales and collectives that multiply what stands before: "de milliers", "of millions"."""
    scale = 1
    while k < len(atoms) and atoms[k].role in (SCALE, COLLECTIVE, HUNDRED):
        skipped = rules.of.match(low, end)
        if skipped is None or skipped.end() != atoms[k].start or atoms[k].num < 100:
            break
        if num > _LARGEST:
            break
        scale *= atoms[k].num
        num, end, k = num * atoms[k].num, atoms[k].end, k + 1
    return num, k, end, scale


def _collective(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int]:
    """ "a dozen" (approximate) and the vague plurals "dizaines", "tens of thousands"."""
    atom = atoms[i]
    article = _article_at(low, atom.start, rules)
    if article is not None:
        num, k, end, scale = _of_scale(low, atoms, atom.num, i + 1, atom.end, rules)
        reading = Reading(num, 1, scale, k, end, True)
        return _number(low, article, reading, rules, "collective"), k
    if not atom.word.endswith("s"):
        return None, i + 1
    return _plural(low, atoms, i, rules, atom.start)


def _plural(
    low: str, atoms: list[Atom], i: int, rules: Grammar, start: int
) -> tuple[Number | None, int]:
    """A plural with no number before it: at least two of them."""
    atom = atoms[i]
    num, k, end, scale = _of_scale(low, atoms, atom.num, i + 1, atom.end, rules)
    if low.startswith(rules.vague_article, max(0, start - 4)) and start >= 4:
        start -= 4
    return Number(
        start, end, None, float(2 * num), None, "vague", "plural", max(scale, atom.num)
    ), k


def _scale_alone(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int]:
    """A hundred or scale word first: "a million", "mille", "hundreds of thousands", "millions"."""
    atom = atoms[i]
    article = _article_at(low, atom.start, rules)
    if article is not None and not atom.word.endswith("s"):
        reading = _one_of(low, atoms, i, rules)
        reading = _plus_fraction(low, atoms, reading, rules)
        return _number(low, article, reading, rules, "words"), reading.stop
    if atom.word.endswith("s") and (atom.role == SCALE or len(atom.word) > 5):
        return _plural(low, atoms, i, rules, atom.start)
    if atom.role == SCALE and atom.num != 1000:
        return None, i + 1
    return _read_number(text, low, atoms, i, rules)


def _one_of(low: str, atoms: list[Atom], i: int, rules: Grammar) -> Reading:
    """ "a hundred and five thousand": the article is the one before the scale."""
    one = Atom(atoms[i].start - 1, atoms[i].start - 1, CARDINAL, 1, 1, "")
    reading = _cardinal(low, [*atoms[:i], one, *atoms[i:]], i, rules)
    if reading is None or reading.stop <= i + 1:
        return Reading(atoms[i].num, 1, atoms[i].num, i + 1, atoms[i].end, True)
    return Reading(*reading[:3], reading.stop - 1, reading.end, True)


def _vague(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int]:
    """ "plusieurs", "a few hundred", "quelques dizaines de milliers"."""
    atom = atoms[i]
    article = _article_at(low, atom.start, rules)
    start = atom.start if article is None else article
    num, k, end = atom.num, i + 1, atom.end
    scale = 1
    while k < len(atoms) and atoms[k].role in (SCALE, COLLECTIVE, HUNDRED):
        skipped = rules.of.match(low, end)
        if skipped is None or skipped.end() != atoms[k].start or num > _LARGEST:
            break
        scale *= atoms[k].num
        num, end, k = num * atoms[k].num, atoms[k].end, k + 1
    few = atom.word in rules.need_article and start == atom.start
    of = atom.word in rules.need_of and not low.startswith((" of ", " more "), end)
    if k == i + 1 and (few or of):
        return None, i + 1
    return Number(start, end, None, float(num), None, "vague", "vague", scale), k


def _multiple(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int]:
    """ "doublé", "twice", "threefold"; with its article in "le double"."""
    atom = atoms[i]
    article = rules.definite.match(low, max(0, atom.start - 8), atom.start)
    start = article.start() if article else atom.start
    value = float(atom.num)
    return Number(start, atom.end, value, value, value, "multiple", "multiple", 1), i + 1


def _fraction_alone(
    text: str, low: str, atoms: list[Atom], i: int, rules: Grammar
) -> tuple[Number | None, int]:
    """ "la moitié", "half", "a third", "plus du tiers"."""
    atom = atoms[i]
    reading = _fraction(low, atoms, i, rules)
    if reading is None:
        return None, i + 1
    start = _with_article(low, atom, rules)
    return _number(low, start, reading, rules, _fraction_form(atoms, reading)), reading.stop


def _fraction_form(atoms: list[Atom], reading: Reading) -> str:
    """ "une demi-douzaine" is a collective, "un demi-million" and "un tiers" are fractions."""
    return "collective" if atoms[reading.stop - 1].role == COLLECTIVE else "fraction"


_PARSERS = {
    DIGITS: _read_number,
    CARDINAL: _read_number,
    HUNDRED: _scale_alone,
    SCALE: _scale_alone,
    FRACTION: _fraction_alone,
    COLLECTIVE: _collective,
    VAGUE: _vague,
    MULTIPLE: _multiple,
}


# ---------------------------------------------------------------- shared ends


def _article_at(low: str, start: int, rules: Grammar) -> int | None:
    """Where the indefinite article right before ``start`` begins, if there is one."""
    found = rules.before.match(low, max(0, start - 20), start)
    return None if found is None else int(found.start())


def _with_article(low: str, atom: Atom, rules: Grammar) -> int:
    """Where the numeral starts with its article: "a third", "la moitié", not "du tiers"."""
    article = _article_at(low, atom.start, rules)
    if article is not None:
        return article
    if atom.role == FRACTION and low.startswith("la ", max(0, atom.start - 3)):
        return atom.start - 3
    return atom.start


def _number(
    low: str, start: int, reading: Reading, rules: Grammar, form: str, rule: str = ""
) -> Number:
    """The Number a reading gives, with its sign."""
    num = reading.num
    signed = start > 0 and low[start - 1] in "-−+ "
    sign = rules.minus.match(low, max(0, start - 12), start) if signed else None
    if sign is not None:
        num, start = (num if sign[0] == "+" else -num), sign.start()
    value = exact_float(num, reading.den)
    if form == "fraction" and reading.scale == 1:
        value = round(value, FRACTION_DECIMALS) if abs(value) > 10**-FRACTION_DECIMALS else value
    return Number(start, reading.end, value, value, value, form, rule or form, reading.scale)


def exact_float(num: int, den: int) -> float:
    """num/den as the nearest float; whole numbers stay exact up to 2**53."""
    shared = gcd(num, den) or 1
    return (num // shared) / (den // shared)
