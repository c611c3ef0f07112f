"""The lexicon of reporting: verbs, phrases and nouns that say who says something."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import regex

from claimtrack.languages import pack_table
from claimtrack.lookup import PhrasesAfter, same

# What a reporting verb does with the figure beside it; a verb may do several.
VERB_CLASSES = ("say", "quote_only", "figure", "expect", "deny", "promise", "demand")


@dataclass(frozen=True, slots=True, eq=False)
class Speech:
    """A pack's speech.toml and attribution.toml, compiled; all words in lower case.

    ``nouns`` is everything that may speak.
    """

    verbs: dict[str, frozenset[str]]
    lemmas: dict[str, str]
    according: PhrasesAfter[str]
    persons: frozenset[str]
    organisations: frozenset[str]
    documents: frozenset[str]
    nouns: frozenset[str]
    gender: dict[str, str]
    titles: dict[str, str]
    pronouns: dict[str, str]
    first_names: dict[str, str]
    pronoun_tag: Any
    agents: frozenset[str]
    clause_stop: Any
    gap: Any
    by: Any
    relatives: frozenset[str]
    relative: Any
    after_speaker: Any
    when: Any
    light_verbs: frozenset[str]
    light_tail: Any
    that: frozenset[str]
    determiner: Any
    author: Any
    irregular: frozenset[str]
    set_phrases: Any
    opens_clause: Any
    lead_in: Any
    modal: Any
    future: tuple[str, ...]
    side_clause: Any
    article: Any
    count_of: Any
    trailing: Any
    going_on: tuple[str, ...]
    never: frozenset[str]
    infinitive: Any
    opening: Any
    reflexive: Any
    passive: Any
    before_verb: Any
    clause_start: Any
    table: Any


@cache
def speech(language: str) -> Speech:
    """The lexicon of ``language``. Raises PackError for an unknown language."""
    table = {**pack_table(language, "speech"), **pack_table(language, "attribution")}
    verbs: dict[str, set[str]] = {}
    lemmas: dict[str, str] = {}
    beside = set(table["weak"]["quote_only"])
    for name in VERB_CLASSES:
        for lemma, forms in table[name].items():
            for form in forms:
                verbs.setdefault(form, set()).add("quote_only" if lemma in beside else name)
                lemmas.setdefault(form, lemma)
    return Speech(
        verbs={form: frozenset(classes) for form, classes in verbs.items()},
        lemmas=lemmas,
        table=table,
        **_words(table),
        **_patterns(language, table),
    )


def _words(table: Any) -> dict[str, Any]:
    """The fields of Speech that are word lists."""
    nouns = table["nouns"]
    return {
        "persons": frozenset(nouns["persons"]),
        "organisations": frozenset(nouns["organisations"]),
        "documents": frozenset(nouns["documents"]),
        "nouns": frozenset().union(
            *(nouns[kind] for kind in ("persons", "organisations", "documents", "collective")),
            table["weak"]["silent"],
        ),
        "gender": _genders(nouns),
        "titles": {t: g for g, some in nouns["titles"].items() for t in some},
        "pronouns": {p: g for g, some in table["pronouns"].items() for p in some}
        | table["object_pronouns"]
        | dict.fromkeys(table["set_phrases"], "any"),
        "first_names": {n: g for g, some in table["first_names"].items() for n in some},
        "agents": frozenset(table["agents"]),
        "relatives": frozenset(table["relatives"]),
        "light_verbs": frozenset(table["tags"]["light"]),
        "that": frozenset(table["that"]),
        "irregular": frozenset(table["irregular_participles"]),
        "future": tuple(table["future_endings"]),
        "going_on": tuple(table["going_on"]),
        "never": frozenset(table["weak"]["never"]),
    }


def _patterns(language: str, table: Any) -> dict[str, Any]:
    """The fields of Speech that are patterns and phrases."""
    phrases = table["phrases"]
    return {
        "according": PhrasesAfter(same(phrases["according"])),
        "pronoun_tag": _pronoun_tag(table),
        "clause_stop": regex.compile(r"[,.;\"]|(?<![\w'])\L<s>(?![\w'])", s=table["subordinators"]),
        "gap": regex.compile(table["gaps"]["pattern"]),
        "by": regex.compile(r"(?<![\w'])\L<a>[ ]", a=table["agents"]),
        "light_tail": regex.compile(r"[ ]\L<l>(?!\w)", l=table["light_tails"] or ["\0"]),
        "clause_start": regex.compile(
            r"[;:(][ ]|[ ][–—-][ ]|(?<![\w'])\L<s>(?:(?<=')|[ ])", s=table["clause_starts"]
        ),
        "when": regex.compile(table["when_behind"]),
        "after_speaker": regex.compile(table["after_speaker"]),
        "relative": regex.compile(r"[ ,]\L<r>(?!\w)", r=table["relatives"]),
        "determiner": regex.compile(table["determiners"]["pattern"]),
        "author": regex.compile(table["authors"]["pattern"]),
        "set_phrases": any_of(table["set_phrases"]),
        "opens_clause": regex.compile(r"^[^,.;:]*[ ]\L<t>(?:(?<=')|[ ])", t=table["that"]),
        "lead_in": regex.compile(r"^\L<l>", l=table["lead_ins"]),
        "modal": any_of(table["modals"]),
        "side_clause": any_of([*table["subject_relatives"], *table["subordinators"]]),
        "article": regex.compile(r"^\L<a>", a=table["determiners"]["anaphoric"], flags=regex.I),
        "count_of": regex.compile(pack_table(language, "links")["count_of"]),
        "trailing": regex.compile(r"(?:[ ]+\L<t>)*[ ]*$", t=table["speaker_stops"]["trailing"]),
        "infinitive": any_of(table["infinitives"]),
        "opening": any_of(table["opening_according"]),
        "reflexive": any_of(table["reflexives"]),
        "passive": any_of(table["passives"]),
        "before_verb": regex.compile(
            r"(?<![\w'])(?:\L<b>(?:(?<=')|[ ]))+$", b=table["tags"]["before_verb"]
        ),
    }


def any_of(phrases: list[str]) -> Any:
    """Any of the phrases, as whole words; an elided one ("d'") needs no blank."""
    if not phrases:
        return regex.compile("(?!)")
    return regex.compile(
        r"(?<![\w'-])\L<p>(?:(?<=')|(?![\w'-]))", p=sorted(phrases, key=len, reverse=True)
    )


def _genders(nouns: Any) -> dict[str, str]:
    found = dict.fromkeys(nouns["masculine"], "masculine")
    found |= dict.fromkeys(nouns["feminine"], "feminine")
    found |= dict.fromkeys(nouns["feminine_organisations"], "feminine")
    return found


def _pronoun_tag(table: Any) -> Any:
    """ "a-t-elle ajouté", "dit-il", "she said": a reporting verb with a pronoun, set off."""
    tags = table["tags"]
    pronouns = [p for some in table["pronouns"].values() for p in some]
    return regex.compile(
        tags["pattern"],
        p=pronouns,
        a=tags["auxiliaries"],
        x=tags["adverbs"],
        ignore_unused=True,
    )
