"""When something was and how long it took, as people write it in German and English.

The past is meant: what lies ahead stays text, unless the reader says that it may be planned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from klientel.desk.capture.sentence import Part, Sentence, words_of
from klientel.kit.dates import NotADate, parse_date
from klientel.kit.refused import Refused

_I = re.IGNORECASE
_LONGEST = 24 * 60


@dataclass(frozen=True)
class When:
    """A moment on the wall clock; `has_time` is false where only the day was said.

    `said` keeps the words of one that moves on with the clock, such as “2 hours ago”.
    """

    at: datetime
    has_time: bool
    said: str = ""

    @property
    def seen(self) -> str:
        """What somebody saw of it: the same a minute later."""
        return self.said or f"{self.at:%Y-%m-%d %H:%M}" if self.has_time else f"{self.at:%Y-%m-%d}"


@dataclass(frozen=True)
class Setting:
    """What a reader needs to know beside the sentence: the time on the reader's clock."""

    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


_DAYPART = (
    r"(?:\s+(?P<part>früh|frueh|morgen|vormittag|mittag|nachmittag|abend|nacht"
    r"|morning|noon|afternoon|evening|night))?"
)
WEEKDAYS = (
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag"
    r"|monday|tuesday|wednesday|thursday|friday|saturday|sunday"
)
SHORT_DAYS = r"mo|di|mi|do|fr|sa|so|mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun"
MONTHS = (
    r"januar|jan|february|januar[y]|jänner|februar|feb|märz|maerz|march|mar|april|apr|mai|may"
    r"|juni|june|jun|juli|july|jul|august|aug|september|sept|sep|oktober|october|okt|oct"
    r"|november|nov|dezember|december|dez|dec"
)
_RELATIVE = re.compile(
    rf"\b(?P<word>vorgestern|gestern|heute|yesterday|today)\b{_DAYPART}"
    r"|\b(?P<this>this|last)\s+(?P<thispart>morning|afternoon|evening|night)\b"
    r"|\b(?P<just>gerade eben|eben gerade|eben|gerade|vorhin|just now|just)\b",
    _I,
)
_AGO = re.compile(
    r"\bvor\s+(?:(?P<half>einer\s+halben\s+stunde)|(?P<n>\d{1,3}|einem|einer|zwei|drei|vier|fünf)"
    r"\s*(?P<unit>minuten?|min\b\.?|stunden?|std\b\.?|h\b|tagen?|wochen?))"
    r"|\b(?:(?P<ahalf>half\s+an\s+hour)|(?P<en>\d{1,3}|an?|one|two|three)\s*"
    r"(?P<eunit>minutes?|min|hours?|hrs?|h|days?|weeks?))\s+ago\b",
    _I,
)
_WEEKDAY = re.compile(
    rf"\b(?:(?P<led>am|letzten|letzter|letzte|vergangenen|on|last|this past)\s+)?"
    rf"(?:(?P<day>{WEEKDAYS})|(?P<short>{SHORT_DAYS})\b\.?){_DAYPART}(?!\w)",
    _I,
)
#: a date in digits or with the name of its month
DATE = (
    r"\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}\.\s?\d{1,2}\.(?:\s?\d{4}|\s?\d{2}(?!\d|:))?"
    rf"|\d{{1,2}}(?:\.|st|nd|rd|th)?\s+(?:{MONTHS})\b\.?(?:\s+\d{{4}})?"
    rf"|(?:{MONTHS})\s+\d{{1,2}}(?:st|nd|rd|th)?\b(?!\s?[:.]\d)(?:,?\s+\d{{4}})?"
)
_DATE = re.compile(rf"\b(?:(?:am|on|vom)\s+(?:the\s+)?)?(?P<date>{DATE})", _I)
_SPAN = re.compile(
    r"(?:\b(?:von|from|um|at)\s+)?\b(?P<h1>[01]?\d|2[0-3])(?:[:.](?P<m1>[0-5]\d))?\s*(?:uhr\s*)?(?P<half1>[ap]m)?\s*"
    r"(?:-|–|bis|to)\s*(?P<h2>[01]?\d|2[0-4])(?:[:.](?P<m2>[0-5]\d))?(?P<mark>\s*uhr\b|\s*h\b|[ap]m\b)?"
    r"(?![\d.,])",
    _I,
)
_TIME = re.compile(
    r"\b(?:(?P<led>um|gegen|at|ab)\s+)?(?:(?P<h>[01]?\d|2[0-3])(?:(?P<sep>[:.])(?P<m>[0-5]\d)"
    r"(?!\d|\.\d))?(?:\s*(?P<mark>uhr\b|(?:am|pm)\b|h\b)|(?![\d,.%€]|\s?[%€])))",
    _I,
)
#: how long something takes, in digits or words
LENGTH = re.compile(
    r"(?:\b(?:für|for|ca\.?|etwa|about|rund|circa|~)\s*)?(?:"
    r"(?P<hm>\b(?P<hm_h>\d{1,2})\s*h\s*(?P<hm_m>[0-5]?\d)\b(?:\s*min\b\.?)?)"
    r"|(?P<colon>\b(?P<c_h>\d{1,2}):(?P<c_m>[0-5]\d)\s*(?:h|std|stunden?|hours?)\b\.?)"
    r"|(?P<num>\b\d{1,3}(?:[.,]\d{1,2})?)\s?-?(?P<unit>minuten?|minutes?|mins?\b\.?|min\b\.?|['’′]"
    r"|stunden?|stdn?\b\.?|std\b\.?|hours?|hrs?\b\.?|h\b)(?!\w)"
    r"|(?P<word>\b(?:eine?\s+)?(?:halbe|viertel|dreiviertel)\s?stunde\b|\bviertelstunde\b"
    r"|\bdreiviertelstunde\b|\banderthalb\s+stunden\b|\beineinhalb\s+stunden\b|\beine\s+stunde\b"
    r"|\bzwei\s+stunden\b|\bhalf\s+an\s+hour\b|\bone\s+hour\b|\ban\s+hour(?:\s+and\s+a\s+half)?\b"
    r"|\btwo\s+hours\b))(?:\s+lang\b|\s+long\b)?",
    _I,
)

