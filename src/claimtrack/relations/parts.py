"""Parts and wholes: "35 drones, of which 23 …"; what was shot down was launched before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from claimtrack.languages import pack_table
from claimtrack.relations.alike import (
    another,
    counts_on,
    elided,
    humans,
    items_may_add,
    modalities_agree,
    near,
    places_agree,
    same_item,
    times_agree,
    years_agree,
)
from claimtrack.relations.figures import Figure, Sentence
from claimtrack.relations.record import Relation
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words, lexicon

# Classes that imply a part and a whole are looked for in a sentence and the ones around it.
_SENTENCES, _CHARACTERS = 1, 400
# A sentence without figures may stand between one and the next, if it is this short.
_NEXT = 60
# "Sixty-three of them" opens its sentence: so many characters may stand before.
_OPENING = 15
# Behind a noun a verb that makes it the subject of its own clause: so many characters on.
_VERB = 18
# "23 cases of legionnaires' disease, of which 46 …".
_OF_WHAT = regex.compile(r"^\s+(?:of|de|du|des|d')\s?[\w'-]+(?:\s[\w'-]+)?\s*,\s*$")
# "More than 340 calls" are at most so many times as many.
_ABOVE = 1.5


def find_parts(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Figures that are a part of another, by the words between them or by what happened."""
    by_id = {f.id: f for f in sentence.story.figures} if _has_parts(sentence) else {}
    for part in sentence.figures:
        whole = by_id.get(str(part.row.part_of))
        rule = "part_of"
        nearest = _just_before(sentence, part, words)
        if nearest is not None and (whole is None or _surely_holds(nearest, part)):
            whole, rule = nearest, "named_part"
        elif whole is None or not _is_told(sentence, part, whole, words):
            whole, rule = _named_before(sentence, part, words), "named_part"
        if whole is None:
            whole, rule = _of_next(sentence, part, words), "of"
        if whole is None:
            whole, rule = _opened_by(sentence, part, words), "of_before"
        told = rule == "named_part" and whole is not None and _one_kind(part, whole)
        if whole is not None and (told or _comparable(part, whole)):
            yield _relation(part, whole, rule, "the text makes one a part of the other")
        else:
            yield from _implied(sentence, part, words)


def _has_parts(sentence: Sentence) -> bool:
    return any(f.row.part_of for f in sentence.figures)


def _comparable(part: Figure, whole: Figure) -> bool:
    """One unit and kind, and nouns that may be parts of each other as far as is known."""
    return _one_kind(part, whole) and (
        elided(part) or items_may_add(whole, part) is not False or _names_item(whole, part)
    )


def _one_kind(part: Figure, whole: Figure) -> bool:
    """One unit, no shares: a third of 40 % is no part of it; and nothing was denied."""
    return (
        part.family == whole.family
        and part.kind == whole.kind
        and not part.is_share
        and part.kind in ("count", "money", "measure")
        and modalities_agree(part, whole)
        and not _is_balance(whole)
    )


def _is_balance(figure: Figure) -> bool:
    """A profit of 12 million, of which 15 came from a sale: losses are in it too."""
    own = lexicon(figure.sentence.story.language)
    return figure.kind == "money" and own.balances.search(near(figure)) is not None


def _groups(sentence: Sentence, part: Figure, whole: Figure) -> bool:
    """ "Four batches of six" are 24; "four of the six" are a part."""
    own = lexicon(sentence.story.language)
    if whole.sentence is not sentence or part.index + 1 != whole.index or elided(part):
        return False
    return own.plain_of.fullmatch(sentence.gap(part, whole)) is not None


def _names_whole(sentence: Sentence, before: Figure, figure: Figure, words: Words) -> bool:
    """ "One of those 12": the figure is the whole of the one before."""
    if before.sentence is not sentence or before.index + 1 != figure.index:
        return False
    gap = sentence.gap(before, figure)
    return "," not in gap and words.of_gap.search(gap) is not None


