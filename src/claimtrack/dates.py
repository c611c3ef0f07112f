"""Numbers that tell when: years, days of the month, times of day."""

from __future__ import annotations

import regex

from claimtrack.context import Context
from claimtrack.marks import Mark, View, lasts

_MINUTES = regex.compile(r"(?<!\d)\d{1,2}(?:[ ]?h[ ]?|:)$")
_TIME_OF_DAY = regex.compile(r"(?:\d{1,2}[.:]\d{2}[ ]?[ap]\.?m(?![\w])|0\d[.:]\d{2}(?!\d))")
_SECOND_YEAR = regex.compile(r"[-–/](?:\d{4}|\d{2})(?!\d)")
_FIRST_YEAR = regex.compile(r"(?r)(?<!\d)\d{4}[-–/]")
_FIRST_YEARS, _LAST_YEARS = 1000, 2100
# From here on a bare number is a year even before a noun that may be counted ("the 2016 vote").
_MODERN = 1900


def time_of(view: View, found: Mark, words: Context) -> str:
    """The rule that makes a number in digits a time, a date or a year; "" where none does."""
    rule = _clock(view, found, words) or _date(view, found, words)
    if rule or found.own_unit:
        return rule
    return _year(view, found, words)


def noun_follows(view: View, end: int, words: Context) -> str:
    """The lower-case word after ``end`` if it may be a counted noun, else ""."""
    match = words.next_word.match(view.plain, end)
    if match is None or not match["w"][0].islower():
        return ""
    word: str = match["w"]
    return "" if word in words.stop or word[1:2] == "'" or word.startswith("qu'") else word


def _last_word(low: str, end: int) -> str:
    """The last word before ``end``, brackets and elided articles left out; "" at the start."""
    words = low[max(0, end - 24) : end].rstrip(" (").replace("'", " ").split()
    return words[-1] if words else ""


# ---------------------------------------------------------------- times of day


def _clock(view: View, found: Mark, words: Context) -> str:
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value
    if _TIME_OF_DAY.match(low, start):
        return "clock_time"
    if "and_small_change" in found.rules:
        return ""
    if value is None or not 0 <= value <= 59 or value != int(value) or found.number.scale > 1:
        return ""
    if _MINUTES.search(low, max(0, start - 5), start):
        return "clock_time"
    match = words.time.clock_right.match(low, end) if value <= 24 else None
    if match is None:
        hour = low[max(0, start - 16) : start].rstrip()
        past = hour.endswith(tuple(words.table["time"]["oclock"]))
        return "clock_time" if past else ""
    return "clock_time" if _is_clock(low, start, match, words) else ""


def _is_clock(low: str, start: int, match: regex.Match[str], words: Context) -> bool:
    """Is "18 h", "8 heures", "6pm" or "10:30" a time of day, and no duration?"""
    time = words.table["time"]
    last = _last_word(low, start)
    if match["m2"] and low[match.start()] == "." and not match["half"]:
        return False  # 4.12 is a number unless "am" follows
    if match["m2"] or match["min"]:
        colon = low[match.start() : match.end()].lstrip()[0] == ":"
        return colon or not lasts(low, start, match.end(), words)
    if match["u"] not in time["hours"]:
        return True
    if words.time.clock_range.match(low, match.end()):
        return True
    rest = low[match.end() : match.end() + 16].lstrip()
    if rest.startswith(tuple(time["clock_after"])):
        return True
    if rest.startswith(tuple(time["clock_not_after"])):
        return False
    return last in time["clock_before"]


# ---------------------------------------------------------------- days


def _date(view: View, found: Mark, words: Context) -> str:
    low, start, end = view.low, found.number.start, found.number.end
    value = found.value
    if value is None or value != int(value) or not 1 <= value <= 31 or found.number.scale > 1:
        return ""
    if words.time.date_right.match(low, end):
        return "date"
    noun = noun_follows(view, end, words)
    left = words.time.date_left.match(low, max(0, start - 24), start)
    if left is not None:  # "May 12", but "on 3 May 12 men"
        day_before = low[max(0, left.start() - 3) : left.start()].strip().isdigit()
        return "" if noun and (day_before or found.own_unit) else "date"
    if noun_follows(view, end, words) or found.own_unit:
        return ""
    time = words.table["time"]
    return "date" if _last_word(low, start) in time["day_before"] else ""


# ---------------------------------------------------------------- years


def _year(view: View, found: Mark, words: Context) -> str:
    """A bare number that an era, its place or its neighbour makes a year."""
    low, start, end = view.low, found.number.start, found.number.end
    time = words.table["time"]
    if low[end : end + 1] == " " and words.time.eras.at(low, end + 1):
        return "year"
    last, printed = _last_word(low, start), low[start:end]
    if last in time["era_before"] and low[max(0, start - 4) : start - 1].strip(" (") == last:
        return "year"
    if not printed.isdigit():
        return ""
    if len(printed) == 2 and low[start - 1 : start] == "'" and not low[start - 2].isalnum():
        return "year"  # "the class of '75"
    if len(printed) == 2 and _FIRST_YEAR.match(low, max(0, start - 5), start):
        return "year"
    if len(printed) == 3 and last in time["year_in"] and not noun_follows(view, end, words):
        return "year"
    if len(printed) != 4 or not _FIRST_YEARS <= int(printed) <= _LAST_YEARS:
        return ""
    return "year" if _is_year(view, found, last, words) else ""


def _is_year(view: View, found: Mark, last: str, words: Context) -> bool:
    time, low = words.table["time"], view.low
    start, end = found.number.start, found.number.end
    if last in time["year_never"]:
        return False
    if last in time["year_always"] or last.rstrip(".") in words.time.months:
        return True
    if low[end : end + 1] == "s" or _SECOND_YEAR.match(low, end):
        return True
    hit = words.before.before(low, start)
    if hit is not None and hit.phrase not in time["year_phrases"]:
        return False
    noun = noun_follows(view, end, words)
    if not noun:
        return True
    if words.table["words"]["counted_in_plural"]:
        return not noun.endswith(tuple(words.table["words"]["plural_endings"]))
    modern = int(low[start:end]) >= _MODERN
    return modern and last in time["year_before"] and noun not in words.persons
