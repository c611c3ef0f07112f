"""Across articles: figures told twice, totals that fall, slips of digits, scale and unit."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import regex

from claimtrack.relations.alike import (
    RUNNING,
    concept_of,
    counts_on,
    event_of,
    modalities_agree,
    near,
    one_more,
    places_agree,
    same_item,
    times_agree,
    years_in,
)
from claimtrack.relations.figures import Figure, Story
from claimtrack.relations.record import Relation
from claimtrack.relations.repeated import looks_swapped, mantissa, slip
from claimtrack.relations.voices import DIFFERENT, SAME, UNCLEAR, bare, names_agree, neutral_words
from claimtrack.relations.words import lexicon

# A claim is held against so many earlier ones under each of its keys, no older than so many days.
BACK, DAYS = 24, 62
# A total that fell further than this counts something else; articles of so few days need one name
# in common to be on one event, others two.
_LEAST_LEFT, _FRESH = 0.5, 3
# Days for which an event is news.
_EVENT = 14
_UNITS_APART = 5.0
# A count of four digits is told apart from others by itself.
_KNOWN_COUNT = 1000
# So many times as much is another scale.
_ZEROS = 100
# Digits that a figure has when one of them may have been lost.
_FEWEST_LOST = 3
# Words that two sentences have in common to be taken for one statement.
_ALIKE = 4
_SCALES = (1e3, 1e6, 1e9, 1e12)
_NAME = regex.compile(r"\p{Lu}[\p{L}\p{M}'’-]{3,}")
# What has happened or is counted in too many articles to be a key by itself.
# Figures in two units of these stand side by side in any article.
_COMMON = ("[length]", "[time]", "[length] / [time]")
_OF_ALL = ("person", "death", "injury", "missing")
_KEPT = RUNNING | {"death", "injury", "missing"}
_KINDS = ("count", "money", "measure", "percent", "rate", "duration")


@dataclass(frozen=True, slots=True)
class Mark:
    """What a figure is found by, and sorted out, before anything else is known of it.

    ``keys`` are its comparability keys and ``sort`` its kind and dimension. ``digits`` are those
    of its value in ascending order, without the zeros at the end, so that figures whose digits
    were swapped, or whose scale or unit was, have them in common. ``item`` is what it counts,
    ``who`` the words that tell its speaker in any language, ``words`` the stems of its sentence
    with blanks between them, ``runs`` whether it may be a running total.
    """

    claim_id: str
    keys: tuple[str, ...]
    sort: str
    value: float
    unit: str
    digits: str
    item: str
    who: tuple[str, ...]
    words: str
    runs: bool

    def matters(self, later: Mark) -> bool:
        """Whether a later figure that shares a key may have to do with this one.

        Each way in which figures of two articles are related asks for at least this much, and
        few figures pass it.
        """
        if self.sort != later.sort:
            return False
        if self.unit != later.unit or self.value == later.value:
            return self.value == later.value and (
                self.unit != later.unit
                or (self._of_one_item(later) if self.unit == "count" else self._spoken(later))
            )
        if mantissa(self.value) == mantissa(later.value) and _far_apart(self.value, later.value):
            return True
        if looks_swapped(self.value, later.value):
            if self._spoken(later):
                return True
            return self._of_one_item(later) and (
                self.value >= _KNOWN_COUNT or self._shared_words(later) >= _ALIKE
            )
        return self.runs and later.runs and _is_lower(self, later) and self._one_voice(later)

    def _shared_words(self, later: Mark) -> int:
        return len({*self.words.split()} & {*later.words.split()})

    def _one_voice(self, later: Mark) -> bool:
        """Whether no two speakers are named for them."""
        return not self.who or not later.who or names_agree(self.who, later.who)

    def _spoken(self, later: Mark) -> bool:
        """Whether one speaker may have said both."""
        return bool(self.who or later.who) and self._one_voice(later)

    def _of_one_item(self, later: Mark) -> bool:
        return self.item == later.item != "" and self._one_voice(later)


@dataclass(slots=True, eq=False)
class Told:
    """A figure with what its article is about; ``peak`` if it is the highest of its class there."""

    figure: Figure
    article: str
    mark: Mark
    day: date
    names: frozenset[str]
    values: frozenset[tuple[str, float]]
    peak: bool


class Archive:
    """The articles read so far, as far as the next ones may have to do with them.

    Each figure meets only the last few under the keys it shares with them, so that the cost of a
    figure does not grow with the archive. Where somebody else has looked them up, ``meetings`` are
    the ids of the figures that a figure meets, the nearest last; figures that it does not name
    meet none.
    """

    def __init__(self, meetings: Mapping[str, Sequence[str]] | None = None) -> None:
        self._shelves: dict[str, deque[Told]] = defaultdict(lambda: deque(maxlen=BACK))
        self._meetings = meetings
        self._told: dict[str, Told] = {}

    def meet(self, story: Story) -> list[Relation]:
        """What an article has to do with earlier ones; it is then one of them.

        Articles are to come by day of publication; those without one are left out.
        """
        told = list(_told(story))
        met = [_meets(one, self._earlier(one)) for one in told]
        for one in told:
            if self._meetings is not None:
                self._told[one.figure.id] = one
                continue
            for key in one.mark.keys:
                self._shelves[key].append(one)
        return [relation for relation in met if relation is not None]

    def _earlier(self, one: Told) -> list[Told]:
        """The figures it meets, the nearest last."""
        if self._meetings is not None:
            names = self._meetings.get(one.figure.id, ())
            return [self._told[name] for name in names if name in self._told]
        seen: dict[int, Told] = {}
        for key in one.mark.keys:
            for other in self._shelves.get(key, ()):
                seen[id(other)] = other
        return list(seen.values())


def _meets(one: Told, others: Sequence[Told]) -> Relation | None:
    """The nearest earlier figure that agrees, or else one that clashes."""
    earlier = [other for other in reversed(others) if _comparable(other, one)]
    for other in earlier:
        if _agrees(other.figure, one.figure):
            return _relation(other.figure, one.figure, "told_again")
    for other in earlier:
        rule = _rule(other, one)
        if rule:
            return _relation(other.figure, one.figure, rule)
    return None


def comparability_keys(figure: Figure) -> tuple[str, ...]:
    """Under which keys a figure is looked up.

    Its dimension with who says it, with what has happened or is counted, with the day since when
    it has been counted, and with its digits.
    Figures of different articles are only ever compared if they share a key.
    """
    speaker = neutral_words(str(figure.row.speaker), figure.sentence.story.language)
    about = (event_of(figure), concept_of(figure))
    digits = _digits(figure) if _long_enough(figure) else ""
    since = str(figure.row.time_start) if counts_on(figure) else ""
    return (
        *((f"{figure.family}|since|{since}",) if since else ()),
        *(f"{figure.family}|who|{word}" for word in speaker[-3:]),
        *(f"{figure.family}|what|{word}" for word in dict.fromkeys(about) if word in _KEPT),
        *((f"{figure.family}|digits|{digits}",) if digits else ()),
    )


def _told(story: Story) -> Iterator[Told]:
    day = _day(story.published)
    if day is None:
        return
    names = names_of(story)
    values = frozenset((f.family, f.base.low) for f in story.figures if f.value is not None)
    told = [f for f in story.figures if _tells(f)]
    peaks = {id(f) for f in _peaks(told)}
    for figure in told:
        yield Told(
            figure,
            story.id,
            _mark(figure),
            day,
            names,
            values,
            id(figure) in peaks,
        )


def marks_of(story: Story) -> Iterator[Mark]:
    """What the figures of an article are found by that are held against those of others."""
    if _day(story.published) is not None:
        yield from (_mark(figure) for figure in story.figures if _tells(figure))


def _mark(figure: Figure) -> Mark:
    language, head = figure.sentence.story.language, str(figure.row.item_head).lower()
    return Mark(
        figure.id,
        comparability_keys(figure),
        f"{figure.kind}|{figure.family}",
        figure.value or 0.0,
        figure.unit,
        _digits(figure),
        concept_of(figure) or (head and f"{language}:{head}"),
        neutral_words(str(figure.row.speaker), language),
        " ".join(sorted(lexicon(language).stems(figure.sentence.low))),
        _may_run(figure),
    )


def _may_run(figure: Figure) -> bool:
    """Whether something near it tells of a total that only grows; see ``_fell``."""
    own = lexicon(figure.sentence.story.language)
    if event_of(figure) in RUNNING or counts_on(figure):
        return True
    return bool(own.since.search(figure.sentence.low) or own.so_far.search(figure.sentence.low))


def _digits(figure: Figure) -> str:
    return "".join(sorted(mantissa(figure.value or 0.0)))


def _tells(figure: Figure) -> bool:
    """Whether it is a plain statement of the text: not denied, no change, no headline."""
    return (
        figure.kind in _KINDS
        and figure.value is not None
        and figure.row.field != "title"
        and figure.row.modality != "negated"
        and not (figure.is_share and figure.row.direction)
    )


def _peaks(told: list[Figure]) -> Iterator[Figure]:
    """The highest count of a class that each speaker gives: a toll, not of another year."""
    highest: dict[tuple[str, str], Figure] = {}
    for figure in told:
        if not figure.counted or event_of(figure) not in RUNNING or _of_another_time(figure):
            continue
        key = (event_of(figure), str(figure.row.speaker))
        best = highest.get(key)
        if best is None or (figure.value or 0) > (best.value or 0):
            highest[key] = figure
    yield from highest.values()


def _of_another_time(figure: Figure) -> bool:
    years = years_in(figure.sentence.low)
    own = lexicon(figure.sentence.story.language)
    if own.unfounded.search(figure.sentence.low):
        return True
    return bool(years) and figure.sentence.story.published[:4] not in years


def _day(published: str) -> date | None:
    try:
        return date.fromisoformat(published)
    except ValueError:
        return None


def names_of(story: Story) -> frozenset[str]:
    """The proper names that tell what an article is about, without accents and in lower case."""
    texts = [
        story.title,
        *(s.text for s in story.sentences),
        *(str(f.row.place) for f in story.figures),
    ]
    found = {bare(match[0].lower()) for text in texts for match in _NAME.finditer(text)}
    return frozenset(word for word in found if word not in lexicon(story.language).stopwords)


def _comparable(a: Told, b: Told) -> bool:
    """Figures that may have to do with each other, not long apart, in articles with a name in
    common or in much the same words."""
    if a.article == b.article or (b.day - a.day).days > DAYS or not a.mark.matters(b.mark):
        return False
    return not a.names.isdisjoint(b.names) or _alike(a.figure, b.figure)


def _alike(a: Figure, b: Figure) -> bool:
    """Whether two sentences are much the same."""
    if a.sentence.story.language != b.sentence.story.language:
        return False
    own = lexicon(a.sentence.story.language)
    return len(own.stems(a.sentence.low) & own.stems(b.sentence.low)) >= _ALIKE


def _lost_one(a: Mark, b: Mark) -> bool:
    return len(a.digits) >= _FEWEST_LOST and abs(len(a.digits) - len(b.digits)) == 1


def _far_apart(a: float, b: float) -> bool:
    """More than a zero or two mistaken."""
    low, high = sorted((abs(a), abs(b)))
    return high > _ZEROS * low


def _is_lower(a: Mark, b: Mark) -> bool:
    return a.unit == "count" and _LEAST_LEFT * a.value < b.value < a.value


def _voice(a: Figure, b: Figure) -> str:
    """Like ``same_voice``, in two languages."""
    one, other = (neutral_words(str(f.row.speaker), f.sentence.story.language) for f in (a, b))
    if not one or not other:
        return SAME if _names(b, one) or _names(a, other) else UNCLEAR
    return SAME if names_agree(one, other) else DIFFERENT


def _names(figure: Figure, speaker: tuple[str, ...]) -> bool:
    """Whether the sentence of a figure without a speaker has all words of one."""
    if not speaker:
        return False
    said = neutral_words(figure.sentence.text, figure.sentence.story.language)
    return set(speaker) <= set(said)


def _agrees(a: Figure, b: Figure) -> bool:
    if a.value != b.value or not a.base.meets(b.base) or _voice(a, b) == DIFFERENT:
        return False
    return same_item(a, b) if a.counted else _voice(a, b) == SAME


def _rule(a: Told, b: Told) -> str:
    """The rule by which two figures that differ are about one thing, or ""."""
    one, other = a.figure, b.figure
    if one.printed_base.meets(other.printed_base):
        return ""
    looks, voice = slip(one, other), _voice(one, other)
    if looks == "unit" and one.kind == "money":
        return ""
    if looks in ("unit", "scale") and _slipped(a, b, looks) and _one_subject(a, b, voice):
        return f"{looks}_slip"
    if voice == DIFFERENT or (not modalities_agree(one, other) and looks != "digits"):
        return ""
    if looks == "digits" and (voice == SAME or _same_count(a, b)) and _swapped(a, b):
        return "digit_slip"
    return "running_total" if _fell(a, b) else ""


def _slipped(a: Told, b: Told, looks: str) -> bool:
    """The digits of one in a scale or unit too far off, and neither article has both figures."""
    long = _long_enough(a.figure) or _alike(a.figure, b.figure)
    return _power(a.figure, b.figure, looks) and long and not _told_both(a, b)


def _swapped(a: Told, b: Told) -> bool:
    """Digits in another order in figures on one subject that did not just grow."""
    if _told_both(a, b) or not places_agree(a.figure, b.figure):
        return False
    scaled = _lost_one(a.mark, b.mark) or mantissa(a.mark.value) == mantissa(b.mark.value)
    if scaled and _alike(a.figure, b.figure) and _narrower(a.figure, b.figure):
        return False
    if (_grew(a, b) and not _of_one_day(a.figure, b.figure)) or _revised(a.figure, b.figure):
        return False
    return _same_subject(a.figure, b.figure) or _long_slip(a, b)


def _one_subject(a: Told, b: Told, voice: str) -> bool:
    """Whether two figures are about one thing.

    Of one voice if their articles have two more names in common, or one event or item is meant;
    of whoever says them by the words around them, across languages by the item.
    """
    one, other, names = a.figure, b.figure, len(a.names & b.names)
    if voice == SAME and (_others(a, b) >= 2 or event_of(one) == event_of(other) != ""):
        return True
    if one.sentence.story.language != other.sentence.story.language:
        concept = concept_of(one)
        known = bool(concept) and concept == concept_of(other)
        return names >= 2 and (voice == SAME or known or _other_unit(a, b))
    shared = _content(one) & _content(other)
    if bool(shared) and (
        (voice == SAME and same_item(one, other)) or min(names, 2 * len(shared)) >= 4
    ):
        return True
    return _one_topic(_content(one), _content(other)) or _other_unit(a, b)


def _other_unit(a: Told, b: Told) -> bool:
    """A unit that is rarely met, in articles with three names in common."""
    one, other = a.figure, b.figure
    rare = one.unit != other.unit and one.family not in _COMMON
    return rare and len(a.names & b.names) >= 3


def _others(a: Told, b: Told) -> int:
    """How many names two articles have in common besides the speaker's."""
    said = {w for t in (a, b) for w in bare(str(t.figure.row.speaker).lower()).split()}
    return len((a.names & b.names) - said)


