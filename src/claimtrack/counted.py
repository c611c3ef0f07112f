"""What each figure counts where the parse or the figures before it must say, and of what it is a
part: "dont 9 au nord du port", "two of them drowned", "the number of cases rose to 34".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from claimtrack.context import Context, context
from claimtrack.items import lemma
from claimtrack.languages import pack_table
from claimtrack.lookup import PhrasesAfter, PhrasesBefore, same
from claimtrack.parsing import Tree
from claimtrack.records import Quantity
from claimtrack.sentences import Draft
from claimtrack.speech import speech

_NOUNS = ("NOUN", "PROPN")
# Between a figure and its noun.
_WITHIN = ("ADJ", "NOUN", "PROPN", "VERB", "PART", "ADV", "NUM")
# How many figures back an elided noun is looked for, and how far apart they may stand.
_FIGURES_BACK = 8
_FARTHEST = 700
# What may stand between two figures of one list or change, in characters.
_LISTED = 60
_STOP = regex.compile(r"[.;:\"]")
_WORDS = regex.compile(r"[\w' -]*")


@dataclass(frozen=True, slots=True)
class Counted:
    """What a figure counts: the noun as printed and its head's lemma, "" if not known.

    ``part_of`` and ``like`` are indices of figures: the whole that it is a part of, and the
    figure that its noun (and what happened to it) was taken from; None if there is none.
    ``noun_at`` is the offset of a noun that stands away from the figure, -1 if it does not.
    """

    item: str
    head: str
    part_of: int | None
    like: int | None
    rule: str
    noun_at: int = -1


@dataclass(frozen=True, slots=True)
class Links:
    """A pack's links.toml, compiled."""

    part_before: PhrasesBefore[str]
    part_after: PhrasesAfter[str]
    of_whole: PhrasesAfter[str]
    number_nouns: frozenset[str]
    never: frozenset[str]
    nouns: frozenset[str]
    participles: tuple[str, ...]
    always_participles: tuple[str, ...]
    others: frozenset[str]
    number_of: Any
    tolls: dict[str, str]
    whole_openers: frozenset[str]
    list_join: Any
    change_join: Any
    share_of: Any
    definite: tuple[str, ...]
    pronoun_object: Any
    humans: frozenset[str]
    speakers: frozenset[str]


@cache
def links(language: str) -> Links:
    """The links of ``language``. Raises PackError for an unknown language."""
    table = pack_table(language, "links")
    return Links(
        part_before=PhrasesBefore(same(table["part_before"])),
        part_after=PhrasesAfter(same(table["part_after"])),
        of_whole=PhrasesAfter(same(table["of_whole"])),
        number_nouns=frozenset(table["number_nouns"]),
        never=frozenset(table["never"]),
        nouns=frozenset(table["nouns"]),
        participles=tuple(table["participles"]),
        always_participles=tuple(table["always_participles"]),
        others=frozenset(table["others"]),
        tolls=dict(table["tolls"]),
        whole_openers=frozenset(table["whole_openers"]),
        list_join=regex.compile(r"(?:,|(?<!\w)\L<j>)\s*$", j=table["list_joins"]),
        change_join=regex.compile(
            r"(?<!\w)\L<j>(?!\w)[^.;]{0,25}$", j=[*table["list_joins"], *table["change_joins"]]
        ),
        share_of=regex.compile(r"[ ]\L<s>", s=table["share_of"]),
        definite=tuple(f" {w} " for w in table["definite"]),
        humans=frozenset(table["humans"]),
        pronoun_object=regex.compile(table["pronoun_object"]),
        number_of=regex.compile(
            r"(?<!\w)\L<n>[ ](?:\L<o>(?:(?<=')|[ ]))", n=table["numbers_of"], o=table["of"]
        ),
        speakers=speech(language).nouns,
    )


def _may_hold(whole: Quantity, part: Quantity) -> bool:
    """Is the whole not smaller than the part, as far as their bounds say?"""
    return whole.high is None or part.low is None or whole.high >= part.low


def find_counted(made: Draft, language: str) -> list[Counted]:
    """One Counted for each quantity of the draft, in order."""
    return _Counter(made, links(language), context(language)).read()


def _compound_head(tree: Tree, i: int) -> int:
    """The noun that a first noun belongs to: "climate fund" is a fund."""
    tokens = tree.tokens
    while tokens[i].dep in ("compound", "nmod:poss") and tokens[i].head > i:
        i = tokens[i].head
    return i


