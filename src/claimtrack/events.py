"""What happened to what a figure counts: the governing predicate and its event class."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from claimtrack.counted import Counted, links
from claimtrack.languages import pack_table
from claimtrack.lookup import PhrasesAfter, PhrasesBefore
from claimtrack.parsing import Tree
from claimtrack.sentences import Draft
from claimtrack.speech import speech

ROLES = ("transitive", "intransitive", "nouns", "adjectives")
_NOMINAL = ("NOUN", "PROPN", "NUM", "PRON", "ADJ", "DET")
_PASSIVE = ("nsubj:pass", "aux:pass")
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Event:
    """The predicate's lemma and its class, each "" if not known, and the rule that read them."""

    lemma: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class Trigger:
    """A word that may name a class: its role, lemma, and the only items it does so with."""

    name: str
    role: str
    lemma: str
    only: frozenset[str]


@dataclass(frozen=True, slots=True)
class Events:
    """A pack's events.toml, compiled."""

    forms: PhrasesAfter[tuple[Trigger, ...]]
    persons: frozenset[str]
    before: PhrasesBefore[str]
    participles: tuple[str, ...]
    skipped: frozenset[str]
    auxiliaries: frozenset[str]
    active: frozenset[str]
    forces: frozenset[str]
    phrases: dict[str, tuple[tuple[Any, str], ...]]
    items: dict[str, str]


@cache
def events(language: str) -> Events:
    """The event lexicon of ``language``. Raises PackError for an unknown language."""
    forms: dict[str, list[Trigger]] = {}
    phrases: list[tuple[str, str]] = []
    items: dict[str, str] = {}
    before: dict[str, str] = {}
    for name, table in pack_table(language, "events").items():
        only = table.get("only_with", {})
        for role in ROLES:
            some = table.get(role, {})
            for lemma, surfaces in (
                some.items() if isinstance(some, dict) else ((w, [w]) for w in some)
            ):
                trigger = Trigger(name, role, lemma, frozenset(only.get(lemma, ())))
                for surface in surfaces:
                    forms.setdefault(surface, []).append(trigger)
        phrases += [(phrase, name) for phrase in table.get("phrases", ())]
        items |= dict.fromkeys(table.get("items", ()), name)
        before |= dict.fromkeys(table.get("before", ()), name)
    filed: dict[str, list[tuple[Any, str]]] = {}
    for phrase, name in sorted(phrases, key=lambda pair: -len(pair[0])):
        pattern = regex.compile(rf"{_phrase(phrase)}(?![\w-])")
        filed.setdefault(phrase[:_FILED_UNDER], []).append((pattern, name))
    return Events(
        forms=PhrasesAfter({form: tuple(some) for form, some in forms.items()}),
        persons=speech(language).persons | links(language).humans,
        participles=tuple(pack_table(language, "links")["passive_endings"]),
        skipped=frozenset(pack_table(language, "links")["skipped"]),
        auxiliaries=frozenset(pack_table(language, "links")["passive_auxiliaries"]),
        active=frozenset(pack_table(language, "links")["active_auxiliaries"]),
        forces=frozenset(pack_table(language, "links")["forces"]),
        before=PhrasesBefore(before),
        phrases={key: tuple(some) for key, some in filed.items()},
        items=items,
    )


# Fixed expressions are filed under so many of their first letters: fewer than any has before "*".
_FILED_UNDER = 2


def _phrases(lexicon: Events, low: str, start: int, end: int) -> Iterator[tuple[int, int, str]]:
    """(start, end, class) of every fixed expression in a stretch, the longest at each place."""
    at = start
    for word in _WORDS.finditer(low, start, end):
        if word.start() < at:
            continue
        for pattern, name in lexicon.phrases.get(low[word.start() : word.start() + 2], ()):
            match = pattern.match(low, word.start(), end)
            if match:
                yield match.start(), match.end(), name
                at = match.end()
                break


def _phrase(phrase: str) -> str:
    return str(regex.escape(phrase, special_only=True)).replace(r"\*", r"\w*")


