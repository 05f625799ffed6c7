"""The positions of an order, as programs read them."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.billing.models import OrderLine
from klientel.records.fields import NumberField, RecordLinkField, TextField
from klientel.records.parts import Part, parts
from klientel.workspaces.actor import Actor


def _lines(actor: Actor, record_id: UUID) -> Any:
    return OrderLine.objects.in_workspace(actor.workspace_id).filter(item_id=record_id)


LINES = Part(
    name="lines",
    label=_("Line items"),
    types=("work",),
    rows=_lines,
    order="place",
    fields=(
        NumberField(name="place", label=_("Position")),
        RecordLinkField(name="product", label=_("Product"), to=("product",)),
        TextField(name="name", label=_("Name")),
        NumberField(name="quantity", label=_("Quantity"), places=3),
        TextField(name="unit", label=_("Unit")),
        TextField(name="note", label=_("Note")),
    ),
)


def register() -> None:
    """Let programs read what an order is about."""
    parts.register(LINES)