class _Counter:
    def __init__(self, made: Draft, links: Links, words: Context) -> None:
        self.made, self.links, self.words = made, links, words
        self.found: list[Counted] = []

    def read(self) -> list[Counted]:
        quantities = self.made.quantities
        own = [self._own(i) for i in range(len(quantities))]
        for i, quantity in enumerate(quantities):
            self.found.append(self._counted(i, quantity, own))
        return self.found

    def _counted(self, i: int, quantity: Quantity, own: list[tuple[str, str, str]]) -> Counted:
        item, head, rule = own[i]
        part = self._part_of(i)
        if self._in_brackets(i) and quantity.kind != "count":
            before = self.found[i - 1]
            return Counted(before.item, before.head, part, i - 1, "elided")
        if quantity.kind not in ("count", "ratio"):
            return Counted(item, head, part, None, rule)
        whole = self._whole_after(i)
        if head and rule != "partitive":
            if part is None and whole is not None and own[whole][1] in ("", head):
                part = whole if _may_hold(self.made.quantities[whole], quantity) else None
            return Counted(item, head, part, part if part != whole else None, rule)
        if whole is not None and own[whole][1]:
            return Counted(own[whole][0], own[whole][1], whole, None, "of_whole")
        if head:
            return Counted(item, head, part, None, rule)
        if quantity.kind == "ratio":
            return Counted("", "", part, None, "none")
        found = self._from_others(i, part, own)
        if found is None and quantity.item_head and not self._verbal(quantity.item_head):
            return Counted(quantity.item, quantity.item_head, part, None, "noun_after")
        return found or Counted("", "", part, None, "none")

    def _in_brackets(self, i: int) -> bool:
        """ "70 km (43 miles)", "212 (60 %)": the same thing in other words."""
        if i == 0:
            return False
        a, b = self.made.quantities[i - 1], self.made.quantities[i]
        gap = self.made.low[a.end : b.start]
        return gap.strip() == "(" and self.made.low[b.end : b.end + 2].strip()[:1] == ")"

    def _from_others(
        self, i: int, part: int | None, own: list[tuple[str, str, str]]
    ) -> Counted | None:
        """The noun of the figure it is part of, of what a verb of level is about, or before."""
        if part is not None:
            return Counted(self.found[part].item, self.found[part].head, part, part, "elided")
        level = self._pronoun_for(i) or self._level_of(i) or self._number_of(i)
        if level is not None:
            return Counted(*level[:2], part, None, "level", level[2])
        following = self._end_of_change(i)
        if following is not None and own[following][1]:
            return Counted(own[following][0], own[following][1], None, following, "change")
        like = self._before(i)
        if like is None:
            return None
        return Counted(self.found[like].item, self.found[like].head, part, like, "elided")

    # ------------------------------------------------------------ its own noun

    def _own(self, i: int) -> tuple[str, str, str]:
        """(item, head, rule) of the noun that stands with the figure itself."""
        quantity = self.made.quantities[i]
        sentence = self.made.sentence_of(quantity.number.start)
        place = sentence.tree_at(quantity.number.start)
        if quantity.kind in ("count", "ratio"):
            if quantity.item_head and self._is_noun(quantity, place):
                return quantity.item, quantity.item_head, "noun_after"
            if place is not None:
                return self._noun_in_tree(quantity, *place)
            return "", "", "none"
        if quantity.item_head:
            return quantity.item, quantity.item_head, "noun_after"
        if place is not None:
            return self._measured(quantity, *place)
        return "", "", "none"

    def _is_noun(self, quantity: Quantity, place: tuple[Tree, int] | None) -> bool:
        """Is what the words alone took for the counted noun one for the parser too?"""
        parts = quantity.item.lower().split(" ")
        word = next((w for w in parts if lemma(w, self.words) == quantity.item_head), parts[-1])
        if word in self.links.never:
            return False
        verbal = word.endswith(self.links.participles) and len(word) > 4
        if parts[0] in self.links.others and verbal:
            return False
        if word in self.links.nouns or place is None:
            return True
        if word.endswith(self.links.always_participles):
            return False
        at = self.made.low.find(quantity.item.lower(), quantity.number.start)
        tree = place[0]
        here = tree.at(at + quantity.item.lower().find(word))
        if here < 0:
            return True
        pos = tree.tokens[here].pos
        if verbal:
            return pos in _NOUNS
        if pos == "ADJ":
            return self.words.noun_first
        return pos not in ("VERB", "AUX", "ADV", "ADP", "DET", "PRON", "SCONJ")

    def _verbal(self, word: str) -> bool:
        """Has the word a verb's ending, not being one of the nouns that have it too?"""
        ends = (
            self.links.participles if not self.words.noun_first else self.links.always_participles
        )
        return len(word) > 4 and word.endswith(ends) and word not in self.links.nouns

    def _noun_in_tree(self, quantity: Quantity, tree: Tree, i: int) -> tuple[str, str, str]:
        tokens = tree.tokens
        head = tokens[i].head
        close = 0 < head - i <= 6 and tokens[head].pos in _NOUNS
        if close and tokens[i].dep in ("nummod", "det", "amod", "nmod", "compound", "advmod"):
            between = tokens[i + 1 : head]
            word = tokens[head].text.lower()
            plain = all(
                t.pos in ("ADJ", "NOUN", "PROPN", "VERB", "PART", "ADV", "NUM") for t in between
            )
            if plain and word not in self.links.never and not self._verbal(word):
                return self._named(tree, i + 1, head, "parsed")
        of = self.links.of_whole.after_blank(self.made.low, quantity.number.end)
        if of is not None:
            noun = self._noun_after(tree, of.end)
            if noun is not None:
                return self._named(tree, noun, noun, "partitive")
        if tokens[i].dep == "nsubj" and tokens[head].pos == "NOUN" and head > i:
            copula = any(tokens[c].dep == "cop" for c in tree.children[head])
            if copula and not any(tokens[c].dep == "case" for c in tree.children[head]):
                return self._named(tree, head, head, "predicate")
        return "", "", "none"

    def _noun_after(self, tree: Tree, offset: int) -> int | None:
        """The noun that a phrase starting at ``offset`` is headed by; None if a figure is."""
        for k, token in enumerate(tree.tokens):
            if token.start < offset:
                continue
            if token.pos == "NUM" or token.start > offset + 40:
                return None
            if token.pos in _NOUNS:
                return _compound_head(tree, k)
            if token.pos in ("VERB", "AUX", "PUNCT", "CCONJ", "PRON"):
                return None
        return None

    def _named(self, tree: Tree, first: int, head: int, rule: str) -> tuple[str, str, str]:
        start, end = tree.tokens[first].start, tree.tokens[head].end
        return self.made.text[start:end], self._lemma(tree, head), rule

    def _lemma(self, tree: Tree, i: int) -> str:
        word = tree.tokens[i].text.lower()
        return lemma(word, self.words)

    def _measured(self, quantity: Quantity, tree: Tree, i: int) -> tuple[str, str, str]:
        """What a measure, a duration or an amount of money belongs to."""
        tokens = tree.tokens
        after = self.made.low[quantity.end : quantity.end + 40]
        of = self.links.share_of.match(after)
        if quantity.kind in ("percent", "ratio") and of:
            noun = self._noun_after(tree, quantity.end + of.end() - 1)
            if noun is not None:
                return self._named(tree, noun, noun, "share_of")
        if quantity.kind in ("percent", "measure", "duration", "money", "rate"):
            for above in tree.above(i):
                token = tokens[above]
                if token.start < quantity.end and token.end > quantity.start:
                    continue
                if token.pos == "NOUN" and not self._is_unit(token.text.lower()):
                    return self._named(tree, above, above, "measured")
                if token.pos in ("VERB", "AUX"):
                    return self._object(tree, above) or self._subject(tree, above)
        return "", "", "none"

    def _is_unit(self, word: str) -> bool:
        """Is the word a unit, or a sign, and so nothing that is measured?"""
        hit = self.words.units.words.at(word, 0)
        return not word.isalpha() or len(word) < 3 or (hit is not None and hit.end == len(word))

    def _object(self, tree: Tree, verb: int) -> tuple[str, str, str] | None:
        """What somebody put at that level: "revised turnout up to 62.3 %"."""
        _, subject, _ = self._subject(tree, verb)
        if (
            not self._is_level(tree.tokens[verb].text.lower())
            and subject not in self.links.speakers
        ):
            return None
        for c in tree.children[verb]:
            token = tree.tokens[c]
            if token.dep == "obj" and token.pos == "NOUN" and token.text.isalpha():
                return self._counted_by(tree, c, "subject")
        return None

    def _subject(self, tree: Tree, verb: int) -> tuple[str, str, str]:
        for c in tree.children[verb]:
            token = tree.tokens[c]
            if token.dep in ("nsubj", "nsubj:pass") and token.pos == "NOUN":
                return self._counted_by(tree, c, "subject")
            head = tree.tokens[verb].head
            relative = tree.tokens[verb].dep == "acl:relcl" and token.dep == "nsubj"
            if relative and tree.tokens[head].pos == "NOUN":
                return self._counted_by(tree, head, "subject")
        return "", "", "none"

    def _counted_by(self, tree: Tree, noun: int, rule: str) -> tuple[str, str, str]:
        """The noun, or what it counts if it only says that something is counted."""
        token = tree.tokens[noun]
        for phrase, counts in self.links.tolls.items():
            if self.made.low.endswith(phrase, 0, token.end):
                return self.made.text[token.end - len(phrase) : token.end], counts, rule
        if tree.tokens[noun].text.lower() in self.links.number_nouns:
            for c in tree.children[noun]:
                if tree.tokens[c].dep == "nmod" and tree.tokens[c].pos in _NOUNS:
                    return self._named(tree, c, c, rule)
        return self._named(tree, noun, noun, rule)

    # ------------------------------------------------------------ other figures

    def _part_of(self, i: int) -> int | None:
        """The whole that "dont", "including" or "of them" makes this figure a part of."""
        quantity, low = self.made.quantities[i], self.made.low
        start = min(quantity.start, quantity.number.start)
        if self.links.part_before.before(low, start) is not None:
            return self._whole_before(i, self.made.sentence_of(start).start)
        if self.links.part_after.after_blank(low, quantity.number.end) is not None:
            same = self._whole_before(i, self.made.sentence_of(start).start)
            return same if same is not None else self._whole_before(i, start - _FARTHEST)
        if self._opens_with_whole(i):
            return i - 1
        sibling = self._sibling(i)
        return self.found[sibling].part_of if sibling is not None else None

    def _opens_with_whole(self, i: int) -> bool:
        """ "Of the 58 musicians, 10 …": the sentence starts with the whole."""
        if i == 0:
            return False
        whole, part = self.made.quantities[i - 1], self.made.quantities[i]
        sentence = self.made.sentence_of(part.number.start)
        opening = self.made.low[sentence.start : whole.start].strip(' "')
        gap = self.made.low[whole.end : part.start]
        near = "," in gap and not _STOP.search(gap) and len(gap) < 2 * _LISTED
        return (
            near
            and opening in self.links.whole_openers
            and _may_hold(whole, part)
            and (whole.unit == part.unit)
        )

    def _whole_before(self, i: int, lowest: int) -> int | None:
        """The figure of the same kind before, no smaller; of an earlier sentence its first."""
        quantity = self.made.quantities[i]
        own = self.made.sentence_of(quantity.start).start
        best: int | None = None
        for k in range(i - 1, max(-1, i - _FIGURES_BACK), -1):
            other = self.made.quantities[k]
            if other.number.start < max(0, lowest):
                break
            if other.unit != quantity.unit or not _may_hold(other, quantity):
                continue
            if other.number.start >= own:
                return k
            if best is not None and other.number.start < self._sentence_start(best):
                break
            if self.found[k].head:
                best = k
        return best

    def _sentence_start(self, i: int) -> int:
        return self.made.sentence_of(self.made.quantities[i].number.start).start

    def _sibling(self, i: int) -> int | None:
        """The figure before in one list of parts: "dont 9 à Brest, 7 à Quimper et 4 …"."""
        if i == 0 or not self.found or self.found[i - 1].part_of is None:
            return None
        a, b = self.made.quantities[i - 1], self.made.quantities[i]
        gap = self.made.low[a.end : min(b.start, b.number.start)]
        listed = len(gap) < _LISTED and self.links.list_join.search(gap) and not _STOP.search(gap)
        return i - 1 if listed and a.unit == b.unit else None

    def _whole_after(self, i: int) -> int | None:
        """M of "N of the M", "N sur M"; there is none in "N of them and M"."""
        if i + 1 >= len(self.made.quantities):
            return None
        a, b = self.made.quantities[i], self.made.quantities[i + 1]
        if self.links.part_after.after_blank(self.made.low, a.number.end) is not None:
            return None
        for end in (max(a.end, a.number.end), a.number.end):
            of = self.links.of_whole.after_blank(self.made.low, end)
            near = of is not None and b.kind == "count" and 0 <= b.start - of.end <= 25
            if of is not None and near and _WORDS.fullmatch(self.made.low, of.end, b.start):
                return i + 1
        return None

    def _end_of_change(self, i: int) -> int | None:
        """The second of "from A to B NOUN", whose noun both share."""
        if i + 1 >= len(self.made.quantities):
            return None
        a, b = self.made.quantities[i], self.made.quantities[i + 1]
        gap = self.made.low[a.number.end : b.number.start]
        joined = len(gap) < _LISTED and self.links.change_join.search(gap)
        return i + 1 if joined and b.kind == "count" and not _STOP.search(gap) else None

    def _level_of(self, i: int) -> tuple[str, str, int] | None:
        """What a verb of level is about: "the number of cases has risen to 34"."""
        quantity = self.made.quantities[i]
        place = self.made.sentence_of(quantity.number.start).tree_at(quantity.number.start)
        if place is None:
            return None
        tree, at = place
        for k in tree.above(at):
            token = tree.tokens[k]
            if token.pos not in ("VERB", "AUX"):
                continue
            if not self._is_level(token.text.lower()):
                return None
            item, head, _ = self._subject(tree, k)
            if head:
                at = self.made.text.find(item, *self._bounds(quantity))
                return None if head in self.links.speakers else (item, head, at)
        return None

    def _bounds(self, quantity: Quantity) -> tuple[int, int]:
        sentence = self.made.sentence_of(quantity.number.start)
        return sentence.start, sentence.end

    def _pronoun_for(self, i: int) -> tuple[str, str, int] | None:
        """ "la mairie en a compté 90": of what the clause before is about."""
        quantity = self.made.quantities[i]
        sentence = self.made.sentence_of(quantity.number.start)
        place = sentence.tree_at(quantity.number.start)
        pronoun = self.links.pronoun_object.search(self.made.low, sentence.start, quantity.start)
        if place is None or pronoun is None:
            return None
        tree = place[0]
        stop = max(self.made.plain.rfind(mark, sentence.start, pronoun.start()) for mark in ":;,")
        for k in range(len(tree.tokens) - 1, -1, -1):
            token = tree.tokens[k]
            plural = token.text.lower().endswith(("s", "x"))
            if token.start < stop and token.pos == "NOUN" and token.dep == "nsubj" and plural:
                item, head, _ = self._named(tree, k, k, "pronoun")
                return item, head, token.start
        return None

    def _is_level(self, word: str) -> bool:
        words = self.words
        return word in words.direction or word in words.level_verbs or word in words.range_verbs

    def _number_of(self, i: int) -> tuple[str, str, int] | None:
        """ "the number of X" before the figure in its sentence, or right after it."""
        quantity = self.made.quantities[i]
        sentence = self.made.sentence_of(quantity.number.start)
        place = sentence.tree_at(quantity.number.start)
        if place is None:
            return None
        low = self.made.low
        before = [*self.links.number_of.finditer(low, sentence.start, quantity.start)]
        after = self.links.number_of.search(low, quantity.end, min(sentence.end, quantity.end + 40))
        match = before[-1] if before else after
        if match is None or quantity.start - match.end() > 120:
            return None
        counts = (q for q in self.made.quantities[:i] if q.number.start > match.end())
        if before and any(q.kind == "count" and q.item_head for q in counts):
            return None
        noun = self._noun_after(place[0], match.end())
        if noun is None:
            noun = place[0].at(match.end())
            if noun < 0 or place[0].tokens[noun].pos not in ("ADJ", "VERB"):
                return None
        item, head, _ = self._named(place[0], noun, noun, "level")
        return item, head, place[0].tokens[noun].start

    def _before(self, i: int) -> int | None:
        """The nearest figure before that counts something."""
        quantity = self.made.quantities[i]
        before = self.made.low[max(0, quantity.start - 8) : quantity.start]
        if before.endswith(self.links.definite):  # "of the 44": the same 44 as before
            for k in range(i - 1, max(-1, i - _FIGURES_BACK), -1):
                if self.made.quantities[k].value == quantity.value and self.found[k].head:
                    return k
        for k in range(i - 1, max(-1, i - _FIGURES_BACK), -1):
            other = self.made.quantities[k]
            if quantity.start - other.end > _FARTHEST:
                return None
            if other.kind == "count" and self.found[k].head and other.unit == "count":
                return k
        return None
