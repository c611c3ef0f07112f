"""Comparability: may two figures be about the same thing at all?"""

from __future__ import annotations

from functools import cache

import regex

from claimtrack.languages import LANGUAGES, pack_table
from claimtrack.relations.figures import Figure
from claimtrack.relations.words import Words, lexicon

_YEAR = regex.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d.,]\d|\d)")
# How far around a figure its clause is read, and the words right beside it, in characters.
_CLAUSE, _BESIDE = 90, 28
_CLAUSE_END = regex.compile(r"[;:]|\.(?:\s|$)")
# Classes of events of which one figure says how far it has come, so that it only grows.
RUNNING = frozenset(
    (
        "killed",
        "injured",
        "infected",
        "displaced",
        "evacuated",
        "rescued",
        "arrived",
        "detained",
        "destroyed",
        "damaged",
        "burned",
        "launched",
        "shot_down",
        "seized",
        "complaints",
        "laid_off",
        "vaccinated",
        "donated",
        "released",
        "convicted",
        "sold",
        "produced",
        "exported",
    )
)
_OF_ITEM = {"death": "killed", "injury": "injured", "missing": "missing"}
_GENERAL = frozenset(("", "person", "man", "woman"))


@cache
def concepts(language: str) -> dict[str, str]:
    """Lemma → concept. Raises PackError for an unknown language."""
    table = pack_table(language, "concepts")["concepts"]
    return {lemma: concept for concept, some in table.items() for lemma in some}


def synonyms(word: str) -> frozenset[str]:
    """The lemmas of all languages that name what a word names, in lower case; itself at least."""
    low = word.lower()
    known = [concepts(language) for language in LANGUAGES]
    meant = {table[low] for table in known if low in table} | {low}
    return frozenset({low, *(k for table in known for k, what in table.items() if what in meant)})


@cache
def _kinds() -> dict[str, str]:
    return dict(pack_table("common", "concepts")["kind_of"])


def concept_of(figure: Figure) -> str:
    """The concept of what a figure counts; "" where no pack knows it."""
    language = figure.sentence.story.language
    return concepts(language).get(str(figure.row.item_head).lower(), "")


def is_kind_of(narrow: str, wide: str) -> bool:
    """Whether a concept is another or a kind of it."""
    while narrow and narrow != wide:
        narrow = _kinds().get(narrow, "")
    return bool(narrow)


def humans(figure: Figure) -> bool:
    """Whether people are counted."""
    return is_kind_of(concept_of(figure), "person")


def same_item(a: Figure, b: Figure) -> bool:
    """One counted noun, or (in two languages) one concept."""
    head, other = str(a.row.item_head).lower(), str(b.row.item_head).lower()
    if a.sentence.story.language == b.sentence.story.language and head == other:
        return bool(head)
    concept = concept_of(a)
    return bool(concept) and concept == concept_of(b)


def items_may_add(total: Figure, part: Figure) -> bool | None:
    """Whether a part's noun may be counted in the total's; None where no pack tells."""
    if elided(part) or not str(part.row.item_head) or same_item(total, part):
        return True
    whole, piece = concept_of(total), concept_of(part)
    if whole and piece:
        return (
            is_kind_of(piece, whole)
            or is_kind_of(whole, piece)
            or (is_kind_of(whole, "person") and is_kind_of(piece, "person"))
        )
    return None


def event_of(figure: Figure) -> str:
    """The class of what happened; the dead and the wounded say so themselves."""
    return _OF_ITEM.get(concept_of(figure), str(figure.row.event_class))


def same_event(a: Figure, b: Figure) -> bool | None:
    """One class of events or one verb; None where one of them has neither."""
    left, right = event_of(a), event_of(b)
    if left and right:
        return left == right
    one, other = str(a.row.event), str(b.row.event)
    if not one or not other:
        return None
    return one == other or None


def places_agree(a: Figure, b: Figure) -> bool:
    """No two different places: one is not stated, or its words hold the other's."""
    left, right = _place_words(a), _place_words(b)
    return not left or not right or left <= right or right <= left


