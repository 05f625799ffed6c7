"""How many lines wait in somebody's inbox: the number in the sidebar, and its live news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.core.cache import cache
from django.db import transaction

from klientel.events import own, tail
from klientel.events.tail import Row
from klientel.notifications import queries
from klientel.notifications.models import Inbox
from klientel.workspaces.actor import Actor

#: seconds for which a page may show an old number; the live stream brings the new one
FRESH = 10


def waiting(actor: Actor) -> int:
    """The number for the sidebar, up to some seconds old: no page pays a query for it each time."""
    if actor.member_id is None:
        return 0
    known: int | None = cache.get(_key(actor.member_id))
    return fresh(actor) if known is None else known


def fresh(actor: Actor) -> int:
    """The number as it is now; lines of records that the actor may no longer see do not count."""
    if actor.member_id is None:
        return 0
    count = queries.waiting(actor)
    cache.set(_key(actor.member_id), count, FRESH)
    return count


def forget(member_id: UUID) -> None:
    """Have the number counted anew, now and once the running transaction has ended."""
    cache.delete(_key(member_id))
    transaction.on_commit(lambda: cache.delete(_key(member_id)))


def _key(member_id: UUID) -> str:
    return f"inbox-of:{member_id}"


def news(workspaces: Sequence[UUID], start: UUID) -> Iterable[Row]:
    """Whose inbox changed since an id, for the hub to tell them alone."""
    rows = Inbox.objects.for_system("live stream: whose inbox changed, told to its owner")
    rows = rows.filter(workspace_id__in=workspaces, told__gte=start).order_by("told")
    for told, workspace, member in rows.values_list("told", "workspace_id", "member_id"):
        yield Row(told, workspace, own.KIND, own.channel_of(member), None)


def introduce() -> None:
    """Let the live stream ask."""
    if news not in tail.passing:
        tail.passing.append(news)
