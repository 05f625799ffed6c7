"""What a subscriber began to want while other processes did not know of it yet.

What is wanted in a workspace is kept in each process for two seconds, so that an event costs no
query. An event written meanwhile gets no outbox row; it stands in the log, though, where these jobs
find it. A delivery is there once, so nothing is told twice.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django_tasks import task

from klientel.events.dispatch import fan_out
from klientel.events.feed import COMMITTED_WITHIN
from klientel.events.ids_in_time import floor_id
from klientel.events.jobs import enqueue, progress
from klientel.events.models import Delivery, Event
from klientel.events.subscribers import FRESH, subscribers
from klientel.kit import clock

#: when to look: as soon as every process knows, and when what was being written then is committed
_AFTER = (timedelta(seconds=2 * FRESH), COMMITTED_WITHIN)
_AT_ONCE = 500


def wants_changed(name: str, workspace_id: UUID) -> None:
    """Say, in the transaction of the change, that a subscriber wants something else from now on.

    It hears all that is written after this moment, by whichever process.
    """
    subscribers.ask_anew(name, workspace_id)
    now = clock.now()
    for wait in _AFTER:
        enqueue(
            tell_missed,
            workspace_id=workspace_id,
            run_at=now + wait,
            # many changes of one second are looked after together
            dedupe_key=f"events.missed:{name}:{workspace_id.hex}:{int(now.timestamp())}:{wait}",
            label="events.tell_missed",
            subscriber=name,
            workspace=str(workspace_id),
            since=now.replace(microsecond=0).isoformat(),
        )


@task
def tell_missed(subscriber: str, workspace: str, since: str) -> int:
    """Make the deliveries that are missing since an instant; idempotent. Returns how many events
    were wanted, whether told already or not.
    """
    one = subscribers.get(subscriber)
    if one is None:
        return 0
    workspace_id = UUID(workspace)
    events = Event.objects.in_workspace(workspace_id)
    start = floor_id(datetime.fromisoformat(since))
    last = events.filter(pk__gte=start).order_by("-pk").values_list("pk", flat=True).first()
    wanted = seen = 0
    while last is not None and start <= last:
        some = list(events.filter(pk__gte=start, pk__lte=last).order_by("pk")[:_AT_ONCE])
        if not some:
            break
        mine = [
            event
            for event in some
            if one in subscribers.interested_in(event.verb, workspace_id, event.via)
        ]
        with transaction.atomic():
            made = [delivery for event in mine for delivery in fan_out(event, one)]
            Delivery.objects.bulk_create(made, ignore_conflicts=True, batch_size=_AT_ONCE)
        wanted += len(mine)
        seen += len(some)
        start = UUID(int=some[-1].pk.int + 1)
        progress.set(seen, seen + 1)
    return wanted
