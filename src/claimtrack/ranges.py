"""Neighbouring numbers that make one figure: ratios ("un sur cinq") and ranges ("de 20 à 30")."""

from __future__ import annotations

from dataclasses import replace

from claimtrack.context import Context
from claimtrack.marks import Mark, View, scaled
from claimtrack.numbers import FRACTION_DECIMALS
from claimtrack.records import Number
from claimtrack.text import sentence_start

_ROUND = frozenset([20, 100, 1000, 10_000, 100_000, 1_000_000])
_FARTHEST = 40
# Nobody says one in more than so many, but for round numbers.
_MOST_IN = 1000
_PLAIN_FORMS = ("digits", "words")


# ---------------------------------------------------------------- ratios


def join_ratios(view: View, marks: list[Mark], words: Context) -> list[Mark]:
    """ "un sur cinq", "four out of five", "one voter in three", "37 cas pour 100 000"."""
    kept: list[Mark] = []
    for found in marks:
        if kept and found.left - kept[-1].right <= _FARTHEST:
            if _per_many(view, kept[-1], found, words):
                continue
            if _always(view, kept[-1], found):
                kept[-1].name = found.name = "idiom"
            elif _is_ratio(view, kept[-1], found, words):
                kept[-1] = _ratio(kept[-1], found)
                continue
        kept.append(found)
    return kept


def _always(view: View, a: Mark, b: Mark) -> bool:
    """ "24 heures sur 24", "7j/7": all the time."""
    gap = view.low[a.right : b.left]
    return a.kind == "duration" and a.value == b.value and gap.strip() in ("sur", "/")


def _ratio(over: Mark, under: Mark) -> Mark:
    share = (over.value or 0) / (under.value or 1)
    value = round(share, FRACTION_DECIMALS) if share >= 0.01 else float(f"{share:.4g}")
    start, end = over.number.start, under.number.end
    number = Number(start, end, value, value, value, "ratio", "n_in_m")
    return Mark(number, over.left, end)


def _per_many(view: View, over: Mark, under: Mark, words: Context) -> bool:
    """ "37 cas pour 100 000 habitants": the second number is the rate's denominator."""
    many = under.value
    if many is None or many not in _ROUND or over.value is None or over.kind == "percent":
        return False
    if under.own_unit or over.value >= many:
        return False
    if not words.units.per_many.match(view.low[over.right : under.left]):
        return False
    over.unit, over.kind, over.own_unit = f"count / {int(many)}", "rate", True
    over.right = under.right
    over.rules += ("per_many",)
    return True


def _is_ratio(view: View, over: Mark, under: Mark, words: Context) -> bool:
    a, b = over.value, under.value
    if a is None or b is None or not 0 < a < b or a != int(a) or b != int(b) or b < 2:
        return False
    if (over.own_unit and a > 1) or under.own_unit or over.number.scale > 1:
        return False
    if over.number.form not in _PLAIN_FORMS or under.number.form not in _PLAIN_FORMS:
        return False
    gap = view.low[over.number.end : under.left].replace("-", " ")
    if gap.strip() in words.table["joins"]["ratio"] and gap[:1] == " ":
        printed = view.low[under.number.start : under.number.end]
        year = len(printed) == 4 and printed.isdigit()
        return not year and (a == 1 or _small_denominator(a, b))
    if not _counted_between(gap, words):
        return False
    if b > _MOST_IN and b not in _ROUND:
        return False  # "un vol portant sur 2,4 millions de clients"
    if a == 1 or words.table["joins"]["ratio_one_only"]:
        return a == 1
    return _small_denominator(a, b) and (b <= 10 or b in _ROUND)


def _counted_between(gap: str, words: Context) -> bool:
    """One or two words and then "sur" or "in": " train sur ", " voter in "."""
    parts = gap.split()
    for join in words.table["joins"]["ratio_counted"]:
        tail = join.split()
        if parts[-len(tail) :] == tail and 1 <= len(parts) - len(tail) <= 4:
            head = [p for p in parts[: -len(tail)] if p not in words.table["words"]["of"]]
            plain = all(p.replace("-", "").replace("'", "").isalpha() for p in head)
            return plain and bool(head) and not set(head) & words.stop
    return False


def _small_denominator(a: float, b: float) -> bool:
    """Of ten or a round number a ratio is meant; "84 écoles sur 118" are two counts."""
    one_figure = b % 10 ** (len(str(int(b))) - 1) == 0
    return b <= 10 or b in _ROUND or (a <= 2 and one_figure)


