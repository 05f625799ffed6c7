"""Time that people spend on work: noted afterwards, or by a timer, one for each person."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Conflict, Forbidden, NotFound, Refused
from klientel.records.actions import action
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.once import form_key
from klientel.records.fields import (
    ChoiceField,
    DayField,
    NumberField,
    Option,
    TextField,
    TruthField,
)
from klientel.work.actions import kept_rows, progress
from klientel.work.actions.telling import add_row, tell_of
from klientel.work.models import TimeEntry, WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

BILLED = "billed"
BILLING = (Option(BILLED, _("To be billed")), Option("not_billed", _("Not billed")))
#: nobody works longer at a stretch: a timer that was forgotten counts no more than this
MOST_MINUTES = 24 * 60
_NOTE = TextField(name="note", label=_("What was done"), max_length=300)
_BILLABLE = TruthField(name="is_billable", label=_("To be billed"), default=True)
_ENTRY = TextField(name="entry", label=_("Entry"), required=True, max_length=40)
#: of an entry that is there: asked only where its timer has stopped
HOURS = NumberField(
    name="hours", label=_("Hours"), places=2, minimum=Decimal("0.01"), maximum=Decimal(24)
)
DAY = DayField(name="day", label=_("Day"))
#: what is said of an entry whether its timer runs or not
SAID = (_NOTE, _BILLABLE)


def _rows(actor: Actor) -> Any:
    return TimeEntry.objects.in_workspace(actor.workspace_id)


def running(actor: Actor) -> TimeEntry | None:
    """The entry whose timer runs for the actor; None for none."""
    if not actor.member_id:
        return None
    mine = _rows(actor).filter(member_id=actor.member_id, minutes__isnull=True)
    timed: TimeEntry | None = mine.first()
    return timed


def _must_be_somebody(actor: Actor) -> UUID:
    if not actor.member_id:
        raise Forbidden("Only people log time.")
    return actor.member_id


@action(
    "work.start_timer",
    label=_("Start timer"),
    permission="time.log",
    in_charge=True,
    icon="play",
    order=30,
    inputs=(_BILLABLE,),
)
def start_timer(actor: Actor, item: WorkItem, *, is_billable: bool = True) -> TimeEntry:
    """Begin to count the actor's time on an item; a timer that runs elsewhere stops and is kept.

    One that runs here already stays as it is.
    """
    member = _must_be_somebody(actor)
    there = running(actor)
    if there is not None and there.item_id == item.pk:
        return there
    if there is not None:
        _stop(actor, there)
    entry = TimeEntry(
        workspace_id=actor.workspace_id, item_id=item.pk, member_id=member,
        started_at=clock.now(), is_billable=is_billable,
    )  # fmt: skip
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError:
        raise Conflict("Your timer was just started somewhere else.") from None
    now = kept_rows.state_of(entry)
    tell_of(actor, "work.time_started", item, row=str(entry.pk), was=None, now=now)
    return entry


@action(
    "work.stop_timer",
    label=_("Stop timer"),
    permission="time.log",
    in_charge=True,
    icon="pause",
    hidden=True,
    as_step=True,
    inputs=(_NOTE, ChoiceField(name="billing", label=_("Billing"), options=BILLING)),
)
def stop_timer(actor: Actor, item: WorkItem, *, note: str = "", billing: str = "") -> WorkItem:
    """End the actor's timer on an item and keep the minutes; what is shorter counts as one.

    Whether they are billed stays as it was begun, unless `billing` says otherwise.
    """
    _must_be_somebody(actor)
    there = running(actor)
    if there is not None and there.item_id == item.pk:
        if billing:
            there.is_billable = billing == BILLED
        _stop(actor, there, note)
    return item


def _stop(actor: Actor, entry: TimeEntry, note: str = "") -> None:
    """Write the minutes in one conditional statement, so that a timer ends once."""
    spent = clock.now() - entry.started_at
    # never nothing: who pressed the button sees that it counted, and may remove it
    minutes = min(max(round(spent / timedelta(minutes=1)), 1), MOST_MINUTES)
    mine = _rows(actor).filter(pk=entry.pk, minutes__isnull=True)
    was = kept_rows.was_of(entry)
    kept = {"note": note or entry.note, "is_billable": entry.is_billable}
    if mine.update(minutes=minutes, **kept):
        entry.refresh_from_db()
        _told(actor, "work.time_logged", entry, was)


def _told(
    actor: Actor, verb: str, entry: TimeEntry, was: kept_rows.State, *, is_gone: bool = False
) -> None:
    progress.count_time(actor, entry.item_id)
    rows = WorkItem.objects.in_workspace(actor.workspace_id).filter(pk=entry.item_id)
    item = rows.first()
    now = None if is_gone else kept_rows.state_of(entry)
    if item is not None:
        tell_of(actor, verb, item, minutes=entry.minutes, row=str(entry.pk), was=was, now=now)


@action(
    "work.log_time",
    adds=True,
    label=_("Log time"),
    permission="time.log",
    in_charge=True,
    icon="timer",
    order=31,
    inputs=(
        NumberField(name="hours", label=_("Hours"), places=2, required=True,
                    minimum=Decimal("0.01"), maximum=Decimal(24)),
        DayField(name="day", label=_("Day")),
        _NOTE,
        _BILLABLE,
        TextField(name="key", label=_("Key")),
    ),
    technical=("key",),
)  # fmt: skip
def log_time(
    actor: Actor,
    item: WorkItem,
    *,
    hours: Decimal,
    day: date | None = None,
    note: str = "",
    is_billable: bool = True,
    key: str = "",
) -> TimeEntry:
    """Note hours that the actor spent on an item; the same `key` again notes nothing more.

    Raises `Refused` for a day to come.
    """
    member = _must_be_somebody(actor)
    pk = form_key(key)
    there = _rows(actor).filter(pk=pk, item_id=item.pk, member_id=member).first()
    if there is not None:
        return known_as(TimeEntry, there)
    minutes = max(1, round(hours * 60))
    entry = TimeEntry(
        id=pk, workspace_id=actor.workspace_id, item_id=item.pk, member_id=member,
        started_at=_begun(actor, day), minutes=minutes, note=note, is_billable=is_billable,
    )  # fmt: skip
    add_row(entry)
    _told(actor, "work.time_logged", entry, None)
    return entry


def _begun(actor: Actor, day: date | None) -> datetime:
    """The moment an entry of a day lies at: now for today, noon for another day."""
    reading = current_reading(actor)
    if day is None or day == reading.today:
        return clock.now()
    if day > reading.today:
        raise Refused("This day is still to come.", "day")
    zone = clock.zone(reading.workspace.time_zone)
    return datetime.combine(day, time(12), tzinfo=zone).astimezone(UTC)


@action(
    "work.change_time",
    label=_("Change time"),
    permission="time.log",
    in_charge=True,
    hidden=True,
    icon="pencil",
    inputs=(_ENTRY, HOURS, DAY, *SAID),
    technical=("entry",),
)
def change_time(
    actor: Actor,
    item: WorkItem,
    *,
    entry: str,
    hours: Decimal | None = None,
    day: date | None = None,
    note: str = "",
    is_billable: bool = True,
) -> TimeEntry:
    """Say otherwise how long, on which day, what for and whether it is billed; hours or a day that
    are left out stay. That of others needs `time.manage`.

    Raises `Refused` for hours or another day of a timer that runs, and for a day to come.
    """
    mine = entry_of(actor, item, entry)
    if mine.minutes is None and (hours is not None or day is not None):
        raise Refused("The timer still runs. Stop it first.", "hours")
    if hours is not None and hours != hours_of(mine):
        mine.minutes = max(1, round(hours * 60))
    if day is not None and day != day_of(actor, mine):
        mine.started_at = _begun(actor, day)
    mine.note, mine.is_billable = note, is_billable
    if mine.changed_columns():
        was = kept_rows.was_of(mine)
        mine.save()
        _told(actor, "work.time_changed", mine, was)
    return mine


def entry_of(actor: Actor, item: WorkItem, key: str) -> TimeEntry:
    """An entry of an item for whoever may change it; raises `NotFound`, `Forbidden`."""
    mine = _rows(actor).filter(pk=id_needed(key), item_id=item.pk).first()
    if mine is None:
        raise NotFound()
    if mine.member_id != actor.member_id:
        actor.must("time.manage")
    return known_as(TimeEntry, mine)


def hours_of(entry: TimeEntry) -> Decimal | None:
    """The hours of an entry as forms show them; None while its timer runs."""
    if entry.minutes is None:
        return None
    return (Decimal(entry.minutes) / 60).quantize(Decimal("0.01"))


def day_of(actor: Actor, entry: TimeEntry) -> date:
    """The day an entry lies on, where the firm is."""
    return clock.local(entry.started_at, current_reading(actor).workspace.time_zone).date()


@action(
    "work.remove_time",
    label=_("Remove time"),
    permission="time.log",
    in_charge=True,
    hidden=True,
    inputs=(_ENTRY,),
    technical=("entry",),
)
def remove_time(actor: Actor, item: WorkItem, *, entry: str) -> WorkItem:
    """Remove an entry of one's own; that of others needs `time.manage`."""
    mine = _rows(actor).filter(pk=id_needed(entry), item_id=item.pk).first()
    if mine is None:
        return item
    if mine.member_id != actor.member_id:
        actor.must("time.manage")
    was = kept_rows.state_of(mine)
    mine.delete()
    if mine.minutes:
        _told(actor, "work.time_removed", mine, was, is_gone=True)
    else:
        # it still ran: nothing is added up of it yet
        tell_of(actor, "work.timer_removed", item, row=str(mine.pk), was=was, now=None)
    return item
