"""Units that a figure takes from its neighbour: "contre cinq", "closer to 14bn"."""

from __future__ import annotations

from itertools import pairwise

from claimtrack.context import Context
from claimtrack.marks import Mark, View, scaled
from claimtrack.qualifiers import change_after, phrase_before
from claimtrack.ranges import words_of
from claimtrack.text import sentence_start

# How far back the amount is looked for that a bare "3,05 milliards" goes on about.
_PARAGRAPH = 400


def inherit_units(view: View, marks: list[Mark], words: Context) -> None:
    """Give each bare number the unit of the figure it belongs to, if the words say so."""
    for a, b in pairwise(marks):
        _level_scale(view, a, b, words)
        _scale_of_compared(view, a, b, words)
    for i, found in enumerate(marks):
        if found.number.scale >= 10**6 and found.unit.startswith("count / "):
            money = next((m for m in reversed(marks[:i]) if m.kind == "money"), None)
            if money is not None and money.left > found.left - _PARAGRAPH:
                found.unit = found.unit.replace("count", money.unit, 1)
        if found.own_unit or found.number.form in ("ratio", "multiple"):
            continue
        if found.number.form == "fraction" and found.number.scale == 1:
            continue
        following = marks[i + 1] if i + 1 < len(marks) else None
        if following is not None and _ends_of_change(view, found, following, words):
            found.unit, found.kind = following.unit, following.kind
            found.rules += ("unit_of_next",)
            continue
        previous = _previous(view, marks, i, words)
        if previous is not None:
            found.unit, found.kind, found.shared = previous.unit, previous.kind, True
            found.rules += ("unit_of_previous",)


def _level_scale(view: View, a: Mark, b: Mark, words: Context) -> None:
    """ "ramenée de 9,7 à 8,4 milliards": the first level shares the second's scale."""
    gap = view.low[a.right : b.left]
    large = b.number.scale >= 10**6 and a.number.scale == 1 and a.number.form in ("digits", "words")
    if not large or a.own_unit or a.value is None or abs(a.value) >= 1000 or len(gap) > 12:
        return
    match = words.join.fullmatch(gap)
    if match is None or match["j"] not in (
        *words.table["joins"]["to"],
        *words.table["joins"]["and"],
    ):
        return
    a.number = scaled(a.number, b.number.scale, a.number.end)
    a.rules += ("scale_of_next",)


def _scale_of_compared(view: View, a: Mark, b: Mark, words: Context) -> None:
    """ "28 millions de foyers, contre 11,5 en 1980": 11.5 households there are not."""
    if a.number.scale < 10**6 or b.own_unit or b.number.scale > 1 or b.value is None:
        return
    if b.number.form != "digits":
        return  # "less than half the £350m"
    gap = view.low[a.right : b.left]
    compared = gap.endswith(" ") and gap.rstrip().endswith(words.against)
    same = compared and "." not in gap and "\n" not in gap
    if same and b.value != int(b.value) and b.value < 1000 and not b.name:
        b.number = scaled(b.number, a.number.scale, b.number.end)
        b.rules += ("scale_of_previous",)


def _ends_of_change(view: View, a: Mark, b: Mark, words: Context) -> bool:
    """ "de 91 à 84 %", "from 47 to 44 per cent": the unit is printed once."""
    gap = view.low[a.right : b.left]
    if not b.own_unit or len(gap) > 40:
        return False
    if gap.startswith("- "):  # "10- and 12-year-olds"
        return True
    if gap.strip() in words.table["joins"]["part_of"]:  # "335 of 365 days"
        smaller = a.value is not None and b.value is not None and a.value <= b.value
        return smaller and b.kind in ("measure", "duration", "money")
    match = words.join.fullmatch(gap)
    if match is not None and match["j"] in words.table["joins"]["to"]:
        return True
    return b.kind == "percent" and gap.strip() in ("contre", "against", "and", "et")


def _previous(view: View, marks: list[Mark], i: int, words: Context) -> Mark | None:
    """The figure before whose unit this one shares, if the words between say so."""
    found = marks[i]
    if i == 0 or _counts_a_noun(view, found, words):
        return None
    start = sentence_start(view.plain, found.left)
    large = found.number.scale >= 10**6
    if large:
        money = _last_money(view, marks[max(0, i - 8) : i], found, start, words)
        if money is not None:
            return money
    for previous in reversed(marks[max(0, i - 4) : i]):
        if previous.left < start or not previous.unit or previous.unit == "count":
            return None
        if large and previous.kind != "measure":
            return None
        if view.low[previous.number.end : previous.number.end + 1] == "-":
            continue  # "a five-year average of 8.1"
        if _parallel(view, previous, found, words) or _of_which(view, found):
            return previous
        more = change_after(view.low, found.right, words)
        if more is not None and more.phrase.startswith("de ") and previous.kind != "percent":
            return previous  # "170 euros, 70 de moins"
        if _of_place(view, previous, words) and not _ends_clause(view, found):
            continue
        return previous if _versus(view, previous, found, words) else None
    return None


def _of_which(view: View, found: Mark) -> bool:
    """ "huit ans de prison, dont trois avec sursis"."""
    return view.low[max(0, found.left - 20) : found.left].rstrip().endswith((" dont", " including"))


def _parallel(view: View, previous: Mark, found: Mark, words: Context) -> bool:
    """ "20 minutes in Lyon and 55 in Turin": the same small word follows both."""
    gap = view.low[previous.right : found.left]
    if not gap.endswith((" and ", " et ", ", ")) or len(gap) > 50:
        return False
    a = words.next_word.match(view.low, previous.right)
    b = words.next_word.match(view.low, found.right)
    return a is not None and b is not None and a["w"] == b["w"] and a["w"] in words.stop


