"""Pin views to one's own sidebar, take them off, and order them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.events import log
from klientel.kit.refused import NotFound, Refused
from klientel.records.actions.catalogue import action
from klientel.records.fields import TextField
from klientel.views.actions.view import BATCH, VIEW, batch_of, member_of
from klientel.views.models import PinnedView, SavedView
from klientel.views.shelf import found_by
from klientel.workspaces.actor import Actor
from klientel.workspaces.models import Workspace

#: more would push the rooms out of the sidebar
MOST_PINS = 7

_ORDER = TextField(name="views", label=_("Views in order"), required=True, max_length=200)


@action(
    "view.pin",
    label=_("Pin view"),
    permission="view.save",
    on="",
    inputs=[VIEW, BATCH],
    technical=["batch"],
)
def pin_view(actor: Actor, *, view: int, batch: str) -> None:
    """Let a view stand in one's own sidebar, below those that do."""
    found = _found(actor, view)
    now = pinned(actor)
    if found.pk in now:
        return
    shown = set(found_by(actor).filter(pk__in=now).values_list("pk", flat=True))
    if len(shown) >= MOST_PINS:
        raise Refused(
            "At most {allowed} views can be pinned. Take one off first.", allowed=MOST_PINS
        )
    put_pins(actor, [*now, found.pk], batch_of(batch))


@action(
    "view.unpin",
    label=_("Unpin view"),
    permission="view.save",
    on="",
    inputs=[VIEW, BATCH],
    technical=["batch"],
)
def unpin_view(actor: Actor, *, view: int, batch: str) -> None:
    """Take a view off one's own sidebar."""
    found = _found(actor, view)
    kept = [key for key in pinned(actor) if key != found.pk]
    put_pins(actor, kept, batch_of(batch))


@action("view.order_pins", label=_("Order pins"), permission="view.save", on="", inputs=[_ORDER])
def order_pins(actor: Actor, *, views: str) -> None:
    """Put the pinned views in the order of these numbers; those left out follow as they were."""
    asked = [int(one) for one in views.split(",") if one.strip().isdecimal()][:MOST_PINS]
    rows = SavedView.objects.visible_to(actor).filter(number__in=asked)
    keys = dict(rows.values_list("number", "pk"))
    now = pinned(actor)
    first = [keys[number] for number in dict.fromkeys(asked) if keys.get(number) in now]
    put_pins(actor, [*first, *(key for key in now if key not in first)])


def pinned(actor: Actor) -> list[UUID]:
    """What an actor has pinned, in order."""
    return list(_mine(actor).order_by("place", "pk").values_list("view_id", flat=True))


def put_pins(actor: Actor, keys: Sequence[UUID], batch: UUID | None = None) -> None:
    """Let exactly these views be pinned, in this order, and tell the log what was before."""
    member, before = member_of(actor), pinned(actor)
    if list(keys) == before:
        return
    _mine(actor).delete()
    PinnedView.objects.bulk_create(
        [
            PinnedView(
                workspace_id=actor.workspace_id,
                member_id=member,
                view_id=key,
                place=place,
            )
            for place, key in enumerate(keys)
        ],
        ignore_conflicts=True,
    )
    Workspace.objects.get(pk=actor.workspace_id).touch_directory()
    facts = {"before": [str(key) for key in before], "after": [str(key) for key in keys]}
    log.record(actor, "view.pins_changed", record_type="view", facts=facts, batch=batch)


def _mine(actor: Actor) -> Any:
    return PinnedView.objects.visible_to(actor).filter(member_id=actor.member_id)


def _found(actor: Actor, number: int) -> SavedView:
    view: SavedView | None = found_by(actor).filter(number=number).first()
    if view is None:
        raise NotFound()
    return view
