"""Who says which stretch of a text: quotations, reported speech, "according to"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import regex

from claimtrack.cues import Cue
from claimtrack.names import (
    NAME,
    Cast,
    Speaker,
    cast_of,
    gender_of,
    head_noun,
    last_name,
    noun,
    read_speaker,
    roles_of,
)
from claimtrack.sentences import Draft, Sentence, find_text_cues
from claimtrack.speech import Speech
from claimtrack.verbs import DATELINE, verb_cues


@dataclass(frozen=True, slots=True)
class Statement:
    """A stretch of the text that somebody is cited for.

    ``start``/``end`` are its offsets; ``quoted`` says that it is a quotation. ``cue`` are the
    words that attribute it, ``classes`` what the reporting verb (``lemma``) does, ``rule`` what
    found it.
    """

    start: int
    end: int
    speaker: Speaker
    cue: str
    classes: frozenset[str]
    quoted: bool
    rule: str
    lemma: str = ""


def find_statements(made: Draft, words: Speech) -> list[Statement]:
    """Every statement of a drafted and parsed text, in the order in which they were found.

    Statements may lie within one another: the innermost is who is cited for a figure.
    """
    return _Reader(made, words).read()


def statement_at(statements: list[Statement], offset: int) -> Statement | None:
    """The innermost statement around an offset; a quotation before the clause around it."""
    around = [s for s in statements if s.start <= offset < s.end]
    quoted = [s for s in around if s.quoted]
    return min(quoted or around, key=lambda s: s.end - s.start, default=None)


_SIGNED = regex.compile(r'["\s.]*[―—–-]{1,2}\s*(?=\p{Lu})')
_FIRST = regex.compile(r"[\p{L}]+'?")
_DASH = regex.compile(r"[ ][–—-][ ]")
# How far back, in characters, sentences without a figure are read for who a pronoun stands for.
_REMEMBERED = 2500
# Over how many quotations in a row somebody goes on speaking without a new cue.
_CARRIED = 12
# How far back, in characters, "the doctor" may be one who spoke.
_RECENT = 700


class _Reader:
    """Reads a text's sentences in order, remembering who was named and who spoke last."""

    def __init__(self, made: Draft, words: Speech) -> None:
        self.made, self.words = made, words
        self.cast: Cast = cast_of(made.plain, words)
        self.found: list[Statement] = []
        self.named: dict[int, list[tuple[Cue, Speaker]]] = {}
        self.roles: list[tuple[str, Speaker]] = roles_of(made.plain, self.cast)

    def read(self) -> list[Statement]:
        for sentence in self.made.sentences:
            if sentence.pieces:
                self._reported(sentence, self._named_in(sentence))
        self._quotations()
        return self.found

    # ------------------------------------------------------------ cues

    def _named_in(self, sentence: Sentence) -> list[tuple[Cue, Speaker]]:
        """The cues of a sentence with whom they name, found when first asked for."""
        named = self.named.get(sentence.start)
        if named is not None:
            return named
        named = self.named[sentence.start] = []
        for cue in sorted(self._cues(sentence), key=lambda cue: cue.start):
            speaker = self._speaker(cue, sentence) if cue.rule != "gap" or named else None
            if speaker is not None:
                named.append((cue, speaker))
        return named

    def _cues(self, sentence: Sentence) -> Iterator[Cue]:
        if not sentence.pieces:
            find_text_cues(self.made, sentence, self.words)
        yield from sentence.cues
        yield from verb_cues(self.made, sentence, self.words)

    def _catch_up(self, at: int) -> None:
        """Read who spoke in the sentences before an offset that have no figure."""
        for sentence in self.made.sentences:
            if at - _REMEMBERED < sentence.start and sentence.end <= at:
                self._named_in(sentence)

    # ------------------------------------------------------------ names

    def _speaker(self, cue: Cue, sentence: Sentence) -> Speaker | None:
        """Whom the cue names, pronouns and short names resolved; None for nobody who speaks."""
        printed = " ".join(self.made.plain[cue.who[0] : cue.who[1]].split())
        pronoun = self.words.pronouns.get(printed.lower())
        if pronoun is not None:
            found = self._antecedent(pronoun, cue)
        elif cue.common and cue.who[0] == self._first_letter(sentence):
            found = self._named(printed[:1].lower() + printed[1:], cue)
            if found is not None and found.name[:1] == printed[:1].lower():
                found = replace(found, name=printed[:1] + found.name[1:])
        else:
            found = self._named(printed, cue)
        if found is None:
            return None
        self.cast.spoken.append((cue.start, found))
        return found

    def _first_letter(self, sentence: Sentence) -> int:
        """Where the sentence starts, its dateline and quotation marks left out."""
        dateline = DATELINE.match(self.made.plain, sentence.start)
        at = dateline.end() if dateline else sentence.start
        while at < sentence.end and not self.made.plain[at].isalnum():
            at += 1
        return at

    def _named(self, printed: str, cue: Cue) -> Speaker | None:
        read = read_speaker(printed, self.words)
        if read is None or not _may_speak(read, printed, cue, self.words):
            return None
        full = self.cast.fullest(read.name)
        if full == read.name and not read.role:
            full = self._by_role(read, cue.start)
        gender = read.gender or gender_of(full, self.words)
        kind = "person" if full != read.name else read.kind
        found = replace(read, name=full, gender=gender, kind=kind)
        if found.role:
            self.roles.append((found.role.lower(), found))
        return found

    def _by_role(self, read: Speaker, at: int) -> str:
        """ "the minister" → the last one named with that role, or the last of that gender who
        spoke a moment ago."""
        bare = self.words.determiner.sub("", read.name.lower())
        definite = self.words.table["determiners"]["anaphoric"]
        if read.kind != "person" or NAME.search(read.name[:1].lower() + read.name[1:]) or not bare:
            return read.name
        if not read.name.lower().startswith(tuple(definite)) or read.gender == "plural":
            return read.name
        head = head_noun(bare, self.words)
        for wanted in (bare, head):
            for role, who in reversed(self.roles):
                if wanted and f" {wanted} " in f" {role} ".replace("'", " "):
                    return who.name
        self._catch_up(at)
        generic = head in self.words.table["weak"]["generic_roles"]
        known = {who.name for role, who in self.roles if head_noun(role, self.words) != head}
        before = sorted((p for p in self.cast.spoken if p[0] < at), key=lambda p: p[0])
        recent = [w for p, w in before if at - p < _RECENT and w.kind == "person"]
        last = recent[-1] if recent else None
        if last is None or last.gender not in (read.gender, ""):
            return last.name if last is not None and generic and not read.gender else read.name
        sure = generic or (last.gender and last.name not in known)
        return last.name if sure else read.name

    def _antecedent(self, pronoun: str, cue: Cue) -> Speaker | None:
        """The last one who spoke, or of whom a sentence was, whom the pronoun may stand for."""
        self._catch_up(self.made.sentence_of(cue.start).start)
        quoted = self.made.plain[: cue.start].rstrip(" ,").endswith('"')
        bodies = self.words.table["bodies_have_gender"] and not quoted
        subjects = [(at, who) for at, who in self.cast.persons if self._opens_sentence(at)]
        candidates = sorted(
            (pair for pair in [*self.cast.spoken, *subjects] if pair[0] < cue.start),
            key=lambda pair: -pair[0],
        )
        for _, who in candidates:
            if _agrees(pronoun, who, bodies=bodies):
                return replace(who, name=self.cast.fullest(who.name))
        for at, who in reversed(self.cast.persons):
            if at < cue.start and _agrees(pronoun, who, bodies=bodies):
                return replace(who, name=self.cast.fullest(who.name))
        return None

    def _opens_sentence(self, offset: int) -> bool:
        """Is a person named at ``offset`` what a clause starts with, but for a role?"""
        before = self.made.plain[self.made.sentence_of(offset).start : offset].strip()
        if not before or before.endswith(","):
            return True
        return len(before.split()) <= 5 and head_noun(before, self.words) in self.words.persons

    # ------------------------------------------------------------ scopes

    def _reported(self, sentence: Sentence, named: list[tuple[Cue, Speaker]]) -> None:
        """The statements of a sentence that stand outside quotation marks."""
        kept = [pair for pair in named if _reports_in_clause(pair[0], named)]
        for i, (cue, speaker) in enumerate(kept):
            for start, end in _scopes(self.made, sentence, [c for c, _ in kept], i, self.words):
                if self.made.plain[start:end].strip(' ,.;:"'):
                    self._add(start, end, speaker, cue, quoted=False)

    def _quotations(self) -> None:
        """Each quotation with a figure goes to who is cited for it."""
        numbers = [q.number.start for q in self.made.quantities]
        for n, quote in enumerate(self.made.quotes):
            if any(quote.start <= at < quote.end for at in numbers):
                near = self._quoted_by(n)
                if near is not None:
                    cue, speaker = near
                    self._add(quote.start, quote.end, speaker, cue, quoted=True)

    def _quoted_by(self, n: int, back: int = _CARRIED) -> tuple[Cue, Speaker] | None:
        """The cue within or beside a quotation, else that of the one it carries on."""
        quote = self.made.quotes[n]
        near = self._incise(quote.start, quote.end) or self._beside(quote.start, quote.end)
        if near is not None:
            return near
        if n and back and self._may_carry_on(self.made.quotes[n - 1].end, quote.start):
            last = self._quoted_by(n - 1, back - 1)
            end = self.made.quotes[n - 1].end
            if last is not None and not self._other_person(end, quote.start, last[1]):
                return last
        return self._named_before(quote.start, quote.end) or self._before_colon(quote.start)

    def _incise(self, start: int, end: int) -> tuple[Cue, Speaker] | None:
        """A cue within the quotation: "« Jamais, proteste M. Aubel. Il y a eu … »"."""
        for sentence in self.made.sentences:
            if sentence.start < end and sentence.end > start:
                for cue, speaker in self._named_in(sentence):
                    if cue.rule == "incise" and start <= cue.start < end:
                        return cue, speaker
        return None

    def _beside(self, start: int, end: int) -> tuple[Cue, Speaker] | None:
        """The cue of the sentence in which the quotation starts or ends that is nearest to it."""
        first, final = self.made.sentence_of(start), self.made.sentence_of(max(start, end - 1))
        best: tuple[int, Cue, Speaker] | None = None
        for sentence in (first, final) if first is not final else (first,):
            for cue, speaker in self._named_in(sentence):
                distance = cue.start - end if cue.start >= end else start - cue.end
                within = _covers(cue, start, end)
                rank = (0 if within else 200) + max(0, distance)
                if best is None or rank < best[0]:
                    best = (rank, cue, speaker)
        if best is None:
            return None
        return best[1], best[2]

    def _may_carry_on(self, end: int, start: int) -> bool:
        """Does a quotation go on after "…," she said. "…" in the same paragraph?"""
        between = self.made.plain[end:start]
        if "\n" not in between:
            return len(between) < 250
        return not between.strip(' "\n') and between.count("\n") <= 2

    def _other_person(self, start: int, end: int, speaker: Speaker) -> bool:
        return any(
            start <= at < end and last_name(who.name) != last_name(speaker.name)
            for at, who in self.cast.persons
        )

    def _named_before(self, start: int, end: int) -> tuple[Cue, Speaker] | None:
        """A whole-sentence quotation with no cue: "― Name" after it, else nobody."""
        after = self.made.plain[end : end + 80]
        signed = _SIGNED.match(after)
        if signed is None:
            return None
        name = NAME.match(after, signed.end())
        if name is None:
            return None
        at = end + name.start()
        span = (at, at + len(name[0]))
        cue = Cue(*span, span, span, "quote", frozenset(["say"]), "signed")
        read = read_speaker(name[0], self.words)
        return None if read is None else (cue, replace(read, name=self.cast.fullest(read.name)))

    def _before_colon(self, start: int) -> tuple[Cue, Speaker] | None:
        """The person of a sentence that ends with a colon before the quotation."""
        sentence = self.made.sentence_of(start)
        before = self.made.plain[sentence.start : start].rstrip(' "')
        if not before.endswith(":"):
            return None
        for at, who in self.cast.persons:
            if sentence.start <= at < start:
                colon = sentence.start + len(before)
                span = (colon - 1, colon)
                cue = Cue(*span, span, span, "quote", frozenset(["say"]), "colon")
                return cue, replace(who, name=self.cast.fullest(who.name), role="")
        return None

    def _add(self, start: int, end: int, speaker: Speaker, cue: Cue, *, quoted: bool) -> None:
        printed = " ".join(self.made.text[cue.words[0] : cue.words[1]].split())
        printed = printed.strip(" ,")
        self.found.append(
            Statement(start, end, speaker, printed, cue.classes, quoted, cue.rule, cue.lemma)
        )


