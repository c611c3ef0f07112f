"""Numbers that only name or number something: article 5, F-16, a phone number, a score.

``name_of`` says which rule makes a number no claim, "" where none does. All rules look at the
few characters around the number and at word lists of the pack; none knows an article.
"""

from __future__ import annotations

import regex

from claimtrack.context import Context
from claimtrack.dates import noun_follows, time_of
from claimtrack.marks import Mark, View

_TOKEN_BEFORE = regex.compile(r"(?r)\S+")
_TOKEN_AFTER = regex.compile(r"\S*")
_WORDS_BEFORE = regex.compile(
    r"(?r)(?:(?P<w2>[\p{L}'&.°º-]+)[ ])?(?P<w1>[\p{L}'&.°º#§№-]+[ ]?|[#§№][ ]?)"
)
_URL = regex.compile(
    r"https?:|www\.|\w@\w|\.(?:com|org|net|fr|co|info|gov|edu)(?:/|$)|^[@#]\w|\w/\w+/"
)
_PHONE = regex.compile(
    r"""\+\d{1,3}[ .\-(]*\d[\d .\-()/]{5,16}\d | \(0?\d{2,4}\)[ ]?\d{3,4}[ .\-]\d{3,4}
      | (?<!\d)0\d(?:[ .\-]?\d{2}){4}(?!\d) | (?<!\d)\d{3}[.\-]\d{3}[.\-]\d{4}(?!\d)
      | (?<!\d)\d{3}-\d{4}(?!\d) | (?<!\d)0[ ]8\d\d(?:[ ]\d{3}){2}(?!\d)
      | (?<!\d)\d{3}[ ]\d{3}-\d{4}(?!\d) | (?<!\d)0\d{2,4}[ ]\d{3,4}[ ]\d{3,4}(?!\d)""",
    flags=regex.X,
)
_DATE = regex.compile(
    r"""(?<![\d/])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.])\d{1,2}\1\d{2,4}
      | \d{1,2}/\d{4})(?![\d/])""",
    flags=regex.X,
)
_CITATION_AFTER = regex.compile(r"(?:[,–-]\s?\d+)*\]")
_ORDINAL = regex.compile(
    r"(?:(?<=1)st|(?<=2)n?d|(?<=3)r?d|th|ers?|res?|ère|e[sr]?|[èe]mes?|è|ᵉʳ?|º|ª|nde|°)(?![\p{L}])"
)
_LISTS = regex.compile(r"[,;]| (?:et|and) ")
_STEP = regex.compile(r"(?:^|[.:!?;])[ ]$")
_LIST_ITEM = regex.compile(r"[.)][ \t]|\.?°[ ]|[ ]?[.)-][ ]")
_SCORE_AFTER = regex.compile(r"[-–](?P<other>\d{1,3})(?!\d)(?![ ]?(?:%|\p{Sc}))")
_SCORE_BEFORE = regex.compile(r"(?r)(?<!\d)(?P<other>\d{1,3})[-–]")
# No figure in the news is printed with so many digits and no grouping.
_LONGEST_NUMBER = 12
_HIGHEST_SCORE = 250
_IN_TOKEN_BEFORE, _IN_TOKEN_AFTER = frozenset("/=?&_@#.,:+-(%"), frozenset("/=?&_@-:.")
_OPENERS = frozenset('.!?:;…–—-"(•·|\n')
_ROUND = frozenset([100, 1000, 10_000, 100_000, 1_000_000])
_NEAR = 60
# A figure this close before makes a list of results of "League 38".
_LISTED = 80


def name_of(view: View, found: Mark, previous: Mark | None, words: Context) -> str:
    """The rule that makes this number no claim, or "". ``previous`` is the number before it."""
    number = found.number
    if found.kind == "money" or number.form in ("vague", "collective"):
        return ""
    if number.form == "digits":
        rule = _digits(view, found, words)
        if rule:
            return rule
    if found.own_unit:
        return _idiom(view, found, words) if found.kind in ("measure", "duration") else ""
    rule = _numbered(view, found, words) or _numbered_too(view, found, previous, words)
    beside = previous is not None and previous.right == number.start - 1
    if not rule and number.form != "digits" and not beside:
        rule = _in_name(view, found)
    rule = rule or _idiom(view, found, words) or _street(view, found, words)
    if not rule and number.form == "digits":
        rule = _after_capital(view, found, previous, words) or _called(view, found, words)
    return rule


