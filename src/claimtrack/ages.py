"""Numbers that are somebody's age: "Ann Reyes, 71, said", "une habitante de 68 ans"."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import regex

from claimtrack.context import Context
from claimtrack.marks import Mark, View
from claimtrack.records import Quantity

_STOPS = regex.compile(r"[.,;:()\n\"]")
_COMMAS = regex.compile(r"[.,;\n]")
_ENDS = regex.compile(r"[.;\n]")
_UNITS = ("year", "month", "week", "day")
_ARTICLES = ("a", "an", "the", "his", "her", "its", "their", "our", "my", "un", "une")
_AND_OLDER = (
    " and older",
    " or older",
    " and over",
    " or over",
    " and under",
    " or younger",
    "-and-under",
    "-and-over",
)
_AGES_JOINED = (
    " et ",
    " and ",
    " ou ",
    " or ",
    ", contre ",
    ", après ",
    " à ",
    " to ",
    ", against ",
)
_BE = ("was", "is", "turned", "were")
# An age between commas or brackets is believed from here to here.
_YOUNGEST, _OLDEST = 10, 110


def read_age(view: View, found: Mark, words: Context) -> None:
    """Make a mark an age (kind, unit, rule) where something says so."""
    if not found.unit:
        _bare(view, found, words)
    elif found.unit in _UNITS and found.kind == "duration":
        _of_years(view, found, words)


def spread(view: View, found: list[Quantity]) -> list[Quantity]:
    """ "âgés de 19 et 23 ans": what is joined to an age is one."""
    for i, (a, b) in enumerate(pairwise(found)):
        gap = view.low[a.end : b.start]
        joined = gap in _AGES_JOINED or (gap == ", " and b.unit == a.unit)
        alike = b.kind in ("duration", "count") and (b.unit == a.unit or not b.item)
        if a.kind == "age" and joined and alike:
            found[i + 1] = replace(b, kind="age", unit=a.unit)
    return found


# ---------------------------------------------------------------- numbers without a unit


def _bare(view: View, found: Mark, words: Context) -> None:
    low, end = view.low, found.number.end
    first = found.value if found.value is not None else found.number.high
    if first is None or first > 1000 or found.number.scale > 1:
        return
    old = words.age_after.after_blank(low, end, " -")
    if old is not None:
        found.unit = next((u for u in ("month", "week", "day", "hour") if u in old.phrase), "year")
        found.kind, found.right = "age", old.end
        found.rules += ("age_old",)
        return
    tests = (_aged, _in_brackets, _between_commas, _of_someone, _of_group, _somebody_is)
    if any(test(view, found, words) for test in tests):
        found.unit, found.kind = "year", "age"
        found.rules += ("age",)


def _aged(view: View, found: Mark, words: Context) -> bool:
    """ "aged 25 to 40", "âgé de 8"."""
    low, start = view.low, found.number.start
    if words.age_before.before(low, start) is not None:
        return True
    clause = _COMMAS.split(low[max(0, start - 90) : start])[-1]
    last = clause.split()[-1:]
    of_age = any(phrase in clause for phrase in words.table["age"]["of_age"])
    return of_age and last != [] and last[0] in (*_BE, "to", "of", "at", "à", "de", "est", "était")


def _somebody_is(view: View, found: Mark, words: Context) -> bool:
    """ "She was 93.", "those 65 and older"."""
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value or 0
    if found.number.form != "digits" or not 1 <= value <= _OLDEST or value != int(value):
        return False
    before = view.plain[max(0, start - 40) : start].split()
    if low.startswith(_AND_OLDER, end):
        return bool(before) and before[-1].lower() in words.persons
    if len(before) < 2 or before[-1] not in _BE:
        return False
    subject = before[-2].strip('"(')
    person = subject.lower() in ("he", "she") or subject.lower() in words.persons
    stop = low[end : end + 1] in (".", ",", ";") or low.startswith((" when", " who"), end)
    return person and stop


def _in_brackets(view: View, found: Mark, words: Context) -> bool:
    """ "Milan Perić (44) will": a full name before the brackets."""
    text, start, end = view.plain, found.number.start, found.number.end
    if text[start - 2 : start] != " (" or text[end : end + 2] != ") ":
        return False
    name = text[max(0, start - 40) : start - 2].split(" ")[-2:]
    full = len(name) == 2 and all(n[:1].isupper() and n.isalpha() for n in name)
    return full and _YOUNGEST < (found.value or 0) <= _OLDEST


def _between_commas(view: View, found: Mark, words: Context) -> bool:
    """ "Ann Reyes, 71," and "a farmer, 63, who": a name or a person, then the number alone."""
    text, start, end = view.plain, found.number.start, found.number.end
    after = text[end : end + 1]
    if text[end : end + 2] in (" –", " —", " ―", " -", " ("):
        after = ","
    digits = text[start:end].isdigit() and end - start <= 3
    if not digits and not (found.number.form == "words" and after == ","):
        return False
    left = text[max(0, start - 30) : start]
    if left.endswith((", then ", ", now ", ", alors ")):
        left = left[: left.rindex(", ") + 2]
    if not left.endswith(", ") or after not in (",", ".", ";", ")", "\n", ""):
        return False
    if text[end : end + 1] == "," and text[end + 1 : end + 2] != " ":
        return False
    word = left[:-2].rsplit(" ", 1)[-1].rsplit("\n", 1)[-1]
    if not word or not word[-1].isalpha():
        return False
    value = found.value or 0
    if digits and any(c.isupper() for c in word[:4]) and not word.isupper():
        return value >= (_YOUNGEST if after == ")" else 1)
    article = left[: -2 - len(word)].lower().split()[-1:]
    person = word in words.persons or (article != [] and article[0] in _ARTICLES)
    return person and after == "," and _YOUNGEST <= value <= _OLDEST


def _of_someone(view: View, found: Mark, words: Context) -> bool:
    """ "a man of 36", "a boy of nine"."""
    left = view.low[max(0, found.number.start - 24) : found.number.start]
    after = view.low[found.number.end : found.number.end + 1]
    if not left.endswith((" of ", " de ")) or left[:-4].rsplit(" ", 1)[-1] not in words.persons:
        return False
    if found.number.form == "words":
        return after in (",", ".", ";", ")", "")
    return found.number.form == "digits" and (found.value or 0) >= _YOUNGEST and after in ",.;) "


def _of_group(view: View, found: Mark, words: Context) -> bool:
    """ "children under ten", "anyone over 50", "over-65s"."""
    low, start, end = view.low, found.number.start, found.number.end
    if low[end : end + 1] == "s" and low[end + 1 : end + 2] in " ,.;)":
        return low.endswith(("over-", "under-", "over ", "under ", "the "), 0, start)
    before = low[max(0, start - 40) : start]
    return _group_before(before, words) and not low[end : end + 2].strip().startswith("%")


def _group_before(before: str, words: Context) -> bool:
    """ "children under ", "les plus de ": what stands before makes the number an age limit."""
    left = before.rstrip(" -")
    for phrase in words.table["age"]["group_before"]:
        if left.endswith(f" {phrase}") or left == phrase:
            if " " in phrase and words.table["age"]["group_phrases_suffice"]:
                return True
            noun = left[: -len(phrase)].split()[-1:]
            return noun != [] and noun[0].lstrip('"(') in words.persons
    return False


# ---------------------------------------------------------------- numbers of years, months, days


def _of_years(view: View, found: Mark, words: Context) -> None:
    """A duration that is an age: "57-year-old", "âgé de 8 ans", "Josette, 71 ans,"."""
    low = view.low
    old = words.age_after.after_blank(low, found.number.end, " -")
    if old is not None:
        found.kind, found.right = "age", max(found.right, old.end)
        found.rules += ("age_old",)
        return
    tests = {
        "aged": words.age_before.before(low, found.left) is not None,
        "age_group": words.table["age"]["group_phrases_suffice"]
        and _group_before(low[max(0, found.left - 40) : found.left], words),
        "person_of": _of_a_person(view, found, words),
        "apposed_age": _apposed(view, found, words),
        "at_age": _at_age(view, found, words),
        "ages_of": _of_ages(view, found, words),
        "has_years": _has_years(view, found, words),
    }
    rule = next((rule for rule, hit in tests.items() if hit), "")
    if rule:
        found.kind = "age"
        found.rules += (rule,)


def _at_age(view: View, found: Mark, words: Context) -> bool:
    """ "la retraite à 64 ans"; "à 20 ans de prison" is none."""
    if found.unit != "year" or (found.value or 0) < _YOUNGEST:
        return False
    before = view.low[max(0, found.left - 16) : found.left]
    clause = _COMMAS.split(view.low[max(0, found.left - 70) : found.left])[-1]
    if set(clause.replace("'", " ").split()) & set(words.table["age"]["not_at_after"]):
        return False
    at = any(before.endswith(f" {phrase} ") for phrase in words.table["age"]["at"])
    return at and not view.low.startswith((" de ", " d'"), found.right)


def _of_ages(view: View, found: Mark, words: Context) -> bool:
    """ "les 18-24 ans", "les 65 ans ou plus", "dont 12 de moins de trois ans"."""
    low, table = view.low, words.table["age"]
    if found.unit not in ("year", "month"):
        return False
    before = low[max(0, found.left - 30) : found.left].replace("'", " ").split()
    plural = before[-1:] != [] and before[-1] in table["plural_articles"]
    if plural and (
        found.number.form == "range" or low.startswith(tuple(table["or_more"]), found.right)
    ):
        return True
    limit = before[-3:-1] in (["de", "moins"], ["de", "plus"]) and before[-1] in ("de", "d")
    return limit and len(before) > 3 and before[-4][-1:].isdigit()


def _has_years(view: View, found: Mark, words: Context) -> bool:
    """ "elle a 34 ans", "fêtera ses 25 ans", "l'âge médian est de 16 ans"."""
    low, table = view.low, words.table["age"]
    if found.unit != "year":
        return False
    left = low[max(0, found.left - 100) : found.left].rstrip().replace("'", " ")
    if left.endswith(tuple(table["having"])) and not left.endswith((" y a", " y avait")):
        return not low.startswith(tuple(table["not_before"]), found.right)
    clause = set(_ENDS.split(left)[-1].split())
    return bool(clause & set(table["nouns"])) and not clause & set(table["not_at_after"])


def _of_a_person(view: View, found: Mark, words: Context) -> bool:
    """ "une habitante du port de 59 ans", "un bébé de cinq mois"."""
    left = view.low[max(0, found.left - 50) : found.left]
    left = _STOPS.split(left)[-1]
    if not left.endswith((" de ", " d'")):
        return False
    if found.unit == "day" or view.low.startswith((" de ", " d'", "'"), found.right):
        return False
    tokens = left.rstrip().split(" ")[:-1][-4:]
    if set(tokens) & set(words.table["words"]["place_before"]) - {"à"}:
        return False
    return any(t.rsplit("'", 1)[-1] in words.persons for t in tokens)


def _apposed(view: View, found: Mark, words: Context) -> bool:
    """ "Josette Martin, 71 ans," and "(44 ans)"."""
    before = view.plain[max(0, found.left - 30) : found.left]
    after = view.low[found.right : found.right + 1]
    if before.endswith("("):
        return after in (")", ",") and before[:-1].rstrip()[-1:].isalpha()
    if not before.endswith(", ") or after not in (",", ".", ";", ")", ":", "\n", ""):
        return False
    if found.unit != "year":
        return False
    word = before[:-2].rsplit(" ", 1)[-1]
    digits = view.low[found.number.start : found.number.end].isdigit()
    if digits and 1 <= (found.value or 0) <= _OLDEST and after in (",", ".", ";", ")"):
        return bool(word) and word[-1:].isalpha()
    return bool(word) and (word[0].isupper() or word.lower() in words.persons)
