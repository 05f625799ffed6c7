"""How what was done with views is taken back (see `Verb.undo`)."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from klientel.kit.refused import Forbidden, NotFound, Refused
from klientel.records.actions.undoers import each, register
from klientel.views.actions.view import bury, may_change, put, tell
from klientel.views.actions.view_default import put_defaults
from klientel.views.actions.view_pin import put_pins
from klientel.views.models import SavedView
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event


def _view_of(actor: Actor, event: Event) -> SavedView:
    """The view of an event, deleted or not, which the actor may change."""
    rows = SavedView.objects.visible_to(actor).filter(pk=UUID(event.facts["view"]))
    view: SavedView | None = rows.first()
    if view is None:
        raise NotFound()
    if not may_change(actor, view):
        raise Forbidden("Only the person who saved this view, an owner or a lead can change it.")
    return view


def _delete(actor: Actor, event: Event, batch: UUID) -> None:
    view = _view_of(actor, event)
    if view.deleted_at is None:
        bury(actor, view, batch)


def _restore(actor: Actor, event: Event, batch: UUID) -> None:
    view = _view_of(actor, event)
    if view.deleted_at is None:
        return
    view.deleted_at = None
    view.save()
    tell(actor, "view.restored", view, batch=batch)


def _back(actor: Actor, event: Event, batch: UUID) -> None:
    view = _view_of(actor, event)
    before, after = _typed(event.facts["before"]), _typed(event.facts["after"])
    if any(getattr(view, name) != value for name, value in after.items()):
        raise Refused("This was changed again since; the later change stays.")
    put(actor, view, before, batch)


def _typed(values: dict[str, object]) -> dict[str, object]:
    return {
        name: UUID(str(value)) if name == "team_id" and value else value
        for name, value in values.items()
    }


def _pins_back(actor: Actor, event: Event, batch: UUID) -> None:
    if event.member_id != actor.member_id:
        raise Forbidden("Everybody orders their own sidebar.")
    kept = set(SavedView.objects.visible_to(actor).values_list("pk", flat=True))
    keys = [UUID(key) for key in event.facts["before"]]
    put_pins(actor, [key for key in keys if key in kept], batch)


def _defaults_back(actor: Actor, event: Event, batch: UUID) -> None:
    actor.must("view.manage")
    before = {role: UUID(key) for role, key in event.facts["before"].items()}
    put_defaults(actor, _view_of(actor, event), before, batch)


def introduce() -> None:
    """Say how each verb is taken back."""
    ways = {
        "view_delete": _delete,
        "view_restore": _restore,
        "view_back": _back,
        "view_pins_back": _pins_back,
        "view_defaults_back": _defaults_back,
    }
    for name, one in ways.items():
        register(name, each(one), right=None)
