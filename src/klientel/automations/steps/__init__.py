"""What a rule can do: the registry, and the kinds that every firm has."""

from klientel.automations.steps import (
    assigning,
    calling,
    flow,
    mailing,
    of_actions,
    tagging,
    telling,
    writing,
)
from klientel.automations.steps.registry import Asking, Done, StepKind, steps

__all__ = [
    "Asking",
    "Done",
    "StepKind",
    "assigning",
    "calling",
    "flow",
    "mailing",
    "of_actions",
    "steps",
    "tagging",
    "telling",
    "writing",
]
