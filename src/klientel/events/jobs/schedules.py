"""Work that comes again and again: rooms declare it when they open, a due row becomes one job."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from croniter import croniter
from django.db import transaction
from django_tasks.base import Task
from django_tasks.utils import normalize_json

from klientel.events.jobs.asking import enqueue
from klientel.events.jobs.backend import task_named
from klientel.events.models import Schedule
from klientel.kit import clock

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Declared:
    """One schedule as a room declared it."""

    name: str
    task: Task[Any, Any]
    cron: str
    time_zone: str
    args: dict[str, Any]


_declared: dict[str, Declared] = {}


def schedule(name: str, task: Task[Any, Any], cron: str, tz: str = "UTC", **kwargs: Any) -> None:
    """Declare that a task runs at the times of a cron expression (five fields) in a time zone.

    Raises ValueError for an expression or a zone that does not exist, and for a second schedule
    of the same name.
    """
    if len(cron.split()) != 5 or not croniter.is_valid(cron):
        raise ValueError(f"{cron!r} is no cron expression of five fields")
    clock.zone(tz)
    new = Declared(name, task, cron, tz, normalize_json(kwargs))
    if _declared.setdefault(name, new) != new:
        raise ValueError(f"schedule {name} is declared twice")


def declared() -> Iterator[Declared]:
    """All declared schedules by name."""
    return iter([_declared[name] for name in sorted(_declared)])


def forget(name: str) -> None:
    """Take a declaration back (tests)."""
    _declared.pop(name, None)


def next_after(cron: str, tz: str, after: datetime) -> datetime:
    """The first instant after `after` at which the expression is due.

    A wall clock time that summer time skips runs when the clocks have changed; one that comes
    twice runs the first time only. What runs every hour follows the true hours.
    """
    if cron.split()[1:] == ["*"] * 4:
        due: datetime = croniter(cron, after.astimezone(UTC)).get_next(datetime)
        return due
    zone = clock.zone(tz)
    wall = croniter(cron, clock.local(after, tz).replace(tzinfo=None))
    while True:
        found: datetime = wall.get_next(datetime)
        instant = found.replace(tzinfo=zone, fold=0).astimezone(UTC)
        # In the repeated hour the wall clock may name an instant that has passed.
        if instant > after:
            return instant


def sync() -> None:
    """Bring the rows in line with what open rooms declare; several workers may do it at once."""
    known = {row.name: row for row in Schedule.objects.all()}
    now = clock.now()
    fresh = []
    for one in declared():
        row = known.get(one.name)
        wanted = {
            "task": one.task.module_path,
            "args": one.args,
            "cron": one.cron,
            "time_zone": one.time_zone,
            "is_active": True,
        }
        if row is None:
            next_at = next_after(one.cron, one.time_zone, now)
            fresh.append(Schedule(name=one.name, next_at=next_at, **wanted))
        elif any(getattr(row, column) != value for column, value in wanted.items()):
            if (row.cron, row.time_zone, row.is_active) != (one.cron, one.time_zone, True):
                wanted["next_at"] = next_after(one.cron, one.time_zone, now)
            Schedule.objects.filter(pk=row.pk).update(**wanted)
    Schedule.objects.bulk_create(fresh, ignore_conflicts=True)
    Schedule.objects.exclude(name__in=list(_declared)).update(is_active=False)


def run_due() -> int:
    """Make a job for each schedule that is due; returns how many.

    Times that passed while no worker ran are made up for by one job, not by all of them.
    """
    now = clock.now()
    due = Schedule.objects.filter(is_active=True, next_at__lte=now)
    made = 0
    for row in due:
        try:
            made += _run(row, now)
        except LookupError:
            logger.exception("schedule %s has a task that does not exist", row.name)
            Schedule.objects.filter(pk=row.pk).update(is_active=False)
    return made


def _run(row: Schedule, now: datetime) -> bool:
    task = task_named(row.task)
    later = next_after(row.cron, row.time_zone, now)
    with transaction.atomic():
        # The condition is the claim: of two workers only one finds the old time.
        mine = Schedule.objects.filter(pk=row.pk, next_at=row.next_at, is_active=True)
        if not mine.update(next_at=later):
            return False
        key = f"{row.name}@{row.next_at.astimezone(UTC):%Y-%m-%dT%H:%M}"
        enqueue(task, dedupe_key=key[:120], label=row.name, schedule_id=row.pk, **row.args)
    return True
