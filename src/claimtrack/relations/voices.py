"""Whose figure it is: one voice that contradicts itself, or two that disagree."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import combinations

import regex

from claimtrack.languages import pack_table
from claimtrack.relations.figures import Figure
from claimtrack.relations.words import lexicon
from claimtrack.speech import speech

SAME, DIFFERENT, UNCLEAR = "same", "different", "unclear"

_WORD = regex.compile(r"[\p{L}\p{M}]+")
_NAME = regex.compile(r"(?:\p{Lu}[\p{L}\p{M}'’.-]*[ ]?){2,4}")
_POSSESSIVE = regex.compile(r"['’]s?(?!\w)")


def voice_of(figures: Sequence[Figure]) -> str:
    """``same``, ``different``, or ``unclear`` where only some of the figures name a speaker."""
    found = {same_voice(a, b) for a, b in combinations(figures, 2)}
    return next((voice for voice in (DIFFERENT, UNCLEAR) if voice in found), SAME)


def same_voice(a: Figure, b: Figure) -> str:
    """Whether two figures are from one voice; the article's own is one too."""
    left, right = str(a.row.speaker), str(b.row.speaker)
    if not left or not right:
        return SAME if left == right else UNCLEAR
    one = speaker_words(left, a.sentence.story.language)
    other = speaker_words(right, b.sentence.story.language)
    if names_agree(one, other):
        return SAME
    if _is_document(left, a) != _is_document(right, b):
        return UNCLEAR  # "survey finds" may be what the institute says
    if (_is_role(left, a) and _is_name(right)) or (_is_role(right, b) and _is_name(left)):
        return UNCLEAR  # "the mayor" may be who has been named
    return DIFFERENT


def _is_name(speaker: str) -> bool:
    """Whether it looks like a person's full name."""
    return _NAME.fullmatch(speaker) is not None


def _is_document(speaker: str, figure: Figure) -> bool:
    """Whether a speaker is only a text that has no name: "a survey"."""
    own = lexicon(figure.sentence.story.language)
    found = [match[0] for match in _WORD.finditer(speaker)]
    plain = not any(word[0].isupper() for word in found)
    return plain and not own.documents.isdisjoint(found)


def _is_role(speaker: str, figure: Figure) -> bool:
    """Whether a speaker is only called by what somebody is: "the former mayor"."""
    persons = speech(figure.sentence.story.language).persons
    found = {match[0].casefold() for match in _WORD.finditer(speaker)}
    definite = lexicon(figure.sentence.story.language).article.match(speaker.lower()) is not None
    plain = speaker[2:] == speaker[2:].lower()
    return definite and plain and not persons.isdisjoint(found)


def names_agree(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Two names of one speaker: one holds all the words of the other."""
    if not one or not other:
        return one == other
    return set(one) <= set(other) or set(other) <= set(one)


@lru_cache(maxsize=1 << 14)
def speaker_words(name: str, language: str) -> tuple[str, ...]:
    """The words that tell a speaker, folded, in order.

    Without articles, prepositions and titles, and without what somebody is where a name is left:
    "General Reval" is told by "reval".
    """
    stop, said = lexicon(language).stopwords, speech(language)
    printed = [match[0] for match in _WORD.finditer(_POSSESSIVE.sub(" ", name))]
    words = [w for w in printed if w.casefold() not in stop and w.casefold() not in said.titles]
    named = [w for w in words if w[0].isupper() and w.casefold() not in said.persons]
    return tuple(bare(word.casefold()) for word in named or words)


@lru_cache(maxsize=1 << 14)
def neutral_words(name: str, language: str) -> tuple[str, ...]:
    """``speaker_words`` with those that name a body put as their meaning, in any language."""
    meanings = _meanings(language)
    return tuple(meanings.get(word, word) for word in speaker_words(name, language))


@cache
def _meanings(language: str) -> dict[str, str]:
    table = pack_table(language, "concepts")["speakers"]
    return {bare(word): meaning for meaning, some in table.items() for word in some}


def bare(word: str) -> str:
    """A word without its accents."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
