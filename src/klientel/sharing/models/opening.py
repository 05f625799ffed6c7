"""That somebody has opened a share link: when last, told apart without being known."""

from __future__ import annotations

from django.db import models

from klientel.kit import clock
from klientel.workspaces.scope import ScopedModel


class Opening(ScopedModel):
    """One opener of one link. `opener` is a keyed hash of address and program: it names nobody.

    `counted_at` is when they were counted last; who comes again within minutes is the same visit.
    A row lives until the night, so that no key ties it to its link: that may go before it.
    """

    is_derived = True

    link_id = models.UUIDField()
    opener = models.CharField(max_length=64)
    counted_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "link_id", "opener"], name="opening_once")
        ]
