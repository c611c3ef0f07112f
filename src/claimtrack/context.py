"""The compiled context of a language: what may stand around a number, as lookups and patterns.

Built once from ``context.toml``, ``units.toml`` and ``common/units.toml`` of the pack. Words are
looked up in the folded text (lower case, plain blanks), symbols in the plain text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from claimtrack.errors import PackError
from claimtrack.languages import pack_table
from claimtrack.lookup import PhrasesAfter, PhrasesBefore, same

# Sections of the unit tables that are kinds of claims.
UNIT_KINDS = ("measure", "duration", "percent", "money")
QUALIFIERS = ("more_than", "at_least", "less_than", "at_most", "approx")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as a surface names it: canonical pint name and kind of claim.

    ``doubtful`` surfaces are also common words ("in", "won", "tours").
    """

    name: str
    kind: str
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Units:
    """Where units, currency signs and scale suffixes are looked up."""

    words: PhrasesAfter[Unit]
    symbols: PhrasesAfter[Unit]
    symbol_firsts: frozenset[str]
    prefixes: PhrasesBefore[str]
    prefix_ends: frozenset[str]
    codes: frozenset[str]
    scales: dict[str, int]
    scale_words: PhrasesAfter[int]
    money_suffixes: PhrasesAfter[int]
    suffix_code: Any
    suffix_firsts: frozenset[str]
    per: PhrasesAfter[str]
    money_per: PhrasesAfter[str]
    rate_firsts: frozenset[str]
    rate_fillers: PhrasesAfter[str]
    not_rates: tuple[str, ...]
    not_article_rates: tuple[str, ...]
    per_many: Any
    halves: PhrasesAfter[float]


