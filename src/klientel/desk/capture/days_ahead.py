"""The ways in which people name a day ahead, each a function that finds all of its kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from klientel.desk.capture.sentence import words_of
from klientel.desk.capture.times import MONTHS, SHORT_DAYS, WEEKDAYS
from klientel.kit.dates import NotADate, months_later, parse_date
from klientel.kit.refused import Refused

_I = re.IGNORECASE
_WEEK = timedelta(days=7)
_FRIDAY, _SATURDAY = 4, 5
#: a date without a year that lies so near behind is perhaps a slip: nobody plans a year ahead so
_SLIP = timedelta(days=31)


@dataclass(frozen=True)
class Said:
    """A day that was said, where, and the other day that it could be.

    `week` is the Monday of a week that was meant as a whole.
    """

    start: int
    end: int
    day: date
    other: date | None = None
    week: date | None = None


Reader = Callable[[str, date], Iterator[Said]]

_NUMBERS = {
    word: number
    for number, words in enumerate(
        ("", "einem einer ein eine a an one", "zwei two", "drei three", "vier four",
         "fünf fuenf five", "sechs six", "sieben seven", "acht eight", "neun nine", "zehn ten")
    )
    for word in words.split()
}  # fmt: skip
_UNIT = r"tag(?:en)?|days?|wochen?|weeks?|monat(?:en)?|months?|jahr(?:en)?|years?"
_NUMBER = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
#: as people mistype them
_TYPOS = {
    "mitwoch": "mittwoch", "donerstag": "donnerstag", "dinstag": "dienstag", "freitg": "freitag",
    "montg": "montag", "wensday": "wednesday", "wendesday": "wednesday", "thrusday": "thursday",
    "firday": "friday", "tusday": "tuesday", "tuseday": "tuesday", "mondy": "monday",
}  # fmt: skip
_DAY = rf"{WEEKDAYS}|{'|'.join(_TYPOS)}"
_NEAR = {
    "heute": 0, "heut": 0, "today": 0, "tonight": 0, "morgen": 1, "morgn": 1, "tomorrow": 1,
    "tommorow": 1, "tommorrow": 1, "tomorow": 1, "tmrw": 1, "tmr": 1, "übermorgen": 2,
    "uebermorgen": 2, "ubermorgen": 2, "übermorgn": 2,
}  # fmt: skip

_IN = re.compile(
    rf"\b(?:(?P<from>heute|morgen|{_DAY})\s+)?in\s+(?P<n>{_NUMBER})\s+(?P<unit>{_UNIT})\b"
    rf"|\b(?P<en>{_NUMBER})\s+(?P<eunit>{_UNIT})\s+from\s+(?P<efrom>today|now|tomorrow|{_DAY})\b",
    _I,
)
_NEAR_WORDS = re.compile(
    rf"(?<!jeden )(?<!guten )(?<!am )\b(?:(?P<after>(?:the\s+)?day\s+after\s+tomorrow)"
    rf"|(?P<word>{'|'.join(_NEAR)}))\b",
    _I,
)
_END_OF_DAY = re.compile(
    r"\b(?:(?P<led>by|bis(?:\s+zum)?|at|zum|vor)\s+)?(?:(?P<word>EOD|COB)|(?:the\s+)?end\s+of\s+(?:the\s+)?day"
    r"|close\s+of\s+business|tagesende|ende\s+des\s+tages|feierabend)"
    r"(?:\s+(?P<near>today|tomorrow|heute|morgen))?\b",
    _I,
)
_PLACE = r"(?:(?P<place>anfang|mitte|ende|beginning\s+of|early|middle\s+of|mid-?|end\s+of|late)\s*)"
_THAT_WEEK = (
    r"(?:der\s+|the\s+)?(?:(?P<which>(?:ü|ue)bern(?:ä|ae)chste[rn]?|n(?:ä|ae)chste[rn]?|kommende[rn]?"
    r"|diese[rn]?|dieser|next|this|coming)\s+(?:woche|week)|(?P<after>(?:the\s+)?week\s+after\s+next)"
    r"|(?:kw|cw|kalenderwoche|calendar\s+week|week)\s?(?P<kw>[0-5]?\d)(?!\d))"
)
_WEEKS = re.compile(
    rf"\b(?:{_PLACE}?(?:in\s+)?{_THAT_WEEK}(?:[,\s]+(?:am\s+|on\s+)?(?P<day>{_DAY}|{SHORT_DAYS})\b\.?)?"
    rf"|(?P<day1>{_DAY}|{SHORT_DAYS})\b\.?[,\s]+(?:in\s+|of\s+)?(?P<w1>(?:der\s+)?n(?:ä|ae)chster?n?\s+woche"
    r"|(?:der\s+)?(?:ü|ue)bern(?:ä|ae)chster?n?\s+woche|next\s+week|week\s+after\s+next)"
    r"|(?P<end>(?:zum\s+|am\s+)?ende\s+der\s+woche|(?:the\s+)?end\s+of\s+(?:the\s+)?week|EOW"
    r"|(?:vor\s+dem|bis\s+zum|before\s+the|by\s+the)\s+(?:wochenende|weekend))"
    r"|(?P<sat>(?:am\s+|over\s+the\s+|on\s+the\s+)(?:wochenende|weekend)))\b",
    _I,
)
_MONTH_ENDS = re.compile(
    r"\b(?:(?P<this>monatsende|ende\s+(?:des|vom|diesen|dieses)\s+monats?|(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?month"
    r"|month(?:'s)?[\s-]end|EOM)|(?P<next>ende\s+(?:des\s+)?n(?:ä|ae)chsten\s+monats|(?:the\s+)?end\s+of\s+next\s+month)"
    r"|(?P<first>anfang\s+(?:des\s+)?n(?:ä|ae)chsten\s+monats|n(?:ä|ae)chsten\s+monat"
    r"|(?:early\s+|the\s+beginning\s+of\s+)?next\s+month)"
    r"|(?P<quarter>quartalsende|ende\s+(?:des\s+)?quartals|(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?quarter|EOQ)"
    r"|(?:ende|(?:the\s+)?end\s+of)\s+Q(?P<q>[1-4])"
    r"|(?P<year>jahresende|ende\s+des\s+jahres|(?:the\s+)?end\s+of\s+(?:the\s+|this\s+)?year|EOY)"
    r"|(?P<eve>silvester|new\s+year'?s\s+eve)|(?P<xmas>weihnachten|heiligabend|christmas|xmas))\b",
    _I,
)
_PLACE_IN_MONTH = re.compile(rf"\b{_PLACE}(?P<month>{MONTHS})\b(?!\s*\d{{1,2}}\b)", _I)
_DATED = re.compile(
    rf"\b(?:(?:{_DAY}|{SHORT_DAYS})\b\.?,?\s+(?:(?:den|the|am|dem)\s+)?)?(?P<date>\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|\d{{1,2}}\.\s?\d{{1,2}}\.(?:\s?20\d{{2}}|\d{{2}}(?!\d|:))?"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s+(?:of\s+)?(?:{MONTHS})\b\.?(?:\s+20\d{{2}})?"
    rf"|(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?[:.]\d)(?:,?\s+20\d{{2}})?)(?!\d)",
    _I,
)
_SLASHED = re.compile(
    r"\b(?:by|on|due|until|before|bis|am)\s+(?!24/7\b)(?P<a>\d{1,2})/(?P<b>\d{1,2})(?:/(?P<y>\d{4}|\d{2}))?(?![\d/])",
    _I,
)
_DAY_OF_MONTH = re.compile(
    r"\b(?:bis\s+zum|bis|zum|am|ab\s+dem|by\s+the|on\s+the|until\s+the|due\s+the)\s+"
    r"(?P<n>[0-3]?\d)(?:\.|st|nd|rd|th)(?=\s*(?:$|[,;!?)]|um\b|at\b|an\b|to\b|\n))",
    _I,
)
_WEEKDAY = re.compile(
    r"(?<!\bherr )(?<!herrn )(?<!frau )(?<!\bmr )(?<!\bmrs )(?<!\bms )"
    rf"\b(?:(?P<led>(?:ü|ue)bern(?:ä|ae)chste[nrs]?|n(?:ä|ae)chste[nrs]?|next)\s+)?"
    rf"(?P<day>{_DAY})(?:abend|nachmittag|vormittag|mittag|früh)?s?(?!\w)(?!-\w)",
    _I,
)
_SHORT = re.compile(
    rf"\b(?P<led>(?:(?:bis|sp(?:ä|ae)testens|am|zum|n(?:ä|ae)chste[nrs]?|kommende[nrs]?|ab|von|by|on"
    rf"|until|before|next|this|due|from)\s+){{0,3}})(?P<day>{SHORT_DAYS})(?!\w)(?!-\w)\.?",
    _I,
)
#: short days that are words, too, so that only a capital or what leads to them tells
_WORDS = words_of("so do mi di sa mo fr sun sat mon wed")
#: of these, the ones a sentence begins with
_BEGINNINGS = words_of("so do sun sat wed")


def _named(day: str, today: date) -> date:
    low = day.lower()
    return parse_date(_TYPOS.get(low, low), today)


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else _NUMBERS[text.lower()]


def _later(day: date, number: int, unit: str) -> date:
    kind = unit[0].lower()
    if kind in "mjy":
        return months_later(day, number * (1 if kind == "m" else 12))
    return day + timedelta(days=number * (7 if kind == "w" else 1))


def _in(text: str, today: date) -> Iterator[Said]:
    for match in _IN.finditer(text):
        led = (match["from"] or match["efrom"] or "now").lower()
        begin = today if led in ("heute", "today", "now") else None
        if begin is None:
            begin = today + timedelta(days=1) if led in _NEAR else _named(led, today)
        number, unit = match["n"] or match["en"], match["unit"] or match["eunit"]
        with suppress(OverflowError, ValueError):
            yield Said(*match.span(), _later(begin, _count(number), unit))


def _near(text: str, today: date) -> Iterator[Said]:
    for match in _NEAR_WORDS.finditer(text):
        days = 2 if match["after"] else _NEAR[match["word"].lower()]
        yield Said(*match.span(), today + timedelta(days=days))


def _end_of_day(text: str, today: date) -> Iterator[Said]:
    for match in _END_OF_DAY.finditer(text):
        # a “Cob” that nothing leads to is somebody's name
        if not match["word"] or match["led"] or match["word"].isupper() or match["word"] == "eod":
            yield Said(
                *match.span(), today + timedelta(days=_NEAR[(match["near"] or "today").lower()])
            )


def _weeks(text: str, today: date) -> Iterator[Said]:
    this = today - timedelta(days=today.weekday())
    for match in _WEEKS.finditer(text):
        if match["end"] or match["sat"]:
            day = this + timedelta(days=_SATURDAY if match["sat"] else _FRIDAY)
            yield Said(*match.span(), day if day >= today else day + _WEEK)
            continue
        monday = _monday(match, this)
        if monday is None:
            continue
        named = match["day"] or match["day1"]
        if named:
            # the first of that name behind the Sunday before
            day = _named(named, monday - timedelta(days=1))
            yield Said(*match.span(), day)
        elif match["place"]:
            days = {"a": 0, "b": 0, "m": 2}.get(match["place"][0].lower(), _FRIDAY)
            days = 0 if match["place"].lower().startswith("early") else days
            yield Said(*match.span(), max(monday + timedelta(days=days), today))
        elif match["which"] and match["which"].lower().startswith(("dies", "this")):
            yield Said(*match.span(), max(this + timedelta(days=_FRIDAY), today))
        else:
            yield Said(*match.span(), max(monday, today), week=monday)


def _monday(match: re.Match[str], this: date) -> date | None:
    """The Monday of the week that a text names; None for a week that no year has."""
    if match["kw"]:
        with suppress(ValueError):
            day = date.fromisocalendar(this.year, int(match["kw"]), 1)
            return day if day >= this else date.fromisocalendar(this.year + 1, int(match["kw"]), 1)
        return None
    words = (match["which"] or match["after"] or match["w1"] or "").lower()
    if "after" in words or "bern" in words:
        return this + 2 * _WEEK
    return this if words.startswith(("dies", "this")) else this + _WEEK


def _month_ends(text: str, today: date) -> Iterator[Said]:
    first = today.replace(day=1)
    last_of = {
        "this": months_later(first, 1),
        "next": months_later(first, 2),
        "quarter": months_later(first, 3 - (today.month - 1) % 3),
        "year": date(today.year + 1, 1, 1),
        "eve": date(today.year + 1, 1, 1),
    }
    for match in _MONTH_ENDS.finditer(text):
        kind = match.lastgroup or ""
        if kind == "q":
            number = int(match["q"])
            day = months_later(date(today.year, 1, 1), 3 * number) - timedelta(days=1)
            if day < today:
                day = months_later(date(today.year + 1, 1, 1), 3 * number) - timedelta(days=1)
        elif kind == "first":
            day = months_later(first, 1)
        elif kind == "xmas":
            day = date(today.year, 12, 24)
        else:
            day = last_of[kind] - timedelta(days=1)
        yield Said(*match.span(), day)


def _place_in_month(text: str, today: date) -> Iterator[Said]:
    for match in _PLACE_IN_MONTH.finditer(text):
        with suppress(Refused, ValueError):
            first = parse_date(f"1. {match['month']} {today.year}", today)
            if first < today.replace(day=1):
                first = first.replace(year=first.year + 1)
            place = match["place"][:1].lower()
            is_end = place == "l" or match["place"].lower().startswith("en")
            end = months_later(first, 1) - timedelta(days=1)
            middle = first.replace(day=15)
            yield Said(*match.span(), end if is_end else middle if place == "m" else first)


def _dated(text: str, today: date) -> Iterator[Said]:
    for match in _DATED.finditer(text):
        written = re.sub(r"(?<=\.)\s+(?=\d)", "", match["date"])
        written = re.sub(r"\s+of\s+", " ", written, flags=_I)
        try:
            day = parse_date(written, today)
        except NotADate:
            continue
        has_year = bool(re.search(r"\d{4}|\d\.\d{1,2}\.\d{2}$", written))
        if day < today and not has_year and today - day > _SLIP:
            with suppress(ValueError):
                day = day.replace(year=day.year + 1)
        yield Said(*match.span(), day)


def _slashed(text: str, today: date) -> Iterator[Said]:
    """“12/3” is the third of December to some and the twelfth of March to others."""
    for match in _SLASHED.finditer(text):
        days = []
        for order in ("dmy", "mdy"):
            with suppress(NotADate):
                written = "/".join(filter(None, (match["a"], match["b"], match["y"])))
                day = parse_date(written, today, "dmy" if order == "dmy" else "mdy")
                if day < today and not match["y"] and today - day > _SLIP:
                    day = day.replace(year=day.year + 1)
                days.append(day)
        ahead = [one for one in dict.fromkeys(days) if one >= today]
        if ahead:
            yield Said(*match.span(), ahead[0], ahead[1] if len(ahead) > 1 else None)


def _day_of_month(text: str, today: date) -> Iterator[Said]:
    for match in _DAY_OF_MONTH.finditer(text):
        for months in range(3):
            with suppress(ValueError):
                first = months_later(today.replace(day=1), months)
                day = first.replace(day=int(match["n"]))
                if day >= today:
                    yield Said(*match.span(), day)
                    break


def _weekday(text: str, today: date) -> Iterator[Said]:
    for match in _WEEKDAY.finditer(text):
        yield _of_week(match, match["led"] or "", today)


def _of_week(match: re.Match[str], led: str, today: date) -> Said:
    """A weekday; “next Friday” on a Thursday is tomorrow to some and in eight days to others."""
    day = _named(match["day"], today)
    sunday = today + timedelta(days=6 - today.weekday())
    low = led.strip().lower()
    if low.startswith(("üb", "ueb")):
        return Said(*match.span(), day + (_WEEK if day > sunday else 2 * _WEEK))
    is_next = "next" in low or "chste" in low
    other = day + _WEEK if is_next and day <= sunday else None
    return Said(*match.span(), day, other)


def _short(text: str, today: date) -> Iterator[Said]:
    """“Fr” and “Di”: a word like “do” is a day only where it is written like one."""
    for match in _SHORT.finditer(text):
        day, behind = match["day"], text[match.end() :]
        low = day.lower()
        is_word = low in _WORDS and not (match["led"] or day[:1].isupper())
        is_first = low in _BEGINNINGS and match.start("day") == 0 and not match[0].endswith(".")
        # “Fr. Reuter” is a person, and so is the one behind “mit Fr”
        is_person = low == "fr" and match[0].endswith(".") and re.match(r"\s+[A-ZÄÖÜ]\w+", behind)
        if not is_word and not is_first and not is_person:
            yield _of_week(match, match["led"], today)


#: in this order: what says more comes first
DAYS: tuple[Reader, ...] = (
    _in, _weeks, _month_ends, _place_in_month, _end_of_day, _dated, _slashed, _near, _weekday,
    _short, _day_of_month,
)  # fmt: skip
