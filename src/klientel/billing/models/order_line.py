"""A line of an order: how much of what, in its place."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from klientel.billing.models.product import Product
from klientel.work.models import WorkItem
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class OrderLine(ScopedModel):
    """One position of a work item that has positions; an entry under it, seen like it.

    `name` is what the product was called when it was ordered, or what somebody typed where there
    is no product. `quantity` is exact, in the `unit` of that code.
    """

    item = WorkspaceForeignKey(WorkItem, models.CASCADE, db_index=False)
    place = models.PositiveSmallIntegerField()
    product = WorkspaceForeignKey(Product, models.SET_NULL, null=True, db_index=False)
    name = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=3)
    unit = models.CharField(max_length=3)
    note = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [
            models.Index("workspace", "item", "place", name="line_of_order"),
            models.Index(
                "workspace", "product", name="line_of_product", condition=Q(product__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name
