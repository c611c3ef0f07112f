"""Quantities: numbers → how much of which unit, with bounds, qualifier, direction and kind.

No model: what is printed around the numeral decides. The stages are one function each: units
at the number, neighbours that make one figure (ranges, ratios), numbers that are no claims,
units left out and taken from a neighbour, then qualifier, direction, kind and item.
"""

from __future__ import annotations

from dataclasses import replace

import regex

from claimtrack.context import Context, context
from claimtrack.marks import REACH, Mark, View, halves, mark, rate_after_noun
from claimtrack.naming import name_of
from claimtrack.numbers import FRACTION_DECIMALS
from claimtrack.records import Number, Quantity
from claimtrack.text import folded, plain, sentence_spans

# Tolerances of approximate figures (contract): 10 % for one significant figure and for
# collectives, 5 % otherwise.
COARSE, FINE = 0.10, 0.05
_ROUND = frozenset([20, 100, 1000, 10_000, 100_000, 1_000_000])


def find_quantities(text: str, numbers: list[Number], language: str) -> list[Quantity]:
    """The quantities that ``text`` states, in order, none overlapping another.

    ``numbers`` is what find_numbers gave for the same text. Years, dates, clock times, names
    and other numbers that are no claims are left out. Raises PackError for an unknown language.
    """
    words = context(language)
    view = View(text, plain(text), folded(text))
    marks = [m for m in _marks(view, numbers, words) if not m.name]
    _inherit(view, marks, words)
    _pounds(view, marks, words)
    return _spread_ages(view, [_quantity(view, found, words) for found in marks])


def left_out(text: str, numbers: list[Number], language: str) -> list[tuple[Number, str]]:
    """The numbers that are no claims, each with the rule that says so."""
    words = context(language)
    view = View(text, plain(text), folded(text))
    return [(m.number, m.name) for m in _marks(view, numbers, words) if m.name]


def _marks(view: View, numbers: list[Number], words: Context) -> list[Mark]:
    """The numbers with their units, ranges and ratios joined, names of other things named."""
    marks = [mark(view, number, words) for number in numbers]
    marks = halves(view, marks, words)
    marks = _ratios(view, marks, words)
    for i, found in enumerate(marks):
        found.name = name_of(view, found, marks[i - 1] if i else None, words)
    marks = _ranges(view, marks, words)
    for found in marks:
        if not found.name and not _counts(view, found, words):
            found.name = "not_counted"
    return marks


def _spread_ages(view: View, found: list[Quantity]) -> list[Quantity]:
    """ "âgés de 19 et 23 ans": what is joined to an age is one."""
    for i, (a, b) in enumerate(zip(found, found[1:], strict=False)):
        if a.kind == "age" and b.kind in ("duration", "count") and (b.unit == a.unit or not b.item):
            if view.low[a.end : b.start] in (" et ", " and ", " ou ", " or ", ", "):
                found[i + 1] = replace(b, kind="age", unit=a.unit)
    return found


# ---------------------------------------------------------------- neighbours that make one figure


def _ratios(view: View, marks: list[Mark], words: Context) -> list[Mark]:
    """ "un sur cinq", "four out of five", "one voter in three", "412 cas pour 100 000"."""
    kept: list[Mark] = []
    for found in marks:
        if kept and _per_many(view, kept[-1], found, words):
            continue
        if kept and _is_ratio(view, kept[-1], found, words):
            over, under = kept[-1], found
            value = round(over.number.value / under.number.value, FRACTION_DECIMALS)  # type: ignore[operator]
            number = Number(
                over.number.start, under.number.end, value, value, value, "ratio", "n_in_m"
            )
            kept[-1] = Mark(number, over.left, number.end, rules=("n_in_m",))
            continue
        kept.append(found)
    return kept


def _per_many(view: View, over: Mark, under: Mark, words: Context) -> bool:
    """ "412 cas pour 100 000 habitants": the second number is the rate's denominator."""
    many = under.value
    if many is None or many not in _ROUND or over.value is None or over.kind == "percent":
        return False
    gap = view.low[over.right : under.left]
    if len(gap) > 40 or not words.per_many.match(gap) or under.own_unit:
        return False
    if over.value >= many:
        return False
    over.unit, over.kind, over.own_unit = f"count / {int(many)}", "rate", True
    over.right = under.right
    over.rules += ("per_many",)
    return True


def _is_ratio(view: View, over: Mark, under: Mark, words: Context) -> bool:
    a, b = over.value, under.value
    if a is None or b is None or not 0 < a < b or a != int(a) or b != int(b) or b < 2:
        return False
    if over.own_unit or under.own_unit or over.number.form not in ("digits", "words"):
        return False
    if under.number.form not in ("digits", "words") or over.number.scale > 1:
        return False
    gap = view.low[over.right : under.left]
    joined = gap.strip()
    if joined in words.table["joins"]["ratio"] and gap[:1] == " ":
        return _small_denominator(a, b) and not _year_like(view, under)
    counted = _counted_between(gap, words)
    if not counted or not _small_denominator(a, b):
        return False
    if words.table["joins"]["ratio_one_only"]:
        return a == 1 and b <= 100
    return b <= 10 or a == 1 or b in _ROUND