# ---------------------------------------------------------------- digits


def _digits(view: View, found: Mark, words: Context) -> str:
    """Rules that go by the characters next to a digit string."""
    low, start, end = view.low, found.number.start, found.number.end
    before, after = low[start - 1 : start] or "\n", low[end : end + 1] or "\n"
    rule = _in_token(low, start, end, before, after) or _code(view, start, end, before, words)
    if rule:
        return rule
    if after.isalpha() and _ORDINAL.match(low, end):
        return "ordinal"
    if not found.own_unit:
        rule = _unknown_letters(low, start, end, after) or _listed(low, start, end, before)
    return rule or time_of(view, found, words) or _score(view, found, words)


def _in_token(low: str, start: int, end: int, before: str, after: str) -> str:
    """Web addresses, phone numbers and numeric dates around the number."""
    groups = low[max(0, start - 2) : start].strip().isdigit() and before == " "
    groups = groups or (after == " " and low[end + 1 : end + 2].isdigit())
    if not (before in _IN_TOKEN_BEFORE or after in _IN_TOKEN_AFTER or groups):
        return ""
    left = _TOKEN_BEFORE.match(low, max(0, start - 80), start)
    token = low[left.start() if left else start : _TOKEN_AFTER.match(low, end).end()]
    if _URL.search(token):
        return "web_address"
    for pattern, rule in ((_DATE, "numeric_date"), (_PHONE, "phone_number")):
        for match in pattern.finditer(low, max(0, start - 18), min(len(low), end + 18)):
            if match.start() <= start and end <= match.end() + 1:
                return rule
    return ""


def _capital_before(view: View, end: int) -> bool:
    word = _WORDS_BEFORE.match(view.plain, max(0, end - 24), end)
    return (
        word is not None
        and word["w1"].rsplit("'", 1)[-1][:1].isupper()
        and not (word["w2"] and word["w2"][0].isupper())
    )


def _code(view: View, start: int, end: int, before: str, words: Context) -> str:
    """ "007", "F-16", "[12]", "Bègles (33)"."""
    low = view.low
    if low[start] == "0" and end - start > 1 and low[start:end].isdigit():
        return "identifier"
    if end - start > _LONGEST_NUMBER and low[start:end].isdigit():
        return "identifier"
    word = before == "-" and low[start - 2 : start - 1].isalpha()
    decimal = "." in low[start:end] and view.plain[start - 3 : start - 1].islower()
    if word and not decimal and not _limit(low, start):  # but "a magnitude-6.0 earthquake"
        return "identifier"
    if before == "." and low[start - 2 : start - 1].isalpha():
        return "identifier"
    slashed = (before == "/" and low[start - 2 : start - 1].isdigit()) or (
        low[end : end + 1] == "/" and low[end + 1 : end + 2].isdigit()
    )
    if slashed or (low[end : end + 1] == "(" and low[end + 2 : end + 3] == ")"):
        return "identifier"
    bracketed = before == "(" and low[end : end + 1] == ")" and low[start - 3 : start - 2].isalpha()
    if bracketed and words.table["names"]["departments"] and low[start:end].isdigit():
        place = 1 < end - start < 4 and _capital_before(view, start - 2)
        return "department" if place else ""
    return "citation" if before == "[" and _CITATION_AFTER.match(low, end) else ""


def _limit(low: str, start: int) -> bool:
    """ "over-65s", "sub-20"."""
    return low.endswith(("over-", "under-", "sub-"), max(0, start - 6), start)


