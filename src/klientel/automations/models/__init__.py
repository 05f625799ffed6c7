"""The nouns of the room: a rule, and what it was before."""

from klientel.automations.models.rule import Rule, RuleVersion

__all__ = ["Rule", "RuleVersion"]
