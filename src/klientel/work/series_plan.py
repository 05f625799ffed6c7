"""What comes next in a series, reckoned from its rule and how far it is; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import islice

from klientel.kit import clock
from klientel.kit.repeating import Occurrence, Rule, Unit, after_done, moment_of, occurrences
from klientel.work.models import Series

State = Series.State

#: dates shown of what is to come
SHOWN = 5
#: days before it is due that an item is added where nobody says, by what its rule counts
AHEAD = {Unit.DAY: 0, Unit.WEEK: 2, Unit.MONTH: 7, Unit.YEAR: 30}
MOST_AHEAD = 180
#: and at most, where each day or week has one, so that not hundreds lie there at once
OFTEN_AHEAD = {Unit.DAY: 31, Unit.WEEK: 92}


def rule_of(series: Series) -> Rule:
    """The rule of a series, whole."""
    return Rule.from_json(series.rule).fitted(series.begins_on)


def today_of(series: Series) -> date:
    """The day it is where the series lives."""
    return clock.today(series.time_zone)


def left_of(series: Series) -> int | None:
    """How many items may still come; None for any number."""
    count = Rule.from_json(series.rule).count
    return None if count is None else max(0, count - series.number)


def coming(series: Series, since: date | None = None) -> Iterator[Occurrence]:
    """The dates to come of a series that counts by the calendar, from the day `since` on."""
    found = occurrences(
        replace(rule_of(series), count=None),
        series.begins_on,
        after=series.reached_on,
        taken=series.taken_on,
    )
    # what has passed already takes none of those that may still come
    later = (one for one in found if since is None or one.day >= since)
    return islice(later, left_of(series))


def plan(series: Series, since: date | None = None) -> None:
    """Set what comes next on a series that runs; it ends where nothing does.

    From `since` on, where dates that have passed are not to be made up for.
    """
    if series.state != State.RUNNING:
        _set_next(series, None)
        return
    if left_of(series) == 0:
        series.state = State.ENDED
        _set_next(series, None)
        return
    if rule_of(series).from_done:
        _set_next(series, None)
        return
    found = next(coming(series, since), None)
    _set_next(series, found)
    if found is None:
        series.state = State.ENDED


def plan_after(series: Series, done_on: date) -> None:
    """Set what comes once the last item of a series was finished on a day."""
    found = after_done(rule_of(series), done_on) if left_of(series) != 0 else None
    _set_next(series, found)
    if found is None:
        series.state = State.ENDED
    else:
        # it is there as soon as the last one is finished
        series.make_on = done_on


def _set_next(series: Series, found: Occurrence | None) -> None:
    series.next_on = found.named if found else None
    series.next_day = found.day if found else None
    series.make_on = found.day - timedelta(days=series.ahead) if found else None


def shown_next(series: Series, today: date) -> list[Occurrence]:
    """The next dates to be shown: of what counts from its end, as if each were finished on time."""
    if series.state != State.RUNNING:
        return []
    rule = rule_of(series)
    if not rule.from_done:
        return list(islice(coming(series, today if series.next_day is None else None), SHOWN))
    left = left_of(series)
    found: list[Occurrence] = []
    done_on = max(series.taken_on, today)
    while len(found) < SHOWN and (left is None or len(found) < left):
        one = after_done(rule, done_on)
        if one is None:
            break
        found.append(one)
        done_on = one.day
    return found


def due_moment(series: Series, day: date) -> datetime:
    """When an item for a day is due: the day as a whole, or its moment on that day."""
    if series.at is None:
        return clock.start_of_day(day, series.time_zone)
    return moment_of(day, series.at, series.time_zone)
