"""What the words alone say about who speaks: "selon X", "according to X", ", a-t-elle ajouté,"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from claimtrack.speech import Speech


@dataclass(frozen=True, slots=True)
class Cue:
    """A place where the text attributes something to somebody.

    ``start``/``end`` bound the cue with its speaker, ``words`` is what attributes as printed and
    ``who`` the stretch that names the speaker. ``scope`` says where the content stands:
    "around" (the sentence but for the cue), "after" it or "before" it; ``classes`` are those of
    the reporting verb, ``lemma`` its lemma. ``common`` says that the speaker is named by a
    common noun, ``opened`` is where the content opens with a "that" (-1: it does not).
    """

    start: int
    end: int
    words: tuple[int, int]
    who: tuple[int, int]
    scope: str
    classes: frozenset[str]
    rule: str
    lemma: str = ""
    common: bool = False
    opened: int = -1


_STOP = regex.compile(r"[,;:.!?()\n\"]|[ ][–—-][ ]")
_TWO_NAMES = regex.compile(r"\p{Lu}[\p{L}'-]+[ ]\p{Lu}")
_NAME_LAST = regex.compile(r"\p{Lu}[\p{L}'-]+$")
_WORD = regex.compile(r"[^\W\d_][\w'-]*")


def text_cues(
    plain: str, low: str, span: tuple[int, int], figures: Sequence[int], words: Speech
) -> list[Cue]:
    """The cues in a stretch that need no parser, in order.

    ``plain`` and ``low`` are views of the text of equal length, ``figures`` the offsets where
    quantities start (a speaker's name never reaches into one).
    """
    found = [
        *_set_phrases(low, span, words),
        *_according(plain, low, span, figures, words),
        *_tags(low, span, words),
    ]
    return sorted(found, key=lambda cue: cue.start)


def _set_phrases(low: str, span: tuple[int, int], words: Speech) -> list[Cue]:
    """ "à l'en croire": what attributes to whoever was named last."""
    return [
        Cue(m.start(), m.end(), m.span(), m.span(), "around", frozenset(["say"]), "according_to")
        for m in words.set_phrases.finditer(low, *span)
    ]


def _according(
    plain: str, low: str, span: tuple[int, int], figures: Sequence[int], words: Speech
) -> list[Cue]:
    found: list[Cue] = []
    opening = words.opening.match(low, span[0], span[1])
    places = [opening.span()] if opening else []
    for word in _WORD.finditer(low, *span):
        hit = words.according.at(low, word.start())
        places += [(hit.start, hit.end)] if hit else []
    for start, end in places:
        if found and start < found[-1].end:
            continue
        who = _noun_phrase(plain, low, end, span[1], figures, words)
        if who is None:
            continue
        maker = _maker(plain, low, who, span[1], words)
        who = maker or _apposed(plain, low, who, span[1], words)
        if opening and start == opening.start() and not _opinion(plain, low, who, words):
            continue
        opens = not _WORD.search(low, span[0], start)
        scope = "after" if opens else "around"
        found.append(
            Cue(start, who[1], (start, end), who, scope, frozenset(["say"]), "according_to")
        )
    return found


def _opinion(plain: str, low: str, who: tuple[int, int], words: Speech) -> bool:
    """Is it "pour la préfète, …"? A person before a comma."""
    person = set(_WORD.findall(low, *who)) & (words.persons | {*words.titles})
    named = _TWO_NAMES.match(plain, *who)
    return plain[who[1] : who[1] + 1] == "," and bool(person or named)


_APPOSED = regex.compile(
    r",[ ](?P<n>\p{Lu}[\p{L}'-]+(?:[ ](?:\p{Ll}{2,3}[ ])?\p{Lu}[\p{L}'-]+){0,3})(?=[,.;]|$)"
)


_ROLE = regex.compile(r",[ ](?P<r>\p{Ll}[^,.;:\"]{2,70})(?=[,.;:]|$)")


def _apposed(
    plain: str, low: str, who: tuple[int, int], limit: int, words: Speech
) -> tuple[int, int]:
    """The speaker with the name behind the role: "selon le préfet, Jean Aubel"."""
    match = _APPOSED.match(plain, who[1], limit)
    role = set(_WORD.findall(low, *who)) & words.nouns
    if match and role:
        return who[0], match.end("n")
    after = _ROLE.match(plain, who[1], limit)
    named = _NAME_LAST.search(plain[slice(*who)])
    persons = set(_WORD.findall(low, *after.span("r"))) & words.persons if after else None
    return (who[0], after.end("r")) if after and persons and named else who


def _maker(
    plain: str, low: str, who: tuple[int, int], limit: int, words: Speech
) -> tuple[int, int] | None:
    """Who made a document: "selon une enquête menée en mai par le port"."""
    if not set(_WORD.findall(low, *who)) & words.documents:
        return None
    stop = _STOP.search(plain, who[1], limit)
    end = stop.start() if stop else limit
    by = words.by.search(low, who[0], end)
    if by is None or not plain[by.end() : end].strip():
        return None
    when = words.after_speaker.search(low, by.end(), end)
    return by.end(), when.start() if when else end


def _noun_phrase(
    plain: str, low: str, at: int, limit: int, figures: Sequence[int], words: Speech
) -> tuple[int, int] | None:
    """The speaker right after "selon": up to a stop, a figure, or a word no name goes on with."""
    while plain[at : at + 1] == " ":
        at += 1
    stop = _STOP.search(plain, at, limit)
    end = stop.start() if stop else limit
    while stop and stop[0] == "." and _abbreviation(plain, at, end, words):
        stop = _STOP.search(plain, stop.end(), limit)
        end = stop.start() if stop else limit
    first = plain.find(" ", at) + 1  # "a 19-year-old student" is no figure's
    end = min([end, *(f for f in figures if f > max(at, first))])
    table = words.table["speaker_stops"]
    for match in _WORD.finditer(low, at, end):
        word = match[0].split("'")[0] + "'" if "'" in match[0] else match[0]
        if match.start() > at and (match[0] in table["words"] or word in table["words"]):
            end = match.start()
            break
    end = at + len(words.trailing.sub("", plain[at:end]))
    return (at, end) if _WORD.search(plain, at, end) else None


def _abbreviation(plain: str, at: int, stop: int, words: Speech) -> bool:
    """ "selon M. Sobol": a title's full stop ends no name."""
    last = plain[at:stop].rsplit(" ", 1)[-1].lower()
    return last in words.titles or f"{last}." in words.titles or len(last) == 1


def _tags(low: str, span: tuple[int, int], words: Speech) -> list[Cue]:
    found = []
    for match in words.pronoun_tag.finditer(low, *span):
        who, verb = match.span("who"), match.captures("verb")[-1]
        light = verb in words.table["tags"]["light"]
        if verb not in words.verbs and not light:
            continue
        found.append(
            Cue(
                match.start("cue"),
                match.end("cue"),
                match.span("cue"),
                who,
                "around",
                words.verbs.get(verb, frozenset(["say"])),
                "pronoun_tag",
                words.lemmas.get(verb, ""),
            )
        )
    return found
