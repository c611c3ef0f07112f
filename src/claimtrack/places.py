"""Place expressions: what a text names as the where of something.

Cheap rules over names (runs of capitalised words): a name is a place after a place preposition,
beside a geographic noun or a direction, or in a dateline. A name that stands alone is not one:
"Moscow said" is a speaker. The words stand in ``places.toml`` of each language.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import product
from typing import Any, NamedTuple

import regex

from claimtrack.languages import pack_table
from claimtrack.lookup import PhrasesAfter, PhrasesBefore, same
from claimtrack.text import folded, plain

_WORD = r"\p{Lu}[\p{L}\p{M}]*(?:['-](?!s(?!\p{L}))\p{L}[\p{L}\p{M}]*)*"
_FIRST_WORD = regex.compile(r"[\p{L}\p{M}]+")
_NEXT_WORD = regex.compile(r",?[ ](?P<w>\p{L}+)")
# Also the Roman numeral of a century.
_ACRONYM = regex.compile(r"\p{Lu}{2,}|[IVX]+(?:er|e|ème)")
# "KORVA, Maravia (Agency) –" where a text or a line begins.
_DATELINE = regex.compile(
    r"(?m)^[ ]*(?P<place>\p{Lu}{2}[\p{Lu}'-]+(?:[ -]\p{Lu}[\p{Lu}'-]+){0,3}"
    r"(?:,[ ]\p{Lu}[\p{L}-]+(?:[ ]\p{Lu}[\p{L}-]+){0,2})?)"
    r"(?:,[ ][^\n()–—]{1,20})?(?:[ ]\([^)\n]{2,30}\))?[ ][–—-][ ]"
)
# Nouns and directions before a name may be stacked: "the south of the region of …".
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class PlaceMention:
    """A place expression in a text, without the preposition or article before it.

    ``start``/``end`` are code-point offsets, end exclusive; ``text`` is what stands between them;
    ``rule`` names what made it a place: ``preposition noun_before noun_after direction
    name listed dateline``.
    """

    start: int
    end: int
    text: str
    rule: str


class _Name(NamedTuple):
    """A run of capitalised words; ``known`` if it is a place in any case."""

    start: int
    end: int
    words: tuple[str, ...]
    known: bool


@dataclass(frozen=True, slots=True)
class _Words:
    """The compiled ``places.toml`` of a language; see there for what each is."""

    name: Any
    known: PhrasesAfter[str]
    prepositions: PhrasesBefore[str]
    before: PhrasesBefore[str]
    after: PhrasesAfter[str]
    joins: frozenset[str]
    telling: PhrasesBefore[str]
    starts: frozenset[str]
    parts: frozenset[str]
    never: frozenset[str]
    organisations: frozenset[str]
    peoples: tuple[str, ...]
    countries_end: tuple[str, ...]
    speech: frozenset[str]
    not_datelines: frozenset[str]


def find_places(text: str, language: str) -> list[PlaceMention]:
    """The place expressions of ``text``, in order, none within another.

    Raises PackError for a language without a pack.
    """
    words = _words(language)
    return [
        PlaceMention(start, end, text[start:end], rule)
        for start, end, rule in _spans(plain(text), folded(text), words)
    ]


def _spans(printed: str, low: str, words: _Words) -> Iterator[tuple[int, int, str]]:
    datelines = [m.span("place") for m in _datelines(printed, words)]
    yield from ((start, end, "dateline") for start, end in datelines[:1] if start < end)
    floor = datelines[0][1] if datelines else 0
    listed = False
    for name in _names(printed, low, words):
        if name.start < floor:
            continue
        found = _place(printed, low, name, floor, words)
        if found is None and listed and name.known and low[floor : name.start] in words.joins:
            found = name.start, name.end, "listed"
        listed = found is not None
        if found is None:
            continue
        start, end, rule = found
        # "the Gulf of" and the like never reach into what was found before.
        yield max(start, floor), end, rule
        floor = end


def _datelines(printed: str, words: _Words) -> list[Any]:
    """The dateline at the start of the text, if it has one."""
    match = _DATELINE.match(printed)
    if match is None:
        return []
    first = _FIRST_WORD.match(match["place"])
    return [match] if first is not None and first[0].lower() not in words.not_datelines else []


# ---------------------------------------------------------------- names


def _names(printed: str, low: str, words: _Words) -> Iterator[_Name]:
    """The names of a text, without a capitalised preposition or article at their start."""
    end = 0
    for match in words.name.finditer(printed):
        start = max(match.start(), end)
        while (skipped := _skipped(low, start, match.end(), words)) > start:
            start = skipped
        if start >= match.end():
            continue
        hit = words.known.at(low, start)
        end = max(match.end(), hit.end if hit is not None else 0)
        parts = tuple(low[start:end].split(" "))
        yield _Name(start, end, parts, hit is not None and hit.end == end)


def _skipped(low: str, start: int, end: int, words: _Words) -> int:
    """Where the name goes on after a first word that has its capital from the sentence."""
    if words.known.at(low, start) is not None:
        return start
    first = _FIRST_WORD.match(low, start, end)
    if first is None:
        return start
    after: int = first.end()
    if low[start : after + 1] in words.starts:  # "L'Arvanne"
        return after + 1
    if first[0] in words.starts and low[after : after + 1] in ("", " "):
        return after + 1
    return start


def _is_none(printed: str, name: _Name, words: _Words) -> bool:
    """Is the name one of a person, a month, an organisation, a people or an acronym?"""
    if printed.startswith("'s", name.end) and not printed[name.end + 2 : name.end + 3].isalpha():
        return True
    if printed.startswith(" &", name.end):  # a firm
        return True
    if name.known:
        return False
    if name.words[0].rstrip(".") in words.never or not words.organisations.isdisjoint(name.words):
        return True
    if name.end - name.start < 2 or name.words[-1].endswith(words.peoples):
        return True
    return _ACRONYM.fullmatch(printed, name.start, name.end) is not None


# ---------------------------------------------------------------- places


def _place(
    printed: str, low: str, name: _Name, floor: int, words: _Words
) -> tuple[int, int, str] | None:
    """``(start, end, rule)`` of the place that the name is or is part of; None where it is none."""
    if _is_none(printed, name, words):
        return None
    start, rule = _widened(low, name, floor, words)
    after = words.after.at(low, name.end + 1) if low[name.end : name.end + 1] == " " else None
    if after is not None and printed[name.end + 1].islower():
        return start, after.end, "noun_after"
    if rule:
        return start, name.end, rule
    if words.parts.intersection(name.words) and len(name.words) > 1:
        return None if _speaks(low, name.end, words) else (name.start, name.end, "name")
    hit = words.prepositions.before(low, name.start)
    if hit is None or hit.start < floor:
        return None
    return (name.start, name.end, "preposition") if _leads(low, name, hit, words) else None


def _widened(low: str, name: _Name, floor: int, words: _Words) -> tuple[int, str]:
    """Where the nouns and directions before a name start, and the rule that the first gives."""
    start, rule = name.start, ""
    for _ in range(_DEPTH):
        hit = words.before.before(low, start)
        if hit is None or hit.start < floor:
            break
        start, rule = hit.start, hit.value
    return start, rule


def _leads(low: str, name: _Name, hit: Any, words: _Words) -> bool:
    """Does the preposition ``hit`` make the name a place?"""
    kind = hit.value
    if words.telling.before(low, hit.start) is not None:
        return False  # "told Reuters", "a confié à Marie"
    if name.known:
        return True
    if kind == "known":
        return False
    if kind == "ending" and not name.words[-1].endswith(words.countries_end):
        return False
    return kind != "speech" or not _speaks(low, name.end, words)


def _speaks(low: str, end: int, words: _Words) -> bool:
    """Does a verb of speech follow?"""
    match = _NEXT_WORD.match(low, end)
    if match is None:
        return False
    if match["w"] in words.speech:
        return True
    second = _NEXT_WORD.match(low, match.end())
    return second is not None and f"{match['w']} {second['w']}" in words.speech


# ---------------------------------------------------------------- compiling


@cache
def _words(language: str) -> _Words:
    table, times = pack_table(language, "places"), pack_table(language, "times")
    lists, names = table["words"], table["names"]
    calendar = [
        surface
        for slot in ("month", "weekday")
        for surfaces in times["slots"][slot].values()
        for surface in surfaces
    ]
    prepositions = {
        phrase: kind for kind, phrases in table["prepositions"].items() for phrase in phrases
    }
    return _Words(
        name=regex.compile(rf"(?<![\p{{L}}\p{{N}}]){_WORD}(?:[ ]{_WORD}){{0,3}}+"),
        known=PhrasesAfter(same(name for some in names.values() for name in some)),
        prepositions=PhrasesBefore(prepositions),
        before=PhrasesBefore(_before(table["before"])),
        after=PhrasesAfter(same(lists["nouns_after"])),
        joins=frozenset(lists["joins"]),
        telling=PhrasesBefore(same(lists["telling"])),
        starts=frozenset(lists["starts"]),
        parts=frozenset(lists["parts_of_names"]),
        never=frozenset([*lists["never"], *lists["titles"], *calendar]),
        organisations=frozenset(lists["organisations"]),
        peoples=tuple(lists["peoples"]),
        countries_end=tuple(lists["countries_end"]),
        speech=frozenset(lists["speech"]),
        not_datelines=frozenset(lists["not_datelines"]),
    )


def _before(table: Any) -> dict[str, str]:
    """Every noun and direction with every link that may join it to a name."""
    links = table["links"]
    found = {f"{noun} {link}": "noun_before" for noun, link in product(table["nouns"], links)}
    found |= {f"{side} {link}": "direction" for side, link in product(table["sides"], links)}
    found |= dict.fromkeys(table["nouns_without_link"], "noun_before")
    return found | dict.fromkeys(table["sides_without_link"], "direction")