def _is_told(sentence: Sentence, part: Figure, whole: Figure, words: Words) -> bool:
    """Whether the words make it a part of just that; "of them" goes back one sentence, not more.

    Further members of a list of parts ("of the ten ewes, four had twins, and 14 lambs …") are
    only parts if their nouns may be.
    """
    if words.part_after.match(sentence.after(part)):
        back = sentence.number - whole.sentence.number
        nearer = [f for f in sentence.figures[: part.index] if _may_be_whole(f, part)]
        return back == 0 or (back == 1 and not nearer)
    if part.start > whole.start and _names_whole(sentence, whole, part, words):
        return False  # "one of those 12 funds"
    if _groups(sentence, part, whole):
        return False
    if part.base.low <= whole.base.high or abs(part.index - whole.index) == 1:
        return True
    if words.part_before.search(sentence.before(part)[-40:]):
        return True
    return _goes_on(sentence, part, whole, words)


def _goes_on(sentence: Sentence, part: Figure, whole: Figure, words: Words) -> bool:
    """Whether it is a further member of a list of parts.

    "Of 23 analysts, 14 buy, 46 hold …", "nine of them men and 30 women"; not "of the ten ewes,
    four had twins, and 14 lambs were born", nor "nine of them badly, and 52 had gone home".
    """
    before = sentence.next(part, -1)
    if before is None or (items_may_add(whole, part) is True and not elided(part)):
        return before is not None
    opens = words.opens_whole.match(sentence.before(whole)) is not None
    if elided(part):
        return opens or words.finite.match(sentence.low, part.end) is None
    if words.finite.search(sentence.low, part.end, part.end + _VERB):
        return False
    if opens or (humans(before) and humans(part)):
        return True
    return "," not in sentence.gap(before, part)


def _named_before(sentence: Sentence, part: Figure, words: Words) -> Figure | None:
    """ "42 drones, of which 47 …", "58 people. 63 of them …".

    The largest like figure that may be meant: what is above that is above them all.
    """
    if part.value is None:
        return None
    if words.part_before.search(sentence.before(part)[-40:]):
        return _right_before(sentence, part, words)
    of_them = words.part_after.match(sentence.after(part))
    if not of_them and not words.part_inside.search(str(part.row.text).lower()):
        return None
    some = [f for f in sentence.figures[: part.index] if _may_be_whole(f, part)]
    if not some and part.index == 0 and (of_them or part.start <= _OPENING):
        above = [f for f in _sentence_above(sentence) if times_agree(f, part)]
        some = [f for f in above if _may_be_whole(f, part)]
        if len(some) > 1 and sum(f.value or 0.0 for f in some) >= part.value:
            return None  # "nine women, seven men and three children. Fourteen of them …"
    return max(some, key=lambda f: f.base.high, default=None)


def _surely_holds(whole: Figure, part: Figure) -> bool:
    """Whether the nouns of both are known to be parts of each other."""
    return not elided(part) and items_may_add(whole, part) is True


def _just_before(sentence: Sentence, part: Figure, words: Words) -> Figure | None:
    """The figure before "dont" or "of which", whatever its noun, if only its words are between."""
    last = sentence.next(part, -1)
    if last is None or part.value is None or not _one_kind(part, last):
        return None
    if last.row.field != part.row.field or _names_whole(sentence, last, part, words):
        return None
    gap = sentence.gap(last, part)
    if words.part_which.match(sentence.after(part)):  # "34 of them go, 41 of whom …"
        return last
    if not words.part_before.search(gap) or words.part_before.search(sentence.before(last)[-40:]):
        return None
    left = words.part_before.sub("", gap)
    own = f"{last.row.item} {last.row.event} {last.row.place} {last.row.time_text}".lower()
    if not words.stems(left):
        return last
    tight = words.stems(left) <= words.stems(own) or _OF_WHAT.match(left) is not None
    return last if tight and not elided(last) else None


def _right_before(sentence: Sentence, part: Figure, words: Words) -> Figure | None:
    """The whole before "dont", "including", "of which": the nearest that may be it."""
    last = sentence.next(part, -1)
    if last is not None and _names_whole(sentence, last, part, words):
        return None
    if last is None:
        opens = not words.stems(words.part_before.sub("", sentence.before(part)))
        above = [f for f in _sentence_above(sentence) if opens and _may_be_whole(f, part)]
        return above[0] if len(above) == 1 else None
    some = [f for f in sentence.figures[: part.index] if _may_be_whole(f, part)]
    return some[-1] if some else None


