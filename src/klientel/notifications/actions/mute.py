"""Hearing nothing more of a record, and hearing of it again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Forbidden, NotFound
from klientel.notifications import queries
from klientel.notifications.actions.reading import wait_for_no_mail
from klientel.notifications.actions.rights import USE, member_of
from klientel.notifications.keeping import ring
from klientel.notifications.models import Muted
from klientel.notifications.verbs import MUTE_BACK
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import TextField
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_RECORD = TextField(name="record", label=_("Record"), required=True, max_length=36)


@action("inbox.mute", label=_("Mute"), permission=USE, on="", inputs=[_RECORD], icon="bell-off")
def mute(actor: Actor, *, record: str) -> UUID | None:
    """Hear nothing more of a record but that somebody names the actor; what waits of it is done.

    Returns the event's id for the way back, None where it is muted already.
    """
    key = _seen(actor, record)
    row = Muted(workspace_id=actor.workspace_id, member_id=member_of(actor), record_id=key)
    if _mine(actor, key).exists():
        return None
    Muted.objects.bulk_create([row], ignore_conflicts=True)
    now = clock.now()
    open_ones = queries.own(actor).filter(record_id=key, done_at__isnull=True)
    lines = list(open_ones.values_list("pk", flat=True))
    open_ones.update(done_at=now)
    wait_for_no_mail(actor, lines)
    ring(actor.workspace_id, [member_of(actor)])
    return _tell(actor, "inbox.muted", key, now)


@action("inbox.unmute", label=_("Unmute"), permission=USE, on="", inputs=[_RECORD], icon="bell")
def unmute(actor: Actor, *, record: str) -> UUID | None:
    """Hear of a record again; None where it is not muted."""
    key = _seen(actor, record)
    if not _mine(actor, key).delete()[0]:
        return None
    return _tell(actor, "inbox.unmuted", key, None)


def _seen(actor: Actor, record: str) -> UUID:
    key = id_needed(record)
    if not RecordRef.objects.visible_to(actor).filter(pk=key).exists():
        raise NotFound()
    return key


def _mine(actor: Actor, key: UUID):  # type: ignore[no-untyped-def]
    rows = Muted.objects.in_workspace(actor.workspace_id)
    return rows.filter(member_id=member_of(actor), record_id=key)


def _tell(
    actor: Actor, verb: str, about: UUID, at: datetime | None, batch: UUID | None = None
) -> UUID:
    # of no record: what somebody does not want to hear of is no part of its history
    facts = {"about": str(about), "done_at": at.isoformat() if at else ""}
    return log.record(actor, verb, record_type="inbox", facts=facts, batch=batch).pk


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody manages their own inbox.")
    facts = event.facts or {}
    key = _seen(actor, facts.get("about") or "")
    if event.verb == "inbox.unmuted":
        row = Muted(workspace_id=actor.workspace_id, member_id=member_of(actor), record_id=key)
        Muted.objects.bulk_create([row], ignore_conflicts=True)
        _tell(actor, "inbox.muted", key, None, batch=batch)
        return
    _mine(actor, key).delete()
    if facts.get("done_at"):
        at = datetime.fromisoformat(facts["done_at"])
        queries.own(actor).filter(record_id=key, done_at=at).update(done_at=None)
        ring(actor.workspace_id, [member_of(actor)])
    _tell(actor, "inbox.unmuted", key, None, batch=batch)


register(MUTE_BACK, each(_back), right=None)
