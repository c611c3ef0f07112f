"""Time expressions: where a text says when, and the days that such words mean.

What a time expression may look like stands in ``times.toml`` of each language: slots (weekdays,
months, units …), forms made of slots, the leads that may stand before ("since", "by"), and the
openers and joins of ranges. Finding and resolving read the same forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from itertools import product
from typing import Any, NamedTuple

import regex

from claimtrack.errors import PackError
from claimtrack.languages import pack_table
from claimtrack.lookup import PhrasesBefore
from claimtrack.periods import MEANINGS, Period, Said
from claimtrack.text import folded, plain

_WORD = regex.compile(r"\w+")
_SLOT = regex.compile(r"\{(?P<slot>[a-z_]+)\}")
# What is no word list: days of a month, years and other digits.
_YEAR = r"(?:1\d{3}|20\d{2}|2100)(?!\d|[.,]\d)"
_NUMERIC = r"(?:\d{1,2}(?P<_mark>[/.])\d{1,2}(?P=_mark)\d{4}|\d{4}-\d{2}-\d{2})(?!\d)"
_DIGITS = {"year": _YEAR, "yy": r"\d{2}(?!\d)", "digits": _NUMERIC}
_FIRST_DIGIT = "0"
# A bare number from here on may be a year where only brackets say so: "(2019)".
_MODERN = 1900
# Leads that leave the days as they are.
_MERE_LEADS = ("", "at", "of", "the", "for")


@dataclass(frozen=True, slots=True)
class TimeMention:
    """A time expression in a text.

    ``start``/``end`` are code-point offsets, end exclusive; ``text`` is what stands between them;
    ``rule`` names the form that read it, after the lead where that matters: ``since_year``.
    """

    start: int
    end: int
    text: str
    rule: str


class _Form(NamedTuple):
    """One way to say when: ``needs`` is what must stand around it ("" for nothing).

    ``values`` are the slots that its words imply ("within 48 hours" is the next 48 hours).
    """

    rule: str
    means: str
    needs: str
    values: Mapping[str, str]
    pattern: Any


class _Core(NamedTuple):
    """A form found at a place, without the words that lead to it.

    ``other`` is what to read there if what this form needs is missing.
    """

    start: int
    end: int
    form: _Form
    slots: dict[str, str]
    other: _Core | None = None


class _Found(NamedTuple):
    """A time expression: its lead, its core and, for a range, the core that ends it."""

    start: int
    end: int
    lead: str
    core: _Core
    last: _Core | None


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled ``times.toml`` of a language; ``forms`` are filed under their first words."""

    forms: Mapping[str, tuple[_Form, ...]]
    values: Mapping[str, Mapping[str, str]]
    capitals: tuple[str, ...]
    leads: PhrasesBefore[str]
    never_after: PhrasesBefore[str]
    never_before: Any
    openers: PhrasesBefore[str]
    joins: Mapping[str, Any]
    durations: frozenset[str]
    weak: frozenset[str]
    after_year: frozenset[str]
    counted_endings: tuple[str, ...]
    table: Mapping[str, Any]


def find_times(text: str, language: str) -> list[TimeMention]:
    """The time expressions of ``text``, in order, none within another.

    Leads belong to them ("since 2019", "en octobre"), but not the "of" of "the budget of 2019".
    Durations ("for three weeks") are found too. Raises PackError for a language without a pack.
    """
    grammar = _grammar(language)
    return [
        TimeMention(found.start, found.end, text[found.start : found.end], _rule(found))
        for found in _found(text, grammar, strict=True)
    ]


@lru_cache(maxsize=4096)
def resolve(mention_text: str, language: str, published: str) -> tuple[str, str]:
    """First and last day (ISO, both inclusive) of what a time expression means.

    ``published`` is an ISO date or date and time, or "" where not known: then only what says its
    own year is resolved. ("", "") where the words do not tell: durations, "before 2019", a text
    that is no time expression. An open side ends (or begins) with ``published``. Raises
    PackError for a language without a pack, and nothing for any text.
    """
    try:
        base = _day_of(published)
        period = _resolved(mention_text, _grammar(language), base)
    except (ValueError, OverflowError):  # a day no calendar has: "31 February", year 0
        return "", ""
    if period is None or period[0] > period[1]:
        return "", ""
    return period[0].isoformat(), period[1].isoformat()