def find_events(made: Draft, counted: list[Counted], language: str) -> list[Event]:
    """One Event for each quantity of the draft, in order."""
    lexicon = events(language)
    found: list[Event] = []
    for i in range(len(made.quantities)):
        event = _own(made, i, counted[i], lexicon)
        if event.name == "arrived" and counted[i].head in lexicon.forces:
            event = Event(event.lemma, "deployed", event.rule)
        like = counted[i].like
        whole = counted[i].part_of
        strong = event.rule in ("event_after", "event_modifier", "event_phrase")
        weak = not strong and event.name not in _OUTCOMES
        if whole is not None and whole < i and found[whole].name and weak:
            event = Event(found[whole].lemma, found[whole].name, "event_of_like")
        if not event.name and like is not None and like < i and found[like].name:
            event = Event(event.lemma or found[like].lemma, found[like].name, "event_of_like")
        if not event.name and i and _coordinate(made, i) and found[i - 1].rule in _SHARED:
            event = Event(found[i - 1].lemma, found[i - 1].name, "event_of_like")
        found.append(event)
    for i, event in enumerate(found):  # "from 47 to 44 cases": the first shares what follows
        like = counted[i].like
        if not event.name and like is not None and like > i and found[like].name:
            found[i] = Event(event.lemma or found[like].lemma, found[like].name, "event_of_like")
        elif not event.name and _first_of_two(made, i, found):
            found[i] = Event(found[i + 1].lemma, found[i + 1].name, "event_of_like")
    return found


_SHARED = ("event_governor", "event_of_like")
# What may have become of a part of those that something else happened to.
_OUTCOMES = frozenset(
    (
        *("killed", "injured", "missing", "evacuated", "rescued", "detained", "released"),
        *("hospitalized", "recovered", "vaccinated", "destroyed", "damaged", "shot_down"),
    )
)


def _coordinate(made: Draft, i: int) -> bool:
    """Do this figure and the one before share a governor: "97 rescuers and six dogs"?

    Or "the Reds won 41 %, the Blues 37 %": no verb stands between figures of one kind.
    """
    a, b = made.quantities[i - 1], made.quantities[i]
    start, end = a.end, min(b.start, b.number.start)
    gap = made.low[start:end]
    if len(gap) > _LISTED or a.unit != b.unit or _CLAUSE_MARK.search(gap):
        return False
    if _JOINED.fullmatch(gap):
        return True
    place = made.sentence_of(b.number.start).tree_at(b.number.start)
    if place is None or a.kind != b.kind or a.kind == "count" or "," not in gap:
        return False
    return not any(start <= t.start < end and t.pos in ("VERB", "AUX") for t in place[0].tokens)


_LISTED = 45
_CLAUSE_MARK = regex.compile(r"[.;:\n]")


def _first_of_two(made: Draft, i: int, found: list[Event]) -> bool:
    """ "Three caravans and a dozen cars were destroyed": the first shares the second's."""
    after = i + 1 < len(found) and found[i + 1].rule in (*_SHARED, "event_beside", "event_after")
    return after and _coordinate(made, i + 1)


_JOINED = regex.compile(r"[\w' -]{0,30}(?:[ ](?:and|et)|,)[ ](?:de[ ]|d')?")


def _own(made: Draft, i: int, counted: Counted, lexicon: Events) -> Event:
    """The event that the figure's own clause names."""
    quantity = made.quantities[i]
    place = made.sentence_of(quantity.number.start).tree_at(quantity.number.start)
    lemma = ""
    if quantity.kind in _NEVER:
        return Event("", "", "")
    noun = _noun(counted, lexicon)
    right = _right_after(made, i, counted, lexicon)
    if right is not None:
        return Event(right.lemma, right.name, "event_after")
    if place is not None:
        tree, at = place
        anchor = _anchor(tree, at, counted)
        verb = _governor(tree, anchor)
        lemma = tree.lemma(verb) if verb is not None else ""
        governed = next(_in_tree(tree, anchor, counted, lexicon, made), None)
        if governed and (noun is None or _outranks(governed[0], noun)):
            return Event(governed[0].lemma, governed[0].name, governed[1])
    if noun is not None:
        return Event(noun.lemma, noun.name, "event_noun")
    hit = lexicon.before.before(made.low, quantity.start)
    if hit is not None:
        return Event(lemma, hit.value, "event_phrase")
    phrase = _phrase_near(made, i, lexicon)
    if phrase is not None:
        return Event(lemma or phrase[1], phrase[0], "event_phrase")
    beside = _beside(made, i, counted, lexicon)
    if beside is not None:
        return Event(beside.lemma, beside.name, "event_beside")
    name = lexicon.items.get(counted.head, "")
    if name and counted.rule not in ("elided",):
        return Event(lemma, name, "event_item")
    only = _only_class(made, i, counted, lexicon)
    if only is not None:
        return Event(only.lemma, only.name, "event_of_sentence")
    return Event(lemma, "", "")


# What happens to people, so that a count of villages has no part in it.
_OF_PEOPLE = frozenset(
    (
        *("killed", "injured", "missing", "displaced", "evacuated", "rescued", "detained"),
        *("infected", "hospitalized", "vaccinated", "attended", "arrived"),
    )
)


