"""The nouns of the room: a rule, what it was before, and its runs."""

from klientel.automations.models.rule import Rule, RuleVersion
from klientel.automations.models.run import NOBODY, Awaited, Run, Watch

__all__ = ["NOBODY", "Awaited", "Rule", "RuleVersion", "Run", "Watch"]
