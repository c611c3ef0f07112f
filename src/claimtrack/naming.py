"""Numbers that only name something, or tell when: years, dates, clock times, article numbers.

``name_of`` says which rule makes a number no claim, "" where none does. All rules look at the
few characters around the number and at word lists of the pack; none knows an article.
"""

from __future__ import annotations

import regex

from claimtrack.context import Context
from claimtrack.marks import Mark, View

# How far back a year or a score is looked for.
REACH = 60

_TOKEN_CHARS = regex.compile(r"(?r)\S+")
_TOKEN_AFTER = regex.compile(r"\S*")
_LAST_WORDS = regex.compile(
    r"(?r)(?:(?P<w2>[\p{L}'&.°º-]+)[ ])?(?P<w1>[\p{L}'&.°º#§№-]+[ ]?|[#§№][ ]?)"
)
_URL = regex.compile(
    r"https?:|www\.|\w@\w|\.(?:com|org|net|fr|co|info|gov|edu)(?:/|$)|^[@#]\w|\w/\w+/"
)
_PHONE = regex.compile(
    r"""\+\d{1,3}[ .\-(]*\d[\d .\-()/]{5,16}\d | \(0?\d{2,4}\)[ ]?\d{3,4}[ .\-]\d{3,4}
      | (?<!\d)0\d(?:[ .\-]?\d{2}){4}(?!\d) | (?<!\d)\d{3}[.\-]\d{3}[.\-]\d{4}(?!\d)
      | (?<!\d)\d{3}-\d{4}(?!\d) | (?<!\d)0\d{2,4}[ ]\d{3,4}[ ]\d{3,4}(?!\d)""",
    flags=regex.X,
)
_DATE = regex.compile(
    r"(?<![\d/])(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}([-/.])\d{1,2}\1\d{2,4}|\d{1,2}/\d{4})(?![\d/])"
)
_CITATION_AFTER = regex.compile(r"(?:[,–-]\s?\d+)*\]")
_ORDINAL = regex.compile(
    r"(?:st|nd|rd|th|er|re|ère|e|ème|eme|è|ᵉ|ᵉʳ|º|ª|nde|nd|ers|res|es|èmes|emes|°)(?![\p{L}])"
)
_LIST_ITEM = regex.compile(r"[.)][ \t]|\.?°[ ]|[ ]?[.)-][ ]")
_MINUTES = regex.compile(r"(?<!\d)\d{1,2}(?:[ ]?h[ ]?|:)$")
_SCORE_AFTER = regex.compile(r"[-–]\d{1,3}(?!\d)(?![ ]?(?:%|\p{Sc}))")


def name_of(view: View, found: Mark, previous: Mark | None, words: Context) -> str:
    """The rule that makes this number no claim, or "". ``previous`` is the number before it."""
    number = found.number
    if found.kind == "money" or number.form in ("vague", "collective"):
        return ""
    if number.form == "digits":
        rule = _name_of_digits(view, found, words)
        if rule:
            return rule
    rule = _name_of_any(view, found, words)
    if not rule and number.form == "digits" and not found.own_unit:
        rule = _after_capital(view, found, previous, words)
    return rule


def _after_capital(view: View, found: Mark, previous: Mark | None, words: Context) -> str:
    """ "Jarvik 7", "LZ 129": a name right before, nothing counted after, and no list of results
    ("gives Progress 46 seats, League 38")."""
    plain, start = view.plain, found.number.start
    if start < 2 or plain[start - 1] != " " or not plain[start : found.number.end].isdigit():
        return ""
    at = plain.rfind(" ", 0, start - 1) + 1
    word = plain[at : start - 1].rsplit("'", 1)[-1].lstrip('("')
    if (
        not word[:1].isupper()
        or not word[-1:].isalnum()
        or _noun_follows(view, found.number.end, words)
    ):
        return ""
    if at < 2 or plain[at - 2] in ".!?:\n" or "\n" in plain[at:start] or len(word) < 2:
        return ""
    listed = previous is not None and not previous.name and start - previous.right < 80
    return "" if listed and "\n" not in plain[previous.right : start] else "proper_name"  # type: ignore[union-attr]


