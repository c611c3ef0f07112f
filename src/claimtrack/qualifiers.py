"""Qualifier, bounds and direction of a figure, from the words before and after it."""

from __future__ import annotations

from dataclasses import dataclass

from claimtrack.context import Context
from claimtrack.lookup import Hit
from claimtrack.marks import Mark, View

# Tolerances of approximate figures (contract): 10 % for one significant figure and for
# collectives, 5 % otherwise.
COARSE, FINE = 0.10, 0.05
_REACH = 60
_KINDS_WITH_DIRECTION = frozenset(["percent", "ratio", "measure", "count", "money", "rate"])


@dataclass(frozen=True, slots=True)
class Qualified:
    """What qualifies a figure, and where the mention with those words starts and ends."""

    name: str
    start: int
    end: int


def qualify(
    view: View, found: Mark, item_end: int, room: tuple[int, int], words: Context
) -> Qualified:
    """The qualifier of a mark whose counted noun ends at ``item_end``.

    The mention keeps within ``room``: after the number before, before the mention that follows.
    """
    low, start, end = view.low, found.left, max(found.right, item_end)
    if found.qualifier:
        return Qualified(found.qualifier, max(room[0], _opener_start(low, start, words)), end)
    before = phrase_before(low, start, words)
    if before is not None and before.start >= room[0]:
        meant = _meant(low, found, before, words)
        return Qualified(meant, start if meant == "exact" else before.start, end)
    form = found.number.form
    if form != "vague":
        after = _phrase_after(low, found, end, words)
        if after is not None and after.end <= room[1]:
            return Qualified(after.value, start, max(end, after.end))
    return Qualified({"vague": "vague", "collective": "approx"}.get(form, "exact"), start, end)


def phrase_before(low: str, start: int, words: Context) -> Hit[str] | None:
    """The qualifying phrase before ``start``, with one small word ("les") between or none."""
    at = start
    comma = low[at - 2 : at] == ", "
    hit = words.before.before(low, at - 2 if comma else at)
    if comma and (hit is None or hit.phrase not in words.table["words"]["comma_after"]):
        return None
    if hit is None:
        word_at = low.rfind(" ", 0, at - 1) + 1
        if low[word_at : at - 1] not in words.between_qualifier or low[at - 1 : at] != " ":
            return None
        hit = words.before.before(low, word_at)
    if hit is not None and low[hit.start - 1 : hit.start] == "-":
        return None  # "a 3-under 68"
    if hit is None or (low[start - 1] not in " -(" and hit.phrase[-1] not in "'~≈±<>≤≥"):
        return None
    return hit


def _phrase_after(low: str, found: Mark, end: int, words: Context) -> Hit[str] | None:
    for at in dict.fromkeys((found.right, end)):
        hit = words.after.after_blank(low, at)
        if hit is not None:
            following = low[hit.end : hit.end + 12].replace("'", " ").split(" ", 2)
            if not (len(following) > 1 and following[0] == "" and following[1] in words.after_not):
                return hit
    return None


def _meant(low: str, found: Mark, hit: Hit[str], words: Context) -> str:
    """What the phrase means here: "paid over seven years" and "revised up to 62 %" are exact."""
    left = low[max(0, hit.start - 24) : hit.start].rstrip()
    last = left.rsplit(" ", 3)
    if last[-1] == "en" and hit.phrase.startswith("plus "):
        return "exact"  # "en plus des 25 postes"
    if hit.phrase == "plus que" and found.number.form != "multiple":
        return "exact"
    old = low.startswith((" ago", " earlier"), found.right)
    if old and hit.phrase.endswith(" than") and hit.phrase not in ("more than", "less than"):
        return "exact"  # "higher than five years ago"
    if hit.phrase == "over" and found.kind == "duration":
        return "more_than" if last[-1] in words.table["words"]["over_time"] else "exact"
    if hit.phrase == "up to" and words.level_verbs & set(last[1:]):
        return "exact"
    if found.number.form == "vague" and hit.value == "approx":
        return "vague"
    if left.endswith((" no", " not", " pas")) or left in ("no", "not", "pas"):
        return {"less_than": "at_least", "more_than": "at_most"}.get(hit.value, hit.value)
    return hit.value


