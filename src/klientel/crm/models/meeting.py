"""A meeting: an appointment with an account that is planned, moved, cancelled or held."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from klientel.crm.models.account import Account
from klientel.crm.models.interaction import Interaction
from klientel.records.hanging import Under
from klientel.records.models import Record
from klientel.workspaces.scope import WorkspaceForeignKey


class Meeting(Record):
    """When and where the firm meets people of an account.

    `owner` organises it. `sequence` grows with each change that guests must hear of; `people` are
    contacts, `colleagues` members beside the owner (`TakingPart` repeats them all). Held, it became
    the interaction `held_as`. `time_zone` is that of the place.
    """

    record_type = "meeting"
    hangs_under = Under("account", by="account_id")

    class State(models.TextChoices):
        PLANNED = "planned", _("Planned")
        HELD = "held", _("Took place")
        CANCELLED = "cancelled", _("Called off")

    account = WorkspaceForeignKey(Account, models.PROTECT, db_index=False)
    name = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    minutes = models.PositiveIntegerField(default=60)
    ends_at = models.DateTimeField()
    time_zone = models.CharField(max_length=60)
    place = models.CharField(max_length=300, blank=True, default="")
    link = models.CharField(max_length=300, blank=True, default="")
    people: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    colleagues: models.JSONField[Any] = models.JSONField(default=list, blank=True)
    note = models.TextField(blank=True, default="")
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    sequence = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True)
    held_as = WorkspaceForeignKey(Interaction, models.SET_NULL, null=True, db_index=False)

    class Meta:
        indexes = [
            models.Index(
                "workspace", "account", "starts_at", "id",
                name="meeting_ahead",
                condition=~Q(state="held"),
            ),
            models.Index("workspace", F("starts_at").desc(), "id", name="meeting_by_time"),
            models.Index(
                fields=["workspace", "held_as"],
                name="meeting_held_as",
                condition=Q(held_as__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.name

    @property
    def is_planned(self) -> bool:
        """Whether it is to come, or should have been."""
        return self.state == self.State.PLANNED