def _name_of_digits(view: View, found: Mark, words: Context) -> str:
    low, start, end = view.low, found.number.start, found.number.end
    before = low[start - 1] if start else "\n"
    after = low[end] if end < len(low) else "\n"
    if before in "/=?&_@#.,:+-(%" or after in "/=?&_@-:.":
        rule = _in_token(view, start, end)
        if rule:
            return rule
    beside = (low[max(0, start - 2) : start], low[end : end + 2])
    if any(b.strip().isdigit() and " " in b for b in beside) and _in_token(view, start, end):
        return "phone_number"
    if low[start] == "0" and low[start:end].isdigit() and end - start > 1:
        return "identifier"
    if before == "-" and start > 1 and low[start - 2].isalpha() and not _ages_prefix(low, start):
        return "identifier"
    if before == "[" and _CITATION_AFTER.match(low, end):
        return "citation"
    if after.isalpha() and _ORDINAL.match(low, end):
        return "ordinal"
    if found.own_unit:
        return _clock(view, found, words) or _date(view, found, words)
    if after.isalpha() or after in "°ᵉº_":
        if after == "s" and _ages_prefix(low, start):
            return ""
        return _clock(view, found, words) or "identifier"
    if before == "\n" and _LIST_ITEM.match(low, end):
        return "list_number"
    if before == "(" and low[end : end + 2] == ") " and (start < 2 or low[start - 2] == "\n"):
        return "list_number"
    return (
        _clock(view, found, words)
        or _date(view, found, words)
        or _score(view, found, words)
        or _year(view, found, words)
        or _hyphen_name(view, found)
    )


def _ages_prefix(low: str, start: int) -> bool:
    return low.endswith(("over-", "under-", "sub-"), max(0, start - 6), start)


def _in_token(view: View, start: int, end: int) -> str:
    """Web addresses, phone numbers and numeric dates around the number."""
    low = view.low
    left = _TOKEN_CHARS.match(low, max(0, start - 80), start)
    begin = left.start() if left else start
    stop = _TOKEN_AFTER.match(low, end).end()
    token = low[begin:stop]
    if _URL.search(token):
        return "web_address"
    for pattern, rule in ((_DATE, "numeric_date"), (_PHONE, "phone_number")):
        for match in pattern.finditer(low, max(0, start - 18), min(len(low), end + 18)):
            if match.start() <= start and end <= match.end() + 1:
                return rule
    return ""


def _hyphen_name(view: View, found: Mark) -> str:
    """ "3-D", "5-HT": digits and capitals joined by a hyphen; a range or compound is none."""
    text, end = view.plain, found.number.end
    if text[end : end + 1] != "-" or not text[end + 1 : end + 2].isupper():
        return ""
    return "identifier"


def _clock(view: View, found: Mark, words: Context) -> str:
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value
    if value is None or not 0 <= value <= 59 or value != int(value) or found.number.scale > 1:
        return ""
    if _MINUTES.search(low, max(0, start - 5), start):
        return "clock_time"
    match = words.time.clock_right.match(low, end) if value <= 24 else None
    if match is None:
        return _oclock(low, start, words)
    left = low[max(0, start - 20) : start].rstrip()
    time = words.table["time"]
    if match["m2"] and not match["half"] and low[end] == ".":
        return ""  # 4.12 is a number unless "am" follows
    if match["m2"] or match["min"]:
        return (
            ""
            if left.endswith(tuple(f" {w}" for w in time["duration_before"][:5]))
            else "clock_time"
        )
    if match["u"] not in ("h", "heure", "heures"):
        return "clock_time"
    if words.time.clock_range.match(low, match.end()):
        return "clock_time"
    rest = low[match.end() :][:16].lstrip()
    if rest.startswith(tuple(time["clock_after"])):
        return "clock_time"
    if rest.startswith(("et demie", "et quart", *time["clock_not_after"])) and not left.endswith(
        " à"
    ):
        return ""
    last = left.rsplit(" ", 1)[-1].rsplit("'", 1)[-1]
    if rest.startswith(tuple(f"{w} " for w in time["clock_not_after"])):
        return ""
    return "clock_time" if last in time["clock_before"][:8] else ""


def _oclock(low: str, start: int, words: Context) -> str:
    """ "half past six", "at six" are hours; so is a bare "at 5" before a stop."""
    left = low[max(0, start - 16) : start].rstrip()
    if any(left.endswith(f" {w}") or left == w for w in words.table["time"]["oclock"] if " " in w):
        return "clock_time"
    return ""


def _date(view: View, found: Mark, words: Context) -> str:
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value
    if value is None or value != int(value) or not 1 <= value <= 31 or found.number.scale > 1:
        return ""
    if words.time.date_right.match(low, end):
        return "date"
    left = words.time.date_left.match(low, max(0, start - 24), start)
    if left is not None:
        return "date"
    words_left = low[max(0, start - 14) : start].rstrip().rsplit(" ", 2)
    last = words_left[-1]
    time = words.table["time"]
    if (
        last in time["weekdays"]
        and not time["months_before"]
        and not _noun_follows(view, end, words)
    ):
        return "date"
    before = (last, " ".join(words_left[-2:]))
    if any(b in time["day_before"] for b in before) and not _noun_follows(view, end, words):
        return "date" if found.number.form == "digits" else ""
    return ""


