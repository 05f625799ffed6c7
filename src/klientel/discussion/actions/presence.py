"""Coming to a record and leaving it: leases that run out, written without an event.

Who has a page open is no change of state that anybody would want in a log, nor a right: it is
forgotten within minutes. So it is no action of the catalogue.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from klientel.discussion.models import Presence
from klientel.events import wakeup
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.workspaces.actor import Actor

#: how long an open page counts without a word from it; it says one every half of that
LEASE = timedelta(minutes=4)
#: pages of one record that a member can have open
MOST_TABS = 20


def come(actor: Actor, record_id: UUID, tab: str) -> None:
    """The actor has a page of a record open, which they may see.

    Writes nothing while the lease has more than half of its time.
    """
    if actor.member_id is None:
        return
    now = clock.now()
    mine = _mine(actor, record_id)
    row = mine.filter(tab=tab).first()
    if row is not None and row.until > now + LEASE / 2:
        return
    with transaction.atomic():
        if row is not None and row.until > now:
            mine.filter(tab=tab).update(until=now + LEASE)
            return
        was_here = _is_here(mine)
        mine.filter(until__lte=now).delete()
        if mine.count() >= MOST_TABS:
            return
        fresh = Presence(
            workspace_id=actor.workspace_id,
            record_id=record_id,
            member_id=actor.member_id,
            tab=tab,
            until=now + LEASE,
        )
        # a page that says so twice at once is here once
        Presence.objects.bulk_create([fresh], ignore_conflicts=True)
        if not was_here:
            wakeup.after_commit(False)


def leave(actor: Actor, record_id: UUID, tab: str) -> None:
    """The actor has closed that page; others are told when it was their last one of the record."""
    mine = _mine(actor, record_id)
    with transaction.atomic():
        ended = mine.filter(tab=tab, until__gt=clock.now())
        if ended.update(until=clock.now(), told=uuid7()) and not _is_here(mine):
            wakeup.after_commit(False)


def _is_here(mine: Any) -> bool:
    return bool(mine.filter(until__gt=clock.now()).exists())


def _mine(actor: Actor, record_id: UUID) -> Any:
    rows = Presence.objects.in_workspace(actor.workspace_id)
    return rows.filter(record_id=record_id, member_id=actor.member_id)