def _opener_start(low: str, left: int, words: Context) -> int:
    """A range's mention starts at "entre", "between", "from" or "de"."""
    before = low[max(0, left - 24) : left]
    for opener in (*words.table["joins"]["between"], *words.table["joins"]["from"]):
        if before.endswith(f"{opener} ") and not before[: -len(opener) - 1][-1:].isalpha():
            return left - len(opener) - 1
    return left


def bounds(found: Mark, qualifier: str) -> tuple[float | None, float | None, float | None]:
    """(value, low, high) as the contract says for the qualifier."""
    number = found.number
    value = number.value
    if found.qualifier or value is None:
        return value, number.low, number.high
    if qualifier in ("more_than", "at_least"):
        return value, value, None
    if qualifier in ("less_than", "at_most"):
        return value, None, value
    if qualifier == "approx":
        wide = tolerance(value, number.form) * abs(value)
        return value, tidy(value - wide), tidy(value + wide)
    return value, value, value


def tolerance(value: float, form: str) -> float:
    """The share by which an approximate figure may be off (contract: 10 % or 5 %)."""
    figures = f"{abs(value):.12g}".replace(".", "").strip("0")
    return COARSE if len(figures) <= 1 or form == "collective" else FINE


def tidy(value: float) -> float:
    """Without the dust of binary fractions (10.799999999999999 → 10.8)."""
    return float(f"{value:.12g}")


def direction(view: View, found: Mark, kind: str, start: int, words: Context) -> str:
    """ "up" or "down" where the figure is a change: "hausse de 3 %", "fell 2.5%", "10% more"."""
    if kind not in _KINDS_WITH_DIRECTION:
        return ""
    low, form = view.low, found.number.form
    if kind in ("percent", "ratio", "measure", "money") and form != "ratio":
        hit = change_after(low, found.right, words)
        if hit is not None and (form != "fraction" or " " in hit.phrase or "r" in hit.phrase):
            return hit.value
    if form == "multiple":
        printed = low[found.number.start : found.number.end]
        return "" if printed.startswith(("le ", "the ", "la ")) or printed == "twice" else "up"
    if low.startswith(tuple(words.table["words"]["level_phrases"]), start):
        return ""  # "fell below 5 %": where to, not by how much
    left = low[max(0, start - _REACH) : start]
    if low.startswith(("d'", "de "), start):  # "une baisse annuelle d'environ 5 %"
        left += "de "
    return _direction_before(left, kind, words)


def change_after(low: str, at: int, words: Context) -> Hit[str] | None:
    """ "de plus", "lower" after a figure; not the "en moins" of "en moins de six heures"."""
    hit = words.after_direction.after_blank(low, at)
    if hit is None:
        return None
    number = low.startswith((" de ", " d'"), hit.end) and (
        hit.phrase.startswith("en ") or low[hit.end + 3 : hit.end + 5].strip()[:1].isdigit()
    )
    return None if number else hit


def _direction_before(left: str, kind: str, words: Context) -> str:
    """The nearest word of rising or falling that governs the number, if any."""
    clause = words.asides.sub("", left)
    for stop in ("\n", ". ", ",", ";"):
        clause = clause.rsplit(stop, 1)[-1]
    tokens = [t for t in clause.replace("'", "' ").split() if not t.endswith("ly")]
    if not tokens:
        return ""
    table = words.table["direction"]
    last, fillers = tokens[-1], table["fillers"]
    if last in words.direction:
        phrasal = last in ("up", "down") and tokens[-2:-1] and tokens[-2] in table["phrasal"]
        if phrasal or (kind == "money" and last in table["by_only"]):
            return ""
        return words.direction[last] if kind != "count" else ""
    if last not in fillers or (last in words.table["direction"]["level"] and last != "in"):
        return ""
    for token in reversed(tokens[-6:-1]):
        if token in words.direction:
            return words.direction[token]
        if token in words.table["direction"]["level"] or (kind == "count" and token not in fillers):
            return ""
    return ""
