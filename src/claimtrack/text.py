"""Views of a text that keep its offsets, and its sentences."""

from __future__ import annotations

from functools import lru_cache

import regex

# One code point for one: what the grammars need not tell apart. Replaced one after the other,
# which in CPython is far faster than str.translate as most texts have few of them.
_PLAIN = {
    "'": "’‘ʼ",
    " ": "\u00a0\u202f\u2009\u2007\u200a\u2002\u2003\u3000\t",
    "-": "\u2011\u2010\u00ad",
    '"': "“”„«»",
    ",": "，",
    ".": "．",
}
_SAME_LENGTH = tuple((mark, to) for to, marks in _PLAIN.items() for mark in marks)


# A line broken within a sentence: a word or comma before, and no new sentence, item or
# paragraph after.
_WRAPPED = regex.compile(r"(?<=[\w,'’-])\n(?=[\p{Ll}]|\d(?!\d?[.)][\s]))")


@lru_cache(maxsize=8)
def plain(text: str) -> str:
    """The text with typographic blanks, hyphens, quotes and apostrophes made plain.

    A line broken within a sentence is a blank.

    Same length, so that offsets hold in both.
    """
    for mark, to in _SAME_LENGTH:
        text = text.replace(mark, to)
    return _WRAPPED.sub(" ", text) if "\n" in text else text


@lru_cache(maxsize=8)
def folded(text: str) -> str:
    """``plain(text)`` in lower case, same length (a few letters grow when lowered: they stay)."""
    low = plain(text).lower()
    if len(low) == len(text):
        return low
    return "".join(c if len(c.lower()) != 1 else c.lower() for c in plain(text))


# Abbreviations whose full stop ends no sentence, in either language.
_ABBREVIATIONS = [
    "m",
    "mm",
    "mr",
    "mrs",
    "ms",
    "dr",
    "st",
    "ste",
    "me",
    "mgr",
    "prof",
    "pr",
    "gen",
    "gov",
    "sen",
    "rep",
    "col",
    "lt",
    "sgt",
    "capt",
    "maj",
    "jr",
    "sr",
    "no",
    "nos",
    "vs",
    "inc",
    "ltd",
    "corp",
    "co",
    "dept",
    "est",
    "approx",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sept",
    "sep",
    "oct",
    "nov",
    "dec",
    "janv",
    "févr",
    "avr",
    "juil",
    "déc",
    "art",
    "vol",
    "p",
    "pp",
    "cf",
    "etc",
    "env",
    "av",
    "bd",
    "hab",
    "fig",
    "éd",
    "ed",
    "al",
]
_END = regex.compile(
    r"""(?:[.!?…]+["')\]”»]*(?:\s?[»”])?\s+(?=["'(\[“«‘\-–—]*\s?[\p{Lu}\d])|\n+)""",
    flags=regex.V1,
)
_LAST_WORD = regex.compile(r"(?r)[\p{L}.]+")


@lru_cache(maxsize=8)
def sentence_spans(text: str) -> list[tuple[int, int]]:
    """``(start, end)`` of each sentence of ``text``, in order, blanks at the ends left out."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _END.finditer(plain(text)):
        if "\n" not in match[0] and _no_end(text, match.start()):
            continue
        _keep(text, start, match.end(), spans)
        start = match.end()
    _keep(text, start, len(text), spans)
    return spans


# How far back the start of a sentence is looked for where the whole text is not split.
_LONGEST = 400


def sentence_start(text: str, at: int) -> int:
    """About where the sentence around offset ``at`` starts, found without splitting the text."""
    lowest = max(0, at - _LONGEST)
    start = max(text.rfind(mark, lowest, at) for mark in ("\n", "! ", "? ", "… "))
    stop = text.rfind(". ", lowest, at)
    while stop > start and (_no_end(text, stop) or text[stop + 2 : stop + 3].islower()):
        stop = text.rfind(". ", lowest, stop)
    return max(start, stop, lowest - 1) + 1


def _no_end(text: str, stop: int) -> bool:
    """Is the full stop at ``stop`` one of an abbreviation or an initial?"""
    if text[stop] != ".":
        return False
    word = _LAST_WORD.match(text, max(0, stop - 24), stop)
    if word is None:
        return False
    if text[word.start() - 1 : word.start()].isdigit():
        return False  # the unit of "£18m." is no "M."
    last = word[0].rsplit(".", 1)[-1]
    return last.lower() in _ABBREVIATIONS or (len(last) == 1 and last.isupper())


def _keep(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    inner = piece.strip()
    if inner:
        at = start + piece.index(inner[0])
        spans.append((at, at + len(inner)))