def _counted_between(gap: str, words: Context) -> bool:
    """One or two words and then "sur" or "in": " train sur ", " voter in "."""
    parts = gap.split()
    for join in words.table["joins"]["ratio_counted"]:
        tail = join.split()
        if parts[-len(tail) :] == tail and 1 <= len(parts) - len(tail) <= 2:
            head = parts[: -len(tail)]
            return all(p not in words.stop and p.replace("-", "").isalpha() for p in head)
    return False


def _small_denominator(a: float, b: float) -> bool:
    """Of ten or a round number a ratio is meant; "84 écoles sur 118" are two counts."""
    return b <= 10 or b in _ROUND or (a <= 2 and b % 10 ** (len(str(int(b))) - 1) == 0)


def _year_like(view: View, found: Mark) -> bool:
    printed = view.low[found.number.start : found.number.end]
    return len(printed) == 4 and printed.isdigit()


def _ranges(view: View, marks: list[Mark], words: Context) -> list[Mark]:
    """Two numbers that are the ends of one range become one mark."""
    kept: list[Mark] = []
    for found in marks:
        low_end = kept[-1] if kept else None
        if low_end is not None and not low_end.range_end:
            rule = _range_rule(view, low_end, found, words)
            if rule and (low_end.name or found.name):
                low_end.name = found.name = low_end.name or found.name
            elif rule:
                kept[-1] = _joined(view, low_end, found, rule)
                continue
        kept.append(found)
    return kept


def _range_rule(view: View, a: Mark, b: Mark, words: Context) -> str:
    """Which rule makes ``a`` and ``b`` one range; "" where they are two figures."""
    if a.value is None or b.value is None or b.left - a.right > 40:
        return ""
    gap = view.low[a.right : b.left]
    joins = words.table["joins"]
    if gap.strip() in joins["plus_minus"]:
        return "plus_minus"
    match = words.join.fullmatch(gap)
    if match is None:
        pair = gap in (" ", ", ") and joins["words_may_pair"] and _word_pair(view, a, b)
        return "word_pair" if pair else ""
    join = match["j"] or "or"
    if a.own_unit and b.own_unit and a.unit != b.unit.partition(" / ")[0] and "cent" not in (a.unit, b.unit):
        return ""
    if a.number.form in ("ratio", "fraction", "multiple") and a.number.form != b.number.form:
        return ""
    opener = _opener(view, a, words)
    if join in joins["and"]:
        return "between" if opener == "between" else ""
    low_value, high_value = _shared_scale(a, b)
    if opener == "between":
        return "between"
    if a.own_unit and not b.own_unit and (a.left == a.number.start or a.kind == "rate"):
        return ""
    if low_value >= high_value:
        return ""
    if join in ("-", "–", "—"):
        return "dash" if _dash_range(view, a, b, gap) else ""
    if join in joins["range"] and join in ("or", "ou", "voire"):
        return "or" if high_value <= 10 * max(low_value, 1) else ""
    return "to" if _to_range(view, a, b, opener, words) else ""


def _word_pair(view: View, a: Mark, b: Mark) -> bool:
    """ "quinze vingt mille", "deux trois jours": two words that rise a little."""
    if a.number.form != "words" or b.number.form != "words" or a.own_unit:
        return False
    low_value, high_value = _shared_scale(a, b)
    near = low_value < high_value <= 2 * low_value
    return near and view.low[a.right : b.left] == " " and a.number.scale == 1


def _dash_range(view: View, a: Mark, b: Mark, gap: str) -> bool:
    printed = view.low[a.number.start : a.number.end]
    return a.number.form == b.number.form and not (gap.startswith(" ") != gap.endswith(" ")) and bool(printed)


def _shared_scale(a: Mark, b: Mark) -> tuple[float, float]:
    """Both values, the first with the second's scale where it shares it ("2 or 3 million")."""
    low, high = a.value or 0.0, b.value or 0.0
    if a.number.scale == 1 and b.number.scale > 1 and abs(low) < 1000 and not a.own_unit:
        if a.number.form in ("digits", "words"):
            low = low * b.number.scale
    elif a.number.scale == 1 and b.number.scale > 1 and abs(low) < 1000 and a.kind == "money":
        if b.unit in ("", a.unit) and low < high / b.number.scale and a.left < a.number.start:
            low = low * b.number.scale
    return low, high


def _opener(view: View, a: Mark, words: Context) -> str:
    """ "between" or "from" where such a word stands before the first number."""
    left = view.low[max(0, a.left - 40) : a.left].rstrip()
    match = words.before.search(left + " ")
    if match is not None and match.end() >= len(left) and match.start() > 0:
        stripped = left[: match.start()].rstrip()
        if stripped.endswith(("between", "entre", "from", "de")):
            left = stripped
    for opener in words.table["joins"]["between"]:
        if left == opener or left.endswith((f" {opener}", f"'{opener}", f"\n{opener}", f'"{opener}', f"({opener}")):
            return "between"
    last = left.rsplit(" ", 1)[-1].rsplit("\n", 1)[-1].lstrip('"(')
    if last == "by":
        return "by"
    if last in words.table["joins"]["from"] or last.endswith(tuple(f for f in words.table["joins"]["from"] if "'" in f)):
        return "from"
    return ""


