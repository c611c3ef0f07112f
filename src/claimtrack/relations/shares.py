"""Shares and what they are of: "30 of 35 (86%)", "one in five, or 20%", "40 % des 65 000"."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from claimtrack.relations.alike import elided
from claimtrack.relations.figures import Figure, Sentence, rounded_alike
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words, lexicon

# Points for rounding up or down as one pleases; how far off "about" or a share in words may be.
_POINTS, _ABOUT = 0.6, 0.05
_CLOSE = regex.compile(r"^[^()\[\]]{0,30}[)\]]")
# How far back the figures of a share are looked for, in figures.
_REACH = 3
# A share farther behind its figures restates something else, in characters.
_FAR = 110
# More than this is no share of anything.
_MOST = 1.2
_OF_YEAR = regex.compile(r"(?:19|20)\d\d\s*[(\[]\s*$")
_DASH = regex.compile(r"([,–—])\s*$")
_SAME_MARK = {mark: regex.compile(rf"^\s*[{mark}.]") for mark in ",–—"}


def find_shares(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Percentages and ratios held against what they restate: two figures, or another share."""
    for share in sentence.figures:
        if not share.is_share or share.row.direction or share.value is None:
            continue
        pair = _same_share(sentence, share, words)
        if pair is not None:
            yield _equal(pair, share)
            continue
        found = _part_and_whole(sentence, share, words)
        if found is not None:
            yield from _of_whole(sentence, share, *found)


def as_fraction(share: Figure) -> Span:
    """What the words of a share allow, as a fraction of one."""
    percent = share.unit == "percent"
    if share.row.qualifier == "approx":
        value = share.value or 0.0
        span = Span(value, value).widened(_ABOUT if percent else 2 * _ABOUT)
    else:
        span = share.printed if percent else share.span.widened(_ABOUT)
    if not percent:
        return span.widened(0.0, 0.005)
    span = span.widened(0.0, _POINTS)
    return Span(span.low / 100, span.high / 100)


def _same_share(sentence: Sentence, share: Figure, words: Words) -> Figure | None:
    """The share just before, in another form, that this one restates: "one in five (20%)"."""
    other = sentence.next(share, -1)
    if other is None or not other.is_share or other.row.direction or other.value is None:
        return None
    if (other.unit == "percent") == (share.unit == "percent"):
        return None
    gap = sentence.gap(other, share)
    if "(" in gap and regex.search(r"[,;]", gap):  # "a quarter of bookings, fewer in hotels (18%)"
        return None
    of_what = words.of_inside.search(str(other.row.text).lower())
    if "(" in gap and of_what and regex.search(r"\p{L}", gap):  # "half of the dues of Ostria (24%)"
        return None
    return (
        other
        if _restated_behind(sentence, gap, share, words) and _only_restates(sentence, gap, share)
        else None
    )


def _only_restates(sentence: Sentence, gap: str, share: Figure) -> bool:
    """A share in brackets says nothing else there, and none of "30% of them women"."""
    if gap.count("(") <= gap.count(")"):
        return True
    own = lexicon(sentence.story.language)
    after = _CLOSE.match(sentence.after(share))
    if after is None or _OF_YEAR.search(gap):
        return False
    said = own.share_tail.sub("", after[0])
    return own.stems(said) <= own.stems(sentence.low[: share.start])


def _equal(other: Figure, share: Figure) -> Relation:
    implied = as_fraction(other)
    value = (other.value or 0.0) * (1 if other.unit != "percent" else 0.01)
    shown = value * 100 if share.unit == "percent" else value
    return Relation(
        "shares",
        "share_restated",
        "two forms of one share",
        share,
        as_fraction(share),
        (other,),
        implied,
        restated(share, shown),
    )