def _day_of(published: str) -> date | None:
    try:
        return date.fromisoformat(published.strip()[:10])
    except ValueError:
        return None


def _rule(found: _Found) -> str:
    if found.last is not None:
        return f"range_{found.last.form.rule}"
    lead = found.lead if found.lead not in _MERE_LEADS else ""
    return f"{lead}_{found.core.form.rule}".lstrip("_")


# ---------------------------------------------------------------- finding


def _found(text: str, grammar: _Grammar, *, strict: bool) -> list[_Found]:
    """What says when in ``text``; unless ``strict``, without what must stand around a form."""
    low = folded(text)
    found: list[_Found] = []
    cores = [*_cores(low, plain(text), grammar)]
    skip = False
    for core, following in zip(cores, [*cores[1:], None], strict=False):
        if skip:
            skip = False
            continue
        floor = found[-1].end if found else 0
        ranged = _range(low, core, following, floor, grammar)
        skip = ranged is not None
        one = ranged or _single(low, core, floor, grammar, strict=strict)
        if one is None and core.other is not None:
            one = _single(low, core.other, floor, grammar, strict=strict)
        if one is not None:
            found.append(one)
    return found


def _cores(low: str, printed: str, grammar: _Grammar) -> Iterator[_Core]:
    """The longest form at each word, from left to right."""
    end = 0
    forms = grammar.forms
    for word in _WORD.finditer(low):
        first = word[0]
        some = forms.get(_FIRST_DIGIT if first[0].isdecimal() else first)
        if some is None or word.start() < end:
            continue
        best = _longest(low, printed, word.start(), some, grammar)
        if best is not None:
            end = best.end
            yield best


def _longest(
    low: str, printed: str, start: int, some: tuple[_Form, ...], grammar: _Grammar
) -> _Core | None:
    """The longest of ``some`` at ``start``, with the longest that needs nothing beside it."""
    best = plainest = None
    for form in some:
        match = form.pattern.match(low, start)
        if match is None or not _has_capitals(match, printed, grammar.capitals):
            continue
        core = _Core(start, match.end(), form, match.groupdict())
        if best is None or core.end > best.end:
            best = core
        if not form.needs and (plainest is None or core.end > plainest.end):
            plainest = core
    if best is None or not best.form.needs:
        return best
    return best._replace(other=plainest)


def _has_capitals(match: Any, printed: str, slots: tuple[str, ...]) -> bool:
    """Do the names that a language writes with a capital have one ("May", but not "may")?"""
    if not slots:
        return True
    groups = match.groupdict()
    return all(not groups.get(slot) or printed[match.start(slot)].isupper() for slot in slots)


def _range(
    low: str, core: _Core, last: _Core | None, floor: int, grammar: _Grammar
) -> _Found | None:
    """The range from ``core`` to ``last`` if the words before and between make it one."""
    if last is None or last.start - core.end > 12 or last.form.needs in ("range", "duration"):
        return None
    between = low[core.end : last.start]
    opener = grammar.openers.before(low, core.start)
    if opener is not None and opener.start >= floor and between in grammar.joins[opener.value]:
        return _Found(opener.start, last.end, "at", core, last)
    if between not in grammar.joins[""] or core.form.means not in (
        "part_of_date",
        last.form.means,
    ):
        return None
    if last.form.means == "year" and _counts(low, last.end, grammar):
        return None  # "1500-2000 people"
    return _Found(core.start, last.end, "at", core, last)


def _single(low: str, core: _Core, floor: int, grammar: _Grammar, *, strict: bool) -> _Found | None:
    """The core with its lead, unless what stands around shows that it tells no time."""
    hit = grammar.leads.before(low, core.start)
    lead = hit.value if hit is not None and hit.start >= floor else ""
    start = hit.start if hit is not None and lead not in ("", "of") else core.start
    if core.form.needs == "range":
        return None
    if strict and not _fits(low, core, lead, hit.phrase if hit is not None else "", grammar):
        return None
    if strict and grammar.never_after.before(low, start) is not None:
        return None
    return _Found(start, core.end, lead, core, None)