def _to_range(view: View, a: Mark, b: Mark, opener: str, words: Context) -> bool:
    """Is "from A to B" a range, or a change from one level to another (two figures)?"""
    if opener == "by":
        return b.own_unit
    if opener != "from":
        return True
    joins = words.table["joins"]
    begin = max(_sentence_start(view, a.left), a.left - 110)
    before = set(_words_of(view.low[begin : a.left]))
    if before & set(joins["range_verbs"]):
        return True
    if before & set(joins["level_verbs"]):
        return False
    change = bool(before & set(words.direction))
    if change and words.fillers & {"de"} and b.kind == "percent" and not a.own_unit:
        return True
    return not change


def _words_of(text: str) -> list[str]:
    return [w.strip(".,;:()\"") for w in text.replace("'", " ").split()]


def _sentence_start(view: View, at: int) -> int:
    from bisect import bisect_right

    spans = sentence_spans(view.text)
    i = bisect_right(spans, (at, len(view.text) + 1)) - 1
    return spans[i][0] if i >= 0 else 0


def _joined(view: View, a: Mark, b: Mark, rule: str) -> Mark:
    """The range from ``a`` to ``b`` as one mark; bounds keep the printed order."""
    low, high = _shared_scale(a, b)
    if rule == "plus_minus":
        number = replace(a.number, end=b.number.end, low=low - high, high=low + high)
        qualifier = "approx"
    else:
        number = Number(
            a.number.start, b.number.end, None, low, high, "range", rule, b.number.scale
        )
        qualifier = "range"
    unit, kind = (b.unit, b.kind) if b.own_unit else (a.unit, a.kind)
    return Mark(
        number, a.left, b.right, unit, kind, qualifier=qualifier,
        own_unit=a.own_unit or b.own_unit, range_end=True, rules=(*a.rules, *b.rules, rule),
        first=a.number,
    )  # fmt: skip


# ---------------------------------------------------------------- what counts


def _counts(view: View, found: Mark, words: Context) -> bool:
    """Is the number a figure? "un", "une" and "one" only where they count."""
    number = found.number
    if number.value != 1 or number.form != "words" or number.scale != 1:
        return _fraction_counts(view, found, words)
    one = words.table["one"]
    low, start, end = view.low, number.start, number.end
    printed = low[start:end]
    if printed not in ("un", "une", "one"):
        return True
    left = low[max(0, start - 24) : start]
    if any(left.endswith(n) for n in one["never"]):
        return False
    rest = low[end : end + 40].lstrip(" -")
    seul = regex.match(r" seule?(?!\w)", low[end : end + 8])
    if seul is not None and words.fillers & {"de"}:
        found.number = replace(number, end=end + seul.end())
        found.right = max(found.right, found.number.end)
        return True
    if any(rest.startswith(w) and not rest[len(w) : len(w) + 1].isalpha() for w in one["units"]):
        return True
    if left.rstrip(" ").endswith(tuple(one["before"])) or left.endswith(tuple(one["before"])):
        return found.own_unit or _noun_after(view, end, words)
    if any(rest.startswith(w) and not rest[len(w) : len(w) + 1].isalpha() for w in one["after"]):
        return not rest.startswith(("in ", "sur ")) and not left.rstrip().endswith(("no", "any", "every", "each"))
    return rest.startswith("of the ") and _number_next(rest[7:], words)


def _number_next(rest: str, words: Context) -> bool:
    from claimtrack.numbers import CARDINAL, grammar

    word = rest.split(" ", 1)[0].split("-", 1)[0]
    return word[:1].isdigit() or grammar(words.language).words.get(word, ("",))[0] == CARDINAL


def _noun_after(view: View, end: int, words: Context) -> bool:
    match = words.next_word.match(view.low, end)
    return match is not None and match["w"] not in words.stop


def _fraction_counts(view: View, found: Mark, words: Context) -> bool:
    """English "a third" is a share only before "of", a verb or a stop; else it is an ordinal."""
    number = found.number
    if number.form != "fraction" or found.own_unit or number.scale > 1:
        return not (number.form == "multiple" and not _multiple_counts(view, found, words))
    printed = view.low[number.start : number.end]
    left = view.low[max(0, number.start - 12) : number.start].rstrip().rsplit(" ", 1)[-1]
    if printed in ("half", "quarter") and left in _HALF_NAMES:
        return False
    if printed[:2] not in ("a ", "an"):
        return True
    match = words.next_word.match(view.low, number.end)
    return match is None or match["w"] in words.stop or match["w"] in _AFTER_SHARE or view.low[number.end] != " "


_HALF_NAMES = frozenset("first second last latter other better final third fourth opening this that each every".split())
_AFTER_SHARE = frozenset("higher lower larger smaller smoker faster slower better worse say think believe want live support compared came come need".split())


