"""Put a line of one's day off, and have it shown again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.desk.models import Snooze
from klientel.events import log
from klientel.kit import clock
from klientel.kit.refused import Forbidden, NotFound
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import ChoiceField, Option, TextField
from klientel.records.one_reading import current_reading
from klientel.views.actions.view import member_of
from klientel.workspaces import policy
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

SNOOZE = policy.permission("today.snooze", _("Snooze items of one's own day"), policy.EVERYBODY)
WHENS = (
    Option("later", _("Later today")),
    Option("tomorrow", _("Tomorrow")),
    Option("monday", _("Next Monday")),
    Option("week", _("In a week")),
)
#: how long "later today" is
_LATER = timedelta(hours=3)
_KEY = TextField(name="line", label=_("Line"), required=True, max_length=100)
WHEN = ChoiceField(name="when", label=_("Until"), options=WHENS, required=True)


@action(
    "today.snooze",
    label=_("Later"),
    permission=SNOOZE,
    on="",
    inputs=[_KEY, WHEN],
    icon="clock",
)
def snooze(actor: Actor, *, line: str, when: str) -> UUID:
    """Hide a line of the actor's own day until then; returns the event's id, for the way back."""
    until = _until(when, actor)
    rows = _mine(actor)
    rows.filter(until__lte=clock.now()).delete()
    before = rows.filter(key=line).values_list("until", flat=True).first()
    _put(actor, line, until)
    return _tell(actor, line, before, until)


@action("today.wake", label=_("Show again"), permission=SNOOZE, on="", inputs=[_KEY], icon="bell")
def wake(actor: Actor, *, line: str) -> UUID | None:
    """Show a line again that the actor put off; None where nothing was put off."""
    before = _mine(actor).filter(key=line).values_list("until", flat=True).first()
    if before is None:
        return None
    _put(actor, line, None)
    return _tell(actor, line, before, None)


def _mine(actor: Actor) -> Any:
    return Snooze.objects.in_workspace(actor.workspace_id).filter(member_id=member_of(actor))


def _put(actor: Actor, line: str, until: datetime | None) -> None:
    rows = _mine(actor).filter(key=line)
    if until is None:
        rows.delete()
    elif not rows.update(until=until):
        # two windows at once: one of them adds the row, the other changes it
        row = Snooze(
            workspace_id=actor.workspace_id, member_id=member_of(actor), key=line, until=until
        )
        Snooze.objects.bulk_create([row], ignore_conflicts=True)
        rows.update(until=until)


def _tell(
    actor: Actor,
    line: str,
    before: datetime | None,
    after: datetime | None,
    batch: UUID | None = None,
) -> UUID:
    verb = "today.woken" if after is None else "today.snoozed"
    facts = {"line": line, "before": _written(before), "until": _written(after)}
    return log.record(actor, verb, record_type="today", facts=facts, batch=batch).pk


def _written(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _until(when: str, actor: Actor) -> datetime:
    """The moment a choice means: the beginning of a day of the reader, or three hours from now."""
    reading = current_reading(actor)
    if when == "later":
        return clock.now() + _LATER
    days = {"tomorrow": 1, "week": 7, "monday": 7 - reading.today.weekday()}[when]
    return clock.start_of_day(reading.today + timedelta(days=days), reading.format.zone)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody manages their own day.")
    if event.facts is None:
        raise NotFound()
    before = event.facts.get("before") or ""
    until = datetime.fromisoformat(before) if before else None
    _put(actor, event.facts["line"], until)
    _tell(actor, event.facts["line"], None, until, batch=batch)


register("snooze_back", each(_back), right=None)
