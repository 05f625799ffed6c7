"""What must hold of products."""

from __future__ import annotations

from collections.abc import Sequence

from klientel.billing.models import Product
from klientel.kit.refused import Refused
from klientel.work.actions.holding import hold_firm
from klientel.workspaces.actor import Actor


def check_products(actor: Actor, products: Sequence[Product]) -> None:
    """Refuse a number that another product has; one in the trash leaves its number free."""
    numbered = [one for one in products if one.number and "number" in one.changed_columns()]
    numbered += [one for one in products if one.number and one._state.adding]
    if not numbered:
        return
    hold_firm(actor.workspace_id)
    mine = {one.pk: one.number for one in numbered}
    if len(set(mine.values())) < len(mine):
        raise Refused("Two products cannot have the same number.", "number")
    rows = Product.objects.in_workspace(actor.workspace_id)
    others = rows.filter(number__in=mine.values(), trashed_at=None).exclude(pk__in=mine)
    taken = others.values_list("number", flat=True).first()
    if taken:
        raise Refused("Another product has the number {number}.", "number", number=taken)
