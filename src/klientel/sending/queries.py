"""Named questions about outgoing mail."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Count

from klientel.sending.models import Message

State = Message.State
LIMIT = 100


def open_messages(workspace_id: UUID | None) -> list[Message]:
    """What has not left yet, next due first."""
    mine = Message.objects.filter(workspace_id=workspace_id, state__lt=State.SENT)
    return list(mine.defer("text", "html").order_by("next_try_at")[:LIMIT])


def dead_messages(workspace_id: UUID | None) -> list[Message]:
    """What was given up, newest first."""
    mine = Message.objects.filter(workspace_id=workspace_id, state=State.DEAD)
    return list(mine.defer("text", "html").order_by("-id")[:LIMIT])


def recently_sent(workspace_id: UUID | None, limit: int = 20) -> list[Message]:
    """What left last, newest first."""
    mine = Message.objects.filter(workspace_id=workspace_id, state=State.SENT)
    return list(mine.defer("text", "html").order_by("-id")[:limit])


def counts() -> dict[int, int]:
    """How many messages of all workspaces stand in each state (for the operator)."""
    rows = Message.objects.values_list("state").annotate(Count("id")).order_by()
    return dict(rows)
