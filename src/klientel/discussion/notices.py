"""Of which comments people are told: what names them, waits for them, is about what is theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from klientel.discussion.mentions import Named, with_names
from klientel.discussion.models import Comment, Mention
from klientel.events.notices import (
    Notice,
    Telling,
    about_records,
    notices,
    watchers_of,
)
from klientel.kit.ids import id_in
from klientel.kit.text import clip
from klientel.records.answering import answering_for
from klientel.ui.rich_text import plain_text

if TYPE_CHECKING:
    from klientel.events.models import Event
    from klientel.workspaces.actor import Actor

_SAID = ("comment.written",)
#: a mention is noted so shortly before or after the event that tells of its comment
_NEAR = timedelta(seconds=5)
#: of so many comments on a record those who wrote them hear of the next one
_MOST_VOICES = 500
_QUOTED = 160


def _comments_of(events: Sequence[Event]) -> dict[UUID, UUID]:
    """The comment of each event that names one."""
    found = ((event.pk, id_in((event.facts or {}).get("comment"))) for event in events)
    return {pk: comment for pk, comment in found if comment is not None}


def _named(events: Sequence[Event]) -> Iterator[Telling]:
    """Whom a comment names; after an edit those whom it did not name before."""
    comments = _comments_of(events)
    rows = Mention.objects.in_workspace(events[0].workspace_id)
    people: dict[UUID, list[tuple[UUID, object]]] = {}
    listed = rows.filter(comment_id__in=set(comments.values()))
    for comment, member, told_at in listed.values_list("comment_id", "member_id", "told_at"):
        people.setdefault(comment, []).append((member, told_at))
    for event in events:
        since, until = event.recorded_at - _NEAR, event.recorded_at + _NEAR
        for member, told_at in people.get(comments.get(event.pk, event.pk), ()):
            if since <= told_at <= until:  # type: ignore[operator]
                yield Telling(event.pk, member)


def _asked(events: Sequence[Event]) -> Iterator[Telling]:
    """Who is asked to look after a comment: when it is assigned, and when it is written so."""
    written = _comments_of(events)
    rows = Comment.objects.in_workspace(events[0].workspace_id).filter(
        pk__in=set(written.values()), assignee__isnull=False
    )
    assignees = dict(rows.values_list("pk", "assignee_id"))
    for event in events:
        if event.verb in _SAID:
            member = assignees.get(written.get(event.pk))
        else:
            member = id_in((event.facts or {}).get("assignee"))
        if member is not None:
            yield Telling(event.pk, member)


def _resolved(events: Sequence[Event]) -> Iterator[Telling]:
    """Whoever asked for what is done now."""
    comments = _comments_of(events)
    rows = Comment.objects.in_workspace(events[0].workspace_id)
    asked = rows.filter(pk__in=set(comments.values())).values_list(
        "pk", "assigned_by_id", "author_id"
    )
    people = {comment: by or author for comment, by, author in asked}
    for event in events:
        member = people.get(comments.get(event.pk))
        if member is not None:
            yield Telling(event.pk, member)


def _voices(workspace_id: UUID, records: Collection[UUID]) -> Mapping[UUID, Collection[UUID]]:
    """Who answers for some records, and who took part in what was said on them."""
    found = answering_for(workspace_id, records)
    said = Comment.objects.in_workspace(workspace_id).filter(
        record_id__in=list(records), trashed_at=None, author__isnull=False
    )
    named = Mention.objects.in_workspace(workspace_id).filter(record_id__in=list(records))
    for rows, who in ((said, "author_id"), (named, "member_id")):
        pairs = rows.order_by().values_list("record_id", who).distinct()
        for record, member in pairs[:_MOST_VOICES]:
            found.setdefault(record, set()).add(member)
    return found


def _of_mine(events: Sequence[Event]) -> Iterator[Telling]:
    yield from about_records(events, _voices)


def _followed(events: Sequence[Event]) -> Iterator[Telling]:
    yield from about_records(events, watchers_of)


def _place(event: Event, slug: str) -> str:
    comment = id_in((event.facts or {}).get("comment"))
    return f"/{slug}/comments/{comment}" if comment else ""


def _quotes(actor: Actor, events: Sequence[Event], names: Mapping[Any, str]) -> Mapping[UUID, str]:
    """What the comments say that are still there, in short; one read."""
    comments = _comments_of(events)
    rows = Comment.objects.in_workspace(actor.workspace_id).filter(
        pk__in=set(comments.values()), trashed_at=None
    )
    bodies = dict(rows.values_list("pk", "body"))

    def name_of(one: Named) -> str:
        return names.get(one.key, "…")

    return {
        event: clip(plain_text(with_names(bodies[key], name_of)), _QUOTED)
        for event, key in comments.items()
        if bodies.get(key)
    }


def _to_me() -> tuple[Notice, ...]:
    """What is said to somebody."""
    return (
        Notice(
            name="comment.mention",
            label=_("Somebody mentions me or my team"),
            why=_("A comment names you, or a team you are in."),
            verbs=("comment.written", "comment.edited"),
            who=_named,
            for_me=True,
            is_urgent=True,
            sentence=gettext_noop("{actor} mentioned you on {record}"),
            place=_place,
            quotes=_quotes,
            order=10,
        ),
        Notice(
            name="comment.asked",
            label=_("Somebody assigns a comment to me"),
            why=_("Somebody assigned a comment to you."),
            verbs=("comment.assigned", *_SAID),
            who=_asked,
            for_me=True,
            sentence=gettext_noop("{actor} assigned a comment on {record} to you"),
            place=_place,
            quotes=_quotes,
            order=15,
        ),
        Notice(
            name="comment.mine",
            label=_("Comments on what is mine, and answers in talks I take part in"),
            why=_("You are responsible for it, or you took part in the discussion."),
            verbs=_SAID,
            who=_of_mine,
            for_me=True,
            place=_place,
            quotes=_quotes,
            order=20,
        ),
    )


def _around_me() -> tuple[Notice, ...]:
    """What is said around somebody."""
    return (
        Notice(
            name="comment.done",
            label=_("A comment that I assigned is resolved"),
            why=_("You assigned this comment."),
            verbs=("comment.resolved",),
            who=_resolved,
            place=_place,
            quotes=_quotes,
            order=60,
        ),
        Notice(
            name="comment.watched",
            label=_("Comments on what I follow"),
            why=_("You follow it."),
            verbs=_SAID,
            who=_followed,
            place=_place,
            quotes=_quotes,
            order=70,
        ),
    )


def introduce() -> None:
    """Tell of them."""
    notices.register(*_to_me(), *_around_me())
