"""Where and when: the place and the time that the sentence of a figure gives it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from claimtrack.places import find_places
from claimtrack.records import Quantity
from claimtrack.sentences import Draft, Sentence
from claimtrack.times import find_times, resolve

# What a mention behind another figure costs, in characters: it belongs to that one more likely.
_BEHIND_ANOTHER = 60
# Durations are when only where nothing else is.
_WEAK = ("duration",)


@dataclass(frozen=True, slots=True)
class Circumstances:
    """Place and time expression as printed, the time as ISO dates; "" for not stated."""

    place: str = ""
    time_text: str = ""
    time_start: str = ""
    time_end: str = ""


class _Mention(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def text(self) -> str: ...
    @property
    def rule(self) -> str: ...


def find_circumstances(made: Draft, language: str, published: str) -> list[Circumstances]:
    """One for each quantity of the draft, in order; each sentence is searched once."""
    found: list[Circumstances] = []
    known: dict[int, tuple[Sequence[_Mention], Sequence[_Mention]]] = {}
    for quantity in made.quantities:
        sentence = made.sentence_of(quantity.number.start)
        if sentence.start not in known:
            text = made.text[sentence.start : sentence.end]
            known[sentence.start] = (find_places(text, language), find_times(text, language))
        places, times = known[sentence.start]
        place = _nearest(made, sentence, quantity, places)
        time = _nearest(made, sentence, quantity, [t for t in times if t.rule not in _WEAK])
        start, end = resolve(time.text, language, published) if time else ("", "")
        found.append(
            Circumstances(
                " ".join(place.text.split()) if place else "",
                " ".join(time.text.split()) if time else "",
                start,
                end,
            )
        )
    return found


def _nearest(
    made: Draft, sentence: Sentence, quantity: Quantity, mentions: Sequence[_Mention]
) -> _Mention | None:
    """The mention nearest to a figure in its sentence, other figures in between counted."""
    start, end = quantity.start - sentence.start, quantity.end - sentence.start
    others = [made.quantities[f].number.start - sentence.start for f in sentence.figures]
    best: tuple[int, int, _Mention] | None = None
    for n, mention in enumerate(mentions):
        if mention.start < end and mention.end > start:
            continue
        low, high = (end, mention.start) if mention.start >= end else (mention.end, start)
        between = sum(low <= at < high for at in others)
        distance = high - low + _BEHIND_ANOTHER * between
        if best is None or (distance, n) < best[:2]:
            best = (distance, n, mention)
    return best[2] if best else None
