"""Parts and wholes: "35 drones, of which 23 …"; what was shot down was launched before."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import regex

from claimtrack.languages import pack_table
from claimtrack.relations.alike import (
    another,
    elided,
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
from claimtrack.relations.words import Words, lexicon

# Classes that imply a part and a whole are looked for in a sentence and the ones around it.
_SENTENCES, _CHARACTERS = 1, 400
# A sentence without figures may stand between one and the next, if it is this short.
_NEXT = 60
# "Sixty-three of them" opens its sentence: so many characters may stand before.
_OPENING = 15


def find_parts(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Figures that are a part of another, by the words between them or by what happened."""
    by_id = {f.id: f for f in sentence.story.figures} if _has_parts(sentence) else {}
    for part in sentence.figures:
        whole = by_id.get(str(part.row.part_of))
        rule = "part_of"
        if whole is None or _too_far(sentence, part, whole, words):
            whole, rule = _named_before(sentence, part, words), "named_part"
        if whole is None:
            whole, rule = _of_next(sentence, part, words), "of"
        if whole is None:
            whole, rule = _opened_by(sentence, part, words), "of_before"
        if whole is not None and _comparable(part, whole):
            yield _relation(part, whole, rule, "the text makes one a part of the other")
        else:
            yield from _implied(sentence, part, words)


def _has_parts(sentence: Sentence) -> bool:
    return any(f.row.part_of for f in sentence.figures)


def _comparable(part: Figure, whole: Figure) -> bool:
    """One unit, no shares: a third of 40 % is no part of it; and nothing was denied."""
    return (
        part.family == whole.family
        and part.kind == whole.kind
        and not part.is_share
        and part.kind in ("count", "money", "measure")
        and modalities_agree(part, whole)
        and (elided(part) or items_may_add(whole, part) is not False or _names_item(whole, part))
    )


def _too_far(sentence: Sentence, part: Figure, whole: Figure, words: Words) -> bool:
    """ "Of them" goes back to the sentence before, not farther."""
    if words.part_after.match(sentence.after(part)) is None:
        return False
    back = sentence.number - whole.sentence.number
    nearer = [f for f in sentence.figures[: part.index] if _may_be_whole(f, part)]
    return back > 1 or (back == 1 and bool(nearer))


def _named_before(sentence: Sentence, part: Figure, words: Words) -> Figure | None:
    """ "42 drones, of which 47 …", "58 people. 63 of them …".

    The largest like figure that may be meant: what is above that is above them all.
    """
    if part.value is None:
        return None
    if words.part_before.search(sentence.before(part)[-40:]):
        some = [f for f in sentence.figures[: part.index] if _may_be_whole(f, part)]
        return some[-1] if some else None
    of_them = words.part_after.match(sentence.after(part))
    if not of_them and not words.part_inside.search(str(part.row.text).lower()):
        return None
    some = [f for f in sentence.figures[: part.index] if _may_be_whole(f, part)]
    if not some and part.index == 0 and part.start <= _OPENING:
        some = [f for f in _sentence_above(sentence) if _may_be_whole(f, part)]
    return max(some, key=lambda f: f.base.high, default=None)


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
    if whole is None or whole.index or part.row.part_of or not same_item(part, whole):
        return None
    if words.opens_whole.match(sentence.before(whole)) is None:
        return None
    return whole if regex.search(r",\s*[\w' ]{0,25}$", sentence.gap(whole, part)) else None


def _relation(part: Figure, whole: Figure, rule: str, why: str) -> Relation:
    text = " ".join(str(whole.row.text).split())
    return Relation("parts", rule, why, part, part.base, (whole,), whole.base, text)


# ---------------------------------------------------------------- what implies a whole


@cache
def implied_wholes() -> dict[str, tuple[str, ...]]:
    """Event class of a part → classes of its whole."""
    table = pack_table("common", "concepts")["part_events"]
    return {part: tuple(wholes) for part, wholes in table.items()}


def _implied(sentence: Sentence, part: Figure, words: Words) -> Iterator[Relation]:
    """What was shot down had been launched: same item, place and time, and no other words."""
    wholes = implied_wholes().get(str(part.row.event_class), ())
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
