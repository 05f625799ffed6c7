"""Putting a line of one's own inbox off."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Forbidden, NotFound
from klientel.notifications import queries
from klientel.notifications.actions.reading import wait_for_no_mail
from klientel.notifications.actions.rights import LINE, USE, member_of
from klientel.notifications.keeping import ring
from klientel.notifications.verbs import SNOOZE_BACK
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import ChoiceField, Option
from klientel.records.one_reading import current_reading
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event
    from klientel.notifications.models import Notification

ANSWER = "answer"
WHENS = (
    Option("later", _("Later today")),
    Option("tomorrow", _("Tomorrow")),
    Option("monday", _("Next Monday")),
    Option(ANSWER, _("When something new happens there")),
)
#: how long "later today" is
_LATER = timedelta(hours=3)
WHEN = ChoiceField(name="when", label=_("Until"), options=WHENS, required=True)


@action("inbox.snooze", label=_("Later"), permission=USE, on="", inputs=[LINE, WHEN], icon="clock")
def snooze(actor: Actor, *, line: str, when: str) -> UUID:
    """Hide a line until then, unread again; returns the event's id for the way back."""
    row = queries.line_of(actor, id_needed(line))
    facts = {
        "line": str(row.pk),
        "before": row.shown_at.isoformat(),
        "waited": row.waits_for_answer,
        "was_unread": row.is_unread,
    }
    until = row.shown_at if when == ANSWER else _until(when, actor)
    _put(actor, row, until, waits=when == ANSWER, is_unread=True)
    wait_for_no_mail(actor, [row.pk])
    return log.record(actor, "inbox.snoozed", record_type="inbox", facts=facts).pk


def _put(actor: Actor, row: Notification, until: datetime, *, waits: bool, is_unread: bool) -> None:
    queries.own(actor).filter(pk=row.pk).update(
        shown_at=until, waits_for_answer=waits, is_unread=is_unread, done_at=None
    )
    ring(actor.workspace_id, [member_of(actor)])


def _until(when: str, actor: Actor) -> datetime:
    """The moment a choice means: the beginning of a day of the reader, or three hours from now."""
    reading = current_reading(actor)
    if when == "later":
        return clock.now() + _LATER
    days = {"tomorrow": 1, "monday": 7 - reading.today.weekday()}[when]
    return clock.start_of_day(reading.today + timedelta(days=days), reading.format.zone)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody manages their own inbox.")
    facts = event.facts or {}
    if not facts.get("line"):
        raise NotFound()
    row = queries.line_of(actor, id_needed(facts["line"]))
    before = datetime.fromisoformat(facts["before"])
    _put(actor, row, before, waits=facts["waited"], is_unread=facts["was_unread"])
    now = {
        "line": facts["line"],
        "before": row.shown_at.isoformat(),
        "waited": row.waits_for_answer,
        "was_unread": row.is_unread,
    }
    log.record(actor, "inbox.snoozed", record_type="inbox", facts=now, batch=batch)


register(SNOOZE_BACK, each(_back), right=None)
