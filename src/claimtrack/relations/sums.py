"""Breakdowns and their totals: "214 in all: 96 here, 58 there and 60 elsewhere"."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce
from itertools import combinations
from typing import NamedTuple

import regex

from claimtrack.relations.alike import elided, humans, items_may_add, same_item
from claimtrack.relations.figures import Figure, Sentence, rounded_alike
from claimtrack.relations.record import Relation, restated
from claimtrack.relations.spans import Span
from claimtrack.relations.words import Words, lexicon

# What stands between two parts of a list: some words, and a mark or "and" among them.
_APART = 95
_NAMES_ONE = regex.compile(r"\s*\p{Lu}\p{Ll}")
_MARK = regex.compile(r"[,;]|\s[–—-]\s")
_BROKEN = regex.compile(r"[:(]|\.(?:\s|$)")
_BEHIND = regex.compile(r"[:()]|\.(?:\s|$)")
_ALONE = (regex.compile(r"\(\s*$"), regex.compile(r"^\s*\)"))
# A list whose sum is farther from the total than this share is no breakdown of it: where its
# nouns are known to fit, and where they are not.
_NEAR, _UNKNOWN_NEAR = 0.3, 0.2
# "5,047 cases: 2,390 in the north, 1,672 …": parts that are nothing but parts of it.
_SURE_NEAR = 2.0
_MOST_PARTS = 12


class Breakdown(NamedTuple):
    """A total with the parts that the text says it is made of."""

    total: Figure
    parts: tuple[Figure, ...]
    rule: str


def find_sums(sentence: Sentence, words: Words) -> Iterator[Relation]:
    """Totals held against the parts of a breakdown that the text presents as complete."""
    for parts in _lists(sentence, words):
        breakdown = _breakdown(sentence, parts, words)
        if breakdown is not None:
            relation = _held_against(breakdown)
            if relation is not None:
                yield relation
                continue
        yield from _hundred(sentence, parts, words)


# ---------------------------------------------------------------- lists


def _lists(sentence: Sentence, words: Words) -> list[list[Figure]]:
    """Runs of like figures that stand in a list; parts of parts and figures in between left out.

    "1.3bn from restaurants, which go from 10% to 13%, and 0.9bn from fuel" is one of two.
    """
    families = dict.fromkeys(figure.family for figure in sentence.figures)
    runs = (
        run
        for family in families
        for run in _runs(sentence, [f for f in sentence.figures if f.family == family], words)
    )
    return [run for run in runs if 2 <= len(run) <= _MOST_PARTS]


def _runs(sentence: Sentence, figures: list[Figure], words: Words) -> Iterator[list[Figure]]:
    run: list[Figure] = []
    last: Figure | None = None
    for figure in figures:
        if run and _is_whole_of_last(sentence, run[-1], figure, words):
            last = figure
            continue
        if run and _is_part_of_last(sentence, run, figure, words):
            continue
        ended = len(run) > 1 and _closes(sentence.gap(run[-2], run[-1]), words)
        if last is not None and run and not ended and _goes_on(sentence, last, figure, words):
            run.append(figure)
        else:
            yield run
            run = [figure] if figure.value is not None else []
        last = figure
    yield run


def _goes_on(sentence: Sentence, last: Figure, figure: Figure, words: Words) -> bool:
    gap = sentence.gap(last, figure)
    return (
        figure.value is not None
        and figure.kind == last.kind
        and figure.family == last.family
        and figure.kind in ("count", "money", "measure", "percent")
        and len(gap) <= _APART
        and (elided(figure) or not elided(last) or _closes(gap, words))
        and (_MARK.search(gap) or words.sum_joins.search(gap)) is not None
        and _bracketed(sentence, last) == _bracketed(sentence, figure)
        and _BROKEN.search(gap[:-1] if _bracketed(sentence, figure) else gap) is None
        and words.against_end.search(gap) is None
    )


def _closes(gap: str, words: Words) -> bool:
    """ "10 from the left and five independents": the last may bring a noun of its own."""
    joins = list(words.sum_joins.finditer(gap))
    return bool(joins) and not gap[joins[-1].end() :].strip()


def _bracketed(sentence: Sentence, figure: Figure) -> bool:
    """ "the state (55%), the region (30%)": alone in brackets."""
    opened, closed = _ALONE
    before, after = sentence.low[: figure.start], sentence.low[figure.end :]
    return opened.search(before) is not None and closed.match(after) is not None


def _is_whole_of_last(sentence: Sentence, last: Figure, figure: Figure, words: Words) -> bool:
    """ "90 of the 140 residents …, the other 50": the whole stands behind its first part."""
    if last.index + 1 != figure.index or not _like(last, figure):
        return False
    return (
        last.row.part_of == figure.id or words.of_gap.search(sentence.gap(last, figure)) is not None
    )


def _is_part_of_last(sentence: Sentence, run: list[Figure], figure: Figure, words: Words) -> bool:
    """A part of a part: "12 here, including 3 children, and 7 there"."""
    if figure.row.part_of in {f.id for f in run}:
        return True
    last = sentence.next(figure, -1)
    return last is not None and words.not_all.search(sentence.gap(last, figure)) is not None


# ---------------------------------------------------------------- totals


def _breakdown(sentence: Sentence, parts: list[Figure], words: Words) -> Breakdown | None:
    """The list with its total, if the words around make it complete."""
    first = parts[0]
    gap = sentence.gap(first, parts[1])
    if len(parts) > 2 and "," in gap and "(" not in gap and words.equated.search(gap):
        return Breakdown(first, tuple(parts[1:]), "equated")
    before = sentence.next(first, -1)
    if before is not None:
        gap = sentence.gap(before, first)
        opened = _opens(gap, words, alone=_bracketed(sentence, first))
        if opened and not words.not_all.search(gap):
            total = _announced(sentence, before, parts, words)
            if total is not None and _closed(sentence, gap, parts[-1]):
                return Breakdown(total, tuple(parts), opened)
    behind = _total_behind(sentence, parts, words)
    if behind is not None:
        return behind
    return _with_rest(sentence, parts, words)


def _opens(gap: str, words: Words, *, alone: bool) -> str:
    """What opens a complete list behind a total: a colon, a bracket, a dash, "made up of"."""
    if len(gap) > 160 or regex.search(r"\.(?:\s|$)", gap):
        return ""
    if regex.search(r":\s*[\w' ]{0,20}$", gap):
        return "colon"
    if alone:
        return "complete" if words.complete.search(gap) else ""
    if regex.search(r"(?:[(]|\s[–—-])\s*[\w' ]{0,12}$", gap):
        return "bracket"
    if words.split_into.search(gap):
        return "" if words.joins.search(gap) else "complete"
    return ""


def _closed(sentence: Sentence, gap: str, last: Figure) -> bool:
    """A list in brackets ends with them, one between dashes with a dash or the sentence."""
    after = sentence.after(last)
    if gap.rstrip().endswith("("):
        return regex.match(r"^[^()]{0,60}\)", after) is not None
    return True


def _announced(
    sentence: Sentence, before: Figure, parts: list[Figure], words: Words
) -> Figure | None:
    """The total before a list; a number that only says how many parts there are is none."""
    made = reduce(Span.__add__, (f.printed_base for f in parts))
    earlier = [f for f in sentence.figures[: parts[0].index] if _like(f, parts[0])]
    fitting = [f for f in earlier if f.printed_base.meets(made)]
    if fitting:
        return fitting[-1]
    if not _like(before, parts[0]) or before.value == len(parts):
        found = sentence.next(before, -1)
        while found is not None and not _like(found, parts[0]):
            found = sentence.next(found, -1)
        if found is not None or before.value != len(parts):
            return found if found is not None and found.value != len(parts) else None
        return _total_above(sentence, parts, words)
    return before


def _like(a: Figure, b: Figure) -> bool:
    return a.value is not None and a.kind == b.kind and a.family == b.family


def _total_above(sentence: Sentence, parts: list[Figure], words: Words) -> Figure | None:
    """The total in a sentence before, where this one says that nothing else is in it."""
    if not words.complete.search(sentence.low[: parts[0].start]):
        return None
    made = reduce(Span.__add__, (f.printed_base for f in parts))
    story = sentence.story
    for number in range(sentence.number - 1, max(-1, sentence.number - 3), -1):
        for figure in reversed(story.sentences[number].figures):
            if (
                _like(figure, parts[0])
                and _is_near(figure, made, _NEAR)
                and figure.row.field == parts[0].row.field
            ):
                return figure
    return None


def _total_behind(sentence: Sentence, parts: list[Figure], words: Words) -> Breakdown | None:
    """ "3.5 million here, 1.9 there and 0.8 elsewhere, or 6.2 in all"."""
    last = parts[-1]
    before = sentence.before(last)[-_APART:]
    if len(parts) >= 3 and (
        words.total_after.search(sentence.after(last)) or words.total_before.search(before)
    ):
        return Breakdown(last, tuple(parts[:-1]), "total_after")
    total = sentence.next(last, 1)
    if total is None or not _like(total, last) or total.row.part_of:
        return None
    gap = sentence.gap(last, total)
    if len(gap) > 60 or ";" in gap:
        return None
    if words.total_after.search(sentence.after(total)) or words.total_stated.search(gap):
        return Breakdown(total, tuple(parts), "total_after")
    return None


def _with_rest(sentence: Sentence, parts: list[Figure], words: Words) -> Breakdown | None:
    """ "47 were shot down and the remaining 21 got through": what remains completes a list."""
    last = parts[-1]
    around = (
        sentence.before(last)[-30:]
        + sentence.low[last.start : last.end]
        + sentence.after(last)[:18]
    )
    closing = sentence.low[last.end :][:60]
    mention = sentence.low[max(0, last.start - 12) : last.end + 12]
    left = words.rest.search(around) or words.rest_after.search(mention)
    if not (left or words.closers.search(f"{around} {closing}")):
        return None
    total = _whole_of(sentence, parts)
    if total is None or (len(parts) < 3 and not left):
        return None
    return Breakdown(total, tuple(parts), "rest")


def _whole_of(sentence: Sentence, parts: list[Figure]) -> Figure | None:
    """The nearest figure before the list (or right behind it) that it may be made from."""
    made = reduce(Span.__add__, (f.printed_base for f in parts))
    inside = [f for f in sentence.figures if f not in parts]
    above = sentence.story.sentences[sentence.number - 1].figures if sentence.number else []
    candidates = (*reversed(inside), *reversed(above))
    fitting = [f for f in candidates if f.printed_base.meets(made)]
    for figure in (*fitting, *candidates):
        same_field = figure.row.field == parts[0].row.field
        if (
            same_field
            and not figure.row.part_of
            and _like(figure, parts[0])
            and _is_near(figure, made, _NEAR)
            and all(items_may_add(figure, part) for part in parts)
        ):
            return figure
    return None


def _is_near(total: Figure, made: Span, share: float) -> bool:
    low, high = total.printed_base
    return Span(low / (1 + share) if share >= 1 else low * (1 - share), high * (1 + share)).meets(
        made
    )


# ---------------------------------------------------------------- does it add up?


def _held_against(breakdown: Breakdown) -> Relation | None:
    total, parts = breakdown.total, breakdown.parts
    stated, *pieces = rounded_alike((total, *parts))
    uncounted = _uncounted(breakdown)
    implied = reduce(Span.__add__, (*pieces, Span(0.0, float(uncounted))))
    known = [items_may_add(total, part) for part in parts]
    if False in known or (breakdown.rule == "equated" and None in known and not _people(breakdown)):
        return None
    if not stated.meets(implied):
        near = _farthest(breakdown, known)
        if not _is_near(total, implied, near) or _some_add_up(stated, pieces):
            return None
        if _adds_otherwise(breakdown, implied) or _is_open(breakdown, stated, implied):
            return None
    value = sum(f.value or 0.0 for f in parts)
    return Relation(
        "sums",
        breakdown.rule,
        "a total and the parts that the text says it is made of",
        total,
        stated,
        parts,
        implied,
        restated(total, value),
    )


def _farthest(breakdown: Breakdown, known: list[bool | None]) -> float:
    """How far off the sum may be for the list to be a breakdown at all."""
    total, parts, rule = breakdown
    amounts = total.kind in ("count", "money") and rule == "colon"
    if amounts and all(elided(part) or same_item(total, part) for part in parts):
        return _SURE_NEAR
    return _NEAR if all(known) and rule != "bracket" else _UNKNOWN_NEAR


def _people(breakdown: Breakdown) -> bool:
    """Men and women that somebody is made of, whatever these are called: "14 membres, soit …"."""
    return breakdown.total.counted and all(humans(part) for part in breakdown.parts)


def _adds_otherwise(breakdown: Breakdown, implied: Span) -> bool:
    """Whether another figure of the sentence is what the parts make, or what they lack."""
    total, parts = breakdown.total, breakdown.parts
    rest = [f for f in parts[0].sentence.figures if f not in (total, *parts)]
    others = [f for f in rest if _like(f, total) and not _bracketed(f.sentence, f)]
    stated, made = total.printed_base, sum(f.value or 0.0 for f in parts)
    return any(f.counted and elided(f) and f.value == made for f in rest) or any(
        f.base.meets(implied)
        or (implied + f.base).meets(stated)
        or (implied - f.base).meets(stated)
        for f in others
    )


def _is_open(breakdown: Breakdown, stated: Span, implied: Span) -> bool:
    """Whether the list has entries without a number, open ones, or somebody twice.

    What the first would add cannot be taken away, and the last only counts too much.
    """
    parts = breakdown.parts
    sentence = parts[0].sentence
    own = lexicon(sentence.story.language)
    listed = sentence.low[parts[0].start : parts[-1].end]
    behind = _BEHIND.split(sentence.low[parts[-1].end :])[0]
    if stated.high < implied.low:
        less = ("less_than", "at_most")
        return own.overlap.search(f"{listed} {behind}") is not None or any(
            f.row.qualifier in less for f in parts
        )
    if any(f.row.qualifier in ("more_than", "at_least") for f in parts):
        return True
    if own.goes_on.match(behind) and breakdown.total.start < parts[0].start:
        return True
    if own.uncounted.search(f"{listed} {behind}"):
        return True
    listed = sentence.text[parts[0].start : parts[-1].end]
    entries = regex.split(rf"{_MARK.pattern}|{own.sum_joins.pattern}", listed)
    return breakdown.rule in ("colon", "complete") and any(
        _NAMES_ONE.match(entry) or own.owners.match(entry.lower()) for entry in entries[1:]
    )


def _uncounted(breakdown: Breakdown) -> int:
    """How many of the list are only "a guide" or "une accompagnatrice"."""
    first, last = breakdown.parts[0], breakdown.parts[-1]
    if not first.counted:
        return 0
    text = first.sentence.low[first.end : last.end + _APART // 2]
    own = lexicon(first.sentence.story.language)
    return len(own.single.findall(_BROKEN.split(text)[0]))


def _some_add_up(stated: Span, parts: list[Span]) -> bool:
    """Whether some of the parts make the total by themselves: the list goes two ways."""
    return any(
        reduce(Span.__add__, some).meets(stated)
        for size in range(1, len(parts))
        for some in combinations(parts, size)
    )


def _hundred(sentence: Sentence, parts: list[Figure], words: Words) -> Iterator[Relation]:
    """Percentages that end with the rest or the undecided make a hundred."""
    if parts[0].unit != "percent" or len(parts) < 3 or any(f.row.direction for f in parts):
        return
    last = parts[-1]
    around = (
        sentence.before(last)[-40:]
        + sentence.low[last.start : last.end]
        + sentence.after(last)[:60]
    )
    mention = sentence.low[max(0, last.start - 12) : last.end + 12]
    left = words.rest.search(around) or words.rest_after.search(mention)
    split = words.split_into.search(sentence.low[: parts[0].start]) is not None
    if split and (words.uncounted.search(around) or words.goes_on.match(sentence.after(last))):
        return
    if not (left or split or words.closers.search(around)):
        return
    if words.shared.search(sentence.low[parts[0].end :]):
        return
    made = reduce(Span.__add__, (f.printed for f in parts)).widened(0.0, 0.1)
    if not Span(60.0, 140.0).meets(made):
        return
    others = reduce(Span.__add__, (f.printed for f in parts[:-1])).widened(0.0, 0.1)
    implied = Span(100.0, 100.0) - others
    value = 100.0 - sum(f.value or 0.0 for f in parts[:-1])
    yield Relation(
        "sums",
        "hundred",
        "percentages of which the last is the rest",
        last,
        last.printed,
        tuple(parts[:-1]),
        implied,
        restated(last, value),
    )
