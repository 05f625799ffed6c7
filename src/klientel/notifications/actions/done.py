"""Setting lines of one's own inbox to done, and taking them up again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any
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
from klientel.notifications.verbs import DONE_BACK
from klientel.records.actions.catalogue import action
from klientel.records.actions.undoers import each, register
from klientel.records.fields import ChoiceField, Option
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_SHOWN = ChoiceField(
    name="show",
    label=_("Shown"),
    options=tuple(Option(one, one) for one in queries.SHOWN if one != "done"),
    default="open",
)


@action("inbox.done", label=_("Done"), permission=USE, on="", inputs=[LINE], icon="check")
def done(actor: Actor, *, line: str) -> UUID | None:
    """Take a line out of the actor's inbox until something new happens there.

    Returns the event's id for the way back, None where it is done already.
    """
    row = queries.line_of(actor, id_needed(line))
    return _end(actor, queries.own(actor).filter(pk=row.pk))


@action("inbox.all_done", label=_("All done"), permission=USE, on="", inputs=[_SHOWN], icon="check")
def all_done(actor: Actor, *, show: str) -> UUID | None:
    """Take out all lines that are shown under a filter; None where there are none."""
    return _end(actor, queries.in_order(actor, show))


@action("inbox.reopen", label=_("Bring back"), permission=USE, on="", inputs=[LINE], icon="undo-2")
def reopen(actor: Actor, *, line: str) -> UUID | None:
    """Put a line back that is done; None where it is not."""
    row = queries.line_of(actor, id_needed(line))
    if row.done_at is None:
        return None
    queries.own(actor).filter(pk=row.pk).update(done_at=None)
    ring(actor.workspace_id, [member_of(actor)])
    return _tell(actor, "inbox.reopened", row.done_at, 1)


def _end(actor: Actor, rows: Any) -> UUID | None:
    now = clock.now()
    keys = list(rows.filter(done_at__isnull=True).values_list("pk", flat=True))
    # one moment for all of them: by it they are found again when this is taken back
    ended = queries.own(actor).filter(pk__in=keys, done_at__isnull=True).update(done_at=now)
    if not ended:
        return None
    wait_for_no_mail(actor, keys)
    ring(actor.workspace_id, [member_of(actor)])
    return _tell(actor, "inbox.done", now, ended)


def _tell(actor: Actor, verb: str, at: datetime, count: int, batch: UUID | None = None) -> UUID:
    facts = {"at": at.isoformat(), "count": count}
    return log.record(actor, verb, record_type="inbox", facts=facts, batch=batch).pk


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody manages their own inbox.")
    at = datetime.fromisoformat((event.facts or {}).get("at") or "")
    back = queries.own(actor).filter(done_at=at).update(done_at=None)
    if not back:
        raise NotFound()
    ring(actor.workspace_id, [member_of(actor)])
    _tell(actor, "inbox.reopened", at, back, batch=batch)


register(DONE_BACK, each(_back), right=None)