#: before a time these make it one to come, or one that is not about when it happened
_AHEAD = words_of(
    "bis ab spatestens nachsten nachste nachster nachstes kommenden kommende kommender zum "
    "fur until till by due before next coming deadline follow nachfassen wiedervorlage wieder "
    "seit since jeden every morgen tomorrow ubermorgen der vom stand"
)
#: before a length: how long until, since, at most
_NO_LENGTH_AFTER = words_of(
    "in vor seit nach alle jede jeden max maximal mindestens min every within after since per "
    "pro braucht dauert needs takes noch um statt unter uber"
)
#: behind a length: too late, a drive away, of something
_NO_LENGTH_BEFORE = words_of(
    "ago spater later zu verspatung verspatet late fahrt entfernt pro per fruher earlier "
    "vorher kontingent budget retainer guthaben arbeit aufwand work gratis free delay away "
    "monat month pause fehlen offen ubrig left early"
)
_PART_HOURS = {
    "fruh": 9, "morgen": 9, "vormittag": 10, "mittag": 12, "nachmittag": 15, "abend": 19,
    "nacht": 22, "morning": 9, "noon": 12, "afternoon": 15, "evening": 19, "night": 21,
}  # fmt: skip
_DAYS_BACK = {"heute": 0, "today": 0, "gestern": 1, "yesterday": 1, "vorgestern": 2}
_NUMBERS = {
    "einem": 1, "einer": 1, "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "zwei": 2, "drei": 3,
    "vier": 4, "funf": 5, "fünf": 5,
}  # fmt: skip
_MIDDAY = 12

PATTERNS = (_AGO, LENGTH, _DATE, _RELATIVE, _WEEKDAY, _SPAN, _TIME)


@dataclass
class _Said:
    """What a sentence says of its time, gathered."""

    day: date | None = None
    clock: time | None = None
    exact: datetime | None = None
    minutes: int | None = None
    words: str = ""
    spans: tuple[tuple[int, int], ...] = ()


