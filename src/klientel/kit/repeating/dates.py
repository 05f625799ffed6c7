"""The dates of a repeating rule: as RFC 5545 reckons them, and moved off free days.

The library for RFC 5545 is handed days without a time, from an anchor near to what is asked; what
the clocks do to a time of day is settled last, by `moment_of`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dateutil.rrule import rrulestr

from klientel.kit import clock
from klientel.kit.dates import LAST_YEAR, months_later
from klientel.kit.repeating.free_days import is_free
from klientel.kit.repeating.rule import Rule, Shift, Unit

#: so many dates in a row are looked at for one that is not left out: Christmas Day stays one
_MOST_LOOKED_AT = 60
#: no place keeps so many days free in a row
_MOST_FREE = 31
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date: the one that the rule `names`, and the `day` that it falls on once it is moved."""

    named: date
    day: date


def nominal_dates(rule: Rule, begins_on: date, after: date | None = None) -> Iterator[date]:
    """The dates that the rule names from a day on, later than `after`; no more than RFC 5545 says.

    They may end by `until`; `count` is not looked at.
    """
    endless = replace(rule.fitted(begins_on), count=None)
    start = begins_on if after is None else _near(endless, begins_on, after)
    for found in rrulestr(endless.rfc5545(), dtstart=datetime.combine(start, time())):
        day = found.date()
        if day.year > LAST_YEAR:
            return
        if after is None or day > after:
            yield day


def _near(rule: Rule, begins_on: date, after: date) -> date:
    """A day from which the rule gives the same dates after `after` as from its true beginning."""
    if after <= begins_on:
        return begins_on
    if rule.unit in (Unit.DAY, Unit.WEEK):
        days = rule.every * (7 if rule.unit == Unit.WEEK else 1)
        # weeks are counted from the Monday of the first one
        first = begins_on if rule.unit == Unit.DAY else begins_on - _ONE_DAY * begins_on.weekday()
        jumped = first + _ONE_DAY * (days * ((after - first).days // days))
    else:
        months = rule.every * (12 if rule.unit == Unit.YEAR else 1)
        first = begins_on.replace(day=1)
        gone = (after.year - first.year) * 12 + after.month - first.month
        jumped = months_later(first, months * (gone // months))
    return max(jumped, begins_on)


def occurrences(
    rule: Rule,
    begins_on: date,
    *,
    after: date | None = None,
    taken: date | None = None,
    left: int | None = None,
) -> Iterator[Occurrence]:
    """The dates of a rule that counts by the calendar, moved as it says.

    `after` goes on behind a named date, `taken` is the day that the last one fell on, `left` how
    many may still come (of the whole count unless given). Two dates that are moved to the same day
    are one. Where every date would be left out there is none.
    """
    fitted = rule.fitted(begins_on)
    left = rule.count if left is None else left
    last, in_vain = taken, 0
    for named in nominal_dates(fitted, begins_on, after):
        if (left is not None and left <= 0) or in_vain > _MOST_LOOKED_AT:
            return
        day = moved(fitted, named)
        if day is None or day == last:
            in_vain += 1
            continue
        in_vain, last = 0, day
        left = None if left is None else left - 1
        yield Occurrence(named, day)


def after_done(rule: Rule, done_on: date) -> Occurrence | None:
    """The date so many units after the last one was finished; None behind the end of the rule."""
    match rule.unit:
        case Unit.DAY:
            named = done_on + _ONE_DAY * rule.every
        case Unit.WEEK:
            named = done_on + _ONE_DAY * 7 * rule.every
        case Unit.MONTH:
            named = months_later(done_on, rule.every)
        case Unit.YEAR:
            named = months_later(done_on, 12 * rule.every)
    if named.year > LAST_YEAR or (rule.until is not None and named > rule.until):
        return None
    return Occurrence(named, moved(rule, named) or named)


def moved(rule: Rule, named: date) -> date | None:
    """The day that a named date falls on; None where it is left out."""
    if rule.shift == Shift.STAY or not _is_free(rule, named):
        return named
    if rule.shift == Shift.LEAVE_OUT:
        return None
    step = _ONE_DAY if rule.shift == Shift.NEXT else -_ONE_DAY
    day = named
    for _day in range(_MOST_FREE):
        day += step
        if not _is_free(rule, day):
            return day
    return named


def _is_free(rule: Rule, day: date) -> bool:
    return is_free(day, rule.region, working=rule.named_weekdays)


def moment_of(day: date, at: time, tz: str | tzinfo) -> datetime:
    """The instant, in UTC, at which a wall clock shows a time on a day.

    A time that summer time skips is the one the clock shows instead (02:30 is 03:30); one that
    comes twice is the first of the two.
    """
    return datetime.combine(day, at, tzinfo=clock.zone(tz)).astimezone(UTC)