def _part_and_whole(
    sentence: Sentence, share: Figure, words: Words
) -> tuple[Figure, Figure] | None:
    """The part and the whole that a share in brackets, behind *soit* and the like restates."""
    left = sentence.next(share, -1)
    if left is None:
        return _opens_sentence(sentence, share, words) or _behind(sentence, share, words)
    if left.is_share:
        return _behind(sentence, share, words)
    gap = sentence.gap(left, share)
    behind = _restated_behind(sentence, gap, share, words) or (
        words.share_tail.search(sentence.after(share))
        and not words.part_after.search(sentence.after(share))
        and gap.rstrip().endswith(",")
    )
    if not behind or not _only_restates(sentence, gap, share):
        return _behind(sentence, share, words)
    return (
        _before(sentence, share, left, words)
        or _behind(sentence, share, words)
        or _elided_part(sentence, share, left, words)
    )


def _restated_behind(sentence: Sentence, gap: str, share: Figure, words: Words) -> bool:
    """ "…, soit 86 %", "… (86%)", "… – 86% –", "…, a turnout of 86%"."""
    if len(gap) > _FAR:
        return False
    if words.equated.search(gap):
        return True
    mark = _DASH.search(gap)  # set off by two commas or dashes
    if mark is not None and _SAME_MARK[mark[1]].match(sentence.after(share)):
        return True
    noun = words.share_noun.search(gap)
    return noun is not None and words.other_rates.search(noun[0]) is None


def _before(
    sentence: Sentence, share: Figure, left: Figure, words: Words
) -> tuple[Figure, Figure] | None:
    """Part and whole among the figures before the share: "9 of 36 (25%)", "of the 36, 9 (25%)"."""
    before = [sentence.next(share, -n) for n in range(1, _REACH + 1)]
    near = [f for f in before if f is not None and _countable(f)]
    for a in near:
        for b in near:
            if a is b or a.family != b.family:
                continue
            if _is_part(sentence, a, b, words):
                return a, b
    return None


def _opens_sentence(
    sentence: Sentence, share: Figure, words: Words
) -> tuple[Figure, Figure] | None:
    """ "32 failed. They represent 25% of the 128 …": the part ends the sentence before."""
    whole = sentence.next(share)
    if whole is None or not sentence.number or not _countable(whole):
        return None
    if not words.stands_for.match(sentence.before(share)):
        return None
    if not words.of_gap.search(sentence.gap(share, whole)):
        return None
    above = sentence.story.sentences[sentence.number - 1]
    some = [f for f in above.figures if _countable(f) and f.family == whole.family]
    return (some[-1], whole) if len(some) == 1 and some[0].row.field == whole.row.field else None


def _elided_part(
    sentence: Sentence, share: Figure, left: Figure, words: Words
) -> tuple[Figure, Figure] | None:
    """ "1,480 pieces; 370 were cleaned, which is 25% of the collection": a part without a noun."""
    if not left.counted or not elided(left) or left.row.part_of:
        return None
    if not (
        words.share_base.search(sentence.after(share))
        or words.share_tail.search(sentence.after(share))
    ):
        return None
    before = [f for f in sentence.figures[: left.index] if _countable(f) and f.counted]
    if len(before) != 1 or elided(before[0]) or (before[0].value or 0) <= (left.value or 0):
        return None
    gap = sentence.gap(before[0], left)
    if words.against_end.search(gap) or words.to_gap.search(gap):
        return None  # votes for and against
    return left, before[0]


def _countable(figure: Figure) -> bool:
    return not figure.is_share and figure.kind != "age" and figure.value is not None


def _is_part(sentence: Sentence, part: Figure, whole: Figure, words: Words) -> bool:
    """Whether the text itself makes one a part of the other."""
    if part.row.part_of == whole.id:
        return True
    if part.start > whole.start:
        return _opens_with_whole(sentence, part, whole, words)
    gap = sentence.gap(part, whole)
    return part.index + 1 == whole.index and words.of_gap.search(gap) is not None


def _opens_with_whole(sentence: Sentence, part: Figure, whole: Figure, words: Words) -> bool:
    """ "Of the 640 people who slept there, 208 …": "of" before the whole, a comma behind it."""
    if part.index != whole.index + 1 or "," not in sentence.gap(whole, part):
        return False
    before = regex.split(r"[.,;:(–—]", sentence.before(whole))[-1]
    return words.opens_whole.search(before) is not None


