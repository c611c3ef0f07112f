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
    between: Any
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
    about = rf"(?:\s*{_any(table['about'])})*\s*$"
    # "…, soit environ 12", "… (12", "… – 12": the words may have a clause before them.
    opened = rf"(?:{_OPENING}\s*|(?<!\w))"
    return Words(
        equated=_compiled(rf"(?:{opened}{_any(table['equate'])}{about}|[(\[–—]{about})"),
        bracketed=_compiled(rf"[(\[–—]\s*(?:{_any(table['equate'])})?{about}"),
        conversion=_compiled(
            rf"^\s*(?:[(\[]\s*(?:{_any(table['equate'])})?|[,–—-]\s*{_any(table['equate'])}|[–—]){about}"
        ),
        total_before=_compiled(rf"{_any(table['total_before'])}{about}"),
        total_after=_compiled(rf"^[\s)]*(?:[^\W\d_][\w'-]*\s+){{0,2}}{_any(table['total_after'])}"),
        total_stated=_compiled(
            rf"(?:{_any(table['total_before'])}|{opened}{_any(table['equate'])}){about}"
        ),
        closers=_compiled(_any(table["closers"])),
        more_than=_compiled(_any(table["more_than"]) + r"\s*$"),
        of_gap=_compiled(
            rf"^\s*(?:[^\W\d_][\w'-]*\s+)?{_any(table['of'])}(?:\s+[\w']+(?:'s|'))?{about}"
        ),
        over_gap=_compiled(
            rf"^\s*(?:[^\W\d_][\w'-]*\s+)?{_any(table['over'])}(?:\s+[\w']+(?:'s|'))?{about}"
        ),
        share_noun=_compiled(
            rf"(?:{_OPENING}|(?<!\w){_any(table['equate'])})\s*(?:[\w']+\s+|[ld]'){{0,2}}{_any(table['share_nouns'])}"
            rf"(?:\s+[\w']+|\s+[ld]'\w+){{0,5}}\s*$"
        ),
        share_tail=_compiled(rf"^\s*{_any(table['share_tail'])}"),
        stands_for=_compiled(rf"^\W*{_any(table['stands_for'])}{about}"),
        share_base=_compiled(rf"^\s*{_any(table['share_base'])}"),
        shared=_compiled(_any(table["shared"])),
        apposed_change=_compiled(
            rf"[,–—]\s*(?:{_any(table['equate'])}\s+)?{_any(table['single'])}\s+(?P<noun>[\w'-]+(?:\s+[\w'-]+)?)\s+"
            rf"{_any(table['change_of'])}{about}"
        ),
        stood=_compiled(_any(table["stood"])),
        single=_compiled(
            rf"(?:{_any(table['list_joins'])}|,)\s+{_any(table['single'])}\s+[^\W\d_]"
        ),
        change_noun=_compiled(
            rf"{_any((*table['up'], *table['down']))}(?:\s+[\w'-]+){{0,2}}\s+"
            rf"{_any(table['change_of'])}{about}"
        ),
        other_rates=_compiled(_any(table["other_rates"])),
        opens_whole=_compiled(rf"^\W*{_any(table['of'])}(?:\s*[\w'.-]+){{0,4}}\s*$"),
        of_inside=_compiled(rf"\d*[^\W\d_]*\s+{_any(table['of'])}\s"),
        part_before=_compiled(rf"{_any(table['part_before'])}{about}"),
        part_after=_compiled(rf"^\s*{_any(table['part_after'])}"),
        part_inside=_compiled(_any(table["part_inside"])),
        each_after=_compiled(rf"^\s*(?:[\w'-]+\s+){{0,2}}{_any(table['each_after'])}"),
        each_before=_compiled(rf"{_any(table['each_before'])}(?:\s+[^\W\d_]+)?\s*$"),
        instalments=_compiled(_any(table["instalments"])),
        not_all=_compiled(_any(table["not_all"])),
        rest=_compiled(_any(table["rest"])),
        rest_after=_compiled(
            rf"{_any(table['definite'])}\s+[\d\w\s.,'-]*?{_any(table['rest_after'])}"
        ),
        between=_compiled(_any(table["between"])),
        complete=_compiled(_any(table["complete"])),
        another=_compiled(_any(table["another"])),
        otherwise=_compiled(_any(table["otherwise"])),
        instead=_compiled(_any(table["instead"])),
        revised=_compiled(_any(table["revised"])),
        from_end=_compiled(rf"(?<!\w){_any(table['from'])}{about}"),
        to_gap=_compiled(rf"^\s*(?:[^.;:]{{0,40}}?\s)?{_any(table['to'])}{about}"),
        against_end=_compiled(rf"(?<!\w){_any(table['against'])}{about}"),
        up=_compiled(_any(table["up"])),
        down=_compiled(_any(table["down"])),
        average=_compiled(_any(table["average"])),
        so_far=_compiled(_any(table["so_far"])),
        since=_compiled(_any(table["since"])),
        unfounded=_compiled(_any(table["unfounded"])),
        these=_compiled(rf"^[^\w]*{_any(table['these'])}{about}"),
        definite=_compiled(rf"{_any(table['definite'])}\s*$"),
        owner=_compiled(r"(?<!\w)([^\W\d_]+)(?:'s|s')\s*$"),
        spans=_compiled(_any(table["spans"])),
        born=_compiled(rf"(?<!\w){table['born']}(?!\d)"),
        died=_compiled(_any(table["died"])),
        list_end=_compiled(rf",?\s+{_any(table['list_joins'])}\s+"),
        article=_compiled(table["article"]),
        born_lead=_compiled(_any(table["born_lead"])),
        born_tail=_compiled(_any(table["born_tail"])),
        named_so=_compiled(rf"^,\s*{table['article']}[^\W\d_]+(?=\W)"),
        age_then=_compiled(rf"^[\s,]*{_any(table['age_then'])}"),
        ago_before=_compiled(rf"{_any(table['ago_before'])}{about}"),
        ago_after=_compiled(rf"^\s*{_any(table['ago_after'])}"),
        lasting=_compiled(_any(table["lasting"])),
        joins=_compiled(_any(table["joins"])),
        later=_compiled(_any(table["later"])),
        yearly=_compiled(rf"^\s*{_any(table['yearly'])}"),
        otherwise_said=_compiled(_any(table["one_more"])),
        sum_joins=_compiled(_any(table["sum_joins"])),
        split_into=_compiled(rf"{_any(table['complete'])}(?:\s+[\w']+){{0,4}}[\s(]*$"),
        owners=_compiled(rf"\s*{_any(table['owners'])}"),
        opens_part=_compiled(rf"\W*{_any(table['part_before'])}"),
        change_by=_compiled(rf"{_any(table['change_by'])}{about}"),
        each_of=_compiled(rf"{_any(table['each_before'])}\s+{_any(table['of'])}(?:\s+\w+)?{about}"),
        part_which=_compiled(rf"^\s*{_any(table['part_which'])}"),
        plain_of=_compiled(rf"\s*{_any(table['change_of'])}\s*"),
        besides=_compiled(_any(table["besides"])),
        bounds=_compiled(rf"{_any(table['bounds'])}\s*$"),
        uncounted=_compiled(_any(table["uncounted"])),
        goes_on=_compiled(rf"^[^.;:()]{{0,60}}?(?<!\w){_any(table['goes_on'])}"),
        overlap=_compiled(_any(table["overlap"])),
        balances=_compiled(_any(table["balances"])),
        finite=_compiled(rf"\s{_any(table['finite'])}\s"),
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
