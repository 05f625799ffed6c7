"""Lines that were read, written without an event.

Having opened a record is no change of state that anybody would want in a log, nor a right. So it is
no action of the catalogue, as little as having a page open is (`discussion/actions/presence.py`).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import transaction

from klientel.notifications import queries
from klientel.notifications.keeping import ring
from klientel.notifications.models import Heard
from klientel.workspaces.actor import Actor


def read_record(actor: Actor, record_id: UUID) -> None:
    """The actor has opened a record: the lines about it are read, wherever they are shown.

    Writes nothing where none was unread.
    """
    if actor.member_id is not None:
        _read(actor, queries.own(actor).filter(record_id=record_id, is_unread=True))


def read_line(actor: Actor, line: UUID) -> None:
    """The actor has gone to what a line of theirs leads to."""
    if actor.member_id is not None:
        _read(actor, queries.own(actor).filter(pk=line, is_unread=True))


def wait_for_no_mail(actor: Actor, lines: Collection[UUID]) -> None:
    """What was read or is done is not mailed any more."""
    rows = Heard.objects.in_workspace(actor.workspace_id)
    rows.filter(notification_id__in=list(lines)).exclude(mail=Heard.Mail.NONE).update(
        mail=Heard.Mail.NONE
    )


def _read(actor: Actor, rows: Any) -> None:
    # looked at before the transaction: on SQLite that would wait for the one writer
    keys = list(rows.values_list("pk", flat=True))
    if not keys or actor.member_id is None:
        return
    with transaction.atomic():
        queries.own(actor).filter(pk__in=keys).update(is_unread=False)
        wait_for_no_mail(actor, keys)
        ring(actor.workspace_id, [actor.member_id])
