"""The days that a time expression means, once its words are values.

Weeks run from Monday to Sunday, seasons are the meteorological ones of the northern hemisphere
(winter is December to February), quarters and halves those of the calendar year.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

Period = tuple[date, date]

_DAY = timedelta(days=1)
_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "winter": 12}
_MONTHS = {"month": 1, "quarter": 3, "half": 6, "year": 12, "decade": 120}
_DAYS = {"day": 1, "week": 7, "fortnight": 14}
# Without a year, a day this near ahead is the coming one ("due on 20 May", printed on 17 May).
_SOON = timedelta(days=60)
# "The 30s" and later are those of the last century.
_NOT_THIS_CENTURY = 30


class Said(NamedTuple):
    """The slots of an expression as values and as printed, and what they are resolved against.

    ``base`` is the day of publication, None if not known; ``ahead`` is true where the words
    before show that a time to come is meant; ``table`` is ``[resolve]`` of times.toml.
    """

    values: dict[str, str]
    printed: dict[str, str]
    base: date | None
    ahead: bool
    table: Mapping[str, Any]

    @property
    def which(self) -> str:
        """``last``, ``this``, ``next`` or "" where no word says which one."""
        return self.values.get("which") or self.values.get("this") or ("next" if self.ahead else "")


def _whole_month(year: int, month: int, months: int = 1) -> Period:
    """The months from ``month`` of ``year`` on; a month over 12 is in a later year."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    last = month + months - 1
    last_year, last = year + (last - 1) // 12, (last - 1) % 12 + 1
    return date(year, month, 1), date(last_year, last, monthrange(last_year, last)[1])


def _moved(day: date, months: int) -> date:
    """``day`` so many months later, or the last day of a shorter month."""
    first, last = _whole_month(day.year, day.month + months)
    return min(first + timedelta(days=day.day - 1), last)


def _part(period: Period | None, edge: str) -> Period | None:
    """The first, middle or last third of a period, in months where it has several."""
    if period is None or not edge or edge == "all":
        return period
    start, end = period
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    if months >= 3 and start.day == 1:
        third = months // 3
        at = {"early": 0, "mid": third, "late": months - third}[edge]
        return _whole_month(start.year, start.month + at, third)
    third = 10 if months == 1 and start.day == 1 else ((end - start).days + 1) // 3
    if edge == "early":
        return start, start + timedelta(days=third - 1)
    if edge == "mid":
        return start + timedelta(days=third), start + timedelta(days=2 * third - 1)
    return start + timedelta(days=2 * third), end


def _cut(period: Period | None, said: Said) -> Period | None:
    """The part that a word like "early" takes, or the side of now of "earlier" and "later"."""
    edge = said.values.get("edge", "")
    if period is None or edge not in ("earlier", "later"):
        return _part(period, edge)
    if said.base is None:
        return None
    if edge == "earlier":
        return period[0], min(period[1], said.base)
    return max(period[0], said.base), period[1]


# ---------------------------------------------------------------- days


def _day(said: Said) -> Period | None:
    """ "yesterday": days from publication, as ``first..last`` or one number."""
    if said.base is None:
        return None
    first, _, last = said.values["dayword"].partition("..")
    start = said.base + timedelta(days=int(first))
    return start, said.base + timedelta(days=int(last)) if last else start


def _weekday(said: Said) -> Period | None:
    """The last such day on or before publication, unless the words say another."""
    if said.base is None:
        return None
    wanted, today = int(said.values["weekday"]), said.base.isoweekday()
    back = (today - wanted) % 7
    if said.which == "last":
        back = back or 7
    elif said.which == "this":
        back = today - wanted
    elif said.which == "next":
        ahead = (wanted - today) % 7
        back = -(ahead or (0 if said.ahead else 7))
    day = said.base - timedelta(days=back)
    return day, day


