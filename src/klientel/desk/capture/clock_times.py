"""A time of the day ahead, or a moment some hours ahead, as people write it."""

from __future__ import annotations

import re
from datetime import time, timedelta

from klientel.desk.capture.sentence import Part
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import LENGTH, Setting, When

_I = re.IGNORECASE
_LED = r"(?:(?:bis|sp(?:ä|ae)testens|by|until|till|before|ab|from)\s+)?"
_CLOCK = re.compile(
    rf"\b{_LED}(?:(?P<led>um|gegen|at|@)\s*)?(?P<h>[01]?\d|2[0-3])"
    r"(?:(?P<sep>[:.])(?P<m>[0-5]\d)(?!\d|\.\d|\.\s?\d))?"
    r"(?:\s*(?P<mark>uhr\b|(?:am|pm|a\.m\.|p\.m\.)(?!\w)|h\b))?(?![\w%€]|[.,:]\d|\s?[%€]|\.\s?\d)",
    _I,
)
_HALF = re.compile(
    rf"\b{_LED}(?:um\s+)?halb\s+(?P<h>\d{{1,2}}|zwölf|elf|zehn|neun|acht|drei|zwei|vier|fünf)\b"
    r"(?:\s*uhr\b)?",
    _I,
)
_WORDS = {
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "acht": 8, "neun": 9, "zehn": 10, "elf": 11,
    "zwölf": 12,
}  # fmt: skip
_NUMBERS = {
    "einer": 1, "an": 1, "a": 1, "one": 1, "zwei": 2, "two": 2, "drei": 3, "three": 3, "vier": 4,
    "four": 4,
}  # fmt: skip
_IN_HOURS = re.compile(
    r"\bin\s+(?:(?P<half>einer\s+halben\s+stunde|half\s+an\s+hour)"
    rf"|(?P<n>\d{{1,3}}|{'|'.join(_NUMBERS)})\s*"
    r"(?P<unit>stunden?|std\b\.?|h\b|hours?|hrs?|minuten?|min\b\.?|minutes?|mins?))(?!\w)",
    _I,
)
#: an hour up to this that says no more is one of the afternoon: nobody is called at three at night
_LAST_BARE = 6
_HALF_A_DAY = 12


def read_moment(stretches: Stretches, setting: Setting) -> Part | None:
    """The part `due` of “in two hours”, which moves on with the clock."""
    match = stretches.first(_IN_HOURS)
    if match is None:
        return None
    given = (match["n"] or "30").lower()
    number = int(given) if given.isdigit() else _NUMBERS[given]
    is_hours = (match["unit"] or "m")[0].lower() in "sh"
    at = setting.now + timedelta(minutes=number * (60 if is_hours else 1))
    stretches.take(*match.span(), "due")
    return Part("due", When(at.replace(second=0, microsecond=0), has_time=True, said=match[0]))


def read_clock(
    stretches: Stretches, setting: Setting, *, has_day: bool
) -> tuple[tuple[int, int], time] | None:
    """A time of the day and where it stands; a bare “at 10” counts only beside a day."""
    half = stretches.first(_HALF)
    if half is not None:
        hour = _WORDS.get(half["h"].lower()) or int(half["h"])
        if 1 <= hour <= _HALF_A_DAY:
            hour -= 1
            return half.span(), time(hour + (_HALF_A_DAY if hour <= _LAST_BARE else 0), 30)
    for match in stretches.found(_CLOCK):
        if LENGTH.match(stretches.text, match.start("h")) and not match["led"]:
            continue
        mark, led = (match["mark"] or "").lower(), (match["led"] or "").lower()
        is_said = mark not in ("", "h") or match["sep"] == ":"
        is_led = bool(led) and (has_day or is_said or led != "at")
        if is_said or is_led:
            return match.span(), _time(match, mark)
    return None


def _time(match: re.Match[str], mark: str) -> time:
    hour, minute = int(match["h"]), int(match["m"] or 0)
    if mark[:1] in ("a", "p"):
        hour = hour % _HALF_A_DAY + (_HALF_A_DAY if mark[0] == "p" else 0)
    elif not mark and not match["sep"] and 1 <= hour <= _LAST_BARE and match["h"][0] != "0":
        hour += _HALF_A_DAY
    return time(hour, minute)
