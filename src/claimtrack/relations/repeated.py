"""One thing twice in an article: the headline against the text, a voice against itself."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import lru_cache

from claimtrack.relations.alike import (
    another,
    converts,
    counts_on,
    elided,
    event_of,
    humans,
    is_whole,
    items_may_add,
    modalities_agree,
    near,
    one_more,
    places_agree,
    same_event,
    same_item,
    same_sort,
    times_agree,
    years_agree,
)
from claimtrack.relations.figures import Figure, Story
from claimtrack.relations.record import Relation
from claimtrack.relations.spans import Span, in_base, printed_step
from claimtrack.relations.voices import DIFFERENT, same_voice
from claimtrack.relations.words import Words

# A figure is held against so many like ones before it.
_BACK = 12
# Words in common that make two statements one: around the figures, and in their sentences.
_NEAR, _WHOLE = 2, 3
_KINDS = ("count", "money", "measure", "percent", "rate")
_HEADLINE_SENTENCES, _LEAD = 6, 2
# "More than 800" in a headline is at most so much more in the text.
_ABOVE = 1.3
# Of so many digits, two that are the wrong way round are no accident.
_SLIPPED = 100
_APART = 3.0


def find_repeated(story: Story, words: Words) -> Iterator[Relation]:
    """Figures of one article that are about one thing, whether they agree or not."""
    yield from _headline(story, words)
    groups: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for sentence in story.body:
        for figure in sentence.figures:
            if figure.kind not in _KINDS:
                continue
            before = groups[_group(figure)]
            yield from _with_earlier(figure, before[-_BACK:], words)
            before.append(figure)


def _group(figure: Figure) -> tuple[str, str]:
    head = str(figure.row.item_head).lower() if figure.counted else ""
    return figure.family, head


def _with_earlier(figure: Figure, earlier: Sequence[Figure], words: Words) -> Iterator[Relation]:
    """The nearest agreeing figure before, or else the one that it contradicts."""
    if figure.is_share and figure.unit != "percent":
        return
    others = [e for e in reversed(earlier) if e.sentence is not figure.sentence]
    agreeing = [e for e in others if e.base.meets(figure.base) and _agrees(e, figure, words)]
    if agreeing:
        yield _relation(figure, agreeing[0], _agreement(agreeing[0], figure, words))
        return
    if any(_same_value(e, figure) for e in earlier):
        return
    apart = [
        e for e in reversed(earlier) if _may_be_one(e, figure) and not figure.base.meets(e.base)
    ]
    for other in (e for e in apart if e.sentence is not figure.sentence):
        rule = _one_statement(other, figure, words)
        if rule:
            yield _relation(figure, other, rule)
            return
    for other in apart:
        rule = _two_speakers(other, figure, words)
        if rule:
            yield _relation(figure, other, rule)
            return


def _agreement(a: Figure, b: Figure, words: Words) -> str:
    """The rule that makes two equal figures one statement; ``same_item`` where none does.

    The first must be equal, the others happen to be.
    """
    return (_may_be_one(a, b) and _one_statement(a, b, words)) or "same_item"


def _may_be_one(a: Figure, b: Figure) -> bool:
    """Nothing that both say of themselves keeps them apart."""
    return (
        same_sort(a, b)
        and "negated" not in (a.row.modality, b.row.modality)
        and places_agree(a, b)
        and years_agree(a, b)
        and counts_on(a) == counts_on(b)
    )


def _same_value(a: Figure, b: Figure) -> bool:
    return a.value is not None and a.value == b.value and a.unit == b.unit


def _agrees(a: Figure, b: Figure, words: Words) -> bool:
    """Whether two figures that may be equal are worth naming: one item, or one value and words."""
    if a.counted:
        return same_item(a, b) and (_same_value(a, b) or same_event(a, b) is True)
    return _same_value(a, b) and bool(_shared(near(a), near(b), words))


def _shared(one: str, other: str, words: Words) -> frozenset[str]:
    return words.stems(one) & words.stems(other)


def _one_statement(a: Figure, b: Figure, words: Words) -> str:
    """The rule by which two figures are about one thing, or ""."""
    if a.value is None or b.value is None:
        return ""
    if one_more(a, words) or one_more(b, words) or a.row.part_of or b.row.part_of:
        return ""
    if (a.counted and not same_item(a, b)) or same_voice(a, b) == DIFFERENT:
        return ""
    if words.part_after.match(b.sentence.after(b)) or any(_is_revised(f, words) for f in (a, b)):
        return ""
    around = len(_shared(near(a), near(b), words))
    if not times_agree(a, b) and (around <= _NEAR or all(_own_time(f) for f in (a, b))):
        return ""
    if _named_before(a, b, words) and (around >= _NEAR or _one_before(a, b)):
        return "named_again"
    if around and _since_one_day(a, b):
        return "said_again"
    least = 1 if _swapped(a, b, words) and same_event(a, b) else _NEAR
    said = around >= least and not another(a, words) and not another(b, words)
    return "said_again" if said and _told_twice(a, b, words) else ""


def _own_time(figure: Figure) -> bool:
    """Whether the time is its own: the nearest one of a sentence of several figures need not be."""
    alone = len(figure.sentence.figures) == 1
    return alone and str(figure.row.time_text).lower() in figure.sentence.low


def _two_speakers(a: Figure, b: Figure, words: Words) -> str:
    """ "The army says 40 were killed, the rebels 25": two who speak of one thing side by side."""
    if not (a.row.speaker and b.row.speaker and same_voice(a, b) == DIFFERENT):
        return ""
    beside = b.sentence.number - a.sentence.number <= 1 and a.row.field == b.row.field
    of_one = same_item(a, b) and event_of(a) == event_of(b) != "" and times_agree(a, b)
    if not beside or not of_one or a.row.part_of or b.row.part_of:
        return ""
    alone = not (one_more(a, words) or one_more(b, words)) and modalities_agree(a, b)
    return "two_speakers" if alone else ""


def _is_revised(figure: Figure, words: Words) -> bool:
    """ "A first count had 23": the text itself says that there is another figure."""
    low = figure.sentence.low
    return bool(words.revised.search(low) or words.instead.search(near(figure)))


def _since_one_day(a: Figure, b: Figure) -> bool:
    """ "Since January", both, of one thing by one named speaker."""
    same = a.row.time_start == b.row.time_start != ""
    return same and counts_on(b) and a.counted and bool(a.row.speaker and b.row.speaker)


def _swapped(a: Figure, b: Figure, words: Words) -> bool:
    """ "Seats 42,000", "seats 24,000": digits the wrong way round, and no word that tells why."""
    if not a.counted or slip(a, b) != "digits" or a.row.place != b.row.place:
        return False
    one, other = words.stems(near(a)), words.stems(near(b))
    return one <= other or other <= one


def _told_twice(a: Figure, b: Figure, words: Words) -> bool:
    """Two sentences that say one thing: much the same words, one event or one named speaker."""
    event, named = same_event(a, b), bool(a.row.speaker) and bool(b.row.speaker)
    swapped = _swapped(a, b, words)
    if not modalities_agree(a, b) or event is False or not (event or named or swapped):
        return False
    if a.is_share and not named:  # two polls, two indices
        return False
    if any(words.up.search(near(f)) or words.down.search(near(f)) for f in (a, b)):
        return False  # it has changed meanwhile
    whole = len(_shared(a.sentence.low, b.sentence.low, words))
    return whole >= (_NEAR if swapped else _WHOLE + (0 if a.counted else 1))


def _one_before(a: Figure, b: Figure) -> bool:
    """ "Nine people were arrested. … The fourteen people arrested": the only such figure before."""
    if not a.counted or not same_item(a, b) or event_of(a) != event_of(b) or not event_of(b):
        return False
    some = [f for f in a.sentence.story.figures if f.row.field != "title" and same_item(f, b)]
    return [f for f in some if event_of(f) == event_of(b)] == [a, b]


def _named_before(a: Figure, b: Figure, words: Words) -> bool:
    """ "the £2.1m", "les cinq bureaux", "the camp's 380 latrines" where there was a camp before."""
    before = b.sentence.low[: b.start]
    if words.definite.search(before):
        return True
    owner = words.owner.search(before)
    if owner is None or words.against_end.search(before[: owner.start()] + " "):
        return False
    return bool(words.stems(owner[1]) & words.stems(near(a)))


def _relation(figure: Figure, other: Figure, rule: str) -> Relation:
    text = " ".join(str(other.row.text).split())
    return Relation(
        "repeated",
        rule,
        _why(figure, other),
        figure,
        figure.base,
        (other,),
        other.base,
        text,
        slip=slip(other, figure),
    )


def _why(a: Figure, b: Figure) -> str:
    shared = [str(a.row.item_head)] if same_item(a, b) else [a.family]
    if a.row.event_class and a.row.event_class == b.row.event_class:
        shared.append(str(a.row.event_class))
    return ", ".join(shared)


# ---------------------------------------------------------------- slips


def slip(a: Figure, b: Figure) -> str:
    """What a difference looks like: digits the wrong way round, a scale or a unit mistaken."""
    if not a.value or not b.value:
        return ""
    if a.unit != b.unit:
        return "unit" if mantissa(a.value) == mantissa(b.value) else ""
    if a.value == b.value:
        return ""
    ratio = max(a.value, b.value) / min(a.value, b.value)
    if mantissa(a.value) == mantissa(b.value) and ratio > 100:
        return "scale"
    return "digits" if looks_swapped(a.value, b.value) else ""


def looks_swapped(a: float, b: float) -> bool:
    """Whether two values have their digits in another order, or one digit or zero more."""
    one, other = _digits(a), _digits(b)
    if len(one) == len(other) and sorted(one) == sorted(other) and len(one) > 1:
        return True
    return mantissa(a) == mantissa(b) or _one_digit_more(one, other)


@lru_cache(maxsize=1 << 14)
def mantissa(value: float) -> str:
    """The digits of a value without the zeros at their end."""
    return _digits(value).rstrip("0")


@lru_cache(maxsize=1 << 14)
def _digits(value: float) -> str:
    return (
        f"{abs(value):.10f}".replace(".", "").lstrip("0").rstrip("0")
        if value != int(value)
        else str(abs(int(value)))
    )


def _one_digit_more(one: str, other: str) -> bool:
    """A digit lost or doubled: 1,200 and 12,200, 143 and 1433."""
    short, long = sorted((one, other), key=len)
    if len(long) != len(short) + 1 or len(short) < 3:
        return False
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


# ---------------------------------------------------------------- headlines


def _headline(story: Story, words: Words) -> Iterator[Relation]:
    """Each figure of the title held against the figures of the text."""
    body = [figure for sentence in story.body for figure in sentence.figures]
    titles = [figure for sentence in story.headline for figure in sentence.figures]
    for figure in titles:
        if figure.kind in (*_KINDS, "duration"):
            others = [t for t in titles if t is not figure and t.family == figure.family]
            free = [f for f in body if not any(_title_fits(t, f) for t in others)]
            yield from _titled(figure, body, free, words)


def _titled(
    title: Figure, body: list[Figure], free: list[Figure], words: Words
) -> Iterator[Relation]:
    """A figure of the title with the one of the text that fits, or one that should.

    ``free`` are the figures that no other figure of the title is about.
    """
    some = [
        f for f in body if f.family == title.family and f.kind == title.kind and not converts(f)
    ]
    fitting = [f for f in some if _title_fits(title, f)]
    if fitting:
        best = min(
            fitting,
            key=lambda f: (not same_item(title, f), abs((f.value or 0) - (title.value or 0))),
        )
        lead = _told_by(title, some, free, words)
        told = best in lead and len({f.value for f in lead}) == 1
        rule = "headline" if told else "headline_alike"
        yield replace(_relation(best, title, rule), implied=_rounded(title))
        return
    if title.value is None or _adds_up(title, some):
        return
    lead = _told_by(title, some, free, words) or _slipped(title, some, words)
    if len({f.value for f in lead}) == 1 and _near_enough(title, lead[0]):
        said = _relation(lead[0], title, "headline")
        yield replace(said, span=lead[0].printed_base) if title.exact else said


def _slipped(title: Figure, some: list[Figure], words: Words) -> list[Figure]:
    """The figures of the text with just the digits of the title's in another order."""
    low = title.sentence.low
    return [
        f
        for f in some
        if f.value is not None
        and abs(f.value) >= _SLIPPED
        and slip(title, f) == "digits"
        and sorted(mantissa(f.value)) == sorted(mantissa(title.value or 0.0))
        and f.unit == title.unit
        and _shared(low, near(f), words)
    ]


