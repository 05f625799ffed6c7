"""What people do with rules."""

from klientel.automations.actions import undoing
from klientel.automations.actions.rule import (
    bring_back,
    change_rule,
    copy_rule,
    create_rule,
    delete_rule,
    restore_rule,
    switch_off,
    switch_on,
)
from klientel.automations.actions.taking_over import take_over

__all__ = [
    "bring_back",
    "change_rule",
    "copy_rule",
    "create_rule",
    "delete_rule",
    "restore_rule",
    "switch_off",
    "switch_on",
    "take_over",
    "undoing",
]