def _sentence_above(sentence: Sentence) -> list[Figure]:
    """The figures of the sentence before, if it is the one right before."""
    if not sentence.number:
        return []
    above = sentence.story.sentences[sentence.number - 1]
    near = 0 < sentence.offset - above.offset <= len(above.text) + _NEXT
    return above.figures if near else []


def _may_be_whole(figure: Figure, part: Figure) -> bool:
    return (
        _comparable(part, figure)
        and (elided(part) or items_may_add(figure, part) is True or _names_item(figure, part))
        and figure.row.field == part.row.field
        and not figure.row.part_of
    )


def _names_item(whole: Figure, part: Figure) -> bool:
    """ "4,200 cuts of jobs … 4,700 of these jobs": the part's noun stands beside the whole."""
    own = lexicon(part.sentence.story.language)
    return bool(own.stems(str(part.row.item).lower()) & own.stems(near(whole)))


def _of_next(sentence: Sentence, part: Figure, words: Words) -> Figure | None:
    """ "63 of the 58": only a word or two, "of", and an adjective or owner in between."""
    whole = sentence.next(part, 1)
    if whole is None or part.row.part_of or not (part.counted and whole.counted):
        return None
    gap = sentence.gap(part, whole)
    if len(gap) > 40 or words.of_gap.search(gap) is None:
        return None
    if not elided(part):  # "12 crews of four", but "84 schools out of 118"
        return whole if words.over_gap.search(gap) and same_item(part, whole) else None
    return None if elided(whole) else whole


def _opened_by(sentence: Sentence, part: Figure, words: Words) -> Figure | None:
    """ "Of the 1,240 savers identified, 1,385 …": the whole opens the sentence."""
    whole = sentence.next(part, -1)
    if whole is None or whole.index or part.row.part_of:
        return None
    if not (same_item(part, whole) or (part.counted and elided(part))):
        return None
    if words.opens_whole.match(sentence.before(whole)) is None:
        return None
    return whole if regex.search(r",\s*[\w' ]{0,25}$", sentence.gap(whole, part)) else None


def _relation(part: Figure, whole: Figure, rule: str, why: str) -> Relation:
    text = " ".join(str(whole.row.text).split())
    high = whole.base.high if elided(whole) else _ABOVE * whole.printed_base.high
    most = Span(whole.base.low, min(whole.base.high, high))
    return Relation("parts", rule, why, part, part.base, (whole,), most, text)


# ---------------------------------------------------------------- what implies a whole


@cache
def implied_wholes() -> dict[str, tuple[str, ...]]:
    """Event class of a part → classes of its whole."""
    table = pack_table("common", "concepts")["part_events"]
    return {part: tuple(wholes) for part, wholes in table.items()}


def _implied(sentence: Sentence, part: Figure, words: Words) -> Iterator[Relation]:
    """What was shot down had been launched: same item, place and time, and no other words."""
    wholes = implied_wholes().get(str(part.row.event_class), ())
    if words.since.search(sentence.low[: part.end]):
        return
    if not wholes or part.kind != "count" or part.row.part_of or another(part, words):
        return
    if elided(part):
        return
    story = sentence.story
    for number in range(max(0, sentence.number - _SENTENCES), sentence.number + 1):
        above = story.sentences[number]
        if sentence.offset - above.offset > _CHARACTERS:
            continue
        for whole in above.figures:
            if whole.row.event_class in wholes and whole is not part and _one_event(part, whole):
                yield _relation(
                    part, whole, "implied", f"{part.row.event_class}, {whole.row.event_class}"
                )
                return


def _one_event(part: Figure, whole: Figure) -> bool:
    return (
        same_item(part, whole)
        and part.row.field == whole.row.field
        and part.family == whole.family
        and places_agree(part, whole)
        and times_agree(part, whole)
        and years_agree(part, whole)
        and counts_on(part) == counts_on(whole)
        and modalities_agree(part, whole)
        and not whole.row.part_of
        and not _partial(whole)
        and not elided(whole)
        and not another(whole, lexicon(whole.sentence.story.language))
    )


def _partial(figure: Figure) -> bool:
    """ "Twelve of the cases" are not all of them."""
    own = lexicon(figure.sentence.story.language)
    return own.of_inside.search(str(figure.row.text).lower()) is not None
