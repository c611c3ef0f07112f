"""The compiled context of a language: what may stand around a number, as patterns and tables.

Built once from ``context.toml``, ``units.toml`` and ``common/units.toml`` of the pack. All
patterns run on the folded text (lower case, plain blanks), symbols on the plain text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from claimtrack.errors import PackError
from claimtrack.languages import pack_table

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
class Context:
    """Patterns and word sets of one language; see context.toml for what each is."""

    language: str
    table: Any
    words: dict[str, Unit]
    symbols: dict[str, Unit]
    prefixes: dict[str, str]
    denominators: dict[str, str]
    word: Any
    symbol: Any
    bridged: Any
    bridged_symbol: Any
    scale_word: Any
    scale_words: dict[str, int]
    modified: Any
    prefix: Any
    prefix_ends: frozenset[str]
    money_suffix: Any
    money_scales: dict[str, int]
    suffix_code: Any
    rate: Any
    money_rate: Any
    per_many: Any
    before: Any
    before_names: dict[str, str]
    after: Any
    after_names: dict[str, str]
    join: Any
    halves: Any
    half_before: Any
    next_word: Any
    noun: Any
    of_noun: Any
    noun_first: bool
    stop: frozenset[str]
    modifiers: frozenset[str]
    of: tuple[str, ...]
    direction: dict[str, str]
    after_direction: Any
    fillers: frozenset[str]
    level: frozenset[str]
    times: Any
    times_before: Any
    names: frozenset[str]
    names_after: Any
    date_right: Any
    date_left: Any
    clock_right: Any
    eras: Any
    age_before: Any
    age_after: Any
    persons: frozenset[str]


@cache
def context(language: str) -> Context:
    """The context of ``language``. Raises PackError where its tables contradict each other."""
    table = pack_table(language, "context")
    units, common = pack_table(language, "units"), pack_table("common", "units")
    words = _surfaces(units, language)
    symbols = _surfaces(common, language, fold=False)
    prefixes = {
        s: name
        for source in (common, units)
        for name, many in source.get("money_prefix", {}).items()
        for s in many
    }
    codes = [s for s in prefixes if len(s) == 3 and s.isupper()]
    before = _named(table["before"])
    after = _named(table["after"])
    denominators = {
        s: name
        for source in (common, units)
        for name, many in source.get("per_units", {}).items()
        for s in many
    }
    per = _either(w for w in units["per_words"]["words"] if w not in _MONEY_PER and w != "/")
    return Context(
        language=language,
        table=table,
        words=words,
        symbols=symbols,
        prefixes=prefixes | {f"M{c}": prefixes[c] for c in codes},
        denominators=denominators,
        word=_compile(r"[ -]?(?P<u>\L<w>)(?![\w'])", w=list(words)),
        symbol=_compile(r"[ -]?[\[<]?(?P<u>\L<s>)(?![\w²³])", s=list(symbols)),
        bridged=_compile(
            rf"[ -](?:{_either(table['words']['of'])})[ ]?(?:an?[ ])?(?P<u>\L<w>)(?!\w)",
            w=list(words),
        ),
        bridged_symbol=_compile(r"[ ](?:de|of)[ ](?P<u>\L<s>)(?![\w²³])", s=list(symbols)),
        modified=_compile(
            rf"[ ](?:\L<m>)[ ](?P<u>\L<w>)(?!\w)",
            m=table["words"]["modifiers"],
            w=list(words),
        ),
        prefix=_compile(r"(?r)(?<![\w])\L<p>[ ]?", p=[*prefixes, *(f"M{c}" for c in codes)]),
        prefix_ends=frozenset(p[-1] for p in prefixes),
        **_suffixes(language, codes),
        rate=_compile(
            rf"(?:[ -](?:{per})[ -]|[ ]?/[ ]?)(?P<d>\L<d>)(?!\w)"
            rf"(?![ -](?:{_either(_NOT_RATES)})(?!\w))",
            d=list(denominators),
        ),
        money_rate=_compile(
            rf"[ ](?:{_either(w for w in units['per_words']['words'] if w in _MONEY_PER) or '(?!)'})"
            r"[ ]?(?P<d>\L<d>)(?!\w)",
            d=list(denominators),
        ),
        per_many=_compile(
            rf"(?:[ ][\w'-]+){{0,3}}?[ ](?:{per}|pour|for every|for each)[ ]$",
        ),
        before=_compile(
            r"(?r)(?<![\w'])\L<p>(?:[ ]\L<d>)?,?[ ]?",
            p=list(before),
            d=table["words"]["between_qualifier"],
        ),
        before_names=before,
        after=_compile(
            rf"[ ]?(?P<q>\L<p>)(?!\w)(?![ ](?:{_either(table['words']['after_not'])})(?!\w))",
            p=list(after),
        ),
        after_names=after,
        join=_join(table, list(before)),
        halves=_compile(r"[ ](?P<h>\L<h>)(?!\w)", h=list(table["halves"])),
        half_before=_compile(r"(?r)(?<!\w)(?:an?|one|une?)[ ](?P<u>\L<w>)[ ]and[ ]", w=list(words)),
        next_word=_compile(r"[ -](?P<w>[\p{L}][\p{L}'-]*)"),
        noun=_compile(r"[ -]?(?<=[ '-])(?P<w>[\p{L}][\p{L}-]*+)(?!')"),
        of_noun=_compile(rf"(?:[ ](?:{_either(table['words']['of'])})(?P<the>[ ](?:{_either(table['words']['of_the'])}))?(?=[ ']|(?<=')))"),
        noun_first=table["words"]["noun_first"],
        stop=frozenset(table["words"]["stop"]),
        modifiers=frozenset(table["words"]["modifiers"]),
        of=tuple(f" {w} " if not w.endswith("'") else f" {w}" for w in table["words"]["of"]),
        direction={w: d for d in ("up", "down") for w in table["direction"][d]},
        after_direction=_compile(
            r"[ ](?:(?P<up>\L<up>)|(?P<down>\L<down>))(?!\w)",
            up=table["direction"]["after_up"],
            down=table["direction"]["after_down"],
        ),
        fillers=frozenset(table["direction"]["fillers"]),
        level=frozenset(table["direction"]["level"]),
        times_before=_compile(r"(?r)(?<!\w)\L<p>[ ]", p=table["times"]["before"]),
        times=_compile(
            rf"[ ](?:{_either(table['times']['words'])})(?!\w)(?:[ ](?P<c>\L<c>)(?!\w))?",
            c=table["times"]["compared"],
        ),
        names=frozenset(table["names"]["before"]),
        names_after=_compile(r"[ ]?\L<p>", p=table["names"]["phrases_after"]),
        **_times(table["time"]),
        **_ages(table["age"]),
    )


_GENERIC_MONEY = frozenset(["franc", "krone", "peso", "dinar", "dirham", "shilling", "cent"])
_MONEY_PER = ("le", "la", "l'", "les", "the")
_NOT_RATES = (
    "later", "after", "before", "earlier", "ago", "old", "plus tard", "avant", "après", "in advance",
)  # fmt: skip


def _surfaces(table: Any, language: str, *, fold: bool = True) -> dict[str, Unit]:
    """Surface → unit, of every kind and of the ambiguous ones (their first reading)."""
    found: dict[str, Unit] = {}
    for kind in UNIT_KINDS:
        for name, many in table.get(kind, {}).items():
            for surface in many:
                key = surface.lower().replace("’", "'") if fold else surface
                found.setdefault(key, Unit(name, kind))
                if fold and " " in key:
                    found.setdefault(key.replace(" ", "-"), Unit(name, kind))
    for surface, names in table.get("ambiguous", {}).items():
        kind = "money" if names[0].isupper() or names[0] in _GENERIC_MONEY else "measure"
        kind = "percent" if names[0] in ("percentage_point", "percent") else kind
        key = surface.lower() if fold else surface
        if fold and len(key) == 1:
            continue
        found.setdefault(key, Unit(names[0], kind, doubtful=fold and len(names) == 1))
    if not found and not fold:
        raise PackError(f"common/units.toml has no symbols ({language})")
    return found


def _named(table: dict[str, list[str]]) -> dict[str, str]:
    """Phrase → qualifier."""
    found: dict[str, str] = {}
    for name, phrases in table.items():
        if name not in QUALIFIERS:
            raise PackError(f"context.toml: no qualifier is called {name!r}")
        for phrase in phrases:
            found.setdefault(phrase, name)
    return found


def _suffixes(language: str, codes: list[str]) -> dict[str, Any]:
    table = pack_table(language, "numbers")
    scales = {s: int(v) for v, many in table["suffix_needs_money"].items() for s in many}
    plain = {s: int(v) for v, many in table["suffix"].items() for s in many}
    large = {s: int(v) for v, many in pack_table(language, "numbers")["scale"].items() for s in many}
    return {
        "scale_words": large,
        "scale_word": _compile(r"[ ](?P<s>\L<s>)(?!\w)", s=list(large)),
        "money_scales": scales | plain,
        "money_suffix": _compile(r"[ ]?(?P<s>\L<s>)(?!\w)", s=list(scales)),
        "suffix_code": _compile(
            r"[ ]?(?P<s>\L<s>)(?P<c>\L<c>)(?!\w)", s=[*plain, *scales], c=[*codes, "€", "$", "£"]
        ),
    }


def _join(table: Any, phrases: list[str]) -> Any:
    """Between the two ends of a range: its word, perhaps with a qualifier of the second end."""
    joins = table["joins"]
    words = [*joins["and"], *joins["range"]]
    return _compile(
        r"[ ]?(?:(?P<j>\L<j>)|(?P<c>,[ ](?=or|ou)))(?:[ ](?P<q>\L<q>)[ ]?|[ ]?)(?:an?[ ])?",
        j=words,
        q=phrases,
    )


def _times(time: Any) -> dict[str, Any]:
    months, joins = _either(time["months"]), _either(regex.escape(j) for j in time["day_joins"])
    day = rf"\d{{1,2}}{time['day_suffix']}"
    left = rf"(?r)(?<!\w)(?:{months})[.]?[ ](?:{day}[ ]?(?:{joins})[ ]?)*"
    return {
        "date_right": _compile(
            rf"{time['day_suffix']}(?:[ ]?(?:{joins})[ ]?{day})*[ -](?:de[ ]|of[ ])?"
            rf"(?P<m>{months})(?!\w)"
        ),
        "date_left": _compile(left if time["months_before"] else r"(?!)"),
        "clock_right": _compile(
            rf"(?:[ ]?(?:{_either(regex.escape(u) for u in time['clock_units'])})(?!\w)"
            r"(?P<min>[ ]?\d{2}(?!\d))?|[ ]?[h:][ ]?(?P<m2>\d{2})(?![\d])(?:[ ]?[ap]\.?m\.?)?)"
        ),
        "eras": _compile(rf"[ ](?:{_either(regex.escape(e) for e in time['eras'])})(?!\w)"),
    }


def _ages(age: Any) -> dict[str, Any]:
    return {
        "age_before": _compile(r"(?r)(?<!\w)\L<p>[ ]?", p=age["before"]),
        "age_after": _compile(r"[ -](?P<a>\L<p>)s?(?!\w)", p=age["after"]),
        "persons": frozenset(age["persons"]),
    }


def _either(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _compile(pattern: str, **lists: list[str]) -> Any:
    return regex.compile(pattern, **lists)