def _unknown_letters(low: str, start: int, end: int, after: str) -> str:
    """Letters joined to the digits that are no unit: "777f", "3-D"; "over-65s" is an age."""
    if after == "-":
        return (
            "identifier"
            if low[end + 1 : end + 2].isalpha() and low[end + 2 : end + 3] in " ,."
            else ""
        )
    if not after.isalpha() and after not in "°ᵉº_":
        return ""
    hour = after == "h" and (
        low[end + 1 : end + 2].isdigit() or not low[end + 1 : end + 2].isalpha()
    )
    return "" if hour or (after == "s" and _limit(low, start)) else "identifier"


def _listed(low: str, start: int, end: int, before: str) -> str:
    """ "1. ", "2) ", "(3) " at the start of a line."""
    if before == "\n" and _LIST_ITEM.match(low, end):
        return "list_number"
    if before == " " and low[end : end + 2] in (". ", ") ") and end - start <= 2:
        return "list_number" if _STEP.search(low, max(0, start - 2), start) else ""
    opens = (
        before == "(" and low[end : end + 2] == ") " and low[start - 2 : start - 1] in ("", "\n")
    )
    return "list_number" if opens else ""


def _score(view: View, found: Mark, words: Context) -> str:
    """ "won 3-1", "6-4, 6-3": two small numbers joined by a dash near a word of games."""
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value or 0
    if found.own_unit or value > _HIGHEST_SCORE or value != int(value):
        return ""
    first = _SCORE_AFTER.match(low, end)
    second = _SCORE_BEFORE.match(low, max(0, start - 4), start)
    if first is None and second is None:
        return ""
    falls = (first is not None and int(first["other"]) <= value) or (
        second is not None and int(second["other"]) >= value
    )
    near = set(regex.findall(r"[\p{L}'-]+", low[max(0, start - _NEAR) : start + 12]))
    of_games = near & set(words.table["scores"]["near"]) and not noun_follows(view, end, words)
    return "score" if falls or of_games else ""


# ---------------------------------------------------------------- words around


def _numbered(view: View, found: Mark, words: Context) -> str:
    """ "article 5", "Boeing 737", "n° 1": a word before says that the number names."""
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value
    if value is None or value != int(value) or found.number.scale > 1000:
        return ""
    match = _WORDS_BEFORE.match(low, max(0, start - 30), start)
    if match is None:
        return ""
    last = match["w1"].strip()
    both = f"{match['w2']} {last}"
    if not {last, both, last.rsplit("'", 1)[-1]} & words.names:
        return ""
    noun = noun_follows(view, end, words)
    digits = found.number.form == "digits"
    capital = view.plain[match.start("w1")].isupper()
    sure = (capital and digits) or last in words.table["names"]["always"] or noun in words.names
    if noun and last[-1].isalpha() and not sure:
        return ""
    grouped = last.isalpha() and digits and not capital and not low[start:end].isdigit()
    return "" if grouped else "numbered"


def _numbered_too(view: View, found: Mark, previous: Mark | None, words: Context) -> str:
    """ "pages 4 and 5", "articles 307, 308": joined to a number that only numbers."""
    if previous is None or previous.name != "numbered" or found.value is None:
        return ""
    gap = view.low[previous.right : found.left].strip()
    joined = gap in (",", "and", "et", "&", "to", "à", "-", "–", "or", "ou")
    return "numbered" if joined and not noun_follows(view, found.number.end, words) else ""


def _in_name(view: View, found: Mark) -> str:
    """Number words in names: "Deux-Sèvres", "Channel Four", "the Big Ten"."""
    plain, start, end = view.plain, found.number.start, found.number.end
    if plain[end : end + 1] == "-" and plain[end + 1 : end + 2].isupper():
        return "proper_name"
    if plain[start - 1 : start] == "-" and plain[start - 2 : start - 1].isalpha():
        return "compound"
    if not plain[start].isupper() or start == 0:
        return ""
    before = plain[max(0, start - 40) : start]
    if before.rstrip(' "(')[-1:] in _OPENERS or before[-1] in _OPENERS or not before.strip():
        return ""
    word = _WORDS_BEFORE.match(plain, max(0, start - 24), start)
    after_capital = word is not None and word["w1"][0].isupper()
    return "proper_name" if after_capital or plain[end : end + 2].strip()[:1].isupper() else ""


