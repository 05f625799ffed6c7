"""Where a member is named in comments that they have not seen, and which comments wait for them.

The inbox tells of both when they happen; the day shows what is still open of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from klientel.desk.today import due
from klientel.desk.today.attention import Attention
from klientel.desk.today.due import Due
from klientel.discussion import comment_queries as queries
from klientel.discussion.mentions import with_names
from klientel.discussion.models import Comment, Mention
from klientel.kit.text import clip
from klientel.records.fields.linked import Linked
from klientel.records.reading import learn
from klientel.records.types import record_types
from klientel.ui.rich_text import plain_text
from klientel.views.comment_names import learn_names, name_of
from klientel.views.render import page_reading

_EXCERPT = 120


def mentions_of(request: Any, members: frozenset[UUID]) -> Iterator[Attention]:
    """One line for each record on which members are named and have not looked, newest first; at
    most three reads.

    What the reader is named in themselves can be said to be seen.
    """
    by_record: dict[UUID, list[Mention]] = {}
    for one in queries.unseen_mentions(request.actor, members):
        by_record.setdefault(one.record_id, []).append(one)
    if not by_record:
        return
    reading = page_reading(request)
    learn(request.actor, reading, by_record)
    learn_names(request, [one.comment.body for some in by_record.values() for one in some])
    for record, some in by_record.items():
        if record in reading.linked:
            yield _line(request, reading.linked[record], some)


def _line(request: Any, about: Linked, some: list[Mention]) -> Attention:
    newest = some[0]
    base = f"/{request.workspace.slug}"
    own = [str(one.comment_id) for one in some if one.member_id == request.actor.member_id]
    return Attention(
        key=f"mention:{newest.comment_id}",
        title=about.title,
        text=_told(request, some),
        href=f"{base}/comments/{newest.comment_id}",
        why=_("A comment names you, or a team you are in. Once it was seen, it goes from here.")
        if own
        else _("A comment names somebody whose day this is."),
        urgency=5,
        icon="at-sign",
        done=f"{base}/mentions/seen" if own else "",
        done_with=tuple(("comment", key) for key in own),
        peek=_peek(base, about),
    )


def _peek(base: str, about: Linked) -> str:
    """The preview of the record that is spoken of: comments stand in it."""
    return f"{base}/{record_types.get(about.type).slug}/{about.id}/peek"


def _told(request: Any, some: list[Mention]) -> str:
    authors = page_reading(request).directory.members
    newest: Comment = some[0].comment
    who = authors.get(newest.author_id) or newest.author_name
    said = _("{name}: “{text}”").format(name=who, text=_excerpt(request, newest))
    if len(some) == 1:
        return said
    more = ngettext("{count} mention", "{count} mentions", len(some)).format(count=len(some))
    return f"{more} · {said}"


def waiting_comments(request: Any, members: frozenset[UUID], until: date) -> Iterable[Due]:
    """Comments that somebody asked members to look after, until they are resolved."""
    comments = queries.open_comments_of(request.actor, members)
    if not comments:
        return []
    reading = page_reading(request)
    learn(request.actor, reading, {one.record_id for one in comments})
    learn_names(request, [one.body for one in comments])
    base = f"/{request.workspace.slug}"
    return [
        Due(
            key=f"comment:{one.pk}",
            # it has no day of its own: it is for today until it is done
            day=reading.today,
            title=_excerpt(request, one),
            href=f"{base}/comments/{one.pk}",
            note=_note(request, one),
            member=one.assignee_id,
            icon="message-square",
            done=f"{base}/comments/{one.pk}/state",
            peek=_peek(base, reading.linked[one.record_id]),
        )
        for one in comments
        if one.record_id in reading.linked
    ]


def _note(request: Any, one: Comment) -> str:
    reading = page_reading(request)
    asked_by = one.assigned_by_id or one.author_id
    who = reading.directory.members.get(asked_by, "")
    about = reading.linked[one.record_id].title
    if not who or asked_by == one.assignee_id:
        return _("Comment on {record}").format(record=about)
    return _("Comment on {record}, asked by {name}").format(record=about, name=who)


def _excerpt(request: Any, comment: Comment) -> str:
    said = with_names(comment.body, lambda one: name_of(request, one))
    return clip(plain_text(said), _EXCERPT) or _("a file")


def introduce() -> None:
    """Let the day ask for comments that wait."""
    if waiting_comments not in due.sources:
        due.sources.append(waiting_comments)
