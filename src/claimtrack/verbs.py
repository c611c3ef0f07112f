"""Reporting verbs and their subjects: "X a annoncé que …", "…, said X", "X put the cost at …"."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import regex

from claimtrack.cues import Cue
from claimtrack.names import NAME, head_noun, opens_phrase, read_speaker
from claimtrack.parsing import Tree
from claimtrack.sentences import Draft, Sentence
from claimtrack.speech import Speech

_WORD = regex.compile(r"(?<![\p{L}'-])(?:[ldnsm]')?(?P<w>[^\W\d_]+(?:-[^\W\d_]+)*)")
_COMMA = regex.compile(r",[ ]")
_CLAUSE_COMMA = regex.compile(r",(?!\d)")  # not the one of "1,500"
# What may stand between a name and a participle that goes on: "…, 52 ans, décrivant".
_REST_OF_ROLE = regex.compile(r"[\w ]{0,12},[ ]")
_VERBAL = ("VERB", "AUX")
_NOMINAL = ("NOUN", "PROPN", "PRON", "ADJ", "DET", "X")
DATELINE = regex.compile(r"[\p{Lu}][\p{Lu}' -]+(?:,[ ][\p{L}' -]+)?[ ][–—-][ ]")


@dataclass(frozen=True, slots=True)
class Verb:
    """A reporting verb: the offsets of its cluster (auxiliaries first), and of the verb itself."""

    first: int
    start: int
    end: int
    classes: frozenset[str]
    lemma: str
    quoted: bool = False


def verb_cues(made: Draft, sentence: Sentence, words: Speech) -> Iterator[Cue]:
    """The reporting verbs of a sentence outside its quotations, each with who reports."""
    said: list[int] = []
    last: Cue | None = None
    for verb in _verbs(made, sentence, words):
        tree, place = sentence.tree_at(verb.start) or (None, -1)
        cue = _relative(made, last, verb, words)
        if tree is not None and "say" in verb.classes:
            said.append(place)
        elif cue is None and tree is not None and set(said) & set(tree.above(place)):
            continue  # what somebody is said to expect is said by who says it
        if verb.quoted:
            behind = _behind(made, sentence, verb, words)
            if behind is not None:
                yield replace(behind, rule="incise")
            continue
        cue = cue or _cue_of(made, sentence, (tree, place), verb, words)
        if cue is not None:
            last = cue
            yield cue
    yield from _gapped(made, sentence, words)


def _cue_of(
    made: Draft, sentence: Sentence, place: tuple[Tree | None, int], verb: Verb, words: Speech
) -> Cue | None:
    """Who reports by a verb: behind it, before it, as its agent, or by the parse."""
    tree, at = place
    sure = tree is None or _is_verb(made, tree, at, verb, words)
    quote = _quote_before(made, sentence, verb)
    cue = None
    if sure or quote:
        cue = None if quote else _whole_before(made, sentence, verb, words)
        cue = cue or _behind(made, sentence, verb, words)
    if cue is None:
        cue = _by_words(made, sentence, verb, words)
        if cue is not None and not (sure or cue.common or words.table["head_first"]):
            cue = None  # "the Clean Air Act rules"
    if cue is None and "passive" in verb.classes:
        cue = _by_agent(made, sentence, verb, words)
    if cue is None and tree is not None and sure:
        cue = _by_tree(made, sentence, (tree, at), verb, words)
    return cue


def _quote_before(made: Draft, sentence: Sentence, verb: Verb) -> bool:
    return made.plain[sentence.start : verb.first].rstrip(" ,").endswith('"')


def _whole_before(made: Draft, sentence: Sentence, verb: Verb, words: Speech) -> Cue | None:
    """The speaker with an apposition that fills the sentence up to the verb."""
    cue = _by_words(made, sentence, verb, words)
    return cue if cue and not made.plain[sentence.start : cue.who[0]].strip(' "') else None


def _relative(made: Draft, last: Cue | None, verb: Verb, words: Speech) -> Cue | None:
    """ "…, said X, who puts the cost at …": the one just named goes on."""
    if last is None or not last.end <= verb.first <= last.end + 16:
        return None
    between = made.low[last.end : verb.first]
    going_on = made.low[slice(verb.start, verb.end)].endswith(words.going_on)
    participle = going_on and _REST_OF_ROLE.fullmatch(between) is not None
    if between.strip(" ,") not in words.relatives and not participle:
        return None
    span, rule = (verb.first, verb.end), "relative"
    return Cue(verb.first, verb.end, span, last.who, "after", verb.classes, rule, verb.lemma)


def _verbs(made: Draft, sentence: Sentence, words: Speech) -> Iterator[Verb]:
    """Every form of a reporting verb outside the quotations."""
    table = words.table["weak"]
    for match in _WORD.finditer(made.low, sentence.start, sentence.end):
        word = match["w"]
        start, end = match.span("w")
        if made.plain[start].isupper() and start > sentence.start + 2:
            continue  # "the United States"
        quoted = any(a <= start < b for a, b in sentence.quotes)
        if any(cue.start <= start < cue.end for cue in sentence.cues):
            continue
        tail = words.light_tail.match(made.low, end) if word in words.light_verbs else None
        if tail is not None:
            classes = frozenset(["say", "figure"])
            first = _cluster(made, sentence, start, words)
            yield Verb(first, start, tail.end(), classes, word, quoted)
            continue
        classes = words.verbs.get(word, frozenset())
        lemma = words.lemmas.get(word, "")
        past = word.endswith(("é", "ée", "és", "ées", "ed")) or word in words.irregular
        if not classes or (lemma in table["participle_only"] and not past):
            continue
        first = _cluster(made, sentence, start, words)
        reflexive = words.reflexive.search(made.low, first, start) is not None
        if reflexive and classes <= {"figure"}:
            continue  # "le taux s'établit à"
        future = word.endswith(words.future) if words.future else False
        if future or words.modal.search(made.low, first, start):
            continue  # "will announce" reports nothing yet
        if words.infinitive.search(made.low, max(sentence.start, first - 4), start) or (
            word == lemma and words.table["infinitive_is_lemma"]
        ):
            continue
        if lemma in table["reflexive_only"] and not reflexive:
            continue
        being = words.passive.search(made.low, max(sentence.start, first - 12), start)
        if being and word.endswith(words.going_on):
            continue  # "was adding trains"
        if being and past:
            classes |= {"passive"}
        yield Verb(first, start, end, classes, lemma, quoted)


def _cluster(made: Draft, sentence: Sentence, at: int, words: Speech) -> int:
    """Where the auxiliaries, clitics and adverbs before a verb start."""
    match = words.before_verb.search(made.low, sentence.start, at)
    return match.start() if match else at


def _is_verb(made: Draft, tree: Tree, place: int, verb: Verb, words: Speech) -> bool:
    """Is it a verb for the parser, or does a "que" behind it say so?"""
    if tree.tokens[place].pos in _VERBAL:
        return True
    after = made.low[verb.end : verb.end + 6]
    return verb.end - verb.start > 2 and after.startswith(tuple(f" {t}" for t in words.that))


# ---------------------------------------------------------------- the speaker behind the verb


def _behind(made: Draft, sentence: Sentence, verb: Verb, words: Speech) -> Cue | None:
    """The speaker right behind a verb that a comma or a quotation stands before."""
    before = made.plain[sentence.start : verb.first].rstrip()
    when = words.when.match(made.low, verb.end)
    left = (when.end() if when else verb.end) + 1
    if verb.lemma in words.table["weak"]["addressing"]:
        return None  # "…, told Radio Montell": whom, not who
    quoted = before.rstrip(",").endswith('"')
    if before[-1:] not in (",", '"', "–", "—") or (len(before.split()) < 2 and not quoted):
        return None
    if made.plain[left - 1 : left] != " " or left >= sentence.end:
        return None
    end = phrase_end(made, sentence, left, words)
    head = made.plain[left:end].split(",")[0]
    if not opens_phrase(head, words):
        return None
    named = read_speaker(made.plain[left:end], words)
    if named is None or named.kind not in ("person", "body"):
        return None
    return Cue(
        verb.first,
        end,
        (verb.first, verb.end),
        (left, end),
        "before",
        verb.classes,
        "inverted",
        verb.lemma,
    )


_PHRASE_STOP = regex.compile(r"[.;:?!\n\"](?!\w)|[ ][–—-][ ]|\)")


def phrase_end(made: Draft, sentence: Sentence, at: int, words: Speech) -> int:
    """Where the speaker named from ``at`` on ends, appositions included."""
    stop = _PHRASE_STOP.search(made.plain, at, sentence.end)
    while stop and stop[0] == "." and _abbreviated(made.plain[at : stop.start()], words):
        stop = _PHRASE_STOP.search(made.plain, stop.end(), sentence.end)
    end = stop.start() if stop else sentence.end
    for pattern in (words.relative, words.after_speaker):
        found = pattern.search(made.low, at, end)
        end = found.start() if found else end
    starts = [made.quantities[f].start for f in sentence.figures]
    return min([end, *(s for s in starts if s > at)])


_LONGEST_ABBREVIATION = 4


def _abbreviated(before: str, words: Speech) -> bool:
    last = before.rsplit(" ", 1)[-1].lower()
    title = last in words.titles or f"{last}." in words.titles
    return len(last) == 1 or (title and len(last) <= _LONGEST_ABBREVIATION)


# ---------------------------------------------------------------- the subject, by the parse


def _by_tree(
    made: Draft, sentence: Sentence, place: tuple[Tree, int], verb: Verb, words: Speech
) -> Cue | None:
    tree, i = place
    subject, passive = _subject(tree, i, words)
    if subject < 0 or tree.tokens[subject].pos not in _NOMINAL:
        return None
    token = tree.tokens[subject]
    if any(a == token.start for a, _ in sentence.quotes):
        return None  # the word that stands for a quotation
    if passive:
        end = phrase_end(made, sentence, token.start, words)
        left = _left(tree, subject)
        span = (verb.first, verb.end)
        rule = "passive"
        return Cue(verb.first, end, span, (left, end), "around", verb.classes, rule, verb.lemma)
    if token.start > verb.start:
        return None
    return _forward(made, sentence, place, subject, verb, words)


def _forward(
    made: Draft,
    sentence: Sentence,
    place: tuple[Tree, int],
    subject: int,
    verb: Verb,
    words: Speech,
) -> Cue | None:
    """The cue of a subject before its verb."""
    tree, i = place
    token = tree.tokens[subject]
    left = token.start if token.pos == "PRON" else _left(tree, subject)
    left = max([left, *(b + 1 for _, b in sentence.quotes if left <= b < verb.first)])
    dateline = DATELINE.match(made.plain, sentence.start)
    if dateline and left < dateline.end() <= verb.first:
        left = dateline.end()
    shared = token.head != i and tree.tokens[i].head != subject
    right = verb.first
    if token.pos == "PRON":
        right = token.end
    elif shared:
        right = tree.tokens[max(_run(tree, subject))].end
    if left >= right:
        return None
    who = (left, rstripped(made, left, right))
    if not shared and token.pos != "PRON" and read_speaker(made.plain[slice(*who)], words) is None:
        return None
    if _holds_figure(made, sentence, who) and verb.lemma not in words.table["weak"]["core"]:
        return None
    start = verb.first if shared else left
    scope = scope_of(made, sentence, start, verb.end, words)
    span, common = (verb.first, verb.end), token.pos == "NOUN"
    opened = _opened(tree, i, words)
    rule = "subject_verb"
    return Cue(start, verb.end, span, who, scope, verb.classes, rule, verb.lemma, common, opened)


def _subject(tree: Tree, i: int, words: Speech, depth: int = 0) -> tuple[int, bool]:
    """(index of who a verb makes speak, whether as its agent); -1 if nobody."""
    tokens = tree.tokens
    if any(tokens[c].dep in ("nsubj:pass", "aux:pass") for c in tree.children[i]):
        agent = [c for c in tree.children[i] if _is_agent(tree, c, words)]
        return (agent[0], True) if agent else (-1, False)
    for c in tree.children[i]:
        if tokens[c].dep == "nsubj":
            if tokens[c].text.lower() in words.relatives:
                return (tokens[i].head, False) if tokens[i].dep == "acl:relcl" else (-1, False)
            return c, False
    head = tokens[i].head
    chained = tokens[i].dep in ("conj", "xcomp", "advcl", "parataxis") and head != i
    if chained and tokens[head].pos in _VERBAL and depth < 3:
        return _subject(tree, head, words, depth + 1)
    return -1, False


def _is_agent(tree: Tree, i: int, words: Speech) -> bool:
    """Is the token an agent: "by the commission"?"""
    if tree.tokens[i].dep == "obl:agent":
        return True
    cases = (tree.tokens[c].text.lower() for c in tree.children[i] if tree.tokens[c].dep == "case")
    return tree.tokens[i].dep == "obl" and any(case in words.agents for case in cases)


def _left(tree: Tree, subject: int) -> int:
    """Where the phrase of a subject starts, prepositions and commas left out."""
    run = [k for k in _run(tree, subject) if k <= subject]
    while tree.tokens[run[0]].dep in ("case", "punct", "cc") and len(run) > 1:
        run = run[1:]
    return tree.tokens[run[0]].start


def _run(tree: Tree, around: int) -> list[int]:
    """The run without a gap, of what is under a token, that holds it."""
    have = set(tree.below(around))
    low = high = around
    while low - 1 in have:
        low -= 1
    while high + 1 in have:
        high += 1
    return list(range(low, high + 1))


def _opened(tree: Tree, verb: int, words: Speech) -> int:
    """Where the clause that a verb reports opens with its "that"; -1 if it has none."""
    for c in tree.children[verb]:
        if tree.tokens[c].dep in ("ccomp", "advcl", "obj") and c > verb:
            for m in tree.children[c]:
                that = tree.tokens[m].text.lower() in words.that
                if that and verb < m < c:
                    return tree.tokens[m].start
    return -1


def rstripped(made: Draft, start: int, end: int) -> int:
    """``end`` without the blanks, commas and quotation marks before it."""
    while end > start and made.plain[end - 1] in ' ,"':
        end -= 1
    return end


# ---------------------------------------------------------------- the subject, by the words


def _by_words(made: Draft, sentence: Sentence, verb: Verb, words: Speech) -> Cue | None:
    """The phrase right before a verb, if it opens a clause and names somebody."""
    if "passive" in verb.classes or made.low[verb.start : verb.end].endswith(words.going_on):
        return None
    left = sentence.start
    dateline = DATELINE.match(made.plain, sentence.start)
    if dateline and dateline.end() <= verb.first:
        left = dateline.end()
    who = _phrase_before(made, sentence, left, verb.first, words)
    aside = _ASIDE.search(made.plain, sentence.start, verb.first) if who is None else None
    if aside is not None and aside.start() > left:  # "The club, which has 90 members, says"
        who = _phrase_before(made, sentence, left, aside.start(), words)
    if who is None or _holds_figure(made, sentence, who):
        return None
    scope = scope_of(made, sentence, who[0], verb.end, words)
    span, rule = (verb.first, verb.end), "words_verb"
    common = made.plain[who[0]].islower() or not NAME.match(made.plain, who[0])
    return Cue(who[0], verb.end, span, who, scope, verb.classes, rule, verb.lemma, common)


_ASIDE = regex.compile(r",[ ](?:[^,\"]|(?<=\d),(?=\d)){2,90},[ ]?$")


# How far behind a passive its agent may stand: "was put at 2,000 by police".
_AGENT_WITHIN = 80


def _by_agent(made: Draft, sentence: Sentence, verb: Verb, words: Speech) -> Cue | None:
    """The agent of a passive, with the figure between the two or before them."""
    stop = _PHRASE_STOP.search(made.plain, verb.end, sentence.end)
    end = min(stop.start() if stop else sentence.end, verb.end + _AGENT_WITHIN)
    by = words.by.search(made.low, verb.end, end)
    if by is None or _CLAUSE_COMMA.search(made.plain, verb.end, by.start()):
        return None
    who = (by.end(), phrase_end(made, sentence, by.end(), words))
    named = read_speaker(made.plain[slice(*who)], words)
    if named is None or named.kind not in ("person", "body") or who[0] >= who[1]:
        return None
    span, rule = (verb.first, verb.end), "passive"
    return Cue(by.start(), who[1], span, who, "around", verb.classes, rule, verb.lemma)


def _phrase_before(
    made: Draft, sentence: Sentence, left: int, right: int, words: Speech
) -> tuple[int, int] | None:
    """The subject that ends at ``right``, in the clause that starts last before it."""
    starts = [left, *(m.end() for m in words.clause_start.finditer(made.low, left, right))]
    starts += [end + 1 for _, end in sentence.quotes if left <= end < right]
    for start in sorted(starts, reverse=True):
        at = start
        while at < right and made.plain[at] in ' ,"':
            at += 1
        who = _subject_phrase(made, sentence, at, rstripped(made, at, right), words)
        if who is not None:
            return who
        if any(at <= end < right for _, end in sentence.quotes):
            return None
    return None


def _holds_figure(made: Draft, sentence: Sentence, who: tuple[int, int]) -> bool:
    return any(who[0] <= made.quantities[f].start < who[1] for f in sentence.figures)


_MOST_WORDS = 14


def _has_verb(sentence: Sentence, start: int, end: int) -> bool:
    """Is there a verb in the stretch, for the parser, that is no adjective's?"""
    return any(
        start <= t.start < end and t.pos in _VERBAL and t.dep not in ("amod", "acl", "compound")
        for tree in sentence.trees
        for t in tree.tokens
    )