def _one_topic(one: frozenset[str], other: frozenset[str]) -> bool:
    """Enough words in common; two or three are enough where either has no others."""
    shared = len(one & other)
    return shared >= _ALIKE or (shared >= 2 and not (one - other and other - one))


def _content(figure: Figure) -> frozenset[str]:
    """The words around a figure that tell what it is of: not its unit nor the speaker."""
    own = lexicon(figure.sentence.story.language)
    said = f"{figure.row.speaker} {figure.row.text}".lower()
    return own.stems(near(figure)) - own.stems(said)


def _of_one_day(a: Figure, b: Figure) -> bool:
    """Both of one day that is over, so that the later figure has not just grown."""
    one, other = a.row, b.row
    day = one.time_start
    return bool(day) and day == one.time_end == other.time_start == other.time_end


def _same_subject(a: Figure, b: Figure) -> bool:
    if same_item(a, b) or event_of(a) == event_of(b) != "" or not (a.counted or b.counted):
        return _same_words(a, b)
    return False


def _narrower(a: Figure, b: Figure) -> bool:
    """Whether the smaller one is told of less: "1,200 nurses in Bren", or both of other things."""
    own = lexicon(a.sentence.story.language)
    small, large = sorted((a, b), key=lambda f: f.value or 0.0)
    less, more = (own.stems(f.sentence.low) for f in (small, large))
    return bool(less - more)


