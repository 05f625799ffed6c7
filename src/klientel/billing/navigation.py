"""What of the room stands in the sidebar."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.views.navigation import Adding, Entry, addings, entries


def register() -> None:
    """Add the list of products, and a press that begins an order to the line of the work."""
    entries.add(
        Entry(
            name="products",
            label=_("Products & services"),
            icon="tag",
            path="products",
            query=lambda _workspace: "is_active=1",
            key="G L",
            type="product",
            permission="product.view",
            order=24,
            on_phone=False,
        )
    )
    addings["work"] = Adding(
        label=_("New {order}"), path="orders/new", key="C O", permission="work.create"
    )