def _common(sentence: Sentence, at: int) -> bool:
    """Does the parser take a capitalised word for a common noun?"""
    place = sentence.tree_at(at)
    return place is not None and place[0].tokens[place[1]].pos in ("NOUN", "ADP", "ADV")


def _subject_phrase(
    made: Draft, sentence: Sentence, left: int, right: int, words: Speech
) -> tuple[int, int] | None:
    """The noun phrase that ends at ``right``: the last comma part, or more with appositions."""
    text = made.plain[left:right]
    starts = [0, *(m.end() for m in _COMMA.finditer(text))]
    for start in starts:
        phrase = text[start:]
        if not phrase or len(phrase.split()) > _MOST_WORDS:
            continue
        if phrase.lower() in words.pronouns:
            return left + start, right
        core = phrase.split(",")[0]
        when = words.after_speaker.search(core.lower())
        if when and start + when.start() > 0 and len(core) == len(phrase):
            core = phrase = core[: when.start()]
        if _has_verb(sentence, left + start, left + start + len(core)):
            continue
        lowered = core[:1].lower() + core[1:]
        named = read_speaker(lowered + phrase[len(core) :], words) or read_speaker(phrase, words)
        if named is None or named.kind not in ("person", "body"):
            continue
        name = words.article.sub("", core)
        bare = NAME.fullmatch(name) is not None and not _common(sentence, left + start)
        head = named.role or head_noun(lowered, words)
        if bare or (opens_phrase(lowered, words) and head):
            apposed = phrase[len(core) :].strip(" ,")
            if not apposed or opens_phrase(apposed, words) or NAME.match(apposed):
                return left + start, left + start + len(phrase)
    return None