def _multiple_counts(view: View, found: Mark, words: Context) -> bool:
    """ "double" as an adjective ("double vitrage", "a double murder") is no figure."""
    printed = view.low[found.number.start : found.number.end]
    if printed in ("double", "triple", "treble", "doubles", "triples", "la double", "la triple"):
        return view.low.startswith(_AFTER_DOUBLE, found.number.end)
    return True


_AFTER_DOUBLE = (" the ", " that ", " what ", " its ", " last ", " de ce", " de la ", " du ", " d'un")


# ---------------------------------------------------------------- units taken from neighbours


def _inherit(view: View, marks: list[Mark], words: Context) -> None:
    """Give a bare number the unit of the figure it belongs to ("contre cinq", "closer to 14bn")."""
    for i, found in enumerate(marks):
        if found.number.scale >= 10**6 and found.unit.startswith("count / "):
            money = next((m for m in reversed(marks[:i]) if m.kind == "money"), None)
            if money is not None and money.left > found.left - 200:
                found.unit = found.unit.replace("count", money.unit, 1)
        if found.own_unit or found.number.form in ("ratio", "multiple"):
            continue
        if found.number.form == "fraction" and found.number.scale == 1:
            continue
        nxt = marks[i + 1] if i + 1 < len(marks) else None
        if nxt is not None and nxt.own_unit and _ends_of_change(view, found, nxt, words):
            found.unit, found.kind = nxt.unit, nxt.kind
            found.rules += ("unit_of_next",)
            continue
        previous = _previous(view, marks, i, words)
        if previous is not None:
            found.unit, found.kind = previous.unit, previous.kind
            found.shared = True
            found.rules += ("unit_of_previous",)


def _pounds(view: View, marks: list[Mark], words: Context) -> None:
    """Pounds and livres are money in large sums and near words of money, else a weight."""
    money = frozenset(words.table["words"]["money_words"])
    for found in marks:
        if found.unit != "pound" or "unit_symbol" in found.rules:
            continue
        near = set(_words_of(view.low[max(0, found.left - 40) : found.left]))
        if found.number.scale >= 10**6 or near & money:
            found.unit, found.kind = "GBP", "money"


def _ends_of_change(view: View, a: Mark, b: Mark, words: Context) -> bool:
    """ "de 91 à 84 %", "from 47 to 44 per cent": the unit is printed once."""
    gap = view.low[a.right : b.left]
    match = words.join.fullmatch(gap)
    return match is not None and match["j"] in ("à", "to", "-", "–") or gap.strip() in ("contre", "against", "and", "et") and b.kind in ("percent",)


def _previous(view: View, marks: list[Mark], i: int, words: Context) -> Mark | None:
    """The figure before whose unit this one shares, if the words between say so."""
    found = marks[i]
    bare = not _counts_a_noun(view, found, words)
    if not bare:
        return None
    start = _sentence_start(view, found.left)
    if found.number.scale >= 10**6:
        return _last_money(view, marks[max(0, i - 8) : i], found, start, words)
    for previous in reversed(marks[max(0, i - 4) : i]):
        if previous.left < start or not previous.unit or previous.unit == "count":
            return None
        if _parallel(view, previous, found, words) or _of_which(view, found):
            return previous
        if _of_place(view, previous, words) and not _versus_ends(view, found):
            continue
        return previous if _versus(view, previous, found, words) else None
    return None


def _of_which(view: View, found: Mark) -> bool:
    """ "huit ans de prison, dont trois avec sursis"."""
    left = view.low[max(0, found.left - 20) : found.left].rstrip()
    return left.endswith((" dont", " including"))


def _parallel(view: View, previous: Mark, found: Mark, words: Context) -> bool:
    """ "20 minutes in Lyon and 55 in Turin": the same small word follows both."""
    a = words.next_word.match(view.low, previous.right)
    b = words.next_word.match(view.low, found.right)
    gap = view.low[previous.right : found.left]
    joined = gap.endswith((" and ", " et ", ", "))
    return joined and len(gap) < 50 and a is not None and b is not None and a["w"] == b["w"] and a["w"] in words.stop


def _of_place(view: View, previous: Mark, words: Context) -> bool:
    """ "within five kilometres", "en deux semaines": where or when, not what is compared."""
    left = view.low[max(0, previous.left - 16) : previous.left].rstrip()
    return left.rsplit(" ", 1)[-1] in words.table["words"]["place_before"]


def _versus_ends(view: View, found: Mark) -> bool:
    return _ends_clause(view, found)


def _last_money(
    view: View, before: list[Mark], found: Mark, start: int, words: Context
) -> Mark | None:
    """The money that a bare "3,05 milliards" goes on about, up to some sentences back."""
    for previous in reversed(before):
        if previous.left < start - 400:
            return None
        if previous.kind == "money":
            return previous
        if previous.kind == "rate" and not previous.unit.startswith("count"):
            elided = view.low[max(0, found.left - 24) : found.left].split(" ")
            if set(elided) & set(words.table["joins"]["elided_object"]):
                return None
            return replace_unit(previous)
        if previous.number.scale >= 10**6 and previous.left >= start:
            return None
    return None


