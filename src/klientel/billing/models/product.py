"""A product: something that a firm offers, goods or a service."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F

from klientel.records.models import Record


class Product(Record):
    """What can be ordered. `number` is the firm's own for it, if it has one; `unit` a code of
    `klientel.billing.units`; `nature` tells goods from services. One that `is_active` no more is
    not offered for new orders; those that have it keep it.
    """

    record_type = "product"

    name = models.CharField(max_length=200)
    number = models.CharField(max_length=60, blank=True, default="")
    nature = models.CharField(max_length=10, default="goods")
    unit = models.CharField(max_length=3, default="H87")
    description = models.TextField(blank=True, default="")
    is_active = models.BooleanField(default=True)
    tags: models.JSONField[Any] = models.JSONField(default=list, blank=True)

    class Meta:
        indexes = [
            models.Index("workspace", "name", "id", name="product_by_name"),
            models.Index("workspace", "is_active", "name", "id", name="product_offered"),
            models.Index("workspace", "number", "id", name="product_by_number"),
            models.Index("workspace", F("updated_at").desc(), "id", name="product_by_update"),
        ]

    def __str__(self) -> str:
        return self.name