def _behind(sentence: Sentence, share: Figure, words: Words) -> tuple[Figure, Figure] | None:
    """Figures behind the share: "25% (9 of 36)", and "12, or 25% of the 48"."""
    first, second = sentence.next(share, 1), sentence.next(share, 2)
    if first is None:
        return None
    left = sentence.next(share, -1)
    gap = sentence.gap(share, first)
    if left is not None and _countable(left) and _countable(first) and left.family == first.family:
        tied = words.equated.search(sentence.gap(left, share))
        if tied and regex.fullmatch(r"\s*[\w' ]{0,12}", gap) and words.of_gap.search(gap):
            return left, first
    if second is not None and ":" in gap and _opens_with_whole(sentence, second, first, words):
        return (second, first) if first.family == second.family else None
    if second is None or not words.bracketed.search(gap) or first.family != second.family:
        return None
    return (first, second) if _is_part(sentence, first, second, words) else None


def _of_whole(sentence: Sentence, share: Figure, part: Figure, whole: Figure) -> Iterator[Relation]:
    if (whole.value or 0) <= 0 or part.value is None:
        return
    implied = _ratio(part, whole)
    stated = as_fraction(share)
    if implied.low > _MOST:  # "17 million cubic metres of 140": the second is in millions too
        return
    if not stated.meets(implied) and _fits_otherwise(sentence, share, stated, part, whole):
        return
    value = (
        part.value / whole.value if part.unit == whole.unit and whole.value else sum(implied) / 2
    )
    yield Relation(
        "shares",
        "part_of_whole",
        "a share with its part and its whole",
        share,
        stated,
        (part, whole),
        implied,
        restated(share, value * (100 if share.unit == "percent" else 1)),
    )


def _fits_otherwise(
    sentence: Sentence, share: Figure, stated: Span, part: Figure, whole: Figure
) -> bool:
    """Whether two other figures of the sentence give this share: then it is theirs.

    A share that does not stand right behind its figures may also be of the sentence before.
    """
    some = list(sentence.figures)
    if part.sentence is not sentence:
        return False
    first, last = sorted((part, whole), key=lambda f: f.start)
    together = last.index == first.index + 1 and share.index == last.index + 1
    own = lexicon(sentence.story.language)
    dont = own.part_before.search(sentence.before(part)) is not None
    if together and not dont:  # "120 of the 300 (40%)" is of nothing else
        return _opposed(part, whole, own) and stated.meets(_of_both(part, whole))
    some = [f for f in some if f.start < share.start or f in (part, whole)]
    if not together or dont:
        some += sentence.story.sentences[sentence.number - 1].figures if sentence.number else []
    some = [f for f in some if _countable(f) and (f.value or 0) > 0]
    pairs = [(a, b) for a in some for b in some if a is not b and a.family == b.family]
    of_one = any(stated.meets(_ratio(a, b)) for a, b in pairs if (a.value or 0) <= (b.value or 0))
    return of_one or any(stated.meets(_of_both(a, b)) for a, b in pairs if _opposed(a, b, own))


def _opposed(a: Figure, b: Figure, words: Words) -> bool:
    """ "312 votes to 188", "312 contre 188"."""
    first, last = sorted((a, b), key=lambda f: f.start)
    if first.sentence is not last.sentence or last.index != first.index + 1:
        return False
    gap = first.sentence.gap(first, last)
    return bool(words.against_end.search(gap) or words.to_gap.search(gap))


def _of_both(a: Figure, b: Figure) -> Span:
    """ "312 votes to 188, or 62%": one as a share of the two."""
    one, other = rounded_alike((a, b))
    return one / (one + other)


def _ratio(part: Figure, whole: Figure) -> Span:
    one, other = rounded_alike((part, whole))
    return one / other
