"""Setting what a firm gives points for."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from klientel.crm.actions.profile import weights_of
from klientel.crm.models import ScoreWeights
from klientel.crm.relationship.score import RULES, Weights
from klientel.crm.tasks import reckon_soon
from klientel.events.log import record
from klientel.records.actions import action
from klientel.records.fields import NumberField
from klientel.workspaces.actor import Actor

if TYPE_CHECKING:
    from klientel.events.models import Event

INPUTS = (
    *(
        NumberField(
            name=rule.name,
            label=rule.label,
            required=True,
            minimum=Decimal(-50),
            maximum=Decimal(50),
        )
        for rule in RULES
    ),
    NumberField(
        name="half_life",
        label=_("Half-life in days"),
        help=_("After so many days, what happened is worth half."),
        required=True,
        minimum=Decimal(1),
        maximum=Decimal(365),
    ),
)


@action("score.set_weights", label=_("Set up lead scoring"), on="", permission="score.manage",
        icon="trending-up", inputs=INPUTS)  # fmt: skip
def set_weights(actor: Actor, **weights: int) -> Weights:
    """Set the points of all rules and the half-life; every prospect is scored anew soon."""
    return _write(actor, weights)


def take_back(actor: Actor, event: Event, batch: UUID) -> None:
    """Set the points back to what they were before."""
    actor.must("score.manage")
    before = {name: was for name, (was, _became) in event.facts.get("changes", {}).items()}
    _write(actor, before, batch=batch)


def _write(actor: Actor, given: Mapping[str, Any], *, batch: UUID | None = None) -> Weights:
    was = as_values(weights_of(actor.workspace_id))
    values = {**was, **given}
    changes = {name: [was[name], value] for name, value in values.items() if was[name] != value}
    if changes:
        row = ScoreWeights(workspace_id=actor.workspace_id, points=values)
        ScoreWeights.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["workspace"], update_fields=["points"]
        )
        record(actor, "score.weights_changed", facts={"changes": changes}, batch=batch)
        reckon_soon(actor.workspace_id, thorough=True)
    return Weights.of(values)


def as_values(weights: Weights) -> dict[str, int]:
    """The points by rule, and the half-life."""
    return {**weights.points, "half_life": weights.half_life}
