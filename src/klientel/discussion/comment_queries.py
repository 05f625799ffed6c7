"""Questions about comments; who may see one is asked of its record, at each request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from klientel.discussion.models import Comment, File, Mention, Reaction, Wording
from klientel.kit import cursors
from klientel.kit.ids import id_in
from klientel.kit.paging import Page
from klientel.kit.refused import NotFound
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor
from klientel.workspaces.prepared import Prepared

PAGE = 20
#: comments that a page draws anew at once
MOST = 200
#: what can be asked for: everything, what only the team reads, what others may read, what is open
SHOWN = ("all", "internal", "outside", "open")
#: unseen mentions, and open comments, that a day is told of
MOST_FOR_A_DAY = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """How many comments a record has, and how many of them wait for somebody."""

    all: int
    open: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Which comments of a record are asked for.

    `before` goes on from a cursor, `at` begins with the comment of that id, `down_to` ends with
    the one of a cursor (everything that is shown already). `oldest_first` turns the order.
    """

    show: str = "all"
    before: str = ""
    at: UUID | None = None
    down_to: str = ""
    oldest_first: bool = False


def living(workspace_id: UUID) -> Any:
    """Comments that are not deleted."""
    return Comment.objects.in_workspace(workspace_id).filter(trashed_at=None)


def records_with_comments(workspace_id: UUID, records: Collection[UUID]) -> set[UUID]:
    """Those of some records that somebody said something about."""
    rows = living(workspace_id).filter(record_id__in=records)
    return set(rows.values_list("record_id", flat=True))


def comment_for(actor: Actor, key: UUID, *, trashed: bool | None = False) -> Comment:
    """A comment that exists for the actor; `NotFound` for any other."""
    rows = Comment.objects.in_workspace(actor.workspace_id).filter(pk=key)
    if trashed is not None:
        rows = rows.filter(trashed_at__isnull=not trashed)
    comment: Comment | None = rows.first()
    records = RecordRef.objects.visible_to(actor)
    if comment is None or not records.filter(pk=comment.record_id).exists():
        raise NotFound()
    return comment


def page_of(actor: Actor, record_id: UUID, asked: Stretch) -> Page[Comment]:
    """A stretch of the comments of a record that the caller found visible; raises `BadCursor`."""
    rows = _narrowed(living(actor.workspace_id).filter(record_id=record_id), asked.show)
    most = PAGE
    if asked.before:
        rows = _beyond(rows, _place(asked.before), turned=asked.oldest_first)
    elif asked.at is not None:
        first = rows.filter(pk=asked.at).values_list("written_at", "pk").first()
        if first is not None:
            rows = _up_to(rows, first, turned=not asked.oldest_first)
    if asked.down_to and not asked.before:
        rows = _up_to(rows, _place(asked.down_to), turned=asked.oldest_first)
        most = MOST
    order = ("written_at", "pk") if asked.oldest_first else ("-written_at", "-pk")
    found = list(rows.order_by(*order)[: most + 1])
    has_more = len(found) > most
    found = found[:most]
    if asked.down_to and not asked.before and not has_more and found:
        # what was shown ended here: whether there is more behind it is another question
        last = (found[-1].written_at, found[-1].pk)
        whole = _narrowed(living(actor.workspace_id).filter(record_id=record_id), asked.show)
        has_more = _beyond(whole, last, turned=asked.oldest_first).exists()
    return Page(found, next_cursor=cursor_of(found[-1]) if has_more and found else None)


def cursor_of(comment: Comment) -> str:
    """The place of a comment among those of its record."""
    return cursors.encode((comment.written_at, comment.pk))


def _narrowed(rows: Any, show: str) -> Any:
    if show == "internal":
        return rows.filter(is_internal=True)
    if show == "outside":
        return rows.filter(is_internal=False)
    if show == "open":
        return rows.filter(assignee__isnull=False, resolved_at=None)
    return rows


def _place(cursor: str) -> tuple[datetime, UUID]:
    values = cursors.decode(cursor)
    if len(values) != 2 or not isinstance(values[0], datetime) or not isinstance(values[1], UUID):
        raise cursors.BadCursor
    if values[0].tzinfo is None:
        raise cursors.BadCursor
    return values[0], values[1]


def _beyond(rows: Any, place: tuple[datetime, UUID], *, turned: bool) -> Any:
    """What comes after a place: older, or newer where the order is `turned`."""
    at, pk = place
    side = "gt" if turned else "lt"
    # the first condition is implied; it lets both databases begin in the middle of the index
    edge = Q(**{f"written_at__{side}e": at})
    return rows.filter(edge & (Q(**{f"written_at__{side}": at}) | Q(**{f"pk__{side}": pk})))


