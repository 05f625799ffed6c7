"""A call on its way to an address that somebody of the firm named."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from klientel.sending.models.outgoing import Outgoing


class Call(Outgoing):
    """One POST of a JSON text to one address.

    `kind` says what it belongs to, `source_id` which one of them; `secrets` are what it is signed
    with, sealed. `last_status` is the status of the last answer, None while there was none, and
    `last_answer` the beginning of what it said.
    """

    kind = models.CharField(max_length=30)
    source_id = models.UUIDField(null=True)
    url = models.CharField(max_length=2000)
    body = models.TextField()
    secrets = models.JSONField(default=list)
    last_status = models.PositiveSmallIntegerField(null=True)
    last_answer = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace_id", "dedupe_key"], name="call_once")
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="call_open", condition=Q(state__lt=3)),
            models.Index(fields=["workspace_id", "source_id", "-id"], name="call_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.url}"