def read_when(sentence: Sentence, setting: Setting, *, may_be_ahead: bool) -> tuple[Part, ...]:
    """The parts `when` and, where a span such as 10–11:30 was said, `length`."""
    said = _Said()
    _ago(sentence, setting, said)
    if said.exact is None:
        _day(sentence, setting, said)
        _clock(sentence, said)
    at = _settled(said, setting, may_be_ahead=may_be_ahead)
    if at is None:
        return ()
    for start, end in said.spans:
        sentence.take(start, end)
    parts = [Part("when", at)]
    if said.minutes:
        parts.append(Part("length", said.minutes))
    return tuple(parts)


def _settled(said: _Said, setting: Setting, *, may_be_ahead: bool) -> When | None:
    """The moment that is meant, None where that is unsure."""
    if said.exact is not None:
        return When(said.exact, has_time=True, said=said.words)
    if said.day is None and said.clock is None:
        return None
    day = said.day or setting.today
    if said.clock is None:
        if day == setting.today:
            return When(setting.now, has_time=False)
        at = datetime.combine(day, time(_MIDDAY), setting.now.tzinfo)
    else:
        at = datetime.combine(day, said.clock, setting.now.tzinfo)
    if at > setting.now and not may_be_ahead:
        return None
    return When(at, has_time=said.clock is not None)


def _ago(sentence: Sentence, setting: Setting, said: _Said) -> None:
    for match in sentence.found(_AGO):
        unit = (match["unit"] or match["eunit"] or "min").lower()
        given = (match["n"] or match["en"] or "30").lower()
        number = int(given) if given.isdigit() else _NUMBERS.get(given, 1)
        said.spans += (match.span(),)
        if unit[0] in "dtw":
            back = timedelta(weeks=number) if unit[0] == "w" else timedelta(days=number)
            said.day = setting.today - back
        else:
            is_hours = unit[0] in "hs"
            said.exact = setting.now - timedelta(minutes=number * (60 if is_hours else 1))
            said.words = match[0]
        return


def _day(sentence: Sentence, setting: Setting, said: _Said) -> None:
    if said.day is not None:
        return
    for match in sentence.found(_RELATIVE):
        if _is_ahead(sentence, match):
            continue
        said.spans += (match.span(),)
        if match["just"]:
            said.exact, said.words = setting.now, match[0]
            return
        back = _DAYS_BACK.get((match["word"] or "today").lower(), 0)
        is_last_night = (match["this"] or "").lower() == "last"
        said.day = setting.today - timedelta(days=1 if is_last_night else back)
        _part_of_day(match["part"] or match["thispart"], said)
        return
    for match in sentence.found(_DATE):
        day = None if _is_ahead(sentence, match) else _dated(match["date"], setting.today)
        if day is not None:
            said.spans += (match.span(),)
            said.day = day
            return
    _weekday(sentence, setting, said)


def _weekday(sentence: Sentence, setting: Setting, said: _Said) -> None:
    for match in sentence.found(_WEEKDAY):
        if _is_ahead(sentence, match) or (match["short"] and not _is_surely_a_day(sentence, match)):
            continue
        named = (match["day"] or match["short"]).lower()
        try:
            ahead = parse_date(named, setting.today)
        except Refused:
            continue
        # the next one is at most a week ahead; today counts as past, unless it was called the last
        is_last = (match["led"] or "").lower() not in ("", "am", "on")
        is_today = ahead - setting.today == timedelta(days=7)
        said.day = setting.today if is_today and not is_last else ahead - timedelta(days=7)
        said.spans += (match.span(),)
        _part_of_day(match["part"], said)
        return


