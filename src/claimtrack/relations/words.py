"""The words of ``relations.toml``: what ties figures to each other and what keeps them apart."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

import regex

from claimtrack.languages import pack_table

_WORD = regex.compile(r"[^\W\d_]+|(?<!\d)(?:19|20)\d\d(?!\d)")
# Marks that may open or close what restates a figure.
_OPENING = r"[(\[,:;–—-]"
_NAMED = regex.compile(r"@(\w+)")
# Patterns that are just the list of their name.
_LISTS = (
    "closers",
    "shared",
    "stood",
    "other_rates",
    "part_inside",
    "instalments",
    "not_all",
    "rest",
    "complete",
    "another",
    "otherwise",
    "instead",
    "revised",
    "up",
    "down",
    "average",
    "so_far",
    "since",
    "unfounded",
    "spans",
    "died",
    "born_lead",
    "born_tail",
    "lasting",
    "joins",
    "later",
    "sum_joins",
    "besides",
    "uncounted",
    "overlap",
    "balances",
)
# The others: @name is one of that list's phrases, @ABOUT what may stand before a figure up to it,
# @OPENING a mark, @OPENED a mark or a word's beginning ("…, soit environ 12", "… (12").
_PATTERNS = {
    "article": r"@article",
    "equated": r"(?:@OPENED@equate@ABOUT|[(\[–—]@ABOUT)",
    "bracketed": r"[(\[–—]\s*(?:@equate)?@ABOUT",
    "conversion": r"^\s*(?:[(\[]\s*(?:@equate)?|[,–—-]\s*@equate|[–—])@ABOUT",
    "total_before": r"@total_before@ABOUT",
    "total_after": r"^[\s)]*(?:[^\W\d_][\w'-]*\s+){0,2}@total_after",
    "total_stated": r"(?:@total_before|@OPENED@equate)@ABOUT",
    "more_than": r"@more_than\s*$",
    "of_gap": r"^\s*(?:[^\W\d_][\w'-]*\s+)?@of(?:\s+[\w']+(?:'s|'))?@ABOUT",
    "over_gap": r"^\s*(?:[^\W\d_][\w'-]*\s+)?@over(?:\s+[\w']+(?:'s|'))?@ABOUT",
    "share_noun": (
        r"(?:@OPENING|(?<!\w)@equate)\s*(?:[\w']+\s+|[ld]'){0,2}@share_nouns"
        r"(?:\s+[\w']+|\s+[ld]'\w+){0,5}\s*$"
    ),
    "share_tail": r"^\s*@share_tail",
    "stands_for": r"^\W*@stands_for@ABOUT",
    "share_base": r"^\s*@share_base",
    "apposed_change": (
        r"[,–—]\s*(?:@equate\s+)?@single\s+(?P<noun>[\w'-]+(?:\s+[\w'-]+)?)\s+@change_of@ABOUT"
    ),
    "single": r"(?:@list_joins|,)\s+@single\s+[^\W\d_]",
    "change_noun": r"(?:@up|@down)(?:\s+[\w'-]+){0,2}\s+@change_of@ABOUT",
    "opens_whole": r"^\W*@of(?:\s*[\w'.-]+){0,4}\s*$",
    "of_inside": r"\d*[^\W\d_]*\s+@of\s",
    "part_before": r"@part_before@ABOUT",
    "part_after": r"^\s*@part_after",
    "each_after": r"^\s*(?:[\w'-]+\s+){0,2}@each_after",
    "each_before": r"@each_before(?:\s+[^\W\d_]+)?\s*$",
    "rest_after": r"@definite\s+[\d\w\s.,'-]*?@rest_after",
    "from_end": r"(?<!\w)@from@ABOUT",
    "to_gap": r"^\s*(?:[^.;:]{0,40}?\s)?@to@ABOUT",
    "against_end": r"(?<!\w)@against@ABOUT",
    "these": r"^[^\w]*@these@ABOUT",
    "definite": r"@definite\s*$",
    "owner": r"(?<!\w)([^\W\d_]+)(?:'s|s')\s*$",
    "born": r"(?<!\w)@born(?!\d)",
    "list_end": r",?\s+@list_joins\s+",
    "named_so": r"^,\s*@article[^\W\d_]+(?=\W)",
    "age_then": r"^[\s,]*@age_then",
    "ago_before": r"@ago_before@ABOUT",
    "ago_after": r"^\s*@ago_after",
    "yearly": r"^\s*@yearly",
    "otherwise_said": r"@one_more",
    "split_into": r"@complete(?:\s+[\w']+){0,4}[\s(]*$",
    "owners": r"\s*@owners",
    "opens_part": r"\W*@part_before",
    "change_by": r"@change_by@ABOUT",
    "each_of": r"@each_before\s+@of(?:\s+\w+)?@ABOUT",
    "part_which": r"^\s*@part_which",
    "plain_of": r"\s*@change_of\s*",
    "bounds": r"@bounds\s*$",
    "goes_on": r"^[^.;:()]{0,60}?(?<!\w)@goes_on",
    "finite": r"\s@finite\s",
}


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """A pack's relations.toml, compiled; every pattern reads text in lower case, plain marks."""

    equated: Any
    bracketed: Any
    conversion: Any
    total_before: Any
    total_after: Any
    total_stated: Any
    closers: Any
    more_than: Any
    of_gap: Any
    over_gap: Any
    share_noun: Any
    share_tail: Any
    stands_for: Any
    share_base: Any
    shared: Any
    apposed_change: Any
    stood: Any
    single: Any
    change_noun: Any
    other_rates: Any
    opens_whole: Any
    of_inside: Any
    part_before: Any
    part_after: Any
    part_inside: Any
    each_after: Any
    each_before: Any
    instalments: Any
    not_all: Any
    rest: Any
    rest_after: Any
    complete: Any
    another: Any
    otherwise: Any
    revised: Any
    instead: Any
    from_end: Any
    to_gap: Any
    against_end: Any
    up: Any
    down: Any
    average: Any
    so_far: Any
    since: Any
    unfounded: Any
    these: Any
    definite: Any
    owner: Any
    spans: Any
    born: Any
    died: Any
    list_end: Any
    article: Any
    born_lead: Any
    born_tail: Any
    named_so: Any
    age_then: Any
    ago_before: Any
    ago_after: Any
    lasting: Any
    joins: Any
    later: Any
    yearly: Any
    plain_of: Any
    change_by: Any
    each_of: Any
    part_which: Any
    owners: Any
    opens_part: Any
    split_into: Any
    sum_joins: Any
    otherwise_said: Any
    besides: Any
    bounds: Any
    uncounted: Any
    goes_on: Any
    overlap: Any
    balances: Any
    finite: Any
    heads: frozenset[str]
    documents: frozenset[str]
    factors: tuple[tuple[float, Any], ...]
    stopwords: frozenset[str]
    endings: tuple[str, ...]

    def stems(self, text: str) -> frozenset[str]:
        """The content words of a text, their endings cut off."""
        return _stems(text, self)

    def stem(self, word: str) -> str:
        """A word without the first ending that fits, at least four letters long."""
        for ending in self.endings:
            if word.endswith(ending) and len(word) - len(ending) >= 4:
                return word[: -len(ending)]
        return word