def _reports_in_clause(cue: Cue, others: list[tuple[Cue, Speaker]]) -> bool:
    """Does the cue attribute what stands outside quotation marks?

    Not where the sentence as a whole is somebody else's: "workers have recorded 12 cases, the
    ministry said".
    """
    if cue.rule == "incise" or cue.classes <= {"quote_only"}:
        return False
    if "say" in cue.classes or "deny" in cue.classes:
        return True
    return not any(
        "say" in other.classes and other.start > cue.start and other.scope in ("around", "before")
        for other, _ in others
    )


def _agrees(pronoun: str, who: Speaker, *, bodies: bool) -> bool:
    if pronoun == "any":
        return who.kind == "person"
    if pronoun == "plural":
        return who.gender in ("plural", "") and not (who.kind == "person" and who.gender == "")
    if pronoun == "neuter":
        return who.kind != "person"
    if not bodies and who.kind == "body":
        return False
    return who.gender in (pronoun, "")


# How many words into a phrase the noun that heads it is looked for.
_HEAD_WORDS = 4
_DEFINITE = ("promise", "demand")


def _may_speak(who: Speaker, printed: str, cue: Cue, words: Speech) -> bool:
    """Is it somebody? Who makes a promise must be a certain one, who "finds" a study."""
    if cue.classes & {*_DEFINITE} and cue.opened < 0 and not _certain(who, words):
        return False
    weak = words.table["weak"]
    parts = [noun(w) for w in printed.lower().split(" ")]
    authored = who.name.lower() not in printed.lower()[: len(who.name)] and not who.role
    if cue.lemma in weak["by_documents"] and not authored:
        known = {*words.documents, *weak["researchers"]} - {*weak["silent"]}
        return bool({*parts[:_HEAD_WORDS]} & known)
    silent = weak["silent_everywhere"] if cue.rule == "according_to" else weak["silent"]
    if {*parts[:3]} & {*silent} and who.kind != "person" and not authored:
        return False
    if who.kind in ("person", "body"):
        return True
    if cue.rule == "according_to":
        return parts[0] not in weak["possessives"]
    return cue.lemma in weak["core"]


