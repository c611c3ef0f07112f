"""What of a text the parser reads: the sentences with figures, made plain for it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

import regex

from claimtrack.cues import Cue, text_cues
from claimtrack.parsing import Piece, Tree
from claimtrack.quotes import Quote, find_quotes, with_marks
from claimtrack.records import Quantity
from claimtrack.speech import Speech
from claimtrack.text import folded, plain, sentence_spans

# Quotation marks and the dashes and blanks that no parser needs.
_LEFT_OUT = regex.compile(r"[\"«»“”„]+|(?<=\s)[–—](?=\s)")
_SIGN = regex.compile(r"(?:[A-Z]{0,3}[$£€¥]|[A-Z]{3})[ ]?$")
_BRACKETS = regex.compile(r"[ ]?\([^()\n]*\)")
_SEMICOLON = regex.compile(r";[ ]")
_SHORT = 40
_FEW_WORDS = 3


@dataclass(slots=True)
class Sentence:
    """A sentence of a text: its figures (indices), quotations, text-level cues and parse.

    ``pieces`` are what is parsed of it: its frame (with a word in place of each quotation that
    is a clause of its own) in its parts, then each of those quotations. ``trees`` are their parses.
    """

    start: int
    end: int
    figures: list[int] = field(default_factory=list)
    quotes: list[tuple[int, int]] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    pieces: list[Piece] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)

    def tree_at(self, offset: int) -> tuple[Tree, int] | None:
        """The parse that holds the token at a text offset, and its index there."""
        for tree in reversed(
            self.trees
        ):  # the frame, where a word stands for all of a quotation, last
            at = tree.at(offset)
            if at >= 0:
                return tree, at
        return None


@dataclass(slots=True)
class Draft:
    """A text with its sentences, before and after parsing."""

    text: str
    plain: str
    low: str
    quantities: Sequence[Quantity]
    quotes: tuple[Quote, ...]
    sentences: list[Sentence]
    starts: list[int]

    def sentence_of(self, offset: int) -> Sentence:
        """The sentence around an offset."""
        return self.sentences[max(0, bisect_right(self.starts, offset) - 1)]


def draft(text: str, quantities: Sequence[Quantity], words: Speech) -> Draft:
    """The sentences of a text, with pieces to parse for those that need it.

    A sentence needs it if it has a figure, or if a quotation with a figure goes through it.
    """
    view, low = with_marks(plain(text), text), with_marks(folded(text), text)
    quotes = find_quotes(with_marks(text, text))
    sentences = [Sentence(*span) for span in sentence_spans(text)]
    starts = [s.start for s in sentences]
    for i, quantity in enumerate(quantities):
        at = max(0, bisect_right(starts, quantity.number.start) - 1)
        sentences[at].figures.append(i)
    made = Draft(text, view, low, quantities, quotes, sentences, starts)
    for sentence in sentences:
        sentence.quotes = [
            (max(q.start, sentence.start), min(q.end, sentence.end))
            for q in quotes
            if q.start < sentence.end and q.end > sentence.start
        ]
    for i in _needed(made):
        find_text_cues(made, sentences[i], words)
        sentences[i].pieces = _pieces(made, sentences[i], words)
    return made


def find_text_cues(made: Draft, sentence: Sentence, words: Speech) -> None:
    """Give a sentence the cues outside its quotations that need no parser."""
    figures = [made.quantities[f].start for f in sentence.figures]
    cues = text_cues(made.plain, made.low, (sentence.start, sentence.end), figures, words)
    sentence.cues = [cue for cue in cues if not any(a <= cue.start < b for a, b in sentence.quotes)]


def _needed(made: Draft) -> set[int]:
    found = {i for i, s in enumerate(made.sentences) if s.figures}
    for quote in made.quotes:
        if any(quote.start <= q.start < quote.end for q in made.quantities):
            found |= {
                i
                for i, s in enumerate(made.sentences)
                if s.start < quote.end + 3 and s.end > quote.start - 3
            }
    return found


def _pieces(made: Draft, sentence: Sentence, words: Speech) -> list[Piece]:
    """The frame of a sentence and its quoted clauses."""
    clauses = [q for q in sentence.quotes if _is_clause(made, sentence, q)]
    cuts = [(cue.start, cue.end, "") for cue in sentence.cues]
    cuts += [(start, end, "") for start, end in _asides(made, sentence)]
    for quantity in (made.quantities[f] for f in sentence.figures):
        cuts.append(_numeral(made, quantity, words))
    stand_ins = [(start, end, words.table["stand_in"]) for start, end in clauses]
    frames = [_piece(made, part, [*cuts, *stand_ins]) for part in _parts(made, sentence)]
    inner = [_piece(made, clause, cuts) for clause in clauses]
    return [piece for piece in (*frames, *inner) if piece.spans]


def _parts(made: Draft, sentence: Sentence) -> list[tuple[int, int]]:
    """A sentence cut at its semicolons, quotations left whole: each part has its own verb."""
    starts = [sentence.start]
    for match in _SEMICOLON.finditer(made.plain, sentence.start, sentence.end):
        if not any(start <= match.start() < end for start, end in sentence.quotes):
            starts.append(match.end())
    return list(zip(starts, [*starts[1:], sentence.end], strict=True))


def _is_clause(made: Draft, sentence: Sentence, quote: tuple[int, int]) -> bool:
    """Is the quotation a clause of its own, or a few words within the sentence?"""
    start, end = quote
    before = made.plain[sentence.start : start].rstrip(' "').rstrip()
    after = made.plain[end : sentence.end].lstrip(' "')
    inside = made.plain[start:end].rstrip()
    if len(inside.split()) < _FEW_WORDS and before[-1:] not in (":", ""):
        return False
    set_off = not before or before[-1:] in (":", ",")
    ends = not after or after[:1] in (",", ".") or inside[-1:] in (",", ".", "?", "!")
    return set_off and (ends or not before)


def _asides(made: Draft, sentence: Sentence) -> list[tuple[int, int]]:
    """Short brackets with a figure in them: "(60 %)", "(80 miles)"."""
    found = []
    for match in _BRACKETS.finditer(made.plain[sentence.start : sentence.end]):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        holds = any(start <= made.quantities[f].start < end for f in sentence.figures)
        if holds and end - start <= _SHORT:
            found.append((start, end))
    return found


def _piece(made: Draft, span: tuple[int, int], cuts: list[tuple[int, int, str]]) -> Piece:
    """The stretch as the parser sees it: ``cuts`` left out, or with a word in their place."""
    start, end = span
    marks = [(m.start(), m.end(), "") for m in _LEFT_OUT.finditer(made.plain, start, end)]
    spans: list[tuple[int, int]] = []
    given: dict[int, str] = {}
    at = start
    for a, b, word in sorted([*cuts, *marks], key=lambda cut: (cut[0], -cut[1])):
        if b <= at or a >= end:
            continue
        if a > at:
            spans.append((at, a))
        if word:
            spans.append((a, b))
            given[a] = word
        at = max(at, b)
    if at < end:
        spans.append((at, end))
    return Piece(tuple(s for s in spans if made.plain[s[0] : s[1]].strip()), given)


def _numeral(made: Draft, quantity: Quantity, words: Speech) -> tuple[int, int, str]:
    """The stretch of a figure that becomes one word: qualifier, numeral and its "of"."""
    number = quantity.number
    start, end = min(quantity.start, number.start), number.end
    sign = _SIGN.search(made.plain[start : number.start])
    word = "1" if quantity.value == 1 else _digits(quantity.value)
    if sign:
        word = f"{sign[0].strip()}{word}"
    if quantity.kind == "ratio" and quantity.item and made.text.find(quantity.item, start, end) > 0:
        return start, end, quantity.item.split(" ")[-1]
    if number.form in ("collective", "vague") or number.scale >= 10**6:
        of = words.count_of.match(made.low, end)
        if of and quantity.unit == "count":
            end = of.end()
    return start, end, word


def _digits(value: float | None) -> str:
    """A few digits the parser knows for a number, whatever the value."""
    if value is None or abs(value) >= 10**4 or value != int(value):
        return "1200" if value is None or abs(value) >= 10**4 else "12"
    return str(int(abs(value)))
