"""What comments are found by: a search row each, written in the transaction of the comment.

The row stands beside those of records and hangs on the same spine, so that who may see the record
is asked as for everything else. What only the team reads is of another type there: whoever is not
of the team never asks for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from klientel.discussion.mentions import MARK
from klientel.discussion.models import Comment
from klientel.kit.text import fold
from klientel.records.models import SearchDoc
from klientel.records.models.search_doc import WHOLE, mark_of
from klientel.workspaces.actor import Actor
from klientel.workspaces.bulk import insert_rows, unsaved

#: the types of search rows: comments for the team alone, and those that others may read
WITHIN, OUTSIDE = "comment.team", "comment.outside"
_CHUNK = 500
_COMPARED = ("record_id", "type", "mark", "has_parts", "title", "body", "digits")


def types_for(actor: Actor) -> tuple[str, ...]:
    """The types of search rows whose comments are meant for the actor."""
    is_of_team = actor.is_system or actor.member_id is not None
    return (WITHIN, OUTSIDE) if is_of_team else (OUTSIDE,)


def searched(body: str) -> str:
    """The folded words of a comment. Whom it names is no word of it: names change."""
    return fold(MARK.sub(" ", body))


def search_doc(comment: Comment) -> SearchDoc:
    """The search row of a comment, as it must stand beside it."""
    kind = WITHIN if comment.is_internal else OUTSIDE
    doc: SearchDoc = unsaved(
        SearchDoc,
        workspace_id=comment.workspace_id,
        record_id=comment.record_id,
        part=comment.pk,
        type=kind,
        mark=mark_of(comment.workspace_id, kind),
        has_parts=False,
        title="",
        body=searched(comment.body),
    )
    return doc


def keep_found(comment: Comment) -> None:
    """Write the search row of a comment that was written; one that is deleted has none."""
    rows = _rows(comment.workspace_id).filter(record_id=comment.record_id, part=comment.pk)
    if comment.trashed_at is not None:
        rows.delete()
        return
    doc = search_doc(comment)
    if not rows.update(type=doc.type, mark=doc.mark, body=doc.body):
        insert_rows(SearchDoc, [doc])


def _insert_docs(comments: Iterable[Comment]) -> None:
    insert_rows(SearchDoc, [search_doc(one) for one in comments], at_once=True)


def index(workspace_id: UUID) -> None:
    """Write the search rows of all comments of a workspace that has none yet."""
    for chunk in _chunks(workspace_id):
        _insert_docs([one for one in chunk if one.trashed_at is None])


def differences(workspace_id: UUID) -> Iterator[UUID]:
    """The comments whose search row is missing, differs or should not be there."""
    for chunk in _chunks(workspace_id):
        there = {doc.part: doc for doc in _rows(workspace_id).filter(part__in=_keys(chunk))}
        for one in chunk:
            doc = there.get(one.pk)
            if one.trashed_at is not None:
                is_right = doc is None
            else:
                is_right = doc is not None and _said(doc) == _said(search_doc(one))
            if not is_right:
                yield one.pk


def repair(workspace_id: UUID) -> int:
    """Write differing search rows of comments anew; returns how many."""
    wrong = sorted(differences(workspace_id))
    for start in range(0, len(wrong), _CHUNK):
        some = wrong[start : start + _CHUNK]
        with transaction.atomic():
            _rows(workspace_id).filter(part__in=some).delete()
            rows = Comment.objects.in_workspace(workspace_id).filter(pk__in=some, trashed_at=None)
            _insert_docs(rows)
    return len(wrong)


def _rows(workspace_id: UUID) -> Any:
    return SearchDoc.objects.in_workspace(workspace_id).exclude(part=WHOLE)


def _keys(comments: Iterable[Comment]) -> list[UUID]:
    return [one.pk for one in comments]


def _said(doc: SearchDoc) -> tuple[Any, ...]:
    return tuple(getattr(doc, name) for name in _COMPARED)


def _chunks(workspace_id: UUID) -> Iterator[list[Comment]]:
    rows = Comment.objects.in_workspace(workspace_id).order_by("pk")
    chunk = list(rows[:_CHUNK])
    while chunk:
        yield chunk
        chunk = list(rows.filter(pk__gt=chunk[-1].pk)[:_CHUNK])