def _date(said: Said) -> Period | None:
    """A day and a month, with or without the year."""
    base = said.base
    day = "".join(c for c in said.values["day"] if c.isdecimal())
    year = said.values.get("year", "")
    if year:
        return _parsed(f"{day} {said.printed['month']} {year}", said, base or date(int(year), 1, 1))
    if base is None:
        return None
    found = _parsed(f"{day} {said.printed['month']}", said, base)
    if found is None:
        return None
    start = found[0] if found[0] <= base else found[0].replace(year=found[0].year - 1)
    coming = _moved(start, 12) if start < base else start
    if said.which == "next" or (said.which != "last" and coming - base <= _SOON):
        start = coming
    if said.which == "last" and start == base:
        start = _moved(start, -12)
    return start, start


def _part_of_date(said: Said) -> Period | None:
    """ "Monday 12": the nearest day that is both."""
    if said.base is None or "weekday" not in said.values:
        return None
    day = int("".join(c for c in said.values["day"] if c.isdecimal()))
    for away in range(_SOON.days * 3):
        for found in (said.base - away * _DAY, said.base + away * _DAY):
            if found.day == day and found.isoweekday() == int(said.values["weekday"]):
                return found, found
    return None


def _numeric(said: Said) -> Period | None:
    """ "12/05/2024" and "2024-05-12"; nothing where the order of day and month is not known."""
    digits, base = said.values["digits"], said.base or date(2000, 1, 1)
    orders = ["YMD"] if digits[4:5] == "-" else said.table["date_orders"]
    found = {_parsed(digits, said, base, order) for order in orders}
    return found.pop() if len(found) == 1 else None


def _parsed(words: str, said: Said, base: date, order: str = "DMY") -> Period | None:
    """What dateparser makes of a single date."""
    # Imported here: it costs a tenth of a second, and most runs of the program need no dates.
    import dateparser  # type: ignore[import-untyped]  # noqa: PLC0415

    settings: dict[str, Any] = {
        "RELATIVE_BASE": datetime(base.year, base.month, base.day, 12),
        "PREFER_DATES_FROM": "past",
        "REQUIRE_PARTS": ["day", "month"],
        "DATE_ORDER": order,
    }
    found = dateparser.parse(words, languages=[said.table["language"]], settings=settings)
    return None if found is None else (found.date(), found.date())


def _ago(said: Said) -> Period | None:
    """The day, week, month or year so long before publication."""
    return _away(said, -1)


def _ahead(said: Said) -> Period | None:
    """The day, week, month or year so long after publication."""
    return _away(said, 1)


def _away(said: Said, sign: int) -> Period | None:
    """A number of units away; the answer is no more exact than the unit."""
    count, unit = _count(said), said.values["unit"]
    if said.base is None or not count:
        return None
    if unit in ("hour", "minute"):
        hours = count if unit == "hour" else count / 60
        day = (datetime(*said.base.timetuple()[:3], 12) + sign * timedelta(hours=hours)).date()
        return day, day
    if unit not in (*_DAYS, *_MONTHS):
        return None
    return _around(_shifted(said.base, unit, sign * count), unit)


def _count(said: Said) -> int:
    """How many; 0 where the words do not tell ("several")."""
    return int(said.values.get("n", "1"))


def _shifted(day: date, unit: str, count: int) -> date:
    if unit in _DAYS:
        return day + timedelta(days=_DAYS[unit] * count)
    return _moved(day, _MONTHS[unit] * count)


# ---------------------------------------------------------------- periods


