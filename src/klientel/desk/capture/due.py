"""When something begins and until when it is due, as people write it in German and English.

Every day lies ahead. What could as well be another day has both; what is unsure is no day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from klientel.desk.capture.clock_times import read_clock, read_moment
from klientel.desk.capture.days_ahead import DAYS, Said
from klientel.desk.capture.sentence import Part
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import Setting, When

_I = re.IGNORECASE
#: words that lead to a day and go with it
_LED = re.compile(
    r"(?:\b(?:bis|sp(?:ä|ae)testens|am|zum|f(?:ä|ae)llig|deadline|frist|due|by|on|until|till|before"
    r"|no\s+later\s+than|not\s+later\s+than|the|den|dem|der|diese[nrs]?|this|coming|kommende[nrs]?"
    r"|ab|von|vom|from|starting|beginn(?:t|end)?|starts?|noch|erst|schon|date|jede[nrm]?|every|each)\b:?\s*){1,5}$",
    _I,
)
_FROM = re.compile(r"\b(?:ab|von|vom|from|starting|beginn(?:t|end)?|starts?)\b", _I)
_UNTIL = re.compile(
    r"\b(?:bis|sp(?:ä|ae)testens|f(?:ä|ae)llig|deadline|frist|due|by|until|till|before|later)\b", _I
)
_RANGE = re.compile(r"\s*(?:-|–|bis|to)\s*", _I)
#: behind a day: a part of it, which is no moment
_PART = re.compile(
    r"\s+(?:in\s+der\s+)?(?:früh|frueh|vormittags?|mittags?|nachmittags?|abends?|in\s+the\s+morning"
    r"|morning|afternoon|evening|(?:by\s+|at\s+)?(?:eod|cob|end\s+of\s+(?:the\s+)?day|noon))\b",
    _I,
)
#: a week as a whole is over on its Friday
_FRIDAY = 4
#: farther behind the word that leads to it nothing is looked for
_NEAR = 60


@dataclass(frozen=True)
class Found:
    """A day with all words that go with it, and whether it is a beginning."""

    said: Said
    start: int
    end: int
    led: str

    @property
    def is_start(self) -> bool:
        return bool(_FROM.search(self.led))


def read_due(stretches: Stretches, setting: Setting, without: frozenset[str]) -> list[Part]:
    """The parts `starts` (a day) and `due` (a `When`); their words are taken out of the text.

    Where a day could be two, the part has both as choices.
    """
    parts: list[Part] = []
    if "due" not in without and (part := read_moment(stretches, setting)) is not None:
        return [part]
    found = all_days(stretches, setting.today)
    starts = next((one for one in found if one.is_start), None)
    due = next((one for one in found if one is not starts), None)
    if starts and due and due.said.day < starts.said.day:
        starts = None
    if starts is not None and "starts" not in without:
        stretches.take(starts.start, starts.end, "starts")
        parts.append(Part("starts", starts.said.day))
    if "due" in without:
        return parts
    if starts is not None and due is None:
        return parts
    at = read_clock(stretches, setting, has_day=due is not None)
    if due is None and at is None:
        return parts
    return [*parts, _due(stretches, setting, due, at)]


def _due(
    stretches: Stretches,
    setting: Setting,
    due: Found | None,
    at: tuple[tuple[int, int], time] | None,
) -> Part:
    clock = at[1] if at else None
    if due is not None:
        stretches.take(due.start, due.end, "due")
    if at is not None:
        stretches.take(*at[0], "due")
    if due is not None and due.said.other:
        days = (due.said.day, due.said.other)
        return Part("due", None, tuple(_when(day, clock, setting) for day in days))
    return Part("due", _when(due.said.day if due else None, clock, setting))


def _when(day: date | None, clock: time | None, setting: Setting) -> When:
    """A day, or a moment on it: one that is over today is tomorrow's where no day was named."""
    on = day or setting.today
    if clock is None:
        return When(datetime.combine(on, time(), setting.now.tzinfo), has_time=False)
    at = datetime.combine(on, clock, setting.now.tzinfo)
    if day is None and at <= setting.now:
        at += timedelta(days=1)
    return When(at, has_time=True)


def all_days(stretches: Stretches, today: date) -> list[Found]:
    """The days ahead that a text names, in order, each with what leads to it."""
    said: list[Said] = []
    for read in DAYS:
        for one in read(stretches.text, today):
            is_new = all(one.end <= other.start or one.start >= other.end for other in said)
            if is_new and one.day >= today and stretches.is_free(one.start, one.end):
                said.append(one)
    said.sort(key=lambda one: one.start)
    return _joined([_with_words(stretches, one) for one in said], stretches)


def _with_words(stretches: Stretches, one: Said) -> Found:
    before = stretches.text[max(0, one.start - _NEAR) : one.start]
    led = _LED.search(before)
    start = one.start - len(led[0]) if led else one.start
    if led and not stretches.is_free(start, one.start):
        start, led = one.start, None
    before = led[0] if led else ""
    part = _PART.match(stretches.text, one.end)
    end = part.end() if part and stretches.is_free(one.end, part.end()) else one.end
    if one.week and _UNTIL.search(f"{before} {stretches.text[one.start : one.end]}"):
        one = replace(one, day=one.week + timedelta(days=_FRIDAY))
    return Found(one, start, end, before)


def _joined(found: Sequence[Found], stretches: Stretches) -> list[Found]:
    """“Mo–Mi” and “30.11. to 4.12.”: the first of two days that are bound so is a beginning."""
    joined = list(found)
    for place in range(len(joined) - 1):
        one, other = joined[place], joined[place + 1]
        between = stretches.text[one.end : other.said.start]
        if _RANGE.fullmatch(between) and one.said.day < other.said.day:
            joined[place] = replace(one, led="from")
            joined[place + 1] = replace(other, start=one.end)
    return joined