# ---------------------------------------------------------------- ranges


def join_ranges(view: View, marks: list[Mark], words: Context) -> list[Mark]:
    """Two numbers that are the ends of one range become one mark.

    A range with a name for one end ("de 1949 à 1976") names both.
    """
    kept: list[Mark] = []
    for found in marks:
        before = kept[-1] if kept else None
        if before is not None and before.qualifier == "" and found.left - before.right <= _FARTHEST:
            rule = _range_rule(view, before, found, words)
            if rule and (before.name or found.name):
                _spread_name(view, before, found)
            elif rule:
                kept[-1] = _joined(before, found, rule)
                continue
            elif _odds(view, before, found, words):
                before.name = found.name = "score"
        kept.append(found)
    return kept


def _spread_name(view: View, a: Mark, b: Mark) -> None:
    """Name both ends where they look alike: "de 1949 à 1976", not "from 2019 to 5,200"."""
    other = b if a.name else a
    printed = [view.low[m.number.start : m.number.end] for m in (a, b)]
    alike = len(printed[0]) == len(printed[1]) or max(map(len, printed)) <= 2 or b.name == "year"
    if alike and all(p.isdigit() for p in printed) and not other.own_unit:
        a.name = b.name = a.name or b.name


def _odds(view: View, a: Mark, b: Mark, words: Context) -> bool:
    """ "two to one", "8-for-12", "battu 16 à 12": neither is a figure by itself."""
    if a.own_unit or b.own_unit or a.value is None or b.value is None:
        return False
    gap = view.low[a.right : b.left]
    if gap == "-for-" or (gap in (" to ", "-to-") and b.value == 1 < a.value):
        return True
    near = words_of(view.low[max(a.left - 70, sentence_start(view.plain, a.left)) : a.left])
    if set(near) & set(words.table["scores"]["tallies"]):
        return False  # "the vote was 218 to 214"
    score = gap in (" à ", " to ") and b.value < a.value < 250
    return score and bool(set(near) & set(words.table["scores"]["near"]))


def _range_rule(view: View, a: Mark, b: Mark, words: Context) -> str:
    """Which rule makes ``a`` and ``b`` one range; "" where they are two figures."""
    if a.value is None or b.value is None:
        return ""
    gap = view.low[a.right : b.left]
    if gap.startswith("- ") and len(gap) > 2:  # "a six- to eight-week deal"
        gap = gap[1:]
    word = gap.strip()
    if word in words.table["joins"]["plus_minus"]:
        return "plus_minus"
    if gap == " " and words.table["joins"]["words_may_pair"]:
        return "word_pair" if _word_pair(a, b) else ""
    if word[:1] != "," and word.split(" ", 1)[0] not in words.joins:
        return ""
    match = words.join.fullmatch(gap)
    if match is None:
        return ""
    _money_again(view, a, b)
    if not _same_kind(a, b):
        return ""
    return _by_word(view, a, b, match["j"] or "or", words)


def _money_again(view: View, a: Mark, b: Mark) -> None:
    """ "£1m-2m": after millions of pounds, metres are millions too."""
    if a.kind == "money" and b.unit == "meter" and view.low[b.number.end] == "m":
        b.number = scaled(b.number, 10**6, b.number.end + 1)
        b.right, b.unit, b.kind = b.number.end, a.unit, a.kind


def _same_kind(a: Mark, b: Mark) -> bool:
    """May the two be ends of one range, by their units and forms?"""
    top = b.unit.partition(" / ")[0]
    if a.own_unit and b.own_unit and a.unit != top and not (a.kind == "money" and top == "count"):
        return False
    apart = ("ratio", "fraction", "multiple")
    if a.number.form == "fraction" and a.own_unit and a.unit == b.unit:
        return True  # "half an inch to 2 inches"
    return a.number.form not in apart or a.number.form == b.number.form


def _by_word(view: View, a: Mark, b: Mark, join: str, words: Context) -> str:
    joins = words.table["joins"]
    opener = _opener(view, a, words)
    if opener == "between":
        return "between"
    low, high = shared_scale(a, b)
    unit_first = a.own_unit and not b.own_unit and (a.left == a.number.start or a.kind == "rate")
    if join in joins["and"] or low >= high or unit_first:
        return ""
    if join in ("-", "–", "—"):
        gap = view.low[a.right : b.left]
        even = gap.startswith(" ") == gap.endswith(" ")
        return "dash" if even and a.number.form == b.number.form else ""
    if join in joins["or"]:
        return "or" if high <= 10 * max(low, 1) else ""
    return "to" if _to_range(view, a, b, opener, words) else ""


