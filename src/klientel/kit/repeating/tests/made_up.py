"""Rules made up at random, from all that people can say."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as some

from klientel.kit.repeating import On, Rule, Shift, Unit
from klientel.kit.repeating.rule import PLACES

_days = some.integers(0, 6)
begins = some.dates(date(1999, 1, 1), date(2060, 12, 31))
_MOST_EVERY = {Unit.DAY: 40, Unit.WEEK: 12, Unit.MONTH: 26, Unit.YEAR: 5}


@some.composite
def plans(draw: Any) -> Rule:
    """Rules that count by the calendar and move nothing."""
    unit = draw(some.sampled_from(Unit))
    end: dict[str, Any] = draw(
        some.sampled_from([{}, {"count": draw(some.integers(1, 60))}, {"until": draw(begins)}])
    )
    return Rule(
        unit=unit,
        every=draw(some.integers(1, _MOST_EVERY[unit])),
        weekdays=tuple(draw(some.lists(_days, max_size=7))),
        on=draw(some.sampled_from(On)),
        day=draw(some.integers(0, 31)),
        nth=draw(some.sampled_from(PLACES)),
        weekday=draw(_days),
        month=draw(some.integers(0, 12)),
        **end,
    )


@some.composite
def rules(draw: Any) -> Rule:
    """Rules of every sort."""
    from dataclasses import replace

    rule = draw(plans())
    from_done = draw(some.booleans())
    shifts = [one for one in Shift if not (from_done and one == Shift.LEAVE_OUT)]
    region = draw(some.sampled_from(["", "DE", "DE-BY", "AT-9", "CH-ZH"]))
    return replace(rule, from_done=from_done, shift=draw(some.sampled_from(shifts)), region=region)