@dataclass(frozen=True, slots=True)
class Time:
    """Patterns of dates and clock times."""

    date_right: Any
    date_left: Any
    clock_right: Any
    clock_range: Any
    eras: PhrasesAfter[str]
    months: frozenset[str]


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about one language that quantities need; see context.toml for what each is.

    ``count_first`` is true where the counted noun stands before its adjectives (French) and
    ``noun_is_plural`` where what is counted must then be in the plural.
    """

    language: str
    table: Any
    units: Units
    time: Time
    before: PhrasesBefore[str]
    after: PhrasesAfter[str]
    joins: frozenset[str]
    join: Any
    versus: tuple[str, ...]
    against: tuple[str, ...]
    range_verbs: frozenset[str]
    level_verbs: frozenset[str]
    next_word: Any
    noun: Any
    of_noun: Any
    of: tuple[str, ...]
    noun_first: bool
    stop: frozenset[str]
    modifiers: frozenset[str]
    between_qualifier: frozenset[str]
    after_not: frozenset[str]
    direction: dict[str, str]
    after_direction: PhrasesAfter[str]
    asides: Any
    times: PhrasesAfter[str]
    times_before: PhrasesBefore[str]
    names: frozenset[str]
    names_after: PhrasesAfter[str]
    short_units: frozenset[str]
    age_before: PhrasesBefore[str]
    age_after: PhrasesAfter[str]
    persons: frozenset[str]


@cache
def context(language: str) -> Context:
    """The context of ``language``. Raises PackError where its tables contradict each other."""
    table = pack_table(language, "context")
    words, age = table["words"], table["age"]
    joins = [*table["joins"]["and"], *table["joins"]["range"]]
    of = [f"{w} " if not w.endswith("'") else w for w in words["of"]]
    return Context(
        language=language,
        table=table,
        units=_units(language),
        time=_time(table["time"]),
        before=PhrasesBefore(_qualifiers(table["before"])),
        after=PhrasesAfter(_qualifiers(table["after"])),
        joins=frozenset(joins),
        join=regex.compile(
            r"[ ]?(?:(?P<j>\L<j>)|(?P<c>,[ ](?=or|ou)))(?:[ ](?P<q>\L<q>)[ ]?|[ ]?)(?:an?[ ])?",
            j=joins,
            q=list(_qualifiers(table["before"])),
        ),
        versus=tuple(f" {w}" for w in table["joins"]["versus"]),
        against=tuple(f" {w}" for w in table["joins"]["against"]),
        range_verbs=frozenset(table["joins"]["range_verbs"]),
        level_verbs=frozenset(table["joins"]["level_verbs"]),
        next_word=regex.compile(r"[ -](?P<w>[^\W\d_](?:[^\W\d_]|['-])*)"),
        noun=regex.compile(r"[ -]?(?<=[ '-])(?P<w>[^\W\d_](?:[^\W_]|-)*+)(?!')"),
        of_noun=regex.compile(
            rf"[ ](?:{_either(words['of'])})(?P<the>[ ](?:{_either(words['of_the'])}))?"
            r"(?=[ ']|(?<='))"
        ),
        of=tuple(f" {w}" for w in of),
        noun_first=words["noun_first"],
        stop=frozenset(words["stop"]),
        modifiers=frozenset(words["modifiers"]),
        between_qualifier=frozenset(words["between_qualifier"]),
        after_not=frozenset(words["after_not"]),
        direction={w: d for d in ("up", "down") for w in table["direction"][d]},
        after_direction=PhrasesAfter(
            {w: d for d in ("up", "down") for w in table["direction"][f"after_{d}"]}
        ),
        asides=regex.compile(r"(?:,[ ]\L<w>,|[ ]\L<w>)(?=[ ])", w=table["direction"]["asides"]),
        times=PhrasesAfter(same(table["times"]["words"])),
        times_before=PhrasesBefore(same(table["times"]["before"])),
        names=frozenset(table["names"]["before"]),
        names_after=PhrasesAfter(same(table["names"]["phrases_after"])),
        short_units=frozenset(words["short_units"]),
        age_before=PhrasesBefore(same(age["before"])),
        age_after=PhrasesAfter(same(age["after"])),
        persons=frozenset(age["persons"]),
    )


# ---------------------------------------------------------------- units

_GENERIC_MONEY = frozenset(["franc", "krone", "peso", "dinar", "dirham", "shilling", "cent"])
# Articles make a rate of money only: "62 euros le mégawattheure".
_MONEY_PER = frozenset(["le", "la", "l'", "les", "the", "du", "de l'", "de la"])


def _units(language: str) -> Units:
    table, common = pack_table(language, "units"), pack_table("common", "units")
    numbers = pack_table(language, "numbers")
    sources = (common, table)
    prefixes = {
        s: n for t in sources for n, some in t.get("money_prefix", {}).items() for s in some
    }
    codes = [s for s in prefixes if len(s) == 3 and s.isupper()]
    always = {s: int(v) for v, some in numbers["suffix"].items() for s in some}
    sometimes = {s: int(v) for v, some in numbers["suffix_needs_money"].items() for s in some}
    large = {s: int(v) for v, some in numbers["scale"].items() for s in some}
    per = {s: n for t in sources for n, some in t.get("per_units", {}).items() for s in some}
    many = [*set(table["per_words"]["words"]) - _MONEY_PER, *table["per_words"]["many"]]
    symbols = _surfaces(common, fold=False)
    return Units(
        words=PhrasesAfter(_surfaces(table, fold=True)),
        symbols=PhrasesAfter(symbols),
        symbol_firsts=frozenset(s[0] for s in symbols),
        prefixes=PhrasesBefore(prefixes | {f"M{c}": prefixes[c] for c in codes}),
        prefix_ends=frozenset(p[-1] for p in prefixes),
        codes=frozenset(codes),
        scales=sometimes | always,
        scale_words=PhrasesAfter(large),
        money_suffixes=PhrasesAfter(sometimes),
        suffix_code=regex.compile(
            r"[ ]?(?P<s>\L<s>)(?P<c>\L<c>)(?!\w)",
            s=[*always, *sometimes],
            c=[*codes, "€", "$", "£"],
        ),
        suffix_firsts=frozenset(s[0] for s in [*always, *sometimes]),
        per=PhrasesAfter(_rates(table["per_words"]["words"], per, money=False)),
        money_per=PhrasesAfter(_rates(table["per_words"]["words"], per, money=True)),
        rate_firsts=frozenset(w[0] for w in table["per_words"]["words"]) | {"/"},
        rate_fillers=PhrasesAfter(same(table["per_words"]["fillers"])),
        not_article_rates=tuple(table["per_words"]["no_article_rate_before"]),
        not_rates=tuple(table["per_words"]["no_rate_before"]),
        per_many=regex.compile(rf"(?:[ ][\w'-]+){{0,3}}?[ ](?:{_either(many)})[ ]$"),
        halves=PhrasesAfter(pack_table(language, "context")["halves"]),
    )


def _surfaces(table: Any, *, fold: bool) -> dict[str, Unit]:
    """Surface → unit, of every kind and of the ambiguous ones (their first reading).

    Words (``fold``) in lower case, also with hyphens for blanks; no ambiguous single letters.
    """
    found: dict[str, Unit] = {}
    for kind in UNIT_KINDS:
        for name, some in table.get(kind, {}).items():
            for surface in some:
                found.setdefault(
                    surface.lower().replace("’", "'") if fold else surface, Unit(name, kind)
                )
    for surface, names in table.get("ambiguous", {}).items():
        if len(surface) > 1 or not fold:
            key = surface.lower() if fold else surface
            found.setdefault(key, Unit(names[0], _kind_of(names[0]), fold and len(names) == 1))
    if not fold:
        return found
    return {s.replace(" ", "-"): unit for s, unit in found.items() if " " in s} | found


def _kind_of(name: str) -> str:
    if name.isupper() or name in _GENERIC_MONEY:
        return "money"
    return "percent" if name in ("percentage_point", "percent") else "measure"


def _rates(words: list[str], units: dict[str, str], *, money: bool) -> dict[str, str]:
    """ "par jour", "a head", "/h" → what it divides by; with hyphens too ("-a-day")."""
    found: dict[str, str] = {}
    for word in words:
        if (word in _MONEY_PER) != money:
            continue
        blank = "" if word.endswith(("'", "/")) else " "
        for surface, name in units.items():
            found[f"{word}{blank}{surface}"] = name
            if " " in surface:
                found[f"{word}{blank}{surface.replace(' ', '-')}"] = name
            if blank:
                found[f"{word}-{surface}"] = name
            elif word == "/":
                found[f"/ {surface}"] = name
    return found


# ---------------------------------------------------------------- words


def _qualifiers(table: dict[str, list[str]]) -> dict[str, str]:
    """Phrase → qualifier."""
    found: dict[str, str] = {}
    for name, phrases in table.items():
        if name not in QUALIFIERS:
            raise PackError(f"context.toml: no qualifier is called {name!r}")
        for phrase in phrases:
            if found.setdefault(phrase, name) != name:
                raise PackError(f"context.toml: {phrase!r} is both {found[phrase]} and {name}")
    return found


def _time(time: Any) -> Time:
    months, joins = _either(time["months"]), _either(regex.escape(j) for j in time["day_joins"])
    day = rf"\d{{1,2}}{time['day_suffix']}"
    left = rf"(?r)(?<!\w)(?:{months})[.]?[ ](?:{day}[ ]?(?:{joins})[ ]?)*"
    clock = _either(regex.escape(u) for u in time["clock_units"])
    return Time(
        date_right=regex.compile(
            rf"{time['day_suffix']}(?:[ ]?(?:{joins})[ ]?{day}){{0,6}}+[ -](?:de[ ]|of[ ])?"
            rf"(?:{months})(?!\w)"
        ),
        date_left=regex.compile(left if time["months_before"] else r"(?!)"),
        clock_right=regex.compile(
            rf"(?:[ ]?(?P<u>{clock})(?!\w)(?P<min>[ ]?\d{{2}}(?!\d))?"
            r"|[ ]?[h:.][ ]?(?P<m2>\d{2})(?!\d)(?P<half>[ ]?[ap]\.?m\b\.?)?)"
        ),
        clock_range=regex.compile(time["clock_range"]),
        eras=PhrasesAfter(same(time["eras"])),
        months=frozenset(m.rstrip(".") for m in time["months"]),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True)) or "(?!)"