def replace_unit(previous: Mark) -> Mark:
    """The amount of money behind a rate: EUR of "EUR / year"."""
    unit = previous.unit.split(" / ")[0]
    return Mark(previous.number, previous.left, previous.right, unit, "money")


def _counts_a_noun(view: View, found: Mark, words: Context) -> bool:
    """Does a counted noun follow?"""
    low, end = view.low, found.number.end
    if low.startswith(words.of, end) and (found.number.scale >= 10**6 or found.number.form in ("collective", "vague")):
        return True
    match = words.next_word.match(view.plain, end)
    if match is None:
        return False
    word = match["w"].lower().replace("’", "'")
    if word in words.stop or word.startswith(("d'", "l'", "qu'", "s'", "n'")):
        return False
    if found.number.scale >= 10**6:
        past = word.endswith(("é", "és", "ée", "ées", "ed", "us", "is"))
        return not (past and words.fillers & {"de"}) and not match["w"][0].isupper()
    if words.fillers & {"de"} and word.endswith(("é", "és", "ée", "ées")) and word not in words.persons:
        return False
    return True


def _versus(view: View, previous: Mark, found: Mark, words: Context) -> bool:
    """ "contre cinq", "instead of 12", "en propose 700": words that compare with the figure before."""
    left = view.low[max(0, found.left - 40) : found.left].rstrip()
    match = words.before.search(left + " ")
    if match is not None and match.end() >= len(left):
        left = left[: match.start()].rstrip()
    joins = words.table["joins"]
    if not any(left.endswith(f" {w}") or left.endswith(f"\n{w}") for w in joins["versus"]):
        tokens = left.split(" ")[-2:]
        past = words.next_word.match(view.low, found.number.end)
        if past and past["w"].endswith(("és", "ées", "ed")) and tokens[-1] in ("les", "des", "aux", "the"):
            return previous.kind == "money"
        return bool(joins["elided_object"]) and tokens[0] in joins["elided_object"]
    if previous.shared and left.endswith((" et", " and")):
        return True
    strong = ("dont", "including", "contre", "against", "au lieu de", "compared with", "compared to", "instead of", "rather than", "up from", "down from", "than")
    if any(left.endswith(f" {w}") for w in strong):
        return True
    gap = view.low[previous.right : found.left]
    if previous.kind == "percent" and not any(left.endswith(f" {w}") for w in ("from", "à", "to")):
        return False
    return previous.kind in ("duration", "money", "measure", "percent") and len(gap) < 60 and _ends_clause(view, found)


def _ends_clause(view: View, found: Mark) -> bool:
    return view.low[found.number.end : found.number.end + 1] in ("", ",", ".", ";", ")", '"', ":") or view.low[
        found.number.end : found.number.end + 2
    ] in (' "', " ;", " :", "\n")


# ---------------------------------------------------------------- the finished quantity


def _quantity(view: View, found: Mark, words: Context) -> Quantity:
    item, head, item_end = _item(view, found, words)
    if not found.unit and found.number.form in ("digits", "words", "range", "collective"):
        _age(view, found, words)
        if not found.unit:
            rate_after_noun(view, found, item_end if item else found.right, words)
        if found.kind == "age":
            item, head, item_end = "", "", found.right
    elif found.unit in ("year", "month", "week", "day") and found.kind == "duration":
        _age_of_years(view, found, words)
    _times(view, found, words)
    _degrees(view, found, words)
    kind = found.kind or _kind(found)
    unit = found.unit or ("dimensionless" if kind == "ratio" else "count")
    qualifier, start, end = _qualifier(view, found, max(found.right, item_end), words)
    direction = _direction(view, found, kind, start, words)
    value, low, high, qualifier = _bounds(found, qualifier)
    return Quantity(
        start=start,
        end=end,
        number=found.number,
        value=value,
        low=low,
        high=high,
        qualifier=qualifier,
        direction=direction,
        kind=kind,
        unit=unit,
        item=item,
        item_head=head,
        rules=(found.number.rule, *found.rules, f"qualifier:{qualifier}"),
    )


def _kind(found: Mark) -> str:
    if found.number.form in ("ratio", "multiple"):
        return "ratio"
    if found.number.form == "fraction" and found.number.scale == 1:
        return "ratio"
    if found.number.form == "range" and found.first is not None and found.first.form in ("fraction", "ratio"):
        return "ratio"
    return "count"


def _times(view: View, found: Mark, words: Context) -> None:
    """ "deux fois plus", "three times as many" are ratios; "trois fois" alone is a count."""
    if found.own_unit or found.number.form not in ("digits", "words", "range", "vague"):
        return
    before = words.times_before.search(view.low, max(0, found.left - 24), found.left)
    if before is not None and before.end() == found.left:
        found.kind, found.unit, found.rules = "ratio", "dimensionless", (*found.rules, "times")
        return
    match = words.times.match(view.low, found.number.end)
    if match is None:
        return
    found.right = match.end()
    if match["c"]:
        found.kind, found.unit = "ratio", "dimensionless"
        found.rules += ("times",)


