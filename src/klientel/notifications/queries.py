"""Questions about the lines of somebody's own inbox; rights are asked of the spine each time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q

from klientel.kit import clock, cursors
from klientel.kit.paging import Page
from klientel.kit.refused import NotFound
from klientel.notifications.models import Heard, Muted, Notification
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor

PAGE = 30
#: counted no further: the badge says 999+
MOST = 1_000
#: what can be asked for, beside everything that is open
SHOWN = ("open", "unread", "watched", "later", "done")
#: how long what is done can be looked up, and of how much the self check speaks
DONE_FOR, CHECKED = timedelta(days=14), timedelta(days=7)


def own(actor: Actor) -> Any:
    """All lines of the actor, those of records they may not see among them."""
    rows = Notification.objects.in_workspace(actor.workspace_id)
    return rows.filter(member_id=actor.member_id)


def seen(actor: Actor) -> Any:
    """The lines of the actor about records that they may see now, and about none."""
    known = RecordRef.objects.visible_to(actor).filter(pk=OuterRef("record_id"))
    return own(actor).filter(Q(record__isnull=True) | Exists(known))


def in_order(actor: Actor, show: str) -> Any:
    """The lines that a page of the inbox shows, in no order yet."""
    now, rows = clock.now(), seen(actor)
    if show == "done":
        return rows.filter(done_at__gt=now - DONE_FOR)
    rows = rows.filter(done_at__isnull=True)
    sleeps = Q(shown_at__gt=now) | Q(waits_for_answer=True)
    if show == "later":
        return rows.filter(sleeps)
    rows = rows.exclude(sleeps)
    if show == "unread":
        return rows.filter(is_unread=True)
    return rows.filter(for_me=False) if show == "watched" else rows


def page_of(actor: Actor, show: str, after: str = "") -> Page[Notification]:
    """A page of lines, newest first, by when they came or were done; raises `BadCursor`."""
    place = "done_at" if show == "done" else "shown_at"
    rows = in_order(actor, show)
    if after:
        at, pk = _place(after)
        edge = Q(**{f"{place}__lt": at}) | Q(**{place: at, "pk__lt": pk})
        # the first condition is implied; it lets both databases begin in the middle of the index
        rows = rows.filter(Q(**{f"{place}__lte": at}) & edge)
    found = list(rows.order_by(f"-{place}", "-pk")[: PAGE + 1])
    has_more = len(found) > PAGE
    last = found[PAGE - 1] if has_more else None
    cursor = cursors.encode((getattr(last, place), last.pk)) if last else None
    return Page(found[:PAGE], next_cursor=cursor)


def _place(cursor: str) -> tuple[datetime, UUID]:
    values = cursors.decode(cursor)
    if len(values) != 2 or not isinstance(values[0], datetime) or not isinstance(values[1], UUID):
        raise cursors.BadCursor
    if values[0].tzinfo is None:
        raise cursors.BadCursor
    return values[0], values[1]


def waiting(actor: Actor) -> int:
    """How many lines for the actor are unread, at most a thousand; one read of an index."""
    rows = in_order(actor, "unread").filter(for_me=True)
    return len(rows.order_by().values_list("pk", flat=True)[:MOST])


def line_of(actor: Actor, key: UUID) -> Notification:
    """One line of the actor's own inbox; `NotFound` for any other."""
    row: Notification | None = seen(actor).filter(pk=key).first()
    if row is None:
        raise NotFound()
    return row


def muted_of(actor: Actor) -> list[UUID]:
    """The records of which the actor wants to hear nothing, the last muted first."""
    rows = Muted.objects.in_workspace(actor.workspace_id).filter(member_id=actor.member_id)
    known = RecordRef.objects.visible_to(actor).filter(pk=OuterRef("record_id"))
    return list(rows.filter(Exists(known)).order_by("-since").values_list("record_id", flat=True))


def heard_lately(actor: Actor) -> list[tuple[str, int]]:
    """How often the actor heard each notice in the last week, the most frequent first; one read."""
    rows = Heard.objects.in_workspace(actor.workspace_id).filter(
        member_id=actor.member_id, heard_at__gt=clock.now() - CHECKED
    )
    counted = rows.order_by().values_list("notice").annotate(count=Count("pk"))
    return sorted(counted, key=lambda one: (-one[1], one[0]))
