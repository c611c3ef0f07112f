"""Whether a figure is asserted, conditional, negated or planned."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from claimtrack.languages import pack_table
from claimtrack.parsing import Tree
from claimtrack.sentences import Draft
from claimtrack.speakers import Statement
from claimtrack.speech import any_of

MODALITIES = ("asserted", "conditional", "negated", "planned")
_ORDER = ("negated", "conditional", "planned")


@dataclass(frozen=True, slots=True)
class Modal:
    """A pack's modality.toml, compiled."""

    verb: dict[str, frozenset[str]]
    moods: tuple[str, ...]
    tenses: tuple[str, ...]
    reported: frozenset[str]
    before: dict[str, Any]
    after: dict[str, Any]
    endings: tuple[str, ...]
    having: frozenset[str]
    restricted: frozenset[str]
    no_plans: frozenset[str]
    clause_end: Any


@cache
def modal(language: str) -> Modal:
    """The modality words of ``language``. Raises PackError for an unknown language."""
    table = pack_table(language, "modality")
    verb = table["verb"]
    return Modal(
        verb={name: frozenset(verb[name]) for name in _ORDER},
        moods=tuple(verb["conditional_moods"]),
        tenses=tuple(verb["planned_tenses"]),
        reported=frozenset(verb["reported"]),
        before={name: any_of(table["clause"][name]) for name in _ORDER},
        after={name: any_of(table["after"][name]) for name in _ORDER},
        endings=tuple(verb["conditional_endings"]),
        having=frozenset(verb["having"]),
        restricted=frozenset(verb["restricted"]),
        no_plans=frozenset(verb["no_plans"]),
        clause_end=regex.compile(
            r"[.;:!?\n]|,[ ](?:\L<c>)(?!\w)|[ ,]\L<s>(?!\w)",
            c=table["clause"]["coordinators"],
            s=table["clause"]["subordinators"],
        ),
    )


def modality_of(made: Draft, i: int, statement: Statement | None, language: str) -> tuple[str, str]:
    """(modality, rule) of the draft's i-th quantity, within who says it."""
    words = modal(language)
    if statement is not None and "deny" in statement.classes:
        return "negated", "denied"
    quantity = made.quantities[i]
    if quantity.kind == "age" or made.low[quantity.number.end : quantity.number.end + 1] == "-":
        return "asserted", "asserted"  # "a 40-seat hall": what is planned is not the figure
    sentence = made.sentence_of(quantity.number.start)
    place = sentence.tree_at(quantity.number.start)
    reported = statement is not None and not statement.quoted
    if place is not None:
        found = _of_verbs(*place, words, reported=reported)
        if found:
            return found, "verb"
    start, end = _clause(made, i, statement, words)
    for name in _ORDER:
        if words.before[name].search(made.low, start, quantity.start):
            return name, "clause_before"
        if words.after[name].search(made.low, quantity.number.end, end):
            return name, "clause_after"
    plans = statement is not None and statement.classes & {"expect", "promise"}
    if plans and statement is not None and statement.lemma not in words.no_plans:
        return "planned", "expected"
    return "asserted", "asserted"


def _of_verbs(tree: Tree, at: int, words: Modal, *, reported: bool) -> str:
    """What the verb group that governs the figure says, up to a finite verb."""
    tokens = tree.tokens
    child = at
    for k in list(tree.above(at))[:6]:
        if _only_has(tree, child, words):
            return ""
        if tokens[k].pos not in ("VERB", "AUX") and not _copula(tree, k):
            child = k
            continue
        group = [k, *(c for c in tree.children[k] if tokens[c].dep in _GROUP)]
        modal = group if tokens[child].pos in ("VERB", "AUX") else group[1:]
        low = {tokens[c].text.lower() for c in modal}  # "47 vont aux trains": no plan
        found = _of_group(tree, group, low, words)
        if found == "conditional" and reported and low & words.reported:
            return "planned"
        if found:
            return found
        negated = low & words.verb["negated"] and not low & words.restricted
        if negated and tokens[child].dep in ("obj", "obl") and child < len(tokens):
            return "negated"
        if tokens[k].dep in ("ccomp", "ROOT", "acl:relcl", "advcl", "parataxis"):
            return ""
        child = k
    return ""


_GROUP = ("aux", "aux:pass", "cop", "advmod", "mark")


def _of_group(tree: Tree, group: list[int], low: set[str], words: Modal) -> str:
    """What a verb with its auxiliaries says: a plan, a condition or ""."""
    morph = " ".join(str(tree.source[c].morph) for c in group)
    verbs = [tree.tokens[c].text.lower() for c in group if tree.tokens[c].pos in ("VERB", "AUX")]
    if low & words.verb["planned"] or any(t in morph for t in words.tenses):
        return "planned"
    ending = (
        any(len(v) > 5 and v.endswith(words.endings) for v in verbs) if words.endings else False
    )
    if low & words.verb["conditional"] or any(m in morph for m in words.moods) or ending:
        return "conditional"
    return ""


def _only_has(tree: Tree, i: int, words: Modal) -> bool:
    """Does the figure only describe something: "a hall with 400 seats"?"""
    cases = {tree.tokens[c].text.lower() for c in tree.children[i] if tree.tokens[c].dep == "case"}
    return tree.tokens[i].dep == "nmod" and bool(cases & words.having)


def _copula(tree: Tree, k: int) -> bool:
    return any(tree.tokens[c].dep == "cop" for c in tree.children[k])


# No clause is longer on either side of its figure, in characters.
_CLAUSE_WITHIN = 600


def _clause(made: Draft, i: int, statement: Statement | None, words: Modal) -> tuple[int, int]:
    """The figure's clause, no farther than what its speaker is cited for."""
    quantity = made.quantities[i]
    sentence = made.sentence_of(quantity.number.start)
    start = max(sentence.start, quantity.start - _CLAUSE_WITHIN)
    end = min(sentence.end, quantity.end + _CLAUSE_WITHIN)
    if statement is not None:
        start, end = max(start, statement.start), min(end, statement.end)
    for match in words.clause_end.finditer(made.low, start, end):
        if match.end() <= quantity.start:
            start = match.end()
        elif match.start() >= quantity.end:
            end = match.start()
            break
    for other in made.quantities:
        if quantity.end < other.start < end:
            end = other.start
    return start, end
