"""The jobs of the room: send one message, pick up what was left, forget what is old."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django_tasks import task

from klientel.kit import clock
from klientel.sending import delivery
from klientel.sending.models import Message
from klientel.sending.queue import ask_for

LEFT_BEHIND = timedelta(minutes=2)
KEEP = timedelta(days=90)
"""How long the note that a message was sent is kept."""

State = Message.State


@task
def send_message(message_id: str) -> bool:
    """Send one message; idempotent by its id."""
    return delivery.send(UUID(message_id))


@task
def sweep() -> int:
    """Ask again for messages that are overdue, as when a worker died; idempotent."""
    overdue = Message.objects.filter(
        state__lt=State.SENT, next_try_at__lt=clock.now() - LEFT_BEHIND
    ).order_by("next_try_at")[:500]
    asked = 0
    for message in overdue:
        ask_for(message)
        asked += 1
    return asked


@task
def clean() -> int:
    """Forget messages that left long ago, and their files; idempotent."""
    from klientel.sending import smtp

    ended = (State.SENT, State.WITHDRAWN, State.DEAD)
    old = Message.objects.filter(state__in=ended, created_at__lt=clock.now() - KEEP)
    for name in old.exclude(kept_as="").values_list("kept_as", flat=True):
        (smtp.folder() / name).unlink(missing_ok=True)
    return old.delete()[0]