def _degrees(view: View, found: Mark, words: Context) -> None:
    """Plain degrees are of temperature near words of weather; a change of them is a difference."""
    if not found.unit.startswith("degree"):
        return
    start = max(_sentence_start(view, found.left), found.left - 80)
    near = view.low[start : found.right + 24]
    tokens = set(_words_of(near))
    table = words.table["words"]
    changed = any(c in near for c in table["change_of_degrees"])
    after = words.after_direction.match(view.low, found.right)
    if found.unit == "degree" and tokens & set(table["warm"]):
        found.unit = "degree_Celsius" if not table.get("m_is_million") or changed else "degree"
    if found.unit != "degree" and (after or (changed and not _at_level(view, found, words))):
        found.unit = f"delta_{found.unit}"


def _at_level(view: View, found: Mark, words: Context) -> bool:
    """ "rose to 11C", "grimpé jusqu'à 41 °C" give the temperature itself."""
    left = view.low[max(0, found.left - 14) : found.left].rstrip()
    return left.endswith((" to", " at", " à", "qu'à", " of", "reached", "was", "hit", "atteint"))


def _age(view: View, found: Mark, words: Context) -> None:
    """A bare number that is somebody's age: "Ann Reyes, 71, said", "aged 25 to 40", "under ten"."""
    low, start, end = view.low, found.number.start, found.number.end
    first = found.value if found.value is not None else found.number.high
    if first is None or first > 1000 or found.number.scale > 1:
        return
    before = words.age_before.match(low, max(0, start - 24), start)
    if before is not None or _in_brackets(view, found) or _after_name(view, found, words) or _age_group(view, found, words):
        found.unit, found.kind = "year", "age"
        found.rules += ("age",)
    else:
        old = words.age_after.match(low, end)
        if old is not None:
            unit = next((u for u in ("month", "week", "day", "hour") if u in old["a"]), "year")
            found.unit, found.kind, found.right = unit, "age", old.end()
            found.rules += ("age_old",)


def _after_name(view: View, found: Mark, words: Context) -> bool:
    """ "Ann Reyes, 71," and "a farmer, 63, who"; "a man of 36"."""
    plain_text, start, end = view.plain, found.number.start, found.number.end
    if found.number.form == "words" and _of_someone(view, found, words):
        return True
    bare = plain_text[start:end].isdigit() and end - start <= 3
    if not bare and not (found.number.form == "words" and plain_text[end : end + 1] == ","):
        return False
    after = plain_text[end : end + 1]
    left = plain_text[max(0, start - 30) : start]
    if left.endswith(" of ") or left.endswith(" de "):
        noun = left[:-4].rsplit(" ", 1)[-1].lower()
        return noun in words.persons and after in ",.;) " and (found.value or 0) >= 10
    if not left.endswith(", ") or after not in (",", ".", ";", ")", "\n", ""):
        return False
    word = left[:-2].rsplit(" ", 1)[-1].rsplit("\n", 1)[-1]
    if not word or not word[-1].isalpha():
        return False
    named = word[0].isupper() and not word.isupper()
    named = named and bare
    article = left[: -2 - len(word)].rstrip().rsplit(" ", 1)[-1].lower()
    known = word in words.persons or article in ("a", "an", "the", "his", "her", "un", "une")
    if not named and not (known and after == "," and 10 <= (found.value or 0) <= 110):
        return False
    if after == "," and plain_text[end + 1 : end + 2] != " ":
        return False
    least = 10 if after == ")" else 1
    return (found.value or 0) >= least


def _of_someone(view: View, found: Mark, words: Context) -> bool:
    """ "a boy of nine"."""
    left = view.low[max(0, found.number.start - 24) : found.number.start]
    after = view.low[found.number.end : found.number.end + 1]
    if not left.endswith(" of ") or after not in (",", ".", ";", ")", " ", ""):
        return False
    return left[:-4].rsplit(" ", 1)[-1] in words.persons and _ends_clause(view, found)


def _in_brackets(view: View, found: Mark) -> bool:
    """ "Milan Perić (44) will": a full name before the brackets, the only ones near."""
    plain_text, start, end = view.plain, found.number.start, found.number.end
    if plain_text[start - 2 : start] != " (" or plain_text[end : end + 1] != ")":
        return False
    name = plain_text[max(0, start - 40) : start - 2].split(" ")[-2:]
    full = len(name) == 2 and all(n[:1].isupper() and n.isalpha() for n in name)
    return full and 14 <= (found.value or 0) <= 110 and plain_text[end + 1 : end + 2] == " "


def _age_group(view: View, found: Mark, words: Context) -> bool:
    """ "children under ten", "anyone over 50", "over-65s"."""
    low, start, end = view.low, found.number.start, found.number.end
    if words.language and low[end : end + 1] == "s" and low[end + 1 : end + 2] in " ,.;)":
        return low.endswith(("over-", "under-", "over ", "under ", "the "), 0, start)
    return _of_a_group(low[max(0, start - 40) : start], words) and not low[end : end + 2].strip().startswith("%")


