"""A kind of work as a firm has set it."""

from __future__ import annotations

from typing import Any

from django.db import models

from klientel.work.due_rule import DueBy
from klientel.workspaces.scope import ScopedModel


class Kind(ScopedModel):
    """What one firm made of a shipped kind, or a kind of its own; see `klientel.work.kinds`.

    `code` is what items keep and what stands in addresses. An empty name is the shipped one.
    `statuses` are codes in order, `checklist` the texts of the steps that a new item begins with,
    `due_days` after how many of what `due_by` names it is due; None for no day. `has_positions`
    says whether its items list what is delivered; None: as the shipped kind does.
    """

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True, default="")
    plural = models.CharField(max_length=60, blank=True, default="")
    prefix = models.CharField(max_length=7)
    icon = models.CharField(max_length=30)
    position = models.PositiveSmallIntegerField(default=0)
    statuses: models.JSONField[Any] = models.JSONField(default=list)
    checklist: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    due_days = models.PositiveSmallIntegerField(null=True)
    due_by = models.CharField(max_length=12, choices=DueBy, default=DueBy.DAYS)
    has_positions = models.BooleanField(null=True)
    is_retired = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "code"], name="kind_once"),
            models.UniqueConstraint(fields=["workspace", "prefix"], name="kind_prefix_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.code
