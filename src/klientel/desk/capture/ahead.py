"""A day that lies ahead, as people write it in German and English: for what is to be done next."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from klientel.desk.capture.sentence import words_of
from klientel.desk.capture.times import DATE, SHORT_DAYS, WEEKDAYS
from klientel.kit.dates import NotADate, parse_date

_I = re.IGNORECASE
#: what leads to a day and goes with it: few words, each read in one way only, so that no text is
#: walked again and again
_LED = (
    r"(?:(?:bis|sp(?:ä|ae)testens|am|zum|n(?:ä|ae)chste[nrs]?|kommende[nrs]?|ab|by|on|until|before"
    r"|next|this|due)\s+){0,3}"
)
_NUMBERS = {
    "einem": 1, "einer": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6,
    "zwei": 2, "drei": 3, "vier": 4, "sechs": 6,
}  # fmt: skip
_IN = re.compile(
    rf"\bin\s+(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})\s+"
    r"(?P<unit>tag(?:en)?|days?|wochen?|weeks?|monat(?:en)?|months?)\b",
    _I,
)
_NEAR = re.compile(
    rf"\b{_LED}(?P<word>heute|morgen|(?:ü|ue)bermorgen|today|tomorrow)\b"
    r"(?:\s+(?:früh|vormittag|mittag|nachmittag|abend|morning|afternoon|evening))?",
    _I,
)
_WEEK = re.compile(
    r"\b(?:bis\s+|by\s+)?(?:(?P<next>n(?:ä|ae)chste|kommende|next)\s+(?:woche|week)"
    r"|(?P<end>(?:zum\s+)?ende\s+der\s+woche|(?:the\s+)?end\s+of\s+(?:the\s+)?week)"
    r"|(?:in\s+)?(?:der\s+)?kw\s?(?P<number>[0-5]?\d))\b",
    _I,
)
_WEEKDAY = re.compile(rf"\b{_LED}(?P<day>{WEEKDAYS})(?!\w)(?!-\w)", _I)
_SHORT = re.compile(rf"\b(?P<led>{_LED})(?P<day>{SHORT_DAYS})\b\.?", _I)
_DATED = re.compile(rf"\b{_LED}(?P<date>{DATE})", _I)
#: short days that are words, too, so that only a capital or what leads to them tells
_WORDS = words_of("so do mi di sa mo fr sun sat mon wed")
_FRIDAY = 4

#: the stretch of a text that says a day, and the day
Found = tuple[tuple[int, int], date]


def read_ahead(text: str, today: date) -> Found | None:
    """The first day of a text that is today or later; None where there is none, or it is unsure."""
    for read in _READERS:
        found = read(text, today)
        if found is not None and found[1] >= today:
            return found
    return None


def _in(text: str, today: date) -> Found | None:
    match = _IN.search(text)
    if match is None:
        return None
    given, unit = match["n"].lower(), match["unit"][0].lower()
    number = int(given) if given.isdecimal() else _NUMBERS[given]
    shift = f"+{number}{ {'t': 'd', 'd': 'd', 'w': 'w', 'm': 'm'}[unit] }"
    return match.span(), parse_date(shift, today)


def _near(text: str, today: date) -> Found | None:
    match = _NEAR.search(text)
    return None if match is None else (match.span(), parse_date(match["word"], today))


def _week(text: str, today: date) -> Found | None:
    match = _WEEK.search(text)
    if match is None:
        return None
    monday = today - timedelta(days=today.weekday())
    if match["end"]:
        friday = monday + timedelta(days=_FRIDAY)
        return match.span(), friday if friday >= today else friday + timedelta(days=7)
    if match["next"]:
        return match.span(), monday + timedelta(days=7)
    try:
        day = date.fromisocalendar(today.year, int(match["number"]), 1)
        if day < monday:
            day = date.fromisocalendar(today.year + 1, int(match["number"]), 1)
    except ValueError:
        return None
    return match.span(), max(day, today)


def _weekday(text: str, today: date) -> Found | None:
    match = _WEEKDAY.search(text)
    return None if match is None else (match.span(), parse_date(match["day"], today))


def _short(text: str, today: date) -> Found | None:
    """“Fr” and “Di”: a word like “do” is a day only where it is written like one."""
    for match in _SHORT.finditer(text):
        day = match["day"]
        is_word = day.lower() in _WORDS and not (match["led"] or day[:1].isupper())
        # “Fr. Reuter” is a person
        is_person = day.lower() == "fr" and re.match(r"\.?\s+[A-ZÄÖÜ]\w+\s*$", text[match.end() :])
        if not is_word and not (is_person and text[match.end() - 1] == "."):
            return match.span(), parse_date(day, today)
    return None


def _dated(text: str, today: date) -> Found | None:
    match = _DATED.search(text)
    if match is None:
        return None
    try:
        written = re.sub(r"(?<=\.)\s+(?=\d)", "", match["date"])
        return match.span(), parse_date(written, today)
    except NotADate:
        return None


_READERS: tuple[Callable[[str, date], Found | None], ...] = (
    _in, _week, _near, _dated, _weekday, _short,
)  # fmt: skip