def _same_count(a: Told, b: Told) -> bool:
    """One noun counted in articles on one thing, four digits and more."""
    one, other = a.figure, b.figure
    if same_item(one, other) and _alike(one, other) and not _narrower(one, other):
        return True
    if (one.value or 0) < _KNOWN_COUNT or not same_item(one, other) or len(a.names & b.names) < 3:
        return False
    if one.sentence.story.language != other.sentence.story.language:
        return True
    return _one_subject(a, b, UNCLEAR)


def _long_slip(a: Told, b: Told) -> bool:
    """Three digits or more that one person gives in another order are no accident."""
    value = a.figure.value or 0
    return value >= 100 and len(mantissa(value)) >= 3 and len(a.names & b.names) >= 2


def _long_enough(figure: Figure) -> bool:
    """Two digits that are the same are no accident."""
    return len(str(abs(figure.value or 0)).replace(".", "").strip("0")) >= 2


def _power(a: Figure, b: Figure, looks: str) -> bool:
    """A thousand, a million … times as much; five times at least between units."""
    low, high = sorted(sum(f.printed_base) / 2 for f in (a, b))
    if looks == "unit":
        return low > 0 and a.value == b.value and high / low >= _UNITS_APART
    return low > 0 and any(abs(high / low / scale - 1) < 0.01 for scale in _SCALES)


