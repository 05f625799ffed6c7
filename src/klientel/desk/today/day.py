"""One member's day: what needs attention, what stands at a time, what is to be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID

from klientel.desk.calendar import Appointment, by_day
from klientel.desk.models import Snooze
from klientel.desk.today import attention, due, mentions
from klientel.desk.today.attention import Attention
from klientel.desk.today.due import Due
from klientel.kit import clock
from klientel.views.render import page_reading

Line = TypeVar("Line", Attention, Due)

#: what needs attention is shown one after the other, never as a wall
MOST_ATTENTION = 5
WEEK = 7


@dataclass
class Day:
    """What a member has before them, in order.

    `overdue` and `today` are things to do, `appointments` have a time; `later` is the rest of seven
    days. `put_off` counts what somebody snoozed, `more` what needs attention beside what is shown.
    `mentions` are records on which the member is named and has not looked.
    """

    mentions: list[Attention] = field(default_factory=list)
    attention: list[Attention] = field(default_factory=list)
    more: int = 0
    appointments: list[Appointment] = field(default_factory=list)
    overdue: list[Due] = field(default_factory=list)
    today: list[Due] = field(default_factory=list)
    later: list[Due] = field(default_factory=list)
    later_appointments: list[Appointment] = field(default_factory=list)
    put_off: int = 0
    #: more is overdue than one source tells of
    is_cut: bool = False
    #: what is shown although it is put off, until when, by key
    asleep: Mapping[str, datetime] = field(default_factory=dict)
    idle: list[Attention] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits and nothing is planned today."""
        return not (
            self.mentions or self.attention or self.appointments or self.overdue or self.today
        )


def day_of(request: Any, member: UUID, *, with_put_off: bool = False, whole: bool = False) -> Day:
    """The day of a member as the reader may see it, with whom they stand in for.

    `with_put_off` shows what was snoozed as well, `whole` everything that needs attention.
    """
    reading = page_reading(request)
    today = reading.today
    members = frozenset({member, *reading.directory.represented(member, today)})
    asleep = snoozed(request.actor.workspace_id, member)
    held = _Held({} if with_put_off else asleep)
    waiting = sorted(
        held.awake(one for source in attention.sources for one in source(request, members)),
        key=lambda one: one.urgency,
    )
    found = Day(attention=waiting if whole else waiting[:MOST_ATTENTION])
    found.mentions = list(held.awake(mentions.mentions_of(request, members)))
    found.asleep = asleep if with_put_off else {}
    found.more = len(waiting) - len(found.attention)
    for day, mine in by_day(request, member, today, WEEK, reading.format.zone):
        if day == today:
            found.appointments = mine
        else:
            found.later_appointments += mine
    told = {one.record for one in [*found.appointments, *found.later_appointments] if one.record}
    for one in held.awake(_things(request, members, today + timedelta(days=WEEK - 1), told)):
        _list_for(found, one, today).append(one)
    found.put_off = held.count
    found.is_cut = len(found.overdue) >= due.MOST
    if found.is_empty:
        found.idle = [one for source in attention.idle_sources for one in source(request, members)]
    return found


def snoozed(workspace_id: UUID, member: UUID) -> Mapping[str, datetime]:
    """What a member put off, until when, by the key of its line."""
    rows = Snooze.objects.in_workspace(workspace_id).filter(member_id=member, until__gt=clock.now())
    return dict(rows.values_list("key", "until"))


class _Held:
    """Leaves out what sleeps, and counts it."""

    def __init__(self, asleep: Mapping[str, datetime]) -> None:
        self._asleep = asleep
        self.count = 0

    def awake(self, lines: Iterable[Line]) -> Iterator[Line]:
        for one in lines:
            if one.key in self._asleep:
                self.count += 1
            else:
                yield one


def _things(request: Any, members: frozenset[UUID], until: date, told: set[UUID]) -> list[Due]:
    things = due.things(request, members, until, told)
    things.sort(key=lambda one: (one.day, one.at is not None, one.at or clock.now(), one.title))
    return things


def _list_for(found: Day, one: Due, today: date) -> list[Due]:
    if one.day < today:
        return found.overdue
    return found.today if one.day == today else found.later