def _place_words(figure: Figure) -> frozenset[str]:
    own = lexicon(figure.sentence.story.language)
    return own.stems(str(figure.row.place).lower())


def times_agree(a: Figure, b: Figure) -> bool:
    """No two times apart: one is not stated, or their days meet."""
    one, other = a.row, b.row
    if not (one.time_start and one.time_end and other.time_start and other.time_end):
        return True
    return bool(one.time_start <= other.time_end and other.time_start <= one.time_end)


def counts_on(figure: Figure) -> bool:
    """Whether it is what has been counted since a day: "since January"."""
    own = lexicon(figure.sentence.story.language)
    return own.since.match(str(figure.row.time_text).lower()) is not None


def years_in(text: str) -> frozenset[str]:
    """The years that a text names."""
    return frozenset(_YEAR.findall(text))


def years_agree(a: Figure, b: Figure) -> bool:
    """Sentences that name years name one in common, or one of them names none."""
    one, other = years_in(a.sentence.low), years_in(b.sentence.low)
    return not one or not other or bool(one & other)


def modalities_agree(a: Figure, b: Figure) -> bool:
    """Neither is denied, and a plan is not held against what happened."""
    one, other = str(a.row.modality) or "asserted", str(b.row.modality) or "asserted"
    return "negated" not in (one, other) and (one == "planned") == (other == "planned")


def same_sort(a: Figure, b: Figure) -> bool:
    """Figures that have a unit family, a kind and a direction in common."""
    return (
        a.kind == b.kind
        and a.row.direction == b.row.direction
        and (a.unit == b.unit or a.family == b.family)
    )


def another(figure: Figure, own: Words) -> bool:
    """Whether words beside it say that it is another figure than a like one, or a plan."""
    return one_more(figure, own) or own.otherwise.search(near(figure)) is not None


def one_more(figure: Figure, own: Words) -> bool:
    """Whether words right beside it say that it is another figure than a like one."""
    sentence = figure.sentence
    before = sentence.before(figure)[-_BESIDE:].rpartition(",")[2]
    after = sentence.after(figure)[:_BESIDE].partition(",")[0]
    beside = f"{before} {sentence.low[figure.start : figure.end]} {after}"
    return own.another.search(beside) is not None


def near(figure: Figure) -> str:
    """The words around a figure up to the next ones, not over a clause's end."""
    sentence = figure.sentence
    before = _CLAUSE_END.split(sentence.before(figure))[-1][-_CLAUSE:]
    after = _CLAUSE_END.split(sentence.after(figure))[0][:_CLAUSE]
    return f"{before} {sentence.low[figure.start : figure.end]} {after}"


def general(figure: Figure) -> bool:
    """Whether what is counted says little: people, or nothing known."""
    return (concept_of(figure) in _GENERAL and not str(figure.row.item_head)) or (
        concept_of(figure) in _GENERAL - {""}
    )


def converts(figure: Figure) -> bool:
    """A figure in brackets that says the one before it in another unit."""
    before = figure.sentence.next(figure, -1)
    if before is None or before.unit == figure.unit or before.kind != figure.kind:
        return False
    return regex.search(r"\(\D{0,20}$", figure.sentence.gap(before, figure)) is not None


def is_whole(figure: Figure, own: Words) -> bool:
    """ "21 of the 45 seats": what stands behind "of" and a part of it."""
    before = figure.sentence.next(figure, -1)
    if before is None or before.family != figure.family:
        return False
    return own.of_gap.search(figure.sentence.gap(before, figure)) is not None


def elided(figure: Figure) -> bool:
    """Whether the noun that it counts is not in the mention, but was taken from elsewhere."""
    text, number = str(figure.row.text), str(figure.row.number)
    behind = " ".join(text.partition(number)[2].lower().split())
    item = str(figure.row.item).lower()
    return item not in behind if item and figure.counted else not regex.search(r"\p{L}", behind)