def _told_by(title: Figure, some: list[Figure], free: list[Figure], words: Words) -> list[Figure]:
    """The figures that the title's must be, of the first sentence that has any."""
    for sentence in title.sentence.story.body[:_HEADLINE_SENTENCES]:
        lead = [
            f for f in sentence.figures if f in some and f in free and _of_title(title, f, words)
        ]
        wholes = {f.row.part_of for f in lead}
        lead = [f for f in lead if f.id not in wholes and not is_whole(f, words)]
        if lead:
            return lead
    return []


def _near_enough(title: Figure, figure: Figure) -> bool:
    """Farther apart than three times, they count different things, but for a slip."""
    low, high = sorted((abs(title.value or 0.0), abs(figure.value or 0.0)))
    return bool(slip(title, figure)) or (low > 0 and high / low <= _APART)


def _title_fits(title: Figure, figure: Figure) -> bool:
    """Headlines round, and down rather than up: "14,000 arrivals" may be 14,800 in the text."""
    if not _rounded(title).meets(figure.base) or _only_by_bound(title, figure):
        return False
    if title.row.qualifier in ("more_than", "at_least") and not same_item(title, figure):
        return (figure.value or 0) <= _ABOVE * (title.value or 0)
    return True


def _rounded(title: Figure) -> Span:
    """What a headline's figure may be rounded from, in base units."""
    value = title.value
    if value is None or not title.exact:
        return title.base.widened(0.06)
    step = printed_step(str(title.row.number), value)
    if step <= 1 or value < 20:
        return title.base
    return in_base(Span(value - step / 2, value + step), title.unit)


