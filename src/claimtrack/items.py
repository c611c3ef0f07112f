"""The counted noun right after a number, and its singular, until a parser reads the sentence."""

from __future__ import annotations

from claimtrack.context import Context
from claimtrack.marks import Mark, View

_WITHOUT_ITEM = frozenset(["percent", "duration", "rate", "age"])
_MOST_WORDS = 5


def item_of(view: View, found: Mark, words: Context) -> tuple[str, str, int]:
    """(item, item_head, end) of the counted noun that follows directly; ("", "", …) if none."""
    if found.kind in _WITHOUT_ITEM or found.number.form == "multiple":
        return "", "", found.right
    at = _after_of(view.low, found, words)
    through_of = at > found.right
    if found.kind == "measure" and not through_of:
        return "", "", found.right
    start, head, end = -1, "", at
    for _ in range(_MOST_WORDS):
        match = words.noun.match(view.low, end)
        if match is None or match["w"] in words.stop:
            break
        start = match.start("w") if start < 0 else start
        head, end = match["w"], match.end()
        if head not in words.modifiers and (words.noun_first or is_plural(head, words)):
            break
    if start < 0 or head in words.modifiers:
        return "", "", found.right
    if not words.noun_first and not through_of and not is_plural(head, words):
        # no plural: the first word counts
        first = words.noun.match(view.low, at)
        head, end = (head, end) if first["w"] in words.modifiers else (first["w"], first.end())
    return view.text[start:end], lemma(head, words), end


def _after_of(low: str, found: Mark, words: Context) -> int:
    """Past the "de", "d'", "des" or "of the" that leads to the counted noun."""
    match = words.of_noun.match(low, found.right)
    if match is None or (found.unit and match["the"]):
        return found.right
    return int(match.end())


def is_plural(word: str, words: Context) -> bool:
    table = words.table["words"]
    if word in table["singulars"]:
        return True
    return word.endswith("s") and not word.endswith(tuple(table["keep_endings"]))


def lemma(word: str, words: Context) -> str:
    """A rough singular: listed exceptions first, then endings; of both parts of a compound."""
    table = words.table["words"]
    first, hyphen, last = word.rpartition("-")
    if words.noun_first and hyphen and first.endswith("s") and last.endswith("s"):
        return f"{lemma(first, words)}-{lemma(last, words)}"
    if word in table["singulars"]:
        return str(table["singulars"][word])
    if word in table["keep"]:
        return word
    if word.endswith(tuple(table["keep_endings"])) and word not in table["unkeep"]:
        return word
    for ending, other in table["plurals"].items():
        if word.endswith(ending) and len(word) > len(ending) + 1:
            return word[: -len(ending)] + str(other)
    return word