def _around(day: date, unit: str) -> Period | None:
    """The calendar period of a kind that ``day`` is in."""
    monday = day - timedelta(days=day.weekday())
    if unit == "day":
        return day, day
    if unit in ("week", "fortnight"):
        return monday, monday + 6 * _DAY
    if unit == "weekend":
        return monday + 5 * _DAY, monday + 6 * _DAY
    if unit not in _MONTHS:
        return None
    if unit == "decade":
        return date(day.year // 10 * 10, 1, 1), date(day.year // 10 * 10 + 9, 12, 31)
    months = _MONTHS[unit]
    return _whole_month(day.year, (day.month - 1) // months * months + 1, months)


def _period(said: Said) -> Period | None:
    """ "last week", "this year", "the start of the month"; a bare weekend is the last begun."""
    base, unit = said.base, said.values["unit"]
    if base is None:
        return None
    # "By the end of this year": a time to come need not be the next.
    step = {"last": -1, "next": 1}.get(said.which, 0) if "which" in said.values else 0
    if unit == "night":  # of the day before and the day itself
        return (base - _DAY, base) if said.which != "next" else None
    if unit == "weekend" and not said.which and base.isoweekday() < 6:
        step = -1
    of = "week" if unit == "weekend" else unit
    if of not in (*_DAYS, *_MONTHS):
        return None
    anchor = _around(base, of)
    if anchor is None:
        return None
    return _cut(_around(_shifted(anchor[0], of, step), unit), said)


def _rolling(said: Said) -> Period | None:
    """ "the past 24 hours", "the next three years": up to publication or from it on."""
    count, unit, base = _count(said), said.values["unit"], said.base
    if base is None or not count:
        return None
    sign = 1 if said.which == "next" else -1
    if unit in ("hour", "minute"):
        days = -(-count // 24) if unit == "hour" else 0
        other = base + timedelta(days=sign * days)
    elif unit in (*_DAYS, *_MONTHS):
        other = _shifted(base, unit, sign * count)
    else:
        return None
    return min(base, other), max(base, other)


def _recent(said: Said, month: int, months: int = 1) -> Period | None:
    """Months that start with ``month``: of the year said, else the last begun (or the next)."""
    year = said.values.get("year", "")
    if year:
        return _whole_month(int(year), month, months)
    base = said.base
    if base is None:
        return None
    found = _whole_month(base.year + int(said.values.get("years", "0")), month, months)
    if "years" in said.values:
        return found
    if said.which == "next":
        over = found[1] < base if said.ahead else found[0] <= base
        return _whole_month(base.year + 1, month, months) if over else found
    if said.which == "this":
        before = _whole_month(base.year - 1, month, months)
        return before if before[1] >= base else found  # January is in last year's winter
    if found[0] > base:
        found = _whole_month(base.year - 1, month, months)
    if said.which == "last" and found[1] >= base:
        found = _whole_month(found[0].year - 1, month, months)
    return found


def _month(said: Said) -> Period | None:
    return _cut(_recent(said, int(said.values["month"])), said)


def _season(said: Said) -> Period | None:
    return _cut(_recent(said, _SEASONS[said.values["season"]], 3), said)


def _quarter(said: Said) -> Period | None:
    """ "the third quarter", "the first half of last year"."""
    months = _MONTHS[said.values["unit"]]
    number = int(said.values["ordinal"])
    if not 1 <= number <= 12 // months:
        return None
    values = dict(said.values)
    which = values.pop("which", "")
    if which and said.base is not None:
        values["year"] = str(said.base.year + {"last": -1, "next": 1}.get(which, 0))
    return _recent(said._replace(values=values), (number - 1) * months + 1, months)


def _year(said: Said) -> Period | None:
    year = int(said.values["year"])
    return _cut((date(year, 1, 1), date(year, 12, 31)), said)


def _years(said: Said) -> Period | None:
    """ "2019/20": two years, the second short."""
    first = int(said.values["year"])
    last = first // 100 * 100 + int(said.values["yy"])
    return date(first, 1, 1), date(last, 12, 31)


def _decade(said: Said) -> Period | None:
    short = int(said.values.get("yy", "0"))
    first = int(said.values.get("year", (1900 if short >= _NOT_THIS_CENTURY else 2000) + short))
    return date(first, 1, 1), date(first + 9, 12, 31)


def _nothing(said: Said) -> Period | None:
    """Words that say when only to those who know more: "the following week"."""
    return None


MEANINGS: Mapping[str, Callable[[Said], Period | None]] = {
    "day": _day,
    "weekday": _weekday,
    "date": _date,
    "part_of_date": _part_of_date,
    "numeric": _numeric,
    "month": _month,
    "season": _season,
    "quarter": _quarter,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "period": _period,
    "rolling": _rolling,
    "ago": _ago,
    "ahead": _ahead,
    "nothing": _nothing,
}