def _of_a_group(before: str, words: Context) -> bool:
    """ "children under ", "les plus de ": what stands before makes the number an age limit."""
    left = before.rstrip(" -")
    for phrase in words.table["age"]["group_before"]:
        if left.endswith(f" {phrase}") or left == phrase:
            if " " in phrase and not words.table["time"]["months_before"]:
                return True
            noun = left[: -len(phrase)].rstrip().rsplit(" ", 1)[-1].lstrip('"(')
            return noun in words.persons
    return False


def _age_of_years(view: View, found: Mark, words: Context) -> None:
    """A duration in years that is an age: "57-year-old", "âgé de 8 ans", "Josette, 71 ans,"."""
    low, left, right = view.low, found.left, found.right
    age = words.table["age"]
    start = low[max(0, left - 40) : left]
    unit_at = found.number.end
    rules = (
        (words.age_after.match(low, unit_at) is not None, "age_old"),
        (words.age_before.match(low, max(0, left - 30), left) is not None, "aged"),
        (_of_a_group(start, words), "age_group"),
        (_of_a_person(view, found, words), "person_of"),
        (_apposed_age(view, found, words), "apposed_age"),
        (any(start.endswith(f" {p} ") for p in age["at"]) and (found.value or 0) >= 10 and found.unit == "year" and not low[right : right + 4].startswith((" de ", " d'")), "at_age"),
    )
    for hit, rule in rules:
        if hit:
            found.kind = "age"
            found.rules += (rule,)
            old = words.age_after.match(low, unit_at)
            found.right = max(found.right, old.end()) if old else found.right
            return


def _of_a_person(view: View, found: Mark, words: Context) -> bool:
    """ "une habitante de Kyiv de 68 ans", "un bébé de cinq mois"."""
    low = view.low
    left = low[max(0, found.left - 50) : found.left]
    left = regex.split(r"[.,;:()\n\"]", left)[-1]
    if not left.endswith((" de ", " d'")) or low[found.right : found.right + 3] == " de" or low[
        found.right : found.right + 3
    ] == " d'":
        return False
    tokens = left.rstrip().split(" ")[:-1][-4:]
    clean = [t.rsplit("'", 1)[-1] for t in tokens]
    return any(t in words.persons for t in clean)


def _apposed_age(view: View, found: Mark, words: Context) -> bool:
    """ "Josette Martin, 71 ans," and "(44 ans)"."""
    low, plain_text = view.low, view.plain
    before = plain_text[max(0, found.left - 30) : found.left]
    after = low[found.right : found.right + 1]
    if before.endswith("("):
        return after in (")", ",") and before[:-1].rstrip()[-1:].isalpha()
    if not before.endswith(", ") or after not in (",", ".", ";", ")", ":", "\n", "") or found.unit != "year":
        return False
    word = before[:-2].rsplit(" ", 1)[-1]
    return bool(word) and (word[0].isupper() or word.lower() in words.persons)


def _qualifier(view: View, found: Mark, end: int, words: Context) -> tuple[str, int, int]:
    """(qualifier, start, end of the mention) from the words before and after the number."""
    low, start = view.low, found.left
    if found.qualifier:
        begin = _range_opener_start(view, found, words)
        return found.qualifier, begin, max(end, found.right)
    before = _phrase_before(low, start, words)
    after = words.after.match(low, found.right) or words.after.match(low, end)
    if before is not None:
        name = _in_context(view, found, before, words)
        if name == "less_than" and low.endswith(("no ", "not ", "pas "), 0, before[1]):
            name = "at_least"
        elif name == "more_than" and low.endswith(("no ", "not ", "pas "), 0, before[1]):
            name = "at_most"
        if found.number.form == "vague" and name == "approx":
            name = "vague"
        return name, before[1], max(end, found.right)
    if after is not None and found.number.form != "vague":
        return words.after_names[after["q"]], start, max(end, after.end("q"))
    if found.number.form == "vague":
        return "vague", start, max(end, found.right)
    if found.number.form == "collective":
        return "approx", start, max(end, found.right)
    return "exact", start, max(end, found.right)


def _in_context(view: View, found: Mark, before: tuple[str, int], words: Context) -> str:
    """What the phrase means here: "paid over seven years" and "revised up to 62 %" are exact."""
    phrase, start = before
    left = view.low[max(0, start - 24) : start].rstrip().rsplit(" ", 3)
    if phrase == "plus que" and found.number.form != "multiple":
        return "exact"
    if phrase == "over" and found.kind == "duration":
        return "more_than" if left[-1] in words.table["words"].get("over_time", ()) else "exact"
    if phrase == "up to" and set(left[1:]) & set(words.table["joins"]["level_verbs"]):
        return "exact"
    return words.before_names[phrase]