def _certain(who: Speaker, words: Speech) -> bool:
    """Named, or with a definite article: not "donors", "twenty countries"."""
    if who.kind == "person" or NAME.match(who.name):
        low = who.name.split(" ")[0].lower()
        return who.kind == "person" or low not in words.nouns
    first = _FIRST.match(who.name.lower())
    return first is not None and first[0] in words.table["determiners"]["definite"]


# ---------------------------------------------------------------- scopes


def _scopes(
    made: Draft, sentence: Sentence, cues: list[Cue], i: int, words: Speech
) -> list[tuple[int, int]]:
    """The stretches of its sentence that a cue is about, its neighbours' left out."""
    cue = cues[i]
    opened = cue.end if cue.rule == "according_to" else max(cue.words[1], cue.opened)
    before = (_start_before(sentence, cues, i), cue.start)
    after = (
        opened if cue.scope == "after" else cue.end,
        _end_after(made, sentence, cues, cue, words),
    )
    if cue.scope == "after":
        return [after]
    if cue.scope == "before":
        return [before, *([after] if made.plain[cue.end : cue.end + 1] == "," else [])]
    if sum(c.rule == "according_to" for c in cues) > 1:
        return [before]
    dash = _DASH.search(made.plain[slice(*after)])
    return [before, (after[0], after[0] + dash.start()) if dash else after]