def _fits(low: str, core: _Core, lead: str, phrase: str, grammar: _Grammar) -> bool:
    """Does what the form needs stand around it?"""
    needs = core.form.needs
    if grammar.never_before.match(low, core.end):
        return False
    if needs == "duration":
        return phrase in grammar.durations
    if needs == "lead":
        return lead not in ("", "the")
    if needs == "season":
        return lead not in ("", "the", "of")
    if needs == "year":
        return _is_year(low, core, lead, phrase, grammar)
    return needs != "alone" or not _counts(low, core.end, grammar)


def _is_year(low: str, core: _Core, lead: str, phrase: str, grammar: _Grammar) -> bool:
    """Is a bare number a year: after a lead, in brackets, and no count of what follows?"""
    if lead in ("", "the"):
        closed = low[core.start - 1 : core.start] == "(" and low[core.end : core.end + 1] == ")"
        return closed and int(core.slots["year"]) >= _MODERN
    return phrase not in grammar.weak or not _counts(low, core.end, grammar)


def _counts(low: str, end: int, grammar: _Grammar) -> bool:
    """May the number that ends at ``end`` count the word after it?"""
    following = _WORD.match(low, end + 1) if low[end : end + 1] == " " else None
    return (
        following is not None
        and following[0].endswith(grammar.counted_endings)
        and following[0] not in grammar.after_year
    )


# ---------------------------------------------------------------- resolving


def _resolved(text: str, grammar: _Grammar, base: date | None) -> Period | None:
    found = _found(text, grammar, strict=False)
    if not found:
        return None
    one = max(found, key=lambda f: f.end - f.start)
    if one.last is not None:
        return _resolved_range(one.core, one.last, grammar, base)
    ahead = one.lead in ("by", "until")
    said = _said(one.core, grammar, base, ahead=ahead)
    if one.core.form.means == "duration":
        return MEANINGS["rolling"](said) if one.lead == "since" else None
    return _led(one.lead, MEANINGS[one.core.form.means](said), base)


def _said(core: _Core, grammar: _Grammar, base: date | None, *, ahead: bool) -> Said:
    """The slots of a core as values, with what is needed to resolve them."""
    printed = {slot: said for slot, said in core.slots.items() if said}
    values = {slot: grammar.values.get(slot, {}).get(said, said) for slot, said in printed.items()}
    return Said({**core.form.values, **values}, printed, base, ahead, grammar.table["resolve"])


def _led(lead: str, period: Period | None, base: date | None) -> Period | None:
    """The period that a lead makes of another: "since" it, "by" it."""
    if period is None or lead in _MERE_LEADS:
        return period
    if base is None or lead == "before":
        return None
    if lead == "from":
        return (period[0], max(base, period[0])) if period[0] <= base else period
    if lead == "since":
        return period[0], base
    if lead == "after":
        return period[1] + timedelta(days=1), base
    return base, period[1]  # "by" and "until"


def _resolved_range(
    first: _Core, last: _Core, grammar: _Grammar, base: date | None
) -> Period | None:
    """From the first day of ``first``, which borrows month and year, to the end of ``last``."""
    said = _said(last, grammar, base, ahead=False)
    end = MEANINGS[last.form.means](said)
    if end is None:
        return None
    begun = _said(first, grammar, end[1], ahead=False)
    for slot in ("month", "year"):
        if slot in said.values and slot not in begun.values:
            begun.values[slot], begun.printed[slot] = said.values[slot], said.printed[slot]
    means = "date" if first.form.means == "part_of_date" else first.form.means
    if means == "date" and "month" not in begun.values:
        return None
    start = MEANINGS[means](begun)
    if start is None:
        return None
    if start[0] > end[1] and "year" in begun.values and "month" in begun.values:
        start = start[0].replace(year=start[0].year - 1), start[1]  # "December to March 2023"
    return start[0], end[1]


# ---------------------------------------------------------------- compiling


