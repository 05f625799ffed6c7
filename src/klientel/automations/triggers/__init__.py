"""What can start a rule: the registry, and the kinds that every firm has."""

from klientel.automations.triggers import by_hand, of_events, of_time, once
from klientel.automations.triggers.registry import Asked, Due, Stretch, Trigger, triggers

__all__ = [
    "Asked",
    "Due",
    "Stretch",
    "Trigger",
    "by_hand",
    "of_events",
    "of_time",
    "once",
    "triggers",
]
