"""Ordering the same once more."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.billing.actions.positions import must_have_positions
from klientel.records.actions import action
from klientel.records.fields import TextField
from klientel.work.actions.place import duplicate
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as


@action(
    "order.again",
    label=_("Order again"),
    on="work",
    permission="work.create",
    icon="repeat",
    hidden=True,
    inputs=(TextField(name="key", label=_("Key")),),
    technical=("key",),
)
def again(actor: Actor, item: WorkItem, *, key: str = "") -> WorkItem:
    """Begin an order like another one, with its positions; the same `key` again finds it."""
    must_have_positions(actor, item)
    return known_as(WorkItem, duplicate(actor, item, title=item.title, key=key))