def _after_capital(view: View, found: Mark, previous: Mark | None, words: Context) -> str:
    """ "Jarvik 7", "LZ 129": a name right before, nothing counted after, and no list of results
    ("gives Reform 51 seats, Union 29")."""
    plain, start = view.plain, found.number.start
    if plain[start - 1 : start] != " " or not plain[start : found.number.end].isdigit():
        return ""
    at = plain.rfind(" ", 0, start - 1) + 1
    word = plain[at : start - 1].rsplit("'", 1)[-1].lstrip('("')
    if len(word) < 2 or not word[0].isupper() or not word[-1].isalnum() or "\n" in plain[at:start]:
        return ""
    noun = noun_follows(view, found.number.end, words)
    opened = plain[at - 2 : at].strip() in ('"', "–", "—", "-") and plain[at - 1 : at] in ' "'
    closed = plain[found.number.end : found.number.end + 2].strip()[:1] == '"'
    if (
        at < 2
        or plain[at - 2] in ".!?:\n"
        or (noun and found.value != 1)
        or (opened and not closed)
    ):
        return ""
    if previous is None or previous.name or start - previous.right >= _LISTED:
        return "proper_name"
    results = not previous.own_unit and _LISTS.search(plain, previous.right, start)
    return "" if results and "\n" not in plain[previous.right : start] else "proper_name"


def _called(view: View, found: Mark, words: Context) -> str:
    """ "le 115 a enregistré", "a 787 landed": a singular article and bare digits."""
    low, start, end = view.low, found.number.start, found.number.end
    printed = low[start:end]
    if not printed.isdigit() or not 2 <= len(printed) <= 4 or found.number.scale > 1:
        return ""
    before = low[max(0, start - 12) : start].split()
    called = bool(before) and before[-1] in words.table["names"]["called_after"]
    bare = called and low[start - 1] == " " and not words.next_word.match(low, end)
    verb = called and not noun_follows(view, end, words) and not bare
    follows = words.next_word.match(low, end)
    function = follows is not None and follows["w"] in words.table["names"]["called_before"]
    return "proper_name" if bare or (verb and function) else ""


def _street(view: View, found: Mark, words: Context) -> str:
    """ "12 Harbour Street", "12, rue de Rivoli", "12 bis rue"."""
    names = words.table["names"]
    if found.number.form != "digits" or (found.value or 0) > 9999:
        return ""
    after = view.plain[found.number.end : found.number.end + 40].lstrip(" ,")
    for extra in names["after"]:
        after = after.removeprefix(f"{extra} ").lstrip(" ,")
    tokens = [t.strip(".,;:)").lower() for t in after.split(None, 4)] or [""]
    if names["street_first"]:
        return "street_number" if tokens[0] in names["streets"] else ""
    named = after[:1].isupper() and any(t in names["streets"] for t in tokens[1:4])
    return "street_number" if named else ""


def _idiom(view: View, found: Mark, words: Context) -> str:
    """ "quart de finale", "half-time", "flambant neuf"."""
    low, start, end = view.low, found.number.start, found.number.end
    digits = found.number.form == "digits"
    if (not digits or low[end : end + 1] == "-") and words.names_after.after_blank(low, end):
        return "idiom"
    left = low[max(0, start - 16) : start].rstrip()
    if left.endswith(tuple(words.table["time"]["oclock"])) or low.startswith(" past ", end):
        return "" if digits else "clock_time"
    if left.endswith((" per", " par")) and (found.value or 0) in _ROUND:
        return "denominator"
    if digits:
        return ""
    names = words.table["names"]
    if low[start:end] not in names["adjectives"]:
        return ""
    following = words.next_word.match(low, end)
    counted = following is not None and following["w"].endswith(tuple(names["counted"]))
    left = f" {low[max(0, start - 24) : start].rstrip()}".replace("'", " ")
    new = left.endswith(tuple(f" {w}" for w in names["new"])) or noun_follows(view, end, words)
    return "adjective" if new and not counted else ""
