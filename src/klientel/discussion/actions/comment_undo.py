"""Taking back what was done with comments: each verb names its way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_noop

from klientel.discussion.actions.assigning import put_assignee, put_state
from klientel.discussion.actions.comment import must_see, put_audience, put_away, put_words
from klientel.discussion.actions.speaking import PUBLISH, held_comment
from klientel.discussion.comment_verbs import ASSIGNED, AUDIENCE, AWAY, BACK, STATE, WORDS
from klientel.discussion.models import Comment, Wording
from klientel.kit.ids import id_needed
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import current_reading
from klientel.records.actions.undoers import each, register
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

_LATER = gettext_noop("This was changed again since; the later change stays.")


def _away(actor: Actor, event: Event, batch: UUID) -> None:
    put_away(actor, *_meant(actor, event), into=True, batch=batch)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    put_away(actor, *_meant(actor, event, trashed=True), into=False, batch=batch)


def _words(actor: Actor, event: Event, batch: UUID) -> None:
    """The wording before the one that the event tells of; the one in between is kept, too."""
    comment, record = _meant(actor, event)
    version = int(event.facts.get("version") or 0)
    if comment.version != version:
        raise Refused(_LATER)
    rows = Wording.objects.in_workspace(actor.workspace_id).filter(comment_id=comment.pk)
    before = rows.filter(number=version - 1).first()
    if before is None or comment.author_id != actor.member_id:
        raise NotFound()
    put_words(actor, comment, record, before.body, batch)


def _audience(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must(PUBLISH)
    comment, record = _meant(actor, event)
    was_internal = event.verb == "comment.published"
    put_audience(actor, comment, record, is_internal=was_internal, batch=batch)


def _assigned(actor: Actor, event: Event, batch: UUID) -> None:
    comment, record = _meant(actor, event)
    if str(comment.assignee_id or "") != event.facts.get("assignee"):
        raise Refused(_LATER)
    former = id_needed(event.facts["former"]) if event.facts.get("former") else None
    if former is not None and former in current_reading(actor).directory.active:
        # who looked after it before may no longer see the record; a hand-over is taken back whole,
        # also to whoever has left
        must_see(actor, comment.record_id, former)
    resolved = bool(event.facts.get("was_resolved"))
    put_assignee(actor, comment, record, former, batch=batch, resolved=resolved)


def _state(actor: Actor, event: Event, batch: UUID) -> None:
    comment, record = _meant(actor, event)
    put_state(actor, comment, record, resolved=event.verb == "comment.reopened", batch=batch)


def _meant(actor: Actor, event: Event, *, trashed: bool = False) -> tuple[Comment, Any]:
    return held_comment(actor, id_needed(str(event.facts.get("comment"))), trashed=trashed)


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
    for name, way in ways.items():
        # who may see a record may speak of it, whatever else of it they may change
        register(name, each(way), right="view")
