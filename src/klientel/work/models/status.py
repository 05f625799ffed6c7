"""A status as a firm has set it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.workspaces.scope import ScopedModel


class Category(models.TextChoices):
    """What a status means, whatever a firm calls it."""

    OPEN = "open", _("Not begun")
    ACTIVE = "active", _("In progress")
    DONE = "done", _("Done")
    CANCELLED = "cancelled", _("Dropped")


#: what something means of which something is left to do
UNFINISHED = (Category.OPEN, Category.ACTIVE)
#: the same, as the address of a list asks for it
UNFINISHED_ONES = f"category={','.join(UNFINISHED)}"


class Status(ScopedModel):
    """What one firm made of a shipped status, or one of its own; see `klientel.work.kinds`.

    Kinds share statuses: "in progress" is the same column of a board for orders and for tasks. An
    empty name is the shipped one. What a status means (`category`) never changes: items that have
    it are counted by it.
    """

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=60, blank=True, default="")
    category = models.CharField(max_length=10, choices=Category)
    tone = models.CharField(max_length=10)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "code"], name="status_once")]

    def __str__(self) -> str:
        return self.name or self.code
