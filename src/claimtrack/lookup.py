"""Finding phrases of a word list right after or right before an offset.

A dictionary on the first (or last) word keeps this far cheaper than a pattern of thousands of
alternatives, both to build and to ask.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Generic, NamedTuple, TypeVar

import regex

Value = TypeVar("Value")

_FIRST = regex.compile(r"[^\W\d_]+|[^\w\s]|\w")
_LAST = regex.compile(r"(?r)[^\W\d_]+[.']?|[^\w\s]")


class Hit(NamedTuple, Generic[Value]):
    """A phrase in a text: what it stands for, and where it is."""

    phrase: str
    value: Value
    start: int
    end: int


def _filed(phrases: Mapping[str, Value], edge: Any) -> dict[str, tuple[tuple[str, Value], ...]]:
    """The phrases under what ``edge`` matches of them, the longest first."""
    table: dict[str, list[tuple[str, Value]]] = {}
    for phrase in sorted(phrases, key=lambda p: (-len(p), p)):
        table.setdefault(edge.match(phrase)[0], []).append((phrase, phrases[phrase]))
    return {key: tuple(some) for key, some in table.items()}


class PhrasesAfter(Generic[Value]):
    """Phrases to be found at the place where they start; the longest wins."""

    def __init__(self, phrases: Mapping[str, Value]) -> None:
        self._table = _filed(phrases, _FIRST)
        self._firsts = frozenset(phrase[0] for phrase in phrases)

    def at(self, text: str, start: int) -> Hit[Value] | None:
        """The phrase that starts at ``start`` and ends at a word's end."""
        if text[start : start + 1] not in self._firsts:
            return None
        first = _FIRST.match(text, start)
        for phrase, value in self._table.get(first[0], ()):
            end = start + len(phrase)
            if text.startswith(phrase, start) and not _inside_word(text, end):
                return Hit(phrase, value, start, end)
        return None

    def after_blank(self, text: str, start: int, blanks: str = " ") -> Hit[Value] | None:
        """The phrase after at most one blank (or whatever ``blanks`` has) at ``start``."""
        if text[start : start + 1] in blanks:
            start += 1
        return self.at(text, start)


class PhrasesBefore(Generic[Value]):
    """Phrases to be found before a place; the longest wins."""

    def __init__(self, phrases: Mapping[str, Value]) -> None:
        self._table = _filed(phrases, _LAST)
        self._lasts = frozenset(phrase[-1] for phrase in phrases)

    def before(self, text: str, end: int) -> Hit[Value] | None:
        """The phrase that ends at ``end``, blanks between left out, and starts at a word."""
        while end > 0 and text[end - 1] == " ":
            end -= 1
        if text[end - 1 : end] not in self._lasts:
            return None
        last = _LAST.match(text, max(0, end - 24), end)
        for phrase, value in self._table.get(last[0], ()):
            start = end - len(phrase)
            if (
                start >= 0
                and text.startswith(phrase, start)
                and not text[start - 1 : start].isalnum()
            ):
                return Hit(phrase, value, start, end)
        return None


def same(phrases: Iterable[str]) -> dict[str, str]:
    """Each phrase standing for itself."""
    return {phrase: phrase for phrase in phrases}


def _inside_word(text: str, end: int) -> bool:
    """Does a word go on at ``end``? An apostrophe goes on too: "s'est" is no second."""
    after = text[end : end + 1]
    if after == "'" and text[end - 1] == "s" and not text[end + 1 : end + 2].isalpha():
        return False  # "two days' worth"
    return (after.isalnum() and text[end - 1 : end].isalnum()) or (
        after == "'" and text[end - 1].isalpha()
    )
