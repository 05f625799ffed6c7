"""Taking back what was done with comments: each verb names its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from klientel.discussion.actions.assigning import put_assignee, put_state
from klientel.discussion.actions.comment import put_audience, put_away, put_words
from klientel.discussion.actions.speaking import held_comment, key_of
from klientel.discussion.comment_verbs import ASSIGNED, AUDIENCE, AWAY, BACK, STATE, WORDS
from klientel.discussion.models import Comment, Wording
from klientel.kit.refused import NotFound
from klientel.records.actions.undo import rights
from klientel.records.actions.undoers import each, undoers
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _away(actor: Actor, event: Event, batch: UUID) -> None:
    put_away(actor, *_meant(actor, event), into=True, batch=batch)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    put_away(actor, *_meant(actor, event, trashed=True), into=False, batch=batch)


def _words(actor: Actor, event: Event, batch: UUID) -> None:
    """The wording before the one that the event tells of; the one in between is kept, too."""
    comment, record = _meant(actor, event)
    rows = Wording.objects.in_workspace(actor.workspace_id).filter(comment_id=comment.pk)
    before = rows.filter(number=int(event.facts.get("version") or 0) - 1).first()
    if before is None or comment.author_id != actor.member_id:
        raise NotFound()
    put_words(actor, comment, record, before.body, batch)


def _audience(actor: Actor, event: Event, batch: UUID) -> None:
    comment, record = _meant(actor, event)
    was_internal = event.verb == "comment.published"
    put_audience(actor, comment, record, is_internal=was_internal, batch=batch)


def _assigned(actor: Actor, event: Event, batch: UUID) -> None:
    comment, record = _meant(actor, event)
    former = event.facts.get("former")
    put_assignee(
        actor,
        comment,
        record,
        key_of(former) if former else None,
        batch=batch,
        resolved=bool(event.facts.get("was_resolved")),
    )


def _state(actor: Actor, event: Event, batch: UUID) -> None:
    comment, record = _meant(actor, event)
    put_state(actor, comment, record, resolved=event.verb == "comment.reopened", batch=batch)


def _meant(actor: Actor, event: Event, *, trashed: bool = False) -> tuple[Comment, Any]:
    return held_comment(actor, key_of(str(event.facts.get("comment"))), trashed=trashed)


def introduce() -> None:
    """Tell the engine of undo how the verbs of comments are taken back."""
    ways = {
        AWAY: _away,
        BACK: _back,
        WORDS: _words,
        AUDIENCE: _audience,
        ASSIGNED: _assigned,
        STATE: _state,
    }
    undoers.update({name: each(way) for name, way in ways.items()})
    # who may see a record may speak of it, whatever else of it they may change
    rights.update(dict.fromkeys(ways, "view"))