def _noun_follows(view: View, end: int, words: Context) -> bool:
    """Does a lower-case word that may be a counted noun follow the number?"""
    match = words.next_word.match(view.plain, end)
    if match is None:
        return False
    word = match["w"]
    return (
        word[0].islower()
        and word.replace("’", "'") not in words.stop
        and not any(word.startswith(w) for w in ("d'", "l'", "qu'", "n'", "s'", "c'"))
    )


def _year(view: View, found: Mark, words: Context) -> str:
    """A bare four-digit number that context makes a year; eras make any number one."""
    low, start, end = view.low, found.number.start, found.number.end
    if low[end : end + 1] == " " and words.time.eras.at(low, end + 1):
        return "year"
    if low.endswith(("ad ", "a.d. "), 0, start) and (found.value or 0) < 2100:
        return "year"
    printed = low[start:end]
    if len(printed) == 3 and printed.isdigit() and low.endswith((" in ", " en "), 0, start):
        return "" if _noun_follows(view, end, words) else "year"
    if (
        low[start - 1 : start] in "-–/"
        and low[start - 5 : start - 1].isdigit()
        and len(printed) == 2
    ):
        return "year"
    if not (len(printed) == 4 and printed.isdigit() and 1000 <= int(printed) <= 2100):
        return ""
    left = low[max(0, start - 24) : start].rstrip(" (")
    last = left.rsplit(" ", 1)[-1].rsplit("'", 1)[-1].rsplit("\n", 1)[-1]
    return "year" if _reads_as_year(view, found, words, last, int(printed)) else ""


def _reads_as_year(view: View, found: Mark, words: Context, last: str, value: int) -> bool:
    time = words.table["time"]
    low, end = view.low, found.number.end
    before = low[max(0, found.number.start - REACH) : found.number.start]
    if last in time["year_never"]:
        return False
    if last in time["year_always"] or last.rstrip(".") in words.time.months:
        return True
    if any(before.endswith(f" {w} ") for w in time["year_always"] if " " in w):
        return True
    if low[end : end + 1] in "-–/" and low[end + 1 : end + 5].strip(" .,)")[:2].isdigit():
        return True
    if low[end : end + 1] == "s":
        return True
    noun = _noun_follows(view, end, words)
    if noun and not time["months_before"]:  # what is counted stands in the plural
        noun = words.next_word.match(low, end)["w"].endswith(("s", "x", "z"))
    if _qualified(low, found.number.start, words):
        return False
    if noun and 1900 <= value <= 2099 and time["months_before"]:
        return last in time["year_before"] and not _people(low, end, words)
    return not noun


def _people(low: str, end: int, words: Context) -> bool:
    return words.next_word.match(low, end)["w"] in words.persons


def _qualified(low: str, start: int, words: Context) -> bool:
    """A phrase of amount, not of time ("à partir de 1882", "around 1500"), before the number."""
    hit = words.before.before(low, start)
    return hit is not None and hit.phrase not in words.table["time"]["year_phrases"]


def _score(view: View, found: Mark, words: Context) -> str:
    """ "won 3-1", "6-4, 6-3": two small numbers joined by a dash near a word of games."""
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value or 0
    first = _SCORE_AFTER.match(low, end)
    second = low[start - 1 : start] in ("-", "–") and low[start - 2 : start - 1].isdigit()
    if not (first or second) or value > 250 or value != int(value):
        return ""
    other = int("".join(c for c in low[end + 1 : first.end()] if c.isdigit())) if first else -1
    if first and other <= value:
        return "score"
    if second and _number_before(low, start - 1) >= value:
        return "score"
    near = low[max(0, start - REACH) : start + 12]
    tokens = set(regex.findall(r"[\p{L}'-]+", near))
    return (
        "score"
        if tokens & set(words.table["scores"]["near"]) and not _noun_follows(view, end, words)
        else ""
    )


def _number_before(low: str, end: int) -> int:
    start = end
    while start > 0 and low[start - 1].isdigit():
        start -= 1
    return int(low[start:end] or 0)


