"""How alike two people or organisations are: which to compare, how certain, and why.

`entry` brings names, numbers and addresses into one form, `pairs` finds what is worth comparing
without comparing everything, `certainty` weighs what two entries share and what speaks against it.
"""

from klientel.kit.likeness.certainty import LIKELY, NEARLY_SURE, Likeness, Reason, Why, compare
from klientel.kit.likeness.entry import Entry, entry_of, keys_of
from klientel.kit.likeness.pairs import alike

__all__ = [
    "LIKELY",
    "NEARLY_SURE",
    "Entry",
    "Likeness",
    "Reason",
    "Why",
    "alike",
    "compare",
    "entry_of",
    "keys_of",
]