def _told_both(a: Told, b: Told) -> bool:
    """Whether either article has the other's figure too: then they are two things."""
    one, other = ((t.figure.family, t.figure.base.low) for t in (a, b))
    return other in a.values or one in b.values


def _grew(a: Told, b: Told) -> bool:
    """A running figure that is higher on a later day."""
    return (
        event_of(b.figure) in RUNNING
        and b.day > a.day
        and (b.figure.value or 0) > (a.figure.value or 0)
    )


def _same_words(a: Figure, b: Figure) -> bool:
    """Across languages the item must do; within one, the words around the figures."""
    language, other = a.sentence.story.language, b.sentence.story.language
    if language != other:
        return same_item(a, b) or event_of(a) == event_of(b) != ""
    if event_of(a) == event_of(b) != "":
        return True
    own = lexicon(language)
    return len(own.stems(near(a)) & own.stems(near(b))) >= (2 if a.counted else 1)


def _fell(a: Told, b: Told) -> bool:
    """A total that only grows is lower on a later day, and nobody says that it was revised."""
    one, other = a.figure, b.figure
    return (
        b.day > a.day
        and _LEAST_LEFT * one.printed_base.low < other.printed_base.high < one.printed_base.low
        and (len(a.names & b.names) >= 2 or (b.day - a.day).days <= _FRESH or _alike(one, other))
        and (
            _since(one, other)
            or _one_total(one, other)
            or (a.peak and b.peak and _one_toll(one, other))
        )
        and (_since(one, other) or _one_source(one, other))
        and places_agree(one, other)
        and not _partial(one)
        and not _partial(other)
        and not _revised(one, other)
    )