def _word_pair(a: Mark, b: Mark) -> bool:
    """ "quinze vingt mille", "deux trois jours": two words that rise a little."""
    if a.number.form != "words" or b.number.form != "words" or a.own_unit or a.number.scale > 1:
        return False
    low, high = shared_scale(a, b)
    return low < high <= 2 * low


def shared_scale(a: Mark, b: Mark) -> tuple[float, float]:
    """Both values, the first with the second's scale where it shares it ("2 or 3 million")."""
    low, high = a.value or 0.0, b.value or 0.0
    if a.number.scale > 1 or b.number.scale == 1 or abs(low) >= 1000:
        return low, high
    if a.number.form not in _PLAIN_FORMS:
        return low, high
    sign_before = a.kind == "money" and a.left < a.number.start and b.unit in ("", a.unit)
    if not a.own_unit or (sign_before and low < high / b.number.scale):
        low = low * b.number.scale
    return low, high


def _opener(view: View, a: Mark, words: Context) -> str:
    """ "between", "from" or "by" where such a word stands before the first number."""
    left = view.low[max(0, a.left - 44) : a.left].rstrip()
    hit = words.before.before(left, len(left))
    if hit is not None and left[: hit.start].rstrip().endswith(("between", "entre", "from", "de")):
        left = left[: hit.start].rstrip()
    last = left.replace("'", "' ").replace('"', " ").replace("(", " ").rsplit(None, 1)[-1:]
    joins = words.table["joins"]
    if any(
        left.endswith(opener) and not left[: -len(opener)][-1:].isalpha()
        for opener in joins["between"]
    ):
        return "between"
    if last and last[0] in joins["from"]:
        return "from"
    return "by" if last and last[0] in joins["by"] else ""


def _to_range(view: View, a: Mark, b: Mark, opener: str, words: Context) -> bool:
    """Is "from A to B" a range, or a change from one level to another (two figures)?"""
    if opener == "by":
        return b.own_unit and not a.own_unit
    twice = a.own_unit and b.own_unit
    if opener != "from" and not twice:
        return True
    joins = words.table["joins"]
    far = 110 if opener == "from" else 45
    begin = max(sentence_start(view.plain, a.left), a.left - far)
    left = view.low[begin : a.left]
    for aside in (", avec ", ", with "):
        left = left.rsplit(aside, 1)[-1]
    verbs = words.range_verbs | words.level_verbs
    nearest = next((w for w in reversed(words_of(left)) if w in verbs), "")
    if nearest in words.range_verbs:
        return True
    if nearest:
        return False
    before = set(words_of(left))
    if opener != "from":  # "rose 2.9 ppm to 422 ppm": by how much, and to what
        return not before & words.direction.keys()
    if not before & words.direction.keys():
        return True
    falling = {words.direction[w] for w in before & words.direction.keys()} == {"down"}
    if joins["change_by_range"] and falling and (a.value or 0) < (b.value or 0):
        return True  # "réduire de 20 à 30 euros": by so much
    # "augmenter de 30 à 50 %" is a change by so much, "grimpé de 200 à 240" one of levels
    return bool(joins["change_by_range"] and b.kind == "percent" and not a.own_unit)


def words_of(text: str) -> list[str]:
    """The words of a stretch of folded text, without the punctuation at their ends."""
    return [w.strip('.,;:()"') for w in text.replace("'", " ").split()]


def _joined(a: Mark, b: Mark, rule: str) -> Mark:
    """The range from ``a`` to ``b`` as one mark; bounds keep the printed order."""
    low, high = shared_scale(a, b)
    if rule == "plus_minus":
        number = replace(a.number, end=b.number.end, low=low - high, high=low + high)
    else:
        start, end = a.number.start, b.number.end
        number = Number(start, end, None, low, high, "range", rule, b.number.scale)
    unit, kind = (b.unit, b.kind) if b.own_unit else (a.unit, a.kind)
    if a.kind == "money" and unit.startswith("count / "):
        unit = unit.replace("count", a.unit, 1)
    return Mark(
        number,
        a.left,
        b.right,
        unit,
        kind,
        qualifier="approx" if rule == "plus_minus" else "range",
        own_unit=a.own_unit or b.own_unit,
        rules=(*a.rules, *b.rules, *((rule,) if rule == "plus_minus" else ())),
        first=a.number,
    )
