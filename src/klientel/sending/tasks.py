"""The jobs of the room: send one mail or call, pick up what was left, forget what is old."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from klientel.kit import clock
from klientel.sending import calls, delivery, smtp
from klientel.sending.leaving import TASKS, ask_for
from klientel.sending.models import Call, Message, Outgoing

LEFT_BEHIND = timedelta(minutes=2)
KEEP = timedelta(days=90)
"""How long the note that a message was sent is kept."""
KEEP_CALLS = timedelta(days=30)
"""How long what was called, and what was answered, can be read and sent again."""

State = Outgoing.State
ENDED = (State.SENT, State.WITHDRAWN, State.DEAD)


@task
def send_message(message_id: str) -> bool:
    """Send one message; idempotent by its id."""
    return delivery.send(UUID(message_id))


@task
def send_call(call_id: str) -> bool:
    """Make one call; idempotent by its id."""
    return calls.send(UUID(call_id))


@task
def sweep() -> int:
    """Ask again for what is overdue, as when a worker died; idempotent."""
    asked = 0
    for model in TASKS:
        overdue = model.objects.filter(
            state__lt=State.SENT, next_try_at__lt=clock.now() - LEFT_BEHIND
        ).order_by("next_try_at")[:500]
        for row in overdue:
            ask_for([row])
            asked += 1
    return asked


@task
def clean() -> int:
    """Forget what left long ago, and its files; idempotent."""
    now = clock.now()
    old = Message.objects.filter(state__in=ENDED, created_at__lt=now - KEEP)
    for name in old.exclude(kept_as="").values_list("kept_as", flat=True):
        (smtp.folder() / name).unlink(missing_ok=True)
    called = Call.objects.filter(state__in=ENDED, created_at__lt=now - KEEP_CALLS)
    return old.delete()[0] + called.delete()[0]
