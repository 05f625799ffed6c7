"""Where accounts stood on the seven lines when it was last reckoned, and what was decided on it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from klientel.crm.models.account import Account
from klientel.kit import clock
from klientel.workspaces.scope import ScopedModel, WorkspaceForeignKey


class RelationshipProfile(ScopedModel):
    """One row per account there is something to say of; written by `actions.profile`.

    `evidence` is what was seen (`relationship.lines.Evidence`), `positions` holds the standing by
    line, `lean` goes from -100 (customer) to 100 (client). `kept_at` and `kept_lean` are of the
    decision that the account stays what it is although it leans elsewhere.
    """

    account = WorkspaceForeignKey(Account, models.CASCADE, db_index=False)
    evidence: models.JSONField[Any] = models.JSONField(default=list)
    positions: models.JSONField[Any] = models.JSONField(default=dict)
    lean = models.SmallIntegerField(default=0)
    coverage = models.PositiveSmallIntegerField(default=0)
    verdict = models.CharField(max_length=10, blank=True, default="")
    #: what the account is called and seems not to be; empty where both agree
    disagrees = models.CharField(max_length=10, blank=True, default="")
    #: the reasons of a client's health and the points of a prospect's score
    health: models.JSONField[Any] = models.JSONField(default=list)
    score: models.JSONField[Any] = models.JSONField(default=list)
    reckoned_at = models.DateTimeField(default=clock.now)
    kept_at = models.DateTimeField(null=True)
    kept_lean = models.SmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", "account", name="profile_once")]
        indexes = [
            models.Index(
                "workspace",
                "disagrees",
                "lean",
                "id",
                name="profile_that_disagrees",
                condition=~Q(disagrees=""),
            )
        ]


class ScoreWeights(ScopedModel):
    """What a firm gives points for (`relationship.score.Weights`); one row per workspace."""

    points: models.JSONField[Any] = models.JSONField(default=dict)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", name="score_weights_once")]


class ProfileRun(ScopedModel):
    """What is usual in a workspace, as of the last time that all profiles were reckoned.

    `usual` is what `relationship.rules.Usual` keeps. What happened after `seen_until` is to be
    reckoned yet.
    """

    usual: models.JSONField[Any] = models.JSONField(default=dict)
    seen_until = models.DateTimeField(default=clock.now)

    class Meta:
        constraints = [models.UniqueConstraint("workspace", name="profile_run_once")]