def _is_surely_a_day(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether “Di” or “Fr” is a day: “So” is a word, and “Fr. Reuter” a person."""
    if match["led"] or not match["short"][0].isupper():
        return bool(match["led"])
    behind = sentence.text[match.end() :]
    start, end = sentence.clauses[sentence.clause_of(match.start())]
    if sentence.text[start:end].strip(" .") == match[0].strip(" ."):
        return True
    return bool(
        re.match(r"\s*,?\s*(?:um\s|gegen\s|at\s)?\d{1,2}([:.]\d{2}|\s*uhr|\.\d|\.\s)", behind, _I)
    )


def _part_of_day(part: str | None, said: _Said) -> None:
    if part:
        said.clock = time(_PART_HOURS[part.lower().replace("ü", "u").replace("ue", "u")])


def _dated(text: str, today: date) -> date | None:
    """The day of a date: the nearest one, which must not lie far ahead."""
    try:
        return parse_date(re.sub(r"(?<=\.)\s+(?=\d)", "", text), today)
    except NotADate:
        return None


def _clock(sentence: Sentence, said: _Said) -> None:
    """Read when something was, with its length where a span says it; the first that is one."""
    if not _read_span(sentence, said):
        _read_time(sentence, said)


def _read_span(sentence: Sentence, said: _Said) -> bool:
    """Read from when until when (`9-11 Uhr`); whether there was such a span."""
    for match in sentence.found(_SPAN):
        is_marked = match["mark"] or (match["m1"] and match["m2"])
        if not is_marked or _is_ahead(sentence, match):
            continue
        half = (match["mark"] or "").strip().lower()
        start = time(_hour(match["h1"], match["half1"] or half), int(match["m1"] or 0))
        end = _hour(match["h2"], half) * 60 + int(match["m2"] or 0)
        minutes = end - start.hour * 60 - start.minute
        if 0 < minutes <= _LONGEST:
            said.clock, said.minutes = start, minutes
            said.spans += (match.span(),)
            return True
    return False


def _read_time(sentence: Sentence, said: _Said) -> None:
    """Read when it began (`um 9`, `14:30`, `3pm`)."""
    for match in sentence.found(_TIME):
        overlaps = any(match.start() < end and match.end() > start for start, end in said.spans)
        if overlaps or not _is_clock(match) or _is_ahead(sentence, match):
            continue
        said.clock = time(_hour(match["h"], (match["mark"] or "").lower()), int(match["m"] or 0))
        said.spans += (match.span(),)
        return


def _is_clock(match: re.Match[str]) -> bool:
    """Whether a number is a time of the day, not a length (`2 h`) and not a day (`ab 3.`)."""
    mark, led = (match["mark"] or "").lower(), (match["led"] or "").lower()
    if led == "ab" or (mark == "h" and led not in ("um", "at", "gegen")):
        return False
    return mark in ("uhr", "am", "pm") or match["sep"] == ":" or led in ("um", "at")


def _hour(text: str, half: str | None) -> int:
    """The hour of the day; `half` may be `am` or `pm`."""
    hour, said = int(text), (half or "").lower()
    return hour % 12 + (12 if said == "pm" else 0) if said in ("am", "pm") else hour


def _is_ahead(sentence: Sentence, match: re.Match[str]) -> bool:
    near = sentence.before(match.start())
    return any(word in _AHEAD for word in near[-1:]) or any(
        word in ("bis", "until", "follow", "next", "spatestens", "deadline") for word in near
    )


def read_length(sentence: Sentence) -> Part | None:
    """The part `length`, in minutes."""
    for match in sentence.found(LENGTH):
        near, behind = sentence.before(match.start(), 1), sentence.after(match.end(), 1)
        if (near and near[0] in _NO_LENGTH_AFTER) or (behind and behind[0] in _NO_LENGTH_BEFORE):
            continue
        minutes = minutes_of(match)
        if 0 < minutes <= _LONGEST:
            sentence.take(*match.span())
            return Part("length", minutes)
    return None


def minutes_of(match: re.Match[str]) -> int:
    """The minutes that a match of `LENGTH` says."""
    if match["hm"]:
        return int(match["hm_h"]) * 60 + int(match["hm_m"])
    if match["colon"]:
        return int(match["c_h"]) * 60 + int(match["c_m"])
    if match["word"]:
        return _in_words(match["word"].lower())
    number = float(match["num"].replace(",", "."))
    is_minutes = match["unit"][0].lower() in "m'’′"
    return round(number if is_minutes else number * 60)


def _in_words(text: str) -> int:
    for word, minutes in (
        ("dreiviertel", 45), ("viertel", 15), ("halbe", 30), ("anderthalb", 90),
        ("eineinhalb", 90), ("zwei", 120), ("two", 120), ("and a half", 90), ("half", 30),
    ):  # fmt: skip
        if word in text:
            return minutes
    return 60