@cache
def _grammar(language: str) -> _Grammar:
    """The grammar of ``language``. Raises PackError where a form names a slot there is not."""
    table = pack_table(language, "times")
    lists = {name: _values(some) for name, some in table["slots"].items()}
    values: dict[str, dict[str, str]] = {}
    for name, some in lists.items():
        values.setdefault(_group(name), {}).update(some)
    forms: dict[str, list[_Form]] = {}
    for entry in table["forms"]:
        if entry["means"] not in (*MEANINGS, "duration"):
            raise PackError(f"times.toml: nothing is meant by {entry['means']!r}")
        for written in entry["forms"]:
            form = _Form(
                entry["rule"],
                entry["means"],
                entry.get("needs", ""),
                entry.get("values", {}),
                _compiled(written, lists),
            )
            for first in _first_words(written, lists):
                forms.setdefault(first, []).append(form)
    ranges = {f"{i}": entry for i, entry in enumerate(table["ranges"])}
    openers = {opener: key for key, entry in ranges.items() for opener in entry["open"]}
    joins = {key: frozenset(entry["join"]) for key, entry in ranges.items()}
    return _Grammar(
        forms={first: tuple(some) for first, some in forms.items()},
        values=values,
        capitals=tuple(table["words"]["capitals"]),
        leads=PhrasesBefore(_leads(table["leads"])),
        never_after=PhrasesBefore({word: word for word in table["words"]["never_after"]}),
        never_before=regex.compile(r"\L<w>(?!\w)", w=table["words"]["never_before"]),
        openers=PhrasesBefore(openers),
        joins={**joins, "": frozenset(table["words"]["range_joins"])},
        durations=frozenset(table["leads"]["for"]),
        weak=frozenset(table["words"]["weak_leads"]),
        after_year=frozenset(table["words"]["after_year"]),
        counted_endings=tuple(table["words"]["counted_endings"]),
        table=table,
    )


def _values(slot: Mapping[str, list[str]]) -> dict[str, str]:
    """Surface → value."""
    return {surface: value for value, surfaces in slot.items() for surface in surfaces}


def _leads(table: Mapping[str, list[str]]) -> dict[str, str]:
    """Lead → what it does, each with and without an article; "for" where no list says more."""
    found = dict.fromkeys(table["the"], "the")
    names = ["for", *(name for name in table if name not in ("the", "for", "of"))]
    for name in names:
        found |= {f"{lead} {article}": name for lead, article in product(table[name], table["the"])}
    # What is listed as it stands goes before what was put together; "of" takes no article along.
    return found | {lead: name for name in [*names, "of"] for lead in table[name]}


def _group(name: str) -> str:
    """What a list fills: ``which_plural`` is another list of words for ``which``."""
    return name.partition("_")[0]


def _compiled(written: str, lists: Mapping[str, Mapping[str, str]]) -> Any:
    """A form as a pattern: ``{slot}`` is one of its surfaces, ``[…]`` may be missing."""

    def slot(match: regex.Match[str]) -> str:
        name = match["slot"]
        if name in _DIGITS:
            return rf"(?P<{name}>{_DIGITS[name]})"
        some = [regex.escape(s) for s in sorted(lists.get(name, ()), key=lambda s: (-len(s), s))]
        if name == "n":
            some.append(r"\d{1,3}(?![\d.,]\d)")
        elif name == "day":
            some = [rf"(?:3[01]|[12]\d|0?[1-9])(?:{'|'.join(some)})?(?![\d%]|[.,:]\d)"]
        if not some:
            raise PackError(f"times.toml: {written!r} has a slot that is not in [slots]")
        return rf"(?P<{_group(name)}>{'|'.join(some)})(?!\w)"

    shape = regex.sub(r"\((?!\?)", "(?:", written).replace("[", "(?:").replace("]", ")?")
    return regex.compile(rf"{_SLOT.sub(slot, shape)}(?!\w)")


def _first_words(written: str, lists: Mapping[str, Mapping[str, str]]) -> set[str]:
    """The words that a form may start with; a digit stands for all numbers in digits."""
    slot = _SLOT.match(written)
    surfaces = [written] if slot is None else list(lists.get(slot["slot"], ()))
    firsts = {word[0] for surface in surfaces if (word := _WORD.match(surface))}
    if slot is not None and slot["slot"] in (*_DIGITS, "n", "day"):
        firsts = firsts | {_FIRST_DIGIT} if slot["slot"] == "n" else {_FIRST_DIGIT}
    if not firsts:
        raise PackError(f"times.toml: {written!r} starts with no word")
    return firsts