def _since(a: Figure, b: Figure) -> bool:
    """Both count one thing from one day on: "since the start of the year"."""
    if not same_item(a, b):
        return False
    if all(counts_on(f) for f in (a, b)):
        start = a.row.time_start
        return bool(start and start == b.row.time_start and start != a.row.time_end)
    one, other = (_start(f) for f in (a, b))
    return bool(one & other)


def _start(figure: Figure) -> frozenset[str]:
    """The words that say since when, where no calendar has it: "since the outbreak began"."""
    own = lexicon(figure.sentence.story.language)
    found = own.since.search(figure.sentence.low)
    return own.stems(figure.sentence.low[found.end() :][:45]) if found else frozenset()


def _one_source(a: Figure, b: Figure) -> bool:
    """One named speaker, or the articles themselves."""
    return _voice(a, b) == SAME or not (a.row.speaker or b.row.speaker)


def _one_count(a: Figure, b: Figure) -> bool:
    return same_item(a, b) or all(concept_of(f) in _OF_ALL for f in (a, b))


def _one_total(a: Figure, b: Figure) -> bool:
    """Both said to be the total so far of one thing that only grows, by one named speaker."""
    if not (a.row.speaker and b.row.speaker and same_item(a, b) and times_agree(a, b)):
        return False
    if not {event_of(a), event_of(b)} & RUNNING or counts_on(a) != counts_on(b):
        return False
    return all(lexicon(f.sentence.story.language).so_far.search(f.sentence.low) for f in (a, b))


