"""Quotations: where the text is somebody's own words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import regex


@dataclass(frozen=True, slots=True)
class Quote:
    """The inside of a quotation; ``start``/``end`` are offsets without the marks.

    ``goes_on`` says that it had no closing mark in its paragraph: the next one may continue it.
    """

    start: int
    end: int
    goes_on: bool = False


_PAIRS = {"«": "»", "“": "”„“", "„": "“”", '"': '"', "”": "”", "‟": "”"}
_MARK = regex.compile(r"[«»“”„‟]|\"+")
# Two apostrophes for a quotation mark, as old wire copy has them; not feet and inches.
_TWO = regex.compile(r"(?<!\d)''|''(?=\s|$)(?<!\d'')")
_SINGLE = regex.compile(r"(?<![\w])[‘](?P<q>[^‘\n]{2,400}?)[’](?![\w])")
# A mark that closes stands at a word's or a stop's end, one that opens before a word.
_OPENS = regex.compile(r"(?:^|[\s(\[—–:,-])$")


def with_marks(view: str, text: str) -> str:
    """A view of the text with plain quotation marks for two apostrophes, or for ‘ and ’ where
    the text has no others; the same length."""
    if "''" in view:
        view = _TWO.sub('""', view)
    if "‘" not in text or _MARK.search(text):
        return view
    marks = list(view)
    for match in _SINGLE.finditer(text):
        marks[match.start()] = marks[match.end() - 1] = '"'
    return "".join(marks)


@lru_cache(maxsize=8)
def find_quotes(text: str) -> tuple[Quote, ...]:
    """The quotations of a text in order, none within another; those in paragraphs of their own.

    Marks of several kinds in one text are paired as they come, since articles mix them
    ("“…»); a quotation that is not closed ends with its paragraph.
    """
    found: list[Quote] = []
    at = 0
    for paragraph in text.split("\n"):
        found += _in_paragraph(text, at, at + len(paragraph))
        at += len(paragraph) + 1
    return tuple(found)


def _in_paragraph(text: str, start: int, end: int) -> list[Quote]:
    found: list[Quote] = []
    opened = -1
    for match in _MARK.finditer(text, start, end):
        mark, at = match[0][0], match.start()
        if opened < 0:
            if mark != "»":
                opened = match.end()
        elif _closes(text, mark, opened - 1, at, end):
            found.append(_inner(text, opened, at))
            opened = -1
    if opened >= 0 and end - opened > 1 and text[opened - 1] != '"':
        found.append(_inner(text, opened, end, goes_on=True))
    return [quote for quote in found if quote.end > quote.start]


def _closes(text: str, mark: str, opened: int, at: int, end: int) -> bool:
    """Does the mark at ``at`` close what was opened? Not where it opens a quotation within."""
    if mark in "»”":
        return True
    if mark in "«„":
        return False
    if mark == '"' and text[opened] == '"':
        return True
    before, after = text[at - 1 : at], text[at + 1 : at + 2] if at + 1 < end else ""
    return not (before.isspace() and after.isalnum()) and mark in '"“'


def _inner(text: str, start: int, end: int, *, goes_on: bool = False) -> Quote:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Quote(start, end, goes_on)