def _of_place(view: View, previous: Mark, words: Context) -> bool:
    """ "within five kilometres", "en deux semaines": where or when, not what is compared."""
    hit = phrase_before(view.low, previous.left, words)
    at = hit.start if hit is not None else previous.left
    last = view.low[max(0, at - 16) : at].split()[-2:]
    small = last[-1:] in (["just"], ["only"], ["seulement"])
    places = words.table["words"]["place_before"]
    if hit is not None and set(hit.phrase.split()) & set(places) - {"à"}:
        return True  # "within five kilometres", "dans un rayon de"
    return bool(last) and (last[-1] in places or (small and last[0] in places))


def _last_money(
    view: View, before: list[Mark], found: Mark, start: int, words: Context
) -> Mark | None:
    """The money that a bare "3,05 milliards" goes on about, up to some sentences back."""
    around = view.low[start : found.left] + view.low[found.right : found.right + 30]
    if any(phrase in around for phrase in words.table["words"]["counting"]):
        return None  # "on estime à 3,7 millions le nombre de personnes"
    close = view.low[max(start, found.left - 24) : found.left]
    compared = close.endswith(" ") and close.rstrip().endswith(words.against)
    for previous in reversed(before):
        here = previous.left >= start and not previous.name
        if compared and here and previous.unit in ("", "count"):
            return None  # "lost 383,000 days, against 1.2 million in 2022"
        of_money = set(words_of(view.low[start : found.left])) & set(
            words.table["words"]["money_words"]
        )
        goes_on = words.table["joins"]["money_goes_on"] or of_money
        if previous.left < start - (_PARAGRAPH if goes_on else 0):
            return None
        if previous.kind == "money":
            return previous
        if previous.kind == "rate" and not previous.unit.startswith("count"):
            near = view.low[max(0, found.left - 24) : found.left].split()
            if near[-2:-1] and near[-2] in words.table["joins"]["elided_object"]:
                return None  # "un pays qui en compte 5,2 millions": of what the rate is per
            unit = previous.unit.split(" / ")[0]
            if not unit.isupper():
                return None
            return Mark(previous.number, previous.left, previous.right, unit, "money")
        if previous.number.scale >= 10**6 and previous.left >= start:
            return None
    return None


def _counts_a_noun(view: View, found: Mark, words: Context) -> bool:
    """Does a counted noun follow?"""
    low, end, large = view.low, found.number.end, found.number.scale >= 10**6
    of = words.of[:2] if large else words.of  # "8 millions du fédéral" counts nothing
    if low.startswith(of, end) and (large or found.number.form in ("collective", "vague")):
        of_money = set(words_of(low[end : end + 30])) & set(words.table["words"]["money_nouns"])
        return not (large and of_money)
    match = words.next_word.match(view.plain, end)
    while match is not None and match["w"].lower() in words.modifiers:
        match = words.next_word.match(view.plain, match.end())  # "11.8 million more people"
    if match is None:
        return False
    word = match["w"].lower()
    if word in words.stop or word.startswith(("d'", "l'", "qu'", "s'", "n'")):
        return False
    participle = word.endswith(tuple(words.table["words"]["participles"]))
    if large:
        noun = words.next_word.match(view.plain, match.end())
        then_noun = noun is not None and noun["w"] not in words.stop and not words.noun_first
        return (not participle or then_noun) and not match["w"][0].isupper()
    return not (participle and words.noun_first and word not in words.persons)


def _versus(view: View, previous: Mark, found: Mark, words: Context) -> bool:
    """ "contre cinq", "instead of 12", "en propose 700": words that compare with the one before."""
    hit = phrase_before(view.low, found.left, words)
    at = hit.start if hit is not None else found.left
    left = view.low[max(0, at - 40) : at].rstrip()
    if not left.endswith(words.versus):
        return _elided(view, left.split(" ")[-2:], previous, found, words)
    if previous.kind == "percent" and (found.value or 0) > 100:
        return False
    gap = view.low[previous.right : found.left]
    if gap in (", de ", ", from ") and previous.kind in ("money", "measure", "duration"):
        return True  # "augmenté de 50 euros, de 600 à 650"
    if previous.shared and gap in (" à ", " to "):
        return True
    if previous.shared and left.endswith((" et", " and")):
        return True
    if left.endswith(words.against):
        return True
    if previous.kind == "percent" and not left.endswith((" from", " à", " to")):
        return False
    between = view.low[previous.right : found.left]
    attributive = words.next_word.match(view.low, previous.right)
    if not words.noun_first and attributive is not None and attributive["w"] not in words.stop:
        return False  # "a £200m plan for 13,000"
    near = len(between) < 60 and "," not in between and _ends_clause(view, found)
    return near and previous.kind in ("duration", "money", "measure", "percent", "rate")


def _elided(view: View, last: list[str], previous: Mark, found: Mark, words: Context) -> bool:
    """ "la direction en propose 700"; "les 1 500 réclamés"."""
    following = words.next_word.match(view.low, found.number.end)
    past = following is not None and following["w"].endswith(("és", "ées", "ed"))
    if past and last and last[-1] in ("les", "des", "aux", "the"):
        return previous.kind == "money"
    return bool(last) and last[0] in words.table["joins"]["elided_object"]


def _ends_clause(view: View, found: Mark) -> bool:
    after = view.low[found.number.end : found.number.end + 2]
    return after[:1] in ("", ",", ".", ";", ")", '"', ":", "\n") or after in (' "', " ;", " :")