def _one_toll(a: Figure, b: Figure) -> bool:
    """The tolls of one event: of one class, of one time, the later one said to be a toll."""
    if event_of(a) != event_of(b) or event_of(a) not in RUNNING:
        return False
    if not (times_agree(a, b) or _reporting(a) or _reporting(b)):
        return False
    if counts_on(a) != counts_on(b) and not _lately(b):
        return False
    if not _one_count(a, b):
        return False
    own = lexicon(b.sentence.story.language)
    dated = all(f.row.time_start and f.row.time_end and not _reporting(f) for f in (a, b))
    return dated or any(own.so_far.search(text) for text in _around(b))


def _reporting(figure: Figure) -> bool:
    """Whether its time is that of the article: when it was said, not when it happened."""
    return bool(figure.row.time_start >= figure.sentence.story.published)


def _around(figure: Figure) -> list[str]:
    """The sentence with those around it, and the title."""
    story, at = figure.sentence.story, figure.sentence.number
    return [*(s.low for s in story.sentences if abs(s.number - at) <= 1), story.title.lower()]


def _lately(figure: Figure) -> bool:
    """Counted since a day of the last few: since the event itself."""
    start, published = _day(str(figure.row.time_start)), _day(figure.sentence.story.published)
    return start is not None and published is not None and (published - start).days <= _EVENT


def _revised(a: Figure, b: Figure) -> bool:
    """Whether the later sentence speaks of a revision, or one beside it or the title of theirs."""
    own = lexicon(b.sentence.story.language)
    if own.instead.search(b.sentence.low) or own.revised.search(b.sentence.low):
        return True
    story, at = b.sentence.story, b.sentence.number
    beside = [s for s in story.sentences if abs(s.number - at) == 1 or s in story.headline]
    told = [s for s in beside if own.revised.search(s.low)]
    if not story.headline and own.revised.search(story.title.lower()):
        return True
    return any(f.value in (a.value, b.value) or same_item(f, b) for s in told for f in s.figures)


def _partial(figure: Figure) -> bool:
    own = lexicon(figure.sentence.story.language)
    opened = own.opens_part.match(figure.sentence.low)  # "Of those killed, 380 …"
    return bool(figure.row.part_of) or one_more(figure, own) or opened is not None


def _relation(a: Figure, b: Figure, rule: str) -> Relation:
    text = " ".join(str(a.row.text).split())
    why = concept_of(b) or event_of(b) or b.family
    spans = (
        (b.base, a.base)
        if rule in ("told_again", "running_total")
        else (b.printed_base, a.printed_base)
    )
    return Relation(
        "archive", rule, why, b, spans[0], (a,), spans[1], text, slip=slip(a, b), scope="archive"
    )
