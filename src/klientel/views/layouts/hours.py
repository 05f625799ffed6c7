"""Where things stand in a day of hours: how far down, how tall, and which stand side by side.

A page carries no styles of its own, so a place is said in classes that the stylesheet reckons with:
`at-h9 at-t3 at-o0` is half past nine, `for-h1 for-t1 for-o5` is an hour and a quarter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from klientel.kit import clock

DAY = 24 * 60
#: what takes less is drawn this tall all the same, so that it can be read and pressed
SHORTEST = 30
#: more at once than this stand over each other
MOST_BESIDE = 6
#: where a day is opened that has nothing earlier
MORNING = 8 * 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a day, in minutes since midnight on the reader's clock."""

    start: int
    length: int

    @property
    def end(self) -> int:
        """Where it ends as it is drawn."""
        return self.start + self.length


def stretch(start: datetime, end: datetime | None, zone: tzinfo) -> Stretch:
    """What a thing takes of the day it begins on; the night ends it."""
    local = clock.local(start, zone)
    begin = minute_of(start, zone)
    length = 0
    if end is not None:
        until = clock.local(end, zone)
        length = minute_of(end, zone) - begin + DAY * (until.date() - local.date()).days
    length = max(SHORTEST, length)
    begin = min(begin, DAY - SHORTEST)
    return Stretch(begin, min(length, DAY - begin))


def minute_of(at: datetime, zone: tzinfo) -> int:
    """How many minutes the reader's clock is past midnight."""
    local = clock.local(at, zone)
    return local.hour * 60 + local.minute


def moment_of(at: datetime, zone: tzinfo) -> str:
    """The same with the part of the minute that is over, as programs read it."""
    return f"{minute_of(at, zone) + clock.local(at, zone).second / 60:.2f}"


def side_by_side(stretches: Sequence[Stretch]) -> list[tuple[int, int]]:
    """For each in the order of time: how many stand to its left, and how many share its width."""
    placed: list[tuple[int, int]] = []
    since, widest = 0, 0
    free_from: list[int] = []
    for number, one in enumerate(stretches):
        if one.start >= max(free_from, default=0):
            # nothing before reaches into this one: a new group begins
            since, free_from = number, []
        beside = next((n for n, end in enumerate(free_from) if end <= one.start), len(free_from))
        free_from[beside : beside + 1] = [one.end]
        widest = len(free_from)
        placed.append((beside, widest))
        placed[since:] = [(left, widest) for left, _of in placed[since:]]
    return placed


def classes(one: Stretch, left: int, of: int) -> str:
    """The place of a thing as the style knows it."""
    told = f"{_minutes('at', one.start)} {_minutes('for', one.length)}"
    if of > 1:
        told += f" left-{min(left, MOST_BESIDE - 1)} of-{min(of, MOST_BESIDE)}"
    return told


def line_at(at: datetime, zone: tzinfo) -> str:
    """The place of the line that says now."""
    return _minutes("at", minute_of(at, zone))


def opens_at(stretches: Sequence[Stretch]) -> int:
    """The minute a day is opened at: in the morning, or earlier where something is."""
    return min([MORNING, *(one.start for one in stretches)])


def _minutes(of: str, count: int) -> str:
    hours, rest = divmod(count, 60)
    return f"{of}-h{hours} {of}-t{rest // 10} {of}-o{rest % 10}"