def _phrase_before(low: str, start: int, words: Context) -> tuple[str, int] | None:
    """The qualifying phrase that ends where the number starts, and where it begins."""
    match = words.before.match(low, max(0, start - 46), start)
    if match is None:
        return None
    phrase = match[0].rstrip(" ,")
    while phrase not in words.before_names and " " in phrase:
        phrase = phrase.rsplit(" ", 1)[0]
    if phrase not in words.before_names:
        return None
    if not phrase.endswith("'") and low[start - 1] not in " -(" and not phrase.endswith(("~", "≈")):
        return None
    return phrase, match.start()


def _range_opener_start(view: View, found: Mark, words: Context) -> int:
    """A range's mention starts at "entre", "between", "from" or "de"."""
    left = view.low[max(0, found.left - 24) : found.left]
    for opener in (*words.table["joins"]["between"], *words.table["joins"]["from"]):
        if left.endswith(f"{opener} ") and not left[: -len(opener) - 1][-1:].isalpha():
            return found.left - len(opener) - 1
    return found.left


def _bounds(found: Mark, qualifier: str) -> tuple[float | None, float | None, float | None, str]:
    """(value, low, high, qualifier) as the contract says."""
    number = found.number
    value = number.value
    if found.qualifier == "range" or number.form == "vague":
        return None, number.low, number.high, "range" if found.qualifier == "range" else "vague"
    if found.qualifier == "approx":
        return value, number.low, number.high, "approx"
    if value is None:
        return None, number.low, number.high, qualifier
    if qualifier in ("more_than", "at_least"):
        return value, value, None, qualifier
    if qualifier in ("less_than", "at_most"):
        return value, None, value, qualifier
    if qualifier == "approx":
        wide = tolerance(value, number.form) * abs(value)
        return value, tidy(value - wide), tidy(value + wide), qualifier
    return value, value, value, "exact"


def tolerance(value: float, form: str) -> float:
    """The share by which an approximate figure may be off (contract: 10 % or 5 %)."""
    figures = f"{abs(value):.12g}".replace(".", "").strip("0")
    return COARSE if len(figures) <= 1 or form == "collective" else FINE


def tidy(value: float) -> float:
    """Without the dust of binary fractions (10.799999999999999 → 10.8)."""
    return float(f"{value:.12g}")


def _direction(view: View, found: Mark, kind: str, start: int, words: Context) -> str:
    """ "up" or "down" where the figure is a change: "hausse de 3 %", "fell 2.5%", "10% more"."""
    if kind not in ("percent", "ratio", "measure", "count", "money"):
        return ""
    low = view.low
    if kind in ("percent", "ratio", "measure") and found.number.form != "ratio":
        match = words.after_direction.match(low, found.right)
        if match is not None:
            return "up" if match["up"] else "down"
    if found.number.form == "multiple":
        printed = low[found.number.start : found.number.end]
        return "up" if not printed.startswith(("le ", "the ")) and printed != "twice" else ""
    left = low[max(0, start - REACH) : start]
    clause = left.rsplit("\n", 1)[-1].rsplit(". ", 1)[-1].rsplit(",", 1)[-1].rsplit(";", 1)[-1].replace("'", "' ")
    tokens = clause.split()
    if not tokens:
        return ""
    last = tokens[-1]
    if last in words.direction:
        return words.direction[last] if kind != "count" else ""
    if last not in words.fillers or last in words.level and last != "in":
        return ""
    for token in reversed(tokens[-6:-1]):
        if token in words.direction:
            return words.direction[token]
        if token in words.level or (kind == "count" and token not in words.fillers):
            return ""
    return ""


def _item(view: View, found: Mark, words: Context) -> tuple[str, str, int]:
    """(item, item_head, end) of the counted noun that follows directly; ("", "", …) if none."""
    if found.kind in ("percent", "duration", "rate", "age") or found.number.form == "multiple":
        return "", "", found.right
    at = _after_of(view.low, found, words)
    start, head, end = -1, "", at
    for _ in range(5):
        match = words.noun.match(view.low, end)
        if match is None or match["w"] in words.stop:
            break
        if start >= 0 and match["w"][0] in "'":
            break
        start = match.start("w") if start < 0 else start
        head, end = match["w"], match.end()
        if head not in words.modifiers and (words.noun_first or _plural_noun(head, words)):
            break
    if start < 0:
        return "", "", found.right
    if not words.noun_first and not _plural_noun(head, words):  # no plural: the first word counts
        first = words.noun.match(view.low, at)
        head, end = (first["w"], first.end()) if first["w"] not in words.modifiers else (head, end)
    return view.text[start:end], lemma(head, words), end


def _after_of(low: str, found: Mark, words: Context) -> int:
    """Past the "de", "d'", "des" or "of the" that leads to the counted noun."""
    at = found.right
    match = words.of_noun.match(low, at)
    if match is None or (found.unit and match["the"]):
        return at
    return int(match.end())


def _plural_noun(word: str, words: Context) -> bool:
    table = words.table["words"]
    return word in table["singulars"] or (word.endswith("s") and not word.endswith(tuple(table["keep_endings"])))


def lemma(word: str, words: Context) -> str:
    """A rough singular of a noun, until a parser lemmatises it."""
    table = words.table["words"]
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