def _only_class(made: Draft, i: int, counted: Counted, lexicon: Events) -> Trigger | None:
    """The one thing that a sentence says happened to people, for people it counts."""
    quantity = made.quantities[i]
    if (
        quantity.kind != "count"
        or counted.head not in lexicon.persons
        or counted.part_of is not None
    ):
        return None
    sentence = made.sentence_of(quantity.number.start)
    found: dict[str, Trigger] = {}
    for match in _WORDS.finditer(made.low, sentence.start, sentence.end):
        for trigger in _triggers(lexicon, made.low, match.start(), counted.head):
            if trigger.role != "nouns" and trigger.name in _OF_PEOPLE:
                found.setdefault(trigger.name, trigger)
    return next(iter(found.values())) if len(found) == 1 else None


# Classes of verbs that say little beside what the counted noun itself says.
_WEAK = frozenset(
    ("registered", "employed", "complaints", "spent", "attended", "arrived", "built", "produced")
)


def _outranks(verb: Trigger, noun: Trigger) -> bool:
    """Does a verb that changes a state win over the noun's: "freed 35 detainees"?"""
    return verb.role in ("transitive", "intransitive") and verb.name not in _WEAK


# Ages and durations: nothing happens to years.
_NEVER = ("age", "duration")


def _noun(counted: Counted, lexicon: Events) -> Trigger | None:
    """The class that the counted noun itself names: "three wounded", "12 arrests"."""
    if counted.rule in ("elided", "change"):
        return None
    some = list(_triggers(lexicon, counted.head, 0, counted.head)) if counted.head else []
    if counted.rule == "level":  # "the number of displaced"
        return next(iter(some), None)
    return next((trigger for trigger in some if trigger.role == "nouns"), None)


def _triggers(lexicon: Events, low: str, at: int, head: str) -> Iterator[Trigger]:
    """What the word or words at an offset may mean for a counted noun, the restricted first."""
    hit = lexicon.forms.at(low, at)
    for trigger in sorted(hit.value, key=lambda t: not t.only) if hit else ():
        if (
            not trigger.only
            or head in trigger.only
            or not head
            or (trigger.only & {"person", "personne", "people"} and head in lexicon.persons)
        ):
            yield trigger


def _right_after(made: Draft, i: int, counted: Counted, lexicon: Events) -> Trigger | None:
    """A participle or state right behind the figure or its noun: "30 shot down"."""
    quantity = made.quantities[i]
    own = counted.rule in ("noun_after", "parsed") and counted.item
    at = quantity.end if own else quantity.number.end
    roles = {"adjectives", "transitive"}
    for _ in range(4):
        match = _WORDS.match(made.low, at + 1) if made.low[at : at + 1] == " " else None
        if match is None:
            return None
        for trigger in _triggers(lexicon, made.low, match.start(), counted.head):
            passive = match[0].endswith(lexicon.participles) or trigger.role != "transitive"
            if trigger.role in roles and passive:
                return trigger
        if match[0] in lexicon.auxiliaries:
            roles = {"adjectives", "transitive", "intransitive"}
        elif match[0] in lexicon.active:
            roles = {"intransitive"}
        elif match[0] not in lexicon.skipped:
            return None
        at = match.end()
    return None


def _anchor(tree: Tree, at: int, counted: Counted) -> int:
    """The counted noun's token if it stands with the figure, else the figure's own."""
    if counted.noun_at >= 0:
        away = tree.at(counted.noun_at)
        return away if away >= 0 else at
    head = tree.tokens[at].head
    own = counted.rule in ("noun_after", "parsed", "measured", "share_of", "subject")
    if own and tree.tokens[at].dep in ("nummod", "det", "amod", "nmod", "compound") and head > at:
        printed = counted.item.lower().split(" ")
        if tree.tokens[head].text.lower() in printed or tree.tokens[head].pos == "NOUN":
            return head
    return at


def _governor(tree: Tree, i: int) -> int | None:
    """The nearest verb above, or participle below."""
    for c in tree.children[i]:
        if tree.tokens[c].dep == "acl" and tree.tokens[c].pos == "VERB":
            return c
    return next((k for k in tree.above(i) if tree.tokens[k].pos == "VERB"), None)


