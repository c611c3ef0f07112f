"""Counted names: "three officials: Lee, Oakes and Vance"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from claimtrack.relations.alike import is_whole
from claimtrack.relations.figures import Figure, Sentence
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words

# So many are counted at a glance; longer lists are mostly of something else.
_FEWEST, _MOST = 2, 12
# What may stand between the number and its list, in characters, and words in an entry.
_BEFORE, _WORDS = 110, 7
_OPENED = regex.compile(r"^(?P<lead>[^.;:!?()]*?)(?P<mark>:| [–—-] |\()\s*")
_CLOSERS = {
    ",": regex.compile(r"(?:[.;:!?(](?=\s|$)| [–—-] |$)"),
    ":": regex.compile(r"(?:[.;!?](?=\s|$)|$)"),
    "(": regex.compile(r"\)"),
}
_DASHED = regex.compile(r"(?: [–—-] |[.;!?](?=\s|$)|$)")
# "The sole (0.9), the bass (0.7)": a number or two words in brackets are not of the list.
_BRACKETED = regex.compile(r"\s\([^()]{1,25}\)")
_BRACKET = regex.compile(r"\([^()]{0,12}$")
_AGE = regex.compile(r"^\(?\d+(?:[ ]\w+)?\)?$")
_APPOSED = regex.compile(r"^(?P<lead>[^.;:!?(),]{0,60}\b\p{Ll}[\p{L}'’-]*)(?P<mark>, )(?=\p{Lu})")
_WORD = r"\p{Lu}[\p{L}\p{M}'’.-]*"
_NAME = regex.compile(rf"{_WORD}(?: (?:\p{{Ll}}{{1,3}}'? ?){{0,2}}{_WORD}){{0,3}}")
_NAMED = regex.compile(r"\p{Lu}")


def find_lists(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Small counts held against the names or things that a list behind them has."""
    for figure in sentence.figures:
        if not _counts_few(figure) or is_whole(figure, words):
            continue
        entries = _entries(sentence, figure, words)
        if entries is None:
            continue
        value, (low, high) = figure.value or 0.0, entries
        yield Relation(
            "lists",
            "counted_list",
            "a number and the list behind it",
            figure,
            Span(value, value),
            (),
            Span(low, high),
            restated(figure, float(high)),
        )


def _counts_few(figure: Figure) -> bool:
    value = figure.value
    if not figure.counted or value is None or not figure.exact or figure.row.field == "title":
        return False
    return _FEWEST <= value <= _MOST and value == int(value)


def _entries(sentence: Sentence, figure: Figure, words: Words) -> tuple[float, float] | None:
    """Fewest and most entries that the list behind a figure can be taken to have."""
    rest = _BRACKETED.sub(lambda found: " " * len(found[0]), sentence.text[figure.end :])
    opened = _OPENED.match(rest) or _APPOSED.match(rest)
    if opened is None or len(opened["lead"]) > _BEFORE or words.not_all.search(opened[0].lower()):
        return None
    body, mark = rest[opened.end() :], opened["mark"].strip()
    end = _CLOSERS.get(mark, _DASHED).search(body)
    listed = _up_to_last(body[: end.start()], words) if end is not None else ""
    if not listed or words.not_all.search(listed.lower()):
        return None
    start = figure.end + opened.end()
    if any(_is_in_the_way(f, figure, start + len(listed), words) for f in sentence.figures):
        return None
    return _counted(listed, mark, words)


def _is_in_the_way(other: Figure, figure: Figure, end: int, words: Words) -> bool:
    """A later number before the list's end: the list is its own, or one of figures.

    Ages are none of these, nor is the whole in "five of the 23 stations, …".
    """
    if not figure.end <= other.start < end:
        return False
    sentence = other.sentence
    alone = _BRACKET.search(sentence.low[: other.start]) is not None
    if alone or other.kind == "age" or (other.is_share and other.index == figure.index + 1):
        return False
    return not (other.index == figure.index + 1 and is_whole(other, words))


def _up_to_last(listed: str, words: Words) -> str:
    """Without what follows the last entry: a list ends with the entry behind its "and"."""
    joined = words.list_end.search(listed)
    if joined is None or ";" in listed:
        return listed
    comma = listed.find(",", joined.end())
    if comma < 0:
        return listed
    # "Paul and Ann Hill, Leo and Eve Ross …": the first "and" was not the list's.
    return "" if words.list_end.search(listed, comma + 1) else listed[:comma]


def _counted(listed: str, mark: str, words: Words) -> tuple[float, float] | None:
    if ";" in listed:  # each with what it is
        entries = [e for e in listed.split(";") if e.strip()]
        return (float(len(entries)), float(len(entries))) if len(entries) > _FEWEST else None
    joined = words.list_end.search(listed)
    if joined is None:
        return None
    head, tail = listed[: joined.start()], listed[joined.end() :]
    entries = [e.strip() for e in (*head.split(","), tail) if e.strip()]
    entries = [e for e in entries if not _AGE.match(e)]
    if len(entries) < _FEWEST or any(len(e.split()) > _WORDS for e in entries):
        return None
    if any(regex.search(r"\d", e) or words.finite.search(e) for e in entries):
        return None
    firsts = (e.split()[0].lower() for e in entries if not words.article.match(e.lower()))
    if not words.stopwords.isdisjoint(firsts):  # "best actor, for Leo Grant, and best song, …"
        return None
    named = [e for e in entries if _NAMED.match(e)]
    if mark == ",":  # between commas only names are a list
        all_names = len(entries) > _FEWEST and all(_NAME.fullmatch(e) for e in entries)
        return (float(len(entries)), float(len(entries))) if all_names else None
    with_article = [e for e in entries if words.article.match(e) and _NAMED.search(e)]
    if len(named) >= _FEWEST and len(named) >= len(entries) / 2:
        return float(len(named)), float(len(entries) + _inner(entries, words))
    if len(with_article) >= _FEWEST and len(with_article) + len(named) == len(entries):
        return float(len(entries)), float(len(entries) + _inner(entries, words))
    if mark != ":" or named or "," in tail:
        return None
    return float(len(entries)), float(len(entries) + _inner(entries, words))


def _inner(entries: list[str], words: Words) -> int:
    """How many more there may be where an entry has an "and" of its own."""
    return sum(len(words.list_end.findall(entry)) for entry in entries)
