"""A rule: when something happens, and if, then something is done; and each state it was in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from klientel.kit import clock
from klientel.workspaces.models import Member, Team
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey

#: runs in an hour, where nobody says how many
USUAL_LIMIT = 200


class Rule(ScopedModel):
    """What a firm has done by itself.

    `definition` is kept by `definition.py` and never trusted: it is read each time. `number` is
    what addresses call it, `version` counts its states. A rule acts as `acts_as`, who said last
    what it does, and never above; `member` answers for it. One for a `team` is found by its people
    and by who manages rules, and is for records of the team alone (`engine/scope.py`).
    `paused_reason` says why it stopped by itself: the `reason` and `values` of a `Refused`. A
    deleted rule is found no more, and can be restored.
    """

    class Audience(models.TextChoices):
        """Whom the rule is for."""

        EVERYONE = "everyone", _("Everyone")
        TEAM = "team", _("A team and its records")

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True, default="")
    is_on = models.BooleanField(default=False)
    about = models.CharField(max_length=40, blank=True, default="")
    definition: models.JSONField[Any] = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    member = WorkspaceForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    member_id: UUID
    acts_as = WorkspaceForeignKey(Member, models.PROTECT, related_name="+", db_index=False)
    acts_as_id: UUID
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    team = WorkspaceForeignKey(Team, models.PROTECT, null=True, related_name="+", db_index=False)
    team_id: UUID | None
    #: starts of one hour; more wait for the next
    max_runs_per_hour = models.PositiveIntegerField(default=USUAL_LIMIT)
    #: whether what an import or a change of many records writes starts it
    includes_imports = models.BooleanField(default=False)
    paused_reason: models.JSONField[Any] = models.JSONField(default=dict, blank=True)
    paused_at = models.DateTimeField(null=True)
    #: the key of the ready rule that it was made from; empty for one of one's own
    made_from = models.CharField(max_length=60, blank=True, default="")
    #: since when it is on: what was before starts nothing
    on_since = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=clock.now)
    updated_at = models.DateTimeField(default=clock.now)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["workspace", "number"], name="rule_number_once"),
        ]
        indexes = [
            models.Index(fields=["workspace", "is_on", "deleted_at"], name="rule_in_force"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def for_team(self) -> UUID | None:
        """The team whose records it is for; None for a rule for everybody's."""
        return self.team_id if self.audience == Rule.Audience.TEAM else None

    @property
    def runs_now(self) -> bool:
        """Whether it starts when something happens."""
        return self.is_on and self.paused_at is None and self.deleted_at is None


class RuleVersion(ScopedModel):
    """One state of a rule, and who brought it about. They are kept as long as the rule is."""

    rule = WorkspaceForeignKey(Rule, models.CASCADE, db_index=False)
    rule_id: UUID
    version = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    description = models.CharField(max_length=500, blank=True, default="")
    definition: models.JSONField[Any] = models.JSONField(default=dict)
    #: whom it is for and its limits, by column
    settings: models.JSONField[Any] = models.JSONField(default=dict)
    member = WorkspaceForeignKey(Member, models.PROTECT, null=True, related_name="+",
                                 db_index=False)  # fmt: skip
    member_id: UUID | None
    created_at = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "rule", "version"], name="rule_version_once"
            ),
        ]
