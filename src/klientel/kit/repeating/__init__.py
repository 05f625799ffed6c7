"""What happens again and again: rules as people say them, RFC 5545, free days, the next dates."""

from klientel.kit.repeating.dates import Occurrence, after_done, moment_of, occurrences
from klientel.kit.repeating.rule import On, Rule, Shift, Unit

__all__ = [
    "Occurrence",
    "On",
    "Rule",
    "Shift",
    "Unit",
    "after_done",
    "moment_of",
    "occurrences",
]