def _start_before(sentence: Sentence, cues: list[Cue], i: int) -> int:
    """Where the content before a cue starts: after the cues that look back or around."""
    ends = [c.end for c in cues[:i] if c.scope in ("before", "around")]
    return max(ends, default=sentence.start)


def _end_after(made: Draft, sentence: Sentence, cues: list[Cue], cue: Cue, words: Speech) -> int:
    """Where the content after a cue ends: where the next one starts, or the verb around it."""
    ends = [c.start for c in cues if c.start >= cue.words[1] and c.scope == "after"]
    ends += [c.words[0] for c in cues if c.start < cue.start < c.words[0]]
    end = min(ends, default=sentence.end)
    if not cue.classes & {"say", "deny"} and cue.scope == "after":
        aside = words.side_clause.search(made.low, cue.words[1], end)
        end = aside.start() if aside else end
    stop = made.plain.find(";", cue.words[1], end)
    quoted = any(a <= stop < b for a, b in sentence.quotes)
    return stop if stop >= 0 and cue.scope == "after" and not quoted else end


def _covers(cue: Cue, start: int, end: int) -> bool:
    """Does a quotation stand where the cue's content does?"""
    if cue.scope == "after":
        return start >= cue.words[1]
    if cue.scope == "before":
        return end <= cue.start or start >= cue.end
    return True