def _only_by_bound(title: Figure, figure: Figure) -> bool:
    """Fifteen dead in the title are not "at least seven" in the text."""
    if title.exact and figure.row.qualifier in ("at_least", "more_than", "at_most", "less_than"):
        return not _rounded(title).meets(figure.printed_base)
    return False


def _adds_up(title: Figure, some: list[Figure]) -> bool:
    """Whether neighbouring figures of the text make the title's together."""
    value = title.value or 0.0
    open_ended = title.row.qualifier in ("more_than", "at_least")
    target = in_base(Span(value, _ABOVE * value), title.unit) if open_ended else _rounded(title)
    firm = [f for f in some if f.value is not None and items_may_add(title, f) is not False]
    pairs = ((a, b) for n, a in enumerate(firm) for b in firm[n + 1 : n + 6] if _beside(a, b))
    return any((a.printed_base + b.printed_base).meets(target) for a, b in pairs)


def _beside(a: Figure, b: Figure) -> bool:
    """Members of one list: in one sentence, neither a part, of one event."""
    return (
        a.sentence is b.sentence
        and not (a.row.part_of or b.row.part_of)
        and same_event(a, b) is not False
    )


def _of_title(title: Figure, figure: Figure, words: Words) -> bool:
    """Whether a figure of the lead says what the title says."""
    if figure.value is None or figure.row.modality == "negated" or one_more(figure, words):
        return False
    if words.against_end.search(figure.sentence.before(figure)):  # "38%, up from 31%"
        return False
    if title.kind == "duration" and title.unit != figure.unit:
        return False
    if title.row.direction != figure.row.direction:
        return False
    if same_event(title, figure) is False or not places_agree(title, figure):
        return False
    shared = _shared(title.sentence.low, figure.sentence.low, words)
    one_class = event_of(title) == event_of(figure) != ""
    if title.counted:
        one_item = same_item(title, figure) or (one_class and humans(title) and humans(figure))
        if elided(title) and figure.sentence.number <= title.sentence.number + 1:
            return len(shared) > _WHOLE - 1  # the opening sentence is on what the title is on
        sole = bool(shared) and same_item(title, figure) and _sole_count(figure)
        return one_item and (one_class or len(shared) >= _NEAR or sole)
    if title.row.direction and not _alone(figure):
        return False
    least = _NEAR if _alone(figure) else _NEAR + 1
    return len(shared) >= least or _only_measure(title)


def _sole_count(figure: Figure) -> bool:
    """The only count of its noun in the text."""
    body = (f for s in figure.sentence.story.body for f in s.figures)
    return [f for f in body if same_item(f, figure)] == [figure]


def _alone(figure: Figure) -> bool:
    """The only figure of its kind and unit in the first sentences of the text."""
    body = figure.sentence.story.body[:_LEAD]
    some = [
        f for s in body for f in s.figures if f.family == figure.family and f.kind == figure.kind
    ]
    return some == [figure]


def _only_measure(title: Figure) -> bool:
    """A measure whose unit the text has in one value alone: it can only be that one."""
    body = (f for s in title.sentence.story.body for f in s.figures)
    some = {f.value for f in body if f.unit == title.unit and not converts(f)}
    return title.kind == "measure" and len(some) == 1