def _up_to(rows: Any, place: tuple[datetime, UUID], *, turned: bool) -> Any:
    """What comes up to a place and at it: newer, or older where the order is `turned`."""
    at, pk = place
    side = "lt" if turned else "gt"
    edge = Q(**{f"written_at__{side}e": at})
    return rows.filter(edge & (Q(**{f"written_at__{side}": at}) | Q(**{f"pk__{side}e": pk})))


def _count(workspace_id: UUID, record_id: UUID) -> Any:
    rows = Comment.objects.in_workspace(workspace_id).filter(record_id=record_id, trashed_at=None)
    is_open = Q(assignee__isnull=False, resolved_at=None)
    counts = {"whole": Count("pk"), "waiting": Count("pk", filter=is_open)}
    return rows.order_by().values("record_id").annotate(**counts).values_list("whole", "waiting")


_counts = Prepared(_count, workspace_id=UUID(int=1), record_id=UUID(int=2))


def counts_of(actor: Actor, record_id: UUID) -> Counted:
    """How many comments a visible record has: one prepared read of an index."""
    found = _counts.rows(workspace_id=actor.workspace_id, record_id=record_id)
    return Counted(*map(int, found[0])) if found else Counted(0, 0)


def spoken_in(actor: Actor, events: Iterable[Any]) -> dict[UUID, Comment]:
    """The comments that events tell the writing of and that are not deleted, by event; one read,
    none where nobody said anything.

    The caller has found the records of the events visible.
    """
    told = {
        one.pk: key
        for one in events
        if one.verb == "comment.written" and (key := id_in((one.facts or {}).get("comment")))
    }
    if not told:
        return {}
    rows = living(actor.workspace_id).filter(pk__in=set(told.values()))
    found = {one.pk: one for one in rows}
    return {event: found[key] for event, key in told.items() if key in found}


def reactions_on(actor: Actor, comments: Collection[UUID]) -> dict[UUID, dict[str, list[UUID]]]:
    """Who put which sign under comments, by comment and sign, the first first; one read."""
    if not comments:
        return {}
    rows = Reaction.objects.in_workspace(actor.workspace_id).filter(comment_id__in=list(comments))
    found: dict[UUID, dict[str, list[UUID]]] = {}
    ordered = rows.order_by("given_at", "pk").values_list("comment_id", "sign", "member_id")
    for comment, sign, member in ordered:
        found.setdefault(comment, {}).setdefault(sign, []).append(member)
    return found


def files_with(actor: Actor, comments: Collection[UUID]) -> dict[UUID, list[File]]:
    """The files that came with comments and are not deleted, oldest first; one read."""
    if not comments:
        return {}
    rows = File.objects.in_workspace(actor.workspace_id).filter(comment_id__in=list(comments))
    rows = rows.filter(is_current=True, trashed_at=None).order_by("given_at", "pk")
    found: dict[UUID, list[File]] = {}
    for file in rows:
        found.setdefault(file.comment_id, []).append(file)
    return found


def unseen_among(actor: Actor, comments: Collection[UUID]) -> set[UUID]:
    """Those of some comments that name the actor, who has not seen that yet; one read."""
    if not comments or actor.member_id is None:
        return set()
    rows = Mention.objects.in_workspace(actor.workspace_id).filter(
        member_id=actor.member_id, comment_id__in=list(comments), seen_at=None
    )
    return set(rows.values_list("comment_id", flat=True))


def wordings_of(actor: Actor, comment: Comment) -> list[Wording]:
    """How a visible comment read before, the newest first."""
    rows = Wording.objects.in_workspace(actor.workspace_id).filter(comment_id=comment.pk)
    return list(rows.order_by("-number")[:MOST])


def unseen_mentions(actor: Actor, members: Iterable[UUID]) -> list[Mention]:
    """Mentions of members that they have not seen, in comments the actor may read, newest first."""
    seen = RecordRef.objects.visible_to(actor)
    rows = Mention.objects.in_workspace(actor.workspace_id).filter(
        member_id__in=list(members),
        seen_at=None,
        comment__trashed_at=None,
        record_id__in=seen.values("pk"),
    )
    return list(rows.select_related("comment").order_by("-told_at", "-pk")[:MOST_FOR_A_DAY])


def open_comments_of(actor: Actor, members: Iterable[UUID]) -> list[Comment]:
    """Comments that wait for members, of records the actor may see, the oldest first."""
    seen = RecordRef.objects.visible_to(actor)
    rows = living(actor.workspace_id).filter(
        assignee_id__in=list(members), resolved_at=None, record_id__in=seen.values("pk")
    )
    return list(rows.order_by("written_at", "pk")[:MOST_FOR_A_DAY])


def open_among(actor: Actor, records: Iterable[UUID]) -> dict[UUID, int]:
    """How many comments still wait for somebody, by record; only those that have any.

    The caller has found the records visible.
    """
    rows = living(actor.workspace_id).filter(record_id__in=list(records))
    waiting = rows.filter(assignee__isnull=False, resolved_at=None)
    return dict(waiting.order_by().values_list("record_id").annotate(Count("pk")))