def _in_tree(
    tree: Tree, anchor: int, counted: Counted, lexicon: Events, made: Draft
) -> Iterator[tuple[Trigger, str]]:
    """Triggers by the parse: what modifies the noun, then what governs it, nearest first."""
    tokens = tree.tokens

    def triggers(k: int) -> Iterator[Trigger]:
        return _triggers(lexicon, made.low, tokens[k].start, counted.head)

    for c in tree.children[anchor]:
        if tokens[c].dep in ("acl", "amod", "acl:relcl", "appos", "dep") and c > anchor:
            for trigger in triggers(c):
                if trigger.role in ("transitive", "adjectives", "intransitive"):
                    yield trigger, "event_modifier"
    child = anchor
    for k in list(tree.above(anchor))[:_STEPS]:
        for trigger in triggers(k):
            if _fits(tree, k, child, trigger):
                yield trigger, "event_governor"
        if tokens[k].pos in _NOMINAL and tokens[child].dep == "nmod":
            name = lexicon.items.get(tree.lemma(k))
            if name:
                yield Trigger(name, "nouns", tree.lemma(k), frozenset()), "event_governor"
        if tokens[k].pos == "VERB" and tokens[k].dep != "xcomp":
            break
        child = k


def _fits(tree: Tree, k: int, child: int, trigger: Trigger) -> bool:
    """Is the argument below ``k`` the one that the trigger's class is about?"""
    tokens = tree.tokens
    relation = tokens[child].dep
    if trigger.role == "nouns":
        return tokens[k].pos in _NOMINAL and relation in ("nmod", "appos", "nummod")
    passive = any(tokens[c].dep in _PASSIVE for c in tree.children[k])
    if trigger.role == "adjectives":
        return relation in ("nsubj", "nsubj:pass")
    if trigger.role == "transitive":
        if relation in ("nsubj", "nsubj:pass"):
            return passive or relation == "nsubj:pass"
        nominal = tokens[child].pos in _NOMINAL
        return (nominal and relation in ("obj", "iobj", "xcomp", "dep", "conj")) or (
            relation == "obl" and not passive and not _case(tree, child)
        )
    return relation in ("nsubj", "nsubj:pass") or (relation == "conj" and tokens[k].pos == "VERB")


def _case(tree: Tree, i: int) -> bool:
    return any(tree.tokens[c].dep == "case" for c in tree.children[i])


_CLAUSE_END = regex.compile(r"[.;:!?\n]|,[ ](?:and|et|but|mais|while|tandis|alors)\b")


def _clause(made: Draft, i: int) -> tuple[int, int]:
    """The stretch around a figure up to the next figure or clause on either side."""
    quantity = made.quantities[i]
    sentence = made.sentence_of(quantity.number.start)
    start, end = sentence.start, sentence.end
    for match in _CLAUSE_END.finditer(made.plain, start, end):
        if match.end() <= quantity.start:
            start = match.end()
        elif match.start() >= quantity.end:
            end = match.start()
            break
    return start, end


# How near a fixed expression must be, in characters, and how far its end is looked for.
_PHRASE_NEAR = 160
_PHRASE_WITHIN = 250


def _phrase_near(made: Draft, i: int, lexicon: Events) -> tuple[str, str] | None:
    """A fixed expression in the figure's clause, if no other figure stands between."""
    quantity = made.quantities[i]
    start, end = _clause(made, i)
    best: tuple[int, str, str] | None = None
    start, end = (
        max(start, quantity.start - _PHRASE_WITHIN),
        min(end, quantity.end + _PHRASE_WITHIN),
    )
    for left, right, name in _phrases(lexicon, made.low, start, end):
        before, after = right <= quantity.start, left >= quantity.number.end
        low, high = (right, quantity.start) if before else (quantity.end, left)
        if any(low <= q.number.start < high for q in made.quantities if q.kind == "count"):
            continue
        distance = (high - low) * (2 if before else 1) if before or after else 0
        if best is None or distance < best[0]:
            best = (distance, name, made.low[left:right])
    return best[1:] if best and best[0] < _PHRASE_NEAR else None


_WORDS = regex.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_GLUE = 4


def _beside(made: Draft, i: int, counted: Counted, lexicon: Events) -> Trigger | None:
    """A trigger right beside the mention, where the parse did not see the relation."""
    quantity = made.quantities[i]
    start, end = _clause(made, i)
    before = list(_WORDS.finditer(made.low, max(start, quantity.start - 40), quantity.start))
    for match in reversed(before[-2:]):
        for trigger in _triggers(lexicon, made.low, match.start(), counted.head):
            if trigger.role == "transitive":
                return trigger
    after = list(_WORDS.finditer(made.low, quantity.end, min(end, quantity.end + 60)))
    for match in after[:_GLUE]:
        for trigger in _triggers(lexicon, made.low, match.start(), counted.head):
            passive = trigger.role == "transitive" and match[0].endswith(lexicon.participles)
            if passive or trigger.role in ("adjectives", "intransitive"):
                return trigger
    return None