def _name_of_any(view: View, found: Mark, words: Context) -> str:
    """Rules for digits and words alike: "article 5", "phase two", "Deux-Sèvres", "12 rue ..."."""
    low, start, end = view.low, found.number.start, found.number.end
    if found.own_unit and found.kind != "measure":
        return "" if found.kind != "duration" else _idiom(view, found, words)
    rule = _after_name(view, found, words)
    if rule and not found.own_unit:
        return rule
    plain = view.plain
    if found.number.form in ("words", "fraction", "multiple"):
        if plain[end : end + 1] == "-" and plain[end + 1 : end + 2].isupper():
            return "proper_name"
        if plain[start - 1 : start] == "-" and start > 1 and plain[start - 2].isalpha():
            return "compound"
        if plain[start].isupper() and _inside_capitals(view, start, end):
            return "proper_name"
    return _idiom(view, found, words) or _street(view, found, words)


def _inside_capitals(view: View, start: int, end: int) -> bool:
    """A capitalised number word that does not open a sentence: "the Big Ten", "Channel Four"."""
    plain = view.plain
    if (
        start == 0
        or plain[start - 1] in '\n"(-–—'
        or plain[max(0, start - 2) : start].strip() in _OPENERS
    ):
        return False
    before = plain[:start].rstrip(' "(')[-1:]
    if before in ".!?:;…\n" or not before:
        return False
    after = plain[end : end + 2].strip()
    word = _LAST_WORDS.match(plain, max(0, start - 24), start)
    cap_before = word is not None and word["w1"][0].isupper()
    return cap_before or (after[:1].isupper() and len(after) > 0)


_OPENERS = frozenset([".", "!", "?", ":", "–", "—", "-", '"', "(", "•", "·", "|", "…"])


def _after_name(view: View, found: Mark, words: Context) -> str:
    """ "article 5", "Boeing 737", "n° 1": a word before says that the number names."""
    low, start = view.low, found.number.start
    match = _LAST_WORDS.match(low, max(0, start - 30), start)
    if match is None:
        return ""
    value = found.value
    if value is None or value != int(value) or found.number.scale > 1000:
        return ""
    last = match["w1"].strip()
    both = f"{match['w2']} {last}" if match["w2"] else last
    bare = last.rsplit("'", 1)[-1]
    if not (last in words.names or both in words.names or bare in words.names):
        return ""
    if _noun_follows(view, found.number.end, words) and last[-1].isalpha():
        following = words.next_word.match(low, found.number.end)["w"]
        if following not in words.names and not _name_sure(view, match, last, found):
            return ""
    if (
        last.isalpha()
        and view.plain[match.start("w1") : match.end("w1")].islower()
        and found.number.form == "digits"
    ):
        return "" if found.number.end - found.number.start > 5 else "numbered"
    return "numbered"


def _name_sure(view: View, match: object, last: str, found: Mark) -> bool:
    """A capital ("Boeing 737 max") or an abbreviation names whatever follows."""
    at = match.start("w1")  # type: ignore[attr-defined]
    capital = view.plain[at].isupper() and found.number.form == "digits"
    return capital or last in (
        "article",
        "articles",
        "chapter",
        "chapitre",
        "page",
        "flight",
        "vol",
        "loi",
        "numéro",
        "number",
    )


def _street(view: View, found: Mark, words: Context) -> str:
    """ "12 Harbour Street", "12, rue de Rivoli", "12 bis rue"."""
    if found.number.form != "digits" or (found.value or 0) > 9999 or found.own_unit:
        return ""
    after = view.plain[found.number.end : found.number.end + 40]
    low = after.lower().lstrip(" ,")
    for extra in words.table["names"]["after"]:
        low = low.removeprefix(f"{extra} ").lstrip(" ,")
    tokens = low.split(" ", 4)
    streets = words.table["names"]["streets"]
    if tokens and tokens[0] in streets and not words.table["time"]["months_before"]:
        return "street_number"
    if words.table["time"]["months_before"] and after[1:2].isupper():
        named = [t.strip(".,;:)") for t in tokens[1:4]]
        return "street_number" if any(t in streets for t in named) else ""
    return ""


def _idiom(view: View, found: Mark, words: Context) -> str:
    """ "quart de finale", "second half", "flambant neuf", "demi-finale"."""
    low, start, end = view.low, found.number.start, found.number.end
    if found.number.form in ("words", "fraction", "multiple") and words.names_after.after_blank(
        low, end
    ):
        return "idiom"
    new = words.table["names"]["new_word"]
    if new and low[start:end] == new:
        left = " " + low[max(0, start - 24) : start].rstrip().replace("'", " ")
        following = words.next_word.match(low, end)
        counted = following is not None and following["w"].endswith(
            ("s", "x", "z", "mille", "cent")
        )
        if left.endswith(tuple(f" {w}" for w in words.table["names"]["new"])) and not counted:
            return "adjective"
        if following is not None and not counted and _noun_follows(view, end, words):
            return "" if found.number.end - start > len(new) else "adjective"
    return ""