# ---------------------------------------------------------------- where the content is

# How far behind its verb a "that" opens what is reported.
_NEAR = 60
# What may stand between a verb that closes its sentence's content and the next stop.
_CLOSING = regex.compile(r"(?:[ ]\w[^,.;:\"–—]{0,60})?(?:[,.;\"]|$|[ ][–—-][ ])")


def scope_of(made: Draft, sentence: Sentence, left: int, right: int, words: Speech) -> str:
    """Where the content of "X said" stands: "before" after a quotation, else "after", or
    "around" where the sentence's clause came first."""
    before = made.plain[sentence.start : left].rstrip()
    if before.endswith('"') and len(before) > 1:
        return "before"
    clause = before[-1:] in (",", "–", "—", "-") and len(before.split()) > 2
    after = made.low[right : sentence.end]
    if words.opens_clause.search(after[:_NEAR]):
        return "after"
    if clause and _CLOSING.match(after) and not _verb_follows(made, sentence, right, words):
        return "around"
    return "after"


def _verb_follows(made: Draft, sentence: Sentence, at: int, words: Speech) -> bool:
    """Does a clause follow the verb right away, before any comma or "as"?"""
    stop = words.clause_stop.search(made.low, at, sentence.end)
    end = stop.start() if stop else sentence.end
    if any(at <= made.quantities[f].start < end for f in sentence.figures):
        return True
    return any(
        at <= t.start < end and t.pos in _VERBAL and t.dep not in ("amod", "compound")
        for tree in sentence.trees
        for t in tree.tokens
    )


def _gapped(made: Draft, sentence: Sentence, words: Speech) -> Iterator[Cue]:
    """A speaker whose verb is left out, between two figures."""
    for a, b in pairwise(sentence.figures):
        start, end = made.quantities[a].end, made.quantities[b].start
        match = words.gap.search(made.plain[start:end])
        if match is None:
            continue
        named = read_speaker(match["who"], words)
        country = " " not in match["who"] and NAME.fullmatch(match["who"])
        known = head_noun(match["who"], words) or country
        if named is None or named.kind not in ("body", "person") or not known:
            continue
        who = (start + match.start("who"), start + match.end("who"))
        yield Cue(who[0], who[1], who, who, "after", frozenset(["figure"]), "gap", "", common=True)