@lru_cache(maxsize=1 << 14)
def _stems(text: str, words: Words) -> frozenset[str]:
    found = (match[0] for match in _WORD.finditer(text))
    return frozenset(words.stem(w) for w in found if len(w) > 1 and w not in words.stopwords)


@cache
def lexicon(language: str) -> Words:
    """The words of ``language``. Raises PackError for an unknown language."""
    table = pack_table(language, "relations")
    listed = {name: _any(some) for name, some in table.items() if isinstance(some, list)}
    told = {name: some for name, some in table.items() if isinstance(some, str)}
    about = rf"(?:\s*{listed['about']})*\s*$"
    marks = {"ABOUT": about, "OPENING": _OPENING, "OPENED": rf"(?:{_OPENING}\s*|(?<!\w))"}
    parts = {**listed, **told, **marks}
    patterns = {name: _NAMED.sub(lambda m: parts[m[1]], text) for name, text in _PATTERNS.items()}
    return Words(
        **{name: _compiled(listed[name]) for name in _LISTS},
        **{name: _compiled(pattern) for name, pattern in patterns.items()},
        heads=frozenset(table["heads"]),
        documents=frozenset(table["documents"]),
        factors=tuple((float(n), _compiled(_any(some))) for n, some in table["factors"].items()),
        stopwords=frozenset(table["stopwords"]),
        endings=tuple(sorted(table["endings"], key=lambda e: (-len(e), e))),
    )


def _any(phrases: Iterable[str]) -> str:
    """One of some phrases as whole words; one that ends in an apostrophe needs no blank."""
    some = "|".join(regex.escape(p) for p in sorted(phrases, key=lambda p: (-len(p), p)))
    return rf"(?<![\w'])(?:{some})(?:(?<=')|(?![\w']))"


def _compiled(pattern: str) -> Any:
    return regex.compile(pattern)
